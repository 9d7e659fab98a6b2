#pragma once
// Runs a plan: its phases in order, each over slabs of rows or over tiles of weights. Driven by the plan's tables
// alone, so it is compiled once for a register type, whatever the programs.
#include <algorithm>
#include <chrono>
#include <tuple>
#include <type_traits>
#include <vector>

#include <pathwise/exec/arena.hpp>
#include <pathwise/exec/context.hpp>
#include <pathwise/exec/moves.hpp>
#include <pathwise/exec/parallel.hpp>
#include <pathwise/kernels/outer.hpp>
#include <pathwise/kernels/product.hpp>
#include <pathwise/kernels/random.hpp>
#include <pathwise/kernels/reduce.hpp>

namespace pathwise {

/// What a step needs of a noise leaf.
struct noise_stream {
  noise_law law = noise_law::normal;
  std::uint16_t stream = 0;
};

/// A plan and its generated code, as tables.
template <class V>
struct program_tables {
  const step* steps;
  int step_count;
  const update* updates;
  int update_count;
  const term* terms;
  const group_code<V>* groups;  // by step
  const noise_stream* noise;    // by slot
  const index_map* maps;        // by number
  int slot_count, phases;
  long batch_panels, slab_panels, batch_values, slab_values, shared_numbers, parameter_numbers, reductions, sum_rows,
      most_positions;
};

/// An input: rows x cols with rows `leading` apart, or one value without rows, row-major.
template <class T>
struct input_binding {
  const T* data = nullptr;
  long leading = 0;
};
template <class T>
struct output_binding {
  T* data = nullptr;
  long leading = 0;
};

/// One call of a program.
template <class T>
struct call_bindings {
  long rows = 0;
  const std::uint64_t* order = nullptr;      // which row of the inputs each row is; null: 0, 1, ...
  std::uint64_t first_row_id = 0;            // of noise, where there is no order
  const input_binding<T>* inputs = nullptr;  // by slot
  const char* unchanged = nullptr;  // by slot: 1 for an input without rows that is what it was in the last call
  const output_binding<T>* outputs = nullptr;  // by root
  T* parameters = nullptr;                     // packed
  const T* scalars = nullptr;                  // by slot
  std::uint64_t seed = 0;
  std::uint64_t step = 0;
};

/// A program without parameters to update.
struct no_optimiser {};

template <class V>
class executor {
 public:
  using T = typename V::value_type;
  static constexpr long width = kernels::panel_width<V>;
  /// Rows of a slab: the panels of a few products stay in L2, and weights stream once a slab.
  static constexpr long most_slab_rows = 128;
  /// And no more than so many bytes of panels hold: a value of 1,600 columns in double runs 1.4 times as fast with
  /// slabs that stay in 2 MB. Where rows have positions, many rows of weights are used at once anyhow.
  static constexpr long slab_bytes = 1 << 21, slab_bytes_of_positions = 1 << 20;

  explicit executor(const program_tables<V>& tables, int threads = 1, long slab_rows = most_slab_rows)
      : t_(tables),
        threads_(std::max(1, threads)),
        slab_limit_(
            std::min(slab_rows, rows_within(tables.most_positions > 1 ? slab_bytes_of_positions : slab_bytes, tables))),
        shared_(static_cast<std::size_t>(tables.shared_numbers)),
        deals_(count(tables.step_count + tables.phases), task_deal(threads_)) {
    make_update_tasks();
    make_moves();
    int outputs = 0;
    for (int k = 0; k < t_.step_count; ++k)
      if (t_.steps[k].kind == step_kind::unpack) outputs = std::max(outputs, t_.steps[k].slot + 1);
    inputs_.assign(count(threads_), std::vector<rows_in_place<const T>>(count(t_.slot_count)));
    outputs_.assign(count(threads_), std::vector<rows_in_place<T>>(count(outputs)));
  }

  int threads() const { return threads_; }
  long slab_limit() const { return slab_limit_; }

