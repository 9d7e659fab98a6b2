#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/fisher_snedecor.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry fisher_snedecor() { return entry_of_distribution<pathwise::fisher_snedecor>(); }

}  // namespace pathwise::families
