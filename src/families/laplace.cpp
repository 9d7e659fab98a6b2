#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/laplace.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry laplace() { return entry_of_distribution<pathwise::laplace>(); }

}  // namespace pathwise::families
