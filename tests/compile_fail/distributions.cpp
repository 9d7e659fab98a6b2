// Mistakes with distributions: parameters that do not fit, divergences that do not exist, samples without a pathwise gradient.
#include <pathwise/engine.hpp>
namespace pw = pathwise;

using twenty = pw::expr<20>;
using expr_of_21 = pw::expr<21>;

#ifdef GOOD
inline constexpr auto three_parameters = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return pw::student_t(4.0, x, exp(x)).log_prob(x); });
#else
inline constexpr auto three_parameters = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return pw::student_t(4.0, x, z).scale; });  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif

#ifdef GOOD
inline constexpr auto point = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return pw::weibull(x, x).cdf(x); });
#else
inline constexpr auto point = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return pw::weibull(x, x).cdf(z); });  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif

#ifdef GOOD
inline constexpr auto branches = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return where(less(x, 0.0), x, 1.0); });
#else
inline constexpr auto branches = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return where(less(x, 0.0), x, z); });  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif

#ifdef GOOD
inline constexpr auto infinite = pw::function([](twenty x) { return sum(kl_divergence(pw::exponential(x), pw::normal(x, 1.0))); });
#else
inline constexpr auto infinite = pw::function([](twenty x) { return sum(kl_divergence(pw::normal(x, 1.0), pw::exponential(x))); });  // error: E041_kl_is_infinite_since_supports_do_not_nest | real_numbers | nonnegative_numbers
#endif

#ifdef GOOD
inline constexpr auto no_closed_form = pw::function([](twenty x) { return sum(pw::kl_quadrature<32>(pw::logistic(x, 1.0), pw::logistic(x, 2.0))); });
#else
inline constexpr auto no_closed_form = pw::function([](twenty x) { return sum(kl_divergence(pw::logistic(x, 1.0), pw::logistic(x, 2.0))); });  // error: E021_no_closed_form_kl_use_kl_monte_carlo_or_kl_quadrature
#endif

template <bool one>
struct moved_normals {
  static constexpr void build(pw::model_builder& model) {
    const auto x = model.input<20>("x"), scale = exp(model.parameter<20>("scale")), other = exp(x);
    const auto q = transformed(pw::normal(x, 1.0), affine_transform(x, scale));
    const auto p = transformed(pw::normal(0.0 * x, 1.0), affine_transform(x, one ? scale : other));
    model.minimise(sum(kl_divergence(q, p)));
  }
};
#ifdef GOOD
inline pw::trainer<moved_normals<true>> moved_trainer;
#else
inline pw::trainer<moved_normals<false>> moved_trainer;  // error: E078_kl_of_one_transform_with_two_sets_of_parameters | "affine_transform_of"
#endif

#ifdef GOOD
inline constexpr auto decision = pw::function([](twenty x) { return rsample("z", pw::relaxed_bernoulli(0.5, x)); });
#else
inline constexpr auto decision = pw::function([](twenty x) { return rsample("z", pw::bernoulli(x)); });  // error: E042_no_pathwise_gradient_use_the_score_function | bernoulli
#endif

#ifdef GOOD
inline constexpr auto infinite_counts = pw::function([](twenty x) { return sum(kl_divergence(pw::bernoulli(x), pw::poisson(x))); });
#else
inline constexpr auto infinite_counts = pw::function([](twenty x) { return sum(kl_divergence(pw::poisson(x), pw::bernoulli(x))); });  // error: E041_kl_is_infinite_since_supports_do_not_nest | whole_numbers | zero_or_one
#endif
