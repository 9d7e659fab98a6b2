#pragma once
// An account of a program: each of its steps in words and in the numbers that follow from its plan, and the table that
// people read. Run-time only.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pathwise/passes/plan.hpp>

namespace pathwise {

/// What one step does in a call, by the plan.
struct step_account {
  std::size_t index = 0;  // in the plan
  int phase = 0;          // odd: over slabs of rows; even: without rows
  std::string what;       // in words
  std::string kept;       // which values leave its registers, and what for
  std::string apart;      // of a loop: why it is not one with the loop before it in its phase
  double flops = 0;       // multiplications and additions of products and of weights' gradients
  double operations = 0;  // of fused loops: elementwise operations on numbers, a logarithm as one
  double bytes = 0;       // read and written once each; a panel that its own loop finds in L1 does not count
  double roots = 0;       // of the optimiser, as Adam's: square roots, each with a division
  double seconds = 0;     // of all threads together, where calls were timed
};

/// What all threads of a machine can do at most, for bounds: 0 where it is not known.
struct machine_limits {
  double flops_per_second = 0;
  double bytes_per_second = 0;  // from whichever memory holds a block of `bytes`
  double roots_per_second = 0;  // each with a division
  double bytes = 0;
};

enum class bound_kind { arithmetic, bytes, roots };
constexpr std::string_view name_of(bound_kind k) {
  return k == bound_kind::arithmetic ? "arithmetic" : k == bound_kind::bytes ? "bytes" : "roots";
}

/// The least time that a step's arithmetic (an operation of a fused loop as one), its bytes or its roots take,
/// whichever is the longest. Source: Williams, Waterman and Patterson 2009, the roofline model.
struct roofline {
  double seconds = 0;
  bound_kind by = bound_kind::arithmetic;
};
constexpr roofline bound_of(const step_account& s, const machine_limits& m) {
  roofline longest;
  const auto consider = [&](double amount, double rate, bound_kind by) {
    if (rate > 0 && amount / rate > longest.seconds) longest = {amount / rate, by};
  };
  consider(s.flops + s.operations, m.flops_per_second, bound_kind::arithmetic);
  consider(s.bytes, m.bytes_per_second, bound_kind::bytes);
  consider(s.roots, m.roots_per_second, bound_kind::roots);
  return longest;
}

struct program_account {
  long rows = 0;
  std::vector<step_account> steps;              // in the order in which they run
  double parameter_bytes = 0, arena_bytes = 0;  // arena: of one thread's slab, and of the batch
  double slots = 0;                             // blocks like the parameters that are updated with them, two of Adam's
  double seconds = 0;                           // of a call, by the wall clock, where it was timed
  int threads = 1;
  machine_limits limits;

  /// What a call touches.
  double touched_bytes() const { return (1 + slots) * parameter_bytes + arena_bytes; }
};

namespace detail {

/// Puts a plan into words. The graph is the one that the plan was made of.
class accountant {
 public:
  accountant(const graph& program, const plan& its_plan, long rows, int width, std::size_t number_size)
      : g_(program),
        users_(program),
        p_(its_plan),
        rows_(static_cast<double>(rows)),
        width_(width),
        size_(static_cast<double>(number_size)) {}

  step_account of(int k) const {
    const step& s = p_.steps[k];
    step_account a;
    a.index = static_cast<std::size_t>(k);
    a.phase = s.phase;
    a.what = words(s);
    a.kept = kept(k);
    a.apart = apart(k);
    count(s, a);
    return a;
  }
  /// Numbers that a batch of rows needs at once, with slabs of `slab_rows` rows.
  double arena_numbers(double slab_rows) const {
    return rows_ * (p_.batch_panels * width_ + p_.batch_values) +
           slab_rows * (p_.slab_panels * width_ + p_.slab_values) + p_.shared_numbers;
  }

 private:
  const graph& g_;
  users_of users_;
  const plan& p_;
  double rows_;
  int width_;
  double size_;

  static std::string quoted(const text& name) { return "\"" + std::string(name.view()) + "\""; }
  double loop_rows(const domain& over) const {
    return over.static_rows > 0 ? over.static_rows : rows_ * over.positions;
  }
  double numbers(const domain& over) const { return loop_rows(over) * std::max(1, over.cols); }

