#include <boost/test/unit_test.hpp>

#include <pathwise/dist/kl_divergence.hpp>
#include <pathwise/grad/function_gradients.hpp>
#include <pathwise/nn/losses.hpp>
#include <pathwise/passes/pipeline.hpp>
#include <pathwise/testing/leaves.hpp>
#include <pathwise/testing/norms.hpp>

using namespace pathwise;
using namespace pathwise::testing;

namespace {

/// Value and gradients in float, through the forms that models are differentiated and compiled in, at every combination
/// of the arguments' extremes.
template <class Lambda>
void check_finite(const std::string& what, Lambda, const std::vector<std::vector<long double>>& extremes) {
  using source = lambda_source<Lambda>;
  const graph value = optimised(source::start()), gradients = optimised(gradient_source<source>::start());
  std::size_t rows = 1;
  for (const auto& e : extremes) rows *= e.size();
  numbers_by_name at;
  for (std::size_t k = 0, stride = 1; k < extremes.size(); stride *= extremes[k++].size())
    for (std::size_t r = 0; r < rows; ++r)
      at[std::to_string(k)].push_back(extremes[k][r / stride % extremes[k].size()]);
  for (const graph* g : {&value, &gradients}) {
    const node_values<float> found = evaluate<float>(*g, rows, at);
    int root = 0;
    for (const mark& m : g->marks) {
      if (m.kind != mark_kind::root) continue;
      for (std::size_t r = 0; r < rows; ++r) {
        std::string where;
        for (const auto& [name, numbers] : at) where += " " + std::to_string(static_cast<double>(numbers[r]));
        BOOST_TEST(std::isfinite(found[static_cast<std::size_t>(m.node)][r]),
                   what << (g == &value ? "" : ", gradient " + std::to_string(root)) << " at" << where);
      }
      ++root;
    }
  }
}

const std::vector<long double> thousands = {-1e3L, -1e2L, -1, 0, 1, 1e2L, 1e3L};
const std::vector<long double> logits = {-1e4L, -1e3L, -30, 0, 30, 1e3L, 1e4L};
const std::vector<long double> log_variances = {-80, -20, 0, 20, 80};
const std::vector<long double> locations = {-3, 0, 3};

template <auto Family>
void check_family(const std::string& name) {
  check_finite(name + " log_prob", [](expr<> mu, expr<> a, expr<> x) { return Family(mu, exp(0.5 * a)).log_prob(x); },
               {locations, log_variances, {-3, -1, 0, 2, 3}});
  check_finite(name + " log_prob of its own sample",
               [](expr<> mu, expr<> a, expr<> e) {
                 const auto q = Family(mu, exp(0.5 * a));
                 return q.log_prob(q.loc + q.scale * e);
               },
               {locations, log_variances, {-4, -1, 0, 1, 4}});
  check_finite(name + " entropy", [](expr<> mu, expr<> a) { return Family(mu, exp(0.5 * a)).entropy() + 0.0 * mu; },
               {locations, log_variances});
  check_finite(name + " cdf", [](expr<> mu, expr<> a, expr<> x) { return Family(mu, exp(0.5 * a)).cdf(x); },
               {locations, {-40, 0, 40}, {-3, -1, 0, 2, 3}});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(extremes)

BOOST_AUTO_TEST_CASE(softplus_and_what_models_make_of_it) {
  check_finite("softplus", [](expr<> a) { return softplus(a); }, {thousands});
  check_finite("log(1 + exp(a))", [](expr<> a) { return log(1.0 + exp(a)); }, {thousands});
  check_finite("log1p(exp(a))", [](expr<> a) { return log1p(exp(a)); }, {thousands});
  check_finite("log of softplus", [](expr<> a) { return log(softplus(a)); }, {thousands});
  check_finite("scale sqrt(softplus(a))", [](expr<> a) { return sqrt(softplus(a)); }, {thousands});
  check_finite("log of scale sqrt(softplus(a))", [](expr<> a) { return log(sqrt(softplus(a))); }, {thousands});
  check_finite("log(sigmoid(a))", [](expr<> a) { return log(sigmoid(a)); }, {thousands});
  check_finite("log(1 - sigmoid(a))", [](expr<> a) { return log(1.0 - sigmoid(a)); }, {thousands});
  check_finite("1 / (1 + exp(-a))", [](expr<> a) { return 1.0 / (1.0 + exp(-a)); }, {thousands});
}

BOOST_AUTO_TEST_CASE(reconstruction_from_logits) {
  check_finite("binary cross-entropy", [](expr<> l, expr<> x) { return binary_cross_entropy_with_logits(l, x); },
               {logits, {0, 0.5L, 1}});
  check_finite("squared error of a sigmoid", [](expr<> l, expr<> x) { return squared_error(sigmoid(l), x); },
               {logits, {0, 0.5L, 1}});
  check_finite("log-sum-exp", [](expr<> a, expr<> b) { return logsumexp(fma(a, b, a)); }, {logits, {0, 1}});
}

BOOST_AUTO_TEST_CASE(distributions_with_a_log_variance) {
  check_family<normal>("normal");
  check_family<laplace>("laplace");
  check_family<logistic>("logistic");
}

BOOST_AUTO_TEST_CASE(divergences_with_a_log_variance) {
  check_finite("KL(normal, standard normal)",
               [](expr<> mu, expr<> a) {
                 const auto q = normal(mu, exp(0.5 * a));
                 return kl_divergence(q, standard_like(q));
               },
               {locations, log_variances});
  check_finite("KL(laplace, standard laplace)",
               [](expr<> mu, expr<> a) {
                 const auto q = laplace(mu, exp(0.5 * a));
                 return kl_divergence(q, standard_like(q));
               },
               {locations, log_variances});
  check_finite("KL(laplace, standard normal)",
               [](expr<> mu, expr<> a) {
                 const auto q = laplace(mu, exp(0.5 * a));
                 return kl_divergence(q, normal(0.0 * mu, 0.0 * mu + 1.0));
               },
               {locations, log_variances});
  check_finite("KL(normal, standard laplace)",
               [](expr<> mu, expr<> a) {
                 const auto q = normal(mu, exp(0.5 * a));
                 return kl_divergence(q, laplace(0.0 * mu, 0.0 * mu + 1.0));
               },
               {locations, log_variances});
  check_finite("logistic by Monte Carlo",
               [](expr<> mu, expr<> a, expr<> e) {
                 const auto q = logistic(mu, exp(0.5 * a));
                 return kl_monte_carlo(q, standard_like(q), q.loc + q.scale * e);
               },
               {locations, log_variances, {-15, -1, 0, 1, 15}});
}

BOOST_AUTO_TEST_CASE(divergences_with_the_other_scales) {
  check_finite("KL(normal), variance softplus(a)",
               [](expr<> mu, expr<> a) {
                 const auto q = normal(mu, sqrt(softplus(a)));
                 return kl_divergence(q, standard_like(q));
               },
               {locations, thousands});
  check_finite("KL(normal), scale softplus(a)",
               [](expr<> mu, expr<> a) {
                 const auto q = normal(mu, softplus(a));
                 return kl_divergence(q, standard_like(q));
               },
               {locations, thousands});
  // A location over a scale of exp(-500), which float has not, is no number.
  check_finite("KL(laplace), variance softplus(a)",
               [](expr<> mu, expr<> a) {
                 const auto q = laplace(mu, sqrt(softplus(a)));
                 return kl_divergence(q, standard_like(q));
               },
               {locations, {-1e2L, -30, -1, 0, 1, 1e2L, 1e3L}});
}

BOOST_AUTO_TEST_SUITE_END()
