#pragma once
// A program as data: phases of steps, where each value lives, and the register code of each fused group. Filled by
// fuse, plan_memory and lower in turn.
#include <pathwise/graph/frozen.hpp>
#include <pathwise/passes/rewrite.hpp>

namespace pathwise {

/// Where a value lives. Offsets of batch and slab count panels; of the value arrays, arrays; of shared and parameters,
/// numbers.
enum class place : std::uint8_t {
  none,          // in registers only
  tile,          // one panel of one slab, in L1, until its own group has read it
  slab,          // one slab of rows, per thread
  batch,         // all rows: a later phase reads it
  slab_values,   // a number a row of one slab
  batch_values,  // a number a row of all rows
  shared,        // no rows
  parameter,     // in the packed parameters, states among them
  input,         // where the caller has it, row-major; packed to its offset in the slab where rows are gathered
  output,        // where the caller wants it, row-major
};
/// Whether it is memory of the caller's, whose rows lie row-major.
constexpr bool is_callers(place p) { return p == place::input || p == place::output; }
struct buffer {
  place in = place::none;
  std::int32_t offset = -1;
  std::int32_t slot = -1;      // input: of the leaf; output: which
  std::int32_t positions = 1;  // of a row: they lie one after the other, as rows do
  constexpr bool operator==(const buffer&) const = default;
};

enum class step_kind : std::uint8_t {
  pack,        // an input, from row-major to panels
  noise,       // draws of one stream
  product,     // linear or linear_transposed, with the group that consumes it
  group,       // one fused elementwise loop with its reductions
  unpack,      // an output, to row-major
  column_sum,  // sum_rows
  outer,       // a weight's gradient, stored
  reshape,     // a matrix without rows as a vector, or the other way
  gather,      // by a map
  scatter,     // by a map: sums or extremes
  opaque,      // a user's kernel, row by row
  update,      // all parameters: gradients over the whole batch in registers, then the optimiser; all states
};

/// What one loop runs over. `cols` is 0 for numbers (rank 0); `static_rows` is 0 for the batch, whose rows may have
/// several positions each.
struct domain {
  std::int32_t cols = 0;
  std::int32_t static_rows = 0;
  std::int32_t positions = 1;
  constexpr bool operator==(const domain&) const = default;
};

struct step {
  step_kind kind = step_kind::group;
  bool transposed = false;      // product: by W^T
  bool barrier_before = false;  // in a phase without rows: needs what other threads of this phase made
  std::int32_t phase = 0;
  std::int32_t node = -1;  // the product, leaf, sum or output it evaluates
  domain over;
  std::int32_t inner = 0;             // product: extent summed over
  buffer left, right, result;         // operands and result of products, outer products and sums
  std::int32_t weight_rows = 0;       // product, reshape: rows of the packed weight
  domain from;                        // gather, scatter: of the operand
  reduction reduce = reduction::sum;  // scatter
  std::int32_t code = 0, body = 0,
               code_end =
                   0;  // [code, body) once a panel, [body, code_end) once a row; opaque: loads, one operation, a store
  std::int32_t slot = -1;  // pack, noise: of the leaf; unpack: which output; gather, scatter: map
};

enum class instruction_kind : std::uint8_t {
  constant,
  scalar,
  splat,
  vector,
  load,
  load_tile,
  load_value,
  compute,
  store,
  reduce
};

/// One operation on registers; its result is the register of its own index.
struct instruction {
  instruction_kind kind = instruction_kind::compute;
  reduction reduce = reduction::sum;
  std::int16_t operands[3] = {-1, -1, -1};
  std::uint64_t op = 0;  // compute: which operation
  double constant = 0;
  std::int32_t slot = -1;  // scalar: which
  buffer at;
};

/// One parameter's update: the sum of its terms, or a stored gradient, handed to the optimiser. A state takes the
/// stored value as it is.
struct update {
  std::int32_t slot = -1;
  domain over;
  buffer parameter, gradient;  // gradient: none where terms make it
  std::int32_t first_term = 0, terms = 0;
  bool is_state = false;
};
/// A sum over rows of dy x^T; without x, of dy.
struct term {
  buffer x, dy;
};

/// What the passes know of one node.
struct placement {
  std::int32_t step = -1;
  std::int32_t phase = 0;  // odd: over rows; even: without rows
  bool hoistable =
      false;  // cheap to recompute where it is used: arithmetic on constants, scalars and vectors without rows
  bool scheduled = false;  // evaluated by a step of its own
  bool stored = false;
  buffer at;
};

struct plan_size {
  int nodes, steps, code, updates, terms;
};

struct plan {
  list<placement> nodes;
  list<step> steps;
  list<instruction> code;
  list<update> updates;
  list<term> terms;
  std::int32_t phases = 0;
  std::int32_t batch_panels = 0, slab_panels = 0, batch_values = 0, slab_values = 0, shared_numbers = 0,
               parameter_numbers = 0;
  std::int32_t reductions = 0;      // the most that one group has
  std::int32_t most_positions = 1;  // of a row, in any loop

