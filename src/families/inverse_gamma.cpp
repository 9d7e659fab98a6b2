#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/inverse_gamma.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry inverse_gamma() { return entry_of_distribution<pathwise::inverse_gamma>(); }

}  // namespace pathwise::families
