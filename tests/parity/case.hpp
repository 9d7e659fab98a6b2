#pragma once
// A case that oracle.py wrote, and how numbers are held to it.
#include <pathwise/data/safetensors.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace pathwise::parity {

/// Numbers by tensor: "values" (loss, reconstruction, kl), "gradient.<parameter>", "after.<parameter>".
using numbers = std::map<std::string, std::vector<double>>;

/// A file that oracle.py wrote; its docstring says what is in it.
class stored_case {
 public:
  explicit stored_case(const std::filesystem::path& file);

  std::size_t rows() const { return rows_; }
  std::size_t steps() const { return steps_; }
  double learning_rate() const { return learning_rate_; }
  /// The last extent of a tensor.
  std::size_t columns(const std::string& name) const { return file_.at(name).shape.back(); }
  /// A tensor's numbers, row-major.
  template <class T>
  std::vector<T> read(const std::string& name) const {
    return file_.at(name).values<T>();
  }
  /// What PyTorch has in float64, and how far its own float32 is from that.
  const numbers& truth() const { return truth_; }
  std::vector<double> control(const std::string& name) const { return read<double>("control." + name); }

 private:
  safetensors file_;
  std::size_t rows_ = 0, steps_ = 0;
  double learning_rate_ = 0;
  numbers truth_;
};

/// Where the cases are: those in the repository, or those that PyTorch has just written.
std::filesystem::path stored_cases();
std::filesystem::path fresh_cases();

/// Holds what was found to PyTorch's numbers, and prints the worst figures beside the control's. The running test fails
/// where one is too large.
template <class T>
void hold(const std::string& title, const stored_case& c, const numbers& found);

}  // namespace pathwise::parity
