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
#include <pathwise/passes/simplify.hpp>

namespace pathwise {

template <class Program>
inline constexpr auto folded =
    freeze<[] { return fold_constants(started<Program>.thaw()); }, nodes_after(started<Program>.size.nodes)>();
template <class Program>
inline constexpr auto simplified =
    freeze<[] { return simplify(folded<Program>.thaw()); }, nodes_after(folded<Program>.size.nodes)>();
template <class Program>
inline constexpr auto merged = freeze<[] { return drop_unused(merge_duplicates(simplified<Program>.thaw())); },
                                      nodes_after(simplified<Program>.size.nodes)>();
template <class Program>
inline constexpr auto contracted = freeze<[] {
  return drop_unused(flatten_matrices(contract(own_outputs(drop_unused(compose_moves(merged<Program>.thaw()))))));
},
                                          nodes_after(merged<Program>.size.nodes)>();
template <class Program>
inline constexpr auto fused =
    freeze_plan<[] { return fuse(contracted<Program>.thaw()); }, room_of_fused(contracted<Program>.size)>();
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
  return drop_unused(flatten_matrices(contract(
      own_outputs(drop_unused(compose_moves(drop_unused(merge_duplicates(simplify(fold_constants(start))))))))));
}
constexpr plan planned(const graph& program, std::int32_t width) {
  return lower(program, plan_memory(program, fuse(program), width));
}

}  // namespace pathwise
