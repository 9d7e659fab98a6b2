#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/cauchy.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry cauchy() { return entry_of_distribution<pathwise::cauchy>(); }

}  // namespace pathwise::families
