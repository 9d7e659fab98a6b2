#pragma once
// A model as data: hash-consed node records and a few small tables. Built in constant evaluation or at run time by the
// same functions.
#include <bit>
#include <cstdint>

#include <pathwise/base/constraint.hpp>
#include <pathwise/base/errors.hpp>
#include <pathwise/base/extents.hpp>
#include <pathwise/base/index_map.hpp>
#include <pathwise/base/list.hpp>
#include <pathwise/base/noise_law.hpp>
#include <pathwise/base/text.hpp>
#include <pathwise/graph/op.hpp>

namespace pathwise {

/// One value of the graph. Operands come before their users.
struct node {
  double constant = 0;                      // of a constant
  std::int32_t operands[3] = {-1, -1, -1};  // node ids; behind its own, one that is to be there before
  std::uint16_t op = 0;                     // index into graph::ops
  std::uint16_t axes = 0;                   // index into graph::shapes
  std::uint16_t slot = 0;                   // of a leaf: index into graph::slots; of a gather or scatter: into maps
  std::uint16_t positions = 0;              // see node_shape
  op_kind kind = op_kind::constant;         // the record's, and its arity: asked for more often than all else
  std::uint8_t arity = 0;

  constexpr bool operator==(const node& o) const {
    return op == o.op && axes == o.axes && slot == o.slot && positions == o.positions && operands[0] == o.operands[0] &&
           operands[1] == o.operands[1] && operands[2] == o.operands[2] &&
           std::bit_cast<std::uint64_t>(constant) == std::bit_cast<std::uint64_t>(o.constant);
  }
};
static_assert(sizeof(node) == 32);

/// What a leaf stands for.
enum class slot_kind : std::uint8_t { input, parameter, scalar, noise, state };
/// Whether its numbers are the model's own, kept from step to step in one block.
constexpr bool is_kept(slot_kind k) { return k == slot_kind::parameter || k == slot_kind::state; }

/// A named leaf: an input, parameter, run-time scalar, stream of noise or state.
struct slot {
  text name;
  slot_kind kind = slot_kind::input;
  noise_law law = noise_law::normal;
  std::uint16_t axes = 0;
  std::uint16_t has_rows = 0;
  std::uint16_t stream = 0;  // of noise: position of its name among the sorted sample names
  double initial = 0;        // of a scalar; of a parameter or state, how far from its centre it may start
  double centre = 0;         // of a parameter or state
};

/// The run-time scalar that every graph may use: 1 / (number of rows).
inline constexpr const char* inverse_rows_name = "1/rows";

/// Why a node is remembered by name.
enum class mark_kind : std::uint8_t {
  value,         // named in the model: a program can be cut at it
  repeated,      // a name that two nodes carry: no cut there
  output,        // declared by model.output
  loss,          // what is minimised, a mean over rows
  next,          // what a training step makes of the state that `name` says
  several_rows,  // of a layer that has no statistics of one row
  root,          // wanted from the program at hand, in order
  gradient,      // of the parameter that `name` says
  written,       // by the program at hand, to the state that `name` says
};
/// Whether the program at hand is to compute it.
constexpr bool is_wanted(mark_kind k) {
  return k == mark_kind::root || k == mark_kind::gradient || k == mark_kind::written;
}
struct mark {
  text name;
  mark_kind kind = mark_kind::value;
  std::int32_t node = -1;
};

/// What a distribution of the model asks of a parameter: kept so that a program can check it
/// (grad/parameter_values.hpp).
struct parameter_domain {
  const char* distribution = "";
  const char* parameter = "";
  constraint must_be = constraint::real;
  std::int32_t node = -1;      // its value, before it is repeated to the distribution's extents
  std::int32_t previous = -1;  // of above_the_previous: the value of the parameter before it
  text sample;                 // the name it is sampled under, if it is
  std::int32_t line = 0;       // of that
};

struct op_entry {
  std::uint64_t id = 0;
  const op_record* record = nullptr;
};

class graph {
 public:
  list<node> nodes;
  list<op_entry> ops;
  list<extents> shapes;
  list<slot> slots;
  list<mark> marks;
  list<parameter_domain> domains;
  list<index_map> maps;
  trace_error error;

  constexpr const op_record& record(int i) const { return *ops[nodes[i].op].record; }
  constexpr op_kind kind(int i) const { return nodes[i].kind; }
  constexpr const extents& axes(int i) const { return shapes[nodes[i].axes]; }
  constexpr node_shape shape(int i) const { return {axes(i), nodes[i].positions}; }
  constexpr int arity(int i) const { return nodes[i].arity; }
  constexpr bool is_constant(int i) const { return nodes[i].kind == op_kind::constant; }
  constexpr const slot& slot_of(int i) const { return slots[nodes[i].slot]; }
  constexpr bool is_slot(int i, slot_kind k) const { return kind(i) == op_kind::leaf && slot_of(i).kind == k; }

