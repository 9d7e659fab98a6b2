#include "estimators.hpp"

namespace pathwise::models {

std::array<estimator_entry, 4> normal_estimators() { return estimators_of<normal>(); }

}  // namespace pathwise::models
