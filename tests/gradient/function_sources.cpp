// The graphs of derivatives of functions, as the interpreter has them, against differences of the functions' own: what
// function_jacobians.cpp compiles, without compiling it.
#include <boost/test/unit_test.hpp>

#include <pathwise/expr/axes.hpp>
#include <pathwise/expr/custom_derivative.hpp>
#include <pathwise/expr/opaque.hpp>
#include <pathwise/expr/recompute.hpp>
#include <pathwise/grad/function_jacobians.hpp>
#include <pathwise/testing/check_derivatives.hpp>
#include <pathwise/testing/norms.hpp>
#include <pathwise/testing/random_numbers.hpp>

#include "support/tolerances.hpp"

using namespace pathwise;
using namespace pathwise::testing;

namespace function_sources_tests {

/// Backwards that are those of the values, for one argument to four.
struct cube_by_hand {
  static constexpr auto name = "cube_by_hand";
  static constexpr auto value(expr<2> x) { return x * square(x); }
  static constexpr auto backward(expr<2> x, expr<2>, expr<2> dy) { return 3.0 * square(x) * dy; }
};
struct product_by_hand {
  static constexpr auto name = "product_by_hand";
  static constexpr auto value(expr<2> x, expr<> y) { return x * y; }
  static constexpr auto backward(expr<2> x, expr<> y, expr<2>, expr<2> dz) { return std::tuple(y * dz, sum(x * dz)); }
};
struct affine_by_hand {
  static constexpr auto name = "affine_by_hand";
  static constexpr auto value(expr<2> x, expr<> y, expr<2> z) { return x * y + 2.0 * z; }
  static constexpr auto backward(expr<2> x, expr<> y, expr<2>, expr<2>, expr<2> dy) {
    return std::tuple(y * dy, sum(x * dy), 2.0 * dy);
  }
};
struct layer_by_hand {
  static constexpr auto name = "layer_by_hand";
  static constexpr auto value(expr<2> x, expr<3, 2> weight, expr<3> bias, expr<> gate) {
    return gate * (linear_product(x, weight) + bias);
  }
  static constexpr auto backward(expr<2> x, expr<3, 2> weight, expr<3> bias, expr<> gate, expr<3>, expr<3> dy) {
    const expr<3> inside = gate * dy;
    return std::tuple(expr<2>(linear_transposed_product(inside, weight)), expr<3, 2>(outer_product(inside, x)), inside,
                      sum(dy * (linear_product(x, weight) + bias)));
  }
};
/// y[i] = x[i]^2 z[0] + z[1].
struct square_kernel {
  static constexpr auto name = "square_kernel";
  template <class T>
  static void forward(std::span<const T, 2> x, std::span<const T, 2> z, std::span<T, 2> y) {
    for (std::size_t i = 0; i < 2; ++i) y[i] = x[i] * x[i] * z[0] + z[1];
  }
  template <class T>
  static void backward(std::span<const T, 2> x, std::span<const T, 2> z, std::span<const T, 2> y,
                       std::span<const T, 2> dy, std::span<T, 2> dx, std::span<T, 2> dz) {
    for (std::size_t i = 0; i < 2; ++i) dx[i] = 2 * x[i] * z[0] * dy[i];
    dz[0] = ((y[0] - z[1]) * dy[0] + (y[1] - z[1]) * dy[1]) / z[0];
    dz[1] = dy[0] + dy[1];
  }
  template <class T>
  static void forward_derivative(std::span<const T, 2> x, std::span<const T, 2> z, std::span<const T, 2>,
                                 std::span<const T, 2> dx, std::span<const T, 2> dz, std::span<T, 2> dy) {
    for (std::size_t i = 0; i < 2; ++i) dy[i] = 2 * x[i] * z[0] * dx[i] + x[i] * x[i] * dz[0] + dz[1];
  }
};

/// y[i] = x[i]^3.
struct cube_kernel {
  static constexpr auto name = "cube_kernel";
  template <class T>
  static void forward(std::span<const T, 2> x, std::span<T, 2> y) {
    for (std::size_t i = 0; i < 2; ++i) y[i] = x[i] * x[i] * x[i];
  }
  template <class T>
  static void backward(std::span<const T, 2> x, std::span<const T, 2>, std::span<const T, 2> dy, std::span<T, 2> dx) {
    for (std::size_t i = 0; i < 2; ++i) dx[i] = 3 * x[i] * x[i] * dy[i];
  }
  template <class T>
  static void forward_derivative(std::span<const T, 2> x, std::span<const T, 2> y, std::span<const T, 2> dx,
                                 std::span<T, 2> dy) {
    backward(x, y, dx, dy);
  }
};

}  // namespace function_sources_tests

