#pragma once
// The report's drawings, as SVG that needs nothing from elsewhere.
#include <string>
#include <vector>

#include "comparison.hpp"
#include "portrait.hpp"

namespace pathwise::commands {

/// The colour of the model in place `index`, and that of a class.
std::string model_colour(std::size_t index);
std::string class_colour(std::size_t label);

/// The loss on the rows held out after each epoch: a line for each run, the mean over seeds bold.
std::string curves_chart(const std::vector<contestant>& all);
/// One number: a dot for each run, and the mean with its standard error, a line for each model.
std::string strip_chart(const std::vector<contestant>& all, const std::string& number);
std::string scatter_chart(const portrait& of);
std::string marginal_chart(const marginal& m, std::size_t model_index);

}  // namespace pathwise::commands
