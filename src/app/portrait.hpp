#pragma once
// What a trained model looks like: pictures, its codes in the plane, and how they spread against the prior.
#include <pathwise/app/session.hpp>

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "data_choice.hpp"

namespace pathwise::commands {

/// A density at equally spaced points from the first to the last of an axis.
using density_line = std::vector<double>;

/// How one code spreads: the prior, the mean of the posteriors of many rows, and the posteriors of a few rows.
struct marginal {
  std::size_t code = 0;
  double low = 0, high = 0;
  density_line prior, aggregate;
  std::vector<density_line> posteriors;
};

struct latent_point {
  double x = 0, y = 0;
  int label = -1;  // -1: none is known
};

struct portrait {
  const model_entry* model = nullptr;
  std::uint64_t seed = 0;
  std::filesystem::path samples, reconstructions;  // empty for a model that samples nothing
  std::vector<latent_point> latent;   // the posterior means of rows held out, in their first two principal directions
  std::array<double, 2> explained{};  // share of the variance that each direction has
  std::vector<marginal> marginals;    // of the most active codes
};

/// Draws the pictures into `folder`, and computes the rest.
portrait portrait_of(const model_entry& model, std::uint64_t seed, session& learner, const data_set& data,
                     const std::filesystem::path& folder);

/// The density of many draws as a function, by their shares in bins of one width from `low` on; 0 outside.
class drawn_density {
 public:
  drawn_density(double low, double width, std::size_t bins) : low_(low), width_(width), bins_(bins) {}
  /// Of draws about 0, and as far from it as noise may be looked at.
  explicit drawn_density(std::span<const float> draws);
  void add(std::span<const float> draws);
  double operator()(double x) const;

 private:
  double low_, width_, count_ = 0;
  std::vector<double> bins_;
};

/// The first two eigenvectors of a symmetric matrix, with their eigenvalues, the greater first.
struct principal_directions {
  std::array<std::vector<double>, 2> directions;
  std::array<double, 2> values{};
};
principal_directions first_two_directions(const matrix<double>& symmetric);

}  // namespace pathwise::commands
