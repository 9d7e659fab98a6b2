#include <boost/test/unit_test.hpp>

#include <pathwise/data/synthetic_images.hpp>

#include <algorithm>
#include <cmath>
#include <set>

namespace pw = pathwise;

namespace {

// FNV-1a over pixels (as bytes of 255 levels) and labels.
std::uint64_t fingerprint(const pw::labelled_images& data) {
  std::uint64_t hash = 0xcbf29ce484222325;
  const auto add = [&](std::uint64_t byte) { hash = (hash ^ byte) * 0x100000001b3; };
  for (const float pixel : data.images.pixels.values) add(static_cast<std::uint64_t>(std::lround(pixel * 255)));
  for (const std::uint8_t label : data.labels) add(label);
  return hash;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(synthetic_images)

BOOST_AUTO_TEST_CASE(shape_and_range) {
  const auto data = pw::synthetic_images(500, 1);
  BOOST_TEST(data.images.height == 28U);
  BOOST_TEST(data.images.width == 28U);
  BOOST_TEST(data.images.pixels.rows == 500U);
  BOOST_TEST(data.images.pixels.cols == 784U);
  BOOST_TEST(std::ranges::all_of(data.images.pixels.values, [](float x) { return x >= 0 && x <= 1; }));
  BOOST_TEST(std::set(data.labels.begin(), data.labels.end()).size() == 10U);
  for (std::size_t r = 0; r < 500; ++r) {  // every row shows something, and leaves some background
    const auto row = std::span(data.images.pixels.values).subspan(r * 784, 784);
    BOOST_REQUIRE(std::ranges::count_if(row, [](float x) { return x > 0.1F; }) > 40);
    BOOST_REQUIRE(std::ranges::count(row, 0.0F) > 150);
  }
}

BOOST_AUTO_TEST_CASE(a_row_depends_on_seed_and_row_only) {
  const auto few = pw::synthetic_images(10, 7);
  const auto many = pw::synthetic_images(50, 7);
  const auto other = pw::synthetic_images(10, 8);
  BOOST_TEST(
      std::equal(few.images.pixels.values.begin(), few.images.pixels.values.end(), many.images.pixels.values.begin()));
  BOOST_TEST(fingerprint(few) != fingerprint(other));
}

BOOST_AUTO_TEST_CASE(classes_differ) {
  const auto data = pw::synthetic_images(2000, 3);
  pw::matrix<float> means(10, 784);
  std::vector<float> counts(10);
  for (std::size_t r = 0; r < 2000; ++r) {
    ++counts[data.labels[r]];
    for (std::size_t c = 0; c < 784; ++c) means(data.labels[r], c) += data.images.pixels(r, c);
  }
  for (std::size_t a = 0; a < 10; ++a) {
    BOOST_TEST(counts[a] > 140);
    for (std::size_t b = 0; b < a; ++b) {
      float distance = 0;
      for (std::size_t c = 0; c < 784; ++c) distance += std::abs(means(a, c) / counts[a] - means(b, c) / counts[b]);
      BOOST_TEST(distance > 5.0F);
    }
  }
}

// The same on every machine and compiler.
BOOST_AUTO_TEST_CASE(golden) { BOOST_TEST(fingerprint(pw::synthetic_images(1000, 1)) == 4168056227767214082U); }

BOOST_AUTO_TEST_SUITE_END()
