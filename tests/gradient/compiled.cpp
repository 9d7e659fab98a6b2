#include <boost/test/unit_test.hpp>

#include <pathwise/exec/call.hpp>
#include <pathwise/testing/derivatives.hpp>
#include <pathwise/testing/norms.hpp>
#include <pathwise/testing/random_numbers.hpp>

#include "support/tolerances.hpp"

using namespace pathwise;
using namespace pathwise::testing;

namespace {

/// Every elementwise operation of one operand, each on an argument of its own, so that its gradient stands alone.
constexpr auto one_operand_a = function(
    [](expr<3> a, expr<3> b, expr<3> c, expr<3> d, expr<3> e, expr<3> f, expr<3> g, expr<3> h, expr<3> i, expr<3> j) {
      return sum(abs(a) + exp(b)) + sum(erf(c) + erfinv(d)) + sum(expm1(e) + log(f)) + sum(log1p(g) + log_softplus(h)) +
             sum(-i + relu(j));
    });
constexpr auto one_operand_b = function(
    [](expr<3> a, expr<3> b, expr<3> c, expr<3> d, expr<3> e, expr<3> f, expr<3> g, expr<3> h, expr<3> i, expr<3> j) {
      return sum(sigmoid(a) + softplus(b)) + sum(softplus_ratio(c) + sqrt(d)) + sum(square(e) + tanh(f)) +
             sum(g * square(g)) + sum(sign(h) * h) + sum(positive(i) * square(i) + half_step(j) * exp(j));
    });
/// Operations of several operands, structural ones, broadcasting between ranks and rows.
constexpr auto several_operands = function([](expr<5> x, expr<5> y, expr<> s, shared<5> c, shared<> t, shared<4, 5> w) {
  const auto products = linear_product(x * y + c, w);
  const auto quotients = max(x, y) / (1.0 + square(min(x, y) - c)) * s;
  return sum(exp(0.3 * products)) * t + sum(quotients) + logsumexp(fma(x, y, x) * t) +
         max_features(x - c) * min_features(y) - mean(y) / s;
});

/// Arguments that every operation's domain holds, and where none has a kink; float holds them exactly.
template <class T>
std::vector<matrix<T>> arguments_for(const graph& g, std::size_t rows, std::uint64_t seed) {
  random_numbers random(seed);
  std::vector<matrix<T>> all;
  for (const slot& s : g.slots) {
    if (s.kind != slot_kind::input) continue;
    const auto size = static_cast<std::size_t>(g.shapes[s.axes].size());
    const std::size_t count = s.has_rows ? rows : 1;
    const std::vector<float> numbers = random.vector<float>(count * size, 0.15, 0.85);
    all.emplace_back(count, size, std::vector<T>(numbers.begin(), numbers.end()));
  }
  return all;
}
template <class T>
numbers_by_name by_position(const std::vector<matrix<T>>& arguments) {
  numbers_by_name numbers;
  for (std::size_t i = 0; i < arguments.size(); ++i)
    numbers[std::to_string(i)] = {arguments[i].values.begin(), arguments[i].values.end()};
  return numbers;
}
template <class Function, class T, std::size_t... I>
auto call(const Function& f, const std::vector<matrix<T>>& a, std::index_sequence<I...>) {
  return f(a[I]...);
}

/// d(root summed over rows)/d(every number of the first arguments), by differences of the interpreter in long double.
std::vector<std::vector<long double>> gradients_by_differences(graph g, int root, std::size_t rows,
                                                               const numbers_by_name& at, std::size_t count) {
  any_expr total{&g, root};
  if (total.axes().rank > 0) total = sum(total);
  if (total.has_rows()) total = sum_rows(total);
  std::vector<std::vector<long double>> all(count);
  for (std::size_t k = 0; k < count; ++k) {
    const std::string name = std::to_string(k);
    for (std::size_t i = 0; i < at.at(name).size(); ++i) {
      std::vector<long double> unit(at.at(name).size());
      unit[i] = 1;
      all[k].push_back(difference_along(g, total.id, rows, at, {{name, unit}})[0]);
    }
  }
  return all;
}

template <class T, class Source>
void check(const char* what, program_function<Source> f) {
  constexpr std::size_t count = Source::arguments::size;
  constexpr auto both = std::make_index_sequence<2 * count>{};
  for (const std::size_t rows : {1u, 3u, 17u}) {
    const graph g = Source::start();
    const auto arguments = arguments_for<T>(g, rows, rows);
    const numbers_by_name at = by_position(arguments);
    const int root = pathwise::detail::roots_of(g)[0];
    const auto value = call(f, arguments, std::make_index_sequence<count>{});
    BOOST_TEST(relative_maximum(value.values, evaluate<long double>(g, root, rows, at)) <= tolerance::compiled<T>,
               what << ": the value");

    const auto slopes = call(gradient(f), arguments, std::make_index_sequence<count>{});
    const auto expected = gradients_by_differences(g, root, rows, at, count);
    for (std::size_t k = 0; k < count; ++k)
      BOOST_TEST(relative_maximum(slopes[k].values, expected[k]) <= tolerance::compiled<T>,
                 what << ": the gradient in argument " << k << ", " << rows << " rows");

    auto with_directions = arguments;
    numbers_by_name directions;
    for (std::size_t k = 0; k < count; ++k) {
      with_directions.push_back(arguments_for<T>(g, rows, 50 + rows)[k]);
      directions[std::to_string(k)] = {with_directions.back().values.begin(), with_directions.back().values.end()};
    }
    const auto products = call(hvp(f), with_directions, both);
    const graph slope_graph = gradient_source<Source>::start();
    const list<int> slope_roots = pathwise::detail::roots_of(slope_graph);
    for (std::size_t k = 0; k < count; ++k) {
      const auto along = difference_along(slope_graph, slope_roots[static_cast<int>(k)], rows, at, directions);
      BOOST_TEST(relative_maximum(products[k].values, along) <= 4 * tolerance::compiled<T>,
                 what << ": the Hessian times a vector, argument " << k << ", " << rows << " rows");
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(compiled)

// Each function in one type, to save compiling: unit/ops holds values in every type, and what surrounds them is the
// same.
BOOST_AUTO_TEST_CASE(one_operand_in_float) { check<float>("one operand, a", one_operand_a); }
BOOST_AUTO_TEST_CASE(one_operand_in_double) { check<double>("one operand, b", one_operand_b); }
BOOST_AUTO_TEST_CASE(several_operands_in_double) { check<double>("several operands", several_operands); }

BOOST_AUTO_TEST_SUITE_END()