namespace {

using namespace function_sources_tests;
using long_doubles = std::vector<long double>;
constexpr std::size_t rows = 3;

/// A vector, a number and a matrix a row; the last is the same in all rows, and no result depends on the fourth
/// argument.
constexpr auto several_results =
    function([](expr<2> a, shared<3, 2> weight, shared<> gain, expr<2>, expr<2, 2> m, shared<2> shift) {
      return std::tuple(tanh(linear_product(square(a), weight)) * gain,
                        select<0>(a, axis<0>) * exp(select<1>(a, axis<0>)), m * exp(-m) * gain, square(shift) * gain);
    });
/// With rules and kernels of a user's own, and values that are computed again.
constexpr auto users_own = function([](expr<2> a, shared<3, 2> weight, shared<3> bias, expr<> gate) {
  const auto mixed = custom_derivative<affine_by_hand>(custom_derivative<cube_by_hand>(a), gate,
                                                       custom_derivative<product_by_hand>(a, gate));
  return std::tuple(tanh(custom_derivative<layer_by_hand>(a, weight, bias, gate)), tanh(mixed),
                    opaque<square_kernel, 2>(tanh(a), a + 1.0),
                    recompute([](auto x, auto y) { return exp(-square(x)) * tanh(y) * x; }, mixed, gate));
});
/// One number, by products with a weight and its transpose, and by what the rows share.
constexpr auto number = function([](expr<2> a, shared<3, 2> weight, shared<3> shift, shared<> gain, expr<>) {
  const auto h = tanh(linear_product(a, weight) + shift);
  return gain * sum(square(expr<2>(linear_transposed_product(h, weight)))) + sum(square(weight)) * square(gain);
});

struct evaluated {
  graph g;
  list<int> roots;
  node_values<long double> values;

  evaluated(const graph& of, const numbers_by_name& at)
      : g(of), roots(pathwise::detail::roots_of(g)), values(testing::evaluate<long double>(g, rows, at)) {}
  const long_doubles& operator[](int root) const { return values[static_cast<std::size_t>(roots[root])]; }
  bool has_rows(int root) const { return g.nodes[roots[root]].positions != 0; }
  std::size_t size(int root) const { return static_cast<std::size_t>(g.axes(roots[root]).size()); }
};

/// A function's graph and numbers for its arguments.
template <class Source>
struct example {
  static constexpr std::size_t arguments = Source::arguments::size;
  graph g = Source::start();
  list<int> roots = pathwise::detail::roots_of(g);
  numbers_by_name at;
  random_numbers random{5};

