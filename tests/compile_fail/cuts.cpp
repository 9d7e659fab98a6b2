// Mistakes in what a trainer is asked to run.
#include <pathwise/engine.hpp>
namespace pw = pathwise;

struct model {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<6>("x");
    auto mean = linear<3>("mean", x);
    auto q = pw::normal(mean, exp(linear<3>("log_scale", x)));
    auto z = rsample("z", q);
    auto y = model.output("y", linear<6>("decode", z));
    model.name("twice", mean);
    model.name("twice", z);
    model.output("distance", sum(squared_error(x, y)));
    model.minimise(sum(squared_error(x, y)));
  }
};

inline void unknown_output(pw::trainer<model>& t, pw::matrix_view<const float> x) {
#ifdef GOOD
  t.run<"x", "y">(x);
#else
  t.run<"x", "nope">(x);  // error: E016_unknown_name | "nope"
#endif
}

inline pw::matrix<float> unknown_input(pw::trainer<model>& t, pw::matrix_view<const float> x) {
#ifdef GOOD
  return t.run<"x", "y">(x);
#else
  return t.run<"X", "y">(x);  // error: E016_unknown_name | "X"
#endif
}

inline auto several_unknown(pw::trainer<model>& t, pw::matrix_view<const float> x) {
#ifdef GOOD
  auto [mean, scale] = t.run<pw::in<"x">, pw::out<"mean", "log_scale">>(x);
#else
  auto [mean, scale] = t.run<pw::in<"x">, pw::out<"mean", "logscale">>(x);  // error: E016_unknown_name | "logscale"
#endif
  return mean.values[0] + scale.values[0];
}

inline auto repeated(pw::trainer<model>& t, pw::matrix_view<const float> x) {
#ifdef GOOD
  auto values = t.run<"x", "z">(x);
#else
  auto values = t.run<"x", "twice">(x);  // error: E017_name_repeated_so_no_cut | "twice"
#endif
  return values.rows;
}

inline auto repeated_input(pw::trainer<model>& t, pw::matrix_view<const float> x) {
#ifdef GOOD
  return t.run<"z", "y">(x);
#else
  return t.run<"twice", "y">(x);  // error: E017_name_repeated_so_no_cut | "twice"
#endif
}

inline auto missing(pw::trainer<model>& t, pw::matrix_view<const float> x, pw::matrix_view<const float> z) {
#ifdef GOOD
  auto [distance] = t.run<pw::in<"z", "x">, pw::out<"distance">>(z, x);
#else
  auto distance = t.run<"z", "distance">(z);  // error: E020_cut_needs_input | "x"
#endif
  return distance.values[0] + *x.data;
}

inline auto too_many(pw::trainer<model>& t, [[maybe_unused]] pw::matrix_view<const float> x, pw::matrix_view<const float> z) {
#ifdef GOOD
  return t.run<"z", "y">(z);
#else
  return t.run<"z", "y">(z, x);  // error: E026_run_takes_one_argument_for_each_name | "z" | count<2>
#endif
}

inline auto too_few(pw::trainer<model>& t, [[maybe_unused]] pw::matrix_view<const float> x, pw::matrix_view<const float> z) {
#ifdef GOOD
  auto [y, distance] = t.run<pw::in<"z", "x">, pw::out<"y", "distance">>(z, x);
#else
  auto [y, distance] = t.run<pw::in<"z", "x">, pw::out<"y", "distance">>(z);  // error: E026_run_takes_one_argument_for_each_name | "z" | "x" | count<1>
#endif
  return y.rows + distance.rows;
}

inline auto short_row(pw::trainer<model>& t) {
#ifdef GOOD
  return t.run<"z", "y">(std::array<float, 3>{1, 2, 3});
#else
  return t.run<"z", "y">(std::array<float, 2>{1, 2});  // error: E022_argument_extents_differ | shape<3> | std::array<float, 2
#endif
}

inline auto words(pw::trainer<model>& t) {
#ifdef GOOD
  return t.run<"z", "y">(std::vector<double>{1, 2, 3});
#else
  return t.run<"z", "y">("1 2 3");  // error: E034_not_numbers | char
#endif
}
