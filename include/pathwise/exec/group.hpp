#pragma once
// Code generation: one loop for each fused group of a plan. The only templates over a plan; everything else is driven
// by its tables.
#include <cstddef>
#include <limits>
#include <utility>

#include <pathwise/exec/context.hpp>
#include <pathwise/kernels/reduce.hpp>

namespace pathwise {
namespace detail {

template <class Op, class Registers, std::size_t... K>
[[gnu::always_inline]] inline auto evaluate(Registers registers, const instruction& c, std::index_sequence<K...>) {
  return Op::value(registers[c.operands[K]]...);
}

template <class V>
constexpr typename V::value_type identity_of(reduction how) {
  using limits = std::numeric_limits<typename V::value_type>;
  return how == reduction::sum ? 0 : how == reduction::max ? -limits::infinity() : limits::infinity();
}

}  // namespace detail

/// The group of step `Step` of `Plan`, for registers V. A value is two registers wide, so that two chains of operations
/// hide each other's latency.
template <const auto& Plan, int Step, class V>
struct group {
  using T = typename V::value_type;
  using value = twin<V>;
  static constexpr step st = Plan.steps[Step];
  static constexpr int size = st.code_end - st.code;
  static constexpr int hoisted = st.body - st.code;
  static constexpr long width = kernels::panel_width<V>;
  static constexpr long cols = st.over.cols;
  static constexpr bool over_values = cols == 0;
  /// Instructions that are compiled as one function.
  static constexpr int part_size = 100, longest_whole = 200;

  template <int I>
  static constexpr const instruction& code = Plan.code[st.code + I];
  static constexpr int reductions_before(int i) {
    int n = 0;
    for (int j = 0; j < i; ++j) n += Plan.code[st.code + j].kind == instruction_kind::reduce;
    return n;
  }
  static constexpr int reductions = reductions_before(size);

  static T* lanes_of_reduction(const slab<V>& s, int index) {
    return s.sums + index * s.sum_rows * kernels::virtual_lanes;
  }
  /// Rows of the loop: static ones, or each position of the slab's.
  static long rows_of(const slab<V>& s) { return s.rows * st.over.positions; }

  template <int I, class Registers>
  [[gnu::always_inline]] static void compute(Registers r) {
    using op = op_with_id<code<I>.op>;
    r[I] = detail::evaluate<op>(r, code<I>, std::make_index_sequence<static_cast<std::size_t>(arity<I>())>{});
  }
  template <int I>
  static constexpr int arity() {
    int n = 0;
    while (n < 3 && code<I>.operands[n] >= 0) ++n;
    return n;
  }

  /// Once a panel: constants, scalars, vectors without rows and arithmetic on them.
  template <int I, class Registers>
  [[gnu::always_inline]] static void hoist(Registers r, const slab<V>& s, long panel) {
    constexpr const instruction& c = code<I>;
    if constexpr (c.kind == instruction_kind::constant)
      r[I] = value(static_cast<T>(c.constant));
    else if constexpr (c.kind == instruction_kind::scalar)
      r[I] = value(s.scalars[c.slot]);
    else if constexpr (c.kind == instruction_kind::splat)
      r[I] = value(*address(s, c.at, 0, 1));
    else if constexpr (c.kind == instruction_kind::vector)
      r[I] = value::load(address(s, c.at, panel, 1));
    else
      compute<I>(r);
  }
  /// Where an instruction reads or writes one panel.
  struct location {
    const T* from;
    T* to;
    long row_stride;
  };
  template <int I>
  [[gnu::always_inline]] static void prepare(location* at, const slab<V>& s, long panel) {
    constexpr const instruction& c = code<I>;
    if constexpr (c.kind == instruction_kind::reduce)
      at[I].to = lanes_of_reduction(s, reductions_before(I));
    else if constexpr (c.at.in == place::input)
      at[I].from = s.inputs[c.at.slot].panel(panel), at[I].row_stride = s.inputs[c.at.slot].row_stride;
    else if constexpr (c.at.in == place::output)
      at[I].to = s.outputs[c.at.slot].panel(panel), at[I].row_stride = s.outputs[c.at.slot].row_stride;
    else if constexpr (c.at.in != place::none)
      at[I].from = at[I].to = address(s, c.at, panel, st.over.static_rows);
  }
  template <int I>
  [[gnu::always_inline]] static long row_offset(const location* at, long row) {
    return row * (is_callers(code<I>.at.in) ? at[I].row_stride : width);
  }

