#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/log_normal.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry log_normal() { return entry_of_distribution<pathwise::log_normal>(); }

}  // namespace pathwise::families
