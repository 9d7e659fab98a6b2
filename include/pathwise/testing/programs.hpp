#pragma once
// Compiled programs against the interpreter, for batches, threads, slabs and register types.
#include <initializer_list>
#include <string>

#include <pathwise/exec/parameters.hpp>
#include <pathwise/exec/program.hpp>
#include <pathwise/testing/leaves.hpp>
#include <pathwise/testing/norms.hpp>
#include <pathwise/testing/random_numbers.hpp>
#include <pathwise/testing/report.hpp>
#include <pathwise/testing/schedule.hpp>
#include <pathwise/testing/tolerances.hpp>

namespace pathwise::testing {

/// The wanted values of a program, by name: roots, gradients as "gradient <parameter>", and the new values of states as
/// "written <state>".
template <class T>
using values_by_name = std::map<std::string, std::vector<T>>;

inline std::string wanted_name(const mark& m) {
  return (m.kind == mark_kind::gradient  ? "gradient "
          : m.kind == mark_kind::written ? "written "
                                         : "") +
         std::string(m.name.view());
}
namespace detail {

/// The results of a function all have one name: from the second on, they are numbered.
template <class T, class Numbers>
void add_value(values_by_name<T>& all, std::string name, const Numbers& values) {
  if (all.contains(name)) name += " " + std::to_string(all.size());
  all[name].assign(values.begin(), values.end());
}

}  // namespace detail

/// Runs the compiled program `P` in registers V. Gradients that an optimiser would take are stored instead.
template <class P, class V>
values_by_name<typename V::value_type> run_compiled(std::size_t rows, const numbers_by_name& numbers,
                                                    const schedule& how) {
  using T = typename V::value_type;
  program<V> p = program<V>::template of<P>(how.threads, how.slab_rows);
  parameter_block<V> parameters(parameters_of<V>(contracted<P>)), gradients(parameters_of<V>(contracted<P>));
  std::map<std::string, std::vector<T>> given;
  for (const auto& [name, from] : numbers) given[name].assign(from.begin(), from.end());
  for (const named_value& s : p.slots()) {
    const std::string name(s.name);
    const auto size = static_cast<std::size_t>(s.axes.size());
    if (s.kind == slot_kind::input) p.bind_input(name, {given.at(name).data(), given.at(name).size() / size, size});
    if (s.kind == slot_kind::scalar && name != inverse_rows_name) p.set(name, static_cast<double>(given.at(name)[0]));
    if (is_kept(s.kind)) parameters.write(name, given.at(name));
  }
  std::vector<matrix<T>> outputs;
  for (std::size_t i = 0; i < p.outputs().size(); ++i) outputs.push_back(p.room_for_output(i, rows));
  for (std::size_t i = 0; i < outputs.size(); ++i) p.bind_output(i, outputs[i].data(), outputs[i].cols);
  run_settings<T> settings;
  settings.parameters = parameters.data();
  p.run(rows, settings, [&](long offset) { return kernels::store_rule<V>{gradients.data() + offset}; });

  values_by_name<T> found;
  for (std::size_t i = 0; i < outputs.size(); ++i)
    detail::add_value(found, std::string(p.outputs()[i].name), outputs[i].values);
  for (const mark& m : contracted<P>.marks)
    if (m.kind != mark_kind::root)
      found[wanted_name(m)] = (m.kind == mark_kind::written ? parameters : gradients).read(m.name.view());
  return found;
}

/// The program as it was traced and differentiated, before any pass, in double.
template <class P>
values_by_name<double> run_interpreted(std::size_t rows, const numbers_by_name& numbers) {
  const graph g = started<P>.thaw();
  const node_values<double> values = evaluate<double>(g, rows, numbers);
  values_by_name<double> wanted;
  for (const mark& m : g.marks)
    if (is_wanted(m.kind)) detail::add_value(wanted, wanted_name(m), values[static_cast<std::size_t>(m.node)]);
  return wanted;
}

/// Numbers for every leaf that float holds exactly, so that float and double programs compute the same thing.
template <class P>
numbers_by_name random_leaves(std::size_t rows, std::uint64_t seed) {
  random_numbers random(seed);
  numbers_by_name numbers;
  const graph g = started<P>.thaw();
  for (const slot& s : g.slots) {
    const std::size_t count = static_cast<std::size_t>(g.shapes[s.axes].size()) * (s.has_rows ? rows : 1);
    const double least = s.kind == slot_kind::parameter ? -0.4 : s.kind == slot_kind::state ? 0.1 : -1;
    const std::vector<float> in_float = random.vector<float>(count, least, s.kind == slot_kind::parameter ? 0.6 : 1);
    if (s.name != text(inverse_rows_name)) numbers[std::string(s.name.view())].assign(in_float.begin(), in_float.end());
  }
  return numbers;
}

namespace detail {

template <class T>
void check_close(report& found, const std::string& what, const values_by_name<T>& is,
                 const values_by_name<double>& expected) {
  found.require(what + ": " + std::to_string(is.size()) + " values, expected " + std::to_string(expected.size()),
                is.size() == expected.size());
  for (const auto& [name, values] : is)
    found.compare(what + ": \"" + name + "\"", relative_maximum(values, expected.at(name)), tolerance::compiled<T>);
}
template <class T>
void check_bits(report& found, const std::string& what, const values_by_name<T>& is,
                const values_by_name<T>& expected) {
  for (const auto& [name, values] : is)
    found.require(what + ": \"" + name + "\" has other bits", same_bits(values, expected.at(name)));
}

}  // namespace detail

/// Register types beside this machine's own. Each is a compile of the whole program, so most programs do without.
enum class register_forms { native, all };

/// Holds the program `P` to the interpreter at these numbers, and its bits to themselves under each schedule.
template <class P, register_forms Forms = register_forms::native>
void check_program(report& found, const std::string& what, std::size_t rows, const numbers_by_name& numbers,
                   std::initializer_list<schedule> schedules) {
  const values_by_name<double> expected = run_interpreted<P>(rows, numbers);
  const auto single = run_compiled<P, native<float>>(rows, numbers, {});
  const auto twice = run_compiled<P, native<double>>(rows, numbers, {});
  detail::check_close(found, what + ", float", single, expected);
  detail::check_close(found, what + ", double", twice, expected);
  for (const schedule& s : schedules) {
    const std::string how =
        what + ", " + std::to_string(s.threads) + " threads, slabs of " + std::to_string(s.slab_rows);
    detail::check_bits(found, how + ", float", run_compiled<P, native<float>>(rows, numbers, s), single);
    detail::check_bits(found, how + ", double", run_compiled<P, native<double>>(rows, numbers, s), twice);
  }
  if constexpr (Forms == register_forms::all) {
    detail::check_bits(found, what + ", sixteen lanes", run_compiled<P, lanes<float, 16>>(rows, numbers, {2, 7}),
                       single);
    detail::check_bits(found, what + ", one lane", run_compiled<P, lanes<float, 1>>(rows, numbers, {1, 128}), single);
  }
}

}  // namespace pathwise::testing
