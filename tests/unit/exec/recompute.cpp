// Values that are computed again on the way back: what a program keeps, and that no bit changes.
#include <boost/test/unit_test.hpp>

#include <pathwise/expr/recompute.hpp>
#include <pathwise/graph/print.hpp>
#include <pathwise/nn/activations.hpp>
#include <pathwise/nn/linear.hpp>
#include <pathwise/nn/normalisation.hpp>

#include "support/compiled_program.hpp"

namespace recompute_tests {

namespace pw = pathwise;

constexpr auto block(pw::expr<40> h, const char* name) { return h + gelu(layer_norm(name, softplus(h) * tanh(h))); }
/// Six blocks and a layer in between; `Recomputed` says whether each is marked.
template <bool Recomputed>
struct blocks {
  static constexpr void build(pw::model_builder& model) {
    auto h = linear<40>("first", model.input<9>("x"));
    for (const char* name : {"a", "b", "c", "d", "e", "f"}) {
      if constexpr (Recomputed)
        h = pw::recompute([=](auto in) { return block(in, name); }, h);
      else
        h = block(h, name);
    }
    model.minimise(sum(square(linear<3>("last", h))));
  }
};
template <class Model>
using gradients = pw::gradients_program<Model>;

}  // namespace recompute_tests

BOOST_AUTO_TEST_SUITE(recompute)

BOOST_AUTO_TEST_CASE(keeps_less_and_changes_no_bit) {
  using namespace recompute_tests;
  using namespace pathwise::testing;
  using marked = gradients<blocks<true>>;
  using plain = gradients<blocks<false>>;
  for (const std::size_t rows : {1u, 11u, 130u}) {
    const numbers_by_name numbers = random_leaves<plain>(rows, rows);
    const auto expected = run_compiled<plain, pw::native<float>>(rows, numbers, {});
    const auto found = run_compiled<marked, pw::native<float>>(rows, numbers, {2, 7});
    BOOST_TEST(found.size() == expected.size());
    for (const auto& [name, values] : found) BOOST_TEST(same_bits(values, expected.at(name)), name << ", " << rows);
  }
  constexpr int width = pw::kernels::panel_width<pw::native<float>>;
  constexpr auto panels = [](const auto& plan) { return plan.slab_panels + plan.batch_panels; };
  BOOST_TEST(panels(pw::lowered<marked, width>) < 0.7 * panels(pw::lowered<plain, width>),
             panels(pw::lowered<marked, width>) << " panels, " << panels(pw::lowered<plain, width>) << " without");
  const std::string text = print(pw::contracted<marked>);
  BOOST_TEST(text.find("recomputed(") != std::string::npos);
  BOOST_TEST(text.find("recompute_entry") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
