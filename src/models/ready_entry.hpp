#pragma once
#include <pathwise/app/trainer_session.hpp>
#include <pathwise/passes/fold_constants.hpp>

#include "image_vae.hpp"
#include "ready.hpp"

namespace pathwise::models {

/// The variance of the family's member of location 0 and scale 1.
template <auto Posterior>
inline constexpr double variance_at_scale_1 = [] {
  graph g;
  const expr<> zero(literal(g, 0)), one(literal(g, 1));
  g.marks.add({"variance", mark_kind::root, Posterior(zero, one).variance().id});
  const graph folded = fold_constants(g);
  return folded.nodes[folded.marks[0].node].constant;
}();

/// The entry of one choice in the tutorial's dimensions: 28 x 28 pixels, 400 hidden units, 20 codes.
template <auto Posterior, auto Divergence, auto Sigma, auto Reconstruction, auto Prior = own_prior{}>
model_entry ready() {
  using model = image_vae<Posterior, Divergence, Sigma, Reconstruction, 784, 400, 20, Prior>;
  model_entry entry{Posterior.name, Sigma.name, Reconstruction.name, &make_session<model>, Prior.name};
  entry.variance_at_scale_1 = variance_at_scale_1<Posterior>;
  entry.kl_is_sampled = std::is_same_v<std::remove_cvref_t<decltype(Divergence)>, monte_carlo_divergence>;
  return entry;
}

}  // namespace pathwise::models
