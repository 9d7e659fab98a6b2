#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/binomial.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry binomial() { return entry_of_distribution<pathwise::binomial>(); }

}  // namespace pathwise::families
