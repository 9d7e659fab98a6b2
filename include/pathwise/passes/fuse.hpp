#pragma once
// Cuts a graph into phases and steps: which loop evaluates each node, and with whom.
#include <pathwise/passes/plan.hpp>

namespace pathwise {
namespace detail {

class fuser {
 public:
  constexpr explicit fuser(const graph& program) : g_(program), users_(program) { p_.nodes.resize(g_.nodes.size()); }

  constexpr plan run() {
    for (int i = 0; i < g_.nodes.size(); ++i) level(i);
    collect_updates();
    decide_scheduled();
    recomputed_.resize(g_.nodes.size(), 0);
    for (int i = 0; i < g_.nodes.size(); ++i) place_leaf(i);
    for (int i = 0; i < g_.nodes.size(); ++i) place(i);
    for (int i = g_.nodes.size() - 1; i >= 0; --i) sink(i);
    add_outputs();
    if (!p_.updates.empty()) new_step(step_kind::update, -1, {}, last_phase_ + last_phase_ % 2);
    for (const step& s : p_.steps) {
      p_.phases = s.phase + 1 > p_.phases ? s.phase + 1 : p_.phases;
      p_.most_positions = s.over.positions > p_.most_positions ? s.over.positions : p_.most_positions;
    }
    return std::move(p_);
  }

 private:
  const graph& g_;
  users_of users_;
  plan p_;
  list<char> in_update_;  // computed by an update's own sum
  list<std::int32_t>
      recomputed_;  // of a value that has no step: the first step after all those of its phase that it reads
  std::int32_t last_phase_ = 0;

  static constexpr int most_operands = 3;  // behind an operation's own there may be one that it waits for

  constexpr bool rows(int i) const { return g_.nodes[i].positions != 0; }
  constexpr int operand(int i, int k) const { return g_.nodes[i].operands[k]; }

  /// Phases: a row value is ready in an odd one, a value without rows in an even one; summing over rows starts the next
  /// even one.
  constexpr void level(int i) {
    placement& at = p_.nodes[i];
    std::int32_t phase = 0;
    for (int k = 0; k < most_operands && operand(i, k) >= 0; ++k) {
      const std::int32_t of = p_.nodes[operand(i, k)].phase;
      phase = of > phase ? of : phase;
    }
    if (rows(i) != (phase % 2 == 1)) ++phase;
    at.phase = phase;
    last_phase_ = phase > last_phase_ ? phase : last_phase_;
    const op_kind k = g_.kind(i);
    at.hoistable =
        !rows(i) && g_.axes(i).rank <= 1 &&
        (k == op_kind::constant || k == op_kind::leaf || k == op_kind::elementwise || k == op_kind::broadcast);
    for (int o = 0; o < g_.arity(i); ++o) at.hoistable = at.hoistable && p_.nodes[operand(i, o)].hoistable;
  }

  /// A gradient that is a sum of outer products or column sums which nobody else wants is made in registers by its
  /// update.
  constexpr void collect_updates() {
    in_update_.resize(g_.nodes.size(), 0);
    const list<std::int32_t> uses = use_counts(g_);
    for (const mark& m : g_.marks) {
      if (m.kind != mark_kind::gradient && m.kind != mark_kind::written) continue;
      update u;
      u.slot = g_.find_slot(m.name);
      u.is_state = m.kind == mark_kind::written;
      const extents& e = g_.shapes[g_.slots[u.slot].axes];
      u.over = e.rank == 0 ? domain{0, 1} : e.rank == 2 ? domain{e.at[0], e.at[1]} : domain{e.size(), 1};
      u.first_term = p_.terms.size();
      list<std::int32_t> summands;
      if (!u.is_state && e.rank > 0 && flatten(m.node, uses, summands)) {
        for (const std::int32_t s : summands) {
          p_.terms.add(
              {{place::none, g_.kind(s) == op_kind::outer ? operand(s, 1) : -1}, {place::none, operand(s, 0)}});
          in_update_[s] = 1;
        }
        u.terms = p_.terms.size() - u.first_term;
      } else {
        u.gradient.offset = m.node;  // plan_memory puts the place
      }
      p_.updates.add(u);
    }
  }
  constexpr bool flatten(int id, const list<std::int32_t>& uses, list<std::int32_t>& summands) {
    list<std::int32_t> stack, sums;
    stack.add(id);
    while (!stack.empty()) {
      const int i = stack[stack.size() - 1];
      stack.resize(stack.size() - 1);
      if (uses[i] != 1 || !(g_.axes(i) == g_.axes(id))) return false;
      if (sums_rows(g_.kind(i)) && rows(operand(i, 0))) {
        summands.add(i);
      } else if (g_.is<add_op>(i)) {
        stack.add(operand(i, 1)), stack.add(operand(i, 0));
        sums.add(i);
      } else {
        return false;
      }
    }
    for (const std::int32_t i : sums) in_update_[i] = 1;
    return true;
  }

  /// A value without rows needs a step unless all who use it can recompute it.
  constexpr void decide_scheduled() {
    for (int i = 0; i < g_.nodes.size(); ++i) {
      placement& at = p_.nodes[i];
      const op_kind k = g_.kind(i);
      if (k == op_kind::constant || in_update_[i]) continue;
      if (k == op_kind::leaf) {
        at.scheduled = g_.is_slot(i, slot_kind::input) || g_.is_slot(i, slot_kind::noise);
        continue;
      }
      at.scheduled = rows(i) || !at.hoistable;
      for (const auto* u = users_.begin(i); u != users_.end(i); ++u)
        at.scheduled = at.scheduled || !is_grouped(g_.kind(*u));
    }
    for (const mark& m : g_.marks)
      if (!in_update_[m.node] && g_.kind(m.node) != op_kind::constant && g_.kind(m.node) != op_kind::leaf)
        p_.nodes[m.node].scheduled = true;
  }