  /// From here on each step's time is taken, at two looks at the clock a step and slab.
  void time_steps() { seconds_.assign(count(threads_), std::vector<double>(count(t_.step_count))); }
  /// What each step has taken since, of all threads together.
  std::vector<double> step_seconds() const {
    std::vector<double> all(count(t_.step_count));
    for (const auto& own : seconds_)
      for (std::size_t k = 0; k < own.size(); ++k) all[k] += own[k];
    return all;
  }

  /// Runs the program. `make_rule(update index)` gives the optimiser's rule for one parameter, its pointers at the
  /// parameter's first number. Allocates only where `rows` exceeds every earlier call's.
  template <class MakeRule>
  void run(const call_bindings<T>& call, const MakeRule& make_rule) {
    prepare(call.rows);
    backwards_ = !backwards_;
    for (task_deal& d : deals_) d.begin(backwards_);
    parallel(threads_, [&](const team_member& me) {
      for (int phase = 0; phase < t_.phases; ++phase) {
        if (phase > 0) me.barrier();
        if (phase % 2 == 1)
          run_rows(me, phase, call);
        else
          run_without_rows(me, phase, call, make_rule);
      }
    });
  }

 private:
  program_tables<V> t_;
  int threads_;
  long slab_limit_;
  long capacity_ = -1;      // rows that there is room for
  long slab_room_ = 0;      // rows of a slab that there is room for
  long slab_rows_ = 0;      // rows of a slab in this call
  bool backwards_ = false;  // the order of panels in this call
  long batch_stride_ = 0, local_stride_ = 0;
  arena<T> batch_, batch_values_, shared_;
  std::vector<arena<T>> local_;
  std::vector<std::vector<rows_in_place<const T>>> inputs_;  // by thread
  std::vector<std::vector<rows_in_place<T>>> outputs_;
  std::vector<task_deal> deals_;              // by step, then by phase
  std::vector<std::vector<double>> seconds_;  // by thread, then by step; empty where nothing is timed
  struct update_task {
    int update;
    long panel, first, count;
  };
  std::vector<update_task> update_tasks_;
  std::vector<std::vector<kernels::element_move>> moves_;      // by step
  std::vector<std::vector<kernels::gradient_term<T>>> terms_;  // by thread: room for the terms of one parameter

  /// One thread's own numbers: slab panels, a tile, numbers a row, virtual lanes.
  long value_room() const { return std::max(slab_room_, t_.sum_rows); }
  long sum_room() const { return std::max(slab_room_ * t_.most_positions, t_.sum_rows); }
  long local_tile() const { return t_.slab_panels * local_stride_; }
  long local_values() const {
    return local_tile() +
           std::max(slab_room_ * t_.most_positions, kernels::few_rows * kernels::few_rows_panels) * width;
  }
  long local_sums() const { return local_values() + t_.slab_values * value_room(); }
  static long rows_within(long bytes, const program_tables<V>& t) {
    return std::max(1L, bytes / std::max(1L, t.slab_panels * width * static_cast<long>(sizeof(T))));
  }
  static std::size_t count(long n) { return static_cast<std::size_t>(n); }

  /// `work()`, as step k of a thread's.
  template <class Work>
  [[gnu::always_inline]] void timed(int thread, int k, const Work& work) {
    if (seconds_.empty()) return work();
    const auto start = std::chrono::steady_clock::now();
    work();
    seconds_[count(thread)][count(k)] +=
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }

  /// Even slabs, so that threads share the rows evenly.
  long slab_rows_for(long rows) const {
    if (rows <= kernels::few_rows) return std::max(1L, rows);
    const long per_thread = (rows + threads_ - 1) / threads_;
    const long slabs = (per_thread + slab_limit_ - 1) / slab_limit_;
    return std::max(1L, (per_thread + slabs - 1) / std::max(1L, slabs));
  }
  /// An odd number of lines between panels keeps two of them out of the same cache sets.
  void prepare(long rows) {
    slab_rows_ = slab_rows_for(rows);
    if (rows <= capacity_ && slab_rows_ <= slab_room_) return;
    capacity_ = std::max(rows, capacity_);
    slab_room_ = std::max(slab_rows_, slab_room_);
    batch_stride_ = (capacity_ | 1) * width;
    local_stride_ = (slab_room_ | 1) * width;
    batch_.ensure(count(t_.batch_panels * batch_stride_));
    batch_values_.ensure(count(t_.batch_values * capacity_));
    local_.resize(count(threads_));
    for (auto& l : local_) l.ensure(count(local_sums() + t_.reductions * sum_room() * kernels::virtual_lanes));
  }

