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

/// The i-th of the points at which a marginal's lines are.
double point_of(const marginal& m, std::size_t i) {
  return m.low + (m.high - m.low) * static_cast<double>(i) / (density_points - 1);
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
    const double x = point_of(m, i);
    double all = 0;
    for (std::size_t r = 0; r < q.loc.rows; ++r) all += at_row(r, x) / static_cast<double>(q.loc.rows);
    m.aggregate.push_back(all);
    m.prior.push_back(prior(x));
    for (std::size_t r = 0; r < m.posteriors.size(); ++r) m.posteriors[r].push_back(at_row(r, x));
  }
  return m;
}

/// The codes that vary most from row to row, the most active first.
std::vector<std::size_t> most_active(const matrix<double>& covariance) {
  std::vector<std::size_t> codes(covariance.rows);
  std::iota(codes.begin(), codes.end(), std::size_t{0});
  std::sort(codes.begin(), codes.end(), [&](std::size_t a, std::size_t b) {
    return covariance(a, a) != covariance(b, b) ? covariance(a, a) > covariance(b, b) : a < b;
  });
  codes.resize(std::min(codes_shown, codes.size()));
  return codes;
}

std::vector<float> column(const matrix<float>& m, std::size_t code) {
  std::vector<float> numbers(m.rows);
  for (std::size_t r = 0; r < m.rows; ++r) numbers[r] = m(r, code);
  return numbers;
}

/// Draws of codes whose posteriors are not moved and scaled from one noise: of all rows, and of a few rows many times.
struct drawn_codes {
  matrix<float> prior, aggregate;
  std::vector<matrix<float>> posteriors;
};
drawn_codes draw_codes(session& learner, matrix_view<const float> rows, std::uint64_t seed) {
  drawn_codes drawn{learner.draw_codes(noise_rows, seed), matrix<float>(noise_rows, learner.code_size()), {}};
  for (std::size_t filled = 0, draw = 0; filled < noise_rows; ++draw) {
    const posterior_sample sample = learner.sample_posterior(rows, draw);
    const std::size_t taken = std::min(noise_rows - filled, rows.rows);
    std::copy_n(sample.codes.values.begin(), taken * sample.codes.cols,
                drawn.aggregate.values.begin() + static_cast<std::ptrdiff_t>(filled * sample.codes.cols));
    filled += taken;
  }
  for (std::size_t r = 0; r < std::min(posteriors_shown, rows.rows); ++r) {
    matrix<float> repeated(noise_rows / 5, rows.cols);
    for (std::size_t i = 0; i < repeated.rows; ++i)
      std::copy_n(rows.row(r), rows.cols, repeated.values.begin() + static_cast<std::ptrdiff_t>(i * rows.cols));
    drawn.posteriors.push_back(learner.sample_posterior(repeated.view(), 0).codes);
  }
  return drawn;
}

/// Over all but a thousandth of the codes at each end of prior and aggregate.
marginal marginal_of(std::size_t code, const drawn_codes& drawn) {
  marginal m;
  m.code = code;
  const std::vector<float> prior = column(drawn.prior, code), aggregate = column(drawn.aggregate, code);
  std::vector<float> both = prior;
  both.insert(both.end(), aggregate.begin(), aggregate.end());
  std::sort(both.begin(), both.end());
  m.low = static_cast<double>(both[both.size() / 1000]);
  m.high = std::max(m.low + 1e-6, static_cast<double>(both[both.size() - 1 - both.size() / 1000]));
  const auto line = [&](std::span<const float> draws) {
    constexpr std::size_t bins = density_points / 2;
    drawn_density density(m.low, (m.high - m.low) / static_cast<double>(bins), bins);
    density.add(draws);
    density_line heights(density_points);
    for (std::size_t i = 0; i < density_points; ++i) heights[i] = density(point_of(m, i));
    return heights;
  };
  m.prior = line(prior);
  m.aggregate = line(aggregate);
  for (const matrix<float>& of_row : drawn.posteriors) m.posteriors.push_back(line(column(of_row, code)));
  return m;
}

}  // namespace

drawn_density::drawn_density(std::span<const float> draws) : drawn_density(-20, 0.05, 800) { add(draws); }

void drawn_density::add(std::span<const float> draws) {
  for (const float draw : draws) {
    const double at = (static_cast<double>(draw) - low_) / width_;
    if (at >= 0 && at < static_cast<double>(bins_.size())) bins_[static_cast<std::size_t>(at)] += 1;
  }
  count_ += static_cast<double>(draws.size());
}

double drawn_density::operator()(double x) const {
  const double last = static_cast<double>(bins_.size() - 1), at = (x - low_) / width_ - 0.5;  // in the middle of a bin
  if (!(at >= -0.5 && at <= last + 0.5) || count_ == 0) return 0;
  const double inside = std::clamp(at, 0.0, last);
  const auto below = static_cast<std::size_t>(inside);
  const double share = inside - static_cast<double>(below), above = bins_[std::min(below + 1, bins_.size() - 1)];
  return (bins_[below] * (1 - share) + above * share) / (count_ * width_);
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
  const std::vector<std::size_t> codes = most_active(covariance);
  if (learner.has_posterior()) {
    const posterior_parameters q = learner.posterior(some);
    const drawn_density noise(learner.draw_noise(noise_rows, seed).values),
        prior(learner.draw_codes(noise_rows, seed + 1).values);
    for (const std::size_t code : codes) p.marginals.push_back(marginal_of(code, q, noise, prior));
  } else {
    const drawn_codes drawn = draw_codes(learner, some, seed + 1);
    for (const std::size_t code : codes) p.marginals.push_back(marginal_of(code, drawn));
  }
  return p;
}

}  // namespace pathwise::commands
