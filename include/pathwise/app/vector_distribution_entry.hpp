#pragma once
// From a family of vectors to its entry in the table of the command line, one for each size of an event.
#include <pathwise/app/distribution_entry.hpp>
#include <pathwise/dist/implicit.hpp>
#include <pathwise/expr/axes.hpp>

namespace pathwise {

namespace detail {

template <class Expression>
struct extents_in_list;
template <std::size_t... E>
struct extents_in_list<expr<E...>> {
  static list_extents list() { return {E...}; }
};

/// 1 where x is positive and of sum 1, but for the rounding of its numbers.
template <std::size_t K>
constexpr expr<> is_on_simplex(expr<K> x) {
  return less(max(-x, axis<0>), 0.0) * less(abs(sum(x) - 1.0), 1e-5);
}

/// A family on parameters of these types, `expr<3>` and so on.
template <auto Family, class... Parameters>
struct distribution_of_vectors {
  using D = decltype(Family(std::declval<Parameters>()...));
  static constexpr std::size_t count = sizeof...(Parameters);

  template <std::size_t... E>
  static constexpr expr<E...> leaf_of(graph& g, std::size_t position, bool rows, shape<E...>) {
    return expr<E...>(rows ? argument_leaf<argument<true, E...>>(g, position)
                           : argument_leaf<argument<false, E...>>(g, position));
  }
  static constexpr D on_leaves(graph& g, bool rows) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      const std::tuple<Parameters...> leaves{leaf_of(g, I, rows, shape_of<Parameters>{})...};
      return Family(std::get<I>(leaves)...);
    }(std::index_sequence_for<Parameters...>{});
  }
  static constexpr auto sampled(graph& g) { return rsample("sample", on_leaves(g, false)); }
  using event = decltype(sampled(std::declval<graph&>()));

  static constexpr std::uint32_t stated() {
    const auto bit = [](quantity k, bool is) { return static_cast<std::uint32_t>(is) << static_cast<unsigned>(k); };
    return bit(quantity::log_prob, true) | bit(quantity::dlogp_dx, true) |
           bit(
               quantity::entropy, requires(const D& q) { q.entropy(); }) |
           bit(
               quantity::mean, requires(const D& q) { q.mean(); }) |
           bit(
               quantity::variance, requires(const D& q) { q.variance(); }) |
           bit(quantity::mode, requires(const D& q) { q.mode(); });
  }
};

/// The program of all quantities, a point a row: in the order of `distribution_entry`'s columns.
template <auto Family, class... Parameters>
struct vector_point_source {
  using on = distribution_of_vectors<Family, Parameters...>;
  using D = typename on::D;
  using event = typename on::event;
  static constexpr int likely_nodes = 900;
  static constexpr std::size_t numbers = argument_of<event>::type::size;

  /// The quantities of value; then each number of x as a sample that came out so.
  static constexpr graph values() {
    graph g;
    const D q = on::on_leaves(g, true);
    const event x = on::leaf_of(g, on::count, true, shape_of<event>{});
    const any_expr nothing = literal(g, not_a_number);
    const auto add = [&](any_expr value, bool of_event) {
      add_root(g, broadcast(value, of_event ? x.axes() : extents(), 1));
    };
    if constexpr (std::is_same_v<typename D::support, probability_vectors>)
      add(where(is_on_simplex(x), q.log_prob(x), -infinity), false);
    else
      add(q.log_prob(x), false);
    add(nothing, false);  // of a vector there is no cdf
    add(nothing, false);
    if constexpr (requires { q.entropy(); })
      add(q.entropy(), false);
    else
      add(nothing, false);
    if constexpr (requires { q.mean(); })
      add(q.mean(), true);
    else
      add(nothing, true);
    if constexpr (requires { q.variance(); })
      add(q.variance(), true);
    else
      add(nothing, true);
    if constexpr (requires { q.mode(); })
      add(q.mode(), true);
    else
      add(nothing, true);
    const event moved = implicit_sample(q, x);
    [&]<int... I>(std::integer_sequence<int, I...>) {
      (add(select<I>(moved, axis<0>), false), ...);
    }(std::make_integer_sequence<int, static_cast<int>(numbers)>{});
    return g;
  }
  static constexpr graph start() {
    graph g = simplify(values(), gradients::to_come);
    const list<int> roots = roots_of(g), leaves = argument_leaves(g, on::count + 1);
    constexpr int moments = static_cast<int>(quantity_count) - 1, parameters = static_cast<int>(on::count);
    forget_roots(g);
    for (int k = 0; k < moments; ++k) add_root_like(g, roots[k], roots[k]);
    const list<int> of_log_prob = reverse(g, roots[0], ones_like(g, roots[0]), leaves);
    add_root_like(g, of_log_prob[parameters], leaves[parameters]);
    for (int k = 0; k < parameters; ++k) add_root_like(g, of_log_prob[k], leaves[k]);
    for (int i = moments; i < roots.size(); ++i) {
      const list<int> of_number = reverse(g, roots[i], ones_like(g, roots[i]), leaves);
      for (int k = 0; k < parameters; ++k) add_root_like(g, of_number[k], leaves[k]);
    }
    return g;
  }
};

