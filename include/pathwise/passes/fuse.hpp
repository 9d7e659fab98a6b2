#pragma once
// Cuts a graph into phases and steps: which loop evaluates each node, and with whom.
#include <pathwise/passes/plan.hpp>

namespace pathwise {
namespace detail {

/// What both halves of fusing look at.
class loops_of_nodes {
 protected:
  const graph& g_;
  const node* nodes_;
  int count_;
  users_of users_;
  node_domains domains_;

  constexpr explicit loops_of_nodes(const graph& program)
      : g_(program), nodes_(program.nodes.begin()), count_(program.nodes.size()), users_(program), domains_(program) {}

  constexpr bool rows(int i) const { return nodes_[i].positions != 0; }
  constexpr int operand(int i, int k) const { return nodes_[i].operands[k]; }
  /// The number of the loop that a node is evaluated in: see loop_of.
  constexpr std::int32_t loop(int i) const {
    return domains_.of(nodes_[i].kind == op_kind::reduce_features ? nodes_[i].operands[0] : i);
  }
};

constexpr int new_step(plan& p, step_kind kind, int id, const domain& over, std::int32_t phase) {
  step s;
  s.kind = kind;
  s.node = id;
  s.over = over;
  s.phase = phase;
  return p.steps.add(s);
}

/// Phases, updates, and a step for each node that needs one.
class fuser : loops_of_nodes {
 public:
  constexpr explicit fuser(const graph& program) : loops_of_nodes(program) {
    p_.nodes.resize(count_);
    at_ = p_.nodes.begin();
  }

  constexpr plan run() {
    for (int i = 0; i < count_; ++i) level(i);
    collect_updates();
    decide_scheduled();
    for (int i = 0; i < count_; ++i) place_leaf(i);
    for (int i = 0; i < count_; ++i) place(i);
    return std::move(p_);
  }

 private:
  plan p_;
  placement* at_ = nullptr;                    // of each node
  list<char> in_update_ = list<char>(count_);  // computed by an update's own sum
  list<std::int32_t> recomputed_ = list<std::int32_t>(
      count_);  // of a value that has no step: the first step after all those of its phase that it reads

  static constexpr int most_operands = 3;  // behind an operation's own there may be one that it waits for

  /// Phases: a row value is ready in an odd one, a value without rows in an even one; summing over rows starts the next
  /// even one.
  constexpr void level(int i) {
    const node& n = nodes_[i];
    placement& at = at_[i];
    std::int32_t phase = 0;
    for (int k = 0; k < most_operands && n.operands[k] >= 0; ++k)
      if (at_[n.operands[k]].phase > phase) phase = at_[n.operands[k]].phase;
    if ((n.positions != 0) != (phase % 2 == 1)) ++phase;
    at.phase = phase;
    if (n.positions != 0) return;
    at.hoistable = g_.axes(i).rank <= 1 && (n.kind == op_kind::constant || n.kind == op_kind::leaf ||
                                            n.kind == op_kind::elementwise || n.kind == op_kind::broadcast);
    for (int o = 0; o < n.arity; ++o) at.hoistable = at.hoistable && at_[n.operands[o]].hoistable;
  }

  /// A gradient that is a sum of outer products or column sums which nobody else wants is made in registers by its
  /// update.
  constexpr void collect_updates() {
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
    for (int i = 0; i < count_; ++i) {
      placement& at = at_[i];
      const op_kind k = nodes_[i].kind;
      if (k == op_kind::constant || in_update_.begin()[i]) continue;
      if (k == op_kind::leaf) {
        at.scheduled = g_.is_slot(i, slot_kind::input) || g_.is_slot(i, slot_kind::noise);
        continue;
      }
      at.scheduled = rows(i) || !at.hoistable;
      if (at.scheduled) continue;
      for (const auto* u = users_.begin(i); u != users_.end(i); ++u)
        at.scheduled = at.scheduled || !is_grouped(nodes_[*u].kind);
    }
    for (const mark& m : g_.marks)
      if (!in_update_[m.node] && g_.kind(m.node) != op_kind::constant && g_.kind(m.node) != op_kind::leaf)
        at_[m.node].scheduled = true;
  }

