#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

// Three products that are closed under differentiation. A weight W has extents [out, in], as PyTorch's.

/// y[o] = sum_i x[i] W[o, i]. Shapes: x [in], W [out, in], y [out]. Cost: 2 in out flops a row.
struct linear_product_op {
  static constexpr auto name = "linear";
  static constexpr int arity = 2;
  static constexpr auto kind = op_kind::linear;
  static constexpr node_shape shape(const node_shape* x) { return {{1, {x[1].axes.at[0]}}, x[0].positions}; }
  static constexpr partials<2> vjp(const any_expr* x, any_expr /*y*/, any_expr dy) {
    return {{linear_transposed_product(dy, x[1]), outer_product(dy, x[0])}};
  }
};

/// x[i] = sum_o y[o] W[o, i]. Shapes: y [out], W [out, in], x [in]. Cost: 2 in out flops a row.
struct linear_transposed_product_op {
  static constexpr auto name = "linear_transposed";
  static constexpr int arity = 2;
  static constexpr auto kind = op_kind::linear_transposed;
  static constexpr node_shape shape(const node_shape* x) { return {{1, {x[1].axes.at[1]}}, x[0].positions}; }
  static constexpr partials<2> vjp(const any_expr* x, any_expr /*y*/, any_expr dy) {
    return {{linear_product(dy, x[1]), outer_product(x[0], dy)}};
  }
};

/// W[o, i] = sum over rows of y[o] x[i]: the gradient of a weight. Row-coupled. Shapes: y [out], x [in], W [out, in].
struct outer_product_op {
  static constexpr auto name = "outer";
  static constexpr int arity = 2;
  static constexpr auto kind = op_kind::outer;
  static constexpr node_shape shape(const node_shape* x) { return {{2, {x[0].axes.at[0], x[1].axes.at[0]}}, 0}; }
  static constexpr partials<2> vjp(const any_expr* x, any_expr /*y*/, any_expr dw) {
    return {{linear_product(x[1], dw), linear_transposed_product(x[0], dw)}};
  }
};

constexpr any_expr linear_product(any_expr x, any_expr weight) { return apply<linear_product_op>(x, weight); }
constexpr any_expr linear_transposed_product(any_expr y, any_expr weight) {
  return apply<linear_transposed_product_op>(y, weight);
}
/// Where one has rows, the other is repeated over them.
constexpr any_expr outer_product(any_expr y, any_expr x) {
  const int positions = y.has_rows() ? y.positions() : x.positions();
  return apply<outer_product_op>(broadcast(y, extents(y.axes()), positions),
                                 broadcast(x, extents(x.axes()), positions));
}

}  // namespace pathwise
