#include <boost/test/unit_test.hpp>

#include <pathwise/expr/einsum.hpp>
#include <pathwise/expr/vmap.hpp>
#include <pathwise/grad/function_gradients.hpp>
#include <pathwise/testing/leaves.hpp>
#include <pathwise/testing/norms.hpp>
#include <pathwise/testing/random_numbers.hpp>

using namespace pathwise;
using namespace pathwise::testing;

namespace {

using numbers = std::vector<long double>;

/// Values of x [2, 3, 4] in two rows, and of a matrix without rows [4, 3].
struct given {
  numbers x, shared;
  given() {
    random_numbers random(7);
    x = random.vector(2 * 24, -2.0, 2.0);
    shared = random.vector(12, -2.0, 2.0);
  }
  long double at(std::size_t r, std::size_t i, std::size_t j, std::size_t k) const {
    return x[r * 24 + i * 12 + j * 4 + k];
  }
};
const given values;

/// The first result of a function of x and the matrix.
template <class Lambda>
numbers values_of(Lambda) {
  const graph g = lambda_source<Lambda>::start();
  return evaluate<long double>(g, pathwise::detail::roots_of(g)[0], 2, {{"0", values.x}, {"1", values.shared}});
}

/// Held to `expected(row, position)`, a plain reading of the definition.
template <class Lambda, class Expected>
void check(const char* what, Lambda lambda, std::size_t size, Expected expected) {
  const numbers found = values_of(lambda);
  BOOST_REQUIRE_MESSAGE(found.size() == 2 * size, what << " has " << found.size() << " numbers");
  for (std::size_t r = 0; r < 2; ++r)
    for (std::size_t e = 0; e < size; ++e) {
      const long double wanted = expected(r, e);
      BOOST_TEST(std::fabs(found[r * size + e] - wanted) <= 1e-17L * (1 + std::fabs(wanted)),
                 what << " is " << found[r * size + e] << " at " << e << ", expected " << wanted);
    }
}

using cube = expr<2, 3, 4>;
using matrix_of_all_rows = shared<4, 3>;

}  // namespace

BOOST_AUTO_TEST_SUITE(axes)

BOOST_AUTO_TEST_CASE(slices_and_orders) {
  check(
      "slice", [](cube x, matrix_of_all_rows) { return slice<1, 4, 2>(x, axis<-1>); }, 12,
      [](auto r, auto e) { return values.at(r, e / 6, e / 2 % 3, 1 + 2 * (e % 2)); });
  check(
      "select", [](cube x, matrix_of_all_rows) { return select<2>(x, axis<1>); }, 8,
      [](auto r, auto e) { return values.at(r, e / 4, 2, e % 4); });
  check(
      "permute", [](cube x, matrix_of_all_rows) { return permute<2, 0, 1>(x); }, 24,
      [](auto r, auto e) { return values.at(r, e / 3 % 2, e % 3, e / 6); });
  check(
      "flip", [](cube x, matrix_of_all_rows) { return flip(x, axis<1>); }, 24,
      [](auto r, auto e) { return values.at(r, e / 12, 2 - e / 4 % 3, e % 4); });
  check(
      "reshape", [](cube x, matrix_of_all_rows) { return reshape<6, 4>(x); }, 24,
      [](auto r, auto e) { return values.x[r * 24 + e]; });
  check(
      "pad", [](cube x, matrix_of_all_rows) { return pad<1, 2>(x, axis<0>); }, 60,
      [](auto r, auto e) { return e < 12 || e >= 36 ? 0 : values.x[r * 24 + e - 12]; });
  check(
      "select of select",
      [](cube x, matrix_of_all_rows) { return select<1>(select<0>(select<2>(x, axis<1>), axis<0>), axis<0>); }, 1,
      [](auto r, auto) { return values.at(r, 0, 2, 1); });
}

BOOST_AUTO_TEST_CASE(repetitions_and_joints) {
  check(
      "broadcast_to", [](cube x, matrix_of_all_rows) { return broadcast_to<2, 3, 4>(slice<0, 1>(x, axis<1>)); }, 24,
      [](auto r, auto e) { return values.at(r, e / 12, 0, e % 4); });
  check(
      "broadcast_to of fewer axes",
      [](cube x, matrix_of_all_rows) { return broadcast_to<2, 4>(select<1>(select<0>(x, axis<0>), axis<0>)); }, 8,
      [](auto r, auto e) { return values.at(r, 0, 1, e % 4); });
  check(
      "concatenate",
      [](cube x, matrix_of_all_rows) { return concatenate(x, slice<0, 1>(x, axis<1>), x * 2.0, axis<1>); }, 56,
      [](auto r, auto e) {
        const auto i = e / 28, j = e / 4 % 7, k = e % 4;
        return j < 3 ? values.at(r, i, j, k) : j == 3 ? values.at(r, i, 0, k) : 2 * values.at(r, i, j - 4, k);
      });
  check(
      "stack", [](cube x, matrix_of_all_rows) { return stack(select<1>(x, axis<0>), select<0>(x, axis<0>)); }, 24,
      [](auto r, auto e) { return values.at(r, 1 - e / 12, e / 4 % 3, e % 4); });
}

