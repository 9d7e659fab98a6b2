#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/truncated_normal.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry truncated_normal() { return entry_of_distribution<pathwise::truncated_normal>(); }

}  // namespace pathwise::families
