// The quantiles of the families that state an icdf, on numbers from standard input, for quantiles.py to hold against
// their distribution functions. A line in: FAMILY, a probability and the parameters. A line out: the quantile in double
// and in float. With --list: the families.
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "support/family_graph.hpp"

using namespace pathwise;
using namespace pathwise::testing;

namespace {

template <class T>
T quantile(const family_graph& f, const number_list& parameters, long double p) {
  const auto values = f.at<T>(parameters, parameters, {p});
  return values_of(values, f.results[0])[0];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string(argv[1]) == "--list") {
    for (const family_row& row : family_table())
      if (row.icdf != nullptr) std::printf("%s\n", row.name);
    return 0;
  }
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    std::string name;
    double p = 0;
    words >> name >> p;
    number_list parameters;
    for (double x = 0; words >> x;) parameters.push_back(x);
    const auto row = std::find_if(family_table().begin(), family_table().end(),
                                  [&](const family_row& r) { return r.name == name && r.icdf != nullptr; });
    if (row == family_table().end() || parameters.size() != row->parameters.size()) {
      std::fprintf(stderr, "no such family, or not its parameters: %s\n", line.c_str());
      return 2;
    }
    const family_graph f(*row,
                         [&](const auto& theta, const auto&, any_expr x) { return std::vector{row->icdf(theta, x)}; });
    std::printf("%.17g %.9g\n", quantile<double>(f, parameters, p),
                static_cast<double>(quantile<float>(f, parameters, p)));
  }
  return 0;
}
