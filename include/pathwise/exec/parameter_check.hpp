#pragma once
// Parameters of distributions held against their domains: the first that is outside, and what is said of it.
#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <string>

#include <pathwise/base/matrix.hpp>
#include <pathwise/grad/parameter_values.hpp>

// Whether programs check the parameters of their distributions before each run unless told otherwise: 1 or 0, by
// default 1 where NDEBUG is not defined. To be the same in all files of a program, as NDEBUG is.
#if !defined(PATHWISE_VALIDATE)
#if defined(NDEBUG)
#define PATHWISE_VALIDATE 0
#else
#define PATHWISE_VALIDATE 1
#endif
#endif

namespace pathwise {

inline constexpr bool validates_by_default = PATHWISE_VALIDATE != 0;

namespace detail {

/// A value outside its domain and where it stands. Rows are those of the data, `batch_row` of the call.
struct misplaced_value {
  double value = 0, bound = 0;
  bool has_rows = false, has_columns = false, in_batch = false;
  std::size_t row = 0, batch_row = 0, column = 0;
};

inline std::string printed(double x) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.9g", x);
  return digits;
}
inline const char* advice_on(constraint must_be, double value) {
  if (!std::isfinite(value))
    return "What it is computed from is infinite or not a number: look at that row of the inputs, at the model's "
           "parameters and at the learning rate.";
  switch (must_be) {
    case constraint::positive:
      return "Let it be exp(x) or softplus(x), which are above 0 unless x is far below it.";
    case constraint::probability:
      return "Let it be sigmoid(x), which lies there unless x is far from 0.";
    case constraint::above_the_previous:
      return "Let it be the parameter before it plus softplus(x).";
    case constraint::real:
    case constraint::positive_diagonal:
      break;
  }
  return "";
}

/// `normal's scale is -0.5 in row 3, column 1 (sample "z" of line 12); it must be a finite number above 0. ...`
inline std::string message_of(const named_domain& d, const misplaced_value& at) {
  const std::string parameter = std::string(d.domain.distribution) + "'s " + d.domain.parameter;
  std::string s = parameter + " is " + printed(at.value);
  if (d.domain.previous >= 0) s += ", the parameter before it " + printed(at.bound) + ",";
  if (at.has_rows) s += " in row " + std::to_string(at.row);
  if (at.in_batch) s += " of the data (row " + std::to_string(at.batch_row) + " of the batch)";
  if (at.has_columns) s += (at.has_rows ? ", column " : " in column ") + std::to_string(at.column);
  std::string known;
  if (d.value.size() > 0) known = "the value \"" + std::string(d.value.view()) + "\"";
  if (d.domain.sample.size() > 0)
    known += (known.empty() ? "" : "; ") + ("sample \"" + std::string(d.domain.sample.view())) + "\" of line " +
             std::to_string(d.domain.line);
  if (!known.empty()) s += " (" + known + ")";
  return s + "; it must be " + description_of(d.domain.must_be) + ". " + advice_on(d.domain.must_be, at.value) +
         " validate(false) leaves this check out.";
}

/// Throws where a number of `values` is outside the domain; `bounds` are those of the parameter before, or empty. A
/// matrix of one row or column stands for all. `row_of(r)` is a row's place in the data.
template <class T, class RowOf>
void check_domain(const named_domain& d, bool has_rows, const matrix<T>& values, const matrix<T>& bounds, bool in_batch,
                  const RowOf& row_of) {
  const std::size_t rows = std::max(values.rows, bounds.rows), columns = std::max(values.cols, bounds.cols);
  const auto at = [](const matrix<T>& m, std::size_t r, std::size_t c) {
    return m.size() == 0 ? 0.0 : static_cast<double>(m(m.rows > 1 ? r : 0, m.cols > 1 ? c : 0));
  };
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c)
      if (!lies_in(d.domain.must_be, at(values, r, c), at(bounds, r, c)))
        throw std::domain_error(message_of(
            d, {at(values, r, c), at(bounds, r, c), has_rows, columns > 1, has_rows && in_batch, row_of(r), r, c}));
}

}  // namespace detail

}  // namespace pathwise
