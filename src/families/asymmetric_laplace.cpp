#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/asymmetric_laplace.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry asymmetric_laplace() { return entry_of_distribution<pathwise::asymmetric_laplace>(); }

}  // namespace pathwise::families
