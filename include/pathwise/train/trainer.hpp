#pragma once
// The trainer: a model's parameters, an optimiser's slots, and the programs that the model gives.
#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>
#include <span>
#include <tuple>

#include <pathwise/exec/numbers.hpp>
#include <pathwise/exec/parameters.hpp>
#include <pathwise/exec/program.hpp>
#include <pathwise/grad/programs.hpp>
#include <pathwise/graph/not_finite.hpp>
#include <pathwise/kernels/permutation.hpp>
#include <pathwise/kernels/random.hpp>
#include <pathwise/train/adam.hpp>
#include <pathwise/train/progress.hpp>

namespace pathwise {

/// One named input of a model.
template <class T>
struct named_data {
  std::string_view name;
  matrix_view<const T> rows;
};

namespace detail {

/// The input `Name` of a cut, as an argument.
template <class Cut, fixed_string Name>
struct cut_argument {
  static constexpr extents axes = [] {
    constexpr const auto& g = started<Cut>;
    for (const slot& s : g.slots)
      if (s.kind == slot_kind::input && s.name == text(Name.view())) return g.shapes[s.axes];
    return extents{};
  }();
  static constexpr auto size = static_cast<std::size_t>(axes.size());
  using extents_type = shape_of_value<axes>;
};

/// `type` is void where `run<In, Out>(rows...)` is right; otherwise it says what is wrong.
template <class Model, class In, class Out, class... Rows>
struct run_mistake;
template <class Cut, class In, class... Rows>
struct rows_mistake {
  using type = void;
};
template <class Cut, fixed_string Name, fixed_string... More, class First, class... Rows>
struct rows_mistake<Cut, in<Name, More...>, First, Rows...>
    : std::conditional_t<std::is_void_v<typename number_mistake<cut_argument<Cut, Name>, First>::type>,
                         rows_mistake<Cut, in<More...>, Rows...>, number_mistake<cut_argument<Cut, Name>, First>> {};
template <class Model, fixed_string... In, class Out, class... Rows>
  requires(cut_error<Model, in<In...>, Out>.unsaid())
struct run_mistake<Model, in<In...>, Out, Rows...> : lifted<Model, cut_error<Model, in<In...>, Out>> {};
template <class Model, fixed_string... In, class Out, class... Rows>
  requires(!cut_error<Model, in<In...>, Out>.unsaid() && sizeof...(In) != sizeof...(Rows))
struct run_mistake<Model, in<In...>, Out, Rows...> {
  using type = E026_run_takes_one_argument_for_each_name<in<In...>, count<sizeof...(Rows)>>;
};
template <class Model, fixed_string... In, class Out, class... Rows>
  requires(!cut_error<Model, in<In...>, Out>.unsaid() && sizeof...(In) == sizeof...(Rows))
struct run_mistake<Model, in<In...>, Out, Rows...> : rows_mistake<cut<Model, in<In...>, Out>, in<In...>, Rows...> {};

}  // namespace detail

/// A model in training. Example: docs/examples/02_vae.cpp.
/// Reproducible: equal bits for every number of threads and slab size, for a run stopped and resumed, and on every
/// machine with fused multiply-add.
template <class Model, class Scalar, class Optimiser, class V>
class basic_trainer {
 public:
  using T = Scalar;
  static constexpr const auto& model_names = names_of<traced<Model>>;

  explicit basic_trainer(trainer_options options = {}, Optimiser optimiser = {})
      : options_(options),
        optimiser_(optimiser),
        threads_(options.threads > 0 ? options.threads : available_threads()),
        parameters_(parameters_of<V>(model_names)) {
    if (traced<Model>.error) throw std::logic_error("the model has a mistake that was reported while it was compiled");
    for (int k = 0; k < Optimiser::slots; ++k) slots_.emplace_back(parameters_.infos());
    parameters_.initialise(options.seed);
  }

