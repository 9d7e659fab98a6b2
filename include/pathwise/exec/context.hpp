#pragma once
// Where one slab of rows lives: what the generated code and the kernels that surround it are given.
#include <pathwise/kernels/panel.hpp>
#include <pathwise/passes/plan.hpp>

namespace pathwise {

/// Rows that groups read or write where the caller has them: panel p of row r at `at[p * panel_stride + r *
/// row_stride]`.
template <class T>
struct rows_in_place {
  T* at = nullptr;
  long row_stride = 0, panel_stride = 0;

  [[gnu::always_inline]] T* panel(long p) const { return at + p * panel_stride; }
};

/// One slab of rows of one thread, or a value without rows ("slab" of its static rows). A value of several positions
/// has its panels, or arrays, as many times as far apart.
template <class V>
struct slab {
  using T = typename V::value_type;
  T* batch = nullptr;         // panels `batch_stride` apart
  T* local = nullptr;         // the thread's own panels, `local_stride` apart
  T* tile = nullptr;          // one panel
  T* batch_values = nullptr;  // arrays `batch_values_stride` apart
  T* local_values = nullptr;  // arrays `local_rows` apart
  T* sums = nullptr;          // virtual lanes of reductions, [reduction][row of `sum_rows`][16]
  T* shared = nullptr;
  T* parameters = nullptr;
  const T* scalars = nullptr;                      // by slot
  const rows_in_place<const T>* inputs = nullptr;  // by slot
  const rows_in_place<T>* outputs = nullptr;       // by root
  long batch_stride = 0, local_stride = 0, batch_values_stride = 0, local_rows = 0, sum_rows = 0;
  long begin = 0;      // the first row that a group runs over
  long rows = 0;       // in this slab
  long first_row = 0;  // of this slab in the call
};

/// Panel `p` of a value; for numbers (rank 0) the array.
template <class V>
[[gnu::always_inline]] inline typename V::value_type* address(const slab<V>& s, const buffer& at, long p,
                                                              long static_rows) {
  constexpr long width = kernels::panel_width<V>;
  switch (at.in) {
    case place::batch:
      return s.batch + (at.offset + p * at.positions) * s.batch_stride + s.first_row * at.positions * width;
    case place::slab:
    case place::input:
      return s.local + (at.offset + p * at.positions) * s.local_stride;
    case place::batch_values:
      return s.batch_values + at.offset * s.batch_values_stride + s.first_row * at.positions;
    case place::slab_values:
      return s.local_values + at.offset * s.local_rows;
    case place::shared:
      return s.shared + at.offset + p * static_rows * width;
    case place::parameter:
      return s.parameters + at.offset + p * static_rows * width;
    default:
      return s.tile;
  }
}

/// How far the panels of a value are apart.
template <class V>
long stride_of(const slab<V>& s, const buffer& at, long static_rows) {
  if (at.in == place::batch) return s.batch_stride * at.positions;
  return at.in == place::slab || at.in == place::input ? s.local_stride * at.positions
                                                       : static_rows * kernels::panel_width<V>;
}

/// The generated code of one step's group; null where it has none.
template <class V>
struct group_code {
  void (*begin)(const slab<V>&) = nullptr;            // clears the reductions
  void (*run)(const slab<V>&, long panel) = nullptr;  // all rows of one panel; of an opaque step: of all panels
  void (*finish)(const slab<V>&) = nullptr;           // folds the reductions
  bool in_place = false;                              // reads or writes rows where the caller has them
};

}  // namespace pathwise
