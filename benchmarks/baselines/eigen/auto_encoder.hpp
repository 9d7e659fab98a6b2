#pragma once
// The tutorial's auto-encoder and its training step by hand, in two parallel phases: slices of the batch (forward, and
// backward of activations), then rows of weights (their gradient, with Adam while it is in cache).
#include "numbers.hpp"

#include <omp.h>

#include <array>
#include <utility>
#include <vector>

namespace by_hand {

/// A weight [in x out] and a bias, with Adam's moments.
struct layer {
  matrix w, m, v;
  row b, bm, bv;

  layer(int in, int out)
      : w(matrix::Random(in, out) / std::sqrt(static_cast<float>(in))),
        m(matrix::Zero(in, out)),
        v(matrix::Zero(in, out)),
        b(row::Zero(out)),
        bm(row::Zero(out)),
        bv(row::Zero(out)) {}

  /// Rows [first, end) of the gradient inputs^T outputs, `block` rows at a time, each followed by Adam; whoever owns
  /// row 0 does the bias.
  void update(const matrix& inputs, const matrix& outputs, int first, int end, const adam_step& at, int block) {
    thread_local matrix gradient;
    thread_local row bias_gradient;
    const long cols = w.cols();
    for (int r = first; r < end; r += block) {
      const int n = std::min(block, end - r);
      gradient.resize(n, cols);
      gradient.noalias() = inputs.middleCols(r, n).transpose() * outputs;
      adam(w.data() + r * cols, m.data() + r * cols, v.data() + r * cols, gradient.data(), n * cols, at);
    }
    if (first != 0) return;
    bias_gradient = outputs.colwise().sum();
    adam(b.data(), bm.data(), bv.data(), bias_gradient.data(), bias_gradient.size(), at);
  }
};

enum class posterior { normal, laplace };

class auto_encoder {
 public:
  static constexpr int pixels = 784, hidden = 400, latent = 20;

  auto_encoder(int batch, int threads, posterior family)
      : batch_(batch), threads_(threads), family_(family), losses_(static_cast<std::size_t>(threads * 8)) {
    for (matrix& x : x_) x = (matrix::Random(batch, pixels).array() * 0.5f + 0.5f).matrix();
    for (auto [m, cols] : {std::pair{&h_, hidden},
                           {&heads_, 2 * latent},
                           {&noise_, latent},
                           {&z_, latent},
                           {&g_, hidden},
                           {&logits_, pixels},
                           {&dg_, hidden},
                           {&dheads_, 2 * latent},
                           {&dz_, latent},
                           {&dh_, hidden}})
      *m = matrix::Zero(batch, cols);
  }

  /// The mean loss before the step.
  double step() {
    const matrix& x = x_[static_cast<std::size_t>(step_++ & 3)];
    const adam_step at(step_);
#pragma omp parallel num_threads(threads_)
    {
      const int t = omp_get_thread_num(), first = batch_ * t / threads_, rows = batch_ * (t + 1) / threads_ - first;
      if (rows > 0) rows_of_batch(x, first, rows, t);
#pragma omp barrier
      const auto share = [&](layer& l, const matrix& inputs, const matrix& outputs) {
        const int in = static_cast<int>(l.w.rows());
        l.update(inputs, outputs, in * t / threads_, in * (t + 1) / threads_, at,
                 threads_ == 1 ? 400 : 112);  // the best blocks of 40, 80, 112, 200, 400
      };
      share(decoder2_, g_, logits_);
      share(encoder0_, x, dh_);
      share(fc_, h_, dheads_);
      share(decoder0_, z_, dg_);
    }
    double loss = 0;
    for (int t = 0; t < threads_; ++t) loss += losses_[static_cast<std::size_t>(t * 8)];
    return loss / batch_;
  }

  /// One row encoded, sampled and decoded.
  const row& infer_one() {
    thread_local row h, heads, z, g, y;
    alignas(64) float noise[latent];
    const auto x = x_[0].row(0);
    h.noalias() = x * encoder0_.w;
    h = (h + encoder0_.b).cwiseMax(0.f);
    heads.noalias() = h * fc_.w;
    heads += fc_.b;
    draw(noise, latent, static_cast<std::uint32_t>(step_++));
    if (given_noise_) std::copy(given_noise_, given_noise_ + latent, noise);
    z = heads.leftCols(latent).array() +
        (0.5f * heads.rightCols(latent).array()).exp() * Eigen::Map<Eigen::Array<float, 1, latent>>(noise);
    g.noalias() = z * decoder0_.w;
    g = (g + decoder0_.b).cwiseMax(0.f);
    y.noalias() = g * decoder2_.w;
    y.array() = 1.f / (1.f + (-(y + decoder2_.b).array()).exp());
    return y;
  }
  const matrix& infer() {
    h_.noalias() = x_[0] * encoder0_.w;
    h_ = (h_.rowwise() + encoder0_.b).cwiseMax(0.f);
    heads_.noalias() = h_ * fc_.w;
    heads_.rowwise() += fc_.b;
    draw(noise_.data(), batch_ * latent, static_cast<std::uint32_t>(step_++));
    if (given_noise_) std::copy(given_noise_, given_noise_ + batch_ * latent, noise_.data());
    z_ = heads_.leftCols(latent).array() + (0.5f * heads_.rightCols(latent).array()).exp() * noise_.array();
    g_.noalias() = z_ * decoder0_.w;
    g_ = (g_.rowwise() + decoder0_.b).cwiseMax(0.f);
    logits_.noalias() = g_ * decoder2_.w;
    logits_.rowwise() += decoder2_.b;
    logits_.array() = 1.f / (1.f + (-logits_.array()).exp());
    return logits_;
  }

