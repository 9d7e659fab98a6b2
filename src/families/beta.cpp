#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/beta.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry beta() { return entry_of_distribution<pathwise::beta>(); }

}  // namespace pathwise::families
