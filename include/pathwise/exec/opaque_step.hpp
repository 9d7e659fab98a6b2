#pragma once
// The code of a step that is a user's kernel: a row's numbers out of their panels, the kernel, and its result back.
#include <cstddef>
#include <utility>

#include <pathwise/exec/context.hpp>
#include <pathwise/expr/record.hpp>

namespace pathwise {

/// The opaque step `Step` of `Plan`, for registers V. Its bits do not depend on V: the kernel sees one row at a time.
template <const auto& Plan, int Step, class V>
struct opaque_step {
  using T = typename V::value_type;
  static constexpr step st = Plan.steps[Step];
  static constexpr int operands = st.code_end - st.code - 2;
  static constexpr long width = kernels::panel_width<V>;
  using op = op_with_id<Plan.code[st.code + operands].op>;

  static void run(const slab<V>& s, long /*panel*/) {
    [&]<std::size_t... K>(std::index_sequence<K...>) {
      T numbers[(op::operand_sizes[K] + ... + op::result_size)];
      const T* x[operands] = {numbers + begin_of(K)...};
      T* const y = numbers + begin_of(operands);
      for (long row = 0; row < s.rows * st.over.positions; ++row) {
        (read(s, Plan.code[st.code + static_cast<int>(K)].at, row, op::operand_sizes[K], numbers + begin_of(K)), ...);
        op::run(x, y);
        const buffer& to = Plan.code[st.code_end - 1].at;
        kernels::pack_rows<V>(y, op::result_size, 1, op::result_size, address(s, to, 0, 1) + row * width,
                              stride_of(s, to, 1));
      }
    }(std::make_index_sequence<static_cast<std::size_t>(operands)>{});
  }
  static constexpr group_code<V> table() { return {nullptr, &run, nullptr, false}; }

 private:
  static constexpr std::size_t begin_of(std::size_t operand) {
    std::size_t at = 0;
    for (std::size_t k = 0; k < operand; ++k) at += op::operand_sizes[k];
    return at;
  }
  static void read(const slab<V>& s, const buffer& at, long row, std::size_t size, T* to) {
    const auto count = static_cast<long>(size);
    kernels::unpack_rows<V>(address(s, at, 0, 1) + row * width, stride_of(s, at, 1), 1, count, to, count);
  }
};

}  // namespace pathwise