  /// Row `row` of one panel.
  template <int I, class Registers>
  [[gnu::always_inline]] static void in_columns(Registers r, const location* at, long row, long panel) {
    constexpr const instruction& c = code<I>;
    if constexpr (c.kind == instruction_kind::load || c.kind == instruction_kind::load_tile)
      r[I] = value::load(at[I].from + row_offset<I>(at, row));
    else if constexpr (c.kind == instruction_kind::load_value)
      r[I] = value(at[I].from[row]);
    else if constexpr (c.kind == instruction_kind::store)
      r[c.operands[0]].store(at[I].to + row_offset<I>(at, row));
    else if constexpr (c.kind == instruction_kind::reduce)
      accumulate<c.reduce>(at[I].to + row * kernels::virtual_lanes, r[c.operands[0]], panel * width);
    else
      compute<I>(r);
  }
  template <reduction How>
  [[gnu::always_inline]] static void accumulate(T* lanes, const value& x, long column) {
    if constexpr (How == reduction::sum && cols % width == 0)
      kernels::accumulate(lanes, x, column);
    else if constexpr (How == reduction::sum)
      kernels::accumulate(lanes, x, column, cols);
    else
      for (long c = 0; c < width && column + c < cols; ++c)
        lanes[(column + c) % kernels::virtual_lanes] =
            extreme<How>(lanes[(column + c) % kernels::virtual_lanes], x[static_cast<int>(c)]);
  }
  template <reduction How>
  static T extreme(T a, T b) {
    return How == reduction::max ? math::max(a, b) : math::min(a, b);
  }

  /// `count` rows at once: numbers, one a row, lie side by side.
  template <int I, class Registers>
  [[gnu::always_inline]] static void in_values(Registers r, const location* at, long row, int count) {
    constexpr const instruction& c = code<I>;
    if constexpr (c.kind == instruction_kind::load)
      r[I] = value::load(at[I].from + row, count);
    else if constexpr (c.kind == instruction_kind::store)
      r[c.operands[0]].store(at[I].to + row, count);
    else
      compute<I>(r);
  }

  static void begin(const slab<V>& s) {
    each<0, size>([&]<int I>() {
      constexpr const instruction& c = code<I>;
      if constexpr (c.kind == instruction_kind::reduce) {
        T* lanes = lanes_of_reduction(s, reductions_before(I));
        for (long i = 0; i < rows_of(s) * kernels::virtual_lanes; ++i) lanes[i] = detail::identity_of<V>(c.reduce);
      }
    });
  }

  /// f<From>(), ..., f<To - 1>(), in parts that each are one call of a fold, of which clang takes 256 operands.
  template <int From, int To, class F>
  [[gnu::always_inline]] static void each(const F& f) {
    if constexpr (To - From > part_size) {
      each<From, From + part_size>(f);
      each<From + part_size, To>(f);
    } else {
      each_of<From>(f, std::make_integer_sequence<int, To - From>{});
    }
  }
  template <int From, class F, int... I>
  [[gnu::always_inline]] static void each_of(const F& f, std::integer_sequence<int, I...>) {
    (f.template operator()<From + I>(), ...);
  }

  /// In one lambda that captures by reference: with plain arguments g++ makes two loops of one, for whole and for
  /// partial panels.
  [[gnu::noinline]] static void run(const slab<V>& s, long panel)
    requires(size <= longest_whole)
  {
    [&]<std::size_t... H, std::size_t... B>(std::index_sequence<H...>, std::index_sequence<B...>) {
      value fixed[size];
      location at[size];
      (hoist<static_cast<int>(H)>(fixed, s, panel), ...);
      (prepare<hoisted + static_cast<int>(B)>(at, s, panel), ...);
      const long rows = rows_of(s);
      if constexpr (over_values) {
        for (long row = 0; row < rows; row += width) {
          value r[size];
          ((r[H] = fixed[H]), ...);
          const int count = static_cast<int>(rows - row < width ? rows - row : width);
          (in_values<hoisted + static_cast<int>(B)>(r, at, row, count), ...);
        }
      } else {
        for (long row = s.begin; row < rows; ++row) {
          value r[size];
          ((r[H] = fixed[H]), ...);
          (in_columns<hoisted + static_cast<int>(B)>(r, at, row, panel), ...);
        }
      }
    }(std::make_index_sequence<static_cast<std::size_t>(hoisted)>{},
      std::make_index_sequence<static_cast<std::size_t>(size - hoisted)>{});
  }
  /// In parts, since what compilers do with a function takes more than twice as long where it is twice as long.
  [[gnu::noinline]] static void run(const slab<V>& s, long panel)
    requires(size > longest_whole)
  {
    value kept[kept_values.count];
    location at[size];
    each<0, parts(0, hoisted)>([&]<int P>() { hoist_part<P>(kept, s, panel); });
    each<0, parts(hoisted, size)>([&]<int P>() { prepare_part<P>(at, s, panel); });
    const long rows = rows_of(s);
    for (long row = over_values ? 0 : s.begin; row < rows; row += over_values ? width : 1) {
      const int count = static_cast<int>(rows - row < width ? rows - row : width);
      each<0, parts(hoisted, size)>([&]<int P>() { run_part<P>(kept, at, row, panel, count); });
    }
  }

