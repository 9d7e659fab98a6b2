#pragma once
// The parameters and states of a model: packed in column panels inside, PyTorch's names and layouts outside.
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <pathwise/exec/arena.hpp>
#include <pathwise/kernels/panel.hpp>
#include <pathwise/kernels/random.hpp>
#include <pathwise/passes/plan.hpp>

namespace pathwise {

/// One named parameter or state and where it lies in the packed block.
struct parameter_info {
  std::string_view name;
  extents axes;
  long offset = 0;  // in numbers
  long packed_size = 0;
  double start = 0, centre = 0;  // it starts uniform on [centre - start, centre + start]
  bool is_state = false;

  std::size_t size() const { return static_cast<std::size_t>(axes.size()); }
  std::vector<std::size_t> shape() const {
    std::vector<std::size_t> s;
    for (int i = 0; i < axes.rank; ++i) s.push_back(static_cast<std::size_t>(axes.at[i]));
    return s;
  }
};

/// The parameters and states of a traced model in slot order, with the offsets that plan_memory gives them.
template <class V, class Graph>
std::vector<parameter_info> parameters_of(const Graph& traced_graph) {
  constexpr long width = kernels::panel_width<V>;
  std::vector<parameter_info> all;
  long offset = 0;
  for (const slot& s : traced_graph.slots) {
    if (!is_kept(s.kind) || s.name == text()) continue;
    const extents& e = traced_graph.shapes[s.axes];
    const long cols = e.rank == 0 ? 1 : e.rank == 2 ? e.at[0] : e.size();
    const long packed = kernels::panels<V>(cols) * width * (e.rank == 2 ? e.at[1] : 1);
    all.push_back({s.name.view(), e, offset, packed, s.initial, s.centre, s.kind == slot_kind::state});
    offset += packed;
  }
  return all;
}

/// A packed block of numbers laid out as the parameters are: the parameters themselves, or one of an optimiser's slots.
template <class V>
class parameter_block {
 public:
  using T = typename V::value_type;

  explicit parameter_block(std::vector<parameter_info> infos) : infos_(std::move(infos)) {
    long total = 0;
    for (const parameter_info& p : infos_) total += p.packed_size;
    numbers_.ensure(static_cast<std::size_t>(total));
  }

  const std::vector<parameter_info>& infos() const { return infos_; }
  /// How many numbers `data` points at, padding included.
  std::size_t count() const { return numbers_.size(); }
  T* data() { return numbers_.data(); }
  const T* data() const { return numbers_.data(); }

  /// Errors: std::invalid_argument names an unknown parameter.
  const parameter_info& info(std::string_view name) const {
    for (const parameter_info& p : infos_)
      if (p.name == name) return p;
    throw std::invalid_argument("the model has no parameter \"" + std::string(name) + "\"");
  }
  /// Row-major, [out, in] for a matrix.
  std::vector<T> read(std::string_view name) const {
    const parameter_info& p = info(name);
    std::vector<T> numbers(p.size());
    const T* from = numbers_.data() + p.offset;
    if (p.axes.rank == 2)
      kernels::unpack_weights<V>(from, p.axes.at[1], p.axes.at[0], numbers.data());
    else
      std::copy(from, from + p.size(), numbers.begin());
    return numbers;
  }
  /// Errors: std::invalid_argument where the count of numbers is not the parameter's.
  void write(std::string_view name, std::span<const T> numbers) {
    const parameter_info& p = info(name);
    if (numbers.size() != p.size())
      throw std::invalid_argument("parameter \"" + std::string(name) + "\" has " + std::to_string(p.size()) +
                                  " numbers, " + std::to_string(numbers.size()) + " are given");
    T* to = numbers_.data() + p.offset;
    if (p.axes.rank == 2)
      kernels::pack_weights<V>(numbers.data(), p.axes.at[1], p.axes.at[0], to);
    else
      std::copy(numbers.begin(), numbers.end(), to);
  }

  /// Uniform on [centre - start, centre + start], a function of (seed, name, element) alone: PyTorch's law for Linear,
  /// not its numbers.
  void initialise(std::uint64_t seed) {
    constexpr int width = kernels::panel_width<V>;
    for (std::size_t i = 0; i < infos_.size(); ++i) {
      const parameter_info& p = infos_[i];
      std::vector<T> numbers(p.size());
      const long rows = p.axes.rank == 2 ? p.axes.at[0] : 1, cols = static_cast<long>(p.size()) / rows;
      std::vector<T> panel(static_cast<std::size_t>(kernels::panels<V>(cols) * rows * width));
      const auto stream = static_cast<std::uint16_t>(first_stream + sorted_position(p.name));
      kernels::draw<V>(noise_law::uniform, panel.data(), rows * width, static_cast<int>(cols), 0, nullptr,
                       static_cast<int>(rows), {seed, 0, stream});
      kernels::unpack_rows<V>(panel.data(), rows * width, rows, cols, numbers.data(), cols);
      for (T& x : numbers) x = static_cast<T>(p.centre) + static_cast<T>(p.start) * (T(2) * x - T(1));
      write(p.name, numbers);
    }
  }

 private:
  static constexpr int first_stream = 0x8000;  // those below belong to samples
  std::vector<parameter_info> infos_;
  arena<T> numbers_;

  int sorted_position(std::string_view name) const {
    int before = 0;
    for (const parameter_info& p : infos_) before += p.name < name;
    return before;
  }
};

}  // namespace pathwise
