// Windows that do not fit, and rows where positions are.
#include <pathwise/engine.hpp>
namespace pw = pathwise;
using picture = pw::expr<4, 9, 9>;
using tokens = pw::expr<6, 8>;

#ifdef GOOD
inline constexpr auto large_window = pw::function([](picture x) { return sum(pw::conv2d<2, pw::window{.size = 9}>("c", x)); });
#else
inline constexpr auto large_window = pw::function([](picture x) { return sum(pw::conv2d<2, pw::window{.size = 10}>("c", x)); });  // error: E050_window_does_not_fit | shape<4, 9, 9> | window{10, 1, 0, 1}
#endif

#ifdef GOOD
inline constexpr auto groups = pw::function([](tokens x) { return sum(pw::conv1d<4, pw::window{.size = 3}, 2>("c", x)); });
#else
inline constexpr auto groups = pw::function([](tokens x) { return sum(pw::conv1d<5, pw::window{.size = 3}, 2>("c", x)); });  // error: E050_window_does_not_fit | shape<6, 8>
#endif

#ifdef GOOD
inline constexpr auto extra = pw::function([](picture x) { return sum(pw::conv_transpose2d<2, pw::window{.size = 3, .stride = 2}, pw::window{.size = 3, .stride = 2}, 1>("c", x)); });
#else
inline constexpr auto extra = pw::function([](picture x) { return sum(pw::conv_transpose2d<2, pw::window{.size = 3, .stride = 2}, pw::window{.size = 3, .stride = 2}, 2>("c", x)); });  // error: E050_window_does_not_fit | shape<4, 9, 9> | window{3, 2, 0, 1}
#endif

#ifdef GOOD
inline constexpr auto pooled = pw::function([](picture x) { return sum(pw::max_pool2d<pw::window{.size = 2, .stride = 2}>(x)); });
#else
inline constexpr auto pooled = pw::function([](picture x) { return sum(pw::max_pool2d<pw::window{.size = 2, .stride = 0}>(x)); });  // error: E050_window_does_not_fit | shape<4, 9, 9> | window{2, 0, 0, 1}
#endif

template <bool Good>
struct rows_among_positions {
  static constexpr void build(pw::model_builder& model) {
    const auto x = model.input<6, 8>("x");
    const auto shift = model.input<8>("shift");
    if constexpr (Good) {
      const auto y = pw::vmap([](auto t, auto s) { return t * s; }, x, pw::broadcast_to<6, 8>(shift));
      model.minimise(sum(square(y)));
    } else {
      const auto y = pw::vmap([=](auto t) { return t * shift; }, x);
      model.minimise(sum(square(y)));
    }
  }
};
#ifdef GOOD
inline pw::trainer<rows_among_positions<true>> positions_trainer;
#else
inline pw::trainer<rows_among_positions<false>> positions_trainer;  // error: E049_a_row_meets_a_position_of_vmap
#endif
