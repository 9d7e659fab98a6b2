#pragma once
// Random graphs: programs of every kind of node, with the patterns that passes look for, from a seed.
#include <string>
#include <vector>

#include <pathwise/grad/programs.hpp>
#include <pathwise/testing/leaves.hpp>
#include <pathwise/testing/norms.hpp>
#include <pathwise/testing/random_numbers.hpp>

namespace pathwise::testing {

/// Chains of operations on one value that a graph has beside the rest: not at all, as any others, or as what the way
/// back computes again.
enum class regions { none, kept, recomputed };

struct random_graph_options {
  int operations = 25;
  int widest = 6;           // extents are 1, 2, ..., widest
  std::size_t rows = 3;     // for which numbers are drawn
  bool matrix_rows = true;  // values of rank 2 with rows
  regions chains = regions::none;
  bool gradients =
      true;  // of a mean loss in every parameter, marked as a training step's are, and in every input, as roots
};

/// A graph whose marks say what is wanted, and numbers for its leaves.
struct random_graph {
  graph g;
  numbers_by_name numbers;
  std::size_t rows = 0;
};

namespace detail {

class graph_maker {
 public:
  graph_maker(std::uint64_t seed, const random_graph_options& options) : random_(seed), options_(options) {
    made_.rows = options.rows;
  }

  random_graph make() {
    for (int& e : extents_) e = 1 + random_.below(options_.widest);
    add_leaves();
    for (int i = 0; i < options_.operations; ++i) {
      const any_expr x = next();
      if (options_.matrix_rows || x.axes().rank < 2 || !x.has_rows()) keep(x);
    }
    mark_wanted();
    return std::move(made_);
  }

 private:
  random_numbers random_;
  random_graph_options options_;
  random_graph made_;
  std::vector<any_expr> pool_;
  int extents_[3] = {};
  int chains_ = 0;

  graph& g() { return made_.g; }
  int some_extent() { return extents_[random_.below(3)]; }

  any_expr add(const std::string& name, const extents& axes, bool rows, slot_kind kind) {
    const any_expr x = add_leaf(g(), name.c_str(), axes, rows, kind);
    made_.numbers[name] = random_.vector(numbers_in(g(), x.id, made_.rows), -1.5, 1.5);
    return x;
  }
  void add_leaves() {
    if (random_.chance(0.3)) pool_.push_back(add("first", {}, false, slot_kind::parameter));
    for (int i = 0; i < 4; ++i)
      pool_.push_back(
          add("x" + std::to_string(i), i == 0 ? extents{} : extents{1, {extents_[i - 1]}}, true, slot_kind::input));
    pool_.push_back(add("shared", {1, {some_extent()}}, false, slot_kind::input));
    pool_.push_back(add("gain", {}, false, slot_kind::parameter));
    for (int i = 0; i < 3; ++i)
      pool_.push_back(add("bias" + std::to_string(i), {1, {extents_[i]}}, false, slot_kind::parameter));
    pool_.push_back(add("beta", {}, false, slot_kind::scalar));
    for (int i = 0; i < 2; ++i)
      pool_.push_back(
          add("state" + std::to_string(i), i == 0 ? extents{} : extents{1, {some_extent()}}, false, slot_kind::state));
    for (int i = 0; i < 3; ++i)
      pool_.push_back(
          add("weight" + std::to_string(i), {2, {some_extent(), some_extent()}}, false, slot_kind::parameter));
  }

  /// A value so far, a late one more often; one that `fits`, or an empty handle.
  template <class Fits>
  any_expr pick(Fits fits) {
    for (int tries = 0; tries < 60; ++tries) {
      const int count = static_cast<int>(pool_.size()), back = std::min(random_.below(count), random_.below(count));
      const any_expr x = pool_[static_cast<std::size_t>(random_.chance(0.7) ? count - 1 - back : back)];
      if (fits(x)) return x;
    }
    return {};
  }
  any_expr any() {
    return pick([](any_expr) { return true; });
  }
  any_expr partner_of(any_expr a) {
    return pick([a](any_expr b) { return a.axes().rank == 0 || b.axes().rank == 0 || a.axes() == b.axes(); });
  }
  double number() {
    const double choices[] = {0, 1, -1, 2, 0.5, -0.25, 3, random_.between(-2, 2)};
    return choices[random_.below(8)];
  }

