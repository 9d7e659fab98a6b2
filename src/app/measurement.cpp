#include "measurement.hpp"

#include <algorithm>

#include "interrupt.hpp"
#include "statistics.hpp"

namespace pathwise::commands {

std::optional<double> importance_log_likelihood(session& of, matrix_view<const float> rows,
                                                const importance_choice& how) {
  if (!of.has_log_weights()) return std::nullopt;
  const auto some = rows.slice(0, std::min(how.rows, rows.rows));
  std::vector<log_mean_exp> of_row(some.rows);
  for (std::uint64_t draw = 0; draw < how.samples; ++draw) {
    const std::vector<float> weights = of.sample_posterior(some, draw).log_weights;
    for (std::size_t r = 0; r < some.rows; ++r) of_row[r].add(static_cast<double>(weights[r]));
    if (interrupt_watch::requested()) return std::nullopt;
  }
  double mean = 0;
  for (const log_mean_exp& row : of_row) mean += row.value() / static_cast<double>(some.rows);
  return mean;
}

std::optional<double> gradient_variance(session& of, matrix_view<const float> rows, std::size_t draws) {
  if (of.code_size() == 0) return std::nullopt;
  total_variance variance;
  for (std::uint64_t draw = 0; draw < draws; ++draw) {
    const loss_gradients g = of.differentiate(rows, draw + 1);
    for (const named_matrix& parameter : g.gradients) variance.add(parameter.numbers.values);
    variance.next();
    if (interrupt_watch::requested()) return std::nullopt;
  }
  return variance.value();
}

}  // namespace pathwise::commands
