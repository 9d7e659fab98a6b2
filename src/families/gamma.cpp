#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/gamma.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry gamma() { return entry_of_distribution<pathwise::gamma>(); }

}  // namespace pathwise::families
