#pragma once
// Windows that slide over an axis: what convolutions and pooling have in common.
#include <pathwise/expr/axes.hpp>
#include <pathwise/expr/model_builder.hpp>
#include <pathwise/ops/ops.hpp>

namespace pathwise {

/// How windows lie along one axis, as PyTorch's kernel_size, stride, padding and dilation.
struct window {
  int size = 1;
  int stride = 1;
  int padding = 0;
  int dilation = 1;
  bool operator==(const window&) const = default;
};

/// The windows of a layer, inside a diagnostic.
template <window... Windows>
struct window_list;

namespace detail {

/// From the first to the last element of one window.
constexpr int reach(const window& w) { return w.dilation * (w.size - 1) + 1; }
/// How many windows lie on an axis; 0 where none fits.
constexpr int windows_on(int extent, const window& w) {
  if (w.size < 1 || w.stride < 1 || w.padding < 0 || w.dilation < 1) return 0;
  const int room = extent + 2 * w.padding - reach(w);
  return room < 0 ? 0 : room / w.stride + 1;
}
/// The extent over which `count` windows lie; 0 where there is none.
constexpr int extent_under(int count, const window& w, int extra) {
  if (w.size < 1 || w.stride < 1 || w.padding < 0 || w.dilation < 1 || extra < 0 || extra >= w.stride) return 0;
  const int extent = (count - 1) * w.stride - 2 * w.padding + reach(w) + extra;
  return extent < 0 ? 0 : extent;
}

/// Windows over the axes of a picture, or of a sequence: a channel axis, then up to two that windows slide over.
struct sliding {
  int rank = 0;
  window along[2];
  int extent[2] = {1, 1};  // of the axis
  int count[2] = {1, 1};   // of windows on it

  constexpr int extents_product() const { return extent[0] * extent[1]; }
  constexpr int counts_product() const { return count[0] * count[1]; }
  constexpr int sizes_product() const {
    int n = 1;
    for (int k = 0; k < rank; ++k) n *= along[k].size;
    return n;
  }
  /// [axes..., channels] of what windows slide over, and [windows..., channels].
  constexpr extents axes(int channels) const { return with(extent, channels); }
  constexpr extents windows(int channels) const { return with(count, channels); }

  /// From [windows..., within the window..., some channels] to [axes..., all channels].
  constexpr index_map elements(int first_channel, int channels, int all_channels) const {
    index_map m;
    m.from.rank = 2 * rank + 1, m.to.rank = rank + 1;
    for (int k = 0; k < rank; ++k) {
      m.from.at[k] = count[k];
      m.from.at[rank + k] = along[k].size;
      m.to.at[k] = extent[k];
      m.offset[k] = -along[k].padding;
      m.step[k][k] = along[k].stride;
      m.step[k][rank + k] = along[k].dilation;
    }
    m.from.at[2 * rank] = channels;
    m.to.at[rank] = all_channels;
    m.offset[rank] = first_channel;
    m.step[rank][2 * rank] = 1;
    return m;
  }
  /// From [windows..., within the window..., channels] to [windows..., channels].
  constexpr index_map within(int channels) const {
    index_map m;
    m.from = elements(0, channels, channels).from;
    m.to = windows(channels);
    for (int k = 0; k < rank; ++k) m.step[k][k] = 1;
    m.step[rank][2 * rank] = 1;
    return m;
  }

 private:
  constexpr extents with(const int (&of)[2], int channels) const {
    extents e;
    for (int k = 0; k < rank; ++k) e.at[e.rank++] = of[k];
    e.at[e.rank++] = channels;
    return e;
  }
};

template <window Along>
constexpr sliding slide(int extent) {
  return {1, {Along}, {extent, 1}, {windows_on(extent, Along), 1}};
}
template <window First, window Second>
constexpr sliding slide(int first, int second) {
  return {2, {First, Second}, {first, second}, {windows_on(first, First), windows_on(second, Second)}};
}

/// The channels of [channels, axes...] last: the order in which neighbours in memory are used together.
constexpr index_map channels_to_last(const extents& axes) {
  index_map m{axes, axes};
  for (int k = 0; k < axes.rank; ++k) {
    const int to = (k + 1) % axes.rank;  // axis k of the result is axis k + 1 of x
    m.from.at[k] = axes.at[to];
    m.step[to][k] = 1;
  }
  return m;
}
constexpr index_map channels_to_first(const extents& axes_then_channels) {
  const extents& e = axes_then_channels;
  index_map m{e, e};
  for (int k = 0; k < e.rank; ++k) {
    const int from = (k + e.rank - 1) % e.rank;  // axis k of the result is axis k - 1 of x
    m.from.at[k] = e.at[from];
    m.step[from][k] = 1;
  }
  return m;
}
/// x moved by a map of one position, with `positions` positions of the result in each of x.
constexpr any_expr gathered(any_expr x, const index_map& map, const extents& axes, int positions) {
  const int outer = x.has_rows() ? x.positions() : 1;
  return gather(x, at_all_positions(map, outer), {axes, static_cast<std::uint16_t>(outer * positions)});
}
/// [axes..., channels], or the channels at each position, as [channels, axes...] of the `outer` positions around.
constexpr any_expr channels_first(any_expr x, const extents& axes_then_channels, int outer) {
  const index_map map = channels_to_first(axes_then_channels);
  return gather(x, at_all_positions(map, outer), {map.from, static_cast<std::uint16_t>(outer)});
}

}  // namespace detail
}  // namespace pathwise