  slab<V> slab_of(int thread, const call_bindings<T>& call) {
    slab<V> s;
    T* own = local_[count(thread)].data();
    s.batch = batch_.data();
    s.local = own;
    s.tile = own + local_tile();
    s.batch_values = batch_values_.data();
    s.local_values = own + local_values();
    s.sums = own + local_sums();
    s.shared = shared_.data();
    s.parameters = call.parameters;
    s.scalars = call.scalars;
    s.inputs = inputs_[count(thread)].data();
    s.outputs = outputs_[count(thread)].data();
    s.batch_stride = batch_stride_;
    s.local_stride = local_stride_;
    s.batch_values_stride = capacity_;
    s.local_rows = value_room();
    s.sum_rows = sum_room();
    return s;
  }

  // ---- phases over rows ----

  void run_rows(const team_member& me, int phase, const call_bindings<T>& call) {
    if (me.count > 1 && call.rows <= kernels::few_rows) return run_few_rows(me, phase, call);
    const long slabs = (call.rows + slab_rows_ - 1) / slab_rows_;
    deals_[count(t_.step_count + phase)].each(me.index, slabs, [&](long i) {
      slab<V> s = slab_of(me.index, call);
      s.first_row = i * slab_rows_;
      s.rows = std::min(slab_rows_, call.rows - s.first_row);
      place_rows(me.index, phase, s, call);
      for (int k = 0; k < t_.step_count; ++k)
        if (t_.steps[k].phase == phase) timed(me.index, k, [&] { run_row_step(k, s, call); });
    });
  }
  /// A row or two, bound by reading the weights: all threads work on the same slab, each on its share of every
  /// product's panels.
  void run_few_rows(const team_member& me, int phase, const call_bindings<T>& call) {
    slab<V> s = slab_of(0, call);
    s.rows = call.rows;
    const slab<V> own = slab_of(me.index, call);
    s.tile = own.tile, s.inputs = own.inputs, s.outputs = own.outputs;
    place_rows(me.index, phase, s, call);
    for (int k = 0; k < t_.step_count; ++k) {
      const step& st = t_.steps[k];
      if (st.phase != phase) continue;
      if (st.kind == step_kind::product &&
          !t_.groups[k].begin) {  // sums over features have one order, so they are one thread's
        const long panels = kernels::panels<V>(st.over.cols);
        timed(me.index, k, [&] {
          product_panels(st, t_.groups[k], s, panels * me.index / me.count, panels * (me.index + 1) / me.count);
        });
      } else if (me.index == 0) {
        timed(me.index, k, [&] { run_row_step(k, s, call); });
      }
      me.barrier();
    }
  }
  /// Says where groups find the inputs and outputs that stay where the caller has them. Rows that are gathered are
  /// packed.
  void place_rows(int thread, int phase, const slab<V>& s, const call_bindings<T>& call) {
    for (int k = 0; k < t_.step_count; ++k) {
      const step& st = t_.steps[k];
      if (st.phase != phase) continue;
      if (st.kind == step_kind::pack && st.result.in == place::input) {
        const input_binding<T>& x = call.inputs[st.slot];
        inputs_[count(thread)][count(st.slot)] =
            call.order ? rows_in_place<const T>{address(s, st.result, 0, 1), width, stride_of(s, st.result, 1)}
                       : rows_in_place<const T>{x.data + s.first_row * x.leading, x.leading, width};
      } else if (st.kind == step_kind::unpack && st.left.in == place::output) {
        const output_binding<T>& y = call.outputs[st.slot];
        outputs_[count(thread)][count(st.slot)] = {y.data + s.first_row * y.leading, y.leading, width};
      }
    }
  }
  void run_row_step(int k, const slab<V>& s, const call_bindings<T>& call) {
    const step& st = t_.steps[k];
    switch (st.kind) {
      case step_kind::pack:
        pack(st, s, call);
        break;
      case step_kind::noise:
        draw(st, s, call);
        break;
      case step_kind::product:
        product(st, t_.groups[k], s);
        break;
      case step_kind::group:
        group(st, t_.groups[k], s);
        break;
      case step_kind::opaque:
        t_.groups[k].run(s, 0);
        break;
      case step_kind::gather:
      case step_kind::scatter:
        rearrange(k, s);
        break;
      case step_kind::unpack:
        unpack(st, s, call);
        break;
      default:
        break;
    }
  }

