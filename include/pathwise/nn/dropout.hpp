#pragma once
#include <pathwise/nn/layer.hpp>

namespace pathwise {

namespace detail {

/// One uniform draw for each number of x: a function of (seed, step, row, place in the row, name) alone.
constexpr any_expr uniform_like(any_expr x, std::string_view layer, int source_line) {
  graph& g = *x.g;
  slot s;
  s.name = part_of(layer, "noise");
  if (g.find_slot(s.name) >= 0) g.fail(error_code::sample_name_repeated, text(layer), source_line);
  s.kind = slot_kind::noise;
  s.law = noise_law::uniform;
  s.axes = g.intern(x.positions() > 1 ? extents{1, {x.positions() * x.axes().size()}} : extents(x.axes()));
  s.has_rows = 1;
  return reshape(named_leaf(g, s, source_line), extents(x.axes()), x.positions());
}

}  // namespace detail

/// In a training step each number is dropped (made 0) with probability `rate`, and those that are kept are divided by
/// 1 - rate; in every other program x itself.
/// Shapes: x [E...], the same. Gradient: through what is kept. Key: (seed, step, row, place in the row, name), so a
/// row's mask does not depend on the batch, the threads or the other rows; programs that are given the noise are cut at
/// `name.noise`, of which numbers below `rate` drop. Source: Srivastava et al. 2014; torch.nn.Dropout. Errors: E015
/// where the name repeats, E055 for a rate outside [0, 1).
template <std::size_t... E>
constexpr expr<E...> dropout(std::string_view name, expr<E...> x, double rate = 0.5,
                             std::source_location where = std::source_location::current()) {
  const int line = static_cast<int>(where.line());
  const bool possible = rate >= 0 && rate < 1;
  if (!possible) x.g->fail(error_code::rate_out_of_range, text(name), line);
  const any_expr all = with_rows(x);
  const any_expr drawn = detail::uniform_like(all, name, line);
  const any_expr kept = greater_equal(drawn, literal(*x.g, rate)) * (possible ? 1 / (1 - rate) : 1);
  return expr<E...>(when_training(all * kept, all));
}

}  // namespace pathwise