  const trainer_options& options() const { return options_; }
  Optimiser& optimiser() { return optimiser_; }
  const Optimiser& optimiser() const { return optimiser_; }
  parameter_block<V>& parameters() { return parameters_; }
  const parameter_block<V>& parameters() const { return parameters_; }
  /// The optimiser's own numbers, one block a slot, laid out as the parameters.
  std::vector<parameter_block<V>>& slots() { return slots_; }
  const std::vector<parameter_block<V>>& slots() const { return slots_; }
  int threads() const { return threads_; }
  /// How far training has come. With parameters and slots put back, a trainer resumed there goes on with the same bits.
  const training_position& position() const { return position_; }
  void resume_at(training_position position) { position_ = std::move(position); }

  /// Sets a run-time scalar of the model, in every program. Throws: std::invalid_argument for an unknown name.
  void set(std::string_view name, double value) {
    bool known = false;
    for (const slot& s : model_names.slots) known = known || (s.kind == slot_kind::scalar && s.name.view() == name);
    if (!known) throw std::invalid_argument("the model has no scalar \"" + std::string(name) + "\"");
    scalars_[std::string(name)] = value;
    for (auto& entry : programs_) entry.second->code.set(name, value);
  }

  /// Whether every program of the model checks the parameters of its distributions before it runs; see `program`. The
  /// default is `validates_by_default`. Where that is false, steps, fits and evaluations can be switched on here, but
  /// not `run`: what cuts would need is not compiled.
  void validate(bool on = true) {
    validates_ = on;
    add_checks_ = [](program_entry& e) {
      if (e.trains) e.code.template add_checks<training_step<Model>>();
      if constexpr (has_modes(traced<Model>))
        if (e.evaluates) e.code.template add_checks<loss_program<Model>>();
    };
    for (auto& entry : programs_) set_validation(*entry.second);
  }

  /// Has `fit` find out what makes a loss infinite or not a number, and stop before the parameters are lost: it keeps
  /// those of the step before, and looks with them at every value of the step. Since a run has equal bits each time,
  /// one that has failed is repeated with this on. Cost: a copy of the parameters and a look at them each step.
  /// Compiled only where this is named.
  void diagnose(bool on = true) {
    why_not_finite_ = nullptr;
    if (on) why_not_finite_ = [](const basic_trainer& t, auto... step) { return t.reason_in_step(step...); };
  }

  /// One step of the optimiser on the mean loss over `count` rows, which are those that `order` lists (null: the first
  /// ones). Another step than the model's own may be taken, such as one whose noise is fed:
  /// `step<training_step<given<Model, in<"z.eps">>>>(...)`. States take their new values. Throws: std::invalid_argument
  /// where an input's columns do not fit, and where a layer needs more rows; std::domain_error where it validates,
  /// before anything has changed. Returns: a report that the next step writes over. Allocates nothing once a step of
  /// that many rows has been taken.
  template <class Step = training_step<Model>>
  const metrics& step(std::span<const named_data<T>> data, std::size_t count, const std::uint64_t* order = nullptr) {
    if (needs_several_rows && count == 1) refuse_one_row("a training step");
    const std::uint64_t number = position_.steps + 1;
    T* slot_numbers[Optimiser::slots > 0 ? Optimiser::slots : 1] = {};
    for (int k = 0; k < Optimiser::slots; ++k) slot_numbers[k] = slots_[static_cast<std::size_t>(k)].data();
    const auto constants = optimiser_.template at_step<T>(static_cast<long>(number));
    const auto rule = [&](long offset) {
      return Optimiser::template rule<V>(constants, parameters_.data(), slot_numbers, offset);
    };
    const metrics& report = run_metrics(entry_of<Step>(), data, count, settings(order, number), rule);
    position_.steps = number;
    return report;
  }
  template <numbers Rows>
  const metrics& step(const Rows& rows) {
    return with_only_input(
        rows, [&](std::span<const named_data<T>> data) -> const metrics& { return step(data, data[0].rows.rows); });
  }

