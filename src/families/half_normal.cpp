#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/half_normal.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry half_normal() { return entry_of_distribution<pathwise::half_normal>(); }

}  // namespace pathwise::families
