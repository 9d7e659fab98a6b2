// Your own data: a table of numbers from a CSV file, standardised with xtensor, and a small auto-encoder for it. What
// goes in may be a matrix of ours or any xtensor expression; what comes out has the form of what went in.
// `04_your_own_data FILE.csv` reads a file of your own with the same four columns.
#include <pathwise/pathwise.hpp>

#include <pathwise/data/check_finite.hpp>
#include <pathwise/data/csv.hpp>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <xtensor/xadapt.hpp>
#include <xtensor/xmath.hpp>
#include <xtensor/xview.hpp>

namespace pw = pathwise;

// Four measurements of a flower, two codes. The decoder says how far off it expects to be, column by column: a normal
// observation with a learnt scale instead of pixels' cross entropy.
struct table_vae {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<4>("x");
    auto h = tanh(pw::linear<16>("encoder", x));
    auto q = pw::normal(pw::linear<2>("mu", h), exp(0.5 * pw::linear<2>("logvar", h)));
    model.output("code", q.loc);
    auto z = rsample("z", q);
    auto y = pw::linear<4>("decoder.2", tanh(pw::linear<16>("decoder.0", z)));
    auto scale = softplus(model.parameter<4>("scale"));
    auto reconstruction = model.output("reconstruction", -sum(pw::normal(y, scale + 0.01).log_prob(x)));
    auto kl = model.output("kl", sum(kl_divergence(q, standard_like(q))));
    model.output("y", y);
    model.minimise(reconstruction + kl);
  }
};

// A file as a spreadsheet writes it, for those who have none at hand: two kinds of flowers.
static void write_flowers(const char* file) {
  std::ofstream out(file);
  out << "sepal length,sepal width,petal length,petal width\n";
  unsigned state = 1;
  const auto about = [&](double middle, double width) {
    state = state * 1664525u + 1013904223u;
    return std::round(10 * (middle + width * (state / 4294967296.0 - 0.5))) / 10;
  };
  for (int row = 0; row < 600; ++row)
    if (const double size = about(1, 0.4); row % 2 == 0)
      out << 5.0 * size << ',' << 3.4 * size << ',' << about(1.5, 0.5) << ',' << about(0.3, 0.2) << '\n';
    else
      out << 6.2 * size << ',' << 2.9 * size << ',' << about(4.9 * size, 0.5) << ',' << about(1.7 * size, 0.3) << '\n';
}

int main(int argc, char** argv) {
  const char* file = argc > 1 ? argv[1] : "flowers.csv";
  if (argc == 1) write_flowers(file);
  const pw::csv_table<float> table = pw::read_csv<float>(file);
  pw::check_finite(table.values.view(), file);

  // As an xtensor expression: each column less its mean, over its standard deviation.
  const auto raw = pw::to_xtensor(table.values);
  const xt::xtensor<float, 1> mean = xt::mean(raw, 0), deviation = xt::stddev(raw, {0});
  const xt::xtensor<float, 2> rows = (raw - mean) / deviation;

  pw::trainer<table_vae> vae({.batch = 50, .seed = 1, .threads = 1}, pw::adam{.learning_rate = 5e-3});
  vae.fit(rows, {.epochs = 60, .on_epoch = [](const pw::progress& at) {
                   if (at.epoch % 20 == 19)
                     std::printf("epoch %2zu: %.2f nats = reconstruction %.2f + KL %.2f\n", at.epoch + 1,
                                 at.epoch_mean.loss(), at.epoch_mean["reconstruction"], at.epoch_mean["kl"]);
                   return true;
                 }});

  const auto codes = vae.run<"x", "code">(rows);  // an xt::xtensor, since rows is one
  const auto back = vae.run<"z", "y">(codes) * deviation + mean;
  for (std::size_t r : {0, 1})
    std::printf("%s %.1f: code %5.2f %5.2f, back %.1f\n", table.header[2].c_str(), raw(r, 2), codes(r, 0), codes(r, 1),
                back(r, 2));

  // What a spoilt file says.
  std::ofstream("spoilt.csv") << "a,b,c,d\n1,2,3,4\n1,2,,4\n";
  try {
    pw::read_csv<float>("spoilt.csv");
  } catch (const pw::file_error& e) {
    std::printf("%s\n", e.what());
  }
}
