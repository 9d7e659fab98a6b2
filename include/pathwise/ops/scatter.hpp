#pragma once
#include <pathwise/ops/gather.hpp>

namespace pathwise {

/// y[i] = the sum of x[e] over the e with map(e) = i, in ascending order of e: a gather's transpose, and a sum over
/// some axes.
struct scatter_sum_op {
  static constexpr auto name = "scatter_sum";
  static constexpr int arity = 1;
  static constexpr auto kind = op_kind::scatter;
  static constexpr auto reduce = reduction::sum;
  static constexpr node_shape shape(const node_shape* x) { return x[0]; }
  static constexpr partials<1> vjp(const any_expr* x, any_expr y, any_expr dy) {
    return {{gather(dy, index_map(map_of(y)), x[0].whole_shape())}};
  }
};

/// The cotangent of a largest or smallest element, shared equally among ties.
constexpr partials<1> pulled_to_extremes(any_expr x, any_expr y, any_expr dy) {
  const index_map map = map_of(y);
  const any_expr hit = 1.0 - abs(sign(x - gather(y, map, x.whole_shape())));
  return {{gather(dy / scatter_sum(hit, map, y.whole_shape()), map, x.whole_shape()) * hit}};
}

/// y[i] = the largest x[e] with map(e) = i; each i must have one.
struct scatter_max_op {
  static constexpr auto name = "scatter_max";
  static constexpr int arity = 1;
  static constexpr auto kind = op_kind::scatter;
  static constexpr auto reduce = reduction::max;
  static constexpr node_shape shape(const node_shape* x) { return x[0]; }
  static constexpr partials<1> vjp(const any_expr* x, any_expr y, any_expr dy) {
    return pulled_to_extremes(x[0], y, dy);
  }
};

/// y[i] = the smallest x[e] with map(e) = i; each i must have one.
struct scatter_min_op {
  static constexpr auto name = "scatter_min";
  static constexpr int arity = 1;
  static constexpr auto kind = op_kind::scatter;
  static constexpr auto reduce = reduction::min;
  static constexpr node_shape shape(const node_shape* x) { return x[0]; }
  static constexpr partials<1> vjp(const any_expr* x, any_expr y, any_expr dy) {
    return pulled_to_extremes(x[0], y, dy);
  }
};

namespace detail {

template <class Op>
constexpr any_expr scattered(any_expr x, const index_map& map, const node_shape& to) {
  if (to == x.whole_shape() && map == identity_map(map.from)) return x;
  return append_mapped<Op>(x, map, to);
}
template <class Op>
constexpr any_expr scattered(any_expr x, const index_map& map) {
  return scattered<Op>(x, at_all_positions(map, x.positions()), {map.to, x.whole_shape().positions});
}

}  // namespace detail

/// Shapes: a row of x has the elements of `map.from`, one of the result, which is of shape `to`, those of `map.to`.
constexpr any_expr scatter_sum(any_expr x, const index_map& map, const node_shape& to) {
  return detail::scattered<scatter_sum_op>(x, map, to);
}
/// At each position by the same map. Shapes: x `map.from`, the result `map.to`.
constexpr any_expr scatter_sum(any_expr x, const index_map& map) { return detail::scattered<scatter_sum_op>(x, map); }
constexpr any_expr scatter_max(any_expr x, const index_map& map, const node_shape& to) {
  return detail::scattered<scatter_max_op>(x, map, to);
}
constexpr any_expr scatter_max(any_expr x, const index_map& map) { return detail::scattered<scatter_max_op>(x, map); }
constexpr any_expr scatter_min(any_expr x, const index_map& map) { return detail::scattered<scatter_min_op>(x, map); }

}  // namespace pathwise
