#pragma once
// Streams of noise by sample name: what a distribution draws its samples from.
#include <pathwise/expr/model_builder.hpp>
#include <pathwise/ops/ops.hpp>

namespace pathwise {

/// Says that a sample shares its noise with another of the same name (common random numbers).
struct same_noise_t {};
inline constexpr same_noise_t same_noise{};

/// A probability and its complement, each to full relative precision: where a quadrature looks instead of drawing.
struct probability_node {
  double below, above;
};

namespace detail {

/// The number that a draw of this law is at a node: its quantile, by any monotone order.
constexpr double draw_at(noise_law law, probability_node at) {
  const bool low = at.below < at.above;
  const double tail = 2 * (low ? at.below : at.above);
  switch (law) {
    case noise_law::normal:
      return (low ? -1.4142135623730951 : 1.4142135623730951) * math::log_erfc_inverse(math::log(tail));
    case noise_law::signed_uniform:
      return low ? -tail : tail;
    case noise_law::uniform:
      return at.below;
    case noise_law::uniform_complement:
      return at.above;
    case noise_law::exponential:
      return low ? -math::log(at.below) : -math::log1p(-at.above);
  }
  return 0;
}

}  // namespace detail

/// The raw draws of one sample: one of each law an element and row, a function of (seed, step, row, column, name)
/// alone. A sample that needs two draws of one law asks for the second by a part's name.
template <std::size_t... E>
class noise {
 public:
  /// Errors: E015 where the name has been sampled before, unless `may_repeat`.
  constexpr noise(graph& g, const text& sample_name, bool may_repeat, int source_line)
      : g_(g), name_(sample_name), source_line_(source_line) {
    name_.append(".noise");
    if (!may_repeat && g.find_slot(name_) >= 0) g.fail(error_code::sample_name_repeated, sample_name, source_line);
  }

  /// Not drawn: the numbers at a node. For samples of one draw.
  constexpr noise(graph& g, probability_node at) : g_(g), at_(at) {}

  /// Standard normal.
  constexpr expr<E...> normal() const { return drawn(name_, noise_law::normal); }
  constexpr expr<E...> normal(std::string_view part) const { return drawn(name_of(part), noise_law::normal); }
  /// t in [-1, 1] without 0: a sign, and a uniform magnitude with full relative precision near 0.
  constexpr expr<E...> signed_uniform() const { return drawn(name_, noise_law::signed_uniform); }
  /// Exponential of rate 1, with full relative precision near 0.
  constexpr expr<E...> exponential() const { return drawn(name_, noise_law::exponential); }
  constexpr expr<E...> exponential(std::string_view part) const { return drawn(name_of(part), noise_law::exponential); }
  /// u in (0, 1).
  constexpr expr<E...> uniform() const { return drawn(name_, noise_law::uniform); }
  /// 1 - u of the same draw, with full relative precision near 0.
  constexpr expr<E...> uniform_complement() const {
    uniform();  // whose stream it shares
    return drawn(name_of(complement_part), noise_law::uniform_complement);
  }
  /// A second pair of them.
  constexpr expr<E...> uniform(std::string_view part) const { return drawn(name_of(part), noise_law::uniform); }
  constexpr expr<E...> uniform_complement(std::string_view part) const {
    uniform(part);
    text name = name_of(part);
    name.append(".");
    name.append(complement_part);
    return drawn(name, noise_law::uniform_complement);
  }
  /// Whether these are the numbers at a node.
  constexpr bool at_node() const { return at_.below > 0; }

 private:
  graph& g_;
  text name_;
  int source_line_ = 0;
  probability_node at_{};  // of a drawn one: 0, 0

  constexpr text name_of(std::string_view part) const {
    text t = name_;
    t.append(".");
    t.append(part);
    return t;
  }
  constexpr expr<E...> drawn(const text& name, noise_law law) const {
    if (at_node()) return expr<E...>(broadcast(literal(g_, detail::draw_at(law, at_)), extents_of<E...>(), 0));
    slot s;
    s.name = name;
    s.kind = slot_kind::noise;
    s.law = law;
    s.axes = g_.intern(extents_of<E...>());
    s.has_rows = true;
    return expr<E...>(detail::named_leaf(g_, s, source_line_));
  }
};

}  // namespace pathwise