  example() {
    for (std::size_t k = 0; k < arguments; ++k) at[name(k)] = some(leaf_of(k));
  }
  static std::string name(std::size_t k) { return std::to_string(k); }
  int leaf_of(std::size_t k) { return leaf(g, g.find_slot(text(name(k)))).id; }
  bool has_rows(int id) const { return g.nodes[id].positions != 0; }
  std::size_t size(int id) const { return static_cast<std::size_t>(g.axes(id).size()); }
  long_doubles some(int like) { return random.vector(size(like) * (has_rows(like) ? rows : 1), 0.3, 1.4); }
  /// Root `root` along element `e` of argument `k`: of one row of it, or of all.
  long_doubles along(int root, std::size_t k, std::size_t e, bool all_rows) {
    long_doubles unit(at[name(k)].size());
    for (std::size_t i = e; i < unit.size(); i += size(leaf_of(k)))
      if (all_rows || i == e) unit[i] = 1;
    return difference_along(g, root, rows, at, {{name(k), unit}});
  }
};

/// The axes of a result, then those of an argument.
extents both(extents all, const extents& more) {
  for (int k = 0; k < more.rank; ++k) all.at[all.rank++] = more.at[k];
  return all;
}
void check(const long_doubles& found, const long_doubles& expected, const std::string& what) {
  BOOST_REQUIRE(found.size() == expected.size());
  BOOST_TEST(relative_maximum(found, expected) < tolerance::difference, what);
}

template <class Source>
void check_cotangents() {
  example<Source> f;
  numbers_by_name given = f.at;
  for (int r = 0; r < f.roots.size(); ++r)
    given[f.name(f.arguments + static_cast<std::size_t>(r))] = f.some(f.roots[r]);
  const evaluated found(vjp_source<Source>::start(), given);
  BOOST_TEST(found.roots.size() == static_cast<int>(f.arguments));
  for (std::size_t k = 0; k < f.arguments; ++k) {
    long_doubles expected(f.at[f.name(k)].size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      long_doubles unit(expected.size());
      unit[i] = 1;
      for (int r = 0; r < f.roots.size(); ++r) {
        const long_doubles d = difference_along(f.g, f.roots[r], rows, f.at, {{f.name(k), unit}});
        const long_doubles& cotangent = given[f.name(f.arguments + static_cast<std::size_t>(r))];
        for (std::size_t j = 0; j < d.size(); ++j) expected[i] += cotangent[j] * d[j];
      }
    }
    check(found[static_cast<int>(k)], expected, "argument " + f.name(k));
  }
}

template <class Source>
void check_directions() {
  example<Source> f;
  numbers_by_name given = f.at, direction;
  for (std::size_t k = 0; k < f.arguments; ++k)
    given[f.name(f.arguments + k)] = direction[f.name(k)] = f.some(f.leaf_of(k));
  const graph pushed = jvp_source<Source>::start();
  for (int r = 0; r < f.roots.size(); ++r)  // nothing depends on the cotangents that the graph is made with
    given["cotangent." + f.name(static_cast<std::size_t>(r))] = f.some(f.roots[r]);
  const evaluated found(pushed, given);
  BOOST_TEST(found.roots.size() == f.roots.size());
  for (int r = 0; r < f.roots.size(); ++r)
    check(found[r], difference_along(f.g, f.roots[r], rows, f.at, direction), "result " + std::to_string(r));
}

template <class Source>
void check_jacobian() {
  example<Source> f;
  const evaluated found(jacobian_source<Source>::start(), f.at);
  int position = 0;
  for (const int root : f.roots)
    for (std::size_t k = 0; k < f.arguments; ++k, ++position) {
      const std::size_t own = f.size(root), other = f.size(f.leaf_of(k));
      const bool with_rows = f.has_rows(f.leaf_of(k));
      BOOST_TEST(found.has_rows(position) == with_rows);
      BOOST_TEST((found.g.axes(found.roots[position]) == both(f.g.axes(root), f.g.axes(f.leaf_of(k)))));
      long_doubles expected(own * other * (with_rows ? rows : 1));
      for (std::size_t e = 0; e < other; ++e) {
        const long_doubles d = f.along(root, k, e, true);
        for (std::size_t i = 0; i < d.size(); ++i)
          expected[(with_rows ? i / own * own * other : 0) + i % own * other + e] += d[i];
      }
      check(found[position], expected, "result and argument " + std::to_string(position));
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(function_sources)

BOOST_AUTO_TEST_CASE(cotangents_are_pulled_back) {
  check_cotangents<decltype(several_results)::source>();
  check_cotangents<decltype(users_own)::source>();
}

BOOST_AUTO_TEST_CASE(directions_are_pushed_forward) {
  check_directions<decltype(several_results)::source>();
  check_directions<decltype(users_own)::source>();
}

BOOST_AUTO_TEST_CASE(a_jacobian_is_every_derivative) {
  check_jacobian<decltype(several_results)::source>();
  check_jacobian<decltype(users_own)::source>();
}

/// What a custom derivative's value depends on beside its arguments would have no gradient.
BOOST_AUTO_TEST_CASE(a_value_beside_the_arguments_is_a_mistake) {
  graph g;
  const any_expr a = add_leaf(g, "a", {}, true), b = add_leaf(g, "b", {}, true);
  const int inner = exp(a * b).id, both[] = {a.id, b.id};
  const any_expr x[] = {a, b};
  BOOST_TEST(pathwise::detail::used_beside_arguments(g, inner, x, 2) == -1);
  BOOST_TEST(pathwise::detail::used_beside_arguments(g, inner, x, 1) == both[1]);
  BOOST_TEST(pathwise::detail::used_beside_arguments(g, inner, x + 1, 1) == both[0]);
  BOOST_TEST(pathwise::detail::used_beside_arguments(g, a.id, x, 1) == -1);
  const any_expr p = add_leaf(g, "p", {}, false, slot_kind::parameter);
  BOOST_TEST(pathwise::detail::used_beside_arguments(g, (a * p).id, x, 1) == p.id);
}

/// Functions are traced in constant evaluation; graphs that are built at run time take the same rules.
BOOST_AUTO_TEST_CASE(users_rules_in_graphs_of_run_time) {
  const std::vector<node_shape> operands{{{1, {2}}, 1}, {{2, {3, 2}}, 0}, {{1, {3}}, 0}, {{}, 1}};
  random_numbers random(4);
  report found;
  function_graph rules(operands, 2, random, [](const any_expr* x) -> any_expr {
    const expr<2> a(x[0]);
    const expr<> gate(x[3]);
    const auto mixed = custom_derivative<affine_by_hand>(custom_derivative<cube_by_hand>(a), gate,
                                                         custom_derivative<product_by_hand>(a, gate));
    return custom_derivative<layer_by_hand>(mixed, expr<3, 2>(x[1]), expr<3>(x[2]), gate);
  });
  BOOST_TEST(!rules.g.error);
  check_derivatives(found, "rules", rules, random);
  function_graph kernels({{{1, {2}}, 1}, {{1, {2}}, 0}}, 3, random, [](const any_expr* x) -> any_expr {
    return opaque<square_kernel, 2>(tanh(expr<2>(x[0])), expr<2>(x[1]));
  });
  const std::vector<long double> x = kernels.numbers.at("a"), z = kernels.numbers.at("b"),
                                 y = evaluate<long double>(kernels.g, kernels.y.id, 3, kernels.numbers);
  for (std::size_t i = 0; i < y.size(); ++i)
    BOOST_TEST(std::fabs(y[i] - (std::pow(std::tanh(x[i]), 2) * z[0] + z[1])) < 1e-17L);
  pathwise::testing::detail::check_gradient(found, "kernels", kernels, inner_product(kernels.y, kernels.y));
  pathwise::testing::detail::check_adjoint(found, "kernels", kernels, random);
  BOOST_TEST(found.passed(), found.text());
  BOOST_TEST(found.notes.empty());
}

/// What kernels give is linear in cotangents and tangents, to any order; in x itself it has no rule.
BOOST_AUTO_TEST_CASE(kernels_are_differentiated_in_what_they_are_linear_in) {
  graph g;
  const extents two{1, {2}};
  const any_expr x = add_leaf(g, "x", two, true), dy = add_leaf(g, "dy", two, true), dx = add_leaf(g, "dx", two, true),
                 w = add_leaf(g, "w", two, true);
  const any_expr y = opaque<cube_kernel, 2>(expr<2>(x));
  const auto pulled = [&](any_expr of, any_expr seed, any_expr in) {
    list<int> wrt;
    wrt.add(in.id);
    return any_expr{&g, reverse(g, of.id, seed.id, wrt)[0]};
  };
  const any_expr back = pulled(y, dy, x), forward = pulled(back, dx, dy), back_again = pulled(forward, w, dx);
  const numbers_by_name at{{"x", {0.5L, -2}}, {"dy", {1, 3}}, {"dx", {-1, 4}}, {"w", {5, 0.25L}}};
  BOOST_TEST((evaluate<long double>(g, back.id, 1, at) == long_doubles{0.75L, 36}));
  BOOST_TEST((evaluate<long double>(g, forward.id, 1, at) == long_doubles{-0.75L, 48}));
  BOOST_TEST((evaluate<long double>(g, back_again.id, 1, at) == long_doubles{3.75L, 3}));
  for (const any_expr of : {back, forward}) {
    BOOST_TEST(!g.error);
    gradients_of(of, {x});
    BOOST_TEST((g.error.code == error_code::no_rule_for_derivative));
    g.error = {};
  }
}

/// Inside a region each value has a second copy, and nothing else has; what several read there stays out of
/// multiply-adds, and so does its copy.
BOOST_AUTO_TEST_CASE(the_inside_of_a_region_is_computed_again) {
  graph g;
  const expr<2> x(add_leaf(g, "x", {1, {2}}, true));
  const expr<2> y = recompute(
      [](expr<2> a) {
        const auto p = sin(a) * exp(a);
        return p * (tanh(p) + 3.0);
      },
      expr<2>(cos(x)));
  gradients_of(y, {x});
  int again = 0, copies = 0, copied_sines = 0, waiting = 0;
  for (int i = g.nodes.size() - 1; i > any_expr(y).id; --i) {
    again += g.is<pathwise::detail::recomputed_op>(i);
    copies += g.is<tanh_op>(i) + g.is<exp_op>(i);
    copied_sines += g.is<sin_op>(i) && g.is<pathwise::detail::recomputed_op>(g.nodes[i].operands[0]);
    waiting += g.kind(i) == op_kind::elementwise && g.arity(i) == 2 && g.nodes[i].operands[2] >= 0;
  }
  BOOST_TEST(again == 1);
  BOOST_TEST(copies == 2);
  BOOST_TEST(copied_sines == 1);
  BOOST_TEST(waiting == 1);  // p * (...), whose p has two readers
}

/// An argument that all rows share has a gradient in each of them, be it the first or the only one.
BOOST_AUTO_TEST_CASE(a_shared_argument_has_a_gradient_a_row) {
  constexpr auto only = function([](shared<2> a) { return sum(square(a)); });
  using source = decltype(only)::source;
  example<source> f;
  const evaluated each(per_row_source<source>::start(), f.at);
  BOOST_TEST(each.has_rows(0));
  long_doubles expected;
  for (std::size_t r = 0; r < rows; ++r)
    for (const long double a : f.at["0"]) expected.push_back(2 * a);
  check(each[0], expected, "the only one");
}

BOOST_AUTO_TEST_CASE(a_gradient_is_that_of_the_sum_over_rows) {
  using source = decltype(number)::source;
  example<source> f;
  const evaluated found(gradient_source<source>::start(), f.at), each(per_row_source<source>::start(), f.at);
  for (std::size_t k = 0; k < f.arguments; ++k) {
    const int root = static_cast<int>(k);
    const std::size_t size = f.size(f.leaf_of(k));
    const bool with_rows = f.has_rows(f.leaf_of(k));
    long_doubles summed(size * (with_rows ? rows : 1)), by_row(size * rows);
    for (std::size_t e = 0; e < size; ++e) {
      const long_doubles d = f.along(f.roots[0], k, e, true);
      for (std::size_t r = 0; r < rows; ++r) {
        by_row[r * size + e] = d[r];
        summed[with_rows ? r * size + e : e] += d[r];
      }
    }
    check(found[root], summed, "argument " + f.name(k));
    BOOST_TEST(each.has_rows(root));
    check(each[root], by_row, "argument " + f.name(k) + ", row by row");
  }
}

BOOST_AUTO_TEST_SUITE_END()
