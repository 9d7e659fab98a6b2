#if __has_include(<pathwise/pathwise.hpp>)
#include <pathwise/pathwise.hpp>
#endif
#include <pathwise/base/matrix.hpp>

int main() {
  pathwise::matrix<float> numbers(2, 3);
  return numbers.size() == 6 ? 0 : 1;
}