  /// Parameters in the order of the tutorial's module, then a batch and its noise.
  void read(given_numbers& numbers) {
    const auto read_layer = [&](layer& l, long from, long out) {
      l.w.middleCols(from, out) = numbers.take(out, l.w.rows()).transpose();
      l.b.segment(from, out) = Eigen::Map<const row>(numbers.take(out), out);
    };
    read_layer(encoder0_, 0, hidden);
    read_layer(fc_, 0, latent);
    read_layer(fc_, latent, latent);
    read_layer(decoder0_, 0, hidden);
    read_layer(decoder2_, 0, pixels);
    const auto x = numbers.take(batch_, pixels);
    for (matrix& one : x_) one = x;
    given_noise_ = numbers.take(static_cast<long>(batch_) * latent);
  }
  void write(std::vector<float>& to) const {
    const auto write_layer = [&](const layer& l, long from, long out) {
      const matrix w = l.w.middleCols(from, out).transpose();
      to.insert(to.end(), w.data(), w.data() + w.size());
      to.insert(to.end(), l.b.data() + from, l.b.data() + from + out);
    };
    write_layer(encoder0_, 0, hidden);
    write_layer(fc_, 0, latent);
    write_layer(fc_, latent, latent);
    write_layer(decoder0_, 0, hidden);
    write_layer(decoder2_, 0, pixels);
  }

 private:
  int batch_, threads_;
  posterior family_;
  layer encoder0_{pixels, hidden}, fc_{hidden, 2 * latent}, decoder0_{latent, hidden},
      decoder2_{hidden, pixels};  // fc_mu and fc_logvar are one product
  std::array<matrix, 4> x_;
  matrix h_, heads_, noise_, z_, g_, logits_, dg_, dheads_, dz_, dh_;
  std::vector<double> losses_;  // a cache line apart
  const float* given_noise_ = nullptr;
  int step_ = 0;

  void draw(float* to, int count, std::uint32_t seed) const {
    family_ == posterior::laplace ? draw_laplaces(to, count, seed) : draw_normals(to, count, seed);
  }

  void rows_of_batch(const matrix& x, int first, int rows, int thread) {
    const float share = 1.f / static_cast<float>(batch_);
    const auto of = [&](matrix& m) { return m.middleRows(first, rows); };
    auto h = of(h_), heads = of(heads_), noise = of(noise_), z = of(z_), g = of(g_), logits = of(logits_), dg = of(dg_),
         dheads = of(dheads_), dz = of(dz_), dh = of(dh_);
    const auto xs = x.middleRows(first, rows);
    h.noalias() = xs * encoder0_.w;
    h.rowwise() += encoder0_.b;
    h = h.cwiseMax(0.f);
    heads.noalias() = h * fc_.w;
    heads.rowwise() += fc_.b;
    if (given_noise_)
      std::copy(given_noise_ + first * latent, given_noise_ + (first + rows) * latent, &noise_(first, 0));
    else
      draw(&noise_(first, 0), rows * latent, static_cast<std::uint32_t>(step_ * 64 + thread));
    auto mu = heads.leftCols(latent).array(), logvar = heads.rightCols(latent).array();
    noise.array() *= (0.5f * logvar).exp();  // sigma eps from here on
    z = heads.leftCols(latent) + noise;
    double loss = family_ == posterior::laplace
                      ? double((mu.abs() + (0.5f * logvar).exp() * (-mu.abs() / (0.5f * logvar).exp()).exp() -
                                0.5f * logvar - 1.f)
                                   .sum())
                      : -0.5 * double((1.f + logvar - mu.square() - logvar.exp()).sum());
    g.noalias() = z * decoder0_.w;
    g.rowwise() += decoder0_.b;
    g = g.cwiseMax(0.f);
    logits.noalias() = g * decoder2_.w;
    for (int i = 0; i < rows; ++i) {  // cross entropy and its gradient, one row at a time: it stays in L1
      auto logit = logits.row(i).array();
      const auto target = xs.row(i).array();
      alignas(64) Eigen::Array<float, 1, pixels> a, e;
      a = logit + decoder2_.b.array();
      e = (-a.abs()).exp();
      loss += double((a.max(0.f) - a * target + (1.f + e).log()).sum());
      logit = ((a >= 0.f).select(Eigen::Array<float, 1, pixels>::Ones(), e) / (1.f + e) - target) * share;
    }
    dg.noalias() = logits * decoder2_.w.transpose();
    dg.array() *= (g.array() > 0.f).cast<float>();
    dz.noalias() = dg * decoder0_.w.transpose();
    if (family_ == posterior::laplace) {
      const auto scale = (0.5f * logvar).exp();
      const auto tail = (-mu.abs() / scale).exp();
      dheads.leftCols(latent).array() = dz.array() + mu.sign() * (1.f - tail) * share;
      dheads.rightCols(latent).array() =
          0.5f * (dz.array() * noise.array() + ((scale + mu.abs()) * tail - 1.f) * share);
    } else {
      dheads.leftCols(latent).array() = dz.array() + mu * share;
      dheads.rightCols(latent).array() = 0.5f * (dz.array() * noise.array() + (logvar.exp() - 1.f) * share);
    }
    dh.noalias() = dheads * fc_.w.transpose();
    dh.array() *= (h.array() > 0.f).cast<float>();
    losses_[static_cast<std::size_t>(thread * 8)] = loss;
  }
};

}  // namespace by_hand
