#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/von_mises.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry von_mises() { return entry_of_distribution<pathwise::von_mises>(); }

}  // namespace pathwise::families
