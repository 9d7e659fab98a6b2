#pragma once
// Where each value lives, as offsets known at compile time: slab buffers share space when their lifetimes do not meet.
#include <pathwise/passes/plan.hpp>

namespace pathwise {
namespace detail {

class memory_planner {
 public:
  constexpr memory_planner(const graph& program, plan fused, std::int32_t width)
      : g_(program),
        users_(program),
        p_(std::move(fused)),
        width_(width),
        last_use_(program.nodes.size(), -1),
        leaves_phase_(program.nodes.size(), 0) {}

  constexpr plan run() {
    place_parameters();
    for (int i = 0; i < g_.nodes.size(); ++i) find_uses(i);
    for (const mark& m : g_.marks)
      if (m.kind == mark_kind::root) use_by_output(m.node);
    by_step();
    for (int s = 0; s < p_.steps.size(); ++s)
      for (int e = first_of_[s]; e < first_of_[s + 1]; ++e) place_node(in_order_[e], s);
    for (update& u : p_.updates) resolve(u);
    for (term& t : p_.terms) {
      t.x = t.x.offset >= 0 ? p_.nodes[t.x.offset].at : buffer{};
      t.dy = p_.nodes[t.dy.offset].at;
    }
    for (step& s : p_.steps) resolve(s);
    place_barriers();
    return std::move(p_);
  }

 private:
  struct interval {
    std::int32_t to, offset, size;
  };
  const graph& g_;
  users_of users_;
  plan p_;
  std::int32_t width_;
  list<std::int32_t> last_use_;  // the last step of its own phase that reads it
  list<char> leaves_phase_;      // read by a later phase, or summed over rows
  list<std::int32_t> first_of_, in_order_;
  list<interval> live_;
  list<std::int32_t> seen_in_;  // which reading saw a node last, so that shared values are looked through once
  std::int32_t reading_ = 0;

  constexpr bool rows(int i) const { return g_.nodes[i].positions != 0; }
  constexpr int operand(int i, int k) const { return g_.nodes[i].operands[k]; }
  constexpr bool reads_kept(int i) const { return g_.kind(i) == op_kind::leaf && is_kept(g_.slot_of(i).kind); }
  constexpr std::int32_t packed_size(const domain& over) const {
    return (over.cols == 0 ? width_ : panels_of(over.cols, width_) * width_) * over.static_rows;
  }

  /// Every parameter and state of the model in slot order, whether this program uses it or not: all programs of a model
  /// share one block.
  constexpr void place_parameters() {
    list<std::int32_t> at(g_.slots.size(), -1);
    for (int s = 0; s < g_.slots.size(); ++s) {
      if (!is_kept(g_.slots[s].kind)) continue;
      const extents& e = g_.shapes[g_.slots[s].axes];
      at[s] = p_.parameter_numbers;
      p_.parameter_numbers += packed_size(e.rank == 0   ? domain{0, 1}
                                          : e.rank == 2 ? domain{e.at[0], e.at[1]}
                                                        : domain{e.size(), 1});
    }
    for (int i = 0; i < g_.nodes.size(); ++i)
      if (reads_kept(i)) p_.nodes[i].at = {place::parameter, at[g_.nodes[i].slot]};
    for (update& u : p_.updates) u.parameter = {place::parameter, at[u.slot]};
  }

  constexpr void find_uses(int i) {
    placement& at = p_.nodes[i];
    if (g_.kind(i) == op_kind::leaf && at.scheduled) at.stored = true;
    if (!rows(i)) at.stored = at.stored || at.scheduled;
    for (int k = 0; k < g_.arity(i); ++k) {
      const int o = operand(i, k);
      placement& from = p_.nodes[o];
      if (!rows(o)) continue;
      if (sums_rows(g_.kind(i)) || at.phase != from.phase) {
        from.stored = true;
        leaves_phase_[o] = 1;
      } else if (at.step != from.step || g_.kind(o) == op_kind::reduce_features) {
        from.stored = true;
        last_use_[o] = at.step > last_use_[o] ? at.step : last_use_[o];
      }
    }
  }
  constexpr void use_by_output(int i) {
    p_.nodes[i].stored = true;
    for (int s = 0; s < p_.steps.size(); ++s)
      if (p_.steps[s].kind == step_kind::unpack && p_.steps[s].node == i) last_use_[i] = s;
  }
  constexpr void by_step() {
    first_of_.resize(p_.steps.size() + 1, 0);
    for (const placement& n : p_.nodes)
      if (n.step >= 0) ++first_of_[n.step + 1];
    for (int s = 0; s < p_.steps.size(); ++s) first_of_[s + 1] += first_of_[s];
    list<std::int32_t> filled = first_of_;
    in_order_.resize(first_of_[p_.steps.size()], 0);
    for (int i = 0; i < p_.nodes.size(); ++i)
      if (p_.nodes[i].step >= 0) in_order_[filled[p_.nodes[i].step]++] = i;
  }

