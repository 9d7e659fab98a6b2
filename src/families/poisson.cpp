#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/poisson.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry poisson() { return entry_of_distribution<pathwise::poisson>(); }

}  // namespace pathwise::families
