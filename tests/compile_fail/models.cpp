// Mistakes in models. Those that types show are errors where they are made, and the trainer adds none; those that values show are errors where a trainer is
// made, with the line in `build`.
#include <pathwise/engine.hpp>
namespace pw = pathwise;

struct wrong_extents {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<20>("x");
    auto y = model.input<21>("y");
#ifdef GOOD
    auto z = x + linear<20>("fit", y);
#else
    auto z = x + y;  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif
    model.minimise(sum(exp(z)));
  }
};
inline pw::trainer<wrong_extents> wrong_extents_trainer;

struct wrong_extents_within {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<20>("x");
    auto y = model.input<21>("y");
#ifdef GOOD
    auto h = relu(linear<7>("a", x * linear<20>("fit", y)));
#else
    auto h = relu(linear<7>("a", x * y));  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
#endif
    model.minimise(sum(square(h)));
  }
};
inline pw::trainer<wrong_extents_within> wrong_extents_within_trainer;

struct wrong_loss {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<20>("x");
    auto y = linear<20>("a", x);
#ifdef GOOD
    model.minimise(sum(squared_error(x, y)));
#else
    model.minimise(squared_error(x, y));  // error: E013_loss_is_not_a_scalar | shape<20>
#endif
  }
};
inline pw::trainer<wrong_loss> wrong_loss_trainer;

struct one_number_in_an_axis {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<20>("x");
#ifdef GOOD
    model.minimise(sum(linear<1>("a", x)));
#else
    model.minimise(linear<1>("a", x));  // error: E013_loss_is_not_a_scalar | shape<1>
#endif
  }
};
inline pw::trainer<one_number_in_an_axis> one_number_in_an_axis_trainer;

struct seven_axes {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<20>("x");
#ifdef GOOD
    auto y = model.input<1, 2, 3, 4, 5, 6>("y");
#else
    auto y = model.input<1, 2, 3, 4, 5, 6, 7>("y");  // error: E010_more_than_six_axes | shape<1, 2, 3, 4, 5, 6, 7>
#endif
    model.minimise(sum(x) + sum(exp(y)));
  }
};
inline pw::trainer<seven_axes> seven_axes_trainer;

struct layer_of_a_number {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<20>("x");
    auto y = model.input<>("y");
#ifdef GOOD
    auto h = relu(linear<3>("a", x));
#else
    auto h = relu(linear<3>("a", y));  // error: E030_layer_input_has_no_axis | shape<>
#endif
    model.minimise(sum(h) + sum(x) + y);
  }
};
inline pw::trainer<layer_of_a_number> layer_of_a_number_trainer;

// A template's mistake shows when a trainer instantiates it; the line is the model's own.
template <auto posterior, auto divergence>
struct latent {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<20>("x");
    auto q = posterior(linear<3>("mean", x), softplus(linear<3>("scale", x)));
    auto z = rsample("z", q);
    auto distance = squared_error(x, linear<20>("decode", z));
#ifdef GOOD
    auto kl = sum(pw::monte_carlo(q, standard_like(q), z));
#else
    auto kl = sum(divergence(q, standard_like(q), z));  // error: E021_no_closed_form_kl | logistic_distribution<3>
#endif
    model.output("kl", kl);
    model.minimise(sum(distance) + kl);
  }
};
inline pw::trainer<latent<pw::logistic, pw::closed_form>> latent_trainer;

// From here on `right` is the fix.
template <bool right>
struct two_shapes {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<20>("x");
    auto mean = linear<5>("fc", x);
    auto scale = linear<right ? 5 : 6>("fc", x);  // @two_shapes
    model.minimise(sum(mean) + sum(scale));
  }
};
#ifdef GOOD
inline pw::trainer<two_shapes<true>> two_shapes_trainer;
#else
inline pw::trainer<two_shapes<false>> two_shapes_trainer;  // error: E014_one_name_two_shapes | "fc.weight" | shape<5, 20> | shape<6, 20> | line<@two_shapes>
#endif
// What is asked of such a trainer is no further mistake.
inline pw::matrix<float> use_of_two_shapes(pw::matrix_view<const float> x) {
  two_shapes_trainer.fit(x, {.epochs = 2});
  two_shapes_trainer.step(x);
  auto [mean, scale] = two_shapes_trainer.run<pw::in<"x">, pw::out<"fc", "fc">>(x);
  static_cast<void>(mean.rows + scale.rows);
  return two_shapes_trainer.run<"x", "fc">(x);
}

template <bool right>
struct two_shapes_of_an_input {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<20>("x");
    auto y = model.input<right ? 20 : 21>("x");  // @input_shapes
    model.minimise(sum(x) + sum(y));
  }
};
#ifdef GOOD
inline pw::trainer<two_shapes_of_an_input<true>> two_inputs_trainer({.batch = 16}, pw::adam{.learning_rate = 1e-4});
#else
inline pw::trainer<two_shapes_of_an_input<false>> two_inputs_trainer({.batch = 16}, pw::adam{.learning_rate = 1e-4});  // error: E014_one_name_two_shapes | "x" | shape<20> | shape<21> | line<@input_shapes>
#endif

template <bool right>
struct sampled_twice {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<20>("x");
    auto z = rsample("z", pw::normal(x, exp(x)));
    auto w = rsample(right ? "w" : "z", pw::laplace(x, exp(x)));  // @sampled
    model.minimise(sum(squared_error(z, w)));
  }
};
#ifdef GOOD
inline pw::trainer<sampled_twice<true>> sampled_trainer;
#else
inline pw::trainer<sampled_twice<false>> sampled_trainer;  // error: E015_sample_name_repeated | "z" | line<@sampled>
#endif