  any_expr next() {
    if (options_.chains != regions::none && random_.chance(0.2)) return chain(any());
    const int kind = random_.below(100);
    if (kind < 30) return unary(any());
    if (kind < 60) return binary(any());
    if (kind < 72) return pattern(any());
    if (kind < 80) return reduced(any());
    if (kind < 84) return repeated(any());
    if (kind < 88) return rearranged(any());
    if (kind < 92) return at_positions();
    return product();
  }
  template <class Border>
  any_expr border(any_expr x, double region) {
    return options_.chains == regions::recomputed ? pathwise::detail::region_border<Border>(x, region) : x;
  }
  /// A bound of its own keeps a chain's values from being equal to others, and no rule of the simplifier looks through
  /// it.
  any_expr chain(any_expr x) {
    const double region = ++chains_;
    x = max(border<pathwise::detail::recompute_entry_op>(x, region), literal(g(), -100 - region));
    for (int i = 0; i < 4; ++i)
      x = random_.chance(0.15)  ? chain(x)
          : random_.chance(0.5) ? unary(x)
          : random_.chance(0.3) ? reduced(x)
                                : binary(x);
    return border<pathwise::detail::recompute_exit_op>(x, region);
  }
  any_expr unary(any_expr x) {
    switch (random_.below(17)) {
      case 0:
        return tanh(x);
      case 1:
        return sigmoid(x);
      case 2:
        return softplus(x);
      case 3:
        return exp(0.5 * tanh(x));
      case 4:
        return relu(x);
      case 5:
        return abs(x);
      case 6:
        return -x;
      case 7:
        return square(x);
      case 8:
        return log(1.5 + square(x));
      case 9:
        return log1p(exp(x));
      case 10:
        return expm1(0.5 * tanh(x));
      case 11:
        return erf(x);
      case 12:
        return erfinv(0.9 * tanh(x));
      case 13:
        return sqrt(softplus(x));
      case 14:
        return log_softplus(x);
      case 15:
        return softplus_ratio(x);
      default:
        return stop_gradient(x);
    }
  }
  any_expr binary(any_expr a) {
    any_expr b = partner_of(a);
    if (!b || random_.chance(0.2)) b = literal(g(), number());
    if (random_.chance(0.5)) std::swap(a, b);
    switch (random_.below(8)) {
      case 0:
        return a + b;
      case 1:
        return a - b;
      case 2:
        return a * b;
      case 3:
        return a / (1.25 + square(b));
      case 4:
        return max(a, b);
      case 5:
        return min(a, b);
      case 6:
        return a * b + (random_.chance(0.5) ? a : b);
      default:
        return fma(a, b, random_.chance(0.5) ? a : literal(g(), number()));
    }
  }
  /// What simplify, fold_constants and contract look for.
  any_expr pattern(any_expr x) {
    any_expr y = partner_of(x);
    if (!y) y = x;
    switch (random_.below(21)) {
      case 0:
        return log(exp(x));
      case 1:
        return exp(log(softplus(x)));
      case 2:
        return log(sqrt(softplus(x)));
      case 3:
        return log(sigmoid(x));
      case 4:
        return log(1.0 + exp(x));
      case 5:
        return 1.0 / (1.0 + exp(-x));
      case 6:
        return 1.0 - sigmoid(x);
      case 7:
        return exp(tanh(x)) - 1.0;
      case 8:
        return square(-x) + abs(-y);
      case 9:
        return (-x) * y;
      case 10:
        return x * (-y);
      case 11:
        return (-x) / (2.0 + square(y));
      case 12:
        return 3.0 * (0.25 * x);
      case 13:
        return (x + (-y)) - (-y);
      case 14:
        return x * (literal(g(), number()) * literal(g(), 1.5) + literal(g(), 2));
      case 15:
        return y - 0.75 * x;
      case 16:
        return 0.0 * x + 1.0 * y;
      case 17:
        return -(x - y) + (-(0.5 * x));
      case 18:
        return x / 4.0 + y / 3.0;
      case 19:
        return (random_.chance(0.5) ? x : exp(tanh(x))) / exp(tanh(y));
      default:
        return (x + y) * (y + x);
    }
  }
  any_expr reduced(any_expr x) {
    switch (random_.below(5)) {
      case 0:
        return max_features(x);
      case 1:
        return min_features(x);
      case 2:
        return x.has_rows() ? sum_rows(x) * inverse_rows(g()) : sum(x);
      default:
        return sum(x);
    }
  }
  any_expr repeated(any_expr x) {
    const extents axes = x.axes().rank == 0 ? extents{1, {some_extent()}} : extents(x.axes());
    return broadcast(x, axes, x.has_rows() || (axes.rank < 2 && random_.chance(0.7)));
  }
  extents some_axes() {
    return random_.chance(0.5) ? extents{1, {some_extent()}} : extents{2, {some_extent(), some_extent()}};
  }
  index_map some_map(const extents& from, const extents& to) {
    index_map m{from, to};
    for (int k = 0; k < to.rank; ++k) {
      m.offset[k] = random_.below(3) - 1;
      for (int j = 0; j < from.rank; ++j) m.step[k][j] = random_.below(4) - 1;
    }
    return m;
  }
  /// What compositions of moves look for: axes that change places or turn round, parts and margins.
  index_map some_order(const extents& of) {
    index_map m = identity_map(of);
    const int k = random_.below(of.rank);
    switch (random_.below(3)) {
      case 0:
        if (of.rank == 2) m = {extents{2, {of.at[1], of.at[0]}}, of, {}, {{0, 1}, {1, 0}}};
        break;
      case 1:
        m.step[k][k] = -1, m.offset[k] = of.at[k] - 1;
        break;
      default:
        m.offset[k] = random_.below(3) - 1;
        if (random_.chance(0.5)) m.from.at[k] = 1 + random_.below(of.at[k]);
    }
    return m;
  }
  any_expr in_some_order(any_expr x) {
    const index_map m = some_order(x.axes());
    return random_.chance(0.3) && m.from == m.to ? scatter_sum(x, m) : gather(x, m);
  }
  any_expr rearranged(any_expr x) {
    if (x.axes().rank == 0) return repeated(x);
    if (random_.chance(0.4)) {
      for (int i = 0; i < 3; ++i) x = random_.chance(0.3) ? unary(x) : in_some_order(x);
      return x;
    }
    const extents axes = x.axes();
    if (axes.rank == 2 && random_.chance(0.3)) {
      index_map leading{axes, extents{1, {axes.at[0]}}};
      leading.step[0][0] = 1;
      return random_.chance(0.5) ? scatter_max(x, leading) : scatter_min(x, leading);
    }
    if (random_.chance(0.3)) return scatter_sum(x, some_map(axes, some_axes()));
    return gather(x, some_map(random_.chance(0.2) ? extents{} : some_axes(), axes));
  }
  /// A function of one position along the first axis, as vmap's.
  any_expr at_positions() {
    const any_expr x = pick([](any_expr v) { return v.axes().rank > 0 && v.positions() == 1; });
    if (!x) return unary(any());
    const extents whole = x.axes();
    extents rest{whole.rank - 1, {whole.at[1]}};
    any_expr y = reshape(x, rest, whole.at[0]);
    const any_expr shared = pick([&](any_expr v) { return !v.has_rows() && (v.axes().rank == 0 || v.axes() == rest); });
    if (shared) y = random_.chance(0.5) ? y * shared : y + shared;
    const any_expr w = pick([&](any_expr v) {
      return v.axes().rank == 2 && !v.has_rows() && rest.rank == 1 && v.axes().at[1] == rest.at[0];
    });
    if (w && random_.chance(0.7)) y = linear_product(y, w);
    if (y.axes().rank > 0 && random_.chance(0.3)) {
      const extents from = y.axes(), to{1, {some_extent()}};
      y = random_.chance(0.5) ? gather(y, some_map(to, from)) : scatter_sum(y, some_map(from, to));
    }
    if (rest.rank > 0 && random_.chance(0.3)) y = random_.chance(0.5) ? sum(y) : max_features(y);
    if (random_.chance(0.5)) y = tanh(y);
    if (random_.chance(0.2)) return sum_rows(y) * inverse_rows(g());
    extents result{y.axes().rank + 1, {whole.at[0], y.axes().rank > 0 ? y.axes().at[0] : 0}};
    return reshape(y, result, 1);
  }
  any_expr product() {
    const any_expr w = pick([](any_expr x) { return x.axes().rank == 2 && !x.has_rows(); });
    const bool transposed = random_.chance(0.4);
    const int wanted = w ? w.axes().at[transposed ? 0 : 1] : 0;
    const any_expr x = pick([wanted](any_expr v) { return v.axes().rank == 1 && v.axes().at[0] == wanted; });
    if (random_.chance(0.15)) {
      const any_expr y = pick([](any_expr v) { return v.axes().rank == 1; });
      const any_expr z = pick([y](any_expr v) { return v.axes().rank == 1 && v.has_rows() == y.has_rows(); });
      if (y && z) return outer_product(y, z) * inverse_rows(g());
    }
    if (!w || !x) return unary(any());
    return transposed ? linear_transposed_product(x, w) : linear_product(x, w);
  }
  /// Values stay within reach: a large one is squashed.
  void keep(any_expr x) {
    const std::vector<double> values = evaluate<double>(g(), x.id, made_.rows, made_.numbers);
    pool_.push_back(largest(values) < 30 ? x : tanh(x));
  }