  constexpr plan_size size() const { return {nodes.size(), steps.size(), code.size(), updates.size(), terms.size()}; }
};

template <plan_size Size>
struct frozen_plan {
  static constexpr plan_size size = Size;
  placement nodes[Size.nodes > 0 ? Size.nodes : 1]{};
  step steps[Size.steps > 0 ? Size.steps : 1]{};
  instruction code[Size.code > 0 ? Size.code : 1]{};
  update updates[Size.updates > 0 ? Size.updates : 1]{};
  term terms[Size.terms > 0 ? Size.terms : 1]{};
  plan_size used;  // may be less than Size while a stage is evaluated; more where the plan does not fit, and nothing is
                   // copied
  std::int32_t phases, batch_panels, slab_panels, batch_values, slab_values, shared_numbers, parameter_numbers,
      reductions, most_positions;

  constexpr explicit frozen_plan(const plan& p) : frozen_plan(p, p.size()) {
    if (fits()) copy(p);
  }
  template <plan_size Room>
  constexpr explicit frozen_plan(const frozen_plan<Room>& p) : frozen_plan(p, p.used) {
    copy(p);
  }
  constexpr bool fits() const {
    return used.nodes <= Size.nodes && used.steps <= Size.steps && used.code <= Size.code &&
           used.updates <= Size.updates && used.terms <= Size.terms;
  }
  constexpr plan thaw() const {
    plan p;
    p.nodes = list<placement>(nodes, Size.nodes, Size.nodes);
    p.steps = list<step>(steps, Size.steps, Size.steps);
    p.code = list<instruction>(code, Size.code, Size.code);
    p.updates = list<update>(updates, Size.updates, Size.updates);
    p.terms = list<term>(terms, Size.terms, Size.terms);
    p.phases = phases;
    p.batch_panels = batch_panels, p.slab_panels = slab_panels, p.batch_values = batch_values,
    p.slab_values = slab_values;
    p.shared_numbers = shared_numbers, p.parameter_numbers = parameter_numbers, p.reductions = reductions,
    p.most_positions = most_positions;
    return p;
  }

