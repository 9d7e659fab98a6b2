// Anomaly detection: an auto-encoder that has seen only one kind of picture gives the others a worse bound. Trains on
// sneakers and asks, of sneakers and other shoes and clothes it has not seen, how surprising each is: the negative
// bound of a row, in nats. The picture is written where it runs.
#include "image_vae.hpp"

#include <pathwise/data/fashion_mnist.hpp>
#include <pathwise/data/png.hpp>
#include <pathwise/data/synthetic_images.hpp>

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <string>
#include <vector>

constexpr std::uint8_t sandal = 5, known = 7, bag = 8;  // known: the sneaker

// The rows of one class, the first `most` of them.
static pw::matrix<float> rows_of(const pw::labelled_images& images, std::uint8_t label, std::size_t most) {
  const auto pixels = images.images.pixels.view();
  std::vector<std::size_t> rows;
  for (std::size_t r = 0; r < pixels.rows && rows.size() < most; ++r)
    if (images.labels[r] == label) rows.push_back(r);
  pw::matrix<float> chosen(rows.size(), pixels.cols);
  for (std::size_t r = 0; r < rows.size(); ++r) std::copy_n(pixels.row(rows[r]), pixels.cols, chosen.view().row(r));
  return chosen;
}

// How often a stranger surprises more than one of the known: 1 if it always does, 0.5 if it tells nothing.
static double area_under_curve(const std::vector<float>& strange, const std::vector<float>& usual) {
  double wins = 0;
  for (const float s : strange)
    for (const float u : usual) wins += s > u ? 1 : s == u ? 0.5 : 0;
  return wins / (static_cast<double>(strange.size()) * static_cast<double>(usual.size()));
}

// Ten of the rows, from the one that surprises least to the one that surprises most.
static pw::matrix<float> least_to_most(const pw::matrix<float>& rows, const std::vector<float>& surprise) {
  std::vector<std::size_t> order(rows.rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return surprise[a] < surprise[b]; });
  pw::matrix<float> chosen(10, rows.cols);
  for (std::size_t k = 0; k < chosen.rows; ++k)
    std::copy_n(rows.view().row(order[k * (rows.rows - 1) / (chosen.rows - 1)]), rows.cols, chosen.view().row(k));
  return chosen;
}

int main() {
  const bool real = pw::find_fashion_mnist().has_value();
  const auto train = real ? pw::fashion_mnist(pw::data_split::train) : pw::synthetic_images(10000, 1);
  const auto test = real ? pw::fashion_mnist(pw::data_split::test) : pw::synthetic_images(4000, 2);

  pw::trainer<image_vae<>> vae({.batch = 128, .seed = 1});
  vae.fit(rows_of(train, known, 2000), {.epochs = 10});

  const auto surprise = [&](std::uint8_t label) {
    const auto [reconstruction, kl] =
        vae.run<pw::in<"x">, pw::out<"reconstruction", "kl">>(rows_of(test, label, 300));  // a number a row
    std::vector<float> bound;
    for (std::size_t r = 0; r < kl.rows; ++r) bound.push_back(reconstruction(r, 0) + kl(r, 0));
    return bound;
  };
  const std::vector<float> usual = surprise(known);
  double least = 1;
  for (std::uint8_t label = 0; label < 10; ++label) {
    std::vector<float> bound = surprise(label);
    const double area = area_under_curve(bound, usual);
    std::nth_element(bound.begin(), bound.begin() + static_cast<long>(bound.size() / 2), bound.end());
    std::printf("%-10s  median %6.0f nats", pw::fashion_classes[label].data(), bound[bound.size() / 2]);
    if (label != known) {
      std::printf("   area under the curve %.3f", area);
      least = std::min(least, area);
    }
    std::printf("\n");
  }

  std::vector<pw::labelled_row> picture;
  std::vector<pw::matrix<float>> kept;  // what the picture's rows look at
  kept.reserve(6);
  for (const std::uint8_t label : {known, sandal, bag}) {
    kept.push_back(least_to_most(rows_of(test, label, 300), surprise(label)));
    picture.push_back({std::string(pw::fashion_classes[label]), kept.back().view()});
    auto codes = vae.run<"x", "fc_mu">(kept.back());
    kept.push_back(vae.run<"z", "x_recon">(codes));
    picture.push_back({"reconstruction", kept.back().view()});
  }
  pw::write_png("surprises.png", pw::labelled_grid(picture, {test.images.height, test.images.width}).view());
  return least > 0.5 ? 0 : 1;
}