  constexpr void place_leaf(int i) {
    if (nodes_[i].kind != op_kind::leaf || !at_[i].scheduled) return;
    const bool noise = g_.is_slot(i, slot_kind::noise);
    const int s = new_step(p_, noise ? step_kind::noise : step_kind::pack, i, domain_of(g_, i), at_[i].phase);
    p_.steps[s].slot = nodes_[i].slot;
    at_[i].step = s;
  }

  /// Each node goes to the first step of its phase where its operands are ready and the loop is the same; a product
  /// opens a step of its own.
  constexpr void place(int i) {
    placement& at = at_[i];
    if (!at.scheduled) {
      recomputed_[i] = ready_from(i, -1);
      return;
    }
    const op_kind kind = nodes_[i].kind;
    if (kind == op_kind::leaf) return;
    if (!is_grouped(kind)) {
      const step_kind made = is_product(kind)           ? step_kind::product
                             : kind == op_kind::outer   ? step_kind::outer
                             : kind == op_kind::reshape ? step_kind::reshape
                             : kind == op_kind::gather  ? step_kind::gather
                             : kind == op_kind::scatter ? step_kind::scatter
                             : kind == op_kind::opaque  ? step_kind::opaque
                                                        : step_kind::column_sum;
      at.step = new_step(p_, made, i, domain_of(g_, i), at.phase);
      return;
    }
    const std::int32_t in = loop(i);
    int s = ready_from(i, in);
    while (s < p_.steps.size() && !takes(p_.steps[s], at.phase, domains_[in])) ++s;
    at.step = s < p_.steps.size() ? s : new_step(p_, step_kind::group, -1, domains_[in], at.phase);
  }
  /// The first step that may evaluate `i`: an operand may come from the same loop, but what is recomputed once a panel
  /// must be there before.
  constexpr int ready_from(int i, std::int32_t in) const {
    const node& n = nodes_[i];
    const std::int32_t phase = at_[i].phase;
    int earliest = 0;
    for (int k = 0; k < most_operands && n.operands[k] >= 0; ++k)
      if (const int o = n.operands[k]; at_[o].phase == phase)
        if (const int ready = at_[o].step < 0 ? recomputed_.begin()[o] : at_[o].step + !hands_over(o, in);
            ready > earliest)
          earliest = ready;
    return earliest;
  }
  /// Whether a value is at hand in the loop `in`, right behind where it is computed.
  constexpr bool hands_over(int i, std::int32_t in) const {
    const op_kind kind = nodes_[i].kind;
    return (kind == op_kind::elementwise || kind == op_kind::broadcast || is_product(kind)) && domains_.of(i) == in;
  }
  static constexpr bool takes(const step& s, std::int32_t phase, const domain& over) {
    return s.phase == phase && (s.kind == step_kind::product || s.kind == step_kind::group) && s.over == over;
  }
};

/// Where what a step needs is computed as late as it can be; then outputs, and the step of all updates.
class sinker : loops_of_nodes {
 public:
  constexpr sinker(const graph& program, plan grouped)
      : loops_of_nodes(program), p_(std::move(grouped)), at_(p_.nodes.begin()) {
    for (const mark& m : g_.marks) marked_[m.node] = 1;
  }

