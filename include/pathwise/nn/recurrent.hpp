#pragma once
#include <tuple>

#include <pathwise/expr/axes.hpp>
#include <pathwise/nn/linear.hpp>

namespace pathwise {

namespace detail {

/// A layer of `Gates` blocks of `Hidden` outputs, by PyTorch's names: `weight_ih_l0` and the like.
template <std::size_t Out, std::size_t In, std::size_t Hidden>
struct recurrent_product {
  expr<Out, In> weight;
  expr<Out> shift;
  constexpr expr<Out> operator()(expr<In> x) const { return linear_product(x, weight) + shift; }
};
template <std::size_t Out, std::size_t In, std::size_t Hidden>
constexpr recurrent_product<Out, In, Hidden> recurrent_layer(graph& g, std::string_view name, std::string_view of,
                                                             std::string_view suffix, std::source_location where) {
  const auto named = [&](std::string_view part) {
    text t = part_of(name, part);
    t.append(of);
    t.append(suffix);
    return t;
  };
  const uniform_within start = usual_start(Hidden);
  return {parameter<Out, In>(g, named("weight_"), start, where), parameter<Out>(g, named("bias_"), start, where)};
}
template <int Gate, std::size_t Hidden, std::size_t Out>
constexpr expr<Hidden> gate(expr<Out> all) {
  return slice<Gate* static_cast<int>(Hidden), (Gate + 1) * static_cast<int>(Hidden)>(all, axis<0>);
}
/// r, z and n of Cho et al. with the reset gate applied after the product, as PyTorch and cuDNN do.
template <std::size_t Hidden>
constexpr expr<Hidden> gru_step(expr<3 * Hidden> of_input, expr<3 * Hidden> of_state, expr<Hidden> h) {
  const auto r = sigmoid(gate<0, Hidden>(of_input) + gate<0, Hidden>(of_state));
  const auto z = sigmoid(gate<1, Hidden>(of_input) + gate<1, Hidden>(of_state));
  const auto n = tanh(gate<2, Hidden>(of_input) + r * gate<2, Hidden>(of_state));
  return n + z * (h - n);
}
/// The next h and c.
template <std::size_t Hidden>
constexpr std::tuple<expr<Hidden>, expr<Hidden>> lstm_step(expr<4 * Hidden> gates, expr<Hidden> c) {
  const auto next =
      sigmoid(gate<1, Hidden>(gates)) * c + sigmoid(gate<0, Hidden>(gates)) * tanh(gate<2, Hidden>(gates));
  return {sigmoid(gate<3, Hidden>(gates)) * tanh(next), next};
}
/// `step(t)` for t = 0, 1, ..., one result under the other.
template <std::size_t Steps, std::size_t First = 0, class Step>
constexpr auto stacked_steps(Step& step) {
  const auto y = step.template operator()<First>();
  const auto row = stack(y);
  if constexpr (First + 1 == Steps)
    return row;
  else
    return concatenate(row, stacked_steps<Steps, First + 1>(step), axis<0>);
}
}  // namespace detail

/// One step of a gated recurrent unit. Formula: r = sigmoid(W_ir x + b_ir + W_hr h + b_hr), z likewise, n = tanh(W_in x
/// + b_in + r (W_hn h + b_hn)), the next h = (1 - z) n + z h. Shapes: x [In], h [Hidden]; parameters
/// `name.weight_ih` [3 Hidden, In], `name.weight_hh` [3 Hidden, Hidden], `name.bias_ih` and `name.bias_hh` [3 Hidden],
/// in the order r, z, n, all uniform on +-1 / sqrt(Hidden). Source: torch.nn.GRUCell.
template <std::size_t In, std::size_t Hidden>
constexpr expr<Hidden> gru_cell(std::string_view name, expr<In> x, expr<Hidden> h,
                                std::source_location where = std::source_location::current()) {
  const auto of_input = detail::recurrent_layer<3 * Hidden, In, Hidden>(*x.g, name, "ih", "", where);
  const auto of_state = detail::recurrent_layer<3 * Hidden, Hidden, Hidden>(*x.g, name, "hh", "", where);
  return detail::gru_step(of_input(x), of_state(h), h);
}

/// One step of a long short-term memory: the next h and c. Formula: i, f, o = sigmoid(W x + b + W' h + b'), g = tanh of
/// the same, c' = f c + i g, h' = o tanh(c'). Shapes: x [In], h and c [Hidden]; parameters `name.weight_ih` [4 Hidden,
/// In], `name.weight_hh` [4 Hidden, Hidden], `name.bias_ih` and `name.bias_hh` [4 Hidden], in the order i, f, g, o, all
/// uniform on +-1 / sqrt(Hidden). Source: torch.nn.LSTMCell.
template <std::size_t In, std::size_t Hidden>
constexpr std::tuple<expr<Hidden>, expr<Hidden>> lstm_cell(
    std::string_view name, expr<In> x, expr<Hidden> h, expr<Hidden> c,
    std::source_location where = std::source_location::current()) {
  const auto of_input = detail::recurrent_layer<4 * Hidden, In, Hidden>(*x.g, name, "ih", "", where);
  const auto of_state = detail::recurrent_layer<4 * Hidden, Hidden, Hidden>(*x.g, name, "hh", "", where);
  return detail::lstm_step(of_input(x) + of_state(h), c);
}

/// A gated recurrent unit over the first axis, from h = 0: the state after each step. The products with x of all steps
/// are one. Shapes: x [T, In], y [T, Hidden]; parameters as `gru_cell`, with `_l0` at the end of each name. Source:
/// torch.nn.GRU of one layer.
template <std::size_t Hidden, std::size_t T, std::size_t In>
constexpr expr<T, Hidden> gru(std::string_view name, expr<T, In> x,
                              std::source_location where = std::source_location::current()) {
  const auto of_input = detail::recurrent_layer<3 * Hidden, In, Hidden>(*x.g, name, "ih", "_l0", where);
  const auto of_state = detail::recurrent_layer<3 * Hidden, Hidden, Hidden>(*x.g, name, "hh", "_l0", where);
  const auto inputs = vmap(of_input, x);
  expr<Hidden> h(broadcast(literal(*x.g, 0), extents_of<Hidden>(), x.has_rows() ? x.positions() : 1));
  auto step = [&]<std::size_t Index>() {
    h = detail::gru_step(select<static_cast<int>(Index)>(inputs, axis<0>), of_state(h), h);
    return h;
  };
  return detail::stacked_steps<T>(step);
}

/// A long short-term memory over the first axis, from h = c = 0: h after each step. Shapes: x [T, In], y [T, Hidden];
/// parameters as `lstm_cell`, with `_l0` at the end of each name. Source: torch.nn.LSTM of one layer.
template <std::size_t Hidden, std::size_t T, std::size_t In>
constexpr expr<T, Hidden> lstm(std::string_view name, expr<T, In> x,
                               std::source_location where = std::source_location::current()) {
  const auto of_input = detail::recurrent_layer<4 * Hidden, In, Hidden>(*x.g, name, "ih", "_l0", where);
  const auto of_state = detail::recurrent_layer<4 * Hidden, Hidden, Hidden>(*x.g, name, "hh", "_l0", where);
  const auto inputs = vmap(of_input, x);
  expr<Hidden> h(broadcast(literal(*x.g, 0), extents_of<Hidden>(), x.has_rows() ? x.positions() : 1)), c = h;
  auto step = [&]<std::size_t Index>() {
    std::tie(h, c) = detail::lstm_step(select<static_cast<int>(Index)>(inputs, axis<0>) + of_state(h), c);
    return h;
  };
  return detail::stacked_steps<T>(step);
}

}  // namespace pathwise
