#pragma once
// Any graph, planned and run at run time: the planner's tables and the executor itself, with the fused groups
// interpreted instead of compiled. So random graphs reach fuse, plan_memory, lower and the executor by the hundred,
// without a compiler run.
#include <cstring>
#include <utility>

#include <pathwise/exec/executor.hpp>
#include <pathwise/exec/parameters.hpp>
#include <pathwise/passes/pipeline.hpp>
#include <pathwise/testing/leaves.hpp>
#include <pathwise/testing/schedule.hpp>

namespace pathwise::testing {

/// Register code, one number at a time: what group.hpp does, in plain sight.
template <class V>
class group_interpreter {
 public:
  using T = typename V::value_type;
  static constexpr long width = kernels::panel_width<V>;

  group_interpreter(const graph& program, const plan& lowered) : g_(program), p_(lowered) {}

  void begin(int s, const slab<V>& at) const {
    for_reductions(s, [&](const instruction& c, int index) {
      T* lanes = lanes_of(at, index);
      for (long i = 0; i < rows_of(s, at) * kernels::virtual_lanes; ++i) lanes[i] = identity(c.reduce);
    });
  }
  void run(int s, const slab<V>& at, long panel) const {
    const step& st = p_.steps[s];
    if (st.kind == step_kind::opaque) return run_kernel(st, at);
    const bool numbers = st.over.cols == 0;
    std::vector<T> r(static_cast<std::size_t>(st.code_end - st.code));
    for (long row = at.begin; row < rows_of(s, at); ++row)
      for (long lane = 0; lane < (numbers ? 1 : width); ++lane) {
        int reductions = 0;
        for (int i = st.code; i < st.code_end; ++i)
          evaluate(p_.code[i], r, i - st.code, at, st, panel, row, lane, reductions);
      }
  }
  void finish(int s, const slab<V>& at) const {
    const bool rows = p_.steps[s].over.static_rows == 0;
    for_reductions(s, [&](const instruction& c, int index) {
      T* lanes = lanes_of(at, index);
      T* to = address(at, c.at, 0, 1);
      T* folded = rows ? to : lanes;
      for (long row = 0; row < rows_of(s, at); ++row)
        folded[row] = fold(c.reduce, lanes + row * kernels::virtual_lanes, kernels::virtual_lanes);
      if (!rows)
        *to = c.reduce == reduction::sum ? kernels::sum_values<V>(folded, at.rows) : fold(c.reduce, folded, at.rows);
    });
  }

 private:
  const graph& g_;
  const plan& p_;

