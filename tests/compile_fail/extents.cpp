// Extents that do not fit, in functions of expressions.
#include <pathwise/engine.hpp>
namespace pw = pathwise;
using twenty = pw::expr<20>;
using expr_of_21 = pw::expr<21>;

#ifdef GOOD
inline constexpr auto plus = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return x + x; });
#else
inline constexpr auto plus = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return x + z; });  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif

#ifdef GOOD
inline constexpr auto minus = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return x - x; });
#else
inline constexpr auto minus = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return x - z; });  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif

#ifdef GOOD
inline constexpr auto times = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return x * x; });
#else
inline constexpr auto times = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return x * z; });  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif

#ifdef GOOD
inline constexpr auto divided = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return x / x; });
#else
inline constexpr auto divided = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return x / z; });  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif

#ifdef GOOD
inline constexpr auto smaller = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return min(x, x); });
#else
inline constexpr auto smaller = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return min(x, z); });  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif

#ifdef GOOD
inline constexpr auto larger = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return max(x, x); });
#else
inline constexpr auto larger = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return max(x, z); });  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif

#ifdef GOOD
inline constexpr auto fused_second = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return fma(x, x, x); });
#else
inline constexpr auto fused_second = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return fma(x, z, x); });  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif

#ifdef GOOD
inline constexpr auto fused_third = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return fma(x, x, x); });
#else
inline constexpr auto fused_third = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return fma(x, x, z); });  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif

#ifdef GOOD
inline constexpr auto entropy_loss = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return binary_cross_entropy_with_logits(x, x); });
#else
inline constexpr auto entropy_loss = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return binary_cross_entropy_with_logits(x, z); });  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif

#ifdef GOOD
inline constexpr auto squared_loss = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return squared_error(x, x); });
#else
inline constexpr auto squared_loss = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return squared_error(x, z); });  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif

#ifdef GOOD
inline constexpr auto density_normal = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return pw::normal(x, x).log_prob(x); });
#else
inline constexpr auto density_normal = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return pw::normal(x, x).log_prob(z); });  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif

#ifdef GOOD
inline constexpr auto density_laplace = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return pw::laplace(x, x).log_prob(x); });
#else
inline constexpr auto density_laplace = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return pw::laplace(x, x).log_prob(z); });  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif

#ifdef GOOD
inline constexpr auto density_logistic = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return pw::logistic(x, x).log_prob(x); });
#else
inline constexpr auto density_logistic = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return pw::logistic(x, x).log_prob(z); });  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif

#ifdef GOOD
inline constexpr auto distribution = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return pw::logistic(x, x).cdf(x); });
#else
inline constexpr auto distribution = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return pw::logistic(x, x).cdf(z); });  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif

#ifdef GOOD
inline constexpr auto quantile = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return pw::normal(x, x).icdf(x); });
#else
inline constexpr auto quantile = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return pw::normal(x, x).icdf(z); });  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif

#ifdef GOOD
inline constexpr auto family = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return pw::laplace(x, x).loc; });
#else
inline constexpr auto family = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return pw::laplace(x, z).loc; });  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif

#ifdef GOOD
inline constexpr auto divergence = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return kl_divergence(pw::normal(x, x), pw::normal(x, x)); });
#else
inline constexpr auto divergence = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return kl_divergence(pw::normal(x, x), pw::normal(z, z)); });  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif

#ifdef GOOD
inline constexpr auto estimate = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return kl_monte_carlo(pw::normal(x, x), pw::normal(x, x), x); });
#else
inline constexpr auto estimate = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return kl_monte_carlo(pw::normal(x, x), pw::normal(x, x), z); });  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif

#ifdef GOOD
inline constexpr auto own_op = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return pw::apply<pw::multiply_op>(x, x); });
#else
inline constexpr auto own_op = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return pw::apply<pw::multiply_op>(x, z); });  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif

#ifdef GOOD
inline constexpr auto inside = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return sum(exp(relu(x + x) - 1.0)); });
#else
inline constexpr auto inside = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return sum(exp(relu(x + z) - 1.0)); });  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif

#ifdef GOOD
inline constexpr auto for_all_rows = pw::function([](twenty x, [[maybe_unused]] pw::shared<4, 5> z) { return sum(x * x); });
#else
inline constexpr auto for_all_rows = pw::function([](twenty x, [[maybe_unused]] pw::shared<4, 5> z) { return sum(x * z); });  // error: E011_elementwise_extents_differ | shape<20> | shape<4, 5>
#endif

#ifdef GOOD
inline constexpr auto turned = pw::function([](pw::expr<3, 5> x, [[maybe_unused]] pw::expr<5, 3> z) { return x - x; });
#else
inline constexpr auto turned = pw::function([](pw::expr<3, 5> x, [[maybe_unused]] pw::expr<5, 3> z) { return x - z; });  // error: E011_elementwise_extents_differ | shape<3, 5> | shape<5, 3>
#endif

#ifdef GOOD
inline constexpr auto product = pw::function([]([[maybe_unused]] twenty x, [[maybe_unused]] expr_of_21 z, pw::shared<7, 20> w) { return relu(linear_product(x, w)); });
#else
inline constexpr auto product = pw::function([]([[maybe_unused]] twenty x, [[maybe_unused]] expr_of_21 z, pw::shared<7, 20> w) { return relu(linear_product(z, w)); });  // error: E012_product_inner_extents_differ | shape<21> | shape<7, 20>
#endif

#ifdef GOOD
inline constexpr auto product_of_matrix = pw::function([]([[maybe_unused]] twenty x, [[maybe_unused]] pw::expr<4, 5> z, pw::shared<7, 20> w) { return relu(linear_product(x, w)); });
#else
inline constexpr auto product_of_matrix = pw::function([]([[maybe_unused]] twenty x, [[maybe_unused]] pw::expr<4, 5> z, pw::shared<7, 20> w) { return relu(linear_product(z, w)); });  // error: E012_product_inner_extents_differ | shape<4, 5> | shape<7, 20>
#endif

// What uses the mistaken one is no further mistake.
#ifdef GOOD
inline constexpr auto score = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return sum(x * x); });
#else
inline constexpr auto score = pw::function([](twenty x, [[maybe_unused]] expr_of_21 z) { return sum(x * z); });  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif
inline double use_of_score(const std::array<double, 20>& x, const std::array<double, 21>& z) {
  constexpr auto slope = pw::gradient(score);
  return score(x, z)[0] + slope(x, z)[0][0];
}
