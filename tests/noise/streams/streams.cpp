// The streams of noise as they are used: each order of words is tested for spacings, gaps, bits and correlation, and
// streams beside each other (rows, steps, seeds, names, and one of each) for being independent. The tests themselves
// are held to faults planted in the counter and in the words.
#include <boost/test/unit_test.hpp>

#include <pathwise/kernels/random.hpp>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <vector>

#include "noise/orders.hpp"
#include "support/chance.hpp"

using namespace noise_tests;
using namespace pathwise::testing;

namespace {

/// One chance in a million, over the whole suite, that right noise fails; shared out among all the checks there are.
constexpr double family_wise_false_alarm = 1e-6;

bool long_run() { return std::getenv("PATHWISE_LONG") != nullptr; }
std::size_t words_an_order() { return std::size_t{1} << (long_run() ? 26 : 20); }
std::size_t blocks_a_stream() { return std::size_t{1} << (long_run() ? 18 : 12); }

/// How many of 2^14 birthdays' spacings are equal, where a year has 2^38 days: nearly Poisson with mean 2^42 / 2^40.
/// Source: Marsaglia 1985. A birthday is 19 bits of a word and 19 of the next: the upper ones, or the lower.
check birthday_spacings(const std::vector<word>& words, bool upper) {
  constexpr std::size_t birthdays = 1 << 14;
  std::vector<std::uint64_t> day(birthdays), gap(birthdays - 1);
  double equal = 0, groups = 0;
  const auto bits = [&](word w) { return std::uint64_t{upper ? w >> 13 : w & 0x7ffff}; };
  for (std::size_t first = 0; first + 2 * birthdays <= words.size(); first += 2 * birthdays, ++groups) {
    for (std::size_t i = 0; i < birthdays; ++i)
      day[i] = bits(words[first + 2 * i]) << 19 | bits(words[first + 2 * i + 1]);
    std::sort(day.begin(), day.end());
    for (std::size_t i = 0; i + 1 < birthdays; ++i) gap[i] = day[i + 1] - day[i];
    std::sort(gap.begin(), gap.end());
    for (std::size_t i = 0; i + 1 < gap.size(); ++i) equal += gap[i] == gap[i + 1];
  }
  return {std::string("birthday spacings, ") + (upper ? "upper" : "lower") + " bits",
          poisson_two_sided(equal, 4 * groups)};
}

/// How many words pass between two whose chosen bits are all 0: geometric. Source: Knuth, volume 2, 3.3.2.
check gaps(const std::vector<word>& words, word chosen, int classes) {
  const double hit = std::ldexp(1.0, -std::popcount(chosen));
  std::vector<double> count(static_cast<std::size_t>(classes) + 1);
  std::size_t length = 0;
  double total = -1;
  for (const word w : words) {
    if ((w & chosen) != 0) {
      ++length;
      continue;
    }
    if (total++ >= 0) ++count[std::min(length, count.size() - 1)];
    length = 0;
  }
  double sum = 0, left = std::max(total, 0.0);
  for (std::size_t k = 0; k < count.size(); ++k) {
    const double expected = k + 1 < count.size() ? hit * left : left;
    sum += (count[k] - expected) * (count[k] - expected) / std::max(expected, 1e-9);
    left -= expected;
  }
  return {"gaps between words without the bits " + std::to_string(chosen), chi_squared_two_sided(sum, classes)};
}

/// Each bit as often 1 as 0, and as often the same as in the word before as not.
void bits_one_by_one(const std::vector<word>& words, std::vector<check>& found) {
  double ones[32] = {}, changes[32] = {};
  for (std::size_t i = 0; i < words.size(); ++i) {
    const word changed = i > 0 ? words[i] ^ words[i - 1] : 0;
    for (int b = 0; b < 32; ++b) ones[b] += words[i] >> b & 1, changes[b] += changed >> b & 1;
  }
  const auto chi_squared = [](const double(&count)[32], double n) {
    double sum = 0;
    for (const double c : count) sum += (c - n / 2) * (c - n / 2) / (n / 4);
    return chi_squared_two_sided(sum, 32);
  };
  const auto n = static_cast<double>(words.size());
  found.push_back({"bits that are 1", chi_squared(ones, n)});
  found.push_back({"bits that change", chi_squared(changes, n - 1)});
}

/// The first two normals of a block.
std::array<double, 2> normals_of(const block& words) {
  using number = pathwise::lanes<float, 1>;
  pathwise::kernels::detail::noise_words<number> w;
  for (std::size_t q = 0; q < 4; ++q) w.word[q] = pathwise::lane_bits<float, 1>{words[q]};
  number out[4];
  pathwise::kernels::detail::normal_of(w, out);
  return {static_cast<double>(out[0].v), static_cast<double>(out[1].v)};
}

/// Whether two sequences of normals, and of their squares, are uncorrelated.
void correlation(const std::vector<double>& a, const std::vector<double>& b, std::vector<check>& found) {
  double products = 0, squares = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    products += a[i] * b[i];
    squares += (a[i] * a[i] - 1) * (b[i] * b[i] - 1);
  }
  const double root = std::sqrt(static_cast<double>(a.size()));
  found.push_back({"correlation of normals", two_sided(products / root)});
  found.push_back({"correlation of their squares", two_sided(squares / (2 * root))});
}