  constexpr void place_node(int i, int s) {
    placement& at = p_.nodes[i];
    if (!at.stored) return;
    const domain over = domain_of(g_, i);
    if (!rows(i)) {
      at.at = {place::shared, p_.shared_numbers};
      p_.shared_numbers += packed_size(over);
    } else if (over.cols == 0) {
      std::int32_t& arrays = leaves_phase_[i] ? p_.batch_values : p_.slab_values;
      at.at = {leaves_phase_[i] ? place::batch_values : place::slab_values, arrays};
      arrays += over.positions;
    } else if (leaves_phase_[i]) {
      at.at = {place::batch, p_.batch_panels};
      p_.batch_panels += panels_of(over.cols, width_) * over.positions;
    } else if (const int root = only_written_to_output(i, over); root >= 0) {
      at.at = {place::output, 0, root};
    } else {
      at.at = {place::slab, slab_offset(panels_of(over.cols, width_) * over.positions, s, last_use_[i])};
      if (only_read_by_groups(i, over)) at.at = {place::input, at.at.offset, g_.nodes[i].slot};
    }
    at.at.positions = over.positions;
  }
  /// An input of whole panels that no product reads: groups read it where the caller has it.
  constexpr bool only_read_by_groups(int i, const domain& over) const {
    if (!g_.is_slot(i, slot_kind::input) || over.cols % width_ != 0) return false;
    for (const auto* u = users_.begin(i); u != users_.end(i); ++u)
      if (!is_grouped(g_.kind(*u)) || !(loop_of(g_, *u) == over)) return false;
    return true;
  }
  /// The output that alone wants a value of whole panels once its group is done, so that the group writes it there; -1
  /// where there is none.
  constexpr int only_written_to_output(int i, const domain& over) const {
    if (!is_grouped(g_.kind(i)) || over.cols % width_ != 0 || over.positions > 1) return -1;
    for (const auto* u = users_.begin(i); u != users_.end(i); ++u)
      if (p_.nodes[*u].step != p_.nodes[i].step) return -1;
    int found = -1;
    for (const step& s : p_.steps) {
      if (s.kind != step_kind::unpack || s.node != i) continue;
      if (found >= 0) return -1;
      found = s.slot;
    }
    return found;
  }
  /// First fit among the slab buffers that are still read at step `s`.
  constexpr std::int32_t slab_offset(std::int32_t size, std::int32_t s, std::int32_t to) {
    std::int32_t offset = 0;
    for (bool moved = true; moved;) {
      moved = false;
      for (const interval& l : live_)
        if (l.to >= s && offset < l.offset + l.size && l.offset < offset + size)
          offset = l.offset + l.size, moved = true;
    }
    int kept = 0;
    for (const interval& l : live_)
      if (l.to >= s) live_[kept++] = l;
    live_.resize(kept);
    live_.add({to, offset, size});
    p_.slab_panels = offset + size > p_.slab_panels ? offset + size : p_.slab_panels;
    return offset;
  }

