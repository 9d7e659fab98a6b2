#pragma once
// The points that several rows of the op_table share.
#include <limits>
#include <vector>

#include <pathwise/testing/op_row.hpp>

#include "support/special_functions.hpp"
#include "support/tolerances.hpp"

namespace pathwise::testing::detail {

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

}  // namespace pathwise::testing::detail
