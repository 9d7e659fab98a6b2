#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/kumaraswamy.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry kumaraswamy() { return entry_of_distribution<pathwise::kumaraswamy>(); }

}  // namespace pathwise::families
