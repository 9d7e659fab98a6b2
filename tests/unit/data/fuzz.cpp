// Damaged files by the thousand: each must be read or refused with a file_error, without a crash, a hang or an
// allocation that the bytes do not justify. PATHWISE_LONG=1 tries a hundred times as many. The sanitizers see more: run
// it with them too.
#include <boost/test/unit_test.hpp>

#include <pathwise/data/csv.hpp>
#include <pathwise/data/idx.hpp>
#include <pathwise/data/npy.hpp>
#include <pathwise/data/safetensors.hpp>

#include <functional>
#include <new>
#include <random>

#include "faults.hpp"
#include "files.hpp"
#include "samples.hpp"

namespace pw = pathwise;

namespace {

using reader = std::function<void(const std::string&)>;

struct target {
  const char* name;
  std::string sample;
  reader read;
};

std::vector<target> targets() {
  const reader images = [](const std::string& s) { pw::parse_idx_images(bytes_of(s), "x"); };
  const reader labels = [](const std::string& s) { pw::parse_idx_labels(bytes_of(s), "x"); };
  const reader npy_float = [](const std::string& s) { pw::parse_npy<float>(bytes_of(s), "x"); };
  const reader npy_double = [](const std::string& s) { pw::parse_npy<double>(bytes_of(s), "x"); };
  const reader tensors = [](const std::string& s) { pw::parse_safetensors(bytes_of(s), "x"); };
  const reader table = [](const std::string& s) { pw::parse_csv<float>(s, "x"); };
  return {{"idx images", idx_file({4, 3, 5}, 60), images},
          {"idx images, gzip", sample_idx_images_gz(), images},
          {"idx labels", idx_file({40}, 40), labels},
          {"idx labels, gzip", sample_idx_labels_gz(), labels},
          {"npy float32", sample_npy_float32(), npy_float},
          {"npy float64, Fortran order", sample_npy_float64_fortran(), npy_double},
          {"npy uint8", sample_npy_uint8(), npy_float},
          {"safetensors", sample_safetensors(), tensors},
          {"csv", sample_csv(), table}};
}

constexpr std::size_t allowed_at_once = std::size_t{256} << 10;

// An exact copy on the heap, so that the address sanitizer sees a read past the end.
void must_survive(const target& t, std::string_view content, int& refused) {
  const std::string exact(content);
  const counted_memory memory;
  try {
    t.read(exact);
  } catch (const pw::file_error& error) {
    ++refused;
    BOOST_REQUIRE(std::string_view(error.what()).starts_with("x: "));
  }
  BOOST_REQUIRE(memory.largest() <= allowed_at_once);
}

// One of the ways in which files go wrong: bytes flipped, set to an extreme, inserted, removed, repeated, exchanged.
void damage(std::string& content, std::mt19937_64& random) {
  const auto below = [&](std::size_t n) { return n == 0 ? 0 : random() % n; };
  const std::size_t place = below(content.size());
  const std::size_t length = 1 + below(8);
  constexpr char extremes[] = {'\0', '\1', '\x7f', '\x80', '\xff', '"', '{', '['};
  switch (random() % 6) {
    case 0:
      if (!content.empty()) content[place] = static_cast<char>(content[place] ^ 1 << below(8));
      break;
    case 1:
      for (std::size_t i = place; i < std::min(content.size(), place + length); ++i) content[i] = extremes[below(8)];
      break;
    case 2:
      content.insert(place, length, extremes[below(8)]);
      break;
    case 3:
      content.erase(place, length);
      break;
    case 4:
      content.insert(below(content.size()), content.substr(place, length));
      break;
    default:
      if (!content.empty()) std::swap(content[place], content[below(content.size())]);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fuzz)

BOOST_AUTO_TEST_CASE(samples_are_valid) {
  for (const target& t : targets()) BOOST_TEST_CONTEXT(t.name) {
      int refused = 0;
      must_survive(t, t.sample, refused);
      BOOST_TEST(refused == 0);
    }
}

BOOST_AUTO_TEST_CASE(every_truncation) {
  for (const target& t : targets()) BOOST_TEST_CONTEXT(t.name) {
      int refused = 0;
      for (std::size_t size = 0; size < t.sample.size(); ++size)
        must_survive(t, std::string_view(t.sample).substr(0, size), refused);
      if (std::string_view(t.name) != "csv") BOOST_TEST(refused == static_cast<int>(t.sample.size()));
    }
}

BOOST_AUTO_TEST_CASE(every_byte_at_every_value) {
  for (const target& t : targets()) BOOST_TEST_CONTEXT(t.name) {
      int refused = 0;
      std::string content = t.sample;
      for (std::size_t place = 0; place < content.size(); ++place) {
        const char original = content[place];
        for (int value = 0; value < 256; value += long_run() ? 1 : 5) {
          content[place] = static_cast<char>(value + static_cast<int>(place) % 5);
          must_survive(t, content, refused);
        }
        content[place] = original;
      }
      BOOST_TEST(refused > 0);
    }
}

BOOST_AUTO_TEST_CASE(several_faults_at_once) {
  std::mt19937_64 random(1);
  const int turns = long_run() ? 1'000'000 : 10'000;
  for (const target& t : targets()) BOOST_TEST_CONTEXT(t.name) {
      int refused = 0;
      for (int turn = 0; turn < turns; ++turn) {
        std::string content = t.sample;
        for (std::uint64_t faults = 1 + random() % 4; faults > 0; --faults) damage(content, random);
        must_survive(t, content, refused);
      }
      BOOST_TEST(refused > turns / 4);
    }
}

BOOST_AUTO_TEST_CASE(headers_that_lie_get_no_memory) {
  const reader images = targets()[0].read;
  int refused = 0;
  for (const std::uint32_t rows : {60'000U, 0x7fffffffU, 0xffffffffU})
    for (const std::uint32_t side : {28U, 65'535U, 0xffffffffU})
      must_survive({"idx", "", images}, idx_file({rows, side, side}, 64), refused);
  BOOST_TEST(refused == 9);
  const reader numbers = targets()[4].read;
  for (const auto* shape :
       {"(1000000000,)", "(100000, 100000)", "(4294967296, 4294967296, 2)", "(18446744073709551615,)"})
    must_survive({"npy", "", numbers},
                 npy_file("{'descr': '<f4', 'fortran_order': False, 'shape': " + std::string(shape) + "}"), refused);
  BOOST_TEST(refused == 13);
}

// The n-th allocation fails, for every n: the exception comes through, and nothing leaks (the address sanitizer looks).
BOOST_AUTO_TEST_CASE(out_of_memory_at_every_allocation) {
  for (const target& t : targets()) BOOST_TEST_CONTEXT(t.name) {
      std::size_t failures = 0;
      for (;; ++failures) {
        const counted_memory memory(failures);
        try {
          t.read(t.sample);
          break;
        } catch (const std::bad_alloc&) {
          BOOST_REQUIRE(memory.failed());
        }
      }
      BOOST_TEST(failures > 0U);
    }
}

BOOST_AUTO_TEST_SUITE_END()
