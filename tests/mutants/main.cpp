// The main() of the house's own tests over headers that hold mutants. With PATHWISE_REACHED=FILE it writes which
// mutants each test reaches; a mutant's own run ends at the first check that fails.
#include <boost/test/tree/observer.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <unistd.h>

#include <pathwise/mutant.hpp>

namespace pathwise::mutants {

static const int alive = std::getenv("PATHWISE_MUTANT") ? std::atoi(std::getenv("PATHWISE_MUTANT")) : -1;
static unsigned char reached[count] = {};

bool is_alive(int id) {
  reached[id] = 1;
  return id == alive;
}

}  // namespace pathwise::mutants

namespace {

using namespace boost::unit_test;
namespace mutants = pathwise::mutants;

class watcher : public test_observer {
 public:
  void test_unit_start(const test_unit& test) override {
    if (test.p_type != TUT_CASE) return;
    std::memset(mutants::reached, 0, sizeof mutants::reached);
    started_ = std::chrono::steady_clock::now();
  }
  void test_unit_finish(const test_unit& test, unsigned long) override {
    const char* const file = std::getenv("PATHWISE_REACHED");
    if (test.p_type != TUT_CASE || !file) return;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started_;
    std::FILE* const to = std::fopen(file, "a");
    std::fprintf(to, "%s %.4f", test.full_name().c_str(), took.count());
    for (std::size_t i = 0; i < sizeof mutants::reached; ++i)
      if (mutants::reached[i]) std::fprintf(to, " %zu", i);
    std::fprintf(to, "\n");
    std::fclose(to);
  }
  void assertion_result(boost::unit_test::assertion_result result) override {
    if (result == AR_FAILED && mutants::alive >= 0) _exit(1);
  }
  void exception_caught(const boost::execution_exception&) override {
    if (mutants::alive >= 0) _exit(2);
  }

 private:
  std::chrono::steady_clock::time_point started_;
};

bool watched() {
  static watcher w;
  framework::register_observer(w);
  return true;
}

}  // namespace

int main(int count, char** arguments) { return unit_test_main(&watched, count, arguments); }
