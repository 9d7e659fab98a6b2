#pragma once
// A model run on a case: its loss and gradients at the start, and its parameters after some steps of Adam.
#include <pathwise/engine.hpp>

#include "parity/case.hpp"

namespace pathwise::parity {

template <class Model>
using fed = given<Model, in<"z.eps">>;

/// How a case is run; results must not depend on it.
struct schedule {
  int threads = 1;
  long slab_rows = 128;
};

/// An optimiser that only keeps each gradient as it is handed over, to look at what the fused step computes.
struct keep_gradients {
  struct nothing {};

  static constexpr int slots = 1;
  static constexpr const char* slot_names[] = {"gradient"};
  template <class T>
  nothing at_step(long) const {
    return {};
  }
  template <class V>
  static kernels::store_rule<V> rule(nothing, typename V::value_type*, typename V::value_type* const* slot,
                                     long offset) {
    return {slot[0] + offset};
  }
};

/// A trainer at the case's start, and its inputs.
template <class Model, class T, class Optimiser>
struct prepared_run {
  std::vector<T> x, eps;
  std::size_t rows, pixels, latent;
  trainer<Model, T, Optimiser> trained;

  prepared_run(const stored_case& c, const schedule& how, Optimiser optimiser)
      : x(c.read<T>("x")),
        eps(c.read<T>("eps")),
        rows(c.rows()),
        pixels(c.columns("x")),
        latent(c.columns("eps")),
        trained({.batch = rows, .threads = how.threads, .slab_rows = how.slab_rows}, optimiser) {
    for (const parameter_info& p : trained.parameters().infos()) {
      const std::string name(p.name);
      trained.parameters().write(name, c.read<T>("start." + name));
    }
  }
  matrix_view<const T> images() const { return {x.data(), rows, pixels}; }
  matrix_view<const T> noise(std::size_t step) const { return {eps.data() + step * rows * latent, rows, latent}; }
  metrics step(std::size_t index) {
    const named_data<T> batch[] = {{"x", images()}, {"z.eps", noise(index)}};
    return trained.template step<training_step<fed<Model>>>(batch, rows);
  }
};

/// Adds the numbers of a block of parameters, or of one of an optimiser's slots.
template <class Block>
void add_block(numbers& to, const std::string& kind, const Block& block) {
  for (const parameter_info& p : block.infos()) {
    const auto read = block.read(p.name);
    to[kind + "." + std::string(p.name)] = {read.begin(), read.end()};
  }
}

template <class Model, class T>
numbers run(const stored_case& c, const schedule& how) {
  numbers found;
  prepared_run<Model, T, keep_gradients> first(c, how, {});
  const metrics at_start = first.step(0);
  found["values"] = {at_start["loss"], at_start["reconstruction"], at_start["kl"]};
  add_block(found, "gradient", first.trained.slots().at(0));

  prepared_run<Model, T, adam> all(c, how, {.learning_rate = c.learning_rate()});
  for (std::size_t step = 0; step < c.steps(); ++step) all.step(step);
  add_block(found, "after", all.trained.parameters());
  return found;
}

/// Loss and gradients by the program whose outputs they are.
template <class Model, class T>
numbers differentiate(const stored_case& c, const schedule& how) {
  prepared_run<Model, T, keep_gradients> start(c, how, {});
  auto& program = start.trained.template program_of<gradients_program<fed<Model>>>();
  program.bind_input("x", start.images());
  program.bind_input("z.eps", start.noise(0));
  const std::vector<matrix<T>> values = program.run_to_matrices(start.rows, start.trained.settings());
  numbers found;
  for (std::size_t i = 0; i < values.size(); ++i)
    found[std::string(program.outputs()[i].name)] = {values[i].values.begin(), values[i].values.end()};
  return found;
}

template <class Model, class T>
void check_in(const std::filesystem::path& folder, const std::string& name, const schedule& how = {}) {
  const stored_case c(folder / (name + ".safetensors"));
  std::string title = name + (sizeof(T) == 4 ? ", float32" : ", float64");
  if (how.slab_rows != schedule().slab_rows)
    title += ", " + std::to_string(how.threads) + " threads, slabs of " + std::to_string(how.slab_rows);
  hold<T>(title, c, run<Model, T>(c, how));
}
template <class Model>
void check(const std::filesystem::path& folder, const std::string& name, const schedule& how = {}) {
  check_in<Model, float>(folder, name, how);
  check_in<Model, double>(folder, name, how);
}

}  // namespace pathwise::parity
