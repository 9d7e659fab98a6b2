#include <boost/test/unit_test.hpp>

#include <pathwise/data/png.hpp>

#include <limits>
#include <utility>

#include "files.hpp"

namespace pw = pathwise;

namespace {

// `rows` images of `size`, image r filled with the value r + 1.
pw::matrix<float> numbered_images(std::size_t rows, pw::image_size size) {
  pw::matrix<float> images(rows, size.height * size.width);
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < images.cols; ++c) images(r, c) = static_cast<float>(r + 1);
  return images;
}

std::string drawn(const pw::matrix<float>& picture) {
  std::string text;
  for (std::size_t r = 0; r < picture.rows; ++r) {
    for (std::size_t c = 0; c < picture.cols; ++c) text += picture(r, c) > 0 ? '#' : '.';
    text += '\n';
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(png)

BOOST_AUTO_TEST_CASE(writes_a_gray_picture) {
  const scratch_folder folder;
  const auto file = folder / "x.png";
  const pw::matrix<float> picture(2, 3, {0, 0.5, 1, -3, 7, 0.2F});
  pw::write_png(file, picture.view());
  const std::string bytes = get(file);
  BOOST_TEST(bytes.substr(0, 8) == "\x89PNG\r\n\x1a\n");
  BOOST_TEST(bytes.substr(12, 4) == "IHDR");
  BOOST_TEST(bytes.substr(16, 8) == big_endian_32(3) + big_endian_32(2));
  BOOST_TEST(bytes.substr(24, 2) == std::string("\10\0", 2));  // 8 bits, gray
  BOOST_TEST(bytes.substr(bytes.size() - 8, 4) == "IEND");
}

BOOST_AUTO_TEST_CASE(errors) {
  const scratch_folder folder;
  const auto file = folder / "x.png";
  pw::matrix<float> picture(2, 3);
  picture(1, 2) = std::numeric_limits<float>::quiet_NaN();
  BOOST_TEST(message_of([&] { pw::write_png(file, picture.view()); }) ==
             file.string() + ": row 1, column 2 is NaN; clean the data first");
  BOOST_CHECK_THROW(pw::write_png(file, {}), std::invalid_argument);
  const std::vector<float> wide(1'000'001);
  BOOST_TEST(message_of([&] {
               pw::write_png(file, {wide.data(), 1, wide.size()});
             }).starts_with(file.string() + ": cannot encode the picture: "));
  BOOST_TEST(folder.files() == 0U);
  const pw::matrix<float> good(1, 1);
  BOOST_TEST(message_of([&] {
               pw::write_png("/no/x.png", good.view());
             }).starts_with("/no/x.png: cannot write: No such file or directory"));
}

BOOST_AUTO_TEST_CASE(grid) {
  const auto images = numbered_images(5, {2, 3});
  const pw::matrix<float> picture = pw::image_grid(images.view(), {2, 3}, 3, 1);
  BOOST_TEST(picture.rows == 7U);
  BOOST_TEST(picture.cols == 13U);
  BOOST_TEST(drawn(picture) ==
             ".............\n"
             ".###.###.###.\n"
             ".###.###.###.\n"
             ".............\n"
             ".###.###.....\n"
             ".###.###.....\n"
             ".............\n");
  BOOST_TEST(picture(1, 1) == 1.0F);
  BOOST_TEST(picture(2, 11) == 3.0F);
  BOOST_TEST(picture(5, 7) == 5.0F);
  BOOST_TEST(pw::image_grid(images.view(), {2, 3}, 100, 0).cols == 15U);
  BOOST_CHECK_THROW(pw::image_grid(images.view(), {3, 3}, 3), std::invalid_argument);
  BOOST_CHECK_THROW(pw::image_grid(images.view(), {2, 3}, 0), std::invalid_argument);
  BOOST_CHECK_THROW(pw::image_grid({}, {2, 3}, 1), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(labels_at_the_left) {
  const auto images = numbered_images(1, {9, 1});
  const std::vector<pw::labelled_row> rows = {{"a1", std::as_const(images).view()},
                                              {"?I", std::as_const(images).view()}};
  BOOST_TEST(drawn(pw::labelled_grid(rows, {9, 1}, 1)) ==
             "................\n"
             "..............#.\n"
             "..###....#....#.\n"
             ".#...#..##....#.\n"
             ".#...#...#....#.\n"
             ".#####...#....#.\n"
             ".#...#...#....#.\n"
             ".#...#...#....#.\n"
             ".#...#..###...#.\n"
             "..............#.\n"
             "................\n"
             "..............#.\n"
             "........###...#.\n"
             ".........#....#.\n"
             ".........#....#.\n"
             ".........#....#.\n"
             ".........#....#.\n"
             ".........#....#.\n"
             "........###...#.\n"
             "..............#.\n"
             "................\n");
}

BOOST_AUTO_TEST_CASE(originals_above_reconstructions) {
  const auto originals = numbered_images(5, {8, 8});
  auto reconstructions = originals;
  for (float& x : reconstructions.values) x += 100;
  const pw::matrix<float> picture = pw::reconstruction_grid(originals.view(), reconstructions.view(), {8, 8}, 3, 2);
  const std::size_t margin = 2 + 6 * std::string("reconstruction").size() + 2;
  BOOST_TEST(picture.rows == 42U);
  BOOST_TEST(picture.cols == margin + 30);
  const auto image_at = [&](std::size_t band, std::size_t column) {
    return picture(2 + 10 * band, margin + 10 * column);
  };
  BOOST_TEST(image_at(0, 0) == 1.0F);
  BOOST_TEST(image_at(1, 0) == 101.0F);
  BOOST_TEST(image_at(1, 2) == 103.0F);
  BOOST_TEST(image_at(2, 1) == 5.0F);
  BOOST_TEST(image_at(3, 1) == 105.0F);
  BOOST_TEST(image_at(3, 2) == 0.0F);
  BOOST_CHECK_THROW(pw::reconstruction_grid(originals.view(), reconstructions.view().slice(0, 4), {8, 8}, 3),
                    std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(tiny_images_are_labelled_too) {
  const auto images = numbered_images(1, {2, 2});
  const std::vector<pw::labelled_row> rows = {{"label", std::as_const(images).view()}};
  BOOST_TEST(pw::labelled_grid(rows, {2, 2}, 0).rows == 2U);
  BOOST_CHECK_THROW(pw::labelled_grid({}, {2, 2}), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
