// Mistakes in functions, their derivatives and their calls.
#include <pathwise/engine.hpp>
namespace pw = pathwise;

inline constexpr auto density = pw::function([](pw::expr<3> mean, pw::shared<3> scale, pw::expr<3> x) {
  return sum(pw::normal(mean, scale).log_prob(x));
});
inline constexpr auto wide = pw::function([](pw::expr<3> x) { return exp(x); });
using triple = std::array<double, 3>;

#ifdef GOOD
inline constexpr auto captures = pw::function([](pw::expr<3> x) { return sum(3.0 * x); });
#else
inline constexpr auto captures = pw::function([factor = 3.0](pw::expr<3> x) { return sum(factor * x); });  // error: E027_function_must_not_capture
#endif
inline auto use_of_captures(const triple& x) { return captures(x)[0] + pw::gradient(captures)(x)[0]; }

#ifdef GOOD
inline constexpr auto of_numbers = pw::function([](pw::expr<> x) { return x * x; });
#else
inline constexpr auto of_numbers = pw::function([](double x) { return x * x; });  // error: E032_function_is_not_of_expressions | double
#endif

#ifdef GOOD
inline constexpr auto to_number = pw::function([](pw::expr<3> x) { return 0.0 * sum(x); });
#else
inline constexpr auto to_number = pw::function([](pw::expr<3>) { return 0.0; });  // error: E032_function_is_not_of_expressions | double | expr<3>
#endif

#ifdef GOOD
inline constexpr auto generic = pw::function([](pw::expr<3> x) { return sum(x); });
#else
inline constexpr auto generic = pw::function([](auto x) { return sum(x); });  // error: E032_function_is_not_of_expressions
#endif

#ifdef GOOD
inline constexpr auto no_lambda = pw::function([](pw::expr<3> x) { return sum(x); });
#else
inline constexpr auto no_lambda = pw::function(3.0);  // error: E032_function_is_not_of_expressions | double
#endif

#ifdef GOOD
inline constexpr auto slope = pw::gradient(density);
#else
inline constexpr auto slope = pw::gradient(wide);  // error: E028_gradient_of_more_than_one_number | shape<3>
#endif

inline constexpr auto pair = pw::function([](pw::expr<3> x) { return std::tuple(sum(x), exp(x)); });
#ifdef GOOD
inline constexpr auto slope_of_pair = pw::jvp(pair);
#else
inline constexpr auto slope_of_pair = pw::gradient(pair);  // error: E028_gradient_of_more_than_one_number | shape<> | shape<3>
#endif

#ifdef GOOD
inline constexpr auto curvature = pw::hvp(density);
#else
inline constexpr auto curvature = pw::jvp(pw::gradient(wide));  // error: E028_gradient_of_more_than_one_number | shape<3>
#endif

inline constexpr auto four_axes = pw::function([](pw::expr<1, 2, 1, 3> x) { return exp(x); });
#ifdef GOOD
inline constexpr auto slopes = pw::jacobian(wide);
#else
inline constexpr auto slopes = pw::jacobian(four_axes);  // error: E010_more_than_six_axes | shape<1, 2, 1, 3, 1, 2, 1, 3>
#endif

#ifdef GOOD
inline constexpr auto row_slopes = pw::per_row_gradient(density);
#else
inline constexpr auto row_slopes = pw::per_row_gradient(pw::function([](pw::expr<3> x) { return sum(x * mean_rows(x)); }));  // error: E056_rows_meet_in_the_function
#endif

inline auto too_few(const triple& x) {
#ifdef GOOD
  return density(x, x, x);
#else
  return density(x, x);  // error: E029_function_takes_other_arguments | count<3> | count<2>
#endif
}

inline double too_many(const triple& x) {
#ifdef GOOD
  auto y = wide(x);
#else
  auto y = wide(x, x);  // error: E029_function_takes_other_arguments | count<1> | count<2>
#endif
  return y[0];
}

inline auto none() {
#ifdef GOOD
  return wide(triple{});
#else
  return wide();  // error: E029_function_takes_other_arguments | count<1> | count<0>
#endif
}

inline double too_few_for_a_gradient(const triple& x) {
#ifdef GOOD
  auto g = pw::gradient(density)(x, x, x);
#else
  auto g = pw::gradient(density)(x);  // error: E029_function_takes_other_arguments | count<3> | count<1>
#endif
  return g[0][0];
}

inline double no_direction(const triple& x) {
#ifdef GOOD
  auto g = pw::jvp(wide)(x, x);
#else
  auto g = pw::jvp(wide)(x);  // error: E029_function_takes_other_arguments | count<2> | count<1>
#endif
  return g[0];
}

inline double long_row(const triple& x) {
#ifdef GOOD
  auto y = density(x, x, std::array<double, 3>{});
#else
  auto y = density(x, x, std::array<double, 4>{});  // error: E022_argument_extents_differ | shape<3> | std::array<double, 4
#endif
  return y[0];
}

inline double number_for_a_row(const triple& x) {
#ifdef GOOD
  return density(x, x, x)[0];
#else
  return density(x, 1.0, x)[0];  // error: E022_argument_extents_differ | shape<3> | double
#endif
}

inline double integers() {
#ifdef GOOD
  return wide(std::array<double, 3>{1, 2, 3})[0];
#else
  return wide(3)[0];  // error: E034_not_numbers | int
#endif
}

template <class Tag>
struct cube_op {
  static constexpr auto name = "cube";
  template <class T>
  static constexpr T value(T x) {
    return x * x * x;
  }
  static constexpr pw::any_expr derivative(pw::any_expr x, pw::any_expr) { return 3.0 * square(x); }
};
inline constexpr auto tag = [] {};
#ifdef GOOD
inline constexpr auto local_op = pw::function([](pw::expr<3> x) { return exp(pw::apply<cube_op<int>>(x)); });
#else
inline constexpr auto local_op = pw::function([](pw::expr<3> x) { return exp(pw::apply<cube_op<decltype(tag)>>(x)); });  // error: E040_op_is_local_to_a_function | cube_op
#endif

#ifdef GOOD
inline constexpr auto no_closed_form = pw::function([](pw::expr<3> x) { return sum(kl_divergence(pw::laplace(x, x), pw::normal(x, x))); });
#else
inline constexpr auto no_closed_form = pw::function([](pw::expr<3> x) { return sum(kl_divergence(pw::logistic(x, x), pw::logistic(x, exp(x)))); });  // error: E021_no_closed_form_kl_use_kl_monte_carlo_or_kl_quadrature | logistic_distribution<3> | logistic_distribution<3>
#endif
