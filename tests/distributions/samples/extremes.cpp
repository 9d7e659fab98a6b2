// Parameters and points from all over their domains, by the exponent: no quantity is ever not a number, and none is
// infinite unless the exact one is too large.
#include <boost/test/unit_test.hpp>

#include <pathwise/app/session.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>

#include "support/family_graph.hpp"

extern "C" const pathwise::model_table* pathwise_models_v1();

using namespace pathwise;
using namespace pathwise::testing;

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
      case constraint::positive_diagonal:
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
    if (support.rfind("the angles", 0) == 0) return parameters[0] + static_cast<T>(6.28 * (unit_(words_) - 0.5));
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

/// A truncated normal's interval must be resolved beside its loc: see its docstring. A Fisher-Snedecor variable is seen
/// by its share df1 x / (df1 x + df2), which must not underflow.
double exponents_of(const distribution_entry& e, double usual) {
  return e.name == "truncated_normal" ? 1.5 : e.name == "fisher_snedecor" ? usual / 3 : usual;
}

/// Of what `at_float` and `at_double` return: the columns that are looked at, and their names.
struct column {
  std::size_t at;
  std::string name;
  bool is_gradient;
};
std::vector<column> columns_of(const distribution_entry& e) {
  std::vector<column> all;
  const auto add = [&](quantity q, const char* name) {
    if (e.states_quantity(q)) all.push_back({static_cast<std::size_t>(q), name, q == quantity::dlogp_dx});
  };
  add(quantity::log_prob, "log_prob");
  add(quantity::cdf, "cdf");
  add(quantity::sf, "sf");
  add(quantity::dlogp_dx, "dlogp_dx");
  for (std::size_t k = 0; k < e.parameters.size(); ++k)
    all.push_back({quantity_count + k, std::string("dlogp_d") + e.parameters[k].name, true});
  return all;
}

/// The same columns in long double, whose range is that of double to the sixteenth power, for some of the rows.
class long_double_oracle {
 public:
  explicit long_double_oracle(const distribution_entry& e)
      : row_(row_named(e.name)), graph_(row_, [&](const auto& theta, const auto&, any_expr x) {
          const stated_quantities q = row_.states(theta, x);
          return std::vector{q.log_prob, q.cdf, q.sf};
        }) {
    wanted_ = graph_.results;
    wanted_.push_back(graph_.slope(graph_.results[0]));
    for (const any_expr d : graph_.gradients(graph_.results[0])) wanted_.push_back(d);
  }
  /// By row of `rows`, the values at `columns_of(e)`.
  template <class T>
  std::vector<std::vector<long double>> at(const distribution_entry& e, const matrix<T>& inputs,
                                           const std::vector<std::size_t>& rows) const {
    std::vector<number_list> theta(e.parameters.size());
    number_list x;
    for (const std::size_t r : rows) {
      for (std::size_t k = 0; k < theta.size(); ++k) theta[k].push_back(inputs(r, k));
      x.push_back(inputs(r, theta.size()));
    }
    const auto values = graph_.at_each<long double>(theta, x);
    std::vector<std::vector<long double>> found(rows.size());
    const bool stated[] = {true, e.states_quantity(quantity::cdf), e.states_quantity(quantity::sf),
                           e.states_quantity(quantity::dlogp_dx)};
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (std::size_t w = 0; w < wanted_.size(); ++w)
        if (w >= std::size(stated) || stated[w]) found[i].push_back(values_of(values, wanted_[w])[i]);
    return found;
  }

 private:
  const family_row& row_;
  family_graph graph_;
  std::vector<any_expr> wanted_;

  static const family_row& row_named(std::string_view name) {
    for (const family_row& r : family_table())
      if (r.name == name) return r;
    throw std::invalid_argument("no row for " + std::string(name));
  }
};

template <class T>
std::string described(const distribution_entry& e, const matrix<T>& rows, std::size_t r) {
  std::string text = std::string(e.name) + " at";
  char digits[40];
  for (std::size_t k = 0; k < rows.cols; ++k) {
    std::snprintf(digits, sizeof digits, " %.9g", static_cast<double>(rows(r, k)));
    text += digits;
  }
  return text;
}

/// 0 numbers that are none, and an infinity only where the exact value is beyond the type: but for a factor of four,
/// since half a square is taken after the square. Where log_prob itself is beyond the type, so may its gradients be.
template <class T>
void expect_numbers(double exponents) {
  std::size_t looked_at = 0, infinite = 0;
  const auto beyond = [](long double exact) {
    return std::fabs(exact) >= 0.25L * static_cast<long double>(std::numeric_limits<T>::max());
  };
  for (const distribution_entry& e : pathwise_models_v1()->distributions) {
    if (!e.event.empty()) continue;  // tests/distributions/vectors.py has these
    const matrix<T> rows = inputs_of<T>(e, exponents_of(e, exponents));
    matrix<T> found;
    if constexpr (std::is_same_v<T, float>)
      found = e.at_float(rows.view());
    else
      found = e.at_double(rows.view());
    const std::vector<column> columns = columns_of(e);
    std::vector<std::size_t> wrong(columns.size());
    const auto complain = [&](std::size_t c, std::size_t r, long double exact) {
      if (++wrong[c] == 1)
        BOOST_TEST(false, described(e, rows, r)
                              << ": " << columns[c].name << " is " << found(r, columns[c].at) << ", exactly " << exact);
    };
    std::vector<std::size_t> to_ask;
    for (std::size_t r = 0; r < rows.rows; ++r) {
      bool any = false;
      for (std::size_t c = 0; c < columns.size(); ++c) {
        ++looked_at;
        if (std::isnan(found(r, columns[c].at))) complain(c, r, 0);
        any = any || std::isinf(found(r, columns[c].at));
      }
      if (any) to_ask.push_back(r);
    }
    const long_double_oracle oracle(e);
    for (std::size_t first = 0; first < to_ask.size(); first += 1000) {
      const std::vector<std::size_t> some(
          to_ask.begin() + static_cast<std::ptrdiff_t>(first),
          to_ask.begin() + static_cast<std::ptrdiff_t>(std::min(first + 1000, to_ask.size())));
      const auto exact = oracle.at(e, rows, some);
      for (std::size_t i = 0; i < some.size(); ++i)
        for (std::size_t c = 0; c < columns.size(); ++c) {
          if (!std::isinf(found(some[i], columns[c].at))) continue;
          ++infinite;
          if (beyond(exact[i][c]) || (columns[c].is_gradient && beyond(exact[i][0]))) continue;
          complain(c, some[i], exact[i][c]);
        }
    }
    for (std::size_t c = 0; c < columns.size(); ++c)
      BOOST_TEST(wrong[c] == 0u,
                 e.name << ", " << columns[c].name << ": " << wrong[c] << " of " << rows.rows << " are wrong");
  }
  BOOST_TEST_MESSAGE(looked_at << " quantities, " << infinite << " of them infinite as they must be");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(extremes)

BOOST_AUTO_TEST_CASE(doubles_are_numbers_and_infinite_only_where_they_must_be) { expect_numbers<double>(100); }
BOOST_AUTO_TEST_CASE(floats_are_numbers_and_infinite_only_where_they_must_be) { expect_numbers<float>(15); }

BOOST_AUTO_TEST_SUITE_END()
