#pragma once
#include <limits>

#include <pathwise/nn/window.hpp>

namespace pathwise {

/// Whether zeros of the padding count in an average's divisor.
enum class padding_counts : bool { no, yes };

namespace detail {

/// 1 at elements of windows, 0 in the padding; without rows. Shapes: [windows..., within the window..., channels].
constexpr any_expr inside_of(graph& g, const sliding& s, int channels) {
  const any_expr ones = broadcast(literal(g, 1), s.axes(channels), 0);
  return gather(ones, s.elements(0, channels, channels));
}
constexpr bool is_padded(const sliding& s) {
  bool padded = false;
  for (int k = 0; k < s.rank; ++k)
    padded = padded || s.along[k].padding > 0 || (s.count[k] - 1) * s.along[k].stride + reach(s.along[k]) > s.extent[k];
  return padded;
}
/// `reduce(windows, map, shape)` over each window of each channel of [channels, axes...].
template <class Inside, class Reduce>
constexpr any_expr pooled(any_expr x, const sliding& s, Inside inside, Reduce reduce) {
  x = with_rows(x);
  const int channels = x.axes().at[0], outer = x.positions();
  const any_expr last = gather(x, channels_to_last(x.axes()));
  const index_map elements = s.elements(0, channels, channels);
  const any_expr windows = inside(gather(last, elements));
  const any_expr y = reduce(windows, at_all_positions(s.within(channels), outer),
                            {{1, {channels}}, static_cast<std::uint16_t>(outer * s.counts_product())});
  return channels_first(y, s.windows(channels), outer);
}
constexpr any_expr largest_of_windows(any_expr x, const sliding& s) {
  const int channels = x.axes().at[0];
  return pooled(
      x, s,
      [&](any_expr windows) {
        if (!is_padded(s)) return windows;
        return where(inside_of(*x.g, s, channels), windows, literal(*x.g, -std::numeric_limits<double>::infinity()));
      },
      [](any_expr windows, const index_map& map, const node_shape& to) { return scatter_max(windows, map, to); });
}
constexpr any_expr mean_of_windows(any_expr x, const sliding& s, padding_counts counts) {
  const int channels = x.axes().at[0];
  const any_expr total = pooled(
      x, s, [](any_expr windows) { return windows; },
      [](any_expr windows, const index_map& map, const node_shape& to) { return scatter_sum(windows, map, to); });
  if (counts == padding_counts::yes || !is_padded(s)) return total * (1.0 / s.sizes_product());
  const any_expr there = scatter_sum(inside_of(*x.g, s, channels), s.within(channels), {s.windows(channels), 0});
  return total / channels_first(there, s.windows(channels), 0);
}

template <class Shape, window... Windows>
struct pooling_mistake_of;
template <std::size_t C, std::size_t... E, window... Windows>
struct pooling_mistake_of<shape<C, E...>, Windows...>
    : std::conditional<((windows_on(static_cast<int>(E), Windows) > 0 && 2 * Windows.padding <= reach(Windows)) && ...),
                       void, E050_window_does_not_fit<shape<C, E...>, window_list<Windows...>>>{};
template <class Shape, window... Windows>
using pooling_mistake = typename pooling_mistake_of<Shape, Windows...>::type;

}  // namespace detail

/// The largest element of each window of each channel; padding counts as -infinity. Gradient: shared equally among
/// ties. Shapes: x [C, T]; the result [C, windows]. Source: torch.nn.MaxPool1d, whose stride is the window's size
/// unless it is given; here it is 1. Errors: E050 where no window fits or the padding is over half of one.
template <window Along, std::size_t C, std::size_t T>
  requires detail::no_mistake<detail::pooling_mistake<shape<C, T>, Along>>
constexpr auto max_pool1d(expr<C, T> x) {
  constexpr detail::sliding s = detail::slide<Along>(static_cast<int>(T));
  return expr<C, static_cast<std::size_t>(s.count[0])>(detail::largest_of_windows(x, s));
}
PATHWISE_WRONG((window Along, std::size_t C, std::size_t T), (detail::pooling_mistake<shape<C, T>, Along>), max_pool1d,
               (expr<C, T> x))
/// The same over two axes. Shapes: x [C, H, W]. Source: torch.nn.MaxPool2d. Errors: E050.
template <window First, window Second = First, std::size_t C, std::size_t H, std::size_t W>
  requires detail::no_mistake<detail::pooling_mistake<shape<C, H, W>, First, Second>>
constexpr auto max_pool2d(expr<C, H, W> x) {
  constexpr detail::sliding s = detail::slide<First, Second>(static_cast<int>(H), static_cast<int>(W));
  return expr<C, static_cast<std::size_t>(s.count[0]), static_cast<std::size_t>(s.count[1])>(
      detail::largest_of_windows(x, s));
}
PATHWISE_WRONG((window First, window Second = First, std::size_t C, std::size_t H, std::size_t W),
               (detail::pooling_mistake<shape<C, H, W>, First, Second>), max_pool2d, (expr<C, H, W> x))

/// The mean of each window of each channel. Shapes: x [C, T]; the result [C, windows]. Source: torch.nn.AvgPool1d, and
/// its count_include_pad. Errors: E050.
template <window Along, std::size_t C, std::size_t T>
  requires detail::no_mistake<detail::pooling_mistake<shape<C, T>, Along>>
constexpr auto avg_pool1d(expr<C, T> x, padding_counts counts = padding_counts::yes) {
  constexpr detail::sliding s = detail::slide<Along>(static_cast<int>(T));
  return expr<C, static_cast<std::size_t>(s.count[0])>(detail::mean_of_windows(x, s, counts));
}
PATHWISE_WRONG((window Along, std::size_t C, std::size_t T), (detail::pooling_mistake<shape<C, T>, Along>), avg_pool1d,
               (expr<C, T> x, padding_counts = padding_counts::yes))
/// The same over two axes. Shapes: x [C, H, W]. Source: torch.nn.AvgPool2d. Errors: E050.
template <window First, window Second = First, std::size_t C, std::size_t H, std::size_t W>
  requires detail::no_mistake<detail::pooling_mistake<shape<C, H, W>, First, Second>>
constexpr auto avg_pool2d(expr<C, H, W> x, padding_counts counts = padding_counts::yes) {
  constexpr detail::sliding s = detail::slide<First, Second>(static_cast<int>(H), static_cast<int>(W));
  return expr<C, static_cast<std::size_t>(s.count[0]), static_cast<std::size_t>(s.count[1])>(
      detail::mean_of_windows(x, s, counts));
}
PATHWISE_WRONG((window First, window Second = First, std::size_t C, std::size_t H, std::size_t W),
               (detail::pooling_mistake<shape<C, H, W>, First, Second>), avg_pool2d,
               (expr<C, H, W> x, padding_counts = padding_counts::yes))

}  // namespace pathwise