template <bool right>
struct long_name {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<20>("x");
    auto y = linear<3>(right ? "a" : "a_name_of_more_than_sixty_three_characters_is_cut_by_the_fixed_text", x);  // @long_name
    model.minimise(sum(y));
  }
};
#ifdef GOOD
inline pw::trainer<long_name<true>> long_name_trainer;
#else
inline pw::trainer<long_name<false>> long_name_trainer;  // error: E018_name_longer_than_63_characters | a_name_of_more_than_sixty | line<@long_name>
#endif

template <bool right>
struct long_name_of_an_input {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<20>(right ? "x" : "the_name_of_an_input_may_have_at_most_sixty_three_characters_too");  // @long_input
    model.minimise(sum(x));
  }
};
#ifdef GOOD
inline pw::trainer<long_name_of_an_input<true>> long_input_trainer;
#else
inline pw::trainer<long_name_of_an_input<false>> long_input_trainer;  // error: E018_name_longer_than_63_characters | the_name_of_an_input | line<@long_input>
#endif

template <bool right>
struct long_name_of_an_output {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<20>("x");
    model.minimise(model.output(right ? "y" : "the_name_of_an_output_may_have_at_most_sixty_three_characters_too", sum(x)));  // @long_output
  }
};
#ifdef GOOD
inline pw::trainer<long_name_of_an_output<true>> long_output_trainer;
#else
inline pw::trainer<long_name_of_an_output<false>> long_output_trainer;  // error: E018_name_longer_than_63_characters | the_name_of_an_output | line<@long_output>
#endif

template <bool right>
struct nothing_minimised {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<20>("x");
    auto distance = model.output("distance", sum(squared_error(x, linear<20>("fc", x))));
    if (right) model.minimise(distance);
  }
};
#ifdef GOOD
inline pw::trainer<nothing_minimised<true>> nothing_trainer;
#else
inline pw::trainer<nothing_minimised<false>> nothing_trainer;  // error: E019_model_has_no_minimise | nothing_minimised
#endif

template <bool right>
struct minimised_twice {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<20>("x");
    model.minimise(sum(square(x)));
    if (!right) model.minimise(sum(abs(x)));  // @twice
  }
};
#ifdef GOOD
inline pw::trainer<minimised_twice<true>> twice_trainer;
#else
inline pw::trainer<minimised_twice<false>> twice_trainer;  // error: E024_minimise_called_twice | line<@twice>
#endif

template <bool right>
struct input_and_parameter {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<20>("x");
    auto y = model.parameter<20>(right ? "offset" : "x");  // @kinds
    model.minimise(sum(square(x - y)));
  }
};
#ifdef GOOD
inline pw::trainer<input_and_parameter<true>> kinds_trainer;
#else
inline pw::trainer<input_and_parameter<false>> kinds_trainer;  // error: E023_one_name_two_kinds | "x" | line<@kinds>
#endif

template <bool right>
struct scalar_and_parameter {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<20>("x");
    auto y = model.parameter<20>("beta");
    auto beta = model.scalar(right ? "weight" : "beta", 1.0);  // @scalar
    model.minimise(beta * sum(square(x - y)));
  }
};
#ifdef GOOD
inline pw::trainer<scalar_and_parameter<true>> scalar_trainer;
#else
inline pw::trainer<scalar_and_parameter<false>> scalar_trainer;  // error: E023_one_name_two_kinds | "beta" | line<@scalar>
#endif

template <bool right>
struct throws {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<20>("x");
    int layers = right ? 1 : 0;
    if (layers == 0) throw "a model needs layers";
    model.minimise(sum(x));
  }
};
#ifdef GOOD
inline pw::trainer<throws<true>> throws_trainer;
#else
inline pw::trainer<throws<false>> throws_trainer;  // error: E025_build_is_not_a_constant_expression | throws
#endif

struct no_build {};
struct build_of_an_object {
  constexpr void build(pw::model_builder& model) const { model.minimise(sum(model.input<20>("x"))); }
};
struct sound {
  static constexpr void build(pw::model_builder& model) { model.minimise(sum(model.input<20>("x"))); }
};
#ifdef GOOD
inline pw::trainer<sound> trainer_without_build;
#else
inline pw::trainer<no_build> trainer_without_build;  // error: E031_model_has_no_static_build | no_build
#endif

#ifdef GOOD
inline pw::trainer<sound> trainer_of_object_build;
#else
inline pw::trainer<build_of_an_object> trainer_of_object_build;  // error: E031_model_has_no_static_build | build_of_an_object
#endif

// A trainer made otherwise than by a declaration.
#ifdef GOOD
inline auto made = pw::trainer<minimised_twice<true>>({.batch = 32, .seed = 1});
#else
inline auto made = pw::trainer<minimised_twice<false>>({.batch = 32, .seed = 1});  // error: E024_minimise_called_twice | line<@twice>
#endif

struct owner {
#ifdef GOOD
  owner() : vae({.batch = 8}) {}
  pw::trainer<minimised_twice<true>> vae;
#else
  owner() : vae({.batch = 8}) {}  // error: E024_minimise_called_twice | line<@twice>
  pw::trainer<minimised_twice<false>> vae;
#endif
};
