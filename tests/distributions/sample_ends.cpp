// The smallest and the largest sample that the noise can give, by the library's own samplers at every extreme of the
// words that noise is made of. A line in: FAMILY and its parameters. A line out: both ends in float32, both in float64.
// With --laws: each law of noise, its ends and its smallest magnitude in the same order. With --list: the families.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "support/family_graph.hpp"

using namespace pathwise;
using namespace pathwise::testing;

namespace {

/// 64 bits where a transform has its ends: at its ends, and at those of a sign and of a quarter turn.
std::vector<std::uint64_t> extreme_words() {
  std::vector<std::uint64_t> all;
  for (std::uint64_t quarter = 0; quarter < 4; ++quarter) {
    all.push_back(quarter << 62);
    all.push_back((quarter << 62) + (std::uint64_t{1} << 62) - 1);
  }
  return all;
}

/// The numbers of a law for a pair of words, of which float takes the upper halves.
template <noise_law Law>
std::vector<long double> numbers_from(std::uint64_t first, std::uint64_t second, float) {
  kernels::detail::noise_words<lanes<float, 1>> words;
  for (int q = 0; q < 4; ++q)
    words.word[q] = kernels::detail::splat_word<1>(static_cast<std::uint32_t>((q % 2 == 0 ? first : second) >> 32));
  lanes<float, 1> out[4];
  kernels::detail::numbers_of<Law>(words, out);
  return {out[0][0], out[1][0]};
}
template <noise_law Law>
std::vector<long double> numbers_from(std::uint64_t first, std::uint64_t second, double) {
  using bits = lane_bits<double, 1>;
  kernels::detail::noise_words<lanes<double, 1>> words;
  words.high[0] = bits::splat(first >> 32), words.low[0] = bits::splat(first & 0xffffffff);
  words.high[1] = bits::splat(second >> 32), words.low[1] = bits::splat(second & 0xffffffff);
  lanes<double, 1> out[2];
  kernels::detail::numbers_of<Law>(words, out);
  return {out[0][0], out[1][0]};
}

/// The extremes of a law, in an order that laws which share a stream have in common.
template <class T>
std::vector<long double> extremes_of(noise_law law) {
  std::vector<long double> all;
  kernels::detail::with_law(law, [&]<noise_law Law>() {
    for (const std::uint64_t first : extreme_words()) {
      if (Law != noise_law::normal) {
        all.push_back(numbers_from<Law>(first, first, T{})[0]);
        continue;
      }
      for (const std::uint64_t second : extreme_words())
        for (const long double x : numbers_from<Law>(first, second, T{})) all.push_back(x);
    }
  });
  return all;
}

struct ends {
  double smallest = std::numeric_limits<double>::infinity(), largest = -std::numeric_limits<double>::infinity();
  void take(double x) {
    smallest = std::min(smallest, x);
    largest = std::max(largest, x);
  }
};

/// The same for a sampler of tries, whose ends are not at those of its noise (the largest gamma variable is of a large
/// normal number and an exponential one just large enough for that): places between them too, fewer where there are
/// more streams. The last normal number is used where the one before was refused.
template <class T>
std::vector<long double> places_of(noise_law law, bool last, bool fine) {
  const auto extremes = extremes_of<T>(law);
  const auto [low, high] = std::minmax_element(extremes.begin(), extremes.end());
  std::vector<long double> all;
  if (law == noise_law::normal) {
    const int steps = last ? 1 : fine ? 16 : 6;
    for (int i = -steps; i <= steps; ++i) all.push_back(*high * i / steps);
  } else {
    const int steps = fine ? 64 : 10;
    all.push_back(*low);
    for (int i = 1; i <= steps; ++i) all.push_back(*high * std::pow(static_cast<long double>(i) / steps, 3));
  }
  return all;
}
bool is_next_try(const slot& s) { return s.kind == slot_kind::noise && s.name.view().ends_with("next"); }

/// Numbers for the noise of a graph: all combinations of its streams' extremes, and how many there are.
template <class T>
std::pair<numbers_by_name, std::size_t> all_extremes(const graph& g) {
  const auto tries = std::count_if(g.slots.begin(), g.slots.end(), is_next_try);
  const auto extremes_at = [&](const slot& s) {
    return tries > 0 ? places_of<T>(s.law, is_next_try(s), tries == 1) : extremes_of<T>(s.law);
  };
  std::map<int, std::size_t> of_stream;
  for (const slot& s : g.slots)
    if (s.kind == slot_kind::noise) of_stream[static_cast<int>(s.stream)] = extremes_at(s).size();
  std::size_t rows = 1;
  for (const auto& [stream, count] : of_stream) rows *= count;
  numbers_by_name all;
  for (const slot& s : g.slots) {
    if (s.kind != slot_kind::noise) continue;
    std::size_t before = 1;
    for (const auto& [stream, count] : of_stream)
      if (stream < static_cast<int>(s.stream)) before *= count;
    const auto extremes = extremes_at(s);
    number_list& own = all[std::string(s.name.view())];
    for (std::size_t r = 0; r < rows; ++r) own.push_back(extremes[r / before % extremes.size()]);
  }
  return {all, rows};
}

template <class T>
ends ends_of(const family_row& row, const number_list& parameters) {
  const family_graph f(row, [&](const auto& theta, const auto&, any_expr) { return std::vector{row.sample(theta)}; });
  const auto [noise, rows] = all_extremes<T>(f.g);
  const auto values = f.at<T>(parameters, parameters, number_list(rows, 0), noise);
  ends found;
  for (const T z : values_of(values, f.results[0]))  // a program takes what is below the normal numbers for 0
    found.take(std::fabs(z) < std::numeric_limits<T>::min() ? 0 : static_cast<double>(z));
  return found;
}

/// With the digits that tell all numbers of the type apart.
template <class T>
void print(double x) {
  std::printf(" %.*g", std::numeric_limits<T>::max_digits10, x);
}
template <class T>
void print(const ends& e) {
  print<T>(e.smallest);
  print<T>(e.largest);
}

template <class T>
void print_law(noise_law law) {
  ends e, magnitude;
  for (const long double x : extremes_of<T>(law)) {
    e.take(static_cast<double>(x));
    magnitude.take(std::fabs(static_cast<double>(x)));
  }
  print<T>(e);
  print<T>(magnitude.smallest);
}
void print_laws() {
  const std::pair<const char*, noise_law> laws[] = {{"normal", noise_law::normal},
                                                    {"signed_uniform", noise_law::signed_uniform},
                                                    {"uniform", noise_law::uniform},
                                                    {"uniform_complement", noise_law::uniform_complement},
                                                    {"exponential", noise_law::exponential}};
  for (const auto& [name, law] : laws) {
    std::printf("%s", name);
    print_law<float>(law);
    print_law<double>(law);
    std::printf("\n");
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string asked = argc > 1 ? argv[1] : "";
  if (asked == "--laws") {
    print_laws();
    return 0;
  }
  if (asked == "--list") {
    for (const family_row& row : family_table())
      if (row.sample != nullptr) std::printf("%s\n", row.name);
    return 0;
  }
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    std::string name;
    words >> name;
    number_list parameters;
    for (double x = 0; words >> x;) parameters.push_back(x);
    const auto row = std::find_if(family_table().begin(), family_table().end(),
                                  [&](const family_row& r) { return r.name == name && r.sample != nullptr; });
    if (row == family_table().end() || parameters.size() != row->parameters.size()) {
      std::fprintf(stderr, "no such family, or not its parameters: %s\n", line.c_str());
      return 2;
    }
    std::printf("%s", name.c_str());
    print<float>(ends_of<float>(*row, parameters));
    print<double>(ends_of<double>(*row, parameters));
    std::printf("\n");
  }
  return 0;
}