void checks_of_order(const order& o, const generator& of, std::vector<check>& found) {
  std::vector<word> words(words_an_order());
  std::vector<double> normals;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const position p = o.of(i);
    const block b = of(p.at);
    words[i] = b[p.word];
    if (p.word == 0) normals.push_back(normals_of(b)[0]);
  }
  found.push_back(birthday_spacings(words, true));
  found.push_back(birthday_spacings(words, false));
  found.push_back(gaps(words, 0x80000000, 14));
  found.push_back(gaps(words, 0xf8000000, 128));
  found.push_back(gaps(words, 0x1f, 128));
  bits_one_by_one(words, found);
  const std::vector<double> before(normals.begin(), normals.end() - 1), after(normals.begin() + 1, normals.end());
  correlation(before, after, found);
}

/// A stream along the columns of one row: its words' bits each in a plane of their own, and its normals.
struct stream {
  std::vector<std::uint64_t> plane[32];
  std::vector<double> normals;

  stream(const generator& of, place at) {
    const std::size_t blocks = blocks_a_stream();
    for (auto& p : plane) p.resize(blocks / 16);
    for (std::size_t i = 0; i < blocks; ++i, ++at.columns) {
      const block words = of(at);
      for (std::size_t q = 0; q < 4; ++q)
        for (std::size_t b = 0; b < 32; ++b) plane[b][i / 16] |= std::uint64_t{words[q] >> b & 1} << (i % 16 * 4 + q);
      const auto z = normals_of(words);
      normals.insert(normals.end(), z.begin(), z.end());
    }
  }
};

/// Every bit of one against every bit of the other, and their normals.
void checks_of_pair(const stream& a, const stream& b, std::vector<check>& found) {
  const auto n = static_cast<double>(blocks_a_stream() * 4);
  double sum = 0, most = 0;
  for (const auto& of_a : a.plane)
    for (const auto& of_b : b.plane) {
      double apart = 0;
      for (std::size_t i = 0; i < of_a.size(); ++i) apart += std::popcount(of_a[i] ^ of_b[i]);
      const double z = (apart - n / 2) / std::sqrt(n / 4);
      sum += z * z;
      most = std::max(most, std::fabs(z));
    }
  found.push_back({"bits against bits", chi_squared_two_sided(sum, 1024)});
  found.push_back({"the two bits nearest to each other", std::min(1.0, 1024 * two_sided(most))});
  correlation(a.normals, b.normals, found);
}

using move = void (*)(place&, std::uint64_t by);
constexpr struct {
  const char* name;
  move along;
  int bits;
} fields[] = {
    {"row", [](place& p, std::uint64_t by) { p.row += by; }, 40},
    {"step", [](place& p, std::uint64_t by) { p.step += by; }, 40},
    {"seed", [](place& p, std::uint64_t by) { p.seed += by; }, 64},
    {"name", [](place& p, std::uint64_t by) { p.name = static_cast<std::uint16_t>(p.name + by); }, 16},
};

