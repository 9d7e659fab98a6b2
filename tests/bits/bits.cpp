// Trains small models in every way that must not matter (threads, slabs, lanes) and prints a fingerprint of the weights
// for each: bits.py holds them against each other, and those of one compiler against the other's.
#include <pathwise/engine.hpp>

#include <cstdio>
#include <cstring>

namespace pw = pathwise;

template <auto posterior, auto divergence>
struct small_vae {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<37>("x");
    auto h = relu(linear<53>("encoder.2", tanh(linear<29>("encoder.0", x))));
    auto mu = linear<5>("fc_mu", h);
    auto q = posterior(mu, exp(0.5 * linear<5>("fc_logvar", h)));
    auto z = rsample("z", q);
    auto logits = linear<37>("decoder.2", relu(linear<53>("decoder.0", z)));
    model.minimise(sum(binary_cross_entropy_with_logits(logits, x)) + sum(divergence(q, standard_like(q), z)));
  }
};

// Rows that meet: in a batch norm, whose running statistics are among what is held equal; and a dropout.
struct normed {
  static constexpr void build(pw::model_builder& model) {
    auto x = model.input<37>("x");
    auto h = softplus(linear<19>("a", x));
    auto y = linear<3>("b", dropout("drop", batch_norm("norm", h), 0.2));
    model.minimise(sum(square(y - 1.0)) + 0.01 * sum(square(h)));
  }
};

static std::uint64_t fingerprint(std::uint64_t hash, const std::vector<float>& numbers) {
  for (const float x : numbers) {
    std::uint32_t bits;
    std::memcpy(&bits, &x, sizeof bits);
    hash = (hash ^ bits) * 1099511628211u;
  }
  return hash;
}

template <class Model, int Lanes>
static void train(const char* name, int threads, long slab_rows) {
  pw::matrix<float> data(130, 37);
  for (std::size_t i = 0; i < data.size(); ++i)
    data.values[i] = static_cast<float>((i * 2654435761u >> 8) % 1000) / 999.0f;
  pw::trainer<Model, float, pw::adam, pw::lanes<float, Lanes>> t(
      {.batch = 50, .seed = 3, .threads = threads, .slab_rows = slab_rows});
  t.fit(data, {.epochs = 4});
  std::uint64_t hash = 14695981039346656037u;
  for (const auto& p : t.parameters().infos()) hash = fingerprint(hash, t.parameters().read(p.name));
  std::printf("%s %016llx lanes %d threads %d slab %ld\n", name, static_cast<unsigned long long>(hash), Lanes, threads,
              slab_rows);
}

template <class Model>
static void train_every_way(const char* name) {
  for (const int threads : {1, 2, 5})
    for (const long slab_rows : {7L, 128L}) train<Model, 8>(name, threads, slab_rows);
  train<Model, 16>(name, 2, 128);
  train<Model, 1>(name, 1, 128);
}

int main() {
  train_every_way<small_vae<pw::normal, pw::closed_form>>("normal");
  train_every_way<small_vae<pw::laplace, pw::closed_form>>("laplace");
  train_every_way<small_vae<pw::logistic, pw::monte_carlo>>("logistic");
  train_every_way<normed>("normed");
}