BOOST_AUTO_TEST_CASE(operators_broadcast) {
  check(
      "x - row", [](cube x, matrix_of_all_rows) { return x - select<1>(select<0>(x, axis<0>), axis<0>); }, 24,
      [](auto r, auto e) { return values.x[r * 24 + e] - values.at(r, 0, 1, e % 4); });
  check(
      "column * row",
      [](cube x, matrix_of_all_rows w) {
        return slice<1, 2>(w, axis<1>) * reshape<1, 4>(select<1>(select<0>(x, axis<0>), axis<0>));
      },
      16, [](auto r, auto e) { return values.shared[e / 4 * 3 + 1] * values.at(r, 0, 1, e % 4); });
  check(
      "max", [](cube x, matrix_of_all_rows) { return max(slice<0, 1>(x, axis<1>), slice<2, 3>(x, axis<2>)); }, 24,
      [](auto r, auto e) { return std::fmax(values.at(r, e / 12, 0, e % 4), values.at(r, e / 12, e / 4 % 3, 2)); });
}

BOOST_AUTO_TEST_CASE(sums_and_extremes_along_axes) {
  const auto over = [](std::size_t count, auto term, auto combine) {
    long double total = term(std::size_t{0});
    for (std::size_t i = 1; i < count; ++i) total = combine(total, term(i));
    return total;
  };
  const auto plus = [](long double a, long double b) { return a + b; };
  check(
      "sum", [](cube x, matrix_of_all_rows) { return sum(x, axis<1>); }, 8,
      [&](auto r, auto e) { return over(3, [&](auto j) { return values.at(r, e / 4, j, e % 4); }, plus); });
  check(
      "mean", [](cube x, matrix_of_all_rows) { return mean(x, axis<0, 2>); }, 3,
      [&](auto r, auto e) { return over(8, [&](auto i) { return values.at(r, i / 4, e, i % 4); }, plus) / 8; });
  check(
      "sum over all", [](cube x, matrix_of_all_rows) { return sum(x, axis<0, 1, 2>); }, 1,
      [&](auto r, auto) { return over(24, [&](auto i) { return values.x[r * 24 + i]; }, plus); });
  check(
      "max", [](cube x, matrix_of_all_rows) { return max(x, axis<-1>); }, 6,
      [&](auto r, auto e) {
        return over(
            4, [&](auto k) { return values.at(r, e / 3, e % 3, k); }, [](auto a, auto b) { return std::fmax(a, b); });
      });
  check(
      "min", [](cube x, matrix_of_all_rows) { return min(x, axis<0>); }, 12,
      [&](auto r, auto e) {
        return over(
            2, [&](auto i) { return values.at(r, i, e / 4, e % 4); }, [](auto a, auto b) { return std::fmin(a, b); });
      });
  check(
      "norm", [](cube x, matrix_of_all_rows) { return norm(x, axis<2>); }, 6,
      [&](auto r, auto e) {
        return std::sqrt(
            over(4, [&](auto k) { return values.at(r, e / 3, e % 3, k) * values.at(r, e / 3, e % 3, k); }, plus));
      });
  check(
      "cumsum", [](cube x, matrix_of_all_rows) { return cumsum(x, axis<1>); }, 24,
      [&](auto r, auto e) {
        return over(e / 4 % 3 + 1, [&](auto j) { return values.at(r, e / 12, e / 4 % 3 - j, e % 4); }, plus);
      });
  const auto mass = [&](std::size_t r, std::size_t i, std::size_t k) {
    return over(3, [&](auto j) { return std::exp(values.at(r, i, j, k)); }, plus);
  };
  check(
      "logsumexp", [](cube x, matrix_of_all_rows) { return logsumexp(x, axis<1>); }, 8,
      [&](auto r, auto e) { return std::log(mass(r, e / 4, e % 4)); });
  check(
      "softmax", [](cube x, matrix_of_all_rows) { return softmax(x, axis<1>); }, 24,
      [&](auto r, auto e) { return std::exp(values.x[r * 24 + e]) / mass(r, e / 12, e % 4); });
  check(
      "log_softmax", [](cube x, matrix_of_all_rows) { return log_softmax(x, axis<1>); }, 24,
      [&](auto r, auto e) { return values.x[r * 24 + e] - std::log(mass(r, e / 12, e % 4)); });
}

