#pragma once
// The harness that holds a function to its derivatives: the library's own operations go through it, and a user's do.
// Needs no test framework.
#include <pathwise/exec/call.hpp>
#include <pathwise/grad/function_jacobians.hpp>
#include <pathwise/testing/check_derivatives.hpp>
#include <pathwise/testing/op_checks.hpp>
#include <pathwise/testing/programs.hpp>

namespace pathwise::testing {
namespace detail {

/// What a function is given, by position, and how many rows that is.
struct given_numbers {
  numbers_by_name at;
  std::size_t rows = 0;

  template <class Argument, class Given>
  void add(const Given& given) {
    const auto entered = pathwise::detail::edge_of<Given>::enter(given, Argument::size);
    const auto view = entered.view();
    const std::string name = std::to_string(at.size());
    const bool fits = Argument::has_rows ? view.cols == Argument::size && (rows == 0 || rows == view.rows)
                                         : view.rows * view.cols == Argument::size;
    if (!fits)
      throw std::invalid_argument("argument " + name + " has " + std::to_string(view.rows) + " rows of " +
                                  std::to_string(view.cols) + " numbers");
    if (Argument::has_rows) rows = view.rows;
    at[name].assign(view.data, view.data + view.rows * view.cols);
  }
};
template <class... Argument, class... Given>
given_numbers numbers_of(argument_list<Argument...>, const Given&... given) {
  given_numbers all;
  (all.add<Argument>(given), ...);
  if (all.rows == 0) all.rows = 1;
  return all;
}

/// The program `P` at the same numbers, and at random ones for the leaves that it has more.
template <class P, register_forms Forms>
void check_compiled(report& found, const std::string& what, const given_numbers& given) {
  numbers_by_name numbers = random_leaves<P>(given.rows, 5);
  for (const auto& [name, at] : given.at) numbers[name] = at;
  check_program<P, Forms>(found, what, given.rows, numbers, {{1, 7}, {2, 128}, {3, 7}, {3, 128}});
}

}  // namespace detail

/// As `expect_gradients`, returning what it found.
template <register_forms Forms = register_forms::all, class Source, class... Given>
report check_gradients(program_function<Source>, const Given&... at) {
  const auto given = detail::numbers_of(typename Source::arguments{}, at...);
  report found;
  const graph traced = started<Source>.thaw();
  int result = 0;
  for (const mark& m : traced.marks) {
    if (m.kind != mark_kind::root) continue;
    random_numbers random(17);
    function_graph f(traced, m.node, sizeof...(Given), given.at, given.rows);
    check_derivatives(found, "result " + std::to_string(result++), f, random);
  }
  detail::check_compiled<Source, Forms>(found, "the function", given);
  detail::check_compiled<vjp_source<Source>, Forms>(found, "its vjp", given);
  return found;
}

/// Holds a `pw::function` to its derivatives at these arguments: its gradient, Jacobian products in both directions and
/// Hessian-vector products to differences in long double, <v, Ju> to <J'v, u>, and its compiled value and vjp, in
/// float, double and every register width, to the interpreter and to themselves with 1 to 3 threads. Arguments: as the
/// function takes them, double; away from kinks. A derivative for which there is no rule (E075) is noted, not failed; a
/// custom derivative that is meant to differ from the value's (a clipped gradient) fails by design. Cost: two programs
/// compiled for four register types; `register_forms::native` takes this machine's two. Throws: failed_check, whose
/// text has a line for each comparison that failed. Example: docs/examples/06_your_own_op.cpp.
template <register_forms Forms = register_forms::all, class Source, class... Given>
void expect_gradients(program_function<Source> f, const Given&... at) {
  expect(check_gradients<Forms>(f, at...));
}

}  // namespace pathwise::testing
