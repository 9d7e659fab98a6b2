#include <boost/test/unit_test.hpp>

#include "models.hpp"
#include "support/compiled_program.hpp"

using namespace exec_tests;
using namespace pathwise::testing;

BOOST_AUTO_TEST_SUITE(other_programs)

BOOST_AUTO_TEST_CASE(gradients_as_outputs) { check_program<pw::gradients_program<odd_ends>>("odd ends, gradients"); }
BOOST_AUTO_TEST_CASE(groups_in_parts) { check_program<pw::gradients_program<long_groups>>("long groups"); }
BOOST_AUTO_TEST_CASE(the_loss_alone) { check_program<pw::loss_program<small_normal>>("small VAE, loss"); }
BOOST_AUTO_TEST_CASE(cuts) {
  check_program<pw::cut<small_normal, pw::in<"x">, pw::out<"fc_mu", "fc_logvar">>>("encode");
  check_program<pw::cut<small_normal, pw::in<"z">, pw::out<"x_recon">>>("decode");
  check_program<pw::cut<small_normal, pw::in<"x", "z.eps">, pw::out<"x_recon", "z", "kl">>>("reconstruct");
  check_program<pw::cut<row_coupled, pw::in<"x">, pw::out<"normal", "variance">>>("batch norm alone");
}
/// Outputs that nothing computes: leaves, constants, parameters.
BOOST_AUTO_TEST_CASE(outputs_of_every_kind) {
  check_program<pw::cut<odd_ends, pw::in<"x", "number", "one", "shift", "grid">,
                        pw::out<"x itself", "number itself", "gain itself", "matrix itself", "mapped", "mean map",
                                "half", "penalty", "warm", "of parameters", "extremes">>>("outputs");
}

BOOST_AUTO_TEST_CASE(values_of_several_axes) {
  check_program<
      pw::cut<several_axes, pw::in<"x", "y">,
              pw::out<"scores", "mixed", "slices", "windows", "extremes", "running", "column", "one", "whole">>>(
      "several axes");
  check_program<pw::gradients_program<several_axes>>("several axes, gradients");
}

using in_place = pw::cut<whole_panels, pw::in<"a", "b", "into product", "seen", "part">,
                         pw::out<"mixed", "mixed again", "a itself", "layer", "beside layer", "gate", "second",
                                 "narrow", "centred", "alone", "row">>;
BOOST_AUTO_TEST_CASE(rows_that_stay_where_the_caller_has_them) {
  const auto& plan = pw::compiled<in_place, pw::native<float>>::plan;
  int inputs = 0, outputs = 0;
  for (const pw::step& s : plan.steps) {
    inputs += s.kind == pw::step_kind::pack && s.result.in == pw::place::input;
    outputs += s.kind == pw::step_kind::unpack && s.left.in == pw::place::output;
  }
  BOOST_TEST(inputs == 2);   // a, b
  BOOST_TEST(outputs == 6);  // a itself, layer, beside layer, second, centred, alone
  check_program<in_place, register_forms::all>("whole panels");
}
/// A shuffled batch: the rows that an order names, with the bits of the same rows given in that order.
BOOST_AUTO_TEST_CASE(gathered_rows_have_the_same_bits) {
  constexpr std::size_t rows = 29;
  const auto random = random_leaves<in_place>(rows, 5);
  std::uint64_t order[rows];
  for (std::size_t r = 0; r < rows; ++r) order[r] = r * 11 % rows;
  std::map<std::string, std::vector<float>> given, gathered;
  for (const auto& [name, numbers] : random) {
    given[name].assign(numbers.begin(), numbers.end());
    const std::size_t size = numbers.size() / rows;
    for (const std::uint64_t r : order) {
      const auto row = given[name].begin() + static_cast<long>(r * size);
      gathered[name].insert(gathered[name].end(), row, row + static_cast<long>(size));
    }
  }
  for (const int threads : {1, 3}) {
    const auto run = [&](std::map<std::string, std::vector<float>>& from, const std::uint64_t* by) {
      auto code = pw::program<pw::native<float>>::of<in_place>(threads, 7);
      pw::parameter_block<pw::native<float>> parameters(pw::parameters_of<pw::native<float>>(pw::contracted<in_place>));
      for (const pw::named_value& s : code.slots()) {
        const std::string name(s.name);
        const auto size = static_cast<std::size_t>(s.axes.size());
        if (s.kind == pw::slot_kind::input) code.bind_input(name, {from.at(name).data(), rows, size});
        if (s.kind == pw::slot_kind::parameter) parameters.write(name, given.at(name));
      }
      pw::run_settings<float> settings;
      settings.parameters = parameters.data();
      settings.order = by;
      return code.run_to_matrices(rows, settings);
    };
    const auto by_order = run(given, order), in_order = run(gathered, nullptr);
    for (std::size_t k = 0; k < by_order.size(); ++k) BOOST_TEST(same_bits(by_order[k].values, in_order[k].values));
  }
}

BOOST_AUTO_TEST_SUITE_END()