/// Streams beside each other: one field further by this or that, also a block of columns earlier or later; and one
/// further in this field against one further in another.
void checks_of_neighbours(const generator& of, std::vector<check>& found) {
  const auto moved = [](place p, const auto& field, std::uint64_t by) {
    field.along(p, by);
    return p;
  };
  for (const place& start : {place{.columns = 1}, place{0x0123456789abcdee, 0x42f1e2d3c4, 0xff12345678, 0x3ee0, 1}}) {
    const stream here(of, start);
    for (const auto& field : fields) {
      const place next = moved(start, field, 1);
      place earlier = next, later = next;
      --earlier.columns, ++later.columns;
      const place others[] = {next, moved(start, field, 2), moved(start, field, std::uint64_t{1} << (field.bits - 1)),
                              earlier, later};
      for (const place& other : others) {
        const std::size_t from = found.size();
        checks_of_pair(here, stream(of, other), found);
        for (std::size_t i = from; i < found.size(); ++i) found[i].name += std::string(", beside it by ") + field.name;
      }
      for (const auto& second : fields)
        if (&field < &second) checks_of_pair(stream(of, next), stream(of, moved(start, second, 1)), found);
    }
  }
}

/// No two of a million places have the same four words: small fields, and single bits of each.
void checks_of_repeats(const generator& of, std::vector<check>& found) {
  const auto values = [](int bits) {
    std::vector<std::uint64_t> all;
    for (std::uint64_t x = 0; x < 16; ++x) all.push_back(x);
    for (int i = 0; i < 16; ++i) all.push_back(std::uint64_t{1} << (4 + i * (bits - 5) / 15));
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
  };
  std::vector<block> all;
  for (const std::uint64_t seed : values(64))
    for (const std::uint64_t step : values(40))
      for (const std::uint64_t row : values(40))
        for (const std::uint64_t name : values(16))
          all.push_back(of({seed, step, row, static_cast<std::uint16_t>(name), 0}));
  std::sort(all.begin(), all.end());
  const bool repeated = std::adjacent_find(all.begin(), all.end()) != all.end();
  found.push_back({"four words met twice", repeated ? std::ldexp(1.0, 39 - 128) : 1});
}

/// All checks of a generator, part by part; until one is below `enough`.
std::vector<check> checks_of(const generator& of, double enough) {
  std::vector<check> found;
  checks_of_neighbours(of, found);
  for (const order& o : orders) {
    if (least_of(found).p <= enough) return found;
    const std::size_t from = found.size();
    checks_of_order(o, of, found);
    for (std::size_t i = from; i < found.size(); ++i) found[i].name += std::string(", by ") + o.name;
  }
  if (least_of(found).p > enough) checks_of_repeats(of, found);
  return found;
}

constexpr std::size_t checks_in_all = 2 * (4 * 5 + 6) * 4 + std::size(orders) * 9 + 1;
constexpr double limit = family_wise_false_alarm / checks_in_all;

struct fault {
  const char* name;
  generator plant;
};

/// Noise at a place that was changed first.
template <class Change>
generator placed(Change change) {
  return [change](place at) {
    change(at);
    return words_at(at);
  };
}
/// Noise with its words changed.
template <class Change>
generator worded(Change change) {
  return [change](const place& at) {
    block words = words_at(at);
    change(words, at);
    return words;
  };
}
void each(block& words, word (*change)(word)) {
  for (word& w : words) w = change(w);
}

/// Philox with fewer rounds than its authors ask for.
block of_few_rounds(const place& at, int rounds) {
  const auto c = pathwise::kernels::noise_counter(at.columns, at.row, {at.seed, at.step, at.name});
  std::uint64_t w[4] = {c[0], c[1], c[2], c[3]};
  auto k0 = static_cast<word>(at.seed), k1 = static_cast<word>(at.seed >> 32);
  for (int r = 0; r < rounds; ++r, k0 += 0x9E3779B9, k1 += 0xBB67AE85) {
    const std::uint64_t a = (w[0] & 0xffffffff) * 0xD2511F53, b = (w[2] & 0xffffffff) * 0xCD9E8D57;
    w[0] = (b >> 32) ^ (w[1] & 0xffffffff) ^ k0, w[1] = b & 0xffffffff;
    w[2] = (a >> 32) ^ (w[3] & 0xffffffff) ^ k1, w[3] = a & 0xffffffff;
  }
  return {static_cast<word>(w[0]), static_cast<word>(w[1]), static_cast<word>(w[2]), static_cast<word>(w[3])};
}

