#include <pathwise/app/vector_distribution_entry.hpp>
#include <pathwise/dist/dirichlet.hpp>

#include "families.hpp"

namespace pathwise::families {

vector_family dirichlet() {
  return of_sizes([]<std::size_t K>() { return entry_of_vectors<pathwise::dirichlet, expr<K>>(); });
}

}  // namespace pathwise::families
