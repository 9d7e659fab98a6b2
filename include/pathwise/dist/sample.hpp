#pragma once
// Streams of noise by sample name, and the reparameterised sample z = loc + scale * eps that location-scale families share.
#include <pathwise/expr/model_builder.hpp>
#include <pathwise/ops/ops.hpp>

namespace pathwise {

/// Says that a sample shares its noise with another of the same name (common random numbers).
struct same_noise_t {};
inline constexpr same_noise_t same_noise{};

/// The raw draws of stream `name`: one an element and row, a function of (seed, step, row, column, name) alone.
/// Errors: E015 where the name has been drawn from before.
template <std::size_t... E>
constexpr expr<E...> raw_noise(graph& g, const text& name, noise_law law, bool may_repeat, int source_line) {
  slot s;
  s.name = name;
  s.name.append(".noise");
  s.kind = slot_kind::noise;
  s.law = law;
  s.axes = g.intern(extents_of<E...>());
  s.has_rows = true;
  if (!may_repeat && g.find_slot(s.name) >= 0) g.fail(error_code::sample_name_repeated, name, source_line);
  return expr<E...>(detail::named_leaf(g, s, source_line));
}

}  // namespace pathwise
