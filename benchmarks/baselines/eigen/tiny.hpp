#pragma once
// The auto-encoder of 32-32-4 with all sizes fixed at compile time, on one thread.
#include "numbers.hpp"

#include <array>
#include <vector>

namespace by_hand {

template <int In, int Out>
struct fixed_layer {
  using weights = Eigen::Matrix<float, In, Out, Eigen::RowMajor>;
  using outputs = Eigen::Matrix<float, 1, Out>;
  weights w = weights::Random() / std::sqrt(static_cast<float>(In)), m = weights::Zero(), v = weights::Zero(), gradient;
  outputs b = outputs::Zero(), bm = outputs::Zero(), bv = outputs::Zero(), bias_gradient;

  void update(const adam_step& at) {
    adam(w.data(), m.data(), v.data(), gradient.data(), In * Out, at);
    adam(b.data(), bm.data(), bv.data(), bias_gradient.data(), Out, at);
  }
};

/// `Lazy`: products as loops over coefficients in place of Eigen's packed ones; which is faster depends on the machine,
/// so both are timed.
template <bool Lazy>
class tiny_auto_encoder {
 public:
  static constexpr int pixels = 32, hidden = 32, latent = 4, batch = 32;

  tiny_auto_encoder() {
    for (auto& x : x_) x = (rows<pixels>::Random().array() * 0.5f + 0.5f).matrix();
  }
  double step() {
    const auto& x = x_[static_cast<std::size_t>(step_++ & 3)];
    const adam_step at(step_);
    constexpr float share = 1.f / batch;
    multiply(h_, x, encoder0_.w);
    h_.rowwise() += encoder0_.b;
    h_ = h_.cwiseMax(0.f);
    multiply(heads_, h_, fc_.w);
    heads_.rowwise() += fc_.b;
    if (given_noise_)
      std::copy(given_noise_, given_noise_ + batch * latent, noise_.data());
    else
      draw_normals(noise_.data(), batch * latent, static_cast<std::uint32_t>(step_));
    auto mu = heads_.template leftCols<latent>().array();
    auto logvar = heads_.template rightCols<latent>().array();
    noise_.array() *= (0.5f * logvar).exp();
    z_ = heads_.template leftCols<latent>() + noise_;
    float loss = -0.5f * (1.f + logvar - mu.square() - logvar.exp()).sum();
    multiply(g_, z_, decoder0_.w);
    g_.rowwise() += decoder0_.b;
    g_ = g_.cwiseMax(0.f);
    multiply(logits_, g_, decoder2_.w);
    logits_.rowwise() += decoder2_.b;
    const rows<pixels> e = (-logits_.array().abs()).exp();
    loss += (logits_.array().max(0.f) - logits_.array() * x.array() + (1.f + e.array()).log()).sum();
    logits_ =
        (((logits_.array() >= 0.f).select(rows<pixels>::Ones().array(), e.array()) / (1.f + e.array()) - x.array()) *
         share)
            .matrix();
    multiply(dg_, logits_, decoder2_.w.transpose());
    dg_.array() *= (g_.array() > 0.f).template cast<float>();
    multiply(dz_, dg_, decoder0_.w.transpose());
    dheads_.template leftCols<latent>().array() = dz_.array() + mu * share;
    dheads_.template rightCols<latent>().array() = 0.5f * (dz_.array() * noise_.array() + (logvar.exp() - 1.f) * share);
    multiply(dh_, dheads_, fc_.w.transpose());
    dh_.array() *= (h_.array() > 0.f).template cast<float>();
    finish(decoder2_, g_, logits_, at);
    finish(decoder0_, z_, dg_, at);
    finish(fc_, h_, dheads_, at);
    finish(encoder0_, x, dh_, at);
    return loss / batch;
  }

  void read(given_numbers& numbers) {
    read_layer<hidden>(encoder0_, 0, numbers);
    read_layer<latent>(fc_, 0, numbers);
    read_layer<latent>(fc_, latent, numbers);
    read_layer<hidden>(decoder0_, 0, numbers);
    read_layer<pixels>(decoder2_, 0, numbers);
    const auto x = numbers.take(batch, pixels);
    for (auto& one : x_) one = x;
    given_noise_ = numbers.take(batch * latent);
  }
  void write(std::vector<float>& to) const {
    write_layer<hidden>(encoder0_, 0, to);
    write_layer<latent>(fc_, 0, to);
    write_layer<latent>(fc_, latent, to);
    write_layer<hidden>(decoder0_, 0, to);
    write_layer<pixels>(decoder2_, 0, to);
  }

 private:
  template <int Cols>
  using rows = Eigen::Matrix<float, batch, Cols, Eigen::RowMajor>;

  fixed_layer<pixels, hidden> encoder0_;
  fixed_layer<hidden, 2 * latent> fc_;
  fixed_layer<latent, hidden> decoder0_;
  fixed_layer<hidden, pixels> decoder2_;
  std::array<rows<pixels>, 4> x_;
  rows<pixels> logits_;
  rows<hidden> h_, g_, dg_, dh_;
  rows<2 * latent> heads_, dheads_;
  rows<latent> noise_, z_, dz_;
  const float* given_noise_ = nullptr;
  int step_ = 0;

  template <class To, class A, class B>
  static void multiply(To&& to, const A& a, const B& b) {
    if constexpr (Lazy)
      to.noalias() = a.lazyProduct(b);
    else
      to.noalias() = a * b;
  }
  template <class Layer, class Inputs, class Outputs>
  static void finish(Layer& l, const Inputs& inputs, const Outputs& outputs, const adam_step& at) {
    multiply(l.gradient, inputs.transpose(), outputs);
    l.bias_gradient = outputs.colwise().sum();
    l.update(at);
  }
  template <int Out, class Layer>
  static void read_layer(Layer& l, long from, given_numbers& numbers) {
    l.w.middleCols(from, Out) = numbers.take(Out, l.w.rows()).transpose();
    l.b.segment(from, Out) = Eigen::Map<const row>(numbers.take(Out), Out);
  }
  template <int Out, class Layer>
  static void write_layer(const Layer& l, long from, std::vector<float>& to) {
    const matrix w = l.w.middleCols(from, Out).transpose();
    to.insert(to.end(), w.data(), w.data() + w.size());
    to.insert(to.end(), l.b.data() + from, l.b.data() + from + Out);
  }
};

}  // namespace by_hand
