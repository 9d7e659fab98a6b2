#pragma once
// Models of other widths and forms than the tutorial's: what the executor must get right whatever the model.
#include <pathwise/dist/kl_divergence.hpp>
#include <pathwise/expr/einsum.hpp>
#include <pathwise/expr/vmap.hpp>
#include <pathwise/grad/programs.hpp>
#include <pathwise/nn/convolution.hpp>
#include <pathwise/nn/linear.hpp>
#include <pathwise/nn/losses.hpp>

namespace exec_tests {

namespace pw = pathwise;

/// The tutorial's shape at widths that no register divides; its noise is an input.
template <auto Posterior, auto Divergence>
struct small_vae {
  static constexpr void build(pw::model_builder& model) {
    const auto x = model.input<37>("x");
    const auto h = relu(pw::linear<53>("encoder.0", x));
    const auto q = Posterior(pw::linear<5>("fc_mu", h), exp(0.5 * pw::linear<5>("fc_logvar", h)));
    const auto z = rsample("z", q);
    const auto logits = pw::linear<37>("decoder.2", relu(pw::linear<53>("decoder.0", z)));
    model.output("x_recon", sigmoid(logits));
    const auto reconstruction = model.output("reconstruction", sum(binary_cross_entropy_with_logits(logits, x)));
    const auto kl = model.output("kl", sum(Divergence(q, standard_like(q), z)));
    model.minimise(reconstruction + kl);
  }
};
using small_normal = pw::given<small_vae<pw::normal, pw::closed_form>, pw::in<"z.eps">>;
using small_logistic = pw::given<small_vae<pw::logistic, pw::monte_carlo>, pw::in<"z.eps">>;

/// Two hidden layers, tanh and softplus, a scale from a variance, squared error, a run-time scalar.
struct two_layers {
  static constexpr void build(pw::model_builder& model) {
    const auto x = model.input<19>("x");
    const auto h = softplus(pw::linear<33>("encoder.2", tanh(pw::linear<21>("encoder.0", x))));
    const auto q = pw::laplace(pw::linear<3>("fc_mu", h), sqrt(softplus(pw::linear<3>("fc_logvar", h))));
    const auto z = q.loc + q.scale * model.input<3>("eps");
    const auto prediction = pw::linear<19>("decoder.2", relu(pw::linear<16>("decoder.0", z)));
    const auto reconstruction = model.output("reconstruction", sum(squared_error(prediction, x)));
    const auto kl = model.output("kl", sum(kl_divergence(q, standard_like(q))));
    model.minimise(reconstruction + model.scalar("beta", 0.5) * kl);
  }
};

/// One layer used twice, another nine times: several terms in one update.
struct recurrent {
  static constexpr void build(pw::model_builder& model) {
    const auto x = model.input<9>("x");
    auto h = tanh(pw::linear<17>("in", x));
    for (int step = 0; step < 9; ++step) h = tanh(pw::linear<17>("again", h) + 0.1 * h);
    const auto y = pw::linear<17>("twice", pw::linear<17>("twice", h));
    model.output("y", y);
    model.minimise(sum(square(y)) + pw::mean(h));
  }
};

/// Rows that see each other: centred inputs, and a batch norm that is differentiated through its moments.
struct row_coupled {
  static constexpr void build(pw::model_builder& model) {
    const auto x = model.input<11>("x");
    const auto centred = x - mean_rows(x);
    const auto h = linear_product(centred, model.parameter<18, 11>("a"));  // a bias would have a gradient of zero
    const auto deviation = h - mean_rows(h);
    const auto variance = mean_rows(square(deviation));
    const auto normal = deviation / sqrt(variance + 0.1);
    const auto y = relu(model.parameter<18>("gamma") * normal + model.parameter<18>("beta"));
    model.output("variance", variance);
    model.output("normal", normal);
    model.minimise(sum(square(pw::linear<4>("b", y) - 1.0)) + logsumexp(y));
  }
};

/// What models seldom have: penalties on parameters alone, parameters and inputs of rank 0 and of size 1, a layer of
/// width 1, outputs that are leaves, constants or without rows, a matrix used elementwise with rows and without,
/// extremes over features.
struct odd_ends {
  static constexpr void build(pw::model_builder& model) {
    const auto x = model.input<7>("x");
    const auto number = model.input<>("number");
    const auto one = model.input<1>("one");
    const auto shift = model.shared_input<7>("shift");
    const auto gain = model.parameter<>("gain");
    const auto temperature = model.scalar("temperature", 1.5);
    const auto moved = gain * (x - shift) + number;
    const auto h = pw::linear<1>("narrow", moved);
    const auto wide = pw::linear<23>("wide", h + one);
    const auto weight = model.parameter<23, 1>("wide.weight");
    const auto matrix = model.parameter<6, 5>("matrix");
    const auto vector = model.parameter<13>("vector");
    const auto penalty = 0.01 * sum(square(matrix)) + 0.01 * sum(square(vector)) + 0.02 * sum(abs(weight)) +
                         0.1 * square(gain) + max_features(tanh(matrix));
    model.output("x itself", x);
    model.output("number itself", number);
    model.output("gain itself", gain);
    model.output("matrix itself", matrix);
    const auto grid = model.input<3, 4>("grid");
    const auto map = model.parameter<3, 4>("map");
    model.output("mapped", grid * map);
    model.output("mean map", mean_rows(grid) * map);
    model.output("half", 0.0 * number + 0.5);
    model.output("penalty", penalty);
    model.output("warm", wide * temperature);
    model.output("of parameters", vector * gain);
    model.output("extremes", max_features(wide) - min_features(wide));
    model.minimise(sum(square(wide)) * temperature + penalty + sum(square(grid * map)) + max_features(moved) -
                   min_features(moved * number));
  }
};

/// Rows of whole panels at every width. Inputs that groups alone read and outputs that they alone write stay where the
/// caller has them; beside them are such that must not.
struct whole_panels {
  static constexpr void build(pw::model_builder& model) {
    const auto a = model.input<64>("a"), b = model.input<64>("b"), into_product = model.input<64>("into product");
    const auto seen = model.input<64>("seen");
    const auto part = model.input<37>("part");
    const auto mixed = model.output("mixed", a * exp(b) + into_product);
    model.output("mixed again", mixed);
    model.output("a itself", a);
    const auto h = pw::linear<64>("layer", into_product);
    model.output("layer", h);
    model.output("beside layer", tanh(h) + b);
    const auto gate = model.output("gate", sigmoid(mixed));
    model.output("second", pw::linear<64>("second", gate));
    model.output("narrow", 2.0 * part);
    model.output("centred", seen - mean_rows(seen));
    model.output("alone", a - square(b));
    model.minimise(model.output("row", sum(mixed * b)));
  }
};

/// Values of several axes, with rows and without: slices, orders, windows, sums and extremes along axes, products by
/// einsum, and an attention's softmax.
struct several_axes {
  static constexpr void build(pw::model_builder& model) {
    const auto x = model.input<4, 5>("x");
    const auto y = model.input<20>("y");
    const auto key = model.parameter<4, 5>("key");
    const auto kernel = model.parameter<2, 3, 2>("kernel");
    const auto matrix = pw::reshape<4, 5>(y);
    const auto scores = model.output("scores", pw::einsum<"ik,jk->ij">(x, matrix * key));
    const auto weights = softmax(scores, pw::axis<-1>);
    const auto mixed = model.output("mixed", matmul(weights, matrix));
    model.output("slices", concatenate(slice<0, 4, 2>(x, pw::axis<0>),
                                       pad<1, 1>(flip(matrix, pw::axis<1>), pw::axis<0>), pw::axis<0>));
    const auto windows = pw::einsum<"ij,kjl->ikl">(slice<1, 4>(x, pw::axis<1>), kernel);
    model.output("windows", windows);
    model.output("extremes", max(mixed, pw::axis<0>) - min(x, pw::axis<0>));
    model.output("running", cumsum(transpose(key), pw::axis<0>) * 2.0);
    model.output("column", select<2>(key, pw::axis<1>));
    model.output("one", pw::select<3>(y, pw::axis<0>));
    model.output("whole", pw::reshape<2, 10>(y));
    model.minimise(sum(logsumexp(mixed, pw::axis<0>)) + sum(square(norm(windows, pw::axis<1, 2>))) +
                   mean(square(pw::reshape<12>(kernel))) + sum(mean(key * key, pw::axis<0>)));
  }
};

/// Positions that are treated as rows: convolutions in groups, with strides and holes, a transposed one, and functions
/// of one position.
struct positions {
  static constexpr void build(pw::model_builder& model) {
    const auto x = model.input<2, 6, 5>("x");
    const auto h = relu(pw::conv2d<16, pw::window{.size = 3, .stride = 2, .padding = 1}>("first", x));
    model.output("h", h);
    const auto grouped =
        tanh(pw::conv2d<6, pw::window{.size = 2}, pw::window{.size = 2, .padding = 2, .dilation = 2}, 2>("second", h));
    model.output("grouped", grouped);
    const auto back = pw::conv_transpose2d<3, pw::window{.size = 3, .stride = 2, .padding = 1},
                                           pw::window{.size = 3, .stride = 2}, 1>("third", grouped * sigmoid(grouped));
    model.output("back", back);
    const auto line = pw::conv1d<4, pw::window{.size = 3, .padding = 1}>("line", pw::reshape<6, 10>(x));
    const auto mixed =
        pw::vmap([](auto t, auto u) { return pw::linear<7>("token", tanh(t)) * mean(u); }, line, pw::reshape<4, 15>(x));
    model.output("mixed", mixed);
    const auto lines =
        pw::vmap([](auto m) { return pw::vmap([](auto t) { return logsumexp(pw::linear<3>("inner", t)); }, m); }, x);
    model.output("lines", lines);
    model.minimise(sum(square(back)) + sum(mixed) + sum(square(lines)) + mean(softplus(h)));
  }
};

/// Groups of so many instructions that they are compiled in parts, over columns and over numbers: values that other
/// parts read, and constants that more than one part hoists.
struct long_groups {
  static constexpr void build(pw::model_builder& model) {
    auto h = model.input<20>("x") * model.parameter<20>("gain");
    const auto first = h;
    for (int i = 0; i < 60; ++i) h = tanh((0.5 + 0.001 * i) * h + 0.01 * (i % 7));
    auto number = sum(h * first);
    for (int i = 0; i < 60; ++i) number = sin((0.9 + 0.001 * i) * number + 0.01 * (i % 5));
    model.minimise(number);
  }
};

}  // namespace exec_tests
