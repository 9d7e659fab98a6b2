#pragma once
// From a program's first graph to its plan, each stage its own constant: the order of the passes, and what `print` can
// show.
#include <pathwise/graph/frozen.hpp>
#include <pathwise/passes/compose_moves.hpp>
#include <pathwise/passes/contract.hpp>
#include <pathwise/passes/drop_unused.hpp>
#include <pathwise/passes/flatten_matrices.hpp>
#include <pathwise/passes/fold_constants.hpp>
#include <pathwise/passes/fuse.hpp>
#include <pathwise/passes/lower.hpp>
#include <pathwise/passes/merge_duplicates.hpp>
#include <pathwise/passes/plan_memory.hpp>
#include <pathwise/passes/rewrite_in_parts.hpp>
#include <pathwise/passes/simplify.hpp>

namespace pathwise {

template <class Program>
inline constexpr auto folded = freeze_rewritten<started<Program>, [](const graph&) { return constant_folder{}; }>();
template <class Program>
inline constexpr auto simplified =
    freeze_rewritten<folded<Program>, [](const graph&) { return simplification{gradients::taken}; }>();

namespace detail {

// Of a large graph these two stages are several constants.
template <class Program>
inline constexpr auto merged_only =
    freeze_rewritten<simplified<Program>, [](const graph&) { return duplicate_merger{}; }>();
template <class Program>
constexpr auto merge_and_drop() {
  if constexpr (is_taken_at_once(simplified<Program>.size))
    return freeze<[] { return drop_unused(merge_duplicates(simplified<Program>.thaw())); },
                  room_after(simplified<Program>.size)>();
  else
    return freeze<[] { return drop_unused(merged_only<Program>.thaw()); }, room_after(merged_only<Program>.size)>();
}

}  // namespace detail

template <class Program>
inline constexpr auto merged = detail::merge_and_drop<Program>();

namespace detail {

template <class Program>
inline constexpr auto moved =
    freeze<[] { return own_outputs(compose_moves(merged<Program>.thaw())); }, room_after(merged<Program>.size)>();
template <class Program>
inline constexpr auto contracted_only =
    freeze_rewritten<moved<Program>, [](const graph& from) { return contraction(from); }>();
template <class Program>
constexpr auto move_and_contract() {
  if constexpr (is_taken_at_once(merged<Program>.size))
    return freeze<[] {
      return drop_unused(flatten_matrices(contract(own_outputs(compose_moves(merged<Program>.thaw())))));
    },
                  room_after(merged<Program>.size)>();
  else
    return freeze<[] { return drop_unused(flatten_matrices(contracted_only<Program>.thaw())); },
                  room_after(contracted_only<Program>.size)>();
}

}  // namespace detail

template <class Program>
inline constexpr auto contracted = detail::move_and_contract<Program>();

namespace detail {

template <class Program>
inline constexpr auto grouped =
    freeze_plan<[] { return group_nodes(contracted<Program>.thaw()); }, room_of_fused(contracted<Program>.size)>();
template <class Program>
constexpr auto group_and_sink() {
  if constexpr (is_taken_at_once(contracted<Program>.size))
    return freeze_plan<[] { return fuse(contracted<Program>.thaw()); }, room_of_fused(contracted<Program>.size)>();
  else
    return freeze_plan<[] { return sink_nodes(contracted<Program>.thaw(), grouped<Program>.thaw()); },
                       room_of_fused(contracted<Program>.size)>();
}

}  // namespace detail

template <class Program>
inline constexpr auto fused = detail::group_and_sink<Program>();
/// For panels of `Width` columns.
template <class Program, int Width>
inline constexpr auto placed =
    freeze_plan<[] { return plan_memory(contracted<Program>.thaw(), fused<Program>.thaw(), Width); },
                fused<Program>.size>();
template <class Program, int Width>
inline constexpr auto lowered =
    freeze_plan<[] { return lower(contracted<Program>.thaw(), placed<Program, Width>.thaw()); },
                room_of_lowered(fused<Program>.size)>();

/// The same stages on a graph at run time, for random graphs and tests.
constexpr graph optimised(const graph& start) {
  return drop_unused(flatten_matrices(
      contract(own_outputs(compose_moves(drop_unused(merge_duplicates(simplify(fold_constants(start)))))))));
}
constexpr plan planned(const graph& program, std::int32_t width) {
  return lower(program, plan_memory(program, fuse(program), width));
}

}  // namespace pathwise
