// KL(q || p) by the library's closed forms, and Student's by its quadrature, on numbers from standard input, for kl.py
// to hold against quadrature. A line in: Q P and the parameters of both. A line out: the divergence in double and in
// float. With --list: the pairs there are.
#include <pathwise/dist/kl_divergence.hpp>
#include <pathwise/expr/function.hpp>
#include <pathwise/graph/interpret.hpp>

#include <cstdio>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

using namespace pathwise;

namespace {

using pair_function = void (*)(const std::vector<double>&);

template <auto Family>
constexpr std::size_t parameter_count = std::remove_cvref_t<decltype(Family)>::parameters.size();

/// Family on the leaves from `first` on.
template <auto Family>
auto on_leaves(graph& g, std::size_t first) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    const expr<> leaves[] = {expr<>(pathwise::detail::argument_leaf<argument<true>>(g, first + I))...};
    return Family(leaves[I]...);
  }(std::make_index_sequence<parameter_count<Family>>{});
}

template <class T>
T value_of(const graph& g, int node, const std::vector<double>& parameters) {
  const auto leaf = [&](const slot& s) {
    return std::vector<T>{
        static_cast<T>(parameters.at(static_cast<std::size_t>(std::stoi(std::string(s.name.view())))))};
  };
  return interpret<T>(g, 1, leaf)[static_cast<std::size_t>(node)][0];
}

/// The closed form, or where there is none the library's quadrature.
template <class Q, class P>
expr<> divergence_of(const Q& q, const P& p) {
  if constexpr (pathwise::detail::closed_form_kl<Q, P>)
    return kl_divergence(q, p);
  else
    return kl_quadrature<512>(q, p);  // as many as a p needs that is a seventh as wide as q, or far from it
}

template <auto Q, auto P>
void print_value(const std::vector<double>& parameters) {
  graph g;
  const auto q = on_leaves<Q>(g, 0);
  const auto p = on_leaves<P>(g, parameter_count<Q>);
  const int kl = divergence_of(q, p).id;
  std::printf("%.17g %.9g\n", value_of<double>(g, kl, parameters),
              static_cast<double>(value_of<float>(g, kl, parameters)));
}

std::map<std::string, pair_function>& pairs() {
  static std::map<std::string, pair_function> all;
  return all;
}
template <auto Q, auto... P>
void add() {
  (pairs().emplace(std::string(Q.name) + " " + P.name, &print_value<Q, P>), ...);
}
template <auto... F>
void add_same() {
  (add<F, F>(), ...);
}

void add_all() {
  add_same<normal, laplace, gumbel, cauchy, half_cauchy, half_normal, log_normal, logit_normal, exponential, pareto,
           uniform, weibull, asymmetric_laplace, continuous_bernoulli, pathwise::gamma, pathwise::beta, inverse_gamma,
           chi2, von_mises, student_t, bernoulli, poisson, geometric, binomial>();
  add<laplace, normal>();
  add<logistic, normal>();
  add<gumbel, normal>();
  add<student_t, normal>();
  add<normal, student_t>();
  add<bernoulli, poisson>();
  add<asymmetric_laplace, normal>();
  add<generalized_normal, normal>();
  add<truncated_normal, normal, uniform>();
  add<log_normal, normal, exponential, half_normal, pathwise::gamma, weibull, inverse_gamma>();
  add<normal, laplace, gumbel>();
  add<exponential, normal, gumbel, half_normal, pathwise::gamma, weibull>();
  add<pathwise::gamma, normal, exponential, half_normal, gumbel, weibull, inverse_gamma>();
  add<inverse_gamma, pathwise::gamma, exponential>();
  add<pathwise::beta, normal, exponential, half_normal, uniform, continuous_bernoulli, pathwise::gamma>();
  add<half_normal, normal, exponential>();
  add<weibull, normal, exponential, half_normal, pathwise::gamma, inverse_gamma>();
  add<pareto, normal, exponential, half_normal, pathwise::gamma>();
  add<generalized_pareto, normal, exponential>();
  add<uniform, normal, exponential, half_normal, gumbel, continuous_bernoulli, pareto, pathwise::gamma,
      pathwise::beta>();
  add<continuous_bernoulli, normal, exponential, half_normal, gumbel, uniform>();
  add<kumaraswamy, normal, exponential, half_normal, uniform, continuous_bernoulli, pathwise::beta>();
}

}  // namespace

int main(int argc, char** argv) {
  add_all();
  if (argc > 1 && std::string(argv[1]) == "--list") {
    for (const auto& [name, print] : pairs()) std::printf("%s\n", name.c_str());
    return 0;
  }
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    std::string q, p;
    words >> q >> p;
    std::vector<double> parameters;
    for (double x = 0; words >> x;) parameters.push_back(x);
    const auto found = pairs().find(q + " " + p);
    if (found == pairs().end()) {
      std::fprintf(stderr, "no pair %s %s\n", q.c_str(), p.c_str());
      return 2;
    }
    found->second(parameters);
  }
  return 0;
}
