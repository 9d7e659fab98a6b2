// The noise of a row in a program is that row's alone: it does not change with the batch, the other rows, the order
// they come in, threads, slabs or lanes.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <random>
#include <vector>

#include <pathwise/engine.hpp>

namespace {

namespace pw = pathwise;

constexpr std::size_t columns = 37, rows_in_all = 261;  // no whole number of panels or of slabs

// A draw of each law: normal, exponential, signed uniform, uniform with its complement.
constexpr auto draws = pw::function([](pw::expr<columns> x) {
  return rsample("normal", pw::normal(x, x)) + rsample("weibull", pw::weibull(x, x)) +
         rsample("laplace", pw::laplace(x, x)) + rsample("logistic", pw::logistic(x, x));
});

struct ways {
  std::size_t batch = rows_in_all;
  int threads = 1;
  long slab_rows = 128;
  std::uint64_t first_id = 0;
};

/// Row-major samples. `order` says which rows come when, and is empty where all come as they are.
template <class V>
std::vector<typename V::value_type> drawn(const ways& w, const std::vector<std::uint64_t>& order = {}) {
  using T = typename V::value_type;
  auto program = pw::program<V>::template of<typename decltype(draws)::source>(w.threads, w.slab_rows);
  pw::matrix<T> x(rows_in_all, columns);
  std::fill(x.values.begin(), x.values.end(), T(1.5));
  program.bind_input("0", x.view());
  const std::size_t rows = order.empty() ? rows_in_all : order.size();
  std::vector<T> all(rows_in_all * columns);
  for (std::size_t first = 0; first < rows; first += w.batch) {
    const std::size_t count = std::min(w.batch, rows - first);
    pw::run_settings<T> settings;
    settings.seed = 5;
    settings.step = 0x1234567;
    settings.first_row_id = w.first_id + first;
    if (!order.empty()) settings.order = order.data() + first;
    const pw::matrix<T> found = program.run_to_matrices(count, settings)[0];
    for (std::size_t r = 0; r < count; ++r) {
      const std::size_t row = order.empty() ? first + r : order[first + r];
      std::copy_n(found.values.begin() + static_cast<long>(r * columns), columns,
                  all.begin() + static_cast<long>(row * columns));
    }
  }
  return all;
}

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

template <class One>
void expect_noise_of_its_own() {
  const auto expected = drawn<One>({});
  for (const std::size_t batch : {1UL, 2UL, 64UL, 100UL})
    BOOST_TEST(same_bits(drawn<One>({.batch = batch}), expected), batch << " rows at a time");
  for (const int threads : {1, 2, 5})
    for (const long slab_rows : {1L, 7L, 128L})
      BOOST_TEST(same_bits(drawn<One>({.threads = threads, .slab_rows = slab_rows}), expected),
                 threads << " threads, " << slab_rows << " rows a slab");
  std::vector<std::uint64_t> order(rows_in_all);
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), std::mt19937_64(1));
  BOOST_TEST(same_bits(drawn<One>({.batch = 50, .threads = 2}, order), expected), "in another order");
  // Without every second row, what is left is as it was.
  std::vector<std::uint64_t> some;
  for (std::uint64_t r = 0; r < rows_in_all; r += 2) some.push_back(r);
  auto half = drawn<One>({.batch = 30}, some);
  for (std::size_t r = 1; r < rows_in_all; r += 2)
    std::copy_n(expected.begin() + static_cast<long>(r * columns), columns,
                half.begin() + static_cast<long>(r * columns));
  BOOST_TEST(same_bits(half, expected), "without every second row");
  // Far along, where a row's number passes 32 bits, as at the start.
  const ways far{.first_id = 0xffffff80};
  BOOST_TEST(!same_bits(drawn<One>(far), expected));
  BOOST_TEST(
      same_bits(drawn<One>({.batch = 33, .threads = 2, .slab_rows = 7, .first_id = far.first_id}), drawn<One>(far)));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(noise_of_rows)

BOOST_AUTO_TEST_CASE(floats_are_the_same_in_every_way_of_running) {
  expect_noise_of_its_own<pw::lanes<float, 8>>();
  BOOST_TEST(same_bits(drawn<pw::lanes<float, 8>>({}), drawn<pw::lanes<float, 1>>({})), "one lane");
}
BOOST_AUTO_TEST_CASE(doubles_are_the_same_in_every_way_of_running) { expect_noise_of_its_own<pw::lanes<double, 4>>(); }

BOOST_AUTO_TEST_SUITE_END()
