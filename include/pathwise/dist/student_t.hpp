#pragma once
#include <pathwise/dist/rsample.hpp>

namespace pathwise {

/// Student's t(df, loc, scale): density proportional to (1 + y^2 / df)^(-(df + 1) / 2), y = (x - loc) / scale.
/// Elementwise; independent components. Domain: df, scale > 0; x real. The mean exists for df > 1, the variance for df
/// > 2 (infinite between 1 and 2); NaN where it does not. Units: log_prob, entropy in nats. Condition: the cdf is by a
/// fraction of 64 terms, right for df up to 1e4.
template <std::size_t... Extents>
struct student_t_distribution {
  using support = real_numbers;
  static constexpr auto parameters =
      std::to_array<distribution_parameter>({{"df", constraint::positive}, {"loc"}, {"scale", constraint::positive}});
  static constexpr int draws_of_one_law = 2;
  expr<Extents...> df, loc, scale;

  constexpr auto log_prob(expr<Extents...> x) const {
    const auto y = detail::in_scales(detail::in_scales(x - loc, scale), sqrt(df));
    return lgamma_half_step(0.0, 0.5 * df) - 0.5 * log(df) - 0.57236494292470009 - log(scale) -
           0.5 * (df + 1.0) * log1p_square(y);
  }
  constexpr auto entropy() const {
    const auto half = 0.5 * df;
    return (half + 0.5) * lgamma_half_step(1.0, half) - lgamma_half_step(0.0, half) + 0.5 * log(df) +
           0.57236494292470009 + log(scale);
  }
  constexpr auto mean() const { return where(less(1.0, df), loc, detail::not_a_number); }
  constexpr auto variance() const {
    const auto finite = less(2.0, df);
    const auto d = where(finite, df, 3.0);
    return where(finite, square(scale) * (d / (d - 2.0)), where(less(1.0, df), detail::infinity, detail::not_a_number));
  }
  constexpr auto mode() const { return loc; }
  constexpr auto cdf(expr<Extents...> x) const { return upper_tail((loc - x) / scale); }
  constexpr auto sf(expr<Extents...> x) const { return upper_tail((x - loc) / scale); }
  /// Bailey (1994) in polar form: a normal n1 and the squared radius r of (n1, n2) give n1 sqrt(expm1(r / df) / (r /
  /// df)).
  constexpr auto standard(const noise<Extents...>& draws) const {
    const auto first = draws.normal(), second = draws.normal("second");
    return first * sqrt(expm1_ratio(0.0, (square(first) + square(second)) / df));
  }
  constexpr auto upper_tail(expr<Extents...> y) const {
    const auto above = less(0.0, y);
    const auto half = 0.5 * student_t_tail(df, where(above, y, -y));  // not |y|, which has no slope at 0
    return where(above, half, 1.0 - half);
  }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
  PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
};

/// The family, to be called with expressions: `student_t(df, loc, scale)`.
struct student_t_family : family_of<student_t_distribution> {
  static constexpr const char* name = "student_t";
};
inline constexpr student_t_family student_t{};

/// Student's t of fixed degrees of freedom: the distributions of a location and a scale that `student_t(Df, loc,
/// scale)` is.
template <int Df>
  requires(Df > 0)
struct student_t_of {
  template <std::size_t... Extents>
  struct distribution {
    static constexpr const char* name = "student_t";
    using support = real_numbers;
    static constexpr auto parameters =
        std::to_array<distribution_parameter>({{"loc"}, {"scale", constraint::positive}});
    static constexpr int draws_of_one_law = 2;
    expr<Extents...> loc, scale;

    constexpr auto log_prob(expr<Extents...> x) const { return general().log_prob(x); }
    constexpr auto entropy() const { return general().entropy(); }
    constexpr auto mean() const
      requires(Df > 1)
    {
      return loc;
    }
    constexpr auto variance() const
      requires(Df > 2)
    {
      return square(scale) * (static_cast<double>(Df) / (Df - 2));
    }
    constexpr auto mode() const { return loc; }
    constexpr auto cdf(expr<Extents...> x) const { return general().cdf(x); }
    constexpr auto sf(expr<Extents...> x) const { return general().sf(x); }
    constexpr auto standard(const noise<Extents...>& draws) const { return general().standard(draws); }
    constexpr student_t_distribution<Extents...> general() const { return {detail::filled_like(loc, Df), loc, scale}; }

    PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
    PATHWISE_ARGUMENT_EXTENTS_DIFFER(cdf)
    PATHWISE_ARGUMENT_EXTENTS_DIFFER(sf)
  };
};

/// The family, to be called with expressions: `student_t_with<5>(loc, scale)`. A model's posterior can be one.
template <int Df>
struct student_t_with_family : family_of<student_t_of<Df>::template distribution> {
  static constexpr const char* name = "student_t";
};
template <int Df>
inline constexpr student_t_with_family<Df> student_t_with{};

}  // namespace pathwise
