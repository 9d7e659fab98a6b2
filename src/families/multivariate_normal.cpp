#include <pathwise/app/vector_distribution_entry.hpp>
#include <pathwise/dist/multivariate_normal.hpp>

#include "families.hpp"

namespace pathwise::families {

vector_family multivariate_normal() {
  return of_sizes(
      []<std::size_t D>() { return entry_of_vectors<pathwise::multivariate_normal, expr<D>, expr<D, D>>(); });
}

}  // namespace pathwise::families
