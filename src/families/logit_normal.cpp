#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/logit_normal.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry logit_normal() { return entry_of_distribution<pathwise::logit_normal>(); }

}  // namespace pathwise::families