  /// A leaf by its name, any other value by its mark or its operation.
  std::string named(int id) const {
    if (g_.kind(id) == op_kind::leaf) return quoted(g_.slot_of(id).name);
    for (const mark& m : g_.marks)
      if (m.node == id && !m.name.view().empty()) return quoted(m.name);
    return std::string(g_.kind(id) == op_kind::constant ? "constant" : g_.record(id).name) + " %" + std::to_string(id);
  }
  std::string fused(const step& s) const {
    std::vector<std::pair<std::string, int>> ops;
    for (int i = s.code; i < s.code_end; ++i) {
      std::string name;
      if (p_.code[i].kind == instruction_kind::compute) {
        for (const op_entry& op : g_.ops)
          if (op.id == p_.code[i].op) name = op.record->name;
      } else if (p_.code[i].kind == instruction_kind::reduce) {
        name = p_.code[i].reduce == reduction::sum ? "sum over features" : "extreme over features";
      } else {
        continue;
      }
      const auto found = std::find_if(ops.begin(), ops.end(), [&](const auto& op) { return op.first == name; });
      if (found == ops.end())
        ops.emplace_back(name, 1);
      else
        ++found->second;
    }
    std::string all;
    for (const auto& [name, times] : ops)
      all += (all.empty() ? "" : ", ") + name + (times > 1 ? " x" + std::to_string(times) : "");
    return all;
  }
  std::string words(const step& s) const {
    switch (s.kind) {
      case step_kind::pack:
        return s.result.in == place::input ? "read " + named(s.node) + " where the caller has it"
                                           : "pack " + named(s.node);
      case step_kind::noise:
        return "draw " + named(s.node);
      case step_kind::product: {
        const std::string group = fused(s);
        return "multiply by " + named(g_.nodes[s.node].operands[1]) + (s.transposed ? " transposed" : "") + ", " +
               std::to_string(s.inner) + " to " + std::to_string(s.over.cols) +
               (group.empty() ? "" : "; then " + group);
      }
      case step_kind::group:
        return "loop over " + std::to_string(std::max(1, s.over.cols)) +
               (s.over.static_rows > 0 ? " without rows: " : " columns: ") + fused(s);
      case step_kind::unpack:
        return s.left.in == place::output ? "write " + named(s.node) + " where the caller wants it"
                                          : "unpack " + named(s.node);
      case step_kind::column_sum:
        return "sum over rows, " + std::to_string(std::max(1, s.over.cols)) + " columns";
      case step_kind::outer:
        return "gradient of a matrix, stored, " + std::to_string(s.over.static_rows) + " by " +
               std::to_string(s.over.cols);
      case step_kind::reshape:
        return "reshape";
      case step_kind::gather:
        return "gather into " + std::to_string(std::max(1, s.over.cols)) + " columns";
      case step_kind::scatter:
        return "scatter from " + std::to_string(std::max(1, s.from.cols)) + " columns";
      case step_kind::opaque:
        return std::string(g_.record(s.node).name) + " row by row, into " + std::to_string(s.over.cols) + " columns";
      case step_kind::update:
        return "gradients of weights over the batch and the optimiser, " + std::to_string(p_.updates.size()) +
               " parameters";
    }
    return {};
  }

  /// Why the values of step k do not stay in its registers.
  std::string kept(int k) const {
    std::string all;
    for (int i = 0; i < p_.nodes.size(); ++i) {
      const placement& at = p_.nodes[i];
      if (at.step != k || !at.stored || at.at.in == place::none || at.at.in == place::tile) continue;
      if (g_.kind(i) == op_kind::leaf) continue;
      all += (all.empty() ? "" : "; ") + named(i) + " for " + reader(i);
    }
    return all;
  }
  std::string reader(int i) const {
    for (const mark& m : g_.marks)
      if (m.node == i && m.kind == mark_kind::root) return "an output";
    if (g_.nodes[i].positions == 0) return "a later step";
    for (const std::int32_t* u = users_.begin(i); u != users_.end(i); ++u) {
      if (sums_rows(g_.kind(*u))) return "a sum over all rows";
      if (is_product(g_.kind(*u))) return "a product, which reads all columns of a row";
      if (g_.kind(*u) == op_kind::opaque) return "a kernel, which reads all numbers of a row";
      if (p_.nodes[*u].phase != p_.nodes[i].phase) return "a later phase";
    }
    return "a loop that waits for a product or for a sum over features";
  }