  void pack(const step& st, const slab<V>& s, const call_bindings<T>& call) {
    if (st.result.in == place::input && !call.order) return;
    const input_binding<T>& x = call.inputs[st.slot];
    T* to = address(s, st.result, 0, 1);
    const std::uint64_t* order = call.order ? call.order + s.first_row : nullptr;
    const T* from = x.data + (order ? 0 : s.first_row * x.leading);
    if (st.over.cols == 0)
      for (long r = 0; r < s.rows; ++r) to[r] = from[(order ? static_cast<long>(order[r]) : r) * x.leading];
    else if (order)
      kernels::pack_rows<V>(from, x.leading, order, s.rows, st.over.cols, to, stride_of(s, st.result, 1));
    else
      kernels::pack_rows<V>(from, x.leading, s.rows, st.over.cols, to, stride_of(s, st.result, 1));
  }
  void draw(const step& st, const slab<V>& s, const call_bindings<T>& call) {
    const noise_stream& n = t_.noise[st.slot];
    const kernels::noise_key key{call.seed, call.step, n.stream};
    const std::uint64_t* ids = call.order ? call.order + s.first_row : nullptr;
    const std::uint64_t first = call.first_row_id + static_cast<std::uint64_t>(s.first_row);
    if (st.over.cols > 0) {
      kernels::draw<V>(n.law, address(s, st.result, 0, 1), stride_of(s, st.result, 1), st.over.cols, first, ids,
                       static_cast<int>(s.rows), key);
      return;
    }
    kernels::draw<V>(n.law, s.tile, 0, 1, first, ids, static_cast<int>(s.rows), key);
    T* to = address(s, st.result, 0, 1);
    for (long r = 0; r < s.rows; ++r) to[r] = s.tile[r * width];
  }
  /// The group runs once for each panel of the slab, right after the product wrote it (L1): as fast as inlining it on
  /// the accumulators, at 60 % less compile time.
  void product(const step& st, const group_code<V>& code, const slab<V>& s) {
    if (code.begin) code.begin(s);
    product_panels(st, code, s, 0, kernels::panels<V>(st.over.cols));
    if (code.finish) code.finish(s);
  }
  void product_panels(const step& st, const group_code<V>& code, const slab<V>& s, long begin, long end) {
    const long rows = s.rows * st.over.positions;
    if (rows <= kernels::few_rows && !st.transposed) return product_panels_of_few_rows(st, code, s, begin, end);
    const T* x = address(s, st.left, 0, 1);
    const long x_stride = stride_of(s, st.left, 1);
    const T* w = address(s, st.right, 0, 1);
    for (long p = begin; p < end; ++p) {
      T* y = address(s, st.result, p, 1);
      const int vectors = kernels::vectors_in<V>(st.over.cols, p);
      if (st.transposed)
        kernels::product_panel_transposed<V>(x, x_stride, rows, st.inner, w, st.weight_rows, p * width, y, vectors);
      else
        kernels::product_panel<V>(x, x_stride, rows, st.inner, w + p * st.inner * width, y, vectors);
      if (code.run) code.run(s, p);
    }
  }
  /// Some panels at a time; a tile holds them one after the other. Every other call begins with the panels that the
  /// last one ended with: weights that do not all fit into a cache are found there in part, where going round in one
  /// direction drops each just before it is wanted again.
  void product_panels_of_few_rows(const step& st, const group_code<V>& code, const slab<V>& s, long begin, long end) {
    const bool in_tile = st.result.in == place::tile;
    const long rows = s.rows * st.over.positions;
    const long y_stride = in_tile ? rows * width : stride_of(s, st.result, 1);
    const long parts = (end - begin + kernels::few_rows_panels - 1) / kernels::few_rows_panels;
    const bool backwards = backwards_ && !code.begin;  // sums over features have one order
    slab<V> part = s;
    for (long i = 0; i < parts; ++i) {
      const long first = begin + (backwards ? parts - 1 - i : i) * kernels::few_rows_panels;
      const long some = std::min(end - first, kernels::few_rows_panels);
      kernels::product_of_few_rows<V>(address(s, st.left, 0, 1), stride_of(s, st.left, 1), rows, st.inner,
                                      address(s, st.right, 0, 1) + first * st.inner * width,
                                      std::min(some * width, st.over.cols - first * width),
                                      address(s, st.result, first, 1), y_stride);
      if (!code.run) continue;
      for (long p = 0; p < some; ++p) {
        if (in_tile) part.tile = s.tile + p * y_stride;
        code.run(part, first + p);
      }
    }
  }
  void group(const step& st, const group_code<V>& code, const slab<V>& s) {
    if (code.begin) code.begin(s);
    const long panels = st.over.cols == 0 ? 1 : kernels::panels<V>(st.over.cols);
    if (code.run && code.in_place) {
      slab<V> part = s;
      for (part.begin = 0; part.begin < s.rows; part.begin = part.rows) {
        part.rows = std::min(s.rows, part.begin + kernels::rows_at_once);
        for (long p = 0; p < panels; ++p) code.run(part, p);
      }
    } else if (code.run) {
      for (long p = 0; p < panels; ++p) code.run(s, p);
    }
    if (code.finish) code.finish(s);
  }
  void unpack(const step& st, const slab<V>& s, const call_bindings<T>& call) {
    const output_binding<T>& y = call.outputs[st.slot];
    if (st.left.in == place::output) return;
    const T* from = address(s, st.left, 0, 1);
    if (st.over.cols == 0)
      for (long r = 0; r < s.rows; ++r) y.data[(s.first_row + r) * y.leading] = from[r];
    else if (st.left.in == place::input && !call.order)
      copy_rows(s.inputs[st.left.slot], s.rows, st.over.cols, y.data + s.first_row * y.leading, y.leading);
    else
      kernels::unpack_rows<V>(from, stride_of(s, st.left, 1), s.rows, st.over.cols, y.data + s.first_row * y.leading,
                              y.leading);
  }

