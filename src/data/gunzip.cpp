#include "gunzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <new>
#include <string>

namespace pathwise {
namespace {

constexpr int gzip_only = 15 + 16;  // zlib's window bits: the largest window, gzip's header and trailer
constexpr std::size_t largest_piece = std::size_t{1} << 30;  // zlib counts in 32 bits

}  // namespace

bool is_gzip(std::span<const std::byte> bytes) {
  return bytes.size() >= 2 && bytes[0] == std::byte{0x1f} && bytes[1] == std::byte{0x8b};
}

struct gunzip_stream::state {
  std::span<const std::byte> rest;  // not yet given to zlib
  std::filesystem::path file;
  z_stream zlib = {};
  bool finished = false;
  bool cut_short = false;

  void feed();
  void end_member();
  [[noreturn]] void fail(int status) const;
};

void gunzip_stream::state::feed() {
  if (zlib.avail_in != 0 || rest.empty()) return;
  const auto piece = rest.first(std::min(rest.size(), largest_piece));
  // zlib's interface has no const, it does not write to its input.
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(piece.data()));
  zlib.avail_in = static_cast<uInt>(piece.size());
  rest = rest.subspan(piece.size());
}

void gunzip_stream::state::end_member() {
  const std::size_t left = zlib.avail_in + rest.size();
  const std::span next(reinterpret_cast<const std::byte*>(zlib.next_in), zlib.avail_in);
  if (left == 0) {
    finished = true;
  } else if (is_gzip(next)) {
    inflateReset(&zlib);
  } else {
    throw file_error(file, std::to_string(left) + " trailing bytes after the gzip data", "download it again");
  }
}

void gunzip_stream::state::fail(int status) const {
  if (status == Z_MEM_ERROR) throw std::bad_alloc();
  const std::string detail = zlib.msg != nullptr ? zlib.msg : "unknown";
  if (detail == "incorrect data check" || detail == "incorrect length check")
    throw file_error(file, "damaged: the content does not match its checksum (CRC)", "download it again");
  throw file_error(file, "damaged gzip data (" + detail + ")", "download it again");
}

gunzip_stream::gunzip_stream(std::span<const std::byte> compressed, const std::filesystem::path& file)
    : state_(std::make_unique<state>()) {
  state_->rest = compressed;
  state_->file = file;
  if (inflateInit2(&state_->zlib, gzip_only) != Z_OK) throw std::bad_alloc();
}

gunzip_stream::~gunzip_stream() { inflateEnd(&state_->zlib); }

bool gunzip_stream::cut_short() const { return state_->cut_short; }

std::size_t gunzip_stream::read(std::span<std::byte> out) {
  state& s = *state_;
  std::size_t produced = 0;
  while (produced < out.size() && !s.finished && !s.cut_short) {
    s.feed();
    const std::size_t wanted = std::min(out.size() - produced, largest_piece);
    s.zlib.next_out = reinterpret_cast<Bytef*>(out.data() + produced);
    s.zlib.avail_out = static_cast<uInt>(wanted);
    const int status = inflate(&s.zlib, Z_NO_FLUSH);
    produced += wanted - s.zlib.avail_out;
    if (status == Z_STREAM_END) {
      s.end_member();
    } else if (status == Z_BUF_ERROR) {  // no progress: the input is used up
      s.cut_short = true;
    } else if (status != Z_OK) {
      s.fail(status);
    }
  }
  return produced;
}

}  // namespace pathwise