  static void finish(const slab<V>& s) {
    each<0, size>([&]<int I>() {
      constexpr const instruction& c = code<I>;
      if constexpr (c.kind == instruction_kind::reduce)
        fold<c.reduce>(s, lanes_of_reduction(s, reductions_before(I)), address(s, c.at, 0, 1));
    });
  }
  /// One number a row; without rows, one number in all, folded over the static rows in a second fixed tree.
  template <reduction How>
  static void fold(const slab<V>& s, T* lanes, T* to) {
    T* folded = st.over.static_rows > 0 ? lanes : to;
    for (long row = 0; row < rows_of(s); ++row) folded[row] = fold_row<How>(lanes + row * kernels::virtual_lanes);
    if constexpr (st.over.static_rows > 0)
      *to = How == reduction::sum ? kernels::sum_values<V>(folded, s.rows) : fold_values<How>(folded, s.rows);
  }
  template <reduction How>
  static T fold_row(const T* lanes) {
    if constexpr (How == reduction::sum)
      return kernels::fold16(lanes);
    else
      return fold_values<How>(lanes, kernels::virtual_lanes);
  }
  template <reduction How>
  static T fold_values(const T* values, long count) {
    T total = values[0];
    for (long i = 1; i < count; ++i) total = extreme<How>(total, values[i]);
    return total;
  }

  static constexpr group_code<V> table() {
    if constexpr (size == 0)
      return {};
    else if constexpr (reductions == 0)
      return {nullptr, &run, nullptr, works_in_place(Plan, st)};
    else
      return {&begin, &run, &finish, works_in_place(Plan, st)};
  }

 private:
  static constexpr int parts(int from, int to) { return (to - from + part_size - 1) / part_size; }
  template <int Part>
  static constexpr int begin_of = hoisted + Part * part_size;
  template <int Part>
  static constexpr int end_of = begin_of<Part + 1> < size ? begin_of<Part + 1> : size;

  /// Of a group in parts: where each value lies that another part reads, hoisted ones first.
  struct kept_value_table {
    std::int32_t at[size > 0 ? size : 1];
    int count;
  };
  static constexpr kept_value_table find_kept_values() {
    kept_value_table t{{}, hoisted};
    for (int i = 0; i < size; ++i) t.at[i] = i < hoisted ? i : -1;
    for (int i = hoisted; i < size; ++i)
      for (const std::int16_t o : Plan.code[st.code + i].operands)
        if (o >= 0 && t.at[o] < 0 && (i - hoisted) / part_size != (o - hoisted) / part_size) t.at[o] = t.count++;
    return t;
  }
  static constexpr kept_value_table kept_values = find_kept_values();

  /// What the part that begins at `From` computes, and what others have kept for it.
  template <int From>
  struct registers_of_part {
    value* own;
    value* kept;
    [[gnu::always_inline]] value& operator[](int i) const {
      return i >= From ? own[i - From] : kept[kept_values.at[i]];
    }
  };
  template <int Part>
  [[gnu::noinline]] static void hoist_part(value* kept, const slab<V>& s, long panel) {
    constexpr int from = Part * part_size, to = from + part_size < hoisted ? from + part_size : hoisted;
    each<from, to>([&]<int I>() __attribute__((always_inline)) { hoist<I>(kept, s, panel); });
  }
  template <int Part>
  [[gnu::noinline]] static void prepare_part(location* at, const slab<V>& s, long panel) {
    each<begin_of<Part>, end_of<Part>>([&]<int I>() __attribute__((always_inline)) { prepare<I>(at, s, panel); });
  }
  template <int Part>
  [[gnu::noinline]] static void run_part(value* kept, const location* at, long row, long panel, int count) {
    constexpr int from = begin_of<Part>, to = end_of<Part>;
    value own[to - from];
    const registers_of_part<from> r{own, kept};
    each<from, to>([&]<int I>() __attribute__((always_inline)) {
      if constexpr (over_values)
        in_values<I>(r, at, row, count);
      else
        in_columns<I>(r, at, row, panel);
      if constexpr (kept_values.at[I] >= 0) kept[kept_values.at[I]] = own[I - from];
    });
  }
};

}  // namespace pathwise
