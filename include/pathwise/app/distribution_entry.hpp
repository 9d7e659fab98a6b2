#pragma once
// From a family to its entry in the table of the command line: its quantities and their derivatives on numbers, all by
// compiled programs.
#include <algorithm>

#include <pathwise/app/distribution_table.hpp>
#include <pathwise/dist/rsample.hpp>
#include <pathwise/exec/parallel.hpp>
#include <pathwise/exec/program.hpp>
#include <pathwise/grad/function_gradients.hpp>

namespace pathwise {

namespace detail {

template <auto Family>
inline constexpr std::size_t parameter_count = std::remove_cvref_t<decltype(Family)>::parameters.size();

/// `Family` on the leaves of the first arguments.
template <auto Family, std::size_t... E>
constexpr auto distribution_on_leaves(graph& g, bool rows) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    const expr<E...> leaves[] = {
        expr<E...>(rows ? argument_leaf<argument<true, E...>>(g, I) : argument_leaf<argument<false, E...>>(g, I))...};
    return Family(leaves[I]...);
  }(std::make_index_sequence<parameter_count<Family>>{});
}
template <auto Family>
using distribution_of_one = decltype(distribution_on_leaves<Family>(std::declval<graph&>(), true));

template <class D>
inline constexpr bool has_cdf = requires(const D& q, expr<> x) { q.cdf(x); };
template <class D>
inline constexpr bool has_standardised =
    reparameterised<D> && (location_scale<D> || has_cdf<D> || requires(const D& q, expr<> x) { q.standardised(x); });
template <class D>
inline constexpr bool is_discrete = requires { D::support::events; };

/// 1 where x is none of the events, but for their rounding.
template <std::size_t... E>
constexpr expr<E...> is_no_event(const lattice& events, expr<E...> x) {
  const auto place = (x - events.first) / events.step, above = place - floor(place);
  const auto beyond = events.last == std::numeric_limits<double>::max() ? less_equal(events.last, x)
                                                                        : less(events.last + 0.5 * events.step, x);
  return max(less(1e-4, min(above, 1.0 - above)), max(less(place, -0.5), beyond));
}

/// Which quantities D states, as bits.
template <class D>
constexpr std::uint32_t stated_quantities() {
  std::uint32_t bits = 1;
  const auto add = [&](quantity k, bool stated) {
    bits |= static_cast<std::uint32_t>(stated) << static_cast<unsigned>(k);
  };
  add(quantity::cdf, has_cdf<D>);
  add(quantity::sf, requires(const D& q, expr<> x) { q.sf(x); });
  add(quantity::entropy, requires(const D& q) { q.entropy(); });
  add(quantity::mean, requires(const D& q) { q.mean(); });
  add(quantity::variance, requires(const D& q) { q.variance(); });
  add(quantity::mode, requires(const D& q) { q.mode(); });
  add(quantity::dlogp_dx, reparameterised<D>);
  return bits;
}

/// Points lie in rows of so many, a panel's width or more on every machine, so that no lane is idle.
inline constexpr std::size_t points_a_row = 32;

/// The program of all quantities at points.
template <auto Family>
struct point_source {
  using D = distribution_of_one<Family>;
  static constexpr int likely_nodes = 900;
  static constexpr std::size_t count = parameter_count<Family>;

