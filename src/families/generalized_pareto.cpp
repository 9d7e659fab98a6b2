#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/generalized_pareto.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry generalized_pareto() { return entry_of_distribution<pathwise::generalized_pareto>(); }

}  // namespace pathwise::families