 private:
  template <class Plan>
  constexpr frozen_plan(const Plan& p, const plan_size& meant)
      : used(meant),
        phases(p.phases),
        batch_panels(p.batch_panels),
        slab_panels(p.slab_panels),
        batch_values(p.batch_values),
        slab_values(p.slab_values),
        shared_numbers(p.shared_numbers),
        parameter_numbers(p.parameter_numbers),
        reductions(p.reductions),
        most_positions(p.most_positions) {}
  template <class Plan>
  constexpr void copy(const Plan& p) {
    detail::copy_elements(std::begin(p.nodes), used.nodes, nodes);
    detail::copy_elements(std::begin(p.steps), used.steps, steps);
    detail::copy_elements(std::begin(p.code), used.code, code);
    detail::copy_elements(std::begin(p.updates), used.updates, updates);
    detail::copy_elements(std::begin(p.terms), used.terms, terms);
  }
};

/// Whether a step's group reads or writes rows where the caller has them.
template <class Plan>
constexpr bool works_in_place(const Plan& p, const step& s) {
  for (int i = s.code; i < s.code_end; ++i)
    if (is_callers(p.code[i].at.in)) return true;
  return false;
}

/// Room for the plan of a graph, and for its register code: both may turn out too small, which costs a second
/// evaluation.
constexpr plan_size room_of_fused(const graph_size& g) { return {g.nodes, g.nodes + g.marks + 8, 0, g.marks, g.nodes}; }
constexpr plan_size room_of_lowered(const plan_size& p) {
  return {p.nodes, p.steps, 3 * p.nodes + 2 * p.steps + 16, p.updates, p.terms};
}

namespace detail {

template <auto Stage, plan_size Room>
inline constexpr frozen_plan<Room> roomy_plan{Stage()};

}  // namespace detail

/// Evaluates `Stage`, which returns a plan, into a constant: once if it fits into the room.
template <auto Stage, plan_size Room>
constexpr auto freeze_plan() {
  constexpr plan_size size = detail::roomy_plan<Stage, Room>.used;
  if constexpr (detail::roomy_plan<Stage, Room>.fits())
    return frozen_plan<size>(detail::roomy_plan<Stage, Room>);
  else
    return frozen_plan<size>(Stage());
}

/// The loop that evaluates an elementwise node or a product. A matrix without rows is laid out as a weight is: cols =
/// out, static rows = in.
constexpr domain domain_of(const graph& g, int id) {
  const extents& e = g.axes(id);
  if (g.nodes[id].positions > 0) return {e.rank == 0 ? 0 : e.size(), 0, g.nodes[id].positions};
  if (e.rank == 0) return {0, 1};
  return e.rank == 2 ? domain{e.at[0], e.at[1]} : domain{e.size(), 1};
}
/// The loop that a node is evaluated in: a reduction runs in its operand's.
constexpr domain loop_of(const graph& g, int id) {
  return domain_of(g, g.kind(id) == op_kind::reduce_features ? g.nodes[id].operands[0] : id);
}
/// The loops of a graph's nodes, equal ones under one number: to compare numbers takes a fraction of the steps.
class node_domains {
 public:
  constexpr explicit node_domains(const graph& g) : of_(g.nodes.size()) {
    const node* const all = g.nodes.begin();
    for (int i = 0; i < g.nodes.size(); ++i) {
      const bool as_before = i > 0 && all[i].axes == all[i - 1].axes && all[i].positions == all[i - 1].positions;
      of_[i] = as_before ? of_[i - 1] : number_of(domain_of(g, i));
    }
  }
  /// The number of the loop that evaluates node `id`.
  constexpr std::int32_t of(int id) const { return of_.begin()[id]; }
  constexpr const domain& operator[](std::int32_t number) const { return domains_[number]; }

 private:
  list<domain> domains_;
  list<std::int32_t> of_;

  constexpr std::int32_t number_of(const domain& d) {
    for (int i = 0; i < domains_.size(); ++i)
      if (domains_[i] == d) return i;
    return domains_.add(d);
  }
};
constexpr bool is_grouped(op_kind k) {
  return k == op_kind::elementwise || k == op_kind::broadcast || k == op_kind::reduce_features;
}
constexpr bool is_product(op_kind k) { return k == op_kind::linear || k == op_kind::linear_transposed; }
constexpr bool sums_rows(op_kind k) { return k == op_kind::sum_rows || k == op_kind::outer; }
constexpr std::int32_t panels_of(std::int32_t cols, std::int32_t width) { return (cols + width - 1) / width; }

/// Who uses each node, as compressed rows: linear in the graph, as the compilers' limits ask.
class users_of {
 public:
  constexpr explicit users_of(const graph& g) : first_(g.nodes.size() + 1) {
    const int count = g.nodes.size();
    const node* const all = g.nodes.begin();
    std::int32_t* const first = first_.begin();
    for (int i = 0; i < count; ++i)
      for (int k = 0; k < all[i].arity; ++k) ++first[all[i].operands[k] + 1];
    for (int i = 0; i < count; ++i) first[i + 1] += first[i];
    list<std::int32_t> next = first_;
    users_ = list<std::int32_t>(first[count]);
    for (int i = 0; i < count; ++i)
      for (int k = 0; k < all[i].arity; ++k) users_.begin()[next.begin()[all[i].operands[k]]++] = i;
  }
  constexpr const std::int32_t* begin(int id) const { return users_.begin() + first_[id]; }
  constexpr const std::int32_t* end(int id) const { return users_.begin() + first_[id + 1]; }

 private:
  list<std::int32_t> first_, users_;
};

}  // namespace pathwise
