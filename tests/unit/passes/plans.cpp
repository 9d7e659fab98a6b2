// What a plan keeps, and where: on graphs small enough to say what must be.
#include <boost/test/unit_test.hpp>

#include <pathwise/expr/opaque.hpp>
#include <pathwise/passes/pipeline.hpp>
#include <pathwise/testing/leaves.hpp>

using namespace pathwise;
using namespace pathwise::testing;

namespace plans_tests {

struct halves {
  static constexpr auto name = "halves";
  template <class T>
  static void forward(std::span<const T, 16> x, std::span<T, 16> y) {
    for (std::size_t i = 0; i < 16; ++i) y[i] = x[i] / 2;
  }
  template <class T>
  static void backward(std::span<const T, 16>, std::span<const T, 16>, std::span<const T, 16> dy, std::span<T, 16> dx) {
    for (std::size_t i = 0; i < 16; ++i) dx[i] = dy[i] / 2;
  }
};

}  // namespace plans_tests

namespace {

constexpr std::int32_t width = 16;

/// Inputs x and z of one panel with rows, an odd one of 15 numbers, and a weight.
struct planning {
  graph g;
  any_expr x = add_leaf(g, "x", {1, {16}}, true), z = add_leaf(g, "z", {1, {16}}, true),
           odd = add_leaf(g, "odd", {1, {15}}, true),
           weight = add_leaf(g, "weight", {2, {16, 16}}, false, slot_kind::parameter),
           bias = add_leaf(g, "bias", {1, {16}}, false, slot_kind::parameter);

