#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/half_cauchy.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry half_cauchy() { return entry_of_distribution<pathwise::half_cauchy>(); }

}  // namespace pathwise::families
