// Mistakes with states, and with layers that differ between training and evaluation.
#include <pathwise/engine.hpp>
namespace pw = pathwise;

struct other_extents {
  static constexpr void build(pw::model_builder& model) {
    auto h = linear<5>("fit", model.input<20>("x"));
    auto average = model.state<5>("average");
#ifdef GOOD
    model.update(average, 0.9 * average + 0.1 * mean_rows(h));
#else
    model.update(average, mean_rows(sum(h)));  // error: E051_state_takes_other_extents | shape<5> | shape<>
#endif
    model.minimise(sum(square(h - average)));
  }
};
inline pw::trainer<other_extents> other_extents_trainer;

template <bool right>
struct value_of_each_row {
  static constexpr void build(pw::model_builder& model) {
    auto h = linear<5>("fit", model.input<20>("x"));
    auto average = model.state<5>("average");
    model.update(average, 0.9 * average + 0.1 * (right ? mean_rows(h) : h));  // @rows
    model.minimise(sum(square(h)));
  }
};
#ifdef GOOD
inline pw::trainer<value_of_each_row<true>> rows_trainer;
#else
inline pw::trainer<value_of_each_row<false>> rows_trainer;  // error: E052_state_takes_a_value_without_rows | "average" | line<@rows>
#endif

template <bool right>
struct parameter_updated {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<20>("x");
    auto average = right ? model.state<20>("average") : model.parameter<20>("average");
    model.update(average, 0.9 * average + 0.1 * mean_rows(x));  // @no_state
    model.minimise(sum(square(x - average)));
  }
};
#ifdef GOOD
inline pw::trainer<parameter_updated<true>> no_state_trainer;
#else
inline pw::trainer<parameter_updated<false>> no_state_trainer;  // error: E053_update_of_no_state | line<@no_state>
#endif

template <bool right>
struct batch_norm_used_twice {
  static constexpr void build(pw::model_builder& model) {
    auto h = batch_norm("norm", linear<5>("first", model.input<20>("x")));
    auto y = batch_norm(right ? "other" : "norm", linear<5>("second", h));  // @norm_twice
    model.minimise(sum(square(y)));
  }
};
#ifdef GOOD
inline pw::trainer<batch_norm_used_twice<true>> norm_trainer;
#else
inline pw::trainer<batch_norm_used_twice<false>> norm_trainer;  // error: E054_state_updated_twice | "norm.running_mean" | line<@norm_twice>
#endif

template <bool right>
struct everything_dropped {
  static constexpr void build(pw::model_builder& model) {
    auto x = dropout("drop", model.input<20>("x"), right ? 0.5 : 1.0);  // @rate
    model.minimise(sum(square(linear<3>("fit", x))));
  }
};
#ifdef GOOD
inline pw::trainer<everything_dropped<true>> rate_trainer;
#else
inline pw::trainer<everything_dropped<false>> rate_trainer;  // error: E055_dropout_rate_out_of_range | "drop" | line<@rate>
#endif
