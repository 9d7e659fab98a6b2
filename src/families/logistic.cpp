#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/logistic.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry logistic() { return entry_of_distribution<pathwise::logistic>(); }

}  // namespace pathwise::families
