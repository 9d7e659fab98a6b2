#pragma once
// A picture of a distribution: its density over a histogram of samples, and its distribution function.
#include <pathwise/app/distribution_table.hpp>

#include <functional>
#include <string>
#include <vector>

namespace pathwise::commands {

/// Writes the picture to `file`. `at` gives the quantities at rows of parameters and x, `draw` so many samples.
/// Throws: file_error.
void plot_distribution(const std::string& file, const distribution_entry& family, const std::vector<double>& parameters,
                       const std::function<matrix<double>(const matrix<double>& rows)>& at,
                       const std::function<std::vector<double>(std::size_t count)>& draw);

}  // namespace pathwise::commands
