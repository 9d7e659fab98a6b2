#pragma once
// The choices of the ten ready models, named as oracle.py names its cases.
#include <string>

#include "models/image_vae.hpp"

namespace pathwise::parity {

template <auto Posterior, auto Divergence, auto Sigma, auto Reconstruction>
struct variant {
  template <std::size_t Pixels, std::size_t Hidden, std::size_t Latent>
  using model = models::image_vae<Posterior, Divergence, Sigma, Reconstruction, Pixels, Hidden, Latent>;

  static std::string name_in(const std::string& group) {
    std::string name = group;
    for (const std::string_view part : {std::string_view(Posterior.name), Sigma.name, Reconstruction.name})
      name.append(".").append(part);
    return name;
  }
};

template <auto Reconstruction>
using normal_log_variance = variant<normal, closed_form, models::log_variance{}, Reconstruction>;
template <auto Reconstruction>
using normal_softplus_variance = variant<normal, closed_form, models::softplus_variance{}, Reconstruction>;
template <auto Reconstruction>
using normal_softplus = variant<normal, closed_form, models::softplus_scale{}, Reconstruction>;
template <auto Reconstruction>
using laplace_log_variance = variant<laplace, closed_form, models::log_variance{}, Reconstruction>;
template <auto Reconstruction>
using logistic_log_variance = variant<logistic, monte_carlo, models::log_variance{}, Reconstruction>;

inline constexpr models::bernoulli bernoulli{};
inline constexpr models::squared squared_error{};

}  // namespace pathwise::parity
