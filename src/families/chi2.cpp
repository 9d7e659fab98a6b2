#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/chi2.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry chi2() { return entry_of_distribution<pathwise::chi2>(); }

}  // namespace pathwise::families
