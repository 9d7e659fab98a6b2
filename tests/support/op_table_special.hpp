#pragma once
// The rows of the special functions. Where a row allows more than `value_ulps`, the reason stands beside it: the
// figures are the worst measured at these points, rounded up. In long double most of these run the double's body, with
// its coefficients.
#include <cmath>
#include <tuple>

#include "support/op_row.hpp"

namespace pathwise::testing {

namespace detail {

inline const points orders_and_others = {0, 1, 2, 3, 4, 0.5L, no_number};
inline const points positive_edges = {-1, 0, infinite, no_number};
inline const points shapes = {0.1L, 0.9L, 2.6L, 9, 30};
inline const points concentrations = {0.4L, 2.6L, 30};
inline const points degrees = {0.3L, 1, 2.6L, 9, 100};

}  // namespace detail

/// The special functions, each against libm or an integral.
inline const auto& special_table() {
  using namespace detail;
  static const std::tuple table{
      elementwise_row<sin_op>{.type = "sin_op",
                              .reference = [](const long double* x) { return std::sin(x[0]); },
                              .derivative = [](const long double* x, long double) { return std::cos(x[0]); },
                              .ordinary = {around_zero},
                              .extreme = {large_numbers},
                              .edges = {specials},
                              .long_double_room = 1e-14L},  // the oracle reduces 1e4 as 1600 turns, rounded
      elementwise_row<cos_op>{.type = "cos_op",
                              .reference = [](const long double* x) { return std::cos(x[0]); },
                              .derivative = [](const long double* x, long double) { return -std::sin(x[0]); },
                              .ordinary = {around_zero},
                              .extreme = {large_numbers},
                              .edges = {specials},
                              .long_double_room = 1e-14L},
      elementwise_row<atan_op>{.type = "atan_op",
                               .reference = [](const long double* x) { return std::atan(x[0]); },
                               .derivative = [](const long double* x, long double) { return 1 / (1 + x[0] * x[0]); },
                               .ordinary = {around_zero},
                               .extreme = {large_numbers},
                               .edges = {specials}},
      elementwise_row<erfc_op>{
          .type = "erfc_op",
          .reference = [](const long double* x) { return std::erfc(x[0]); },
          .derivative = [](const long double* x, long double) { return -two_over_root_pi * std::exp(-x[0] * x[0]); },
          .ordinary = {{-3.1L, -2.4L, -0.9L, -0.02L, 0.3L, 1.1L, 2.6L}},
          .extreme = {large_numbers},
          .edges = {specials}},
      elementwise_row<erfcx_op>{.type = "erfcx_op",
                                .reference = [](const long double* x) { return reference::erfcx(x[0]); },
                                .ordinary = {{-3.1L, -0.9L, -0.02L, 0.3L, 1.1L, 2.6L, 9}},
                                .extreme = {{-9, -1e-30L, 0, 1e-30L, 12, 80, 1e4L}},
                                .edges = {specials},
                                .ulps = 10},  // the square is rounded before exp: x^2 / 2 units at a negative x
      elementwise_row<log_erfc_op>{.type = "log_erfc_op",
                                   .reference = [](const long double* x) { return reference::log_erfc(x[0]); },
                                   .ordinary = {{-2.2L, -0.9L, -0.02L, 0.3L, 0.7L, 1.1L, 2.6L, 9}},
                                   .extreme = {large_numbers},
                                   .edges = {specials}},
      // Near log 2 and 0 the answer is as uncertain as y.
      elementwise_row<log_erfc_inverse_op>{
          .type = "log_erfc_inverse_op",
          .reference = [](const long double* x) { return reference::log_erfc_inverse(x[0]); },
          .ordinary = {{-50, -6.1L, -1.7L, -0.7L, -0.2L, 0.1L, 0.4L, 0.6L}},
          .extreme = {{-1e8L, -1e4L, -80, -1, -1e-30L, 0, 1e-30L, 0.6875L}},
          .edges = {{-infinite, 1, infinite, no_number}}},
      elementwise_row<lgamma_op>{
          .type = "lgamma_op",
          .reference = [](const long double* x) { return x[0] < 0 ? no_number : std::lgamma(x[0]); },
          .ordinary = {{0.003L, 0.2L, 0.7L, 1.4L, 1.97L, 2.2L, 3.1L, 5.2L, 7.7L, 310}},
          .extreme = {{1e-30L, 1, 2, 1e30L}},
          .edges = {positive_edges},
          .ulps = 12},  // 10 in double at 0.2, where Stirling's terms are ten times the result
      elementwise_row<digamma_op>{.type = "digamma_op",
                                  .reference = [](const long double* x) { return reference::digamma(x[0]); },
                                  .ordinary = {{0.003L, 0.2L, 0.9L, 2.3L, 7.7L, 310}},
                                  .extreme = {{1e-15L, 1, 1e30L}},
                                  .edges = {positive_edges}},
      elementwise_row<log1p_square_op>{.type = "log1p_square_op",
                                       .reference =
                                           [](const long double* x) {
                                             return std::fabs(x[0]) > 1e9L ? 2 * std::log(std::fabs(x[0]))
                                                                           : std::log1p(x[0] * x[0]);
                                           },
                                       .ordinary = {around_zero},
                                       .extreme = {{-1e30L, -1e4L, -1, -1e-15L, -0.0L, 0, 1e-15L, 1, 1e4L, 1e30L}},
                                       .edges = {specials}},
      elementwise_row<log1mexp_op>{.type = "log1mexp_op",
                                   .reference =
                                       [](const long double* x) {
                                         return x[0] < 1 ? std::log(-std::expm1(-x[0])) : std::log1p(-std::exp(-x[0]));
                                       },
                                   .ordinary = {{1e-3L, 0.2L, 0.6L, 0.8L, 2.3L, 20}},
                                   .extreme = {{1e-30L, 1, 80, 1e4L}},
                                   .edges = {positive_edges}},
      elementwise_row<log_expm1_ratio_op>{
          .type = "log_expm1_ratio_op",
          .reference =
              [](const long double* x) {
                return std::fmax(x[0], 0.0L) + std::log(reference::expm1_ratio(0, -std::fabs(x[0])));
              },
          .ordinary = {{-5.3L, -1.7L, -0.6L, 0.4L, 1.3L, 2.9L, 6.1L}},  // nearer 0 it is right to a unit of 1
          .extreme = {large_numbers},
          .edges = {{no_number}}},
      // an order, and a number
      elementwise_row<polygamma_op>{.type = "polygamma_op",
                                    .reference = [](const long double* x) { return reference::polygamma(x[0], x[1]); },
                                    .ordinary = {{1, 2}, {0.003L, 0.2L, 0.9L, 2.3L, 7.7L, 310}},
                                    .extreme = {{1, 2}, {1e-6L, 1, 1e10L}},
                                    .edges = {{0, 1, 1.5L, 2, 3, 4, 7}, {-1, 0, 0.4L, 5.2L, infinite, no_number}},
                                    .ulps = 40,  // a power by exp: about order log x units, and a factorial
                                    .orders = {0, 3}},
      elementwise_row<lgamma_half_step_op>{
          .type = "lgamma_half_step_op",
          .reference = [](const long double* x) { return reference::lgamma_half_step(x[0], x[1]); },
          .ordinary = {{0}, {0.003L, 0.2L, 0.9L, 2.3L, 7.7L, 310}},
          .extreme = {{0, 1, 2}, {1e-6L, 1, 1e10L}},
          .edges = {orders_and_others, {-1, 0, 0.003L, 0.2L, 5.9L, 6.1L, 310, no_number}},
          .ulps = 16,  // order 0 near 1, where the steps cancel
          .long_double_room = 1e-15L,
          .orders = {0, 3}},
      elementwise_row<expm1_ratio_op>{
          .type = "expm1_ratio_op",
          .reference = [](const long double* x) { return reference::expm1_ratio(x[0], x[1]); },
          .ordinary = {{0}, {-20, -3.3L, -1.1L, -0.9L, -0.2L, 1e-3L, 0.7L, 1.1L, 2.5L, 20}},
          .extreme = {{0, 1, 2}, exponents},
          .edges = {orders_and_others, {-80, -1.1L, -0.9L, 0, 0.9L, 1.1L, 40, infinite, no_number}},
          .ulps = 24,  // order 3 just beyond 1: three steps of a recurrence, each a difference
          .long_double_room = 1e-15L,
          .orders = {0, 3}},
      elementwise_row<log1p_ratio_op>{
          .type = "log1p_ratio_op",
          .reference = [](const long double* x) { return reference::log1p_ratio(x[0], x[1]); },
          .ordinary = {{0}, {-0.9L, -0.3L, -0.2L, 1e-3L, 0.5L, 0.8L, 3, 30}},
          .extreme = {{0, 1, 2}, {-0.9990234375L, -1e-30L, 0, 1e-30L, 1e4L, 1e9L}},
          .edges = {orders_and_others, {-2, -0.9L, -0.27L, -0.2L, 0, 0.7L, 0.8L, 30, no_number}},
          .ulps = 40,  // order 3 just beyond -1/4 and 3/4, likewise
          .orders = {0, 3}},
      elementwise_row<langevin_op>{.type = "langevin_op",
                                   .reference = [](const long double* x) { return reference::langevin(x[0], x[1]); },
                                   .ordinary = {{0}, {-6.1L, -1.7L, -0.6L, -0.03L, 0.02L, 0.4L, 1.3L, 2.9L}},
                                   .extreme = {{0, 1, 2}, large_numbers},
                                   .edges = {orders_and_others, {-6.1L, -0.9L, 0, 0.4L, 1.2L, 2.9L, no_number}},
                                   .ulps = 12,
                                   .long_double_room = 1e-15L,
                                   .orders = {0, 3}},
      elementwise_row<raised_ratio_op>{
          .type = "raised_ratio_op",
          .reference = [](const long double* x) { return std::exp(x[2] * std::log(x[0] / x[1])); },
          .ordinary = {{0.3L, 1.4L, 5.1L}, {0.2L, 1.1L, 3.9L}, {-1.3L, 0.6L, 2.7L}},
          .extreme = {{1e-4L, 1, 1e4L}, {1e-4L, 1, 1e4L}, {-2, 0, 3}},
          .edges = {{0, 1, infinite, no_number}, {1, 2.5L, no_number}, {0.5L, 1, 3, no_number}},
          .ulps = 60},  // the product of the power and the logarithm is rounded before exp: 55 for 1e8 to the third
      elementwise_row<truncated_cumulant_op>{
          .type = "truncated_cumulant_op",
          .reference = [](const long double* x) { return reference::truncated_cumulant(x[0], x[1], x[2]); },
          .ordinary = {{0, 1}, {-1.3L, -0.2L, 0.4L, 2.9L, 9}, {2.7L, 4.1L, 8}},
          .extreme = {{0, 1, 2}, {0.01L, 30, 1e4L}, {1e-3L, 0.3L, 80, 1e4L}},
          .edges = {{0, 1, 2, 3, 4, 5, 0.5L, no_number}, {-0.3L, 0, 5, no_number}, {80, infinite, no_number}},
          .ulps = 24,
          .long_double_room = 1e-13L,  // the double's nodes
          .orders = {0, 3, 3}},
      // probabilities
      elementwise_row<log_ratio_op>{.type = "log_ratio_op",
                                    .reference = [](const long double* x) { return std::log(x[0] / x[1]); },
                                    .ordinary = {{0.003L, 0.2L, 0.9L, 1.4L, 7.7L}, {0.01L, 0.3L, 2, 40}},
                                    .extreme = {{1e-15L, 1, 1e15L}, {1e-15L, 1, 1e15L}},
                                    .edges = {{-1, 0, infinite, no_number}, {2}}},
      elementwise_row<exponential_excess_op>{
          .type = "exponential_excess_op",
          .reference = [](const long double* x) { return reference::exponential_excess(x[0]); },
          .ordinary = {{-20, -3.3L, -0.9L, -0.2L, 1e-3L, 0.1L, 2.5L, 20}},
          .extreme = {exponents},
          .edges = {specials}},
      elementwise_row<log_less_digamma_op>{
          .type = "log_less_digamma_op",
          .reference = [](const long double* x) { return reference::log_less_digamma(x[0]); },
          .ordinary = {{0.003L, 0.2L, 0.9L, 2.3L, 5.9L, 6.1L, 9.9L, 10.1L, 310}},
          .extreme = {{1e-6L, 1, 1e10L}},
          .edges = {{no_number}},
          .ulps = 60,  // just below 10 in double, where the difference is a twentieth of its terms
          .long_double_room = 1e-14L},
      elementwise_row<stirling_rest_op>{
          .type = "stirling_rest_op",
          .reference = [](const long double* x) { return reference::stirling_rest(x[0]); },
          .ordinary = {{0.003L, 0.2L, 0.9L, 2.3L, 5.9L, 6.1L, 9.9L, 10.1L, 310}},
          .extreme = {{1e-6L, 1, 1e10L}},
          .edges = {{no_number}},
          .ulps = 40,  // just below 1, where the first step's logarithm is near 1
          .long_double_room = 1e-15L},
      elementwise_row<log_gamma_density_op>{
          .type = "log_gamma_density_op",
          .reference = [](const long double* x) { return reference::log_gamma_density(x[0], x[1]); },
          .ordinary = {shapes, {-9, -2.2L, -0.9L, -0.3L, 0.02L, 0.4L, 1.3L}},
          .extreme = {{0.1L, 1, 50}, {-80, -1, 0, 1e-8L, 1, 4}},
          .edges = {{0.5L, 3}, {-infinite, infinite, no_number}},
          .ulps = 1000,  // the norm of shape 9, the difference of two numbers of 10
          .long_double_room = 1e-14L},
      elementwise_row<gamma_shape_slope_op>{
          .type = "gamma_shape_slope_op",
          .reference = [](const long double* x) { return reference::gamma_shape_slope(x[0], x[1]); },
          .ordinary = {shapes, {-3, -1.2L, -0.3L, 0.02L, 0.4L, 1.3L}},
          .extreme = {{0.1L, 1, 50}, {-60, -1, 0, 1e-8L, 1, 4}},
          .edges = {{0.5L, 3}, {infinite, no_number}},
          .ulps = 60,
          .long_double_room = 1e-14L,
          .orders = {0, 3}},
      elementwise_row<gamma_lower_tail_op>{
          .type = "gamma_lower_tail_op",
          .reference = [](const long double* x) { return reference::gamma_lower_tail(x[0], x[1]); },
          .ordinary = {shapes, {0.02L, 0.4L, 1.3L, 2.9L, 7.7L, 25}},
          .extreme = {{0.1L, 1, 50}, {0, 1, 60, 250}},
          .edges = {{0.5L, 3}, {-1, infinite, no_number}},
          .ulps = 200,
          .long_double_room = 1e-14L,
          .orders = {1, 3}},
      elementwise_row<gamma_tail_op>{
          .type = "gamma_tail_op",
          .reference = [](const long double* x) { return reference::gamma_tail(x[0], x[1]); },
          .ordinary = {shapes, {0.02L, 0.4L, 1.3L, 2.9L, 7.7L, 25}},
          .extreme = {{0.1L, 1, 50}, {0, 1e-8L, 1, 60, 250}},
          .edges = {{0.5L, 3}, {-1, infinite, no_number}},
          .ulps = 400,                 // the density's logarithm is of 250 in its tail
          .long_double_room = 1e-14L,  // 1 - P loses a digit, of the double's coefficients
          .orders = {1, 3}},
      // Their derivatives are by decree. At these points no try is refused; tests/unit/base/gamma_draw.cpp has the
      // others.
      elementwise_row<gamma_first_try_op>{
          .type = "gamma_first_try_op",
          .reference = [](const long double* x) { return reference::gamma_first_try(x[0], x[1], x[2]); },
          .ordinary = {{}, {}, {}},
          .extreme = {{0.1L, 1, 50}, {-2, 0.3L, 1.5L}, {0.6L, 3}},
          .edges = {{0.5L}, {no_number}, {1}},
          .ulps = 40,
          .long_double_room = 1e-14L},  // where the try and what it leaves nearly cancel
      elementwise_row<gamma_next_try_op>{.type = "gamma_next_try_op",
                                         .reference = [](const long double* x) { return x[2]; },
                                         .ordinary = {{}, {}, {}},
                                         .extreme = {{0.1L, 1, 50}, {-2, 0.3L, 1.5L}, {-30, -0.1L, 2}},
                                         .edges = {{0.5L}, {1}, {no_number}},
                                         .ulps = 0},
      elementwise_row<gamma_log_draw_op>{.type = "gamma_log_draw_op",
                                         .reference = [](const long double* x) { return x[1]; },
                                         .ordinary = {{}, {}},
                                         .extreme = {{0.1L, 1, 50}, {-30, -0.1L, 2}},
                                         .edges = {{0.5L}, {no_number}},
                                         .ulps = 0},
      // Of p and q the smaller counts, and the gradient is p's: differences are taken where that is the smaller.
      elementwise_row<gamma_log_quantile_op>{
          .type = "gamma_log_quantile_op",
          .reference = [](const long double* x) { return reference::gamma_log_quantile(x[0], x[1], x[2]); },
          .ordinary = {shapes, {0.02L, 0.2L, 0.45L}, {0.5L}},
          .extreme = {{0.1L, 1, 50}, {0.01L, 0.4L, 0.9L}, {1e-6L, 0.1L, 0.5L}},
          .edges = {{0.1L, 3}, {no_number}, {no_number}},
          .ulps = 80,  // near the median, where y itself is small beside its scale
          .long_double_room = 1e-14L,
          .orders = {1, 3, 0}},
      elementwise_row<log_beta_density_op>{
          .type = "log_beta_density_op",
          .reference = [](const long double* x) { return reference::log_beta_density(x[0], x[1], x[2]); },
          .ordinary = {concentrations, {0.7L, 6}, {0.02L, 0.3L, 0.6L, 0.97L}},
          .extreme = {{0.1L, 30}, {0.1L, 30}, {1e-6L, 0.5L}},
          .edges = {{0.5L}, {3}, {no_number}},
          .ulps = 2000,  // the norms of 2.6 and 6, each the difference of larger numbers, cancel once more
          .long_double_room = 1e-13L},
      elementwise_row<beta_first_slope_op>{
          .type = "beta_first_slope_op",
          .reference = [](const long double* x) { return reference::beta_slope(x[0], x[1], x[2], true); },
          .ordinary = {concentrations, {0.7L, 6, 140}, {0.02L, 0.3L, 0.6L, 0.97L}},
          .extreme = {{0.1L, 120}, {0.1L, 120}, {1e-6L, 0.5L}},
          .edges = {{0.5L}, {3}, {no_number}},
          .ulps = 60,
          .long_double_room = 1e-14L,
          .orders = {0, 0, 2}},  // a third cancels far from the mean
      elementwise_row<beta_second_slope_op>{
          .type = "beta_second_slope_op",
          .reference = [](const long double* x) { return reference::beta_slope(x[0], x[1], x[2], false); },
          .ordinary = {concentrations, {0.7L, 6, 140}, {0.02L, 0.3L, 0.6L, 0.97L}},
          .extreme = {{0.1L, 120}, {0.1L, 120}, {1e-6L, 0.5L}},
          .edges = {{0.5L}, {3}, {no_number}},
          .ulps = 60,
          .long_double_room = 1e-14L,
          .orders = {0, 0, 2}},  // a third cancels far from the mean
      elementwise_row<beta_lower_tail_op>{
          .type = "beta_lower_tail_op",
          .reference = [](const long double* x) { return reference::beta_lower_tail(x[0], x[1], x[2]); },
          .ordinary = {concentrations, {0.7L, 6}, {0.02L, 0.3L, 0.6L, 0.97L}},
          .extreme = {{0.1L, 2.6L}, {0.1L, 120}, {1e-6L, 0.5L}},
          .edges = {{0.5L}, {3}, {-1, 0, 1, 2, no_number}},
          .ulps = 2000,  // by the exponential of the density's logarithm
          .long_double_room = 1e-13L,
          .orders = {1, 1, 3}},
      elementwise_row<beta_tail_op>{
          .type = "beta_tail_op",
          .reference = [](const long double* x) { return reference::beta_tail(x[0], x[1], x[2]); },
          .ordinary = {concentrations, {0.7L, 6}, {0.02L, 0.3L, 0.6L, 0.97L}},
          .extreme = {{0.1L, 2.6L}, {0.1L, 120}, {1e-6L, 0.5L}},
          .edges = {{0.5L}, {3}, {-1, 0, 1, 2, no_number}},
          .ulps = 2000,
          .long_double_room = 1e-13L,
          .orders = {1, 1, 3}},
      elementwise_row<beta_logit_quantile_op>{
          .type = "beta_logit_quantile_op",
          .reference = [](const long double* x) { return reference::beta_logit_quantile(x[0], x[1], x[2]); },
          .ordinary = {concentrations, {0.7L, 6}, {0.02L, 0.3L, 0.6L, 0.97L}},
          .extreme = {{0.1L, 30}, {0.1L, 30}, {1e-6L, 0.45L}},
          .edges = {{0.5L}, {3}, {-1, 0, 1, 2, no_number}},
          .ulps = 80,
          .long_double_room = 1e-13L,
          .orders = {1, 1, 3}},
      elementwise_row<log_i0e_op>{.type = "log_i0e_op",
                                  .reference = [](const long double* x) { return reference::log_i0e(x[0], x[1]); },
                                  .ordinary = {{0}, {0.003L, 0.2L, 0.9L, 2.6L, 5.9L, 6.1L, 30, 310}},
                                  .extreme = {{0, 1, 2}, {0, 1e-6L, 1, 1e5L}},
                                  .edges = {orders_and_others, {-1, 0, 0.4L, 5.9L, 6.1L, 310, no_number}},
                                  .ulps = 400,  // order 3 about 6, where what is left is a hundredth of its terms
                                  .long_double_room = 1e-13L,
                                  .orders = {0, 3}},
      elementwise_row<von_mises_slope_op>{
          .type = "von_mises_slope_op",
          .reference = [](const long double* x) { return reference::von_mises_slope(x[0], x[1]); },
          .ordinary = {{0.01L, 0.7L, 2.6L, 30}, {-2.9L, -0.7L, 0.02L, 0.4L, 1.3L, 3.1L}},
          .extreme = {{1e-3L, 1, 120}, {-1, 1e-6L, 0.5L, 3}},
          .edges = {{0.5L, 3}, {-3.5L, 0, no_number}},
          .ulps = 200,  // between its signs, where the density's slope in the concentration changes its own
          .long_double_room = 1e-13L,
          .orders = {0, 2}},
      elementwise_row<von_mises_tail_op>{
          .type = "von_mises_tail_op",
          .reference = [](const long double* x) { return reference::von_mises_tail(x[0], x[1]); },
          .ordinary = {{0.01L, 0.7L, 2.6L, 30}, {-2.9L, -0.7L, 0.02L, 0.4L, 1.3L, 3.1L}},
          .extreme = {{1e-3L, 1, 120}, {-1, 1e-6L, 0.5L, 3}},
          .edges = {{0.5L, 3}, {-3.5L, 0, 3.5L, no_number}},
          .ulps = 400,  // the density's logarithm is of 240 in its tail
          .long_double_room = 1e-13L,
          .orders = {1, 3}},
      // Of p and q the smaller counts, as for the gamma's.
      elementwise_row<von_mises_quantile_op>{
          .type = "von_mises_quantile_op",
          .reference = [](const long double* x) { return reference::von_mises_quantile(x[0], x[1], x[2]); },
          .ordinary = {{0.01L, 0.7L, 2.6L, 30}, {0.02L, 0.2L, 0.45L}, {0.5L}},
          .extreme = {{1e-3L, 1, 120}, {0.01L, 0.4L, 0.9L}, {1e-6L, 0.1L, 0.5L}},
          .edges = {{0.1L, 3}, {no_number}, {no_number}},
          .ulps = 60,
          .long_double_room = 1e-13L,
          .orders = {1, 2, 0}},
      elementwise_row<student_t_tail_op>{
          .type = "student_t_tail_op",
          .reference = [](const long double* x) { return reference::student_t_tail(x[0], x[1]); },
          .ordinary = {degrees, {0.02L, 0.4L, 1.3L, 2.9L, 25}},
          .extreme = {{0.3L, 1, 30, 1e4L}, {0, 1e-6L, 1, 3, 100}},
          .edges = {{0.5L, 3}, {-1, infinite, no_number}},
          .ulps = 400,  // 350 for 1e4 degrees at 3, where the fraction cancels to a thousandth
          .long_double_room = 1e-15L,
          .orders = {1, 3}},
      elementwise_row<student_t_tail_slope_op>{
          .type = "student_t_tail_slope_op",
          .reference = [](const long double* x) { return reference::student_t_tail_slope(x[0], x[1]); },
          .ordinary = {degrees, {0.02L, 0.4L, 1.3L, 2.9L, 25}},
          .extreme = {{0.3L, 1, 30}, {0, 1e-6L, 1, 3, 100}},
          .edges = {{0.5L, 3}, {-1, infinite, no_number}},
          .ulps = 400,  // the slope falls as df^-2, its parts do not
          .long_double_room = 1e-15L,
          .orders = {0, 3}},
  };
  return table;
}

}  // namespace pathwise::testing
