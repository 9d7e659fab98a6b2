#pragma once
// A program's plan and generated code as the tables that the executor reads.
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <pathwise/base/matrix.hpp>
#include <pathwise/exec/executor.hpp>
#include <pathwise/exec/group.hpp>
#include <pathwise/exec/opaque_step.hpp>
#include <pathwise/exec/parameter_check.hpp>
#include <pathwise/passes/pipeline.hpp>

namespace pathwise {

/// Everything about `Program` that is known while compiling, for registers V.
template <class Program, class V>
struct compiled {
  static constexpr int width = kernels::panel_width<V>;
  static constexpr const auto& graph = contracted<Program>;
  static constexpr const auto& names = names_of<contracted<Program>>;
  static constexpr const auto& plan = lowered<Program, width>;
  static constexpr int step_count = plan.size.steps;
  static constexpr int slot_count = graph.size.slots;

  static program_tables<V> tables() {
    return {plan.steps,
            step_count,
            plan.updates,
            plan.size.updates,
            plan.terms,
            groups.at,
            noise.at,
            maps_of<contracted<Program>>.at,
            slot_count,
            plan.phases,
            plan.batch_panels,
            plan.slab_panels,
            plan.batch_values,
            plan.slab_values,
            plan.shared_numbers,
            plan.parameter_numbers,
            plan.reductions,
            sum_rows(),
            plan.most_positions};
  }

 private:
  struct group_table {
    group_code<V> at[step_count > 0 ? step_count : 1];
  };
  template <std::size_t... S>
  static constexpr group_table make_groups(std::index_sequence<S...>) {
    return {{code_of<static_cast<int>(S)>()...}};
  }
  template <int Step>
  static constexpr group_code<V> code_of() {
    if constexpr (plan.steps[Step].kind == step_kind::opaque)
      return opaque_step<lowered<Program, width>, Step, V>::table();
    else
      return group<lowered<Program, width>, Step, V>::table();
  }
  static constexpr group_table groups = make_groups(std::make_index_sequence<static_cast<std::size_t>(step_count)>{});

  struct noise_table {
    noise_stream at[slot_count > 0 ? slot_count : 1];
  };
  static constexpr noise_table make_noise() {
    noise_table t{};
    for (int s = 0; s < slot_count; ++s) t.at[s] = {graph.slots[s].law, graph.slots[s].stream};
    return t;
  }
  static constexpr noise_table noise = make_noise();

  /// The most rows that a loop without rows reduces over.
  static constexpr long sum_rows() {
    long most = 0;
    for (const step& s : plan.steps)
      for (int i = s.body; i < s.code_end; ++i)
        if (plan.code[i].kind == instruction_kind::reduce && s.over.static_rows > most) most = s.over.static_rows;
    return most;
  }
};

/// A leaf or output of a program, as it is asked for by name.
struct named_value {
  std::string_view name;
  extents axes;
  bool has_rows = false;
  slot_kind kind = slot_kind::input;
  double initial = 0;
};

/// What one run of a program depends on beside its inputs.
template <class T>
struct run_settings {
  T* parameters = nullptr;
  std::uint64_t seed = 0;
  std::uint64_t step = 0;
  const std::uint64_t* order = nullptr;
  std::uint64_t first_row_id = 0;
  const char* unchanged = nullptr;  // see call_bindings
};

/// A compiled program with its memory: bind inputs and outputs, then run. Not for two threads at once; make one for
/// each. Where it validates, it first computes what its distributions are given for parameters, on the same inputs and
/// noise, and throws std::domain_error at the first that is outside its domain, before anything is changed. Cost of
/// that: about the forward part of the program.
template <class V>
class program {
 public:
  using T = typename V::value_type;

  /// The program `P`, on `threads` threads. It validates where `validates_by_default` (PATHWISE_VALIDATE).
  template <class P>
  static program of(int threads, long slab_rows = executor<V>::most_slab_rows) {
    program p = without_checks<P>(threads, slab_rows);
    if constexpr (validates_by_default) p.template add_checks<P>();
    return p;
  }
  /// Makes a program of P able to validate, and has it do so. The checks are compiled where this is named, only there.
  template <class P>
  void add_checks();
  /// Whether a run checks first, where there are checks.
  void validate(bool on) { validates_ = on; }

