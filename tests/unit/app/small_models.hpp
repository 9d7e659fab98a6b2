#pragma once
// Models for the tests of this folder, of widths that no vector divides.
#include <pathwise/app/model_entries.hpp>
#include <pathwise/dist/kl_divergence.hpp>
#include <pathwise/nn/linear.hpp>
#include <pathwise/nn/losses.hpp>

namespace pathwise::test {

struct small_vae {
  static constexpr void build(model_builder& model) {
    const auto x = model.input<13>("x");
    const auto h = tanh(linear<7>("encoder", x));
    const auto q = normal(linear<3>("mu", h), exp(0.5 * linear<3>("logvar", h)));
    const auto z = rsample("z", q);
    model.name("z_mean", q.mean());
    const auto logits = linear<13>("decoder", z);
    model.output("x_recon", sigmoid(logits));
    const auto reconstruction = model.output("reconstruction", sum(binary_cross_entropy_with_logits(logits, x)));
    model.minimise(reconstruction + model.output("kl", sum(kl_divergence(q, standard_like(q)))));
  }
};

/// Names all that is measured; its prior is a normal, which is not its posterior's family.
struct measured_vae {
  static constexpr void build(model_builder& model) {
    const auto x = model.input<13>("x");
    const auto h = tanh(linear<7>("encoder", x));
    const auto q = laplace(linear<3>("mu", h), exp(0.5 * linear<3>("logvar", h)));
    const auto p = standard_like(normal(q.loc, q.scale));
    const auto z = rsample("z", q);
    rsample("z_prior", p);
    model.name("z_mean", q.mean());
    model.name("z_loc", q.loc);
    model.name("z_scale", q.scale);
    const auto logits = linear<13>("decoder", z);
    model.output("x_recon", sigmoid(logits));
    const auto reconstruction = model.output("reconstruction", sum(binary_cross_entropy_with_logits(logits, x)));
    const auto kl = model.output("kl", sum(kl_monte_carlo(q, p, z)));
    model.name("log_weight", -reconstruction - kl);
    model.minimise(reconstruction + kl);
  }
};

/// Samples nothing.
struct autoencoder {
  static constexpr std::string_view name = "plain";
  static constexpr void build(model_builder& model) {
    const auto x = model.input<13>("x");
    model.minimise(sum(squared_error(linear<13>("back", tanh(linear<3>("there", x))), x)));
  }
};

inline matrix<float> rows_between_0_and_1(std::size_t rows, std::uint64_t seed = 5) {
  matrix<float> m(rows, 13);
  for (float& v : m.values) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    v = static_cast<float>(seed >> 40) * 0x1p-24f;
  }
  return m;
}

template <class Model = small_vae>
std::unique_ptr<session> small_session(std::size_t batch = 8, std::uint64_t seed = 3) {
  session_options options;
  options.training.batch = batch;
  options.training.seed = seed;
  options.training.threads = 1;
  options.learning_rate = 0.01;
  return make_session<Model>(options);
}

/// All parameters one after the other.
inline std::vector<float> numbers_of(const session& s) {
  std::vector<float> all;
  for (const tensor_info& p : s.parameters()) {
    const auto numbers = s.parameter(p.name);
    all.insert(all.end(), numbers.begin(), numbers.end());
  }
  return all;
}

}  // namespace pathwise::test
