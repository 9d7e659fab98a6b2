#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/geometric.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry geometric() { return entry_of_distribution<pathwise::geometric>(); }

}  // namespace pathwise::families