  /// Epochs over all rows, each in a new keyed order, the last batch of each short if need be. An epoch that was
  /// stopped in its midst is finished first, and counts as the first of `fit.epochs`. Returns: the mean over the last
  /// epoch, as far as it went. Throws: as `step`, before the first of them; std::domain_error after a step whose loss
  /// is infinite or not a number (see `diagnose`).
  metrics fit(std::span<const named_data<T>> data, const fit_options& fit = {}) {
    const std::size_t rows = row_count(data);
    std::vector<std::uint64_t> order(rows);
    progress now;
    now.epochs = fit.epochs;
    now.steps = (rows + options_.batch - 1) / options_.batch;
    if (needs_several_rows && rows - (now.steps - 1) * options_.batch == 1)
      refuse_one_row("the last batch of " + std::to_string(rows) + " rows in batches of " +
                     std::to_string(options_.batch));
    for (now.epoch = 0; now.epoch < fit.epochs; ++now.epoch) {
      const row_order permuted(rows, options_.seed, position_.epochs);
      for (std::size_t i = 0; i < rows; ++i) order[i] = permuted(i);
      if (position_.batches == 0) position_.epoch_mean = {};
      for (now.step = position_.batches + 1; now.step <= now.steps; ++now.step) {
        const std::size_t first = (now.step - 1) * options_.batch;
        const std::size_t count = std::min(options_.batch, rows - first);
        if (why_not_finite_ != nullptr) before_.keep(*this);
        now.last = step(data, count, order.data() + first);
        position_.epoch_mean.add(now.last);
        position_.batches = now.step;
        if (fit.on_step) {
          now.epoch_mean = position_.epoch_mean;
          if (!fit.on_step(now)) return now.epoch_mean;
        }
        stop_where_not_finite(now.last.loss(), data, count, order.data() + first);
      }
      now.epoch_mean = position_.epoch_mean;
      ++position_.epochs;
      position_.batches = 0;
      if (fit.on_epoch && !fit.on_epoch(now)) break;
    }
    return now.epoch_mean;
  }
  template <numbers Rows>
  metrics fit(const Rows& rows, const fit_options& how = {}) {
    return with_only_input(rows, [&](std::span<const named_data<T>> data) { return fit(data, how); });
  }

  /// The mean loss and metrics over all rows, with the noise of `draw` (counted from 0); nothing is learnt.
  metrics evaluate(std::span<const named_data<T>> data, std::uint64_t draw = 0) {
    return run_metrics_in_batches<loss_program<Model>>(data, draw);
  }
  template <numbers Rows>
  metrics evaluate(const Rows& rows, std::uint64_t draw = 0) {
    return with_only_input(rows, [&](std::span<const named_data<T>> data) { return evaluate(data, draw); });
  }

  /// Named inputs to named outputs, cut anywhere: `run<"x", "fc_mu">(x)`, `run<in<"x">, out<"fc_mu", "fc_logvar">>(x)`.
  /// Returns results in the form of the first argument (matrix in, matrix out; xtensor in, xt::xtensor out), a tuple
  /// where there are several. Noise that is still needed is drawn by the trainer's seed at step 0. Errors: E016, E017,
  /// E020, E022, E026, E034.
  template <class In, class Out, class... Rows>
    requires detail::no_mistake<typename detail::run_mistake<Model, In, Out, Rows...>::type>
  auto run(const Rows&... rows) {
    return run_cut(In{}, Out{}, rows...);
  }
  template <fixed_string In, fixed_string Out, class... Rows>
    requires detail::no_mistake<
        typename detail::run_mistake<Model, pathwise::in<In>, pathwise::out<Out>, Rows...>::type>
  auto run(const Rows&... rows) {
    return std::get<0>(run_cut(pathwise::in<In>{}, pathwise::out<Out>{}, rows...));
  }
#if defined(__clang__)
#define PATHWISE_RETURNS(Error) auto
#else
#define PATHWISE_RETURNS(Error) Error
#endif
  template <class In, class Out, class... Rows,
            class Error = typename detail::run_mistake<Model, In, Out, Rows...>::type>
    requires detail::mistaken<Error>
  PATHWISE_RETURNS(Error)
  run(const Rows&...);
  template <fixed_string In, fixed_string Out, class... Rows,
            class Error = typename detail::run_mistake<Model, pathwise::in<In>, pathwise::out<Out>, Rows...>::type>
    requires detail::mistaken<Error>
  PATHWISE_RETURNS(Error)
  run(const Rows&...);
#undef PATHWISE_RETURNS

  /// The program `P` of this model on this trainer's threads, made at its first use.
  template <class P>
  program<V>& program_of() {
    return entry_of<P>().code;
  }