  const std::vector<named_value>& slots() const { return slots_; }
  const std::vector<named_value>& outputs() const { return outputs_; }
  int threads() const { return executor_.threads(); }
  /// Takes each step's time from here on; `step_seconds` has what each took since, of all threads together.
  void time_steps() { executor_.time_steps(); }
  std::vector<double> step_seconds() const { return executor_.step_seconds(); }

  /// Sets a run-time scalar if the program has it.
  void set(std::string_view name, double value) {
    for (std::size_t s = 0; s < slots_.size(); ++s)
      if (slots_[s].kind == slot_kind::scalar && slots_[s].name == name) scalars_[s] = static_cast<T>(value);
  }
  /// Binds an input: rows x size, or (without rows) its numbers in row-major order.
  /// Throws: std::invalid_argument where the columns do not fit.
  void bind_input(std::string_view name, matrix_view<const T> x) {
    for (std::size_t s = 0; s < slots_.size(); ++s) {
      if (slots_[s].kind != slot_kind::input || slots_[s].name != name) continue;
      const auto size = static_cast<std::size_t>(slots_[s].axes.size());
      if (slots_[s].has_rows ? x.cols != size : x.size() != size)
        throw std::invalid_argument("input \"" + std::string(name) + "\" has " + std::to_string(size) +
                                    " columns, the data has " + std::to_string(slots_[s].has_rows ? x.cols : x.size()));
      inputs_bound_[s] = {x.data, static_cast<long>(x.cols)};
    }
  }
  /// The slot of a named input, or -1; and where its numbers are from here on, if they are as many as those it was
  /// bound to.
  int input_slot(std::string_view name) const {
    for (std::size_t s = 0; s < slots_.size(); ++s)
      if (slots_[s].kind == slot_kind::input && slots_[s].name == name) return static_cast<int>(s);
    return -1;
  }
  void move_input(int slot, const T* to) {
    if (slot >= 0) inputs_bound_[static_cast<std::size_t>(slot)].data = to;
  }
  /// Numbers a row of the named input; 1 for a name the program does not use.
  std::size_t input_size(std::string_view name) const {
    for (const named_value& s : slots_)
      if (s.kind == slot_kind::input && s.name == name) return static_cast<std::size_t>(s.axes.size());
    return 1;
  }
  /// A matrix of the shape of output `index` for `rows` rows: rows x size, [out, in] for a matrix without rows, 1 x
  /// size otherwise.
  matrix<T> room_for_output(std::size_t index, std::size_t rows) const {
    const named_value& o = outputs_[index];
    const auto size = static_cast<std::size_t>(o.axes.size());
    if (o.has_rows) return matrix<T>(rows, size);
    if (o.axes.rank == 2)
      return matrix<T>(static_cast<std::size_t>(o.axes.at[0]), static_cast<std::size_t>(o.axes.at[1]));
    return matrix<T>(1, size);
  }
  void bind_output(std::size_t index, T* to, std::size_t leading) {
    outputs_bound_[index] = {to, static_cast<long>(leading)};
  }

  template <class MakeRule = no_optimiser>
  void run(std::size_t rows, const run_settings<T>& settings, const MakeRule& make_rule = {}) {
    if (inverse_rows_ >= 0) scalars_[static_cast<std::size_t>(inverse_rows_)] = T(1) / static_cast<T>(rows);
    call_bindings<T> call;
    call.rows = static_cast<long>(rows);
    call.order = settings.order;
    call.first_row_id = settings.first_row_id;
    call.unchanged = settings.unchanged;
    call.inputs = inputs_bound_.data();
    call.outputs = outputs_bound_.data();
    call.parameters = settings.parameters;
    call.scalars = scalars_.data();
    call.seed = settings.seed;
    call.step = settings.step;
    if (checks_ && validates_) checks_->run(*this, rows, settings);
    executor_.run(call, make_rule);
  }
  /// Binds room for every output, runs, and returns them.
  std::vector<matrix<T>> run_to_matrices(std::size_t rows, const run_settings<T>& settings) {
    std::vector<matrix<T>> results;
    for (std::size_t i = 0; i < outputs_.size(); ++i) results.push_back(room_for_output(i, rows));
    for (std::size_t i = 0; i < outputs_.size(); ++i) bind_output(i, results[i].data(), results[i].cols);
    run(rows, settings);
    return results;
  }

