#pragma once
// What a trainer has learnt, as plain numbers.
#include <vector>

namespace pathwise::testing {

/// The numbers of all parameters, one after the other.
std::vector<float> all_parameters(const auto& trainer) {
  std::vector<float> all;
  for (const auto& p : trainer.parameters().infos()) {
    const auto numbers = trainer.parameters().read(p.name);
    all.insert(all.end(), numbers.begin(), numbers.end());
  }
  return all;
}

}  // namespace pathwise::testing