std::vector<fault> faults() {
  return {
      {"the seed added to the row", placed([](place& p) { p.row += p.seed, p.seed = 0; })},
      {"the seed in exclusive or with the step", placed([](place& p) { p.step ^= p.seed, p.seed = 0; })},
      {"the name in exclusive or with the step", placed([](place& p) { p.step ^= p.name, p.name = 0; })},
      {"the step added to the columns", placed([](place& p) { p.columns += static_cast<word>(p.step), p.step = 0; })},
      {"the row added to the columns", placed([](place& p) { p.columns += static_cast<word>(p.row), p.row = 0; })},
      {"the name left out", placed([](place& p) { p.name = 0; })},
      {"the step cut to 24 bits", placed([](place& p) { p.step &= 0xffffff; })},
      {"the row cut to 32 bits", placed([](place& p) { p.row &= 0xffffffff; })},
      {"the seed cut to 32 bits", placed([](place& p) { p.seed &= 0xffffffff; })},
      {"every second row a repeat", placed([](place& p) { p.row &= ~std::uint64_t{1}; })},
      {"the name left out of one word", worded([](block& w, place p) { p.name = 0, w[0] = words_at(p)[0]; })},
      {"the lowest bit stuck", worded([](block& w, const place&) { each(w, [](word x) { return x | 1; }); })},
      {"the two lowest bits the same",
       worded([](block& w, const place&) { each(w, [](word x) { return (x & ~2u) | (x & 1) << 1; }); })},
      {"the top bit stuck one time in 64",
       worded([](block& w, const place&) { each(w, [](word x) { return (x & 63) == 5 ? x | 0x80000000 : x; }); })},
      {"the second word the first's complement", worded([](block& w, const place&) { w[1] = ~w[0]; })},
      {"a twentieth of every second row as in the row before",
       placed([](place& p) { p.row &= p.columns % 20 == 0 ? ~std::uint64_t{1} : ~std::uint64_t{0}; })},
      {"two rounds of Philox", [](const place& p) { return of_few_rounds(p, 2); }},
      {"three rounds of Philox", [](const place& p) { return of_few_rounds(p, 3); }},
      {"a multiple of the place",
       [](const place& p) {
         const std::uint64_t x =
             (p.row * 64 + p.columns * 4 + p.step * 0x10001 + p.seed * 0x1000003 + p.name * 0x30005) *
             0x9e3779b97f4a7c15;
         return block{static_cast<word>(x >> 32), static_cast<word>((x + 0x9e3779b97f4a7c15) >> 32),
                      static_cast<word>((x + 2 * 0x9e3779b97f4a7c15) >> 32),
                      static_cast<word>((x + 3 * 0x9e3779b97f4a7c15) >> 32)};
       }},
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(streams)

BOOST_AUTO_TEST_CASE(streams_are_independent_as_they_are_used) {
  const std::vector<check> found = checks_of(words_at, 0);
  BOOST_TEST(found.size() == checks_in_all);
  for (const check& k : found) BOOST_TEST(k.p > limit, k.name << " has p = " << k.p);
  BOOST_TEST_MESSAGE("the least of " << found.size() << " p is " << least_of(found).p << ", " << least_of(found).name);
}

BOOST_AUTO_TEST_CASE(planted_faults_are_seen) {
  if (long_run()) return;  // they are seen in the short run
  for (const fault& f : faults()) {
    const check seen = least_of(checks_of(f.plant, limit));
    BOOST_TEST(seen.p <= limit, f.name << " is not seen: the least p is " << seen.p << ", by " << seen.name);
    BOOST_TEST_MESSAGE(f.name << ": p = " << seen.p << ", " << seen.name);
  }
}

// What the tests along one order see that those of neighbours do not need to.
BOOST_AUTO_TEST_CASE(spacings_and_gaps_see_their_faults) {
  std::vector<word> congruential(1 << 20), spread(1 << 20);
  word x = 1;
  for (word& w : congruential) w = x = 69069 * x + 1;
  for (std::size_t i = 0; i < spread.size(); ++i) {  // after a small word never a small one
    spread[i] = words_at({.row = i})[0];
    if (i > 0 && spread[i - 1] < 0x08000000) spread[i] |= 0x08000000;
  }
  BOOST_TEST(birthday_spacings(congruential, true).p <= limit);
  BOOST_TEST(birthday_spacings(congruential, false).p <= limit);
  BOOST_TEST(gaps(spread, 0xf8000000, 128).p <= limit);
  BOOST_TEST(gaps(congruential, 0x1f, 128).p <= limit);
}

BOOST_AUTO_TEST_SUITE_END()