 private:
  program(const program_tables<V>& tables, int threads, long slab_rows) : executor_(tables, threads, slab_rows) {}

  template <class P>
  static program without_checks(int threads, long slab_rows) {
    using code = compiled<P, V>;
    program p(code::tables(), threads, slab_rows);
    p.name_values(code::names.slots, code::slot_count, code::names.roots, code::names.root_count, code::names.shapes);
    return p;
  }
  void name_values(const slot* slots, int slot_count, const named_root* roots, int root_count, const extents* shapes) {
    for (int s = 0; s < slot_count; ++s) {
      const slot& l = slots[s];
      slots_.push_back({l.name.view(), shapes[l.axes], l.has_rows != 0, l.kind, l.initial});
      scalars_.push_back(static_cast<T>(l.initial));
      if (l.name == text(inverse_rows_name)) inverse_rows_ = s;
    }
    for (int r = 0; r < root_count; ++r)
      outputs_.push_back({roots[r].name.view(), shapes[roots[r].axes], roots[r].has_rows != 0, slot_kind::input, 0});
    inputs_bound_.resize(slots_.size());
    outputs_bound_.resize(outputs_.size());
  }

  executor<V> executor_;
  std::vector<named_value> slots_, outputs_;
  std::vector<T> scalars_;
  std::vector<input_binding<T>> inputs_bound_;
  std::vector<output_binding<T>> outputs_bound_;
  int inverse_rows_ = -1;
  // Behind a virtual call, so that a program which never validates compiles none of it: 17 kB and 0.6 s of 9 otherwise.
  struct first_check {
    virtual ~first_check() = default;
    virtual void run(const program& checked, std::size_t rows, const run_settings<T>& settings) = 0;
  };
  struct parameter_checks;
  std::unique_ptr<first_check> checks_;
  bool validates_ = true;
};

/// The values of the parameters as a program of its own, and what to hold them against.
template <class V>
struct program<V>::parameter_checks final : first_check {
  program values;
  const named_domain* domains;
  int count;
  std::vector<matrix<T>> found;

  parameter_checks(program&& parameter_program, const named_domain* to_check, int domain_count)
      : values(std::move(parameter_program)), domains(to_check), count(domain_count), found(values.outputs_.size()) {}

  void run(const program& checked, std::size_t rows, const run_settings<T>& settings) override {
    take_bindings(checked);
    for (std::size_t i = 0; i < found.size(); ++i) {
      const std::size_t now = values.outputs_[i].has_rows ? rows : 1;
      if (found[i].size() == 0 || found[i].rows != now) found[i] = values.room_for_output(i, rows);
      values.bind_output(i, found[i].data(), found[i].cols);
    }
    values.run(rows, settings);
    const auto row_of = [&](std::size_t r) {
      return static_cast<std::size_t>(settings.order ? settings.order[r] : settings.first_row_id + r);
    };
    const matrix<T> none;
    std::size_t next = 0;
    for (int k = 0; k < count; ++k) {
      const bool bounded = domains[k].domain.previous >= 0;
      const std::size_t i = next, bound = next + 1;
      next += bounded ? 2 : 1;
      const bool has_rows = values.outputs_[i].has_rows || (bounded && values.outputs_[bound].has_rows);
      detail::check_domain(domains[k], has_rows, found[i], bounded ? found[bound] : none, settings.order != nullptr,
                           row_of);
    }
  }

 private:
  /// Its slots are among those of the program that is checked.
  void take_bindings(const program& checked) {
    for (std::size_t s = 0; s < values.slots_.size(); ++s)
      for (std::size_t from = 0; from < checked.slots_.size(); ++from)
        if (checked.slots_[from].name == values.slots_[s].name) {
          values.inputs_bound_[s] = checked.inputs_bound_[from];
          values.scalars_[s] = checked.scalars_[from];
        }
  }
};

template <class V>
template <class P>
void program<V>::add_checks() {
  constexpr const auto& table = domains_to_check<P>;
  if constexpr (table.count > 0)
    if (!checks_)
      checks_.reset(new parameter_checks{
          without_checks<parameter_values<typename detail::domains_of<P>::type>>(threads(), executor_.slab_limit()),
          table.at, table.count});
  validates_ = true;
}

}  // namespace pathwise