  static T* lanes_of(const slab<V>& at, int index) { return at.sums + index * at.sum_rows * kernels::virtual_lanes; }
  long rows_of(int s, const slab<V>& at) const { return at.rows * p_.steps[s].over.positions; }
  void run_kernel(const step& st, const slab<V>& at) const {
    const int operands = g_.arity(st.node);
    const auto size = [&](int id) { return static_cast<std::size_t>(g_.axes(id).size()); };
    for (long row = 0; row < at.rows * st.over.positions; ++row) {
      std::vector<T> x[3], y(size(st.node));
      const T* given[3] = {};
      const auto place = [&](const buffer& b, long column) {
        return address(at, b, 0, 1) + kernels::panel_offset<V>(row, column, stride_of(at, b, 1));
      };
      for (int k = 0; k < operands; ++k) {
        for (std::size_t c = 0; c < size(g_.nodes[st.node].operands[k]); ++c)
          x[k].push_back(*place(p_.code[st.code + k].at, static_cast<long>(c)));
        given[k] = x[k].data();
      }
      pathwise::detail::call_row(g_.record(st.node), given, y.data());
      for (std::size_t c = 0; c < y.size(); ++c) *place(p_.code[st.code_end - 1].at, static_cast<long>(c)) = y[c];
    }
  }
  static T identity(reduction how) {
    const T most = std::numeric_limits<T>::infinity();
    return how == reduction::sum ? T(0) : how == reduction::max ? -most : most;
  }
  static T fold(reduction how, const T* values, long count) {
    if (how == reduction::sum) return kernels::fold16(values);
    T total = values[0];
    for (long i = 1; i < count; ++i)
      total = how == reduction::max ? math::max(total, values[i]) : math::min(total, values[i]);
    return total;
  }
  template <class Visit>
  void for_reductions(int s, Visit visit) const {
    int index = 0;
    for (int i = p_.steps[s].code; i < p_.steps[s].code_end; ++i)
      if (p_.code[i].kind == instruction_kind::reduce) visit(p_.code[i], index++);
  }
  T compute(const instruction& c, const std::vector<T>& r) const {
    T x[3] = {};
    for (int k = 0; k < 3 && c.operands[k] >= 0; ++k) x[k] = r[static_cast<std::size_t>(c.operands[k])];
    for (const op_entry& op : g_.ops)
      if (op.id == c.op) return pathwise::detail::call_value<T>(*op.record, x);
    throw std::logic_error("the code names an operation that the graph has not");
  }
  void evaluate(const instruction& c, std::vector<T>& r, int index, const slab<V>& at, const step& st, long panel,
                long row, long lane, int& reductions) const {
    const bool numbers = st.over.cols == 0;
    const long own = numbers ? row : row * width + lane;
    T& result = r[static_cast<std::size_t>(index)];
    const auto place_of = [&] { return address(at, c.at, panel, st.over.static_rows); };
    const auto in_place = [&](const auto& rows) { return rows.panel(panel) + row * rows.row_stride + lane; };
    switch (c.kind) {
      case instruction_kind::constant:
        result = static_cast<T>(c.constant);
        break;
      case instruction_kind::scalar:
        result = at.scalars[c.slot];
        break;
      case instruction_kind::splat:
        result = *address(at, c.at, 0, 1);
        break;
      case instruction_kind::vector:
        result = address(at, c.at, panel, 1)[lane];
        break;
      case instruction_kind::load:
      case instruction_kind::load_tile:
        result = c.at.in == place::input ? *in_place(at.inputs[c.at.slot]) : place_of()[own];
        break;
      case instruction_kind::load_value:
        result = place_of()[row];
        break;
      case instruction_kind::compute:
        result = compute(c, r);
        break;
      case instruction_kind::store:
        *(c.at.in == place::output ? in_place(at.outputs[c.at.slot]) : place_of() + own) =
            r[static_cast<std::size_t>(c.operands[0])];
        break;
      case instruction_kind::reduce: {
        const long column = panel * width + lane;
        T& to = lanes_of(at, reductions++)[row * kernels::virtual_lanes + column % kernels::virtual_lanes];
        const T x = r[static_cast<std::size_t>(c.operands[0])];
        if (column < st.over.cols)
          to = c.reduce == reduction::sum ? to + x : c.reduce == reduction::max ? math::max(to, x) : math::min(to, x);
      }
    }
  }
};

template <class V>
class run_time_program {
 public:
  using T = typename V::value_type;

  /// `program` is a graph as `optimised` leaves it.
  run_time_program(const graph& program, const schedule& how)
      : g_(program),
        plan_(planned(program, kernels::panel_width<V>)),
        code_(g_, plan_),
        executor_(tables(), how.threads, how.slab_rows),
        gradients_(gradient_block()) {}
  run_time_program(const run_time_program&) = delete;

  const plan& plan_of() const { return plan_; }

