// Rows of static shape.
#include <pathwise/pathwise.hpp>
namespace pw = pathwise;

inline constexpr auto wide = pw::function([](pw::expr<3> x) { return exp(x); });

inline auto long_row() {
#ifdef GOOD
  return wide(xt::xtensor_fixed<double, xt::xshape<3>>{});
#else
  return wide(xt::xtensor_fixed<double, xt::xshape<4>>{});  // error: E022_argument_extents_differ | shape<3> | fixed_shape<4>
#endif
}

inline auto matrix_of_other_size() {
#ifdef GOOD
  return wide(xt::xtensor_fixed<float, xt::xshape<3, 1>>{});
#else
  return wide(xt::xtensor_fixed<float, xt::xshape<2, 3>>{});  // error: E022_argument_extents_differ | shape<3> | fixed_shape<2, 3>
#endif
}

struct model {
  static constexpr void build(pw::model_builder& model) {
    auto y = model.output("y", linear<3>("fc", model.input<6>("x")));
    model.minimise(sum(y));
  }
};
inline auto row_of_a_model(pw::trainer<model>& t) {
#ifdef GOOD
  return t.run<"x", "y">(xt::xtensor_fixed<float, xt::xshape<6>>{});
#else
  return t.run<"x", "y">(xt::xtensor_fixed<float, xt::xshape<5>>{});  // error: E022_argument_extents_differ | shape<6> | fixed_shape<5>
#endif
}
