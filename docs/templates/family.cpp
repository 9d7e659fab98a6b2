#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/NAME.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry NAME() { return entry_of_distribution<pathwise::NAME>(); }

}  // namespace pathwise::families
