#include <pathwise/data/check_finite.hpp>

#include <limits>
#include <string>

namespace pathwise {
namespace {

template <class T>
bool is_finite(T x) {
  return x >= std::numeric_limits<T>::lowest() && x <= std::numeric_limits<T>::max();
}

template <class T>
std::string name_of(T x) {
  if (x != x) return "NaN";
  return x > 0 ? "infinity" : "-infinity";
}

template <class T>
void check(matrix_view<const T> values, const std::filesystem::path& file) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (is_finite(values.data[i])) continue;
    throw file_error(file,
                     "row " + std::to_string(i / values.cols) + ", column " + std::to_string(i % values.cols) + " is " +
                         name_of(values.data[i]),
                     "clean the data first");
  }
}

}  // namespace

void check_finite(matrix_view<const float> values, const std::filesystem::path& file) { check(values, file); }
void check_finite(matrix_view<const double> values, const std::filesystem::path& file) { check(values, file); }

}  // namespace pathwise
