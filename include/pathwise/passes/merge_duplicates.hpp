#pragma once
#include <pathwise/passes/rewrite.hpp>

namespace pathwise {

/// Puts the operands of a sum or a product in one order, so that a + b and b + a meet.
struct duplicate_merger {
  constexpr int operator()(graph& to, node n, int /*old*/) const {
    const std::uint64_t id = to.ops[n.op].id;
    if ((id == detail::id<add_op> || id == detail::id<multiply_op>) && n.operands[0] > n.operands[1])
      std::swap(n.operands[0], n.operands[1]);
    return to.add(n);
  }
};

/// Makes equal nodes one, sums and products of either order among them.
constexpr graph merge_duplicates(const graph& from) { return rewrite(from, duplicate_merger{}); }

}  // namespace pathwise
