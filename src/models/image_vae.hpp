#pragma once
// The tutorial's variational auto-encoder, and the choices that the ready models make in it.
#include <pathwise/dist/kl_divergence.hpp>
#include <pathwise/dist/student_t.hpp>
#include <pathwise/nn/linear.hpp>
#include <pathwise/nn/losses.hpp>

#include <cstddef>
#include <string_view>

namespace pathwise::models {

/// How fc_logvar's output a becomes the posterior's scale.
struct log_variance {
  static constexpr std::string_view name = "log-variance";
  template <std::size_t... E>
  constexpr auto operator()(expr<E...> a) const {
    return exp(0.5 * a);
  }
};
struct softplus_variance {
  static constexpr std::string_view name = "softplus-variance";
  template <std::size_t... E>
  constexpr auto operator()(expr<E...> a) const {
    return sqrt(softplus(a));
  }
};
struct softplus_scale {
  static constexpr std::string_view name = "softplus";
  template <std::size_t... E>
  constexpr auto operator()(expr<E...> a) const {
    return softplus(a);
  }
};

/// What a pixel costs, in nats, given the decoder's logit; its mean is sigmoid(logit) for both.
struct bernoulli {
  static constexpr std::string_view name = "bernoulli";
  template <std::size_t... E>
  constexpr auto operator()(expr<E...> logits, expr<E...> x) const {
    return binary_cross_entropy_with_logits(logits, x);
  }
};
struct squared {
  static constexpr std::string_view name = "squared-error";
  template <std::size_t... E>
  constexpr auto operator()(expr<E...> logits, expr<E...> x) const {
    return squared_error(sigmoid(logits), x);
  }
};

/// What the codes are measured against, given the posterior.
struct own_prior {
  static constexpr std::string_view name = "own";
  template <class Q>
  constexpr auto operator()(const Q& q) const {
    return standard_like(q);
  }
};
struct normal_prior {
  static constexpr std::string_view name = "normal";
  template <class Q>
  constexpr auto operator()(const Q& q) const {
    return standard_like(normal(q.loc, q.scale));
  }
};

/// The posterior of the codes: h = relu(W0 x + b0), loc = fc_mu(h), scale = sigma(fc_logvar(h)).
template <auto Posterior, auto Sigma, std::size_t Hidden, std::size_t Latent, std::size_t Pixels>
constexpr auto encoded(expr<Pixels> x) {
  const auto h = relu(linear<Hidden>("encoder.0", x));
  const auto mu = linear<Latent>("fc_mu", h);
  return Posterior(mu, Sigma(linear<Latent>("fc_logvar", h)));
}
/// The logits of the pixels.
template <std::size_t Pixels, std::size_t Hidden, std::size_t Latent>
constexpr auto decoded(expr<Latent> z) {
  return linear<Pixels>("decoder.2", relu(linear<Hidden>("decoder.0", z)));
}

/// Formula: h = relu(W0 x + b0), mu = fc_mu(h), a = fc_logvar(h), z = mu + sigma(a) eps, logits = decoder(z);
/// loss = sum over pixels of reconstruction(logits, x) + sum over codes of divergence(q, p), p the family at 0 and 1 or
/// the standard normal. log_weight = log p(x, z) - log q(z | x), whose log-mean-exp over samples estimates log p(x).
/// Source: Kingma and Welling 2014, appendix B; the parameters are named as in the PyTorch module of the tutorial.
template <family auto Posterior, auto Divergence, auto Sigma, auto Reconstruction, std::size_t Pixels,
          std::size_t Hidden, std::size_t Latent, auto Prior = own_prior{}>
struct image_vae {
  static constexpr void build(model_builder& model) {
    const auto x = model.input<Pixels>("x");
    const auto q = encoded<Posterior, Sigma, Hidden, Latent>(x);
    const auto z = rsample("z", q);
    const auto p = Prior(q);
    model.name("z_mean", q.mean());
    model.name("z_loc", q.loc);
    model.name("z_scale", q.scale);
    if constexpr (Prior.name != own_prior::name) rsample("z_prior", p);
    const auto logits = decoded<Pixels, Hidden>(z);
    model.output("x_recon", sigmoid(logits));
    const auto reconstruction = model.output("reconstruction", sum(Reconstruction(logits, x)));
    const auto kl = model.output("kl", sum(Divergence(q, p, z)));
    model.name("log_weight", -reconstruction - sum(kl_monte_carlo(q, p, z)));
    model.minimise(reconstruction + kl);
  }
};

}  // namespace pathwise::models