  /// The wanted values in the order of their marks: roots row-major, gradients and what states become in PyTorch's
  /// layout.
  std::vector<std::vector<T>> run(std::size_t rows, const numbers_by_name& numbers) {
    parameter_block<V> parameters(infos_of());
    std::vector<std::vector<T>> given(static_cast<std::size_t>(g_.slots.size())), results;
    std::vector<input_binding<T>> inputs(given.size());
    std::vector<T> scalars(given.size());
    for (int s = 0; s < g_.slots.size(); ++s) {
      const auto i = static_cast<std::size_t>(s);
      const std::string name(g_.slots[s].name.view());
      const std::vector<long double> inverse{1 / static_cast<T>(rows)};
      const std::vector<long double>& from = name == inverse_rows_name ? inverse : numbers.at(name);
      given[i].assign(from.begin(), from.end());
      if (g_.slots[s].kind == slot_kind::input) inputs[i] = {given[i].data(), g_.shapes[g_.slots[s].axes].size()};
      if (g_.slots[s].kind == slot_kind::scalar) scalars[i] = given[i][0];
      if (is_kept(g_.slots[s].kind)) parameters.write(name, given[i]);
    }
    std::vector<output_binding<T>> outputs;
    results.reserve(static_cast<std::size_t>(g_.marks.size()));
    for (const mark& m : g_.marks) {
      results.emplace_back(numbers_in(g_, m.node, rows), std::numeric_limits<T>::quiet_NaN());
      if (m.kind == mark_kind::root) outputs.push_back({results.back().data(), g_.axes(m.node).size()});
    }
    call_bindings<T> call;
    call.rows = static_cast<long>(rows);
    call.inputs = inputs.data();
    call.outputs = outputs.data();
    call.parameters = parameters.data();
    call.scalars = scalars.data();
    current = &code_;
    executor_.run(call, [&](long offset) { return kernels::store_rule<V>{gradients_.data() + offset}; });
    for (int m = 0; m < g_.marks.size(); ++m)
      if (g_.marks[m].kind != mark_kind::root)
        results[static_cast<std::size_t>(m)] =
            (g_.marks[m].kind == mark_kind::written ? parameters : gradients_).read(g_.marks[m].name.view());
    return results;
  }

 private:
  static constexpr int most_steps = 600;
  static inline const group_interpreter<V>* current = nullptr;  // groups are plain functions: they find their code here

  graph g_;
  plan plan_;
  group_interpreter<V> code_;
  std::vector<group_code<V>> groups_;
  executor<V> executor_;
  parameter_block<V> gradients_;

  template <int Step>
  static constexpr group_code<V> trampoline() {
    return {[](const slab<V>& s) { current->begin(Step, s); },
            [](const slab<V>& s, long panel) { current->run(Step, s, panel); },
            [](const slab<V>& s) { current->finish(Step, s); }};
  }
  program_tables<V> tables() {
    static const std::vector<group_code<V>> all = []<int... S>(std::integer_sequence<int, S...>) {
      return std::vector{trampoline<S>()...};
    }(std::make_integer_sequence<int, most_steps>{});
    if (plan_.steps.size() > most_steps) throw std::length_error("more steps than there are functions for");
    for (int s = 0; s < plan_.steps.size(); ++s) {
      groups_.push_back(plan_.steps[s].code == plan_.steps[s].code_end ? group_code<V>{}
                                                                       : all[static_cast<std::size_t>(s)]);
      groups_.back().in_place = works_in_place(plan_, plan_.steps[s]);
    }
    return {plan_.steps.begin(),
            plan_.steps.size(),
            plan_.updates.begin(),
            plan_.updates.size(),
            plan_.terms.begin(),
            groups_.data(),
            nullptr,
            g_.maps.begin(),
            g_.slots.size(),
            plan_.phases,
            plan_.batch_panels,
            plan_.slab_panels,
            plan_.batch_values,
            plan_.slab_values,
            plan_.shared_numbers,
            plan_.parameter_numbers,
            plan_.reductions,
            sum_rows(),
            plan_.most_positions};
  }
  long sum_rows() const {
    long most = 0;
    for (const step& s : plan_.steps)
      for (int i = s.body; i < s.code_end; ++i)
        if (plan_.code[i].kind == instruction_kind::reduce && s.over.static_rows > most) most = s.over.static_rows;
    return most;
  }
  std::vector<parameter_info> infos_of() const { return parameters_of<V>(g_); }
  parameter_block<V> gradient_block() const { return parameter_block<V>(infos_of()); }
};

}  // namespace pathwise::testing
