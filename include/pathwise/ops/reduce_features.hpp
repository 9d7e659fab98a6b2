#pragma once
#include <pathwise/expr/record.hpp>

namespace pathwise {

constexpr node_shape without_axes(const node_shape* x) { return {extents{}, x[0].positions}; }

/// The sum over all static axes, in a fixed order (16 virtual lanes and a tree), so with equal bits at every vector
/// width.
struct sum_op {
  static constexpr auto name = "sum";
  static constexpr int arity = 1;
  static constexpr auto kind = op_kind::reduce_features;
  static constexpr auto reduce = reduction::sum;
  static constexpr node_shape shape(const node_shape* x) { return without_axes(x); }
  static constexpr partials<1> vjp(const any_expr* x, any_expr /*y*/, any_expr dy) {
    return {{broadcast(dy, x[0].axes(), dy.positions())}};
  }
};

/// 1 where x equals its extreme, divided by how many do: the gradient of max and min over features.
constexpr any_expr share_of_extreme(any_expr x, any_expr extreme) {
  const any_expr hit = 1.0 - abs(sign(x - extreme));
  return hit / sum(hit);
}

/// The largest element over all static axes. Gradient: shared equally among ties.
struct max_features_op {
  static constexpr auto name = "max_features";
  static constexpr int arity = 1;
  static constexpr auto kind = op_kind::reduce_features;
  static constexpr auto reduce = reduction::max;
  static constexpr node_shape shape(const node_shape* x) { return without_axes(x); }
  static constexpr partials<1> vjp(const any_expr* x, any_expr y, any_expr dy) {
    return {{dy * share_of_extreme(x[0], y)}};
  }
};

/// The smallest element over all static axes. Gradient: shared equally among ties.
struct min_features_op {
  static constexpr auto name = "min_features";
  static constexpr int arity = 1;
  static constexpr auto kind = op_kind::reduce_features;
  static constexpr auto reduce = reduction::min;
  static constexpr node_shape shape(const node_shape* x) { return without_axes(x); }
  static constexpr partials<1> vjp(const any_expr* x, any_expr y, any_expr dy) {
    return {{dy * share_of_extreme(x[0], y)}};
  }
};

constexpr any_expr sum(any_expr x) { return apply<sum_op>(x); }
constexpr any_expr max_features(any_expr x) { return apply<max_features_op>(x); }
constexpr any_expr min_features(any_expr x) { return apply<min_features_op>(x); }

}  // namespace pathwise
