#include "extents.hpp"

#include <algorithm>
#include <limits>

namespace pathwise {

std::optional<std::size_t> checked_product(std::span<const std::size_t> extents) {
  if (std::ranges::find(extents, 0U) != extents.end()) return 0;
  std::size_t product = 1;
  for (const std::size_t extent : extents) {
    if (extent > std::numeric_limits<std::size_t>::max() / product) return std::nullopt;
    product *= extent;
  }
  return product;
}

std::optional<std::size_t> checked_bytes(std::span<const std::size_t> extents, std::size_t width) {
  const std::optional<std::size_t> count = checked_product(extents);
  if (!count || *count > std::numeric_limits<std::size_t>::max() / width) return std::nullopt;
  return *count * width;
}

std::string shape_text(std::span<const std::size_t> extents) {
  if (extents.empty()) return "a single number";
  std::string text;
  for (const std::size_t extent : extents) text += (text.empty() ? "" : " x ") + std::to_string(extent);
  return text;
}

}  // namespace pathwise
