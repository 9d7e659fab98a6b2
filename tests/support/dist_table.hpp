#pragma once
// One row a location-scale family: what it should be, by libm in long double. A new family joins every law by its row.
#include <cmath>
#include <tuple>

#include <pathwise/dist/kl_divergence.hpp>

namespace pathwise::testing {

/// A family at location 0 and scale 1. Its Fisher information is per unit of location and of scale.
template <auto Family>
struct dist_row {
  static constexpr auto family = Family;
  const char* name;
  long double (*log_density)(long double y);
  long double (*cdf)(long double y);
  long double entropy, variance, fourth_moment, location_information, scale_information;
  bool smooth;  // twice differentiable, so that the information is also the mean of the Hessian
};

inline const auto& dist_table() {
  static const std::tuple table{
      dist_row<normal>{"normal", [](long double y) { return -y * y / 2 - std::log(2 * std::acos(-1.0L)) / 2; },
                       [](long double y) { return std::erfc(-y / std::sqrt(2.0L)) / 2; }, 1.41893853320467274178L, 1, 3,
                       1, 2, true},
      dist_row<laplace>{"laplace", [](long double y) { return -std::fabs(y) - std::log(2.0L); },
                        [](long double y) { return y < 0 ? std::exp(y) / 2 : 1 - std::exp(-y) / 2; },
                        1.69314718055994530942L, 2, 24, 1, 1, false},
      dist_row<logistic>{"logistic",
                         [](long double y) { return -std::fabs(y) - 2 * std::log1p(std::exp(-std::fabs(y))); },
                         [](long double y) { return 1 / (1 + std::exp(-y)); }, 2, 3.28986813369645287295L,
                         45.4575751514893L, 1 / 3.0L, 1.42995604456548430L, true},
  };
  return table;
}

/// Calls `visit(row)` for every family.
template <class Visit>
void for_each_distribution(Visit visit) {
  std::apply([&](const auto&... row) { (visit(row), ...); }, dist_table());
}

}  // namespace pathwise::testing
