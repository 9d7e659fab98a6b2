#pragma once
#include <limits>

#include <pathwise/expr/record.hpp>

namespace pathwise {

namespace detail {

/// The density of Student's t with df degrees of freedom.
constexpr any_expr student_t_density(any_expr df, any_expr y) {
  const any_expr zero = literal(*y.g, 0);
  return exp(lgamma_half_step(zero, 0.5 * df) - 0.5 * log(df) - 0.57236494292470009 -
             0.5 * (df + 1.0) * log1p_square(y / sqrt(df)));
}

}  // namespace detail

/// The derivative of student_t_tail in df. Domain: 0 < df <= 1e4, y >= 0. Gradient: in df not provided, NaN.
struct student_t_tail_slope_op {
  static constexpr auto name = "student_t_tail_slope";
  template <class T>
  static constexpr T value(T df, T y) {
    return math::student_t_tail_slope(df, y);
  }
  static constexpr partials<2> derivative(any_expr df, any_expr y, any_expr /*z*/) {
    const any_expr ratio = y / sqrt(df), one = literal(*y.g, 1);
    const any_expr share = 1.0 / (1.0 + 1.0 / square(ratio));  // of y^2 in df + y^2
    const any_expr log_slope =
        0.5 * (lgamma_half_step(one, 0.5 * df) - 1.0 / df - log1p_square(ratio) + (df + 1.0) / df * share);
    return {
        {literal(*y.g, std::numeric_limits<double>::quiet_NaN()), -2.0 * detail::student_t_density(df, y) * log_slope}};
  }
};

/// The probability that Student's t with df degrees of freedom is beyond y or below -y. Domain: 0 < df <= 1e4, y >= 0.
struct student_t_tail_op {
  static constexpr auto name = "student_t_tail";
  template <class T>
  static constexpr T value(T df, T y) {
    return math::student_t_tail(df, y);
  }
  static constexpr partials<2> derivative(any_expr df, any_expr y, any_expr /*z*/) {
    return {{apply<student_t_tail_slope_op>(df, y), -2.0 * detail::student_t_density(df, y)}};
  }
};
constexpr any_expr student_t_tail(any_expr df, any_expr y) { return apply<student_t_tail_op>(df, y); }

}  // namespace pathwise