template <auto Family, class... Parameters>
struct vector_sample_source {
  static constexpr int likely_nodes = 200;
  static constexpr graph start() {
    graph g;
    add_root(g, distribution_of_vectors<Family, Parameters...>::sampled(g));
    number_noise_streams(g);
    return g;
  }
};

/// Columns `from` and on of a matrix, as many as x takes, as a matrix of its own.
template <class T>
matrix<T> columns_of(matrix_view<const T> points, std::size_t from, std::size_t count) {
  matrix<T> part(points.rows, count);
  for (std::size_t r = 0; r < points.rows; ++r)
    for (std::size_t c = 0; c < count; ++c) part(r, c) = points(r, from + c);
  return part;
}

template <class T, class Source, class... Inputs>
matrix<T> vector_quantities_at(matrix_view<const T> points) {
  auto p = program<native<T>>::template of<Source>(available_threads());
  std::vector<matrix<T>> inputs;
  std::size_t column = 0;
  for (const list_extents& e : {extents_in_list<Inputs>::list()...}) {
    inputs.push_back(columns_of(points, column, numbers_in(e)));
    column += numbers_in(e);
  }
  for (std::size_t k = 0; k < inputs.size(); ++k) p.bind_input(position_name(k).view(), inputs[k].view());
  const std::vector<matrix<T>> found = p.run_to_matrices(points.rows, {});
  std::size_t columns = 0;
  for (const matrix<T>& part : found) columns += part.cols;
  matrix<T> result(points.rows, columns);
  for (std::size_t r = 0; r < points.rows; ++r) {
    T* to = &result(r, 0);
    for (const matrix<T>& part : found) to = std::copy_n(&part.values[r * part.cols], part.cols, to);
  }
  return result;
}

template <class T, class Source, class... Parameters>
std::vector<T> vector_samples_of(std::span<const T> parameters, std::size_t count, std::uint64_t seed) {
  auto p = program<native<T>>::template of<Source>(available_threads());
  std::vector<matrix<T>> inputs;
  for (const list_extents& e : {extents_in_list<Parameters>::list()...}) {
    inputs.emplace_back(1, numbers_in(e));
    std::copy_n(parameters.begin(), numbers_in(e), inputs.back().data());
    parameters = parameters.subspan(numbers_in(e));
  }
  for (std::size_t k = 0; k < inputs.size(); ++k) p.bind_input(position_name(k).view(), inputs[k].view());
  run_settings<T> settings;
  settings.seed = seed;
  const auto rows = p.run_to_matrices(count, settings);
  return {rows[0].values.begin(), rows[0].values.end()};
}

}  // namespace detail

/// The entry of a family of vectors on parameters of these types: `entry_of_vectors<dirichlet, expr<3>>()`. Its
/// programs are compiled where this is named.
template <auto Family, class... Parameters>
distribution_entry entry_of_vectors() {
  using on = detail::distribution_of_vectors<Family, Parameters...>;
  using points = detail::vector_point_source<Family, Parameters...>;
  using samples = detail::vector_sample_source<Family, Parameters...>;
  distribution_entry e;
  e.name = Family.name;
  e.support = on::D::support::name;
  e.parameters = Family.parameters;
  e.event = detail::extents_in_list<typename on::event>::list();
  e.parameter_extents = {detail::extents_in_list<Parameters>::list()...};
  e.states = on::stated();
  e.at_float = &detail::vector_quantities_at<float, points, Parameters..., typename on::event>;
  e.at_double = &detail::vector_quantities_at<double, points, Parameters..., typename on::event>;
  e.sample_float = &detail::vector_samples_of<float, samples, Parameters...>;
  e.sample_double = &detail::vector_samples_of<double, samples, Parameters...>;
  return e;
}

}  // namespace pathwise
