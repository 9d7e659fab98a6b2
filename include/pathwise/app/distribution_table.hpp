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

/// How long a parameter or an event is along each axis; empty for one number.
using list_extents = std::vector<std::size_t>;
inline std::size_t numbers_in(const list_extents& e) {
  std::size_t count = 1;
  for (const std::size_t n : e) count *= n;
  return count;
}

/// A family of distributions of one number; or of vectors, which has an entry for each size of its event.
struct distribution_entry {
  std::string_view name, support;
  std::span<const distribution_parameter> parameters;
  list_extents event;                           // empty, or how many numbers an event has
  std::vector<list_extents> parameter_extents;  // one for each parameter
  std::uint32_t states = 0;                     // bit k: quantity k exists for this family
  lattice events;                               // of a discrete family; step 0 for the others
  bool is_discrete() const { return events.step > 0; }
  /// Columns: the numbers of the parameters, then those of x. Returned: `result_columns()` columns, NaN where nothing
  /// is stated.
  matrix<float> (*at_float)(matrix_view<const float> rows) = nullptr;
  matrix<double> (*at_double)(matrix_view<const double> rows) = nullptr;
  /// `count` reparameterised samples, one after the other. Key: (seed, index).
  std::vector<float> (*sample_float)(std::span<const float> parameters, std::size_t count,
                                     std::uint64_t seed) = nullptr;
  std::vector<double> (*sample_double)(std::span<const double> parameters, std::size_t count,
                                       std::uint64_t seed) = nullptr;

  /// And so derivatives of it.
  bool has_sample() const { return sample_float != nullptr; }
  bool states_quantity(quantity k) const { return (states >> static_cast<unsigned>(k) & 1) != 0; }

  std::size_t event_numbers() const { return numbers_in(event); }
  std::size_t parameter_numbers() const {
    std::size_t count = 0;
    for (const list_extents& e : parameter_extents) count += numbers_in(e);
    return count;
  }
  /// Moments and the slope along x are as long as an event is.
  const list_extents& extents_of_quantity(quantity q) const {
    static const list_extents one;
    return q == quantity::mean || q == quantity::variance || q == quantity::mode || q == quantity::dlogp_dx ? event
                                                                                                            : one;
  }
  /// The column at which a quantity begins.
  std::size_t column_of(quantity q) const {
    std::size_t column = 0;
    for (std::size_t k = 0; k < static_cast<std::size_t>(q); ++k)
      column += numbers_in(extents_of_quantity(static_cast<quantity>(k)));
    return column;
  }
  /// Of the derivatives of log_prob in the parameters; those of the event's numbers follow, all parameters for each.
  std::size_t column_of_slopes() const { return column_of(quantity::dlogp_dx) + event_numbers(); }
  std::size_t result_columns() const { return column_of_slopes() + (1 + event_numbers()) * parameter_numbers(); }
};

/// The families of the library of ready models, by name, the entries of one family by size; defined in it.
std::span<const distribution_entry> ready_distributions();

}  // namespace pathwise