  void want(any_expr y) { g.marks.add({"wanted", mark_kind::root, y.id}); }
  void want_gradient(const char* name, any_expr y) { g.marks.add({text(name), mark_kind::gradient, y.id}); }
  plan made() const { return planned(g, width); }
};
const placement& of(const plan& p, any_expr x) { return p.nodes[x.id]; }
int steps(const plan& p, step_kind kind) {
  int count = 0;
  for (const step& s : p.steps) count += s.kind == kind;
  return count;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(plans)

BOOST_AUTO_TEST_CASE(users_are_those_that_name_a_node) {
  planning m;
  const any_expr a = m.x + m.z, b = a * a, c = sum(b) * m.x;
  const users_of users(m.g);
  const auto found = [&](any_expr x) { return std::vector<int>(users.begin(x.id), users.end(x.id)); };
  BOOST_TEST((found(m.x) == std::vector{a.id, c.id}));
  BOOST_TEST((found(m.z) == std::vector{a.id}));
  BOOST_TEST((found(a) == std::vector{b.id, b.id}));
  BOOST_TEST(found(c).empty());
  BOOST_TEST(found(m.weight).empty());
}

/// Only what waits for the sum is in the second loop; x + 1 is computed there, since x is kept in any case.
BOOST_AUTO_TEST_CASE(what_waits_for_a_sum_is_computed_where_it_is_used) {
  planning m;
  const any_expr square_of = square(m.x), total = sum(square_of), early = m.x + 1.0, late = early * total;
  m.want(late);
  const plan p = m.made();
  BOOST_TEST(of(p, total).step == of(p, square_of).step);
  BOOST_TEST(of(p, late).step > of(p, total).step);
  BOOST_TEST(of(p, early).step == of(p, late).step);
  BOOST_TEST(!of(p, early).stored);
  BOOST_TEST(steps(p, step_kind::group) == 2);
}

/// exp(x z) would need x z to be kept instead, which nobody else wants; with a mark of its own it is.
BOOST_AUTO_TEST_CASE(what_needs_other_values_kept_stays_where_it_is) {
  for (const bool kept_anyway : {false, true}) {
    planning m;
    const any_expr product = m.x * m.z, total = sum(product), early = exp(product), late = early * total;
    m.want(late);
    if (kept_anyway) m.want(product);
    const plan p = m.made();
    BOOST_TEST(of(p, early).stored == !kept_anyway);
    BOOST_TEST((of(p, early).step == of(p, late).step) == kept_anyway);
  }
  planning m;
  const any_expr early = m.x + 1.0, late = early * sum(square(m.x));
  m.want(late), m.want(early);  // what is wanted itself stays as well
  const plan p = m.made();
  BOOST_TEST(of(p, early).stored);
  BOOST_TEST(of(p, early).step < of(p, late).step);
}

/// A value that is used in both loops is not put off.
BOOST_AUTO_TEST_CASE(what_is_used_early_is_computed_early) {
  planning m;
  const any_expr early = m.x + 1.0, total = sum(square(early)), late = early * total;
  m.want(late);
  const plan p = m.made();
  BOOST_TEST(of(p, early).step == of(p, total).step);
  BOOST_TEST(of(p, early).stored);
}

BOOST_AUTO_TEST_CASE(whole_panels_stay_where_the_caller_has_them) {
  planning m;
  const any_expr y = exp(m.x) + m.z, product = linear_product(m.z, m.weight), of_odd = exp(m.odd);
  m.want(y), m.want(product), m.want(of_odd);
  const plan p = m.made();
  BOOST_TEST((of(p, m.x).at.in == place::input));    // groups alone read it
  BOOST_TEST((of(p, m.z).at.in == place::slab));     // a product reads it
  BOOST_TEST((of(p, m.odd).at.in == place::slab));   // 15 columns
  BOOST_TEST((of(p, y).at.in == place::output));     // nobody else wants it
  BOOST_TEST((of(p, of_odd).at.in == place::slab));  // 15 columns
  BOOST_TEST(of(p, y).at.slot == 0);
}

BOOST_AUTO_TEST_CASE(outputs_that_others_read_are_copied) {
  planning m;
  const any_expr y = exp(m.x), twice = y + 1.0, total = sum(y), scaled = y * total;
  m.want(twice), m.want(twice), m.want(y), m.want(scaled);
  const plan p = m.made();
  BOOST_TEST((of(p, y).at.in == place::slab));      // a later loop reads it
  BOOST_TEST((of(p, twice).at.in == place::slab));  // two outputs want it
  BOOST_TEST((of(p, scaled).at.in == place::output));
  BOOST_TEST(of(p, scaled).at.slot == 3);
  BOOST_TEST((of(p, total).at.in == place::slab_values));
}

/// Sums of outer products that an update alone wants are made by it, term by term; one that is an output too is stored.
BOOST_AUTO_TEST_CASE(gradients_are_terms_of_their_update) {
  for (const bool stored : {false, true}) {
    planning m;
    const any_expr dw = outer_product(m.x, m.z) + outer_product(m.z, exp(m.x)), db = sum_rows(m.x) + sum_rows(m.z);
    m.want_gradient("weight", dw), m.want_gradient("bias", db);
    if (stored) m.want(dw), m.want(db);
    const plan p = m.made();
    BOOST_TEST(p.updates.size() == 2);
    BOOST_TEST(p.terms.size() == (stored ? 0 : 4));
    for (const update& u : p.updates) BOOST_TEST(u.terms == (stored ? 0 : 2));
    BOOST_TEST(steps(p, step_kind::outer) == (stored ? 2 : 0));
    BOOST_TEST(steps(p, step_kind::column_sum) == (stored ? 2 : 0));
    BOOST_TEST(steps(p, step_kind::update) == 1);
    BOOST_TEST(p.phases == 3);
  }
}

/// Slab buffers share room when the one is read for the last time before the other is made.
BOOST_AUTO_TEST_CASE(buffers_of_a_slab_share_room) {
  planning m;
  any_expr h = m.z;
  for (int i = 0; i < 6; ++i) h = tanh(linear_product(h, m.weight));
  m.want(h);
  BOOST_TEST(m.made().slab_panels == 2);
  m.want(tanh(h - m.x));
  BOOST_TEST(m.made().slab_panels <= 4);
}

/// Between what one thread makes and what all make, in the order of the steps of the phase behind the rows.
BOOST_AUTO_TEST_CASE(barriers_stand_between_kinds_of_steps) {
  const auto before = [](const plan& p, step_kind kind) {
    std::vector<bool> found;
    for (const step& s : p.steps)
      if (s.kind == kind && s.phase % 2 == 0) found.push_back(s.barrier_before);
    return found;
  };
  using barriers = std::vector<bool>;
  {
    planning m;  // a loop reads a sum that all threads made, and an output what the loop made
    m.want(exp(sum_rows(m.x)) * sum(exp(m.bias)));
    const plan p = m.made();
    BOOST_TEST((before(p, step_kind::column_sum) == barriers{false}));
    BOOST_TEST((before(p, step_kind::group).back()));
    BOOST_TEST((before(p, step_kind::unpack) == barriers{false}));
  }
  {
    planning m;  // an output of what all threads made, next to one of what one made
    m.want(sum_rows(m.x)), m.want(sum_rows(m.x)), m.want(tanh(m.bias));
    BOOST_TEST((before(m.made(), step_kind::unpack) == barriers{true, false, false}));
  }
  {
    planning m;  // numbers are summed by one thread
    const any_expr total = sum_rows(sum(m.x));
    m.want(exp(total));
    const plan p = m.made();
    BOOST_TEST((before(p, step_kind::column_sum) == barriers{false}));
    BOOST_TEST((before(p, step_kind::group) == barriers{false}));
  }
  {
    planning m;  // an update of its own sums waits for nobody, one of a value that a loop made does
    m.want_gradient("weight", outer_product(m.x, m.z));
    BOOST_TEST((before(m.made(), step_kind::update) == barriers{false}));
    m.want_gradient("bias", 0.5 * sum_rows(m.x));
    BOOST_TEST((before(m.made(), step_kind::update) == barriers{true}));
  }
  {
    planning m;  // what reads a parameter reads it before it is updated
    m.want_gradient("weight", outer_product(m.x, m.z));
    m.want(sum_rows(m.x) * m.bias);
    BOOST_TEST((before(m.made(), step_kind::update) == barriers{true}));
  }
  {
    planning m;  // all threads sum a column, be it the only one
    m.want(exp(sum_rows(add_leaf(m.g, "one", {1, {1}}, true))));
    const plan p = m.made();
    BOOST_TEST((before(p, step_kind::column_sum) == barriers{false}));
    BOOST_TEST((before(p, step_kind::group) == barriers{true}));
  }
}

/// A reshape from flat to flat is no work, one from a matrix is; so neither is a step where the other is.
BOOST_AUTO_TEST_CASE(flat_values_without_rows_are_not_reshaped) {
  const auto left = [](bool matrix) {
    planning m;
    m.want(exp(reshape(matrix ? m.weight : m.bias, matrix ? extents{1, {256}} : extents{3, {2, 4, 2}})));
    int reshapes = 0;
    for (const node& n : drop_unused(flatten_matrices(m.g)).nodes) reshapes += n.kind == op_kind::reshape;
    return reshapes;
  };
  BOOST_TEST(left(true) == 1);
  BOOST_TEST(left(false) == 0);
}

/// Loads of the operands, the kernel, a store: nothing else.
BOOST_AUTO_TEST_CASE(a_kernel_s_step_loads_calls_and_stores) {
  planning m;
  m.want(opaque<plans_tests::halves, 16>(expr<16>(m.x)));
  const plan p = m.made();
  BOOST_TEST(steps(p, step_kind::opaque) == 1);
  for (const step& s : p.steps) {
    if (s.kind != step_kind::opaque) continue;
    BOOST_TEST(s.code_end - s.code == 3);
    BOOST_TEST((p.code[s.code].kind == instruction_kind::load));
    BOOST_TEST(p.code[s.code + 1].operands[0] == 0);
    BOOST_TEST((p.code[s.code + 2].kind == instruction_kind::store));
    BOOST_TEST(p.code[s.code + 2].operands[0] == 1);
  }
}

BOOST_AUTO_TEST_SUITE_END()
