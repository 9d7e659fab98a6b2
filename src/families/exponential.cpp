#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/exponential.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry exponential() { return entry_of_distribution<pathwise::exponential>(); }

}  // namespace pathwise::families
