#include <pathwise/app/vector_distribution_entry.hpp>
#include <pathwise/dist/transformed.hpp>

#include "families.hpp"

namespace pathwise::families {

vector_family logistic_normal() {
  return of_sizes(
      []<std::size_t K>() { return entry_of_vectors<pathwise::logistic_normal, expr<K - 1>, expr<K - 1>>(); });
}

}  // namespace pathwise::families