  /// True if node `i` is an `Op`.
  template <class Op>
  constexpr bool is(int i) const {
    return ops[nodes[i].op].id == id_of<Op>();
  }

  // Constant evaluation counts statements, calls among them: what runs for every node works on plain pointers.

  constexpr std::uint16_t intern(const extents& e) {
    for (int i = 0; i < shapes.size(); ++i)
      if (shapes[i] == e) return static_cast<std::uint16_t>(i);
    return static_cast<std::uint16_t>(shapes.add(e));
  }
  constexpr std::uint16_t intern(const index_map& m) {
    for (int i = 0; i < maps.size(); ++i)
      if (maps[i] == m) return static_cast<std::uint16_t>(i);
    return static_cast<std::uint16_t>(maps.add(m));
  }
  constexpr std::uint16_t intern(std::uint64_t id, const op_record* r) {
    std::uint8_t& found = op_found_[id % 64];
    if (found < ops.size() && ops[found].id == id) return found;
    int index = 0;
    while (index < ops.size() && ops[index].id != id) ++index;
    if (index == ops.size()) ops.add({id, r});
    found = static_cast<std::uint8_t>(index);
    return static_cast<std::uint16_t>(index);
  }
  /// A node of an operation, without operands so far.
  constexpr node node_of(std::uint64_t id, const op_record* r) {
    return {.op = intern(id, r), .kind = r->kind, .arity = static_cast<std::uint8_t>(r->arity)};
  }
  constexpr int find_slot(const text& wanted) const {
    for (int i = 0; i < slots.size(); ++i)
      if (slots[i].name == wanted) return i;
    return -1;
  }
  constexpr int find_mark(const text& wanted, mark_kind k) const {
    for (int i = 0; i < marks.size(); ++i)
      if (marks[i].kind == k && marks[i].name == wanted) return i;
    return -1;
  }

  /// The id of a node equal to `n`, appended if there is none: equal nodes are one node.
  constexpr int add(const node& n) {
    if (nodes.size() >= most_nodes_) rehash();
    std::int32_t* const place = place_of(n);
    if (*place == 0) *place = nodes.add(n) + 1;
    return *place - 1;
  }
  /// Room for as many nodes in all.
  constexpr void reserve(int count) {
    nodes.reserve(count);
    rehash();
  }
  /// Keeps the first mistake only.
  constexpr void fail(error_code code, const text& subject, int source_line = 0, const extents& first = {},
                      const extents& second = {}) {
    if (!error) error = {code, source_line, subject, first, second};
  }

 private:
  list<std::int32_t> buckets_;   // open addressing: a node id and 1, or 0; empty until the first node is added
  int shift_ = 0;                // of a hash, to the index of a bucket
  int most_nodes_ = 0;           // before there are to be more buckets
  std::uint8_t op_found_[64]{};  // by an id's last bits: where it was found last

  /// The bucket of the node equal to `n`, or where it belongs. The hash is a sum of products, the best bits of which
  /// are the first.
  constexpr std::int32_t* place_of(const node& n) {
    std::uint32_t h = n.op * 0x9e3779b1u + n.axes * 0x85ebca77u + n.slot * 0xc2b2ae3du + n.positions * 0x27d4eb2fu +
                      static_cast<std::uint32_t>(n.operands[0]) * 0x165667b1u +
                      static_cast<std::uint32_t>(n.operands[1]) * 0xd3a2646du +
                      static_cast<std::uint32_t>(n.operands[2]) * 0xfd7046c5u;
    if (n.constant != 0) h += hash(std::bit_cast<std::uint64_t>(n.constant));
    const node* const all = nodes.begin();
    std::int32_t* place = buckets_.begin() + (h >> shift_);
    while (*place != 0 && !(all[*place - 1] == n))
      if (++place == buckets_.end()) place = buckets_.begin();
    return place;
  }
  static constexpr std::uint32_t hash(std::uint64_t bits) {
    return static_cast<std::uint32_t>(bits >> 32) * 0xb55a4f09u + static_cast<std::uint32_t>(bits) * 0x2545f491u;
  }
  /// Room for twice the nodes there are, and at least 64.
  constexpr void rehash() {
    int count = 128;
    shift_ = 32 - 7;
    const int wanted = nodes.room() > 2 * nodes.size() ? nodes.room() : 2 * nodes.size();
    for (; count < 2 * wanted; count *= 2) --shift_;
    most_nodes_ = count / 2;
    buckets_ = list<std::int32_t>(count);
    std::int32_t id = 0;
    for (const node& n : nodes) *place_of(n) = ++id;
  }
};

}  // namespace pathwise
