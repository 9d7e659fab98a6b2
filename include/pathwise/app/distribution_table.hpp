#pragma once
// A family as the command line knows it: plain numbers in and out, so that the commands are compiled once for all
// families and all instruction levels.
#include <pathwise/base/constraint.hpp>
#include <pathwise/base/matrix.hpp>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace pathwise {

/// What is said of a distribution at a point. After these come the derivatives of log_prob in each parameter, and those
/// of a sample that came out as x.
enum class quantity : std::uint8_t { log_prob, cdf, sf, entropy, mean, variance, mode, dlogp_dx };
inline constexpr std::size_t quantity_count = 8;

/// A family of distributions of one number.
struct distribution_entry {
  std::string_view name, support;
  std::span<const distribution_parameter> parameters;
  std::uint32_t states = 0;  // bit k: quantity k exists for this family
  lattice events;            // of a discrete family; step 0 for the others
  bool is_discrete() const { return events.step > 0; }
  /// Columns: the parameters, then x. Returned: `quantity_count` and twice the parameters columns, NaN where nothing is
  /// stated.
  matrix<float> (*at_float)(matrix_view<const float> rows) = nullptr;
  matrix<double> (*at_double)(matrix_view<const double> rows) = nullptr;
  /// `count` reparameterised samples. Key: (seed, index).
  std::vector<float> (*sample_float)(std::span<const float> parameters, std::size_t count,
                                     std::uint64_t seed) = nullptr;
  std::vector<double> (*sample_double)(std::span<const double> parameters, std::size_t count,
                                       std::uint64_t seed) = nullptr;

  /// And so derivatives of it.
  bool has_sample() const { return sample_float != nullptr; }
  bool states_quantity(quantity k) const { return (states >> static_cast<unsigned>(k) & 1) != 0; }
};

/// The families of the library of ready models, by name; defined in it.
std::span<const distribution_entry> ready_distributions();

}  // namespace pathwise