BOOST_AUTO_TEST_CASE(softmax_does_not_overflow) {
  const graph g = lambda_source<decltype([](expr<3> x) { return softmax(x * 1000.0, axis<0>); })>::start();
  const auto y = evaluate<double>(g, pathwise::detail::roots_of(g)[0], 1, {{"0", {1, 2, 2}}});
  BOOST_TEST(y[0] == 0);
  BOOST_TEST(y[1] == 0.5);
}

BOOST_AUTO_TEST_CASE(einsum_is_its_definition) {
  check(
      "a matrix with rows and one without",
      [](cube x, matrix_of_all_rows w) { return matmul(select<1>(x, axis<0>), w); }, 9,
      [](auto r, auto e) {
        long double total = 0;
        for (std::size_t k = 0; k < 4; ++k) total += values.at(r, 1, e / 3, k) * values.shared[k * 3 + e % 3];
        return total;
      });
  check(
      "three operands", [](cube x, matrix_of_all_rows w) { return einsum<"ijk,kj,ijl->li">(x, w, x); }, 8,
      [](auto r, auto e) {
        long double total = 0;
        for (std::size_t j = 0; j < 3; ++j)
          for (std::size_t k = 0; k < 4; ++k)
            total += values.at(r, e % 2, j, k) * values.shared[k * 3 + j] * values.at(r, e % 2, j, e / 2);
        return total;
      });
  check(
      "a trace", [](cube x, matrix_of_all_rows) { return einsum<"ii->">(slice<0, 3>(select<0>(x, axis<0>), axis<1>)); },
      1, [](auto r, auto) { return values.at(r, 0, 0, 0) + values.at(r, 0, 1, 1) + values.at(r, 0, 2, 2); });
  check(
      "batches", [](cube x, matrix_of_all_rows) { return matmul(x, permute<0, 2, 1>(x)); }, 18,
      [](auto r, auto e) {
        long double total = 0;
        for (std::size_t k = 0; k < 4; ++k) total += values.at(r, e / 9, e / 3 % 3, k) * values.at(r, e / 9, e % 3, k);
        return total;
      });
}

/// What moves the axes of one position, at every one.
BOOST_AUTO_TEST_CASE(axes_of_positions) {
  check(
      "transpose", [](cube x, matrix_of_all_rows) { return vmap([](expr<3, 4> m) { return transpose(m); }, x); }, 24,
      [](auto r, auto e) { return values.at(r, e / 12, e % 3, e / 3 % 4); });
  check(
      "sum of a slice",
      [](cube x, matrix_of_all_rows) {
        return vmap([](expr<3, 4> m) { return sum(slice<1, 3>(m, axis<0>), axis<0>); }, x);
      },
      8, [](auto r, auto e) { return values.at(r, e / 4, 1, e % 4) + values.at(r, e / 4, 2, e % 4); });
  check(
      "max", [](cube x, matrix_of_all_rows) { return vmap([](expr<3, 4> m) { return max(m, axis<1>); }, x); }, 6,
      [](auto r, auto e) {
        long double most = values.at(r, e / 3, e % 3, 0);
        for (std::size_t k = 1; k < 4; ++k) most = std::fmax(most, values.at(r, e / 3, e % 3, k));
        return most;
      });
}

/// einsum against linear_product, and transposing twice.
BOOST_AUTO_TEST_CASE(laws) {
  const auto by_product = values_of([](cube x, matrix_of_all_rows w) {
    return linear_product(select<0>(select<1>(x, axis<1>), axis<0>), transpose(w));
  });
  const auto by_einsum = values_of(
      [](cube x, matrix_of_all_rows w) { return einsum<"k,kj->j">(select<0>(select<1>(x, axis<1>), axis<0>), w); });
  BOOST_TEST(by_product.size() == 6u);
  BOOST_TEST(relative_maximum(by_product, by_einsum) < 1e-18L);
  check(
      "transposes of transposes", [](cube x, matrix_of_all_rows) { return permute<1, 2, 0>(permute<2, 0, 1>(x)); }, 24,
      [](auto r, auto e) { return values.x[r * 24 + e]; });
}

BOOST_AUTO_TEST_SUITE_END()
