// A chain of NODES nodes before its gradient, as far as STAGE: 1 traced, 2 differentiated, 3 through the passes, 4
// planned, 5 code. What a stage costs is what it adds to the one before.
#include <pathwise/engine.hpp>

namespace pw = pathwise;

#ifndef NODES
#define NODES 100
#endif
#ifndef STAGE
#define STAGE 5
#endif

struct chain {
  static constexpr void build(pw::model_builder& model) {
    auto h = linear<16>("in", model.input<16>("x"));
    for (int i = 0; i < (NODES - 6) / 3; ++i) h = tanh((0.5 + 0.001 * i) * h + 0.01 * (i % 7));
    model.minimise(sum(h));
  }
};

using step = pw::gradients_program<chain>;
#if STAGE == 1
static_assert(pw::traced<chain>.size.nodes > 0);
#elif STAGE == 2
static_assert(pw::started<step>.size.nodes > 0);
#elif STAGE == 3
static_assert(pw::contracted<step>.size.nodes > 0);
#elif STAGE == 4
static_assert(pw::lowered<step, 16>.size.steps > 0);
#else
pw::program_tables<pw::native<float>> tables();
pw::program_tables<pw::native<float>> tables() { return pw::compiled<step, pw::native<float>>::tables(); }
#endif