  run_settings<T> settings(const std::uint64_t* order = nullptr, std::uint64_t step_number = 0) {
    return {parameters_.data(), options_.seed, step_number, order, 0};
  }
  /// Evaluations draw at steps that training does not reach, so that they never repeat its noise: 0, which comes before
  /// its first, and then down from the last that a counter of noise can hold.
  static constexpr std::uint64_t evaluation_step(std::uint64_t draw) { return std::uint64_t{0} - draw; }
  /// The name of the model's input, where it has just one. Throws: std::logic_error otherwise.
  static std::string_view only_input() {
    std::string_view found;
    for (const slot& s : model_names.slots) {
      if (s.kind != slot_kind::input || s.name == text()) continue;
      if (!found.empty()) throw std::logic_error("the model has several inputs: give them by name");
      found = s.name.view();
    }
    return found;
  }

 private:
  trainer_options options_;
  Optimiser optimiser_;
  int threads_;
  parameter_block<V> parameters_;
  std::vector<parameter_block<V>> slots_;
  training_position position_;
  std::map<std::string, double> scalars_;
  bool validates_ = validates_by_default;
  struct program_entry {
    program<V> code;
    metrics report;  // of the last run, where the outputs are means over rows
    std::vector<T> outputs;
    bool trains = false, evaluates = false;  // whose checks those of the training step, or of the loss, are
  };
  std::map<const void*, std::unique_ptr<program_entry>> programs_;
  std::string (*why_not_finite_)(const basic_trainer&, std::span<const named_data<T>>, std::size_t,
                                 const std::uint64_t*) = nullptr;  // set where it is asked for, as add_checks_ is
  /// What was before a step that may have to be diagnosed.
  struct step_before {
    std::vector<T> parameters;
    training_position position;

    void keep(const basic_trainer& t) {
      parameters.assign(t.parameters_.data(), t.parameters_.data() + t.parameters_.count());
      position = t.position_;
    }
    void put_back(basic_trainer& t) const {
      std::copy(parameters.begin(), parameters.end(), t.parameters_.data());
      t.position_ = position;
    }
  };
  step_before before_;
  void (*add_checks_)(program_entry&) = nullptr;  // set where they are asked for, so that they are compiled only then

  template <class P>
  program_entry& entry_of() {
    auto& entry = programs_[&compiled<P, V>::plan];
    if (!entry) {
      entry.reset(new program_entry{program<V>::template of<P>(threads_, options_.slab_rows), {}, {}});
      using domains = typename detail::domains_of<P>::type;
      entry->trains = std::is_same_v<domains, whole_model<Model>>;
      entry->evaluates = std::is_same_v<domains, whole_model<Model, evaluating_mode<Model>>>;
      set_validation(*entry);
      for (const auto& [name, value] : scalars_) entry->code.set(name, value);
      for (const named_value& o : entry->code.outputs()) entry->report.names.emplace_back(o.name);
      entry->report.values.resize(entry->report.names.size());
      entry->outputs.resize(entry->report.names.size());
    }
    return *entry;
  }

  /// Ends a fit after a step whose loss is not finite; where it diagnoses, also before a parameter that is not is used.
  void stop_where_not_finite(double loss, std::span<const named_data<T>> data, std::size_t count,
                             const std::uint64_t* order) {
    const T* numbers = parameters_.data();
    const auto finite = [](T x) { return std::isfinite(x); };
    const bool found = !std::isfinite(loss);
    if (!found && (why_not_finite_ == nullptr || std::all_of(numbers, numbers + parameters_.count(), finite))) return;
    const std::string what =
        (found ? "the loss is " + detail::number_in_words(loss) : std::string("a new parameter is not finite")) +
        " in step " + std::to_string(position_.steps) + " (of " + std::to_string(count) + " rows)";
    if (why_not_finite_ == nullptr)
      throw std::domain_error(
          what +
          ", and what was learnt is lost. Start again with diagnose() on the trainer: it stops at the "
          "same step, keeps the parameters and says where this comes from");
    before_.put_back(*this);
    const std::string why = why_not_finite_(*this, data, count, order);
    throw std::domain_error(
        what + ": " +
        (why.empty() ? "not where each value is computed by itself: a sum is near the largest number" : why) +
        ". The parameters are those before that step");
  }

