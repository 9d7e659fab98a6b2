#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/student_t.hpp>

#include "families.hpp"

namespace pathwise::families {

distribution_entry student_t() { return entry_of_distribution<pathwise::student_t>(); }

}  // namespace pathwise::families