  constexpr plan run() {
    for (int i = 0; i < count_; ++i)
      for (int k = 0; k < nodes_[i].arity; ++k) readers_elsewhere_[operand(i, k)] += reads_elsewhere(i, operand(i, k));
    for (int i = count_ - 1; i >= 0; --i) sink(i);
    add_outputs();
    std::int32_t phase = 0;
    for (const placement& n : p_.nodes) phase = n.phase > phase ? n.phase : phase;
    if (!p_.updates.empty()) new_step(p_, step_kind::update, -1, {}, phase + phase % 2);
    for (const step& s : p_.steps) {
      p_.phases = s.phase + 1 > p_.phases ? s.phase + 1 : p_.phases;
      p_.most_positions = s.over.positions > p_.most_positions ? s.over.positions : p_.most_positions;
    }
    return std::move(p_);
  }

 private:
  plan p_;
  placement* at_;
  list<char> marked_ = list<char>(count_);
  list<std::int32_t> readers_elsewhere_ = list<std::int32_t>(count_);  // operands of nodes outside the value's own step

  /// A node whose operands stay stored until its only users run is recomputed there instead of being stored (relu' from
  /// h).
  constexpr void sink(int i) {
    const node& n = nodes_[i];
    placement& at = at_[i];
    if ((n.kind != op_kind::elementwise && n.kind != op_kind::broadcast) || n.positions == 0 || !at.scheduled ||
        marked_.begin()[i] != 0)
      return;
    int first = p_.steps.size();
    for (const auto *u = users_.begin(i), *last = users_.end(i); u != last; ++u) {
      const placement& user = at_[*u];
      if (user.step <= at.step || user.phase != at.phase) return;
      if (!is_grouped(nodes_[*u].kind) || loop(*u) != domains_.of(i)) return;
      first = user.step < first ? user.step : first;
    }
    if (first == p_.steps.size()) return;
    for (int k = 0; k < n.arity; ++k)
      if (rows(n.operands[k]) && !kept_anyway(n.operands[k], i)) return;
    move_to(i, first);
  }
  /// Whether one who reads a value has it stored, whoever it be but `except`.
  constexpr bool kept_anyway(int i, int except) const {
    if (nodes_[i].kind == op_kind::leaf || marked_[i] != 0) return true;
    std::int32_t readers = readers_elsewhere_[i];
    for (int k = 0; k < nodes_[except].arity; ++k) readers -= operand(except, k) == i && reads_elsewhere(except, i);
    return readers > 0;
  }
  constexpr bool reads_elsewhere(int reader, int i) const {
    return !is_grouped(nodes_[reader].kind) || at_[reader].step != at_[i].step;
  }
  constexpr void move_to(int i, int step) {
    for (int k = 0; k < nodes_[i].arity; ++k) readers_elsewhere_[operand(i, k)] -= reads_elsewhere(i, operand(i, k));
    at_[i].step = step;
    for (int k = 0; k < nodes_[i].arity; ++k) readers_elsewhere_[operand(i, k)] += reads_elsewhere(i, operand(i, k));
    readers_elsewhere_[i] = 0;
    for (const auto *u = users_.begin(i), *last = users_.end(i); u != last; ++u)
      readers_elsewhere_[i] += reads_elsewhere(*u, i);
  }

  constexpr void add_outputs() {
    int index = 0;
    for (const mark& m : g_.marks) {
      if (m.kind != mark_kind::root) continue;
      const int s = new_step(p_, step_kind::unpack, m.node, domain_of(g_, m.node), p_.nodes[m.node].phase);
      p_.steps[s].slot = index++;
    }
  }
};

}  // namespace detail

/// The first half of `fuse`: a step for each node, the first that it can be evaluated in.
constexpr plan group_nodes(const graph& g) { return detail::fuser(g).run(); }
/// The second half: the last that it can be evaluated in, where that saves memory.
constexpr plan sink_nodes(const graph& g, plan grouped) { return detail::sinker(g, std::move(grouped)).run(); }

/// Fuses elementwise nodes and reductions into the loops that run over the same rows and columns, beside the product
/// that feeds them where there is one.
constexpr plan fuse(const graph& g) { return sink_nodes(g, group_nodes(g)); }

}  // namespace pathwise
