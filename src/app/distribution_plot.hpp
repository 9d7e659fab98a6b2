#pragma once
// A picture of a distribution: its density over a histogram of samples, or a discrete family's probabilities, and its
// distribution function; of vectors, a histogram of each component.
#include <pathwise/app/distribution_table.hpp>

#include <functional>
#include <string>
#include <vector>

namespace pathwise::commands {

/// One quantity at points of the distribution that is drawn.
using point_evaluator = std::function<std::vector<double>(const std::vector<double>& points, quantity q)>;

/// Writes the picture to `file`. `draw` gives so many samples; it is not asked where the family is discrete.
/// Throws: file_error.
void plot_distribution(const std::string& file, const distribution_entry& family, const point_evaluator& at,
                       const std::function<std::vector<double>(std::size_t count)>& draw);

}  // namespace pathwise::commands
