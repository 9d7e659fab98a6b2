#pragma once
// The tutorial's auto-encoder with codes that have no location and scale: positive numbers, shares of a stick, angles.
#include <pathwise/app/trainer_session.hpp>
#include <pathwise/dist/kl_divergence.hpp>

#include "image_vae.hpp"
#include "ready.hpp"

namespace pathwise::models {

/// Of a posterior's shape: softplus, kept away from shapes so small that samples underflow.
template <std::size_t... E>
constexpr expr<E...> shape_from(expr<E...> a) {
  return softplus(a) + 0.01;
}

/// Codes are positive; the prior is exponential, gamma(1, 1).
struct gamma_codes {
  static constexpr std::string_view name = "gamma";
  template <std::size_t... E>
  constexpr auto posterior(expr<E...> mu, expr<E...> a) const {
    return pathwise::gamma(shape_from(mu), shape_from(a));
  }
  template <class Q>
  constexpr auto prior(const Q& q) const {
    return pathwise::gamma(detail::filled_like(q.rate, 1), 1.0);
  }
  template <std::size_t... E>
  constexpr expr<E...> within(expr<E...> z) const {
    return max(z, 1e-6);
  }
  template <std::size_t... E>
  constexpr auto features(expr<E...> z) const {
    return z;
  }
};

/// Codes are the shares that a stick is broken by: the decoder sees the lengths of the pieces. The prior of each is
/// beta(1, 5). Source: Nalisnick and Smyth 2017, with beta posteriors for their Kumaraswamy ones.
struct beta_codes {
  static constexpr std::string_view name = "beta";
  template <std::size_t... E>
  constexpr auto posterior(expr<E...> mu, expr<E...> a) const {
    return pathwise::beta(shape_from(mu), shape_from(a));
  }
  template <class Q>
  constexpr auto prior(const Q& q) const {
    return pathwise::beta(detail::filled_like(q.concentration1, 1), 5.0);
  }
  template <std::size_t... E>
  constexpr expr<E...> within(expr<E...> z) const {
    return min(max(z, 1e-6), 1 - 1e-6);
  }
  template <std::size_t K>
  constexpr expr<K + 1> features(expr<K> z) const {
    const auto log_left = cumsum(log1p(-z), axis<0>);
    return exp(pad<1, 0>(log_left, axis<0>) + pad<0, 1>(log(z), axis<0>));
  }
};

/// Codes are angles: the decoder sees the points on the circle. The prior is even on it. Source: Davidson, Falorsi, De
/// Cao, Kipf and Tomczak 2018, in two dimensions.
struct von_mises_codes {
  static constexpr std::string_view name = "von_mises";
  template <std::size_t... E>
  constexpr auto posterior(expr<E...> mu, expr<E...> a) const {
    return pathwise::von_mises(mu, shape_from(a));
  }
  /// The least concentration for which the law is right to the last digits; its density is even to a part in 1000.
  template <class Q>
  constexpr auto prior(const Q& q) const {
    return pathwise::von_mises(detail::filled_like(q.loc, 0), 1e-3);
  }
  template <std::size_t... E>
  constexpr expr<E...> within(expr<E...> z) const {
    return z;
  }
  template <std::size_t K>
  constexpr auto features(expr<K> z) const {
    return concatenate(cos(z), sin(z), axis<0>);
  }
};

/// Formula: h = relu(W0 x + b0), the posterior's shapes from fc_mu(h) and fc_logvar(h), logits = decoder(features(z));
/// loss = sum over pixels of the cross-entropy + sum over codes of KL(q || p), in closed form.
template <auto Codes, std::size_t Pixels, std::size_t Hidden, std::size_t Latent>
struct shape_vae {
  static constexpr void build(model_builder& model) {
    const auto x = model.input<Pixels>("x");
    const auto h = relu(linear<Hidden>("encoder.0", x));
    const auto mu = linear<Latent>("fc_mu", h);
    const auto q = Codes.posterior(mu, linear<Latent>("fc_logvar", h));
    const auto p = Codes.prior(q);
    const auto z = Codes.within(rsample("z", q));
    model.name("z_mean", q.mean());
    rsample("z_prior", p);
    const auto features = Codes.features(z);
    const auto logits = linear<Pixels>("decoder.2", relu(linear<Hidden>("decoder.0", features)));
    model.output("x_recon", sigmoid(logits));
    const auto reconstruction = model.output("reconstruction", sum(binary_cross_entropy_with_logits(logits, x)));
    const auto kl = model.output("kl", sum(kl_divergence(q, p)));
    model.name("log_weight", -reconstruction - sum(kl_monte_carlo(q, p, z)));
    model.minimise(reconstruction + kl);
  }
};

/// The entry of one kind of codes in the tutorial's dimensions. There is no scale to choose a form of, nor another
/// prior.
template <auto Codes>
model_entry ready_shape() {
  return {Codes.name, "", "", &make_session<shape_vae<Codes, 784, 400, 20>>};
}

}  // namespace pathwise::models