  /// What is not finite in the step that comes next, of all that its loss and gradients are computed of.
  std::string reason_in_step(std::span<const named_data<T>> data, std::size_t count, const std::uint64_t* order) const {
    const graph g = started<training_step<Model>>.thaw();
    const auto values = interpret<T>(g, count, [&](const slot& s) { return leaf_numbers(g, s, data, count, order); });
    for (const mark_kind kind : {mark_kind::root, mark_kind::gradient})
      for (const mark& m : g.marks)
        if (m.kind == kind)
          if (std::string why = why_not_finite(g, values, m.node); !why.empty())
            return (kind == mark_kind::gradient ? "in the gradient of " + std::string(m.name.view()) + ", " : "") + why;
    return {};
  }
  std::vector<T> leaf_numbers(const graph& g, const slot& s, std::span<const named_data<T>> data, std::size_t count,
                              const std::uint64_t* order) const {
    const auto size = static_cast<std::size_t>(g.shapes[s.axes].size());
    if (s.kind == slot_kind::parameter || s.kind == slot_kind::state) return parameters_.read(s.name.view());
    if (s.kind == slot_kind::scalar) {
      const auto set = scalars_.find(std::string(s.name.view()));
      return {static_cast<T>(set == scalars_.end() ? s.initial : set->second)};
    }
    std::vector<T> numbers(s.has_rows ? count * size : size);
    if (s.kind == slot_kind::noise) {
      constexpr std::size_t width = 2;  // of a panel of single numbers
      std::vector<T> panels((size + width - 1) / width * width * count);
      kernels::draw<lanes<T, 1>>(s.law, panels.data(), static_cast<long>(count * width), static_cast<int>(size), 0,
                                 order, static_cast<int>(count), {options_.seed, position_.steps + 1, s.stream});
      for (std::size_t r = 0; r < count; ++r)
        for (std::size_t c = 0; c < size; ++c)
          numbers[r * size + c] = panels[c / width * width * count + r * width + c % width];
      return numbers;
    }
    for (const named_data<T>& d : data)
      if (d.name == s.name.view())
        for (std::size_t r = 0; r < numbers.size() / size; ++r)
          std::copy_n(d.rows.row(s.has_rows && order != nullptr ? order[r] : r), size, numbers.data() + r * size);
    return numbers;
  }

  void set_validation(program_entry& entry) {
    if (validates_ && add_checks_ != nullptr) add_checks_(entry);
    entry.code.validate(validates_);
  }

  static constexpr bool needs_several_rows = !(layer_of_several_rows<Model> == text());
  static void refuse_one_row(const std::string& which) {
    static constexpr const text& layer = layer_of_several_rows<Model>;
    throw std::invalid_argument("layer \"" + std::string(layer.view()) +
                                "\" needs two rows at least for the variance of a batch: " + which + " has one");
  }
  static std::size_t row_count(std::span<const named_data<T>> data) {
    if (data.empty() || data[0].rows.rows == 0) throw std::invalid_argument("there are no rows to work on");
    for (const named_data<T>& d : data)
      if (d.rows.rows != data[0].rows.rows)
        throw std::invalid_argument("input \"" + std::string(d.name) + "\" has " + std::to_string(d.rows.rows) +
                                    " rows, \"" + std::string(data[0].name) + "\" has " +
                                    std::to_string(data[0].rows.rows));
    return data[0].rows.rows;
  }

