#pragma once
// The tutorial's model by four estimators of its gradient, for `pathwise gradients`.
#include <pathwise/app/gradient_estimator.hpp>
#include <pathwise/dist/gradient_estimators.hpp>
#include <pathwise/train/trainer.hpp>

#include "image_vae.hpp"
#include "ready.hpp"

namespace pathwise::models {

/// The same model by the score function: no gradient flows through z; what the reconstruction says of q comes of its
/// score.
template <family auto Posterior, auto Sigma, auto Reconstruction, std::size_t Pixels, std::size_t Hidden,
          std::size_t Latent>
struct image_vae_by_score {
  static constexpr void build(model_builder& model) {
    const auto x = model.input<Pixels>("x");
    const auto q = encoded<Posterior, Sigma, Hidden, Latent>(x);
    const auto z = stop_gradient(rsample("z", q));
    const auto reconstruction = sum(Reconstruction(decoded<Pixels, Hidden>(z), x));
    model.minimise(with_score_function(reconstruction, sum(q.log_prob(z))) + sum(closed_form(q, standard_like(q), z)));
  }
};

template <class Model>
class model_estimator final : public gradient_estimator {
 public:
  explicit model_estimator(const trainer_options& options) : trainer_(options, {}) {}
  void set_parameter(std::string_view name, std::span<const float> numbers) override {
    trainer_.parameters().write(name, numbers);
  }
  std::vector<named_matrix> gradients(matrix_view<const float> rows, matrix_view<const float> noise) override {
    auto& p = trainer_.template program_of<gradients_program<given<Model, in<"z.eps">>>>();
    p.bind_input("x", rows);
    p.bind_input("z.eps", noise);
    std::vector<matrix<float>> found = p.run_to_matrices(rows.rows, trainer_.settings());
    std::vector<named_matrix> gradients;
    for (const parameter_info& parameter : trainer_.parameters().infos())
      for (std::size_t k = 0; k < found.size(); ++k)
        if (p.outputs()[k].name == parameter.name)
          gradients.push_back({std::string(parameter.name), std::move(found[k])});
    return gradients;
  }

 private:
  trainer<Model> trainer_;
};

template <class Model>
std::unique_ptr<gradient_estimator> make_estimator(const trainer_options& options) {
  return std::make_unique<model_estimator<Model>>(options);
}

/// The four estimators for one posterior, in the tutorial's dimensions.
template <auto Posterior>
std::array<estimator_entry, 4> estimators_of() {
  constexpr log_variance sigma{};
  constexpr bernoulli pixels{};
  const auto entry = [](std::string_view name, auto make) { return estimator_entry{Posterior.name, name, make}; };
  return {entry("analytic", &make_estimator<image_vae<Posterior, closed_form, sigma, pixels, 784, 400, 20>>),
          entry("monte-carlo", &make_estimator<image_vae<Posterior, monte_carlo, sigma, pixels, 784, 400, 20>>),
          entry("sticking-the-landing",
                &make_estimator<image_vae<Posterior, sticking_the_landing, sigma, pixels, 784, 400, 20>>),
          entry("score-function", &make_estimator<image_vae_by_score<Posterior, sigma, pixels, 784, 400, 20>>)};
}

}  // namespace pathwise::models
