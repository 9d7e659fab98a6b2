#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/continuous_bernoulli.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry continuous_bernoulli() { return entry_of_distribution<pathwise::continuous_bernoulli>(); }

}  // namespace pathwise::families
