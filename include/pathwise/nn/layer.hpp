#pragma once
// What layers share: their parameters by name.
#include <pathwise/expr/model_builder.hpp>
#include <pathwise/ops/ops.hpp>

namespace pathwise {

/// Whether a layer adds a bias.
enum class bias : bool { no, yes };

namespace detail {

/// The parameter `layer.part`; of the unnamed layer, `part`.
constexpr text part_of(std::string_view layer, std::string_view part) {
  text whole(layer);
  if (!layer.empty()) whole.append(".");
  whole.append(part);
  return whole;
}
constexpr any_expr layer_parameter(graph& g, std::string_view layer, std::string_view part, const extents& axes,
                                   uniform_within start, std::source_location where) {
  slot s;
  s.name = part_of(layer, part);
  s.kind = slot_kind::parameter;
  s.axes = g.intern(axes);
  s.initial = start.bound;
  s.centre = start.centre;
  return named_leaf(g, s, static_cast<int>(where.line()));
}
/// PyTorch's usual start of a layer in which each output sums over so many inputs.
constexpr uniform_within usual_start(std::size_t inputs) { return {1 / math::sqrt(static_cast<double>(inputs))}; }

}  // namespace detail
}  // namespace pathwise
