// The one main() of every test executable: each links this and its own files.
#include <boost/test/unit_test.hpp>

namespace {

bool named_pathwise() {
  boost::unit_test::framework::master_test_suite().p_name.value = "pathwise";
  return true;
}

}  // namespace

int main(int count, char** arguments) { return boost::unit_test::unit_test_main(&named_pathwise, count, arguments); }
