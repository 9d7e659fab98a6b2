// Parameters and points from all over their domains, by the exponent: no quantity is ever not a number, and in float32
// none is infinite unless the exact one is too large.
#include <boost/test/unit_test.hpp>

#include <pathwise/app/session.hpp>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>

extern "C" const pathwise::model_table* pathwise_models_v1();

using namespace pathwise;

namespace {

std::size_t point_count() { return std::getenv("PATHWISE_LONG") != nullptr ? 1'000'000 : 20'000; }

/// Draws inputs whose standardised x stays within the type.
class input_source {
 public:
  explicit input_source(double exponents) : exponent_(-exponents, exponents) {}

  template <class T>
  T within(constraint c, T previous) {
    const double size = std::pow(10.0, exponent_(words_));
    switch (c) {
      case constraint::real:
        return static_cast<T>(coin() ? -size : size);
      case constraint::positive:
        return static_cast<T>(size);
      case constraint::probability:
        return probability<T>();
      case constraint::above_the_previous:
        break;
    }
    const T above =
        static_cast<T>(static_cast<double>(previous) +
                       std::fabs(static_cast<double>(previous)) * std::pow(10.0, -5 * unit_(words_)) + size);
    return above > previous ? above : std::nextafter(previous, std::numeric_limits<T>::infinity());
  }
  /// An x in the family's support.
  template <class T>
  T point(const distribution_entry& e, const T* parameters) {
    const std::string support(e.support);
    const std::size_t count = e.parameters.size();
    const double between = std::pow(10.0, -6 + 12 * unit_(words_));
    if (support.rfind("the numbers between 0", 0) == 0 || support.rfind("the numbers from 0 to 1", 0) == 0)
      return probability<T>();
    if (support.rfind("the numbers from low", 0) == 0)
      return parameters[count - 2] + (parameters[count - 1] - parameters[count - 2]) * static_cast<T>(unit_(words_));
    if (support.rfind("the numbers from scale", 0) == 0) return parameters[0] * static_cast<T>(1 + between);
    if (support.rfind("the numbers from loc", 0) == 0) return parameters[0] + parameters[1] * static_cast<T>(between);
    if (support == "0 and 1") return coin() ? T(1) : T(0);
    if (support == "equally spaced levels") return static_cast<T>(-1 + 2.0 / 255 * std::floor(256 * unit_(words_)));
    if (support.rfind("0, 1", 0) == 0) return std::floor(within<T>(constraint::positive, 0));
    return within<T>(support == "the real numbers" ? constraint::real : constraint::positive, 0);
  }

 private:
  std::mt19937_64 words_{1};
  std::uniform_real_distribution<double> exponent_, unit_{0, 1};

  bool coin() { return unit_(words_) < 0.5; }
  template <class T>
  T probability() {
    const double small = std::pow(10.0, -30 * unit_(words_));
    const T p = static_cast<T>(coin() ? small : 1 - small);
    return p < 1 ? p : T(1) - std::numeric_limits<T>::epsilon() / 2;
  }
};

template <class T>
matrix<T> inputs_of(const distribution_entry& e, double exponents) {
  input_source source(exponents);
  const std::size_t count = e.parameters.size();
  matrix<T> rows(point_count(), count + 1);
  for (std::size_t r = 0; r < rows.rows; ++r) {
    T* row = &rows(r, 0);
    for (std::size_t k = 0; k < count; ++k)
      row[k] = source.within<T>(e.parameters[k].must_be, k > 0 ? row[k - 1] : T(0));
    row[count] = source.point<T>(e, row);
  }
  return rows;
}

/// A truncated normal's interval must be resolved beside its loc: see its docstring.
double exponents_of(const distribution_entry& e, double usual) { return e.name == "truncated_normal" ? 1.5 : usual; }

constexpr quantity looked_at[] = {quantity::log_prob, quantity::cdf, quantity::sf};

template <class T>
std::string described(const distribution_entry& e, const matrix<T>& rows, std::size_t r) {
  std::string text = std::string(e.name) + " at";
  for (std::size_t k = 0; k < rows.cols; ++k)
    text += " " + std::to_string(static_cast<long double>(rows(r, k))) + "=" +
            std::to_string(std::log10(std::fabs(static_cast<double>(rows(r, k)))));
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(extremes)

BOOST_AUTO_TEST_CASE(doubles_are_numbers) {
  for (const distribution_entry& e : pathwise_models_v1()->distributions) {
    const matrix<double> rows = inputs_of<double>(e, exponents_of(e, 100)), found = e.at_double(rows.view());
    std::size_t wrong = 0;
    for (std::size_t r = 0; r < rows.rows; ++r)
      for (const quantity q : looked_at)
        if (e.states_quantity(q) && std::isnan(found(r, static_cast<std::size_t>(q))) && ++wrong == 1)
          BOOST_TEST(false, described(e, rows, r));
    BOOST_TEST(wrong == 0u, e.name << ": " << wrong << " of " << rows.rows << " are not numbers");
  }
}

BOOST_AUTO_TEST_CASE(floats_are_numbers_and_infinite_only_where_they_must_be) {
  constexpr double largest = std::numeric_limits<float>::max();
  for (const distribution_entry& e : pathwise_models_v1()->distributions) {
    const matrix<float> rows = inputs_of<float>(e, exponents_of(e, 15)), found = e.at_float(rows.view());
    matrix<double> wide(rows.rows, rows.cols);
    std::copy(rows.values.begin(), rows.values.end(), wide.values.begin());
    const matrix<double> exact = e.at_double(wide.view());
    std::size_t wrong = 0;
    for (std::size_t r = 0; r < rows.rows; ++r)
      for (const quantity q : looked_at) {
        const auto k = static_cast<std::size_t>(q);
        // Half a square is taken after the square: within a factor of four of the largest, both may be infinite.
        const bool too_large = std::isinf(found(r, k)) && std::fabs(exact(r, k)) < 0.25 * largest;
        if (e.states_quantity(q) && (std::isnan(found(r, k)) || too_large) && ++wrong == 1)
          BOOST_TEST(false, described(e, rows, r) << ": " << found(r, k) << " where double has " << exact(r, k));
      }
    BOOST_TEST(wrong == 0u, e.name << ": " << wrong << " of " << rows.rows << " are wrong");
  }
}

BOOST_AUTO_TEST_SUITE_END()
