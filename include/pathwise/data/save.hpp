#pragma once
// The parameters and states of a trainer to a safetensors file and back, by PyTorch's names and layouts: a state_dict.
#include <pathwise/data/error.hpp>
#include <pathwise/data/safetensors.hpp>

namespace pathwise {

/// Writes every parameter and state of `from` (anything with `parameters()`, such as a trainer) under its own name.
/// Throws: file_error; the file is whole or not there.
template <class Trainer>
void save(const Trainer& from, const std::filesystem::path& file) {
  std::vector<tensor> tensors;
  for (const auto& p : from.parameters().infos()) {
    const auto numbers = from.parameters().read(p.name);
    tensors.push_back(make_tensor<typename Trainer::T>(std::string(p.name), p.shape(), numbers));
  }
  write_safetensors(file, tensors);
}

/// Reads every parameter and state of `to` by name. Tensors of other names are left alone.
/// Throws: file_error that names the tensor that is missing or has another shape or type; nothing is changed then.
template <class Trainer>
void load(Trainer& to, const std::filesystem::path& file) {
  const safetensors stored = read_safetensors(file);
  std::vector<std::vector<typename Trainer::T>> numbers;
  for (const auto& p : to.parameters().infos())
    numbers.push_back(stored.values<typename Trainer::T>(p.name, p.shape()));
  for (std::size_t i = 0; i < numbers.size(); ++i) to.parameters().write(to.parameters().infos()[i].name, numbers[i]);
}

}  // namespace pathwise
