// What the compiler knows of the tutorial's model, Gaussian and Laplace: shapes, the graph of the gradient, phases,
// fused groups and where every value lies. All of it is constant, and the same in both compilers.
#include <pathwise/passes/pipeline.hpp>

#include "../../docs/examples/image_vae.hpp"

namespace {

using namespace pathwise;
using gaussian = image_vae<pw::normal>;
using laplacian = image_vae<pw::laplace>;
constexpr int width = 16;  // columns of a panel of 8 lanes

template <class Program>
constexpr const auto& program = contracted<Program>;
template <class Program>
constexpr const auto& plan_of = lowered<Program, width>;

// ---- what is asked of stages ----

template <class Graph>
constexpr int node_of(const Graph& g, const char* name, mark_kind kind) {
  for (const mark& m : g.marks)
    if (m.name == text(name) && m.kind == kind) return m.node;
  return -1;
}
template <class Graph>
constexpr bool has_shape(const Graph& g, const char* name, mark_kind kind, const extents& axes, bool rows) {
  const int i = node_of(g, name, kind);
  return i >= 0 && g.shapes[g.nodes[i].axes] == axes && (g.nodes[i].positions != 0) == rows;
}
template <class Plan>
constexpr int steps(const Plan& p, step_kind kind, int phase) {
  int n = 0;
  for (const step& s : p.steps) n += s.kind == kind && s.phase == phase;
  return n;
}
/// Loops that are generated: steps with code, beside a product or alone.
template <class Plan>
constexpr int groups(const Plan& p, int phase) {
  int n = 0;
  for (const step& s : p.steps) n += s.code_end > s.code && s.phase == phase;
  return n;
}
template <class Plan>
constexpr buffer place_of_update(const Plan& p, int update) {
  return p.updates[update].parameter;
}

// ---- shapes, as the model says them ----

template <class Model>
constexpr bool shapes_are_right() {
  const auto& g = traced<Model>;
  return has_shape(g, "x", mark_kind::value, extents_of<784>(), true) &&
         has_shape(g, "encoder.0", mark_kind::value, extents_of<400>(), true) &&
         has_shape(g, "fc_mu", mark_kind::value, extents_of<20>(), true) &&
         has_shape(g, "fc_logvar", mark_kind::value, extents_of<20>(), true) &&
         has_shape(g, "z", mark_kind::value, extents_of<20>(), true) &&
         has_shape(g, "z.eps", mark_kind::value, extents_of<20>(), true) &&
         has_shape(g, "decoder.0", mark_kind::value, extents_of<400>(), true) &&
         has_shape(g, "decoder.2", mark_kind::value, extents_of<784>(), true) &&
         has_shape(g, "x_recon", mark_kind::output, extents_of<784>(), true) &&
         has_shape(g, "reconstruction", mark_kind::output, extents{}, true) &&
         has_shape(g, "kl", mark_kind::output, extents{}, true) &&
         has_shape(g, "loss", mark_kind::loss, extents{}, true);
}
static_assert(shapes_are_right<gaussian>());
static_assert(shapes_are_right<laplacian>());

// ---- the gradient: one mark a parameter, of the parameter's shape, one value for all rows ----

template <class Model>
constexpr bool gradients_are_right() {
  const auto& g = program<training_step<Model>>;
  constexpr auto gradient = mark_kind::gradient;
  return has_shape(g, "encoder.0.weight", gradient, extents_of<400, 784>(), false) &&
         has_shape(g, "encoder.0.bias", gradient, extents_of<400>(), false) &&
         has_shape(g, "fc_mu.weight", gradient, extents_of<20, 400>(), false) &&
         has_shape(g, "fc_mu.bias", gradient, extents_of<20>(), false) &&
         has_shape(g, "fc_logvar.weight", gradient, extents_of<20, 400>(), false) &&
         has_shape(g, "fc_logvar.bias", gradient, extents_of<20>(), false) &&
         has_shape(g, "decoder.0.weight", gradient, extents_of<400, 20>(), false) &&
         has_shape(g, "decoder.0.bias", gradient, extents_of<400>(), false) &&
         has_shape(g, "decoder.2.weight", gradient, extents_of<784, 400>(), false) &&
         has_shape(g, "decoder.2.bias", gradient, extents_of<784>(), false) &&
         has_shape(g, "loss", mark_kind::root, extents{}, false) &&
         has_shape(g, "reconstruction", mark_kind::root, extents{}, false) &&
         has_shape(g, "kl", mark_kind::root, extents{}, false) && g.size.marks == 10 + 3;
}
static_assert(gradients_are_right<gaussian>());
static_assert(gradients_are_right<laplacian>());

// ---- how many nodes each stage has ----

template <class Program>
struct nodes_of {
  static constexpr int started = pathwise::started<Program>.size.nodes, folded = pathwise::folded<Program>.size.nodes,
                       simplified = pathwise::simplified<Program>.size.nodes,
                       merged = pathwise::merged<Program>.size.nodes,
                       contracted = pathwise::contracted<Program>.size.nodes;
  static_assert(folded <= started && merged <= simplified && contracted <= merged);
};
using step_of_gaussian = nodes_of<training_step<gaussian>>;
static_assert(traced<gaussian>.size.nodes == 52);
static_assert(step_of_gaussian::started == 101);
static_assert(step_of_gaussian::merged == 84);
static_assert(step_of_gaussian::contracted == 81);
using step_of_laplacian = nodes_of<training_step<laplacian>>;
static_assert(traced<laplacian>.size.nodes == 59);
static_assert(step_of_laplacian::started == 119);
static_assert(step_of_laplacian::merged == 98);
static_assert(step_of_laplacian::contracted == 95);

// ---- phases, fused groups, products ----

template <class Model>
constexpr bool plan_is_right() {
  const auto& p = plan_of<training_step<Model>>;
  return p.phases == 3  // none before the rows; rows; all rows at once
         && steps(p, step_kind::product, 1) ==
                5 + 4  // five layers forward, four backward: nobody asks for the gradient of x
         && groups(p, 1) ==
                5 + 3 + 1  // one a product, but where two backward products meet in the second's; and the loss's own
         && steps(p, step_kind::pack, 1) == 1    // x
         && steps(p, step_kind::noise, 1) == 1   // z's
         && steps(p, step_kind::outer, 2) == 0   // no gradient of a weight is ever written:
         && steps(p, step_kind::update, 2) == 1  // all are made in registers, where the optimiser takes them
         && p.size.updates == 10 && p.size.terms == 10 &&
         steps(p, step_kind::column_sum, 2) == 3;  // loss, reconstruction, kl
}
static_assert(plan_is_right<gaussian>());
static_assert(plan_is_right<laplacian>());

// ---- memory: parameters one after another, in panels; values in the batch's panels or a slab's ----

template <class Model>
constexpr bool parameters_are_placed() {
  const auto& p = plan_of<training_step<Model>>;
  constexpr int offsets[] = {
      0,
      25 * width * 784,                                                          // encoder.0.bias
      25 * width * 785,                                                          // fc_mu.weight
      25 * width * 785 + 2 * width * 400,                                        // fc_mu.bias
      25 * width * 785 + 2 * width * 401,                                        // fc_logvar.weight
      25 * width * 785 + 2 * width * 801,                                        // fc_logvar.bias
      25 * width * 785 + 2 * width * 802,                                        // decoder.0.weight
      25 * width * 785 + 2 * width * 802 + 25 * width * 20,                      // decoder.0.bias
      25 * width * 785 + 2 * width * 802 + 25 * width * 21,                      // decoder.2.weight
      25 * width * 785 + 2 * width * 802 + 25 * width * 21 + 49 * width * 400};  // decoder.2.bias
  for (int i = 0; i < 10; ++i)
    if (!(place_of_update(p, i) == buffer{place::parameter, offsets[i]})) return false;
  return p.parameter_numbers == offsets[9] + 49 * width;
}
static_assert(parameters_are_placed<gaussian>());
static_assert(parameters_are_placed<laplacian>());

template <class Model>
constexpr bool values_are_placed() {
  const auto& p = plan_of<training_step<Model>>;
  // Read by phase 2, so kept for all rows: x, h, dh; mu's and logvar's cotangents; z, h', dh'; dlogits. The logits
  // themselves never leave L1.
  constexpr int batch = 49 + 25 + 25 + 2 + 2 + 2 + 25 + 25 + 49;
  return p.batch_panels == batch && p.batch_values == 3 && p.slab_values == 0 && p.slab_panels == 25 &&
         p.steps[0].result == buffer{place::batch, 0};
}
static_assert(values_are_placed<gaussian>());
static_assert(values_are_placed<laplacian>());

// ---- programs that are cut from the model have what they need, and no more ----

using encode = cut<gaussian, in<"x">, out<"fc_mu">>;
static_assert(contracted<encode>.size.nodes == 10 && plan_of<encode>.phases == 2);
static_assert(steps(plan_of<encode>, step_kind::product, 1) == 2 && groups(plan_of<encode>, 1) == 2 &&
              steps(plan_of<encode>, step_kind::noise, 1) == 0);
using decode = cut<gaussian, in<"z">, out<"x_recon">>;
static_assert(contracted<decode>.size.nodes == 11 && steps(plan_of<decode>, step_kind::product, 1) == 2);
using reconstruct = cut<gaussian, in<"x">, out<"x_recon">>;
static_assert(steps(plan_of<reconstruct>, step_kind::product, 1) == 5 &&
              steps(plan_of<reconstruct>, step_kind::noise, 1) == 1);
using bound = loss_program<gaussian>;
static_assert(plan_of<bound>.phases == 3 && plan_of<bound>.size.updates == 0 &&
              steps(plan_of<bound>, step_kind::product, 1) == 5);
// All programs of a model share one block of parameters.
static_assert(plan_of<encode>.parameter_numbers == plan_of<training_step<gaussian>>.parameter_numbers &&
              plan_of<decode>.parameter_numbers == plan_of<bound>.parameter_numbers);

}  // namespace
