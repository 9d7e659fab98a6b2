#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/generalized_normal.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry generalized_normal() { return entry_of_distribution<pathwise::generalized_normal>(); }

}  // namespace pathwise::families