  void mark_wanted() {
    any_expr loss = literal(g(), 0);
    for (std::size_t i = 0; i < 4; ++i) {
      any_expr x = pool_[pool_.size() - 1 - i];
      g().marks.add({text(std::string("out") + static_cast<char>('0' + i)), mark_kind::root, x.id});
      if (x.axes().rank > 0) x = sum(x);
      loss = loss + x;
    }
    if (!options_.gradients) return;
    const int mean = pathwise::detail::mean_over_rows(g(), loss.id);
    g().marks.add({"loss", mark_kind::root, mean});
    list<int> leaves;
    for (int s = 0; s < g().slots.size(); ++s) leaves.add(leaf(g(), s).id);
    const list<int> found = reverse(g(), mean, literal(g(), 1).id, leaves);
    write_states();
    for (int s = 0; s < g().slots.size(); ++s) {
      const slot_kind k = g().slots[s].kind;
      if (found[s] >= 0 && k != slot_kind::scalar && k != slot_kind::state)
        g().marks.add({g().slots[s].name, k == slot_kind::parameter ? mark_kind::gradient : mark_kind::root, found[s]});
    }
  }
  /// Each state becomes the mean over rows of a late value of its extents, and of what it was.
  void write_states() {
    for (int s = 0; s < g().slots.size(); ++s) {
      if (g().slots[s].kind != slot_kind::state) continue;
      const any_expr old = leaf(g(), s);
      any_expr x = pick([&](any_expr late) { return late.positions() <= 1 && late.axes() == old.axes(); });
      if (x && x.has_rows()) x = sum_rows(x) * inverse_rows(g());
      g().marks.add({g().slots[s].name, mark_kind::written, (x ? 0.75 * old + 0.25 * x : 0.75 * old).id});
    }
  }
};

}  // namespace detail

/// The graph of a seed, the same everywhere.
inline random_graph make_random_graph(std::uint64_t seed, const random_graph_options& options = {}) {
  return detail::graph_maker(seed, options).make();
}

/// A graph whose values are off as rounding would have them, but by `size` instead of an ulp.
inline graph with_rounding(const graph& from, std::uint64_t seed, double size) {
  random_numbers random(seed);
  return rewrite(from, [&](graph& to, const node& n, int) {
    const std::uint64_t op = to.ops[n.op].id;
    const int id = to.add(n);
    for (const std::uint64_t exact :
         {id_of<abs_op>(), id_of<negate_op>(), id_of<sign_op>(), id_of<positive_op>(), id_of<half_step_op>(),
          id_of<relu_op>(), id_of<maximum_op>(), id_of<minimum_op>(), id_of<max_features_op>(),
          id_of<min_features_op>(), id_of<stop_gradient_op>(), id_of<copy_op>(), id_of<leaf_op>(), id_of<constant_op>(),
          id_of<broadcast_op>(), id_of<gather_op>(), id_of<scatter_max_op>(), id_of<scatter_min_op>()})
      if (op == exact) return id;
    return (any_expr{&to, id} * literal(to, 1 + size * random.between(-1, 1))).id;
  });
}

/// The wanted values of a graph, in the order of their marks.
template <class T>
std::vector<std::vector<T>> wanted_values(const graph& g, std::size_t rows, const numbers_by_name& numbers) {
  const node_values<T> values = evaluate<T>(g, rows, numbers);
  std::vector<std::vector<T>> wanted;
  for (const mark& m : g.marks)
    if (is_wanted(m.kind)) wanted.push_back(values[static_cast<std::size_t>(m.node)]);
  return wanted;
}

/// How far each wanted value moves, per relative change of the values it is made of: the sum of absolute terms that
/// rounding acts on.
inline std::vector<long double> response_to_rounding(const graph& g, std::size_t rows, const numbers_by_name& numbers) {
  constexpr double size = 1e-8;
  const auto still = wanted_values<long double>(g, rows, numbers);
  std::vector<long double> response(still.size());
  for (const std::uint64_t seed : {1, 2}) {
    const auto moved = wanted_values<long double>(with_rounding(g, seed, size), rows, numbers);
    for (std::size_t i = 0; i < still.size(); ++i)
      response[i] = std::max({response[i], distance(moved[i], still[i]) / size, largest(still[i])});
  }
  return response;
}

}  // namespace pathwise::testing