  /// The quantities of value, in order, then the standardised x; the derivatives come of these.
  static constexpr graph values() {
    graph g;
    const auto q = distribution_on_leaves<Family, points_a_row>(g, true);
    const expr<points_a_row> x(argument_leaf<argument<true, points_a_row>>(g, count));
    const auto add = [&](any_expr value) { add_root(g, broadcast(value, extents_of<points_a_row>(), 1)); };
    const any_expr nothing = literal(g, not_a_number);
    if constexpr (is_discrete<D>)
      add(where(is_no_event(D::support::events, x), -infinity, q.log_prob(x)));
    else
      add(q.log_prob(x));
    if constexpr (requires { q.cdf(x); })
      add(q.cdf(x));
    else
      add(nothing);
    if constexpr (requires { q.sf(x); })
      add(q.sf(x));
    else
      add(nothing);
    if constexpr (requires { q.entropy(); })
      add(q.entropy());
    else
      add(nothing);
    if constexpr (requires { q.mean(); })
      add(q.mean());
    else
      add(nothing);
    if constexpr (requires { q.variance(); })
      add(q.variance());
    else
      add(nothing);
    if constexpr (requires { q.mode(); })
      add(q.mode());
    else
      add(nothing);
    if constexpr (has_standardised<D>) add(standardised(q, x));
    return g;
  }
  static constexpr graph start() {
    graph g = simplify(values(), gradients::to_come);
    const list<int> roots = roots_of(g), leaves = argument_leaves(g, count + 1);
    forget_roots(g);
    const auto slopes = [&](int root) { return reverse(g, root, ones_like(g, root), leaves); };
    const auto slope = [&](const list<int>& of, std::size_t k) {
      return of[static_cast<int>(k)] < 0 ? literal(g, 0) : any_expr{&g, of[static_cast<int>(k)]};
    };
    const list<int> of_log_prob = slopes(roots[0]);
    for (int k = 0; k + 1 < static_cast<int>(quantity_count); ++k) add_root_like(g, roots[k], roots[k]);
    add_root_like(g, slope(of_log_prob, count).id, roots[0]);
    for (std::size_t k = 0; k < count; ++k) add_root_like(g, slope(of_log_prob, k).id, roots[0]);
    if constexpr (has_standardised<D>) {
      const list<int> of_standardised = slopes(roots[roots.size() - 1]);
      for (std::size_t k = 0; k < count; ++k)
        add_root_like(g, (-slope(of_standardised, k) / slope(of_standardised, count)).id, roots[0]);
    } else {
      for (std::size_t k = 0; k < count; ++k) add_root_like(g, literal(g, not_a_number).id, roots[0]);
    }
    return g;
  }
};

/// Samples of one distribution, so many a row.
inline constexpr std::size_t samples_a_row = 64;
template <auto Family>
struct sample_source {
  static constexpr int likely_nodes = 200;
  static constexpr graph start() {
    graph g;
    const auto q = distribution_on_leaves<Family, samples_a_row>(g, false);
    add_root(g, rsample("sample", q));
    number_noise_streams(g);
    return g;
  }
};

template <auto Family, class T>
matrix<T> quantities_at(matrix_view<const T> points) {
  constexpr std::size_t count = parameter_count<Family>;
  auto p = program<native<T>>::template of<point_source<Family>>(available_threads());
  const std::size_t rows = (points.rows + points_a_row - 1) / points_a_row;
  std::vector<matrix<T>> columns(count + 1, matrix<T>(rows, points_a_row));
  for (std::size_t k = 0; k <= count; ++k) {
    for (std::size_t i = 0; i < columns[k].values.size(); ++i)
      columns[k].values[i] = points(std::min(i, points.rows - 1), k);
    p.bind_input(position_name(k).view(), columns[k].view());
  }
  const std::vector<matrix<T>> found = p.run_to_matrices(rows, {});
  matrix<T> result(points.rows, found.size());
  for (std::size_t k = 0; k < found.size(); ++k)
    for (std::size_t r = 0; r < points.rows; ++r) result(r, k) = found[k].values[r];
  return result;
}
template <auto Family, class T>
std::vector<T> samples_of(std::span<const T> parameters, std::size_t count, std::uint64_t seed) {
  auto p = program<native<T>>::template of<sample_source<Family>>(available_threads());
  std::vector<matrix<T>> repeated;
  for (const T x : parameters) {
    repeated.emplace_back(1, samples_a_row);
    for (T& at : repeated.back().values) at = x;
  }
  for (std::size_t k = 0; k < parameters.size(); ++k) p.bind_input(position_name(k).view(), repeated[k].view());
  run_settings<T> settings;
  settings.seed = seed;
  const auto rows = p.run_to_matrices((count + samples_a_row - 1) / samples_a_row, settings);
  return {rows[0].data(), rows[0].data() + count};
}

}  // namespace detail

/// The entry of a family. Its programs are compiled where this is named.
template <auto Family>
distribution_entry entry_of_distribution() {
  using D = detail::distribution_of_one<Family>;
  distribution_entry e;
  e.name = Family.name;
  e.support = D::support::name;
  e.parameters = D::parameters;
  e.parameter_extents.resize(D::parameters.size());
  e.states = detail::stated_quantities<D>();
  if constexpr (detail::is_discrete<D>) e.events = D::support::events;
  e.at_float = &detail::quantities_at<Family, float>;
  e.at_double = &detail::quantities_at<Family, double>;
  if constexpr (reparameterised<D>) {
    e.sample_float = &detail::samples_of<Family, float>;
    e.sample_double = &detail::samples_of<Family, double>;
  }
  return e;
}

}  // namespace pathwise
