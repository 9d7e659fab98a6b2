#include <pathwise/data/idx.hpp>
#include <pathwise/data/read_file.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string>

#include "extents.hpp"
#include "gunzip.hpp"

namespace pathwise {
namespace {

using std::filesystem::path;
using byte_span = std::span<const std::byte>;

constexpr auto again = "download it again";
constexpr std::uint8_t unsigned_byte = 0x08;
constexpr std::uint8_t label_axes = 1;
constexpr std::uint8_t image_axes = 3;
constexpr std::size_t first_allocation = std::size_t{64} << 10;

// The content of a file, whether it is compressed or not.
class idx_content {
 public:
  idx_content(byte_span bytes, const path& file) : plain_(bytes) {
    if (is_gzip(bytes)) compressed_.emplace(bytes, file);
  }

  std::size_t read(std::span<std::byte> out) {
    if (compressed_) return compressed_->read(out);
    const std::size_t count = std::min(out.size(), plain_.size());
    std::copy_n(plain_.begin(), count, out.begin());
    plain_ = plain_.subspan(count);
    return count;
  }

  bool checksum_is_missing() const { return compressed_ && compressed_->cut_short(); }

 private:
  byte_span plain_;
  std::optional<gunzip_stream> compressed_;
};

std::string count_of(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string hexadecimal(std::span<const std::uint8_t> bytes) {
  constexpr auto digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += text.empty() ? "" : " ";
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::string asked_for(std::uint8_t axes) { return axes == image_axes ? "images" : "labels"; }

void check_magic(const std::array<std::uint8_t, 4>& magic, std::uint8_t axes, const path& file) {
  if (magic[0] != 0 || magic[1] != 0)
    throw file_error(file, "neither idx nor gzip: it begins with " + hexadecimal(magic), "name an idx file");
  if (magic[2] != unsigned_byte)
    throw file_error(
        file, "idx of type " + hexadecimal(std::span(magic).subspan(2, 1)) + ", only unsigned bytes (08) are read",
        "convert it");
  if (magic[3] == axes) return;
  if (magic[3] == label_axes)
    throw file_error(file, "holds labels (magic 00 00 08 01), images were asked for", "name the images-idx3 file");
  if (magic[3] == image_axes)
    throw file_error(file, "holds images (magic 00 00 08 03), labels were asked for", "name the labels-idx1 file");
  throw file_error(file,
                   "wrong magic: an idx with " + std::to_string(magic[3]) + " axes, " + asked_for(axes) + " have " +
                       std::to_string(axes),
                   "name another file");
}

std::vector<std::size_t> read_extents(idx_content& content, std::uint8_t axes, const path& file) {
  std::vector<std::byte> raw(std::size_t{4} * axes);
  const std::size_t count = content.read(raw);
  if (count < raw.size())
    throw file_error(file,
                     "truncated header: " + std::to_string(4 + raw.size()) + " bytes expected, " +
                         std::to_string(4 + count) + " are there",
                     again);
  std::vector<std::size_t> extents(axes, 0);
  for (std::size_t i = 0; i < raw.size(); ++i)
    extents[i / 4] = extents[i / 4] << 8 | std::to_integer<std::size_t>(raw[i]);
  return extents;
}

std::vector<std::size_t> read_header(idx_content& content, std::uint8_t axes, const path& file) {
  std::array<std::uint8_t, 4> magic = {};
  const std::size_t count = content.read(std::as_writable_bytes(std::span(magic)));
  if (count < magic.size())
    throw file_error(file, "truncated header: an idx file begins with 4 bytes, " + std::to_string(count) + " are there",
                     again);
  check_magic(magic, axes, file);
  return read_extents(content, axes, file);
}

std::size_t body_size(std::span<const std::size_t> extents, const path& file) {
  const std::optional<std::size_t> size = checked_product(extents);
  const std::string shape = extents.size() == 1 ? count_of(extents[0], "label") : shape_text(extents);
  if (!size || *size > std::vector<float>().max_size())
    throw file_error(file, "absurd extents: the header promises " + shape + " bytes", again);
  if (*size == 0) throw file_error(file, "holds nothing: the header says " + shape, "name another file");
  return *size;
}

// Memory doubles as bytes arrive: a header that lies costs at most twice the bytes that are there.
std::vector<std::byte> read_body(idx_content& content, std::span<const std::size_t> extents, const path& file) {
  const std::size_t promised = body_size(extents, file);
  std::vector<std::byte> body;
  while (body.size() < promised) {
    const std::size_t before = body.size();
    body.resize(std::min(promised, std::max(2 * before, first_allocation)));
    const std::size_t count = content.read(std::span(body).subspan(before));
    if (before + count < body.size())
      throw file_error(file,
                       "truncated: the header promises " + shape_text(extents) + " bytes, " +
                           std::to_string(before + count) + " are there",
                       again);
  }
  return body;
}

void check_end(idx_content& content, const path& file) {
  std::byte extra{};
  if (content.read(std::span(&extra, 1)) != 0)
    throw file_error(file, "trailing bytes after what the header promises", again);
  if (content.checksum_is_missing()) throw file_error(file, "truncated: its closing checksum is missing", again);
}

struct idx_array {
  std::vector<std::size_t> extents;
  std::vector<std::byte> body;
};

idx_array parse_idx(byte_span bytes, std::uint8_t axes, const path& file) {
  if (bytes.empty()) throw file_error(file, "empty", again);
  idx_content content(bytes, file);
  idx_array array;
  array.extents = read_header(content, axes, file);
  array.body = read_body(content, array.extents, file);
  check_end(content, file);
  return array;
}

}  // namespace

image_set parse_idx_images(byte_span bytes, const path& file) {
  const idx_array array = parse_idx(bytes, image_axes, file);
  image_set images;
  images.height = array.extents[1];
  images.width = array.extents[2];
  images.pixels = matrix<float>(array.extents[0], images.height * images.width);
  std::ranges::transform(array.body, images.pixels.values.begin(),
                         [](std::byte pixel) { return static_cast<float>(std::to_integer<int>(pixel)) / 255.0F; });
  return images;
}

std::vector<std::uint8_t> parse_idx_labels(byte_span bytes, const path& file) {
  const idx_array array = parse_idx(bytes, label_axes, file);
  std::vector<std::uint8_t> labels(array.body.size());
  std::memcpy(labels.data(), array.body.data(), labels.size());
  return labels;
}

image_set read_idx_images(const path& file) { return parse_idx_images(read_file(file), file); }

std::vector<std::uint8_t> read_idx_labels(const path& file) { return parse_idx_labels(read_file(file), file); }

}  // namespace pathwise
