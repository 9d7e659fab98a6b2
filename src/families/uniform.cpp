#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/uniform.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry uniform() { return entry_of_distribution<pathwise::uniform>(); }

}  // namespace pathwise::families
