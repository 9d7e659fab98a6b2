// Mistakes in a user's own operations and derivatives.
#include <pathwise/engine.hpp>
namespace pw = pathwise;

struct no_derivative {
  static constexpr auto name = "cube";
  template <class T>
  static constexpr T value(T x) {
    return x * x * x;
  }
};
struct cube : no_derivative {
  static constexpr pw::any_expr derivative(pw::any_expr x, pw::any_expr) { return 3.0 * square(x); }
};
#ifdef GOOD
inline constexpr auto cubes = pw::function([](pw::expr<3> x) { return exp(pw::apply<cube>(x)); });
#else
inline constexpr auto cubes = pw::function([](pw::expr<3> x) { return exp(pw::apply<no_derivative>(x)); });  // error: E070_op_needs_name_value_and_derivative | no_derivative
#endif

struct product {
  static constexpr auto name = "product";
  template <class T>
  static constexpr T value(T a, T b) {
    return a * b;
  }
  static constexpr pw::partials<2> derivative(pw::any_expr a, pw::any_expr b, pw::any_expr) { return {{b, a}}; }
};
struct product_with_one_partial : product {
  static constexpr pw::any_expr derivative(pw::any_expr, pw::any_expr b, pw::any_expr) { return b; }
};
#ifdef GOOD
inline constexpr auto products = pw::function([](pw::expr<3> x) { return sum(pw::apply<product>(x, x)); });
#else
inline constexpr auto products = pw::function([](pw::expr<3> x) { return sum(pw::apply<product_with_one_partial>(x, x)); });  // error: E070_op_needs_name_value_and_derivative | product_with_one_partial
#endif

struct nameless {
  template <class T>
  static constexpr T value(T x) {
    return x;
  }
  static constexpr pw::any_expr derivative(pw::any_expr x, pw::any_expr) { return 1.0 + 0.0 * x; }
};
struct named : nameless {
  static constexpr auto name = "named";
};
constexpr pw::any_expr untyped(pw::any_expr x) {
#ifdef GOOD
  return pw::apply<named>(x);
#else
  return pw::apply<nameless>(x);  // error: E070_op_needs_name_value_and_derivative | nameless
#endif
}
inline constexpr auto through_untyped = pw::function([](pw::expr<3> x) { return pw::expr<3>(untyped(x)); });

struct in_double_only : cube {
  static constexpr double value(double x) { return x * x * x; }
};
#ifdef GOOD
inline constexpr auto any_scalar = pw::function([](pw::expr<3> x) { return pw::apply<cube>(x); });
#else
inline constexpr auto any_scalar = pw::function([](pw::expr<3> x) { return pw::apply<in_double_only>(x); });  // error: E070_op_needs_name_value_and_derivative | in_double_only
#endif

#ifdef GOOD
inline constexpr auto two = pw::function([](pw::expr<3> x) { return pw::apply<product>(x, x); });
#else
inline constexpr auto two = pw::function([](pw::expr<3> x) { return pw::apply<product>(x); });  // error: E076_op_takes_other_operands | product | count<2> | count<1>
#endif

struct value_alone {
  static constexpr auto name = "clip";
  template <std::size_t... E>
  static constexpr auto value(pw::expr<E...> x) {
    return x;
  }
};
struct clip : value_alone {
  template <std::size_t... E>
  static constexpr auto backward(pw::expr<E...>, pw::expr<E...>, pw::expr<E...> dy) {
    return max(min(dy, 1.0), -1.0);
  }
};
#ifdef GOOD
inline constexpr auto clipped = pw::function([](pw::expr<3> x) { return pw::custom_derivative<clip>(x); });
#else
inline constexpr auto clipped = pw::function([](pw::expr<3> x) { return pw::custom_derivative<value_alone>(x); });  // error: E071_custom_derivative_needs_name_value_and_backward | value_alone | shape<3>
#endif

