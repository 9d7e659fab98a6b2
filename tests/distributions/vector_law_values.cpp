// KL(q || p) and log-densities of laws of vectors and matrices on numbers from standard input, for vector_laws.py to
// hold to PyTorch's and to samples. A line in: what is asked and the numbers of its arguments, one after the other. A
// line out: the value in double, in float, and its gradient in each of those numbers.
#include <pathwise/dist/families.hpp>
#include <pathwise/dist/kl_divergence.hpp>
#include <pathwise/dist/transformed.hpp>
#include <pathwise/expr/function.hpp>
#include <pathwise/graph/interpret.hpp>
#include <pathwise/testing/derivatives.hpp>

#include <cstdio>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

using namespace pathwise;

namespace {

constexpr std::size_t D = 4, R = 2;

using vector = expr<D>;
using matrix = expr<D, D>;
using factor = expr<D, R>;

struct question {
  std::vector<int> sizes;  // of its arguments
  any_expr (*value)(graph&, std::vector<any_expr>& leaves);
};

/// Of a function object of expressions.
template <class Function, class... P>
question question_of(expr<> (Function::*)(P...) const) {
  return {{pathwise::detail::argument_of<P>::type::axes().size()...}, [](graph& g, std::vector<any_expr>& leaves) {
            return [&]<std::size_t... I>(std::index_sequence<I...>) -> any_expr {
              leaves = {pathwise::detail::argument_leaf<typename pathwise::detail::argument_of<P>::type>(g, I)...};
              return Function()(P(leaves[I])...);
            }(std::make_index_sequence<sizeof...(P)>{});
          }};
}
template <class Function>
question question_of(Function) {
  return question_of(&Function::operator());
}

const std::map<std::string, question>& questions() {
  static const std::map<std::string, question> all{
      {"dirichlet", question_of([](vector a, vector b) { return kl_divergence(dirichlet(a), dirichlet(b)); })},
      {"categorical", question_of([](vector a, vector b) { return kl_divergence(categorical(a), categorical(b)); })},
      {"multivariate_normal", question_of([](vector m, matrix l, vector n, matrix k) {
         return kl_divergence(multivariate_normal(m, l), multivariate_normal(n, k));
       })},
      {"low_rank_multivariate_normal", question_of([](vector m, factor w, vector d, vector n, factor v, vector e) {
         return kl_divergence(low_rank_multivariate_normal(m, w, d), low_rank_multivariate_normal(n, v, e));
       })},
      {"low_rank_to_full", question_of([](vector m, factor w, vector d, vector n, matrix k) {
         return kl_divergence(low_rank_multivariate_normal(m, w, d), multivariate_normal(n, k));
       })},
      {"full_to_low_rank", question_of([](vector m, matrix l, vector n, factor v, vector e) {
         return kl_divergence(multivariate_normal(m, l), low_rank_multivariate_normal(n, v, e));
       })},
      {"logistic_normal", question_of([](vector m, vector s, vector n, vector t) -> expr<> {
         return kl_divergence(logistic_normal(m, s), logistic_normal(n, t));
       })},
      {"moved", question_of([](vector m, vector s, vector n, vector t, vector scale) -> expr<> {
         const auto one = affine_transform(m, scale);
         return sum(kl_divergence(transformed(normal(m, s), one), transformed(normal(n, t), one)));
       })},
      {"wishart",
       question_of([](expr<> n, matrix l, expr<> m, matrix k) { return kl_divergence(wishart(n, l), wishart(m, k)); })},
      {"density of wishart", question_of([](expr<> n, matrix l, matrix x) { return wishart(n, l).log_prob(x); })},
      {"entropy of wishart", question_of([](expr<> n, matrix l) { return wishart(n, l).entropy(); })},
      {"density of lkj_cholesky", question_of([](expr<> c, matrix x) { return lkj_cholesky<D>(c).log_prob(x); })}};
  return all;
}

template <class T>
std::vector<T> at_numbers(const graph& g, int node, const std::vector<int>& sizes, const std::vector<double>& numbers) {
  const auto leaf = [&](const slot& s) {
    const auto argument = static_cast<std::size_t>(std::stoi(std::string(s.name.view())));
    auto from = numbers.begin();
    for (std::size_t k = 0; k < argument; ++k) from += sizes[k];
    std::vector<T> found;
    for (int i = 0; i < sizes[argument]; ++i) found.push_back(static_cast<T>(from[i]));
    return found;
  };
  return interpret<T>(g, 1, leaf)[static_cast<std::size_t>(node)];
}

}  // namespace

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    std::string name;
    std::getline(words, name, ':');
    std::vector<double> numbers;
    for (double x = 0; words >> x;) numbers.push_back(x);
    const auto found = questions().find(name);
    if (found == questions().end()) {
      std::fprintf(stderr, "nothing is called %s\n", name.c_str());
      return 2;
    }
    const question& asked = found->second;
    graph g;
    std::vector<any_expr> leaves;
    const any_expr y = asked.value(g, leaves);
    const std::vector<any_expr> gradients = testing::gradients_of(y, leaves);
    std::printf("%.17g %.9g", at_numbers<double>(g, y.id, asked.sizes, numbers)[0],
                static_cast<double>(at_numbers<float>(g, y.id, asked.sizes, numbers)[0]));
    for (const any_expr gradient : gradients)
      for (const double d : at_numbers<double>(g, gradient.id, asked.sizes, numbers)) std::printf(" %.17g", d);
    std::printf("\n");
  }
  return 0;
}
