#pragma once
// Sizes that come from a file, before anything is allocated for them.
#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace pathwise {

/// The product of `extents`, or nothing where it exceeds std::size_t. 1 for no extents; 0 wherever one of them is 0.
std::optional<std::size_t> checked_product(std::span<const std::size_t> extents);

/// The bytes that numbers of `width` bytes with these extents take, or nothing where that exceeds std::size_t.
std::optional<std::size_t> checked_bytes(std::span<const std::size_t> extents, std::size_t width);

/// "60000 x 28 x 28"; "a single number" for no extents.
std::string shape_text(std::span<const std::size_t> extents);

}  // namespace pathwise
