#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/bernoulli.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry bernoulli() { return entry_of_distribution<pathwise::bernoulli>(); }

}  // namespace pathwise::families
