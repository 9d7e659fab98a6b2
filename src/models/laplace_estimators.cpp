#include "estimators.hpp"

namespace pathwise::models {

std::array<estimator_entry, 4> laplace_estimators() { return estimators_of<laplace>(); }

}  // namespace pathwise::models