  static bool is_loop(const step& s) { return s.kind == step_kind::group || s.kind == step_kind::product; }
  std::string apart(int k) const {
    const step& s = p_.steps[k];
    if (s.kind != step_kind::group) return {};
    int before = k - 1;
    while (before >= 0 && !(is_loop(p_.steps[before]) && p_.steps[before].phase == s.phase)) --before;
    if (before < 0) return {};
    const std::string from = "apart from step " + std::to_string(before);
    const domain& over = p_.steps[before].over;
    if (!(over == s.over))
      return from + (over.positions != s.over.positions
                         ? ", whose rows have " + std::to_string(over.positions) + " positions"
                     : over.static_rows != s.over.static_rows
                         ? ", whose loop is over other rows"
                         : ", whose loop is over " + std::to_string(std::max(1, over.cols)) + " columns");
    std::vector<char> seen(static_cast<std::size_t>(p_.nodes.size()), 0);
    for (int i = 0; i < p_.nodes.size(); ++i)
      if (p_.nodes[i].step == k)
        if (const int o = waited_for(i, before, k, seen); o >= 0)
          return from + ": waits for " + named(o) + " of step " + std::to_string(p_.nodes[o].step);
    return from + ", which its operands are not ready for";
  }
  /// What node `i` reads, also through values that are recomputed, that is made after the loop of step `before`, or by
  /// it as a reduction, which is there once the loop is done; -1 where there is nothing.
  int waited_for(int i, int before, int k, std::vector<char>& seen) const {
    for (int o = 0; o < g_.arity(i); ++o) {
      const int x = g_.nodes[i].operands[o];
      if (seen[static_cast<std::size_t>(x)]) continue;
      seen[static_cast<std::size_t>(x)] = 1;
      const int made = p_.nodes[x].step;
      if (made < k && (made > before || (made == before && g_.kind(x) == op_kind::reduce_features))) return x;
      if (made < 0)
        if (const int found = waited_for(x, before, k, seen); found >= 0) return found;
    }
    return -1;
  }

