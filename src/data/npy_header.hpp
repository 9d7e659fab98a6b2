#pragma once
// The Python dictionary at the head of an .npy file.
#include <pathwise/data/error.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace pathwise {

struct npy_header {
  std::string type;  // NumPy's "descr"
  bool fortran_order = false;
  std::vector<std::size_t> shape;
};

/// Reads {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }: exactly these three keys, in any order.
/// Throws: file_error that says what was expected at which character.
npy_header parse_npy_header(std::string_view text, const std::filesystem::path& file);

}  // namespace pathwise
