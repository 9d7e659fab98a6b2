#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/relaxed_bernoulli.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry relaxed_bernoulli() { return entry_of_distribution<pathwise::relaxed_bernoulli>(); }

}  // namespace pathwise::families
