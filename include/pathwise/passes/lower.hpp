#pragma once
// The register code of each fused group: what code generation and nothing else reads.
#include <pathwise/passes/plan.hpp>

namespace pathwise {
namespace detail {

class lowerer {
 public:
  constexpr lowerer(const graph& program, plan placed)
      : g_(program),
        p_(std::move(placed)),
        nodes_(program.nodes.begin()),
        at_(p_.nodes.begin()),
        known_in_(program.nodes.size()),
        register_(program.nodes.size()) {}

  constexpr plan run() {
    list<std::int32_t> first(p_.steps.size() + 1);
    for (const placement& n : p_.nodes)
      if (n.step >= 0) ++first[n.step + 1];
    for (int s = 0; s < p_.steps.size(); ++s) first[s + 1] += first[s];
    list<std::int32_t> filled = first, members(first[p_.steps.size()]);
    for (int i = 0; i < p_.nodes.size(); ++i)
      if (p_.nodes[i].step >= 0) members[filled[p_.nodes[i].step]++] = i;
    for (int s = 0; s < p_.steps.size(); ++s) lower_step(s, members.begin() + first[s], members.begin() + first[s + 1]);
    return std::move(p_);
  }

 private:
  const graph& g_;
  plan p_;
  const node* nodes_;
  const placement* at_;
  list<std::int32_t> known_in_, register_;  // in which step, and 1, a node's register was set, and to what
  std::int32_t step_ = 0, start_ = 0;

  constexpr bool rows(int i) const { return nodes_[i].positions != 0; }
  constexpr bool known(int i) const { return known_in_.begin()[i] == step_ + 1; }
  constexpr int remember(int i, int r) {
    known_in_.begin()[i] = step_ + 1;
    return register_.begin()[i] = r;
  }
  constexpr int emit(const instruction& c) { return p_.code.add(c) - start_; }
  constexpr int emit(instruction_kind kind, const buffer& at) {
    instruction c;
    c.kind = kind;
    c.at = at;
    return emit(c);
  }

  constexpr void lower_step(int s, const std::int32_t* from, const std::int32_t* to) {
    step_ = s;
    start_ = p_.code.size();
    step& st = p_.steps[s];
    st.code = start_;
    if (st.kind == step_kind::opaque) return lower_opaque(s);
    for (const auto* i = from; i != to; ++i)
      if (const node& n = nodes_[*i]; is_grouped(n.kind))
        for (int k = 0; k < n.arity; ++k)
          if (!rows(n.operands[k])) hoist_operand(n.operands[k]);
    p_.steps[s].body = p_.code.size();
    std::int32_t reductions = 0;
    for (const auto* i = from; i != to; ++i) {
      if (!is_grouped(nodes_[*i].kind)) continue;
      reductions += nodes_[*i].kind == op_kind::reduce_features;
      lower_node(*i);
    }
    p_.steps[s].code_end = p_.code.size();
    p_.reductions = reductions > p_.reductions ? reductions : p_.reductions;
  }

  constexpr void lower_opaque(int s) {
    const int id = p_.steps[s].node;
    p_.steps[s].body = start_;
    instruction c;
    c.op = g_.ops[g_.nodes[id].op].id;
    for (int k = 0; k < g_.arity(id); ++k)
      c.operands[k] = static_cast<std::int16_t>(emit(instruction_kind::load, p_.nodes[g_.nodes[id].operands[k]].at));
    const int result = emit(c);
    instruction to;
    to.kind = instruction_kind::store;
    to.operands[0] = static_cast<std::int16_t>(result);
    to.at = p_.nodes[id].at;
    emit(to);
    p_.steps[s].code_end = p_.code.size();
  }
  constexpr bool is_value(int i) const { return g_.axes(i).rank == 0; }
  constexpr bool same_loop(int i) const { return domain_of(g_, i) == p_.steps[step_].over; }

  /// Values without rows are set once a panel, unless they are what this very loop runs over.
  constexpr void hoist_operand(int i) {
    if (known(i)) return;
    const placement& n = p_.nodes[i];
    const bool in_body = p_.steps[step_].over.static_rows > 0 && same_loop(i) &&
                         (n.scheduled || g_.kind(i) == op_kind::leaf) && !is_runtime_scalar(i);
    if (!in_body) hoist(i);
  }
  constexpr bool is_runtime_scalar(int i) const { return g_.is_slot(i, slot_kind::scalar); }
  // Defined before its use: clang instantiates no later.
  template <class Operand>
  constexpr int compute(int i, Operand operand) {
    const node& n = nodes_[i];
    instruction c;
    c.op = g_.ops[n.op].id;
    for (int k = 0; k < n.arity; ++k) {
      const int o = n.operands[k];
      c.operands[k] = static_cast<std::int16_t>(known(o) ? register_.begin()[o] : operand(o));
    }
    return emit(c);
  }
  constexpr int hoist(int i) {
    if (known(i)) return register_[i];
    const op_kind kind = g_.kind(i);
    instruction c;
    if (kind == op_kind::constant) {
      c.kind = instruction_kind::constant;
      c.constant = g_.nodes[i].constant;
    } else if (is_runtime_scalar(i)) {
      c.kind = instruction_kind::scalar;
      c.slot = g_.nodes[i].slot;
    } else if (p_.nodes[i].at.in != place::none) {
      c.kind = is_value(i) ? instruction_kind::splat : instruction_kind::vector;
      c.at = p_.nodes[i].at;
    } else if (kind == op_kind::broadcast) {
      return remember(i, hoist(g_.nodes[i].operands[0]));
    } else {
      return remember(i, compute(i, [this](int o) { return hoist(o); }));
    }
    return remember(i, emit(c));
  }
  constexpr int operand(int o) {
    if (known(o)) return register_[o];
    const buffer& at = at_[o].at;
    if (p_.steps[step_].node == o && p_.steps[step_].kind == step_kind::product)
      return remember(o, emit(instruction_kind::load_tile, p_.steps[step_].result));
    const bool value_in_columns = is_value(o) && p_.steps[step_].over.cols > 0;
    return remember(o, emit(value_in_columns ? instruction_kind::load_value : instruction_kind::load, at));
  }
  constexpr void lower_node(int i) {
    const op_kind kind = nodes_[i].kind;
    if (kind == op_kind::reduce_features) {
      instruction c;
      c.kind = instruction_kind::reduce;
      c.reduce = g_.record(i).reduce;
      c.operands[0] = static_cast<std::int16_t>(operand(g_.nodes[i].operands[0]));
      c.at = p_.nodes[i].at;
      emit(c);
      return;
    }
    remember(i, kind == op_kind::broadcast ? operand(g_.nodes[i].operands[0])
                                           : compute(i, [this](int o) { return operand(o); }));
    if (!at_[i].stored) return;
    instruction c;
    c.kind = instruction_kind::store;
    c.operands[0] = static_cast<std::int16_t>(register_[i]);
    c.at = p_.nodes[i].at;
    emit(c);
  }
};

}  // namespace detail

/// Writes the register code of every step's group.
constexpr plan lower(const graph& g, plan placed) { return detail::lowerer(g, std::move(placed)).run(); }

}  // namespace pathwise
