#pragma once
// What a test needs to know of an elementwise operation, and the points that several of them share.
#include <limits>
#include <vector>

#include <pathwise/ops/ops.hpp>

#include "support/special_functions.hpp"
#include "support/tolerances.hpp"

namespace pathwise::testing {

using points = std::vector<long double>;

/// An elementwise operation. Points are by operand: tests take all combinations.
template <class Op>
struct elementwise_row {
  using op = Op;
  const char* type;
  long double (*reference)(const long double* x);  // by libm, or an integral
  long double (*derivative)(const long double* x,
                            long double y) = nullptr;  // closed form for one operand; null: differences alone
  std::vector<points> ordinary;                        // off kinks, where differences can be taken
  std::vector<points> extreme;                         // value and gradient are finite in float, too
  std::vector<points> edges;  // the value alone: kinks, ends of the domain, outside, infinities, NaN
  long double ulps = tolerance::value_ulps;
  long double long_double_room = tolerance::long_double_value;
  std::vector<int> orders = {};  // how often each operand may be differentiated, 0 for an order; empty: at will

  /// The operands of which a derivative of this order, 1 to 3, may be taken.
  std::vector<std::size_t> operands_of_order(int order) const {
    std::vector<std::size_t> found;
    for (std::size_t k = 0; k < ordinary.size(); ++k)
      if (orders.empty() || orders[k] >= order) found.push_back(k);
    return found;
  }
};

namespace detail {

using reference::infinite;
using reference::no_number;
using reference::two_over_root_pi;

inline const points around_zero = {-5.3L, -1.7L, -0.6L, -0.03L, 0.02L, 0.4L, 1.3L, 2.9L, 6.1L};
inline const points positive_numbers = {0.003L, 0.2L, 0.9L, 1.4L, 7.7L, 310.0L};
inline const points large_numbers = {-1e4L, -1e3L, -80, -1e-30L, 0, 1e-30L, 80, 1e3L, 1e4L};
inline const points exponents = {-1e4L, -1e3L, -80, -1e-30L, 0, 1e-30L, 40, 80};
inline const points specials = {-infinite, -0.0L, 0, infinite, no_number};
inline const points a_few = {-2.3L, -0.4L, 0.7L, 1.9L};
inline const points a_few_others = {-1.1L, 0.3L, 2.6L};

}  // namespace detail

}  // namespace pathwise::testing
