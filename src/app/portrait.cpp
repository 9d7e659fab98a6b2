#include "portrait.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "options.hpp"
#include "pictures.hpp"

namespace pathwise::commands {
namespace {

constexpr std::size_t most_points = 2000, codes_shown = 4, posteriors_shown = 3, density_points = 161,
                      noise_rows = 50000;

std::vector<double> column_means(const matrix<float>& m) {
  std::vector<double> means(m.cols);
  for (std::size_t r = 0; r < m.rows; ++r)
    for (std::size_t c = 0; c < m.cols; ++c) means[c] += static_cast<double>(m(r, c)) / static_cast<double>(m.rows);
  return means;
}

matrix<double> covariance_of(const matrix<float>& m, const std::vector<double>& means) {
  matrix<double> covariance(m.cols, m.cols);
  for (std::size_t r = 0; r < m.rows; ++r)
    for (std::size_t i = 0; i < m.cols; ++i)
      for (std::size_t k = 0; k < m.cols; ++k)
        covariance(i, k) += (static_cast<double>(m(r, i)) - means[i]) * (static_cast<double>(m(r, k)) - means[k]) /
                            static_cast<double>(m.rows);
  return covariance;
}

void place_points(portrait& p, const matrix<float>& means, const matrix<double>& covariance, const data_set& data) {
  const auto centre = column_means(means);
  const principal_directions principal = first_two_directions(covariance);
  double total = 0;
  for (std::size_t i = 0; i < covariance.rows; ++i) total += covariance(i, i);
  for (std::size_t k = 0; k < 2; ++k) p.explained[k] = total > 0 ? principal.values[k] / total : 0;
  for (std::size_t r = 0; r < means.rows; ++r) {
    double at[2] = {};
    for (std::size_t k = 0; k < 2; ++k)
      for (std::size_t c = 0; c < means.cols; ++c)
        at[k] += (static_cast<double>(means(r, c)) - centre[c]) * principal.directions[k][c];
    p.latent.push_back({at[0], at[1], r < data.test_labels.size() ? data.test_labels[r] : -1});
  }
}

marginal marginal_of(std::size_t code, const posterior_parameters& q, const drawn_density& noise,
                     const drawn_density& prior) {
  marginal m;
  m.code = code;
  double farthest = 3;
  for (std::size_t r = 0; r < q.loc.rows; ++r)
    farthest = std::max(farthest, std::fabs(static_cast<double>(q.loc(r, code))));
  m.high = std::min(farthest, 9.0) + 1;
  m.low = -m.high;
  const auto at_row = [&](std::size_t r, double x) {
    const auto loc = static_cast<double>(q.loc(r, code)), scale = static_cast<double>(q.scale(r, code));
    return noise((x - loc) / scale) / scale;
  };
  m.posteriors.resize(std::min(posteriors_shown, q.loc.rows));
  for (std::size_t i = 0; i < density_points; ++i) {
    const double x = m.low + (m.high - m.low) * static_cast<double>(i) / (density_points - 1);
    double all = 0;
    for (std::size_t r = 0; r < q.loc.rows; ++r) all += at_row(r, x) / static_cast<double>(q.loc.rows);
    m.aggregate.push_back(all);
    m.prior.push_back(prior(x));
    for (std::size_t r = 0; r < m.posteriors.size(); ++r) m.posteriors[r].push_back(at_row(r, x));
  }
  return m;
}

}  // namespace

drawn_density::drawn_density(std::span<const float> draws) : bins_(static_cast<std::size_t>(2 * reach / width) + 2) {
  for (const float draw : draws) {
    const double at = (static_cast<double>(draw) + reach) / width;
    if (at >= 0 && at < static_cast<double>(bins_.size() - 2))
      bins_[static_cast<std::size_t>(at)] += 1 / (static_cast<double>(draws.size()) * width);
  }
}

double drawn_density::operator()(double x) const {
  const double at = (x + reach) / width - 0.5;  // a bin's height belongs to its middle
  if (!(at >= 0 && at < static_cast<double>(bins_.size() - 2))) return 0;
  const auto below = static_cast<std::size_t>(at);
  const double share = at - static_cast<double>(below);
  return bins_[below] * (1 - share) + bins_[below + 1] * share;
}

principal_directions first_two_directions(const matrix<double>& symmetric) {
  principal_directions found;
  const std::size_t n = symmetric.rows;
  for (std::size_t k = 0; k < 2; ++k) {
    std::vector<double> v(n);
    for (std::size_t i = 0; i < n; ++i) v[i] = 1 + 0.1 * static_cast<double>(i + k);
    for (int turn = 0; turn < 500; ++turn) {
      std::vector<double> next(n);
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) next[i] += symmetric(i, j) * v[j];
      if (k == 1) {
        const auto& first = found.directions[0];
        const double along = std::inner_product(next.begin(), next.end(), first.begin(), 0.0);
        for (std::size_t i = 0; i < n; ++i) next[i] -= along * first[i];
      }
      const double length = std::sqrt(std::inner_product(next.begin(), next.end(), next.begin(), 0.0));
      if (!(length > 0)) break;
      for (std::size_t i = 0; i < n; ++i) v[i] = next[i] / length;
      found.values[k] = length;
    }
    found.directions[k] = std::move(v);
  }
  return found;
}

portrait portrait_of(const model_entry& model, std::uint64_t seed, session& learner, const data_set& data,
                     const std::filesystem::path& folder) {
  portrait p;
  p.model = &model;
  p.seed = seed;
  if (learner.code_size() == 0) return p;
  p.samples = folder / fmt::format("{}-samples.png", model.name);
  p.reconstructions = folder / fmt::format("{}-reconstructions.png", model.name);
  const auto rows = data.held_out();
  write_samples(learner, data.size, samples_shown, seed, p.samples);
  write_reconstructions(learner, rows.slice(0, std::min(reconstructions_shown, rows.rows)), data.size,
                        p.reconstructions);

  const auto some = rows.slice(0, std::min(most_points, rows.rows));
  const matrix<float> means = learner.encode(some);
  const matrix<double> covariance = covariance_of(means, column_means(means));
  place_points(p, means, covariance, data);
  if (!learner.has_posterior()) return p;
  const posterior_parameters q = learner.posterior(some);
  const drawn_density noise(learner.draw_noise(noise_rows, seed).values),
      prior(learner.draw_codes(noise_rows, seed + 1).values);
  std::vector<std::size_t> codes(means.cols);
  std::iota(codes.begin(), codes.end(), std::size_t{0});
  std::sort(codes.begin(), codes.end(), [&](std::size_t a, std::size_t b) {
    return covariance(a, a) != covariance(b, b) ? covariance(a, a) > covariance(b, b) : a < b;
  });
  for (std::size_t i = 0; i < std::min(codes_shown, codes.size()); ++i)
    p.marginals.push_back(marginal_of(codes[i], q, noise, prior));
  return p;
}

}  // namespace pathwise::commands
