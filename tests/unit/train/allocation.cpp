// Nothing is allocated inside a step: every call of the global operator new is counted.
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdlib>
#include <new>

#include <pathwise/engine.hpp>

static std::atomic<long> allocations{0};

[[gnu::noinline]] void* operator new(std::size_t bytes) {
  ++allocations;
  if (void* p = std::malloc(bytes)) return p;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t bytes, std::align_val_t alignment) {
  ++allocations;
  const auto a = static_cast<std::size_t>(alignment);
  if (void* p = std::aligned_alloc(a, (bytes + a - 1) / a * a)) return p;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* p) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }

namespace {

namespace pw = pathwise;

struct net {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<11>("x");
    auto mu = linear<3>("mu", relu(linear<13>("a", x)));
    auto q = pw::normal(mu, exp(0.5 * linear<3>("logvar", relu(linear<13>("a", x)))));
    auto y = linear<11>("b", rsample("z", q));
    model.output("error", sum(square(y - x)));
    model.minimise(sum(square(y - x)) + sum(kl_divergence(q, standard_like(q))));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(allocation)

BOOST_AUTO_TEST_CASE(a_step_allocates_nothing) {
  pw::matrix<float> rows(24, 11);
  for (std::size_t i = 0; i < rows.size(); ++i) rows.values[i] = static_cast<float>(i % 7);
  for (const int threads : {1, 2}) {
    pw::trainer<net> t({.batch = 24, .threads = threads});
    t.step(rows);
    const long before = allocations;
    double loss = 0;
    for (int i = 0; i < 10; ++i) loss += t.step(rows).loss();
    BOOST_TEST(allocations - before == 0);
    BOOST_TEST(loss > 0);
  }
}

BOOST_AUTO_TEST_CASE(the_counter_counts) {
  const long before = allocations;
  const std::vector<int> grown(1000);
  BOOST_TEST(grown.size() == 1000u);
  BOOST_TEST(allocations - before == 1);
}

BOOST_AUTO_TEST_SUITE_END()