  constexpr int new_step(step_kind kind, int id, const domain& over, std::int32_t phase) {
    step s;
    s.kind = kind;
    s.node = id;
    s.over = over;
    s.phase = phase;
    return p_.steps.add(s);
  }
  constexpr void place_leaf(int i) {
    if (g_.kind(i) != op_kind::leaf || !p_.nodes[i].scheduled) return;
    const bool noise = g_.is_slot(i, slot_kind::noise);
    const int s = new_step(noise ? step_kind::noise : step_kind::pack, i, domain_of(g_, i), p_.nodes[i].phase);
    p_.steps[s].slot = g_.nodes[i].slot;
    p_.nodes[i].step = s;
  }

  /// Each node goes to the first step of its phase where its operands are ready and the loop is the same; a product
  /// opens a step of its own.
  constexpr void place(int i) {
    placement& at = p_.nodes[i];
    if (!at.scheduled) {
      recomputed_[i] = ready_from(i, {});
      return;
    }
    if (g_.kind(i) == op_kind::leaf) return;
    const op_kind kind = g_.kind(i);
    if (!is_grouped(kind)) {
      const step_kind made = is_product(kind)           ? step_kind::product
                             : kind == op_kind::outer   ? step_kind::outer
                             : kind == op_kind::reshape ? step_kind::reshape
                             : kind == op_kind::gather  ? step_kind::gather
                             : kind == op_kind::scatter ? step_kind::scatter
                             : kind == op_kind::opaque  ? step_kind::opaque
                                                        : step_kind::column_sum;
      at.step = new_step(made, i, domain_of(g_, i), at.phase);
      return;
    }
    const domain loop = loop_of(g_, i);
    int s = ready_from(i, loop);
    while (s < p_.steps.size() && !takes(p_.steps[s], at.phase, loop)) ++s;
    at.step = s < p_.steps.size() ? s : new_step(step_kind::group, -1, loop, at.phase);
  }
  /// The first step that may evaluate `i`: an operand may come from the same loop, but what is recomputed once a panel
  /// must be there before.
  constexpr int ready_from(int i, const domain& loop) const {
    int earliest = 0;
    for (int k = 0; k < most_operands && operand(i, k) >= 0; ++k) {
      const int o = operand(i, k);
      const placement& from = p_.nodes[o];
      if (from.phase != p_.nodes[i].phase) continue;
      const op_kind kind = g_.kind(o);
      const bool same_loop =
          (is_product(kind) || kind == op_kind::elementwise || kind == op_kind::broadcast) && domain_of(g_, o) == loop;
      const int ready = from.step < 0 ? recomputed_[o] : from.step + (same_loop ? 0 : 1);
      earliest = ready > earliest ? ready : earliest;
    }
    return earliest;
  }
  static constexpr bool takes(const step& s, std::int32_t phase, const domain& loop) {
    return s.phase == phase && s.over == loop && (s.kind == step_kind::product || s.kind == step_kind::group);
  }

  /// A node whose operands stay stored until its only users run is recomputed there instead of being stored (relu' from
  /// h).
  constexpr void sink(int i) {
    const op_kind kind = g_.kind(i);
    placement& at = p_.nodes[i];
    if ((kind != op_kind::elementwise && kind != op_kind::broadcast) || !rows(i) || !at.scheduled || is_marked(i))
      return;
    int first = p_.steps.size();
    for (const auto* u = users_.begin(i); u != users_.end(i); ++u) {
      const placement& user = p_.nodes[*u];
      if (!is_grouped(g_.kind(*u)) || user.phase != at.phase || !(loop_of(g_, *u) == domain_of(g_, i))) return;
      first = user.step < first ? user.step : first;
    }
    if (first == p_.steps.size() || first <= at.step) return;
    for (int k = 0; k < g_.arity(i); ++k)
      if (const int o = operand(i, k); rows(o) && !kept_anyway(o, i)) return;
    at.step = first;
  }
  constexpr bool is_marked(int i) const {
    for (const mark& m : g_.marks)
      if (m.node == i) return true;
    return false;
  }
  constexpr bool kept_anyway(int i, int except) const {
    if (g_.kind(i) == op_kind::leaf || is_marked(i)) return true;
    for (const auto* u = users_.begin(i); u != users_.end(i); ++u)
      if (*u != except && (!is_grouped(g_.kind(*u)) || p_.nodes[*u].step != p_.nodes[i].step)) return true;
    return false;
  }

  constexpr void add_outputs() {
    int index = 0;
    for (const mark& m : g_.marks) {
      if (m.kind != mark_kind::root) continue;
      const int s = new_step(step_kind::unpack, m.node, domain_of(g_, m.node), p_.nodes[m.node].phase);
      p_.steps[s].slot = index++;
    }
  }
};

}  // namespace detail

/// Fuses elementwise nodes and reductions into the loops that run over the same rows and columns, beside the product
/// that feeds them where there is one.
constexpr plan fuse(const graph& g) { return detail::fuser(g).run(); }

}  // namespace pathwise
