#pragma once
#include <pathwise/nn/layer.hpp>
#include <pathwise/nn/window.hpp>

namespace pathwise {

namespace detail {

constexpr extents weight_axes(int first, int second, const sliding& s) {
  extents e{2, {first, second}};
  for (int k = 0; k < s.rank; ++k) e.at[e.rank++] = s.along[k].size;
  return e;
}
/// Channels [first, first + count) of a vector; all of it as it is.
constexpr any_expr channels_of(any_expr v, int first, int count) {
  index_map m{{1, {count}}, v.axes()};
  m.offset[0] = first;
  m.step[0][0] = 1;
  return gather(v, m);
}
/// [group, ...] each, one after the other along the first axis.
constexpr any_expr joined(any_expr whole, any_expr part, int group, int groups) {
  index_map m = identity_map(part.axes());
  m.from.at[0] *= groups;
  m.offset[0] = -group * part.axes().at[0];
  const any_expr placed = gather(part, m);
  return whole ? whole + placed : placed;
}

/// The weight [out, in / groups, window...] of one group as the matrix [out / groups, window... x in / groups].
constexpr any_expr weight_of_windows(any_expr weight, const sliding& s, int group, int out) {
  const extents& w = weight.axes();
  const int in = w.at[1];
  index_map m;
  m.to = w;
  m.from = {s.rank + 2, {out}};
  m.offset[0] = group * out;
  m.step[0][0] = 1;
  for (int k = 0; k < s.rank; ++k) {
    m.from.at[1 + k] = w.at[2 + k];
    m.step[2 + k][1 + k] = 1;
  }
  m.from.at[s.rank + 1] = in;
  m.step[1][s.rank + 1] = 1;
  return gather(weight, m, {{2, {out, s.sizes_product() * in}}, 0});
}

/// Every window as one row of a product: windows and weight have their channels innermost, so that neighbours are
/// copied together.
constexpr any_expr convolved(any_expr x, const sliding& s, any_expr weight, any_expr shift, int out, int groups) {
  x = with_rows(x);
  const int in = x.axes().at[0] / groups, outer = x.positions();
  const any_expr last = gather(x, channels_to_last(x.axes()));
  any_expr all{};
  for (int g = 0; g < groups; ++g) {
    const any_expr windows =
        gathered(last, s.elements(g * in, in, in * groups), {1, {s.sizes_product() * in}}, s.counts_product());
    any_expr y = linear_product(windows, weight_of_windows(weight, s, g, out / groups));
    if (shift) y = y + channels_of(shift, g * (out / groups), out / groups);
    const any_expr first = channels_first(y, s.windows(out / groups), outer);
    all = groups == 1 ? first : joined(all, first, g, groups);
  }
  return all;
}

/// The weight [in, out / groups, window...] of one group as the matrix [window... x out / groups, in / groups].
constexpr any_expr weight_of_transposed(any_expr weight, const sliding& s, int group, int in) {
  const extents& w = weight.axes();
  const int out = w.at[1];
  index_map m;
  m.to = w;
  m.from.rank = s.rank + 2;
  for (int k = 0; k < s.rank; ++k) {
    m.from.at[k] = w.at[2 + k];
    m.step[2 + k][k] = 1;
  }
  m.from.at[s.rank] = out;
  m.step[1][s.rank] = 1;
  m.from.at[s.rank + 1] = in;
  m.step[0][s.rank + 1] = 1;
  m.offset[0] = group * in;
  return gather(weight, m, {{2, {s.sizes_product() * out, in}}, 0});
}
/// Each element spreads over one window of the result.
constexpr any_expr convolved_transposed(any_expr x, const sliding& s, any_expr weight, any_expr shift, int groups) {
  x = with_rows(x);
  const int in = x.axes().at[0] / groups, out = weight.axes().at[1], outer = x.positions();
  const any_expr last = gather(x, channels_to_last(x.axes()));
  any_expr all{};
  for (int g = 0; g < groups; ++g) {
    index_map channels = identity_map(s.windows(in));
    channels.to.at[s.rank] = in * groups;
    channels.offset[s.rank] = g * in;
    const any_expr each = gathered(last, channels, {1, {in}}, s.counts_product());
    const any_expr spread = linear_product(each, weight_of_transposed(weight, s, g, in));
    // A channel or two at each position would leave most of its panel empty.
    const bool narrow = out < 8;
    const extents axes = s.axes(out);
    const node_shape flat{axes, static_cast<std::uint16_t>(outer)};
    const node_shape folded{{1, {out}}, static_cast<std::uint16_t>(outer * s.extents_product())};
    any_expr y = scatter_sum(spread, at_all_positions(s.elements(0, out, out), outer), narrow ? flat : folded);
    if (shift) {
      const any_expr own = channels_of(shift, g * out, out);
      index_map everywhere{axes, {1, {out}}};
      everywhere.step[0][axes.rank - 1] = 1;
      y = y + (narrow ? gather(own, everywhere) : own);
    }
    const any_expr first = channels_first(y, s.axes(out), outer);
    all = groups == 1 ? first : joined(all, first, g, groups);
  }
  return all;
}

/// A convolution by a weight that is there, with a bias of its own.
constexpr any_expr convolution_by(any_expr weight, std::string_view name, any_expr x, const sliding& s, int groups,
                                  bias with, std::source_location where) {
  const int out = weight.axes().at[0];
  any_expr shift{};
  if (with == bias::yes) {
    const uniform_within start = usual_start(static_cast<std::size_t>(weight.axes().size() / out));
    shift = layer_parameter(*x.g, name, "bias", {1, {out}}, start, where);
  }
  return convolved(x, s, weight, shift, out, groups);
}

/// A convolution with its parameters, which start as PyTorch's: the weight has its outputs, or those of a transposed
/// one its inputs, first.
constexpr any_expr convolution_layer(std::string_view name, any_expr x, const sliding& s, int out, int groups,
                                     bias with, bool transposed, std::source_location where) {
  const int in = x.axes().at[0], first = transposed ? in : out, second = (transposed ? out : in) / groups;
  const uniform_within start = usual_start(static_cast<std::size_t>(second * s.sizes_product()));
  const any_expr weight = layer_parameter(*x.g, name, "weight", weight_axes(first, second, s), start, where);
  if (!transposed) return convolution_by(weight, name, x, s, groups, with, where);
  any_expr shift{};
  if (with == bias::yes) shift = layer_parameter(*x.g, name, "bias", {1, {out}}, start, where);
  return convolved_transposed(x, s, weight, shift, groups);
}

template <bool Fits, class Shape, window... Windows>
using window_mistake_of = std::conditional_t<Fits, void, E050_window_does_not_fit<Shape, window_list<Windows...>>>;
template <std::size_t Out, int Groups, window... Windows, std::size_t C, std::size_t... E>
constexpr bool convolution_fits(shape<C, E...>) {
  return Groups > 0 && C % Groups == 0 && Out % Groups == 0 && ((windows_on(E, Windows) > 0) && ...);
}
template <std::size_t Out, int Groups, int Extra, window... Windows, std::size_t C, std::size_t... E>
constexpr bool transposed_fits(shape<C, E...>) {
  return Groups > 0 && C % Groups == 0 && Out % Groups == 0 && ((extent_under(E, Windows, Extra) > 0) && ...);
}
template <std::size_t Out, int Groups, class Shape, window... Windows>
using convolution_mistake = window_mistake_of<convolution_fits<Out, Groups, Windows...>(Shape{}), Shape, Windows...>;
template <std::size_t Out, int Groups, int Extra, class Shape, window... Windows>
using transposed_mistake =
    window_mistake_of<transposed_fits<Out, Groups, Extra, Windows...>(Shape{}), Shape, Windows...>;

}  // namespace detail

/// A convolution over one axis: y[o, t] = b[o] + sum over c and k of W[o, c, k] x[c, t stride - padding + k dilation],
/// where outside x there are zeros; in `Groups` groups of channels that do not see each other.
/// Shapes: x [C, T]; y [Out, windows]; parameters `name.weight` [Out, C / Groups, size] and `name.bias` [Out], both
/// uniform on +-1 / sqrt(C / Groups size). Source: torch.nn.Conv1d. Errors: E050 where no window fits or the groups do
/// not divide the channels.
template <std::size_t Out, window Along, int Groups = 1, std::size_t C, std::size_t T>
  requires detail::no_mistake<detail::convolution_mistake<Out, Groups, shape<C, T>, Along>>
constexpr auto conv1d(std::string_view name, expr<C, T> x, bias with = bias::yes,
                      std::source_location where = std::source_location::current()) {
  constexpr detail::sliding s = detail::slide<Along>(static_cast<int>(T));
  return expr<Out, static_cast<std::size_t>(s.count[0])>(
      detail::convolution_layer(name, x, s, static_cast<int>(Out), Groups, with, false, where));
}
PATHWISE_WRONG((std::size_t Out, window Along, int Groups = 1, std::size_t C, std::size_t T),
               (detail::convolution_mistake<Out, Groups, shape<C, T>, Along>), conv1d,
               (std::string_view, expr<C, T> x, bias = bias::yes))

/// A convolution over two axes, as `conv1d`. The windows along the second are those along the first unless they are
/// given. Shapes: x [C, H, W]; y [Out, windows, windows]; parameters `name.weight` [Out, C / Groups, size, size] and
/// `name.bias` [Out]. Cost: 2 C / Groups size^2 Out flops a window. Source: torch.nn.Conv2d. Errors: E050.
/// Example: `relu(conv2d<32, window{.size = 3, .stride = 2, .padding = 1}>("encoder.0", x))`.
template <std::size_t Out, window First, window Second = First, int Groups = 1, std::size_t C, std::size_t H,
          std::size_t W>
  requires detail::no_mistake<detail::convolution_mistake<Out, Groups, shape<C, H, W>, First, Second>>
constexpr auto conv2d(std::string_view name, expr<C, H, W> x, bias with = bias::yes,
                      std::source_location where = std::source_location::current()) {
  constexpr detail::sliding s = detail::slide<First, Second>(static_cast<int>(H), static_cast<int>(W));
  return expr<Out, static_cast<std::size_t>(s.count[0]), static_cast<std::size_t>(s.count[1])>(
      detail::convolution_layer(name, x, s, static_cast<int>(Out), Groups, with, false, where));
}
PATHWISE_WRONG((std::size_t Out, window First, window Second = First, int Groups = 1, std::size_t C, std::size_t H,
                std::size_t W),
               (detail::convolution_mistake<Out, Groups, shape<C, H, W>, First, Second>), conv2d,
               (std::string_view, expr<C, H, W> x, bias = bias::yes))

/// A transposed convolution over one axis: each element of x spreads over one window of y, y[o, t stride - padding + k
/// dilation] += W[c, o, k] x[c, t]. `Extra` (PyTorch's output_padding) elements more at the end.
/// Shapes: x [C, T]; y [Out, (T - 1) stride - 2 padding + dilation (size - 1) + 1 + Extra]; parameters `name.weight`
/// [C, Out / Groups, size] and `name.bias` [Out], both uniform on +-1 / sqrt(Out / Groups size). Source:
/// torch.nn.ConvTranspose1d. Errors: E050.
template <std::size_t Out, window Along, int Extra = 0, int Groups = 1, std::size_t C, std::size_t T>
  requires detail::no_mistake<detail::transposed_mistake<Out, Groups, Extra, shape<C, T>, Along>>
constexpr auto conv_transpose1d(std::string_view name, expr<C, T> x, bias with = bias::yes,
                                std::source_location where = std::source_location::current()) {
  constexpr int extent = detail::extent_under(static_cast<int>(T), Along, Extra);
  constexpr detail::sliding s{1, {Along}, {extent, 1}, {static_cast<int>(T), 1}};
  return expr<Out, static_cast<std::size_t>(extent)>(
      detail::convolution_layer(name, x, s, static_cast<int>(Out), Groups, with, true, where));
}
PATHWISE_WRONG((std::size_t Out, window Along, int Extra = 0, int Groups = 1, std::size_t C, std::size_t T),
               (detail::transposed_mistake<Out, Groups, Extra, shape<C, T>, Along>), conv_transpose1d,
               (std::string_view, expr<C, T> x, bias = bias::yes))

/// A transposed convolution over two axes, as `conv_transpose1d`. Shapes: x [C, H, W]; parameters `name.weight` [C, Out
/// / Groups, size, size] and `name.bias` [Out]. Source: torch.nn.ConvTranspose2d. Errors: E050.
template <std::size_t Out, window First, window Second = First, int Extra = 0, int Groups = 1, std::size_t C,
          std::size_t H, std::size_t W>
  requires detail::no_mistake<detail::transposed_mistake<Out, Groups, Extra, shape<C, H, W>, First, Second>>
constexpr auto conv_transpose2d(std::string_view name, expr<C, H, W> x, bias with = bias::yes,
                                std::source_location where = std::source_location::current()) {
  constexpr int high = detail::extent_under(static_cast<int>(H), First, Extra);
  constexpr int wide = detail::extent_under(static_cast<int>(W), Second, Extra);
  constexpr detail::sliding s{2, {First, Second}, {high, wide}, {static_cast<int>(H), static_cast<int>(W)}};
  return expr<Out, static_cast<std::size_t>(high), static_cast<std::size_t>(wide)>(
      detail::convolution_layer(name, x, s, static_cast<int>(Out), Groups, with, true, where));
}
PATHWISE_WRONG((std::size_t Out, window First, window Second = First, int Extra = 0, int Groups = 1, std::size_t C,
                std::size_t H, std::size_t W),
               (detail::transposed_mistake<Out, Groups, Extra, shape<C, H, W>, First, Second>), conv_transpose2d,
               (std::string_view, expr<C, H, W> x, bias = bias::yes))

}  // namespace pathwise
