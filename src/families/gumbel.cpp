#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/gumbel.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry gumbel() { return entry_of_distribution<pathwise::gumbel>(); }

}  // namespace pathwise::families