  static void copy_rows(const rows_in_place<const T>& from, long rows, long cols, T* to, long leading) {
    for (long r = 0; r < rows; ++r)
      std::copy_n(from.at + r * from.row_stride, static_cast<std::size_t>(cols), to + r * leading);
  }

  /// The rows of a panel follow each other, all positions of one before those of the next, as numbers a row do.
  static kernels::element_rows<T> elements(const slab<V>& s, const buffer& at, const domain& over) {
    return {address(s, at, 0, 1), over.cols == 0 ? 0 : stride_of(s, at, 1),
            over.cols == 0 ? over.positions : over.positions * width};
  }
  void rearrange(int k, const slab<V>& s) {
    const step& st = t_.steps[k];
    const long rows = st.over.static_rows == 0 ? s.rows : 1;
    const auto by = [&](auto combine) {
      kernels::rearrange<V>(moves_[count(k)], elements(s, st.left, st.from), elements(s, st.result, st.over), rows,
                            combine);
    };
    if (st.reduce == reduction::sum)
      by([](auto a, auto b) { return a + b; });
    else if (st.reduce == reduction::max)
      by([](auto a, auto b) { return math::max(a, b); });
    else
      by([](auto a, auto b) { return math::min(a, b); });
  }
  void make_moves() {
    moves_.resize(count(t_.step_count));
    for (int k = 0; k < t_.step_count; ++k) {
      const step& st = t_.steps[k];
      if (st.kind == step_kind::gather || st.kind == step_kind::scatter)
        moves_[count(k)] = moves_of<V>(st, t_.maps[st.slot]);
    }
  }