  void count(const step& s, step_account& a) const {
    const auto moved = [&](const buffer& b, double how_many) {
      if (b.in != place::none && b.in != place::tile) a.bytes += size_ * how_many;
    };
    for (int i = s.code; i < s.code_end && s.kind != step_kind::opaque; ++i) {
      const instruction& c = p_.code[i];
      const double times = i < s.body ? std::max(1, s.over.cols) : numbers(s.over);
      if (c.kind == instruction_kind::compute || c.kind == instruction_kind::reduce) a.operations += times;
      if (c.kind == instruction_kind::load || c.kind == instruction_kind::store) moved(c.at, times);
      if (c.kind == instruction_kind::load_value) moved(c.at, loop_rows(s.over));
    }
    switch (s.kind) {
      case step_kind::product:
        a.flops = 2 * numbers(s.over) * s.inner;
        a.bytes += size_ * static_cast<double>(s.inner) * s.over.cols;
        moved(s.left, loop_rows(s.over) * s.inner);
        moved(s.result, numbers(s.over));
        break;
      case step_kind::outer:
        a.flops = 2 * numbers(s.over) * rows_ * s.left.positions;
        moved(s.left, rows_ * s.left.positions * s.over.cols);
        moved(s.right, rows_ * s.left.positions * s.over.static_rows);
        moved(s.result, numbers(s.over));
        break;
      case step_kind::update:
        for (const update& u : p_.updates) count(u, a);
        break;
      case step_kind::noise:
        moved(s.result, numbers(s.over));
        break;
      case step_kind::pack:
      case step_kind::unpack:
        if (!is_callers(s.result.in) && !is_callers(s.left.in)) a.bytes += 2 * size_ * numbers(s.over);
        break;
      case step_kind::gather:
      case step_kind::scatter:
        a.bytes += size_ * (numbers(s.over) + numbers(s.from));
        break;
      case step_kind::opaque:
        moved(s.result, numbers(s.over));
        for (int k = 0; k < g_.arity(s.node); ++k) {
          const int x = g_.nodes[s.node].operands[k];
          moved(p_.nodes[x].at, numbers(domain_of(g_, x)));
        }
        break;
      case step_kind::column_sum:
        a.bytes += size_ * rows_ * s.left.positions * std::max(1, s.over.cols);
        break;
      default:
        break;
    }
  }
  /// Weight and two slots, as Adam's, are read and written.
  void count(const update& u, step_account& a) const {
    a.bytes += (u.is_state ? 2 : 6) * size_ * numbers(u.over);
    if (!u.is_state) a.roots += numbers(u.over);
    for (int t = u.first_term; t < u.first_term + u.terms; ++t) {
      const double rows = rows_ * p_.terms[t].dy.positions;
      const bool is_matrix = p_.terms[t].x.in != place::none;
      a.flops += (is_matrix ? 2 : 1) * rows * numbers(u.over);
      a.bytes += size_ * rows * (std::max(1, u.over.cols) + (is_matrix ? u.over.static_rows : 0));
    }
  }
};

inline std::string in_units(double x) {
  static constexpr const char* units[] = {"", " k", " M", " G", " T"};
  int unit = 0;
  for (; x >= 1000 && unit < 4; x /= 1000) ++unit;
  char number[32];
  std::snprintf(number, sizeof number,
                x < 10 && unit > 0    ? "%.2f%s"
                : x < 100 && unit > 0 ? "%.1f%s"
                                      : "%.0f%s",
                x, units[unit]);
  return number;
}

}  // namespace detail

/// An account as a table for people. With times: the step's own, its share of what all threads had, and its rates. With
/// a machine's limits: the least time that the step can take, by arithmetic, by its bytes or by its roots; with both,
/// how near it comes, above 100 % where its bytes are nearer than the block that the limit is of.
inline std::string explain(const program_account& a) {
  std::string out = "a call on " + std::to_string(a.rows) + " rows: parameters of " +
                    detail::in_units(a.parameter_bytes) + "B, arena of " + detail::in_units(a.arena_bytes) + "B\n";
  const double all = a.seconds * a.threads;
  double counted = 0, least = 0;
  char line[96];
  for (std::size_t k = 0; k < a.steps.size(); ++k) {
    const step_account& s = a.steps[k];
    if (k == 0 || s.phase != a.steps[k - 1].phase)
      out += "phase " + std::to_string(s.phase) + (s.phase % 2 == 1 ? ", slabs of rows\n" : ", without rows\n");
    std::snprintf(line, sizeof line, "%4zu  %8sflop %8sop %8sB", s.index, detail::in_units(s.flops).c_str(),
                  detail::in_units(s.operations).c_str(), detail::in_units(s.bytes).c_str());
    out += line;
    const roofline bound = bound_of(s, a.limits);
    least += bound.seconds;
    if (a.limits.flops_per_second > 0) {
      std::snprintf(line, sizeof line, " >= %8.2f us by %-10s", 1e6 * bound.seconds, name_of(bound.by).data());
      out += line;
    }
    if (all > 0) {
      counted += s.seconds;
      const double of_call = s.seconds / a.threads;
      std::snprintf(line, sizeof line, " %9.1f us %5.1f %% %7.1f Gflop/s %7.1f GB/s", 1e6 * of_call,
                    100 * s.seconds / all, s.seconds > 0 ? 1e-9 * s.flops / of_call : 0,
                    s.seconds > 0 ? 1e-9 * s.bytes / of_call : 0);
      out += line;
      if (a.limits.flops_per_second > 0) {
        std::snprintf(line, sizeof line, " %4.0f %% of bound", s.seconds > 0 ? 100 * bound.seconds / of_call : 0);
        out += line;
      }
    }
    out += "  " + s.what + "\n";
    if (!s.apart.empty()) out += "      " + s.apart + "\n";
    if (!s.kept.empty()) out += "      keeps " + s.kept + "\n";
  }
  if (a.limits.flops_per_second > 0) {
    std::snprintf(line, sizeof line, "bound: %.1f us at %.0f Gflop/s, %.1f GB/s (of a block of %sB) and", 1e6 * least,
                  1e-9 * a.limits.flops_per_second, 1e-9 * a.limits.bytes_per_second,
                  detail::in_units(a.limits.bytes).c_str());
    out += line;
    std::snprintf(line, sizeof line, " %.2f G roots and divisions a second\n", 1e-9 * a.limits.roots_per_second);
    out += line;
  }
  if (all > 0) {
    std::snprintf(line, sizeof line, "a call: %.1f us on %d thread%s, %.1f %% of it between steps", 1e6 * a.seconds,
                  a.threads, a.threads == 1 ? "" : "s", 100 * std::max(0.0, 1 - counted / all));
    out += line;
    if (a.limits.flops_per_second > 0)
      out += ", " + std::to_string(std::lround(100 * least / a.seconds)) + " % of the bound";
    out += "\n";
  }
  return out;
}

}  // namespace pathwise
