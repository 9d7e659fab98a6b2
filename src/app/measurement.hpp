#pragma once
// What is measured of a trained model, beside its bound.
#include <pathwise/app/session.hpp>

#include <cstdint>
#include <optional>

namespace pathwise::commands {

struct importance_choice {
  std::size_t samples = 512;
  std::size_t rows = 1000;  // the first ones
};

/// The mean over rows of log(1/S sum of p(x, z) / q(z | x)) at S samples of each row's posterior: an estimate of log
/// p(x) from below. Nothing where the model has no "log_weight", or where Ctrl-C came first. Source: Burda, Grosse and
/// Salakhutdinov 2016, equation 8.
std::optional<double> importance_log_likelihood(session& of, matrix_view<const float> rows,
                                                const importance_choice& how);

/// How noisy the gradient is that a step is given: the variance over `draws` of noise of the gradient of the mean loss
/// of these rows, summed over the parameters. Nothing for a model that samples no "z", or where Ctrl-C came first.
std::optional<double> gradient_variance(session& of, matrix_view<const float> rows, std::size_t draws);

}  // namespace pathwise::commands