  // ---- phases without rows ----

  template <class MakeRule>
  void run_without_rows(const team_member& me, int phase, const call_bindings<T>& call, const MakeRule& make_rule) {
    slab<V> all = slab_of(0, call);
    for (int k = 0; k < t_.step_count; ++k) {
      const step& st = t_.steps[k];
      if (st.phase != phase) continue;
      if (st.barrier_before) me.barrier();
      timed(me.index, k, [&] { run_step_without_rows(me.index, k, all, call, make_rule); });
    }
  }
  template <class MakeRule>
  void run_step_without_rows(int thread, int k, slab<V>& all, const call_bindings<T>& call, const MakeRule& make_rule) {
    const step& st = t_.steps[k];
    if (st.kind == step_kind::update)
      run_updates(thread, k, call, make_rule);
    else if (st.kind == step_kind::outer)
      outer(thread, k, call);
    else if (st.kind == step_kind::column_sum && st.over.cols > 0)
      column_sum(thread, k, call);
    else if (thread == 0)
      run_shared_step(k, all, call);
  }
  void run_shared_step(int k, slab<V>& s, const call_bindings<T>& call) {
    const step& st = t_.steps[k];
    s.rows = st.over.static_rows;
    switch (st.kind) {
      case step_kind::pack:
        if (!call.unchanged || !call.unchanged[st.slot]) pack_shared(st, s, call);
        break;
      case step_kind::product:
        product(st, t_.groups[k], s);
        break;
      case step_kind::group:
        group(st, t_.groups[k], s);
        break;
      case step_kind::opaque:
        t_.groups[k].run(s, 0);
        break;
      case step_kind::reshape:
        reshape(st, s);
        break;
      case step_kind::gather:
      case step_kind::scatter:
        rearrange(k, s);
        break;
      case step_kind::unpack:
        unpack_shared(st, s, call);
        break;
      case step_kind::column_sum:
        *address(s, st.result, 0, 1) = kernels::sum_values<V>(address(s, st.left, 0, 1), call.rows * st.left.positions);
        break;
      default:
        break;
    }
  }
  void pack_shared(const step& st, const slab<V>& s, const call_bindings<T>& call) {
    const T* from = call.inputs[st.slot].data;
    T* to = address(s, st.result, 0, 1);
    if (st.over.cols == 0)
      *to = *from;
    else
      kernels::pack_weights<V>(from, st.over.static_rows, st.over.cols, to);
  }
  /// A vector's numbers lie one after the other, as those of a matrix do outside.
  void reshape(const step& st, const slab<V>& s) {
    const T* from = address(s, st.left, 0, 1);
    T* to = address(s, st.result, 0, 1);
    if (st.over.static_rows == st.weight_rows)
      kernels::pack_weights<V>(from, st.over.static_rows, st.over.cols, to);
    else
      kernels::unpack_weights<V>(from, st.weight_rows, st.over.cols / st.weight_rows, to);
  }
  void unpack_shared(const step& st, const slab<V>& s, const call_bindings<T>& call) {
    const T* from = address(s, st.left, 0, 1);
    T* to = call.outputs[st.slot].data;
    if (st.over.cols == 0)
      *to = *from;
    else
      kernels::unpack_weights<V>(from, st.over.static_rows, st.over.cols, to);
  }