struct backward_of_all {
  static constexpr auto name = "scaled";
  static constexpr auto value(pw::expr<3> x, pw::expr<> s) { return x * s; }
  static constexpr auto backward(pw::expr<3> x, pw::expr<> s, pw::expr<3>, pw::expr<3> dy) {
    return std::tuple(dy * s, sum(dy * x));
  }
};
struct backward_of_one : backward_of_all {
  static constexpr auto backward(pw::expr<3>, pw::expr<> s, pw::expr<3>, pw::expr<3> dy) { return dy * s; }
};
struct backward_of_other_shapes : backward_of_all {
  static constexpr auto backward(pw::expr<3> x, pw::expr<> s, pw::expr<3>, pw::expr<3> dy) {
    return std::tuple(dy * s, dy * x);
  }
};
#ifdef GOOD
inline constexpr auto scaled = pw::function([](pw::expr<3> x, pw::expr<> s) { return pw::custom_derivative<backward_of_all>(x, s); });
#else
inline constexpr auto scaled = pw::function([](pw::expr<3> x, pw::expr<> s) { return pw::custom_derivative<backward_of_one>(x, s); });  // error: E072_backward_returns_other_than_one_cotangent_for_each_argument | expr<3>
#endif
#ifdef GOOD
inline constexpr auto summed = pw::function([](pw::expr<3> x, pw::expr<> s) { return pw::custom_derivative<backward_of_all>(x, s); });
#else
inline constexpr auto summed = pw::function([](pw::expr<3> x, pw::expr<> s) { return pw::custom_derivative<backward_of_other_shapes>(x, s); });  // error: E072_backward_returns_other_than_one_cotangent_for_each_argument | expr<3>
#endif

struct hidden_weight {
  static constexpr auto name = "hidden_weight";
  static constexpr auto value(pw::expr<3> x) { return linear<2>("inside", x); }
  static constexpr auto backward(pw::expr<3> x, pw::expr<2>, pw::expr<2> dy) { return x * sum(dy); }
};
struct no_weight : hidden_weight {
  static constexpr auto value(pw::expr<3> x) { return pw::slice<0, 2>(x, pw::axis<0>); }
};
inline constexpr auto without_weight = pw::function([](pw::expr<3> x) { return sum(pw::custom_derivative<no_weight>(x)); });
inline constexpr auto with_weight = pw::function([](pw::expr<3> x) { return sum(pw::custom_derivative<hidden_weight>(x)); });
inline double call_hidden(const std::array<double, 3>& x) {
#ifdef GOOD
  return pw::gradient(without_weight)(x)[0];
#else
  return pw::gradient(with_weight)(x)[0];  // error: E073_value_uses_what_is_no_argument | "inside.
#endif
}

struct squares {
  static constexpr auto name = "squares";
  template <class T>
  static void forward(std::span<const T, 3> x, std::span<T, 3> y) {
    for (std::size_t i = 0; i < 3; ++i) y[i] = x[i] * x[i];
  }
  template <class T>
  static void backward(std::span<const T, 3> x, std::span<const T, 3>, std::span<const T, 3> dy, std::span<T, 3> dx) {
    for (std::size_t i = 0; i < 3; ++i) dx[i] = 2 * x[i] * dy[i];
  }
};
#ifdef GOOD
inline constexpr auto three = pw::function([](pw::expr<3> x) { return pw::opaque<squares, 3>(x); });
#else
inline constexpr auto three = pw::function([](pw::expr<3> x) { return pw::opaque<squares, 4>(x); });  // error: E074_opaque_op_needs_name_forward_and_backward | squares | count<4> | shape<3>
#endif

inline constexpr auto length = pw::function([](pw::expr<3> x) { return sum(pw::opaque<squares, 3>(x)); });
inline double second(const std::array<double, 3>& x) {
#ifdef GOOD
  const auto d = pw::gradient(length)(x);
#else
  const auto d = pw::hessian(length)(x);  // error: E075_no_rule_for_this_derivative | "squares"
#endif
  return d[0];
}

inline constexpr auto decay = pw::function([](pw::shared<3> state, pw::expr<3> x) {
  const auto next = 0.5 * (state + x);
  return std::tuple(next, sum(next));
});
inline constexpr auto decay_without_number = pw::function([](pw::shared<3> state, pw::expr<3> x) { return 0.5 * (state + x); });
#ifdef GOOD
inline constexpr auto decays = pw::scan<1>(decay);
#else
inline constexpr auto decays = pw::scan<1>(decay_without_number);  // error: E077_step_does_not_return_its_states_and_a_number | expr<3>
#endif
