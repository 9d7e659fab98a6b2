#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/weibull.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry weibull() { return entry_of_distribution<pathwise::weibull>(); }

}  // namespace pathwise::families
