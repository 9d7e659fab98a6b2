#pragma once
// Functions of a value's static axes: slices, orders, repetitions, sums and extremes along some of them. An axis is
// counted from 0, or from -1 for the last.
#include <concepts>
#include <initializer_list>
#include <tuple>

#include <pathwise/expr/expr.hpp>

namespace pathwise {

/// Which axes: `sum(x, axis<-1>)`, `mean(x, axis<0, 2>)`.
template <int... Axes>
struct axis_list {};
template <int... Axes>
inline constexpr axis_list<Axes...> axis{};

/// From `Begin` to before `End` in steps, inside a diagnostic.
template <int Begin, int End, int Step>
struct range;

namespace detail {

constexpr int from_front(int wanted, int rank) { return wanted < 0 ? wanted + rank : wanted; }
constexpr bool axes_are_within(std::initializer_list<int> wanted, int rank) {
  unsigned seen = 0;
  for (const int a : wanted) {
    const int at = from_front(a, rank);
    if (at < 0 || at >= rank || (seen >> at & 1) != 0) return false;
    seen |= 1u << at;
  }
  return true;
}

template <class Shape, int... Axes>
struct axes_mistake;
template <std::size_t... E, int... Axes>
struct axes_mistake<shape<E...>, Axes...>
    : std::conditional<axes_are_within({Axes...}, static_cast<int>(sizeof...(E))), void,
                       E043_axis_out_of_range<shape<E...>, axis_list<Axes...>>> {};
template <class From, class To>
struct reshape_mistake;
template <std::size_t... E, std::size_t... To>
struct reshape_mistake<shape<E...>, shape<To...>>
    : std::conditional<(E * ... * 1) == (To * ... * 1) && sizeof...(E) != 0 && sizeof...(To) != 0, void,
                       E044_reshape_changes_the_size<shape<E...>, shape<To...>>> {};
template <int Axis, int Begin, int End, int Step, std::size_t... E>
constexpr auto range_mistake() {
  using on_axis = typename axes_mistake<shape<E...>, Axis>::type;
  if constexpr (!std::is_void_v<on_axis>) {
    return std::type_identity<on_axis>{};
  } else {
    constexpr int extent = extents_of<E...>().at[from_front(Axis, sizeof...(E))];
    constexpr bool good = Step > 0 && Begin >= 0 && Begin < End && End <= extent;
    return std::type_identity<std::conditional_t<
        good, void, E045_range_out_of_the_axis<shape<E...>, axis_list<Axis>, range<Begin, End, Step>>>>{};
  }
}
template <class From, class To>
struct broadcast_mistake;
template <std::size_t... E, std::size_t... To>
struct broadcast_mistake<shape<E...>, shape<To...>>
    : std::conditional<common_extents(extents_of<E...>(), extents_of<To...>()) == extents_of<To...>(), void,
                       E046_shape_does_not_broadcast<shape<E...>, shape<To...>>> {};
/// Extents that may differ along one axis only.
constexpr bool fit_along(int along, const extents& a, const extents& b) {
  if (a.rank != b.rank) return false;
  for (int k = 0; k < a.rank; ++k)
    if (k != from_front(along, a.rank) && a.at[k] != b.at[k]) return false;
  return true;
}
template <int Axis, class First, class Other>
struct joint_mistake;
template <int Axis, std::size_t... E, std::size_t... F>
struct joint_mistake<Axis, shape<E...>, shape<F...>>
    : std::conditional<fit_along(Axis, extents_of<E...>(), extents_of<F...>()), void,
                       E047_shapes_differ_along_other_axes<shape<E...>, shape<F...>>> {};

template <class Shape, int... Axes>
using axes_mistake_of = typename axes_mistake<Shape, Axes...>::type;
template <class From, class To>
using reshape_mistake_of = typename reshape_mistake<From, To>::type;
template <int Axis, int Begin, int End, int Step, std::size_t... E>
using range_mistake_of = typename decltype(range_mistake<Axis, Begin, End, Step, E...>())::type;
template <class From, class To>
using broadcast_mistake_of = typename broadcast_mistake<From, To>::type;
template <int Axis, class First, class Other>
using joint_mistake_of = typename joint_mistake<Axis, First, Other>::type;

/// From the elements of `x` to those of what is left of it without some axes.
constexpr index_map without_axes_map(const extents& x, std::initializer_list<int> dropped) {
  index_map m{x, {}};
  for (int k = 0; k < x.rank; ++k) {
    bool kept = true;
    for (const int a : dropped) kept = kept && from_front(a, x.rank) != k;
    if (!kept) continue;
    m.step[m.to.rank][k] = 1;
    m.to.at[m.to.rank++] = x.at[k];
  }
  return m;
}
template <int Axis, int Begin, int End, int Step>
constexpr index_map slice_map(const extents& x) {
  index_map m = identity_map(x);
  const int k = from_front(Axis, x.rank);
  m.from.at[k] = (End - Begin + Step - 1) / Step;
  m.offset[k] = Begin;
  m.step[k][k] = Step;
  return m;
}
/// What a part of a whole is found at, `begin` along an axis.
constexpr index_map part_map(const extents& whole, const extents& part, int along, int begin) {
  index_map m = identity_map(whole);
  m.to = part;
  m.offset[from_front(along, whole.rank)] = -begin;
  return m;
}
constexpr extents with_axis(const extents& x, int at, int extent) {
  extents r = x;
  r.rank = x.rank + 1;
  for (int k = x.rank; k > at; --k) r.at[k] = r.at[k - 1];
  r.at[at] = extent;
  return r;
}

}  // namespace detail

// Declares a function for arguments that are a mistake, beside the one for those that are not. x is its first argument.
#define PATHWISE_UNWRAP(...) __VA_ARGS__
#if defined(__clang__)
#define PATHWISE_WRONG(parameters, wrong, function, arguments) \
  template <PATHWISE_UNWRAP parameters>                        \
    requires detail::mistaken<PATHWISE_UNWRAP wrong>           \
  PATHWISE_UNWRAP wrong function arguments;
#else
#define PATHWISE_WRONG(parameters, wrong, function, arguments)                              \
  template <PATHWISE_UNWRAP parameters>                                                     \
    requires(!detail::no_mistake<PATHWISE_UNWRAP wrong>)                                    \
  constexpr auto function(PATHWISE_UNWRAP arguments, mistake<PATHWISE_UNWRAP wrong> = {}) { \
    return x;                                                                               \
  }
#endif

/// The numbers in row-major order under other extents of the same size. Errors: E044.
template <std::size_t... To, std::size_t... E>
  requires detail::no_mistake<detail::reshape_mistake_of<shape<E...>, shape<To...>>>
constexpr expr<To...> reshape(expr<E...> x) {
  return expr<To...>(reshape(static_cast<any_expr>(x), extents_of<To...>()));
}
PATHWISE_WRONG((std::size_t... To, std::size_t... E), (detail::reshape_mistake_of<shape<E...>, shape<To...>>), reshape,
               (expr<E...> x))

/// y[..., i, ...] = x[..., Begin + i * Step, ...] along one axis, up to before End. Errors: E043, E045.
template <int Begin, int End, int Step = 1, int Axis, std::size_t... E>
  requires detail::no_mistake<detail::range_mistake_of<Axis, Begin, End, Step, E...>>
constexpr auto slice(expr<E...> x, axis_list<Axis>) {
  constexpr index_map map = detail::slice_map<Axis, Begin, End, Step>(extents_of<E...>());
  return detail::expr_of<map.from>(gather(x, map));
}
PATHWISE_WRONG((int Begin, int End, int Step = 1, int Axis, std::size_t... E),
               (detail::range_mistake_of<Axis, Begin, End, Step, E...>), slice, (expr<E...> x, axis_list<Axis>))

/// The slice at one index of an axis, without that axis. Errors: E043, E045.
template <int Index, int Axis, std::size_t... E>
  requires detail::no_mistake<detail::range_mistake_of<Axis, Index, Index + 1, 1, E...>>
constexpr auto select(expr<E...> x, axis_list<Axis>) {
  constexpr index_map map = [] {
    const extents of = extents_of<E...>();
    const int k = detail::from_front(Axis, of.rank);
    index_map m{detail::without_axes_map(of, {Axis}).to, of};
    m.offset[k] = Index;
    for (int j = 0; j < of.rank - 1; ++j) m.step[j < k ? j : j + 1][j] = 1;
    return m;
  }();
  return detail::expr_of<map.from>(gather(x, map));
}
PATHWISE_WRONG((int Index, int Axis, std::size_t... E), (detail::range_mistake_of<Axis, Index, Index + 1, 1, E...>),
               select, (expr<E...> x, axis_list<Axis>))

/// The axes in another order: axis k of the result is axis Order[k] of x. Errors: E043, also where the order is not one
/// of all axes.
template <int... Order, std::size_t... E>
  requires(sizeof...(Order) == sizeof...(E) && detail::no_mistake<detail::axes_mistake_of<shape<E...>, Order...>>)
constexpr auto permute(expr<E...> x) {
  constexpr index_map map = [] {
    const extents of = extents_of<E...>();
    index_map m{of, of};
    int k = 0;
    for (const int from : {Order...}) {
      const int a = detail::from_front(from, of.rank);
      m.from.at[k] = of.at[a];
      m.step[a][k++] = 1;
    }
    return m;
  }();
  return detail::expr_of<map.from>(gather(x, map));
}
PATHWISE_WRONG((int... Order, std::size_t... E),
               (std::conditional_t < sizeof...(Order) == sizeof...(E), detail::axes_mistake_of<shape<E...>, Order...>,
                E043_axis_out_of_range < shape<E...>, axis_list < Order... >>>),
               permute, (expr<E...> x))
/// A matrix with its axes exchanged.
template <std::size_t Rows, std::size_t Columns>
constexpr expr<Columns, Rows> transpose(expr<Rows, Columns> x) {
  return permute<1, 0>(x);
}

/// Backwards along one axis. Errors: E043.
template <int Axis, std::size_t... E>
  requires detail::no_mistake<detail::axes_mistake_of<shape<E...>, Axis>>
constexpr expr<E...> flip(expr<E...> x, axis_list<Axis>) {
  constexpr index_map map = [] {
    index_map m = identity_map(extents_of<E...>());
    const int k = detail::from_front(Axis, m.to.rank);
    m.offset[k] = m.to.at[k] - 1;
    m.step[k][k] = -1;
    return m;
  }();
  return expr<E...>(gather(x, map));
}
PATHWISE_WRONG((int Axis, std::size_t... E), (detail::axes_mistake_of<shape<E...>, Axis>), flip,
               (expr<E...> x, axis_list<Axis>))

/// Zeros before and after along one axis. Errors: E043.
template <int Before, int After, int Axis, std::size_t... E>
  requires(Before >= 0 && After >= 0 && detail::no_mistake<detail::axes_mistake_of<shape<E...>, Axis>>)
constexpr auto pad(expr<E...> x, axis_list<Axis>) {
  constexpr index_map map = [] {
    index_map m = identity_map(extents_of<E...>());
    const int k = detail::from_front(Axis, m.to.rank);
    m.from.at[k] += Before + After;
    m.offset[k] = -Before;
    return m;
  }();
  return detail::expr_of<map.from>(gather(x, map));
}
PATHWISE_WRONG((int Before, int After, int Axis, std::size_t... E), (detail::axes_mistake_of<shape<E...>, Axis>), pad,
               (expr<E...> x, axis_list<Axis>))

/// Repeated as NumPy broadcasts: extents agree from the last axis on, or are 1, or are missing. Errors: E046.
template <std::size_t... To, std::size_t... E>
  requires detail::no_mistake<detail::broadcast_mistake_of<shape<E...>, shape<To...>>>
constexpr expr<To...> broadcast_to(expr<E...> x) {
  if constexpr (sizeof...(E) == 0)
    return expr<To...>(broadcast(x, extents_of<To...>(), x.positions()));
  else
    return expr<To...>(gather(x, detail::broadcast_map(extents_of<E...>(), extents_of<To...>())));
}
PATHWISE_WRONG((std::size_t... To, std::size_t... E), (detail::broadcast_mistake_of<shape<E...>, shape<To...>>),
               broadcast_to, (expr<E...> x))

/// Two values one after the other along an axis. Errors: E043, E047.
template <int Axis, std::size_t... E, std::size_t... F>
  requires(detail::no_mistake<detail::axes_mistake_of<shape<E...>, Axis>> &&
           detail::no_mistake<detail::joint_mistake_of<Axis, shape<E...>, shape<F...>>>)
constexpr auto concatenate(expr<E...> x, expr<F...> y, axis_list<Axis>) {
  constexpr int k = detail::from_front(Axis, sizeof...(E)), first = extents_of<E...>().at[k];
  constexpr extents whole = [] {
    extents e = extents_of<E...>();
    e.at[k] += extents_of<F...>().at[k];
    return e;
  }();
  return detail::expr_of<whole>(gather(x, detail::part_map(whole, extents_of<E...>(), k, 0)) +
                                gather(y, detail::part_map(whole, extents_of<F...>(), k, first)));
}
PATHWISE_WRONG((int Axis, std::size_t... E, std::size_t... F),
               (std::conditional_t<detail::no_mistake<detail::axes_mistake_of<shape<E...>, Axis>>,
                                   detail::joint_mistake_of<Axis, shape<E...>, shape<F...>>,
                                   detail::axes_mistake_of<shape<E...>, Axis>>),
               concatenate, (expr<E...> x, expr<F...> y, axis_list<Axis>))
/// More of them: the axis comes last.
template <std::size_t... E, class Y, class... More>
  requires(sizeof...(More) > 1)
constexpr auto concatenate(expr<E...> x, Y y, More... more) {
  return concatenate(x, concatenate(y, more...), std::get<sizeof...(More) - 1>(std::tuple{more...}));
}

namespace detail {

/// Parts From to To of a tuple along the first axis, joined in halves: each element is moved as often as a tree is
/// deep.
template <std::size_t From, std::size_t To, class Parts>
constexpr auto joined_in_halves(const Parts& parts) {
  constexpr std::size_t middle = (From + To) / 2;
  if constexpr (To - From == 1)
    return std::get<From>(parts);
  else
    return concatenate(joined_in_halves<From, middle>(parts), joined_in_halves<middle, To>(parts), axis<0>);
}

}  // namespace detail

/// Values of one shape along a new first axis.
template <std::size_t... E, std::same_as<expr<E...>>... More>
constexpr auto stack(expr<E...> x, More... more) {
  return detail::joined_in_halves<0, 1 + sizeof...(More)>(
      std::tuple{broadcast_to<1, E...>(x), broadcast_to<1, E...>(more)...});
}

/// Sums along some axes, in ascending order of their elements. Errors: E043.
template <int... Axes, std::size_t... E>
  requires detail::no_mistake<detail::axes_mistake_of<shape<E...>, Axes...>>
constexpr auto sum(expr<E...> x, axis_list<Axes...>) {
  constexpr index_map map = detail::without_axes_map(extents_of<E...>(), {Axes...});
  if constexpr (map.to.rank == 0)
    return sum(x);
  else
    return detail::expr_of<map.to>(scatter_sum(x, map));
}
PATHWISE_WRONG((int... Axes, std::size_t... E), (detail::axes_mistake_of<shape<E...>, Axes...>), sum,
               (expr<E...> x, axis_list<Axes...>))
/// The largest elements along some axes. Gradient: shared equally among ties. Errors: E043.
template <int... Axes, std::size_t... E>
  requires detail::no_mistake<detail::axes_mistake_of<shape<E...>, Axes...>>
constexpr auto max(expr<E...> x, axis_list<Axes...>) {
  constexpr index_map map = detail::without_axes_map(extents_of<E...>(), {Axes...});
  if constexpr (map.to.rank == 0)
    return max_features(x);
  else
    return detail::expr_of<map.to>(scatter_max(x, map));
}
PATHWISE_WRONG((int... Axes, std::size_t... E), (detail::axes_mistake_of<shape<E...>, Axes...>), max,
               (expr<E...> x, axis_list<Axes...>))
/// The smallest elements along some axes. Gradient: shared equally among ties. Errors: E043.
template <int... Axes, std::size_t... E>
  requires detail::no_mistake<detail::axes_mistake_of<shape<E...>, Axes...>>
constexpr auto min(expr<E...> x, axis_list<Axes...>) {
  constexpr index_map map = detail::without_axes_map(extents_of<E...>(), {Axes...});
  if constexpr (map.to.rank == 0)
    return min_features(x);
  else
    return detail::expr_of<map.to>(scatter_min(x, map));
}
PATHWISE_WRONG((int... Axes, std::size_t... E), (detail::axes_mistake_of<shape<E...>, Axes...>), min,
               (expr<E...> x, axis_list<Axes...>))

namespace detail {

/// What was reduced along some axes, repeated along them: of the shape it was reduced from.
template <std::size_t... E, int... Axes, std::size_t... R>
constexpr expr<E...> repeated_along(expr<R...> reduced, shape<E...>, axis_list<Axes...>) {
  if constexpr (sizeof...(R) == 0)
    return expr<E...>(broadcast(reduced, extents_of<E...>(), reduced.positions()));
  else
    return expr<E...>(gather(reduced, without_axes_map(extents_of<E...>(), {Axes...})));
}
template <std::size_t... E, int... Axes>
constexpr double count_along(shape<E...>, axis_list<Axes...>) {
  const extents all = extents_of<E...>();
  return static_cast<double>(all.size()) / without_axes_map(all, {Axes...}).to.size();
}

}  // namespace detail

/// Means along some axes. Errors: E043.
template <int... Axes, std::size_t... E>
  requires detail::no_mistake<detail::axes_mistake_of<shape<E...>, Axes...>>
constexpr auto mean(expr<E...> x, axis_list<Axes...> along) {
  return sum(x, along) * (1.0 / detail::count_along(shape<E...>(), along));
}
PATHWISE_WRONG((int... Axes, std::size_t... E), (detail::axes_mistake_of<shape<E...>, Axes...>), mean,
               (expr<E...> x, axis_list<Axes...>))
/// sqrt of the sum of squares along some axes. Errors: E043.
template <int... Axes, std::size_t... E>
  requires detail::no_mistake<detail::axes_mistake_of<shape<E...>, Axes...>>
constexpr auto norm(expr<E...> x, axis_list<Axes...> along) {
  return sqrt(sum(square(x), along));
}
PATHWISE_WRONG((int... Axes, std::size_t... E), (detail::axes_mistake_of<shape<E...>, Axes...>), norm,
               (expr<E...> x, axis_list<Axes...>))
/// log sum exp along some axes, shifted by the largest element so that no finite x overflows. Errors: E043.
template <int... Axes, std::size_t... E>
  requires detail::no_mistake<detail::axes_mistake_of<shape<E...>, Axes...>>
constexpr auto logsumexp(expr<E...> x, axis_list<Axes...> along) {
  const auto top = stop_gradient(max(x, along));
  return log(sum(exp(x - detail::repeated_along(top, shape<E...>(), along)), along)) + top;
}
PATHWISE_WRONG((int... Axes, std::size_t... E), (detail::axes_mistake_of<shape<E...>, Axes...>), logsumexp,
               (expr<E...> x, axis_list<Axes...>))
/// exp(x) over its sum along some axes. Errors: E043.
template <int... Axes, std::size_t... E>
  requires detail::no_mistake<detail::axes_mistake_of<shape<E...>, Axes...>>
constexpr expr<E...> softmax(expr<E...> x, axis_list<Axes...> along) {
  const auto top = stop_gradient(max(x, along));
  const auto raised = exp(x - detail::repeated_along(top, shape<E...>(), along));
  return raised * detail::repeated_along(1.0 / sum(raised, along), shape<E...>(), along);
}
PATHWISE_WRONG((int... Axes, std::size_t... E), (detail::axes_mistake_of<shape<E...>, Axes...>), softmax,
               (expr<E...> x, axis_list<Axes...>))
/// log softmax: x less its log sum exp along some axes. Errors: E043.
template <int... Axes, std::size_t... E>
  requires detail::no_mistake<detail::axes_mistake_of<shape<E...>, Axes...>>
constexpr expr<E...> log_softmax(expr<E...> x, axis_list<Axes...> along) {
  const auto top = stop_gradient(max(x, along));
  const auto shifted = x - detail::repeated_along(top, shape<E...>(), along);
  return shifted - detail::repeated_along(log(sum(exp(shifted), along)), shape<E...>(), along);
}
PATHWISE_WRONG((int... Axes, std::size_t... E), (detail::axes_mistake_of<shape<E...>, Axes...>), log_softmax,
               (expr<E...> x, axis_list<Axes...>))

/// Running sums along one axis: y[i] = x[0] + ... + x[i]. Cost: the square of the axis' extent. Errors: E043.
template <int Axis, std::size_t... E>
  requires(sizeof...(E) < extents::max_rank && detail::no_mistake<detail::axes_mistake_of<shape<E...>, Axis>>)
constexpr expr<E...> cumsum(expr<E...> x, axis_list<Axis>) {
  constexpr index_map map = [] {
    const extents of = extents_of<E...>();
    const int k = detail::from_front(Axis, of.rank);
    index_map m = identity_map(of);
    m.from = detail::with_axis(of, of.rank, of.at[k]);
    m.step[k][of.rank] = -1;  // x[i - j], and nothing before the first
    return m;
  }();
  return sum(detail::expr_of<map.from>(gather(x, map)), axis<-1>);
}
PATHWISE_WRONG((int Axis, std::size_t... E), (detail::axes_mistake_of<shape<E...>, Axis>), cumsum,
               (expr<E...> x, axis_list<Axis>))

}  // namespace pathwise
