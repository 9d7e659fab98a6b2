#pragma once
// What the graph knows of an operation: an id, how to evaluate it on scalars and how to build its derivative. Records
// are called, never compared: comparing their addresses is not a constant expression under g++'s -fsanitize=undefined,
// and pointers can be neither hashed nor ordered.
#include <cstdint>
#include <string_view>
#include <type_traits>

#include <pathwise/base/extents.hpp>

namespace pathwise {

class graph;

/// How an operation treats its operands; the planner and the interpreter switch on it.
enum class op_kind : std::uint8_t {
  constant,           // node.constant, no rows
  leaf,               // an input, parameter, run-time scalar or noise: node.slot says which
  elementwise,        // the same function of each element; rank-0 operands and operands without rows broadcast
  broadcast,          // rank 0 -> any extents, or no rows -> rows
  reshape,            // the same numbers under other static axes
  gather,             // y[e] = x[map(e)], or 0: node.slot says which map
  scatter,            // y[map(e)] = the sum, or an extreme, of the x[e]
  reduce_features,    // all static axes -> rank 0
  sum_rows,           // rows -> no rows: row-coupled
  linear,             // y[o] = sum_i x[i] W[o, i]
  linear_transposed,  // x[i] = sum_o y[o] W[o, i]
  outer,              // W[o, i] = sum over rows of y[o] x[i]: row-coupled
  custom_derivative,  // the first operand, differentiated by a rule of the user's in the others; gone once that is done
  recompute,          // the operand: a border of what is computed again on the way back; gone once that is done
  opaque,             // a user's kernel on the numbers of a row
};

enum class reduction : std::uint8_t { sum, max, min };

struct op_record {
  const char* name;
  op_kind kind;
  int arity;
  reduction reduce;
  float (*value_float)(const float* operands);  // null unless elementwise
  double (*value_double)(const double* operands);
  long double (*value_long_double)(const long double* operands);
  /// Null unless opaque: from a row's numbers of each operand to those of the result.
  void (*row_float)(const float* const* operands, float* result);
  void (*row_double)(const double* const* operands, double* result);
  void (*row_long_double)(const long double* const* operands, long double* result);
  /// Extents and rows of the result; see `node_shape`.
  struct node_shape (*shape)(const struct node_shape* operands);
  /// Appends the cotangents of the operands of node `self` (of a custom derivative: of its arguments) to the graph;
  /// entry i of `result` is the node, -1 for zero, or -2 where there is no rule.
  void (*vjp)(graph& g, int self, int cotangent, int* result);
};

/// Static axes, and how many values there are for each row of the batch: 0 is one value for all rows, 1 a value a row,
/// and more are the positions of an axis that has been folded into the rows (`vmap`), row by row.
struct node_shape {
  extents axes;
  std::uint16_t positions = 0;
  constexpr bool operator==(const node_shape&) const = default;
};

namespace detail {

template <class Op>
constexpr std::string_view pretty_name() {
  std::string_view s = __PRETTY_FUNCTION__;
  const auto from = s.find("Op = ") + 5;
  auto to = s.find(';', from);                          // g++: "[with Op = X; std::string_view = ...]"
  if (to == std::string_view::npos) to = s.rfind(']');  // clang: "[Op = X]"
  return s.substr(from, to - from);
}
constexpr std::uint64_t fnv1a(std::string_view s) {
  std::uint64_t h = 14695981039346656037u;
  for (const char c : s) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return h;
}

/// False for a type that is local to a function or made of a lambda: two of them can print alike.
template <class Op>
constexpr bool has_own_name() {
  constexpr std::string_view printed = pretty_name<Op>(),
                             anonymous = "(anonymous namespace)";  // clang's; g++ prints {anonymous}
  for (auto at = printed.find('('); at != std::string_view::npos; at = printed.find('(', at + 1))
    if (printed.substr(at, anonymous.size()) != anonymous) return false;
  return true;
}

/// Hashed once: constant evaluation pays anew for a function's own constants at every call.
template <class Op>
inline constexpr std::uint64_t id = fnv1a(pretty_name<Op>());

}  // namespace detail

/// The identity of an operation: a hash of its qualified type name.
template <class Op>
  requires(detail::has_own_name<Op>())
constexpr std::uint64_t id_of() {
  return detail::id<Op>;
}

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-template-friend"
#endif
/// From an id back to the type, for the one room that generates code: the graph itself knows no types. Two operations
/// with one id are a redefinition error.
template <std::uint64_t Id>
struct op_tag {
  friend constexpr auto op_type(op_tag<Id>);
};
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
template <class Op>
struct declare_op {
  friend constexpr auto op_type(op_tag<id_of<Op>()>) { return std::type_identity<Op>{}; }
};
template <std::uint64_t Id>
using op_with_id = typename decltype(op_type(op_tag<Id>{}))::type;

}  // namespace pathwise
