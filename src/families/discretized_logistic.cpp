#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/discretized_logistic.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry discretized_logistic() { return entry_of_distribution<pathwise::discretized_logistic>(); }

}  // namespace pathwise::families
