#pragma once
#include <pathwise/nn/normalisation.hpp>
#include <pathwise/nn/window.hpp>

namespace pathwise {

/// How a batch norm works, as PyTorch's: `momentum` is the share of a new batch in the running statistics.
struct batch_norm_options {
  double epsilon = 1e-5;
  double momentum = 0.1;
  affine with = affine::yes;
};

namespace detail {

template <std::size_t C>
constexpr any_expr batch_normalised(std::string_view name, expr<C> x, const batch_norm_options& how,
                                    std::source_location where) {
  graph& g = *x.g;
  if (x.positions() == 1) g.marks.add({text(name), mark_kind::several_rows, x.id});
  const auto running_mean = state<C>(g, part_of(name, "running_mean"), {}, where);
  const auto running_variance = state<C>(g, part_of(name, "running_var"), {0, 1}, where);
  const auto mean = mean_rows(x), variance = mean_rows(square(x - mean));
  const expr<> one_over_count(inverse_rows(g) * (1.0 / x.positions()));
  update_state(running_mean, (1 - how.momentum) * running_mean + how.momentum * mean, where);
  update_state(running_variance,
               (1 - how.momentum) * running_variance + how.momentum * (variance / (1.0 - one_over_count)), where);
  const auto deviation = x - when_training(mean, running_mean);
  const auto y = deviation * (1.0 / sqrt(when_training(variance, running_variance) + how.epsilon));
  if (how.with == affine::no) return y;
  return y * parameter<C>(g, part_of(name, "weight"), {0, 1}, where) +
         parameter<C>(g, part_of(name, "bias"), {}, where);
}

}  // namespace detail

/// Each channel is brought to mean 0 and variance 1 over all rows of a training step, and over the axes behind the
/// channels'; in every other program by the running statistics, which training steps move towards those of their
/// batches.
/// Formula: w (x - m) / sqrt(v + epsilon) + b, v biased; running <- (1 - momentum) running + momentum of the batch,
/// whose variance is unbiased there. Shapes: x [C, E...]; parameters `name.weight` (from 1) and `name.bias` (from 0),
/// states `name.running_mean` (from 0) and `name.running_var` (from 1), all [C]. Row-coupled: a training step
/// sums over rows twice on its way forward and twice on its way back. Gradient: through the statistics of the batch.
/// Source: Ioffe and Szegedy 2015; torch.nn.BatchNorm1d and BatchNorm2d. Errors: E054 where the name repeats;
/// std::invalid_argument for a training step in which a channel has one number only.
template <std::size_t C, std::size_t... E>
constexpr expr<C, E...> batch_norm(std::string_view name, expr<C, E...> x, const batch_norm_options& how = {},
                                   std::source_location where = std::source_location::current()) {
  const any_expr all = with_rows(x);
  if constexpr (sizeof...(E) == 0) {
    return expr<C>(detail::batch_normalised(name, expr<C>(all), how, where));
  } else {
    const index_map last = detail::channels_to_last(x.axes());
    const any_expr each = detail::gathered(all, last, extents_of<C>(), static_cast<int>((E * ...)));
    const any_expr y = detail::batch_normalised(name, expr<C>(each), how, where);
    return expr<C, E...>(detail::channels_first(y, last.from, all.positions()));
  }
}

}  // namespace pathwise