  bool without_rows(const buffer& b) const { return b.in == place::shared || b.in == place::parameter; }
  kernels::gradient_term<T> bind(const term& t, const slab<V>& s, long panel, long rows) const {
    const bool one = without_rows(t.dy);
    return {t.x.in == place::none ? nullptr : address(s, t.x, 0, 1), stride_of(s, t.x, 1), address(s, t.dy, panel, 1),
            one ? 1 : rows * t.dy.positions};
  }
  void outer(int thread, int k, const call_bindings<T>& call) {
    const step& st = t_.steps[k];
    const slab<V> s = slab_of(0, call);
    const long panels = kernels::panels<V>(st.over.cols);
    deals_[count(k)].each(thread, panels, [&](long p) {
      const kernels::gradient_term<T> t = bind({st.right, st.left}, s, p, call.rows);
      kernels::outer_panel<V>(&t, 1, 0, st.over.static_rows, kernels::vectors_in<V>(st.over.cols, p),
                              kernels::store_rule<V>{address(s, st.result, p, st.over.static_rows)});
    });
  }
  void column_sum(int thread, int k, const call_bindings<T>& call) {
    const step& st = t_.steps[k];
    const slab<V> s = slab_of(0, call);
    const long panels = kernels::panels<V>(st.over.cols);
    deals_[count(k)].each(thread, panels, [&](long p) {
      const kernels::gradient_term<T> t = bind({{}, st.left}, s, p, call.rows);
      kernels::column_sums<V>(&t, 1, kernels::vectors_in<V>(st.over.cols, p),
                              kernels::store_rule<V>{address(s, st.result, p, 1)});
    });
  }

  /// Tiles of weights, the large ones first: one panel by at most 208 rows, so that two threads end together.
  void make_update_tasks() {
    const long chunk = threads_ == 1 ? 1L << 40 : std::max(1L, 208 / width) * width;
    for (int u = 0; u < t_.update_count; ++u) {
      const domain& over = t_.updates[u].over;
      const long panels = over.cols == 0 ? 1 : kernels::panels<V>(over.cols);
      for (long p = 0; p < panels; ++p)
        for (long first = 0; first < over.static_rows; first += chunk)
          update_tasks_.push_back({u, p, first, std::min(chunk, over.static_rows - first)});
    }
    int most_terms = 0;
    for (int u = 0; u < t_.update_count; ++u) most_terms = std::max(most_terms, t_.updates[u].terms);
    terms_.assign(count(threads_), std::vector<kernels::gradient_term<T>>(count(most_terms)));
    std::sort(update_tasks_.begin(), update_tasks_.end(), [](const update_task& a, const update_task& b) {
      return std::tie(b.count, a.update, a.panel, a.first) < std::tie(a.count, b.update, b.panel, b.first);
    });
  }
  template <class MakeRule>
  void run_updates(int thread, int k, const call_bindings<T>& call, const MakeRule& make_rule) {
    if constexpr (!std::is_same_v<MakeRule, no_optimiser>) {
      const slab<V> s = slab_of(0, call);
      deals_[count(k)].each(thread, static_cast<long>(update_tasks_.size()),
                            [&](long i) { run_update(thread, update_tasks_[count(i)], s, call, make_rule); });
    }
  }
  template <class MakeRule>
  void run_update(int thread, const update_task& task, const slab<V>& s, const call_bindings<T>& call,
                  const MakeRule& make_rule) {
    const update& u = t_.updates[task.update];
    const auto stored = [&](const buffer& at) {
      return address(s, at, task.panel, u.over.static_rows) + task.first * width;
    };
    if (u.is_state) {
      std::copy_n(stored(u.gradient), count(task.count * width), stored(u.parameter));
      return;
    }
    const auto rule = make_rule(u.parameter.offset).from(task.panel * u.over.static_rows * width);
    if (u.terms == 0) {
      kernels::apply_rule<V>(rule.from(task.first * width), stored(u.gradient), task.count * width);
      return;
    }
    auto& terms = terms_[count(thread)];
    const int n = u.terms;
    for (int i = 0; i < n; ++i) terms[count(i)] = bind(t_.terms[u.first_term + i], s, task.panel, call.rows);
    const int vectors = kernels::vectors_in<V>(u.over.cols, task.panel);
    if (terms[0].x)
      kernels::outer_panel<V>(terms.data(), n, task.first, task.count, vectors, rule, nullptr,
                              kernels::rule_place_for(terms[0].rows));
    else
      kernels::column_sums<V>(terms.data(), n, vectors, rule);
  }
};

}  // namespace pathwise
