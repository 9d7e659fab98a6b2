#pragma once
#include <pathwise/dist/rsample.hpp>

namespace pathwise {

/// NAME(scale): its density, and what it is the law of. Elementwise; independent components.
/// Domain: scale > 0; x real. Units: log_prob, entropy in nats.
template <std::size_t... Extents>
struct NAME_distribution {
  using support = real_numbers;
  static constexpr auto parameters = std::to_array<distribution_parameter>({{"scale", constraint::positive}});
  expr<Extents...> scale;

  constexpr auto log_prob(expr<Extents...> x) const {
    static_assert(sizeof...(Extents) > 99, "NAME: write its log_prob; -infinity outside the support, by `where`");
    return x;
  }
  constexpr auto sample(const noise<Extents...>& draws) const {
    static_assert(sizeof...(Extents) > 99, "NAME: write how its parameters and `draws` make a sample");
    return draws.uniform();
  }

  PATHWISE_ARGUMENT_EXTENTS_DIFFER(log_prob)
};

/// The family, to be called with expressions: `NAME(scale)`.
struct NAME_family : family_of<NAME_distribution> {
  static constexpr const char* name = "NAME";
};
inline constexpr NAME_family NAME{};

}  // namespace pathwise
