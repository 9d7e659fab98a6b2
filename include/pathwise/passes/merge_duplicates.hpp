#pragma once
#include <pathwise/passes/rewrite.hpp>

namespace pathwise {

/// Makes equal nodes one: the operands of sums and products are put in one order first, so that a + b and b + a meet.
constexpr graph merge_duplicates(const graph& from) {
  return rewrite(from, [](graph& to, node n, int) {
    const std::uint64_t id = to.ops[n.op].id;
    if ((id == id_of<add_op>() || id == id_of<multiply_op>()) && n.operands[0] > n.operands[1])
      std::swap(n.operands[0], n.operands[1]);
    return to.add(n);
  });
}

}  // namespace pathwise