  constexpr void resolve(update& u) {
    if (u.terms == 0) u.gradient = p_.nodes[u.gradient.offset].at;
  }
  constexpr void resolve(step& s) {
    if (s.node < 0) return;
    const buffer own = p_.nodes[s.node].at;
    if (s.kind == step_kind::unpack) {
      s.left = own;
      return;
    }
    s.result =
        own.in == place::none && s.kind == step_kind::product ? buffer{place::tile, 0, -1, s.over.positions} : own;
    if (g_.arity(s.node) > 0) s.left = p_.nodes[operand(s.node, 0)].at;
    if (g_.arity(s.node) > 1) s.right = p_.nodes[operand(s.node, 1)].at;
    if (s.kind == step_kind::reshape)
      s.weight_rows = g_.axes(g_.axes(s.node).rank == 2 ? s.node : operand(s.node, 0)).at[1];
    if (s.kind == step_kind::gather || s.kind == step_kind::scatter) {
      s.from = domain_of(g_, operand(s.node, 0));
      s.slot = g_.nodes[s.node].slot;
      s.reduce = g_.record(s.node).reduce;
    }
    if (s.kind == step_kind::product) {
      s.transposed = g_.kind(s.node) == op_kind::linear_transposed;
      s.inner = g_.axes(operand(s.node, 0)).size();
      s.weight_rows = g_.axes(operand(s.node, 1)).at[1];
    }
  }

  /// In a phase without rows, thread 0 alone does the small steps in order, and all share outer products, column sums
  /// and updates: a barrier stands where one kind reads what the other made, and before updates if a small step reads
  /// parameters.
  constexpr void place_barriers() {
    seen_in_.resize(g_.nodes.size(), 0);
    list<char> made_by(g_.nodes.size());  // since the last barrier: 1 small, 2 wide
    bool reads_parameters = false;
    std::int32_t phase = -1;
    for (int s = 0; s < p_.steps.size(); ++s) p_.steps[s].barrier_before = false;
    for (std::int32_t current = 0; current < p_.phases; current += 2)
      for (int s = 0; s < p_.steps.size(); ++s) {
        step& st = p_.steps[s];
        if (st.phase != current) continue;
        if (phase != current) forget(made_by, reads_parameters);
        phase = current;
        const bool wide = is_wide(st);
        const bool updates = st.kind == step_kind::update;
        if (updates ? reads_parameters || update_reads(made_by) : step_reads(s, made_by, wide, reads_parameters)) {
          st.barrier_before = true;
          forget(made_by, reads_parameters);
          if (!updates) step_reads(s, made_by, wide, reads_parameters);
        }
        for (int e = first_of_[s]; e < first_of_[s + 1]; ++e) made_by[in_order_[e]] = wide ? 2 : 1;
      }
  }
  static constexpr bool is_wide(const step& s) {
    return s.kind == step_kind::outer || s.kind == step_kind::update ||
           (s.kind == step_kind::column_sum && s.over.cols > 0);
  }
  static constexpr void forget(list<char>& made_by, bool& reads_parameters) {
    for (char& m : made_by) m = 0;
    reads_parameters = false;
  }
  constexpr bool update_reads(const list<char>& made_by) const {
    for (const mark& m : g_.marks)
      if ((m.kind == mark_kind::gradient || m.kind == mark_kind::written) && made_by[m.node] != 0) return true;
    return false;
  }
  /// Whether a step reads what the other kind of step made, also through values that its group recomputes. Notes the
  /// reading of parameters.
  constexpr bool step_reads(int s, const list<char>& made_by, bool wide, bool& reads_parameters) {
    bool hazard = false;
    list<std::int32_t> reads;
    const auto read = [&](int o) {
      if (seen_in_[o] == reading_) return;
      seen_in_[o] = reading_;
      reads.add(o);
    };
    ++reading_;
    if (p_.steps[s].kind == step_kind::unpack) read(p_.steps[s].node);
    for (int e = first_of_[s]; e < first_of_[s + 1]; ++e)
      for (int k = 0; k < g_.arity(in_order_[e]); ++k) read(operand(in_order_[e], k));
    while (!reads.empty()) {
      const int o = reads[reads.size() - 1];
      reads.resize(reads.size() - 1);
      if (reads_kept(o)) reads_parameters = true;
      hazard = hazard || (made_by[o] != 0 && (wide || made_by[o] == 2));
      if (p_.nodes[o].step < 0 && is_grouped(g_.kind(o)))
        for (int k = 0; k < g_.arity(o); ++k) read(operand(o, k));
    }
    return hazard;
  }
};

}  // namespace detail

/// Places every value of a fused program for panels of `width` columns (two registers).
constexpr plan plan_memory(const graph& g, plan fused, std::int32_t width) {
  return detail::memory_planner(g, std::move(fused), width).run();
}

}  // namespace pathwise
