#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/normal.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry normal() { return entry_of_distribution<pathwise::normal>(); }

}  // namespace pathwise::families