  template <class MakeRule = no_optimiser>
  const metrics& run_metrics(program_entry& entry, std::span<const named_data<T>> data, std::size_t count,
                             const run_settings<T>& how, const MakeRule& make_rule = {}) {
    for (const named_data<T>& d : data) entry.code.bind_input(d.name, d.rows);
    for (std::size_t i = 0; i < entry.outputs.size(); ++i) entry.code.bind_output(i, &entry.outputs[i], 1);
    entry.code.run(count, how, make_rule);
    entry.report.rows = count;
    for (std::size_t i = 0; i < entry.outputs.size(); ++i)
      entry.report.values[i] = static_cast<double>(entry.outputs[i]);
    return entry.report;
  }
  template <class P>
  metrics run_metrics_in_batches(std::span<const named_data<T>> data, std::uint64_t draw) {
    const std::size_t rows = row_count(data);
    program_entry& entry = entry_of<P>();
    metrics total;
    std::vector<named_data<T>> part(data.begin(), data.end());
    for (std::size_t first = 0; first < rows; first += options_.batch) {
      const std::size_t count = std::min(options_.batch, rows - first);
      for (std::size_t i = 0; i < part.size(); ++i) part[i].rows = data[i].rows.slice(first, count);
      run_settings<T> how = settings();
      how.step = evaluation_step(draw);
      how.first_row_id = first;
      total.add(run_metrics(entry, part, count, how));
    }
    return total;
  }
  template <fixed_string... In, fixed_string... Out, class First, class... Rest>
  auto run_cut(pathwise::in<In...>, pathwise::out<Out...>, const First& first, const Rest&... rest) {
    program<V>& p = program_of<cut<Model, pathwise::in<In...>, pathwise::out<Out...>>>();
    const std::array<std::string_view, sizeof...(In)> names{In.view()...};
    std::size_t at = 0;
    const auto entered = [&](const auto& rows) {
      return detail::converted<T>(detail::edge_of<decltype(rows)>::enter(rows, p.input_size(names[at++])));
    };
    const std::array<given_rows<T>, sizeof...(In)> given{entered(first), entered(rest)...};
    for (std::size_t i = 0; i < names.size(); ++i) p.bind_input(names[i], given[i].view());
    std::vector<matrix<T>> results = p.run_to_matrices(given[0].view().rows, settings());
    return [&]<std::size_t... K>(std::index_sequence<K...>) {
      return std::make_tuple(
          detail::edge_of<First>::leave(typed<typename detail::edge_of<First>::scalar>(std::move(results[K])))...);
    }(std::make_index_sequence<sizeof...(Out)>{});
  }
  template <class S>
  static matrix<S> typed(matrix<T>&& m) {
    if constexpr (std::is_same_v<S, T>)
      return std::move(m);
    else
      return matrix<S>(m.rows, m.cols, aligned_vector<S>(m.values.begin(), m.values.end()));
  }

  template <class Rows, class Use>
  decltype(auto) with_only_input(const Rows& rows, Use use) {
    const std::string_view name = only_input();
    const given_rows<T> given = detail::converted<T>(detail::edge_of<Rows>::enter(
        rows, static_cast<std::size_t>(model_names.shapes[model_names.slots[find(name)].axes].size())));
    const named_data<T> one[] = {{name, given.view()}};
    return use(one);
  }
  static std::size_t find(std::string_view name) {
    std::size_t s = 0;
    while (model_names.slots[s].name.view() != name) ++s;
    return s;
  }
};

/// The trainer of an erroneous model. It has what a trainer has, so that what is asked of it is no further error, but
/// to make one is.
template <class Error, class Scalar, class Optimiser, class V>
class erroneous_model : public basic_trainer<detail::reported_model, Scalar, Optimiser, V> {
#if !defined(__clang__)
 public:
#endif
  PATHWISE_UNAVAILABLE explicit erroneous_model(trainer_options = {}, Optimiser = {}) {}
};

namespace detail {

template <class Model, class Scalar, class Optimiser, class V>
constexpr auto choose_trainer() {
  if constexpr (traced<Model>.error.unsaid())
    return std::type_identity<
        erroneous_model<typename lifted<Model, traced<Model>.error>::type, Scalar, Optimiser, V>>{};
  else
    return std::type_identity<basic_trainer<Model, Scalar, Optimiser, V>>{};
}

}  // namespace detail

/// `trainer<Model>`; for an erroneous model, a class that says what is wrong with it where one is made.
/// Errors: E014, E015, E018, E019, E023, E024, E025, E031.
template <class Model, class Scalar = float, class Optimiser = adam, class V = native<Scalar>>
using trainer = typename decltype(detail::choose_trainer<Model, Scalar, Optimiser, V>())::type;

}  // namespace pathwise
