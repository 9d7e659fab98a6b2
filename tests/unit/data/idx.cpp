#include <boost/test/unit_test.hpp>

#include <pathwise/data/idx.hpp>

#include "files.hpp"
#include "samples.hpp"

namespace pw = pathwise;

namespace {

std::string images_message(const std::string& content) {
  return message_of([&] { pw::parse_idx_images(bytes_of(content), "x.gz"); });
}

std::string labels_message(const std::string& content) {
  return message_of([&] { pw::parse_idx_labels(bytes_of(content), "x.gz"); });
}

std::string with_byte(std::string content, std::size_t place, unsigned char value) {
  content.at(place) = static_cast<char>(value);
  return content;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(idx)

BOOST_AUTO_TEST_CASE(reads_compressed_images) {
  const scratch_folder folder;
  put(folder / "images", sample_idx_images_gz());  // told apart by content, not by name
  const pw::image_set images = pw::read_idx_images(folder / "images");
  BOOST_TEST(images.height == 2U);
  BOOST_TEST(images.width == 3U);
  BOOST_TEST(images.pixels.rows == 2U);
  BOOST_TEST(images.pixels.cols == 6U);
  const std::vector<float> expected = {0.0F,       0.2F,       0.4F,       0.6F,       0.8F,       1.0F,
                                       1 / 255.0F, 2 / 255.0F, 3 / 255.0F, 4 / 255.0F, 5 / 255.0F, 6 / 255.0F};
  BOOST_TEST(images.pixels.values == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(reads_plain_images_and_labels) {
  const scratch_folder folder;
  put(folder / "images", idx_file({300, 2, 1}, 600));
  const pw::image_set images = pw::read_idx_images(folder / "images");
  BOOST_TEST(images.pixels.rows == 300U);
  BOOST_TEST(images.pixels(127, 1) == 1.0F);
  put(folder / "labels", idx_file({3}, 3));
  BOOST_TEST(pw::read_idx_labels(folder / "labels") == (std::vector<std::uint8_t>{0, 1, 2}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(reads_compressed_labels) {
  BOOST_TEST(pw::parse_idx_labels(bytes_of(sample_idx_labels_gz()), "x") == std::vector<std::uint8_t>(40, 3),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(body_beyond_one_allocation) {
  const pw::image_set images = pw::parse_idx_images(bytes_of(idx_file({1000, 28, 28}, 784'000)), "x");
  BOOST_TEST(images.pixels(999, 783) == static_cast<float>(783'999 & 0xff) / 255.0F);
}

BOOST_AUTO_TEST_CASE(wrong_content) {
  BOOST_TEST(images_message("") == "x.gz: empty; download it again");
  BOOST_TEST(images_message("\x89PNG\r\n") ==
             "x.gz: neither idx nor gzip: it begins with 89 50 4e 47; name an idx file");
  BOOST_TEST(images_message(with_byte(idx_file({1, 1, 1}, 1), 2, 0x0d)) ==
             "x.gz: idx of type 0d, only unsigned bytes (08) are read; convert it");
  BOOST_TEST(images_message(sample_idx_labels_gz()) ==
             "x.gz: holds labels (magic 00 00 08 01), images were asked for; name the images-idx3 file");
  BOOST_TEST(labels_message(sample_idx_images_gz()) ==
             "x.gz: holds images (magic 00 00 08 03), labels were asked for; name the labels-idx1 file");
  BOOST_TEST(images_message(idx_file({1, 1}, 1)) ==
             "x.gz: wrong magic: an idx with 2 axes, images have 3; name another file");
}

BOOST_AUTO_TEST_CASE(truncated) {
  BOOST_TEST(images_message(idx_file({1, 1, 1}, 1).substr(0, 3)) ==
             "x.gz: truncated header: an idx file begins with 4 bytes, 3 are there; download it again");
  BOOST_TEST(images_message(idx_file({1, 1, 1}, 1).substr(0, 15)) ==
             "x.gz: truncated header: 16 bytes expected, 15 are there; download it again");
  BOOST_TEST(images_message(idx_file({60000, 28, 28}, 1024)) ==
             "x.gz: truncated: the header promises 60000 x 28 x 28 bytes, 1024 are there; download it again");
  BOOST_TEST(labels_message(idx_file({5}, 4)) ==
             "x.gz: truncated: the header promises 5 bytes, 4 are there; download it again");
  const std::string gz = sample_idx_images_gz();
  BOOST_TEST(images_message(gz.substr(0, gz.size() - 8)) ==
             "x.gz: truncated: its closing checksum is missing; download it again");
  BOOST_TEST(images_message(gz.substr(0, gz.size() - 20)).starts_with("x.gz: truncated"));
  BOOST_TEST(images_message(gz.substr(0, 10)) ==
             "x.gz: truncated header: an idx file begins with 4 bytes, 0 are there; download it again");
}

BOOST_AUTO_TEST_CASE(damaged) {
  const std::string gz = sample_idx_images_gz();
  BOOST_TEST(images_message(with_byte(gz, gz.size() - 8, 0)) ==
             "x.gz: damaged: the content does not match its checksum (CRC); download it again");
  BOOST_TEST(images_message(with_byte(gz, gz.size() - 4, 0)) ==
             "x.gz: damaged: the content does not match its checksum (CRC); download it again");
  BOOST_TEST(images_message(with_byte(gz, 10, 0xff)) ==
             "x.gz: damaged gzip data (invalid block type); download it again");
}

BOOST_AUTO_TEST_CASE(trailing_bytes) {
  BOOST_TEST(images_message(idx_file({1, 1, 2}, 3)) ==
             "x.gz: trailing bytes after what the header promises; download it again");
  BOOST_TEST(images_message(sample_idx_images_gz() + "more") ==
             "x.gz: 4 trailing bytes after the gzip data; download it again");
  BOOST_TEST(images_message(sample_idx_images_gz() + sample_idx_images_gz()) ==
             "x.gz: trailing bytes after what the header promises; download it again");
}

BOOST_AUTO_TEST_CASE(absurd_extents) {
  BOOST_TEST(images_message(idx_file({0xffffffff, 0xffffffff, 0xffffffff}, 8)) ==
             "x.gz: absurd extents: the header promises 4294967295 x 4294967295 x 4294967295 bytes; download it again");
  BOOST_TEST(images_message(idx_file({0xffffffff, 0x10000, 0x4000}, 8)) ==
             "x.gz: absurd extents: the header promises 4294967295 x 65536 x 16384 bytes; download it again");
  BOOST_TEST(images_message(idx_file({0xffffffff, 28, 28}, 8)) ==
             "x.gz: truncated: the header promises 4294967295 x 28 x 28 bytes, 8 are there; download it again");
  BOOST_TEST(images_message(idx_file({0, 28, 28}, 0)) ==
             "x.gz: holds nothing: the header says 0 x 28 x 28; name another file");
  BOOST_TEST(labels_message(idx_file({0}, 0)) == "x.gz: holds nothing: the header says 0 labels; name another file");
}

BOOST_AUTO_TEST_CASE(missing) {
  BOOST_TEST(message_of([] { pw::read_idx_images("/no/such/file"); }) ==
             "/no/such/file: missing: there is no such file; check the path");
  BOOST_TEST(message_of([] { pw::read_idx_labels("/tmp"); }) == "/tmp: is a directory; name a file in it");
}

BOOST_AUTO_TEST_SUITE_END()
