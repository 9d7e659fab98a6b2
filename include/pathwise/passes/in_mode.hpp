#pragma once
#include <pathwise/passes/rewrite.hpp>

namespace pathwise {

/// Which of a model's programs: its training step, with the gradients of it, or any other.
enum class program_mode : bool { evaluating, training };

/// Whether the programs of a model differ by more than what they are wanted for.
template <class Graph>
constexpr bool has_modes(const Graph& g) {
  for (const op_entry& op : g.ops)
    if (op.id == id_of<when_training_op>()) return true;
  return false;
}

/// The model as a program of this mode has it: one operand in place of each `when_training`.
constexpr graph in_mode(const graph& from, program_mode wanted) {
  if (!has_modes(from)) return from;
  return rewrite(from, [wanted](graph& to, const node& n, int) {
    if (to.ops[n.op].id != id_of<when_training_op>()) return to.add(n);
    const any_expr taken{&to, n.operands[wanted == program_mode::training ? 0 : 1]};
    return broadcast(taken, extents(to.shapes[n.axes]), n.positions).id;
  });
}

}  // namespace pathwise
