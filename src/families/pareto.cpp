#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/pareto.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry pareto() { return entry_of_distribution<pathwise::pareto>(); }

}  // namespace pathwise::families
