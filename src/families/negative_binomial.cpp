#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/negative_binomial.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry negative_binomial() { return entry_of_distribution<pathwise::negative_binomial>(); }

}  // namespace pathwise::families
