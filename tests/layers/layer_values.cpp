// Layers on numbers, for layers.py: each request is a layer with its leaves' numbers and a cotangent; the answer is its
// value and the gradient in every leaf, by the interpreter in double, before and after the passes,
// and by the executor.
//
//   layer NAME ROWS          as it is evaluated; training NAME ROWS: as a training step has it. Or: windows KIND ROWS C
//   GROUPS OUT EXTRA BIAS RANK, then size stride padding dilation extent an axis
//   leaf NAME COUNT numbers
//   run                      -> value NAME COUNT numbers ..., passes DISTANCE, done
#include <cmath>
#include <functional>
#include <iostream>
#include <sstream>

#include <pathwise/engine.hpp>
#include <pathwise/testing/leaves.hpp>
#include <pathwise/testing/norms.hpp>

#include "support/run_time_program.hpp"

namespace pw = pathwise;
using namespace pathwise;
using namespace pathwise::testing;

namespace {

using building = std::function<any_expr(model_builder&)>;

/// A layer whose input is "x" [E...].
template <std::size_t... E, class Layer>
building of(Layer layer) {
  return [layer](model_builder& model) -> any_expr { return layer(model.input<E...>("x")); };
}

const std::map<std::string, building>& layers() {
  static const std::map<std::string, building> all{
      {"linear", of<4, 3, 7>([](auto x) { return linear<5>("layer", x); })},
      {"linear without bias", of<7>([](auto x) { return linear<5>("layer", x, bias::no); })},
      {"bilinear",
       [](model_builder& m) -> any_expr { return bilinear<3>("layer", m.input<4>("x"), m.input<5>("x2")); }},
      {"layer_norm", of<3, 4>([](auto x) { return layer_norm("layer", x); })},
      {"layer_norm of the last axis",
       of<3, 8>([](auto x) { return vmap([](auto t) { return layer_norm("layer", t); }, x); })},
      {"rms_norm", of<9>([](auto x) { return rms_norm("layer", x); })},
      {"group_norm", of<6, 3, 2>([](auto x) { return group_norm<3>("layer", x); })},
      {"batch_norm", of<6>([](auto x) { return batch_norm("layer", x); })},
      {"batch_norm of three rows",
       of<5>([](auto x) { return batch_norm("layer", x, {.epsilon = 1e-3, .momentum = 0.3}); })},
      {"batch_norm without affine", of<6>([](auto x) { return batch_norm("layer", x, {.with = affine::no}); })},
      {"batch_norm of sequences", of<3, 7>([](auto x) { return batch_norm("layer", x); })},
      {"batch_norm of pictures", of<4, 3, 2>([](auto x) { return batch_norm("layer", x); })},
      {"batch_norm of positions",
       of<5, 4>([](auto x) { return vmap([](auto t) { return batch_norm("layer", t); }, x); })},
      {"dropout", of<4, 3>([](auto x) { return dropout("layer", x, 0.3); })},
      {"dropout of positions", of<5, 4>([](auto x) { return vmap([](auto t) { return dropout("layer", t); }, x); })},
      {"weight_norm", of<7>([](auto x) { return weight_norm_linear<5>("layer", x); })},
      {"spectral_norm", of<7>([](auto x) { return spectral_norm_linear<5>("layer", x); })},
      {"weight_norm of a convolution", of<4, 6, 5>([](auto x) {
         return weight_norm_conv2d<6, window{.size = 3, .padding = 1}, window{.size = 2, .stride = 2}, 2>("layer", x);
       })},
      {"spectral_norm of a convolution", of<4, 6, 5>([](auto x) {
         return spectral_norm_conv2d<6, window{.size = 3, .padding = 1}, window{.size = 2, .stride = 2}, 2>("layer", x);
       })},
      {"made", of<5>([](auto x) {
         graph& g = *x.g;
         const auto h = tanh(masked_linear("layer.0", x, mask_up_to(hidden_degrees<9, 5>(g), degrees<5>(g))));
         return masked_linear("layer.1", h, mask_below(degrees<5>(g), hidden_degrees<9, 5>(g)), bias::no);
       })},
      {"gru", of<5, 3>([](auto x) { return gru<4>("layer", x); })},
      {"lstm", of<5, 3>([](auto x) { return lstm<4>("layer", x); })},
      {"gru_cell", [](model_builder& m) -> any_expr { return gru_cell("layer", m.input<3>("x"), m.input<4>("h")); }},
      {"lstm_cell",
       [](model_builder& m) -> any_expr {
         const auto [h, c] = lstm_cell("layer", m.input<3>("x"), m.input<4>("h"), m.input<4>("c"));
         return concatenate(h, c, axis<0>);
       }},
      {"attention", of<5, 6>([](auto x) { return multi_head_attention<3>("layer", x, x, x); })},
      {"attention to others",
       [](model_builder& m) -> any_expr {
         const auto key = m.input<4, 6>("key");
         return multi_head_attention<2>("layer", m.input<5, 6>("x"), key, m.input<4, 6>("value"));
       }},
      {"causal attention",
       of<5, 6>([](auto x) { return multi_head_attention<2>("layer", x, x, x, attends::backwards); })},
      {"embedding", [](model_builder& m) -> any_expr { return embedding<7, 3>("layer", m.input<>("x")); }},
      {"one_hot of positions", of<4>([](auto x) { return vmap([](expr<> i) { return one_hot<5>(i); }, x); })},
      {"leaky_relu", of<64>([](auto x) { return leaky_relu(x, 0.2); })},
      {"elu", of<64>([](auto x) { return elu(x, 1.5); })},
      {"selu", of<64>([](auto x) { return selu(x); })},
      {"celu", of<64>([](auto x) { return celu(x, 0.7); })},
      {"gelu", of<64>([](auto x) { return gelu(x); })},
      {"gelu_tanh", of<64>([](auto x) { return gelu_tanh(x); })},
      {"silu", of<64>([](auto x) { return silu(x); })},
      {"mish", of<64>([](auto x) { return mish(x); })},
      {"log_sigmoid", of<64>([](auto x) { return log_sigmoid(x); })},
      {"softsign", of<64>([](auto x) { return softsign(x); })},
      {"tanhshrink", of<64>([](auto x) { return tanhshrink(x); })},
      {"softshrink", of<64>([](auto x) { return softshrink(x); })},
      {"hardshrink", of<64>([](auto x) { return hardshrink(x); })},
      {"hard_tanh", of<64>([](auto x) { return hard_tanh(x); })},
      {"hard_sigmoid", of<64>([](auto x) { return hard_sigmoid(x); })},
      {"hard_swish", of<64>([](auto x) { return hard_swish(x); })},
      {"relu6", of<64>([](auto x) { return relu6(x); })},
      {"glu", of<64>([](auto x) { return glu(x); })},
      {"sinc", of<64>([](auto x) { return sinc(x); })},
      {"tan", of<64>([](auto x) { return tan(x); })},
      {"sinh", of<64>([](auto x) { return sinh(x); })},
      {"cosh", of<64>([](auto x) { return cosh(x); })},
      {"asinh", of<64>([](auto x) { return asinh(x); })},
      {"asin", of<64>([](auto x) { return asin(x); })},
      {"acos", of<64>([](auto x) { return acos(x); })},
      {"atanh", of<64>([](auto x) { return atanh(x); })},
      {"acosh", of<64>([](auto x) { return acosh(x); })},
      {"exp2", of<64>([](auto x) { return exp2(x); })},
      {"log2", of<64>([](auto x) { return log2(x); })},
      {"log10", of<64>([](auto x) { return log10(x); })},
      {"rsqrt", of<64>([](auto x) { return rsqrt(x); })},
      {"reciprocal", of<64>([](auto x) { return reciprocal(x); })},
      {"atan2", [](model_builder& m) -> any_expr { return atan2(m.input<64>("x"), m.input<64>("x2")); }},
      {"hypot", [](model_builder& m) -> any_expr { return pathwise::hypot(m.input<64>("x"), m.input<64>("x2")); }},
      {"logaddexp", [](model_builder& m) -> any_expr { return logaddexp(m.input<64>("x"), m.input<64>("x2")); }},
      {"xlogy", [](model_builder& m) -> any_expr { return xlogy(m.input<64>("x"), m.input<64>("x2")); }},
      {"pow", [](model_builder& m) -> any_expr { return pathwise::pow(m.input<64>("x"), m.input<64>("x2")); }},
  };
  return all;
}

/// A convolution or pooling of shapes that are known at run time.
any_expr windows_layer(graph& g, std::istream& in) {
  std::string kind;
  int channels = 0, groups = 0, out = 0, extra = 0, with_bias = 0;
  pathwise::detail::sliding s;
  in >> kind >> channels >> groups >> out >> extra >> with_bias >> s.rank;
  extents axes{1, {channels}};
  for (int k = 0; k < s.rank; ++k) {
    window& w = s.along[k];
    in >> w.size >> w.stride >> w.padding >> w.dilation >> s.extent[k];
    axes.at[axes.rank++] = s.extent[k];
    s.count[k] = pathwise::detail::windows_on(s.extent[k], w);
    if (kind == "transposed") {
      s.count[k] = s.extent[k];
      s.extent[k] = pathwise::detail::extent_under(s.count[k], w, extra);
    }
  }
  const any_expr x = add_leaf(g, "x", axes, true);
  if (kind == "max") return pathwise::detail::largest_of_windows(x, s);
  if (kind == "mean")
    return pathwise::detail::mean_of_windows(x, s, extra == 1 ? padding_counts::yes : padding_counts::no);
  const bool transposed = kind == "transposed";
  const any_expr weight = add_leaf(g, "layer.weight",
                                   transposed ? pathwise::detail::weight_axes(channels, out / groups, s)
                                              : pathwise::detail::weight_axes(out, channels / groups, s),
                                   false, slot_kind::parameter);
  const any_expr shift =
      with_bias == 1 ? add_leaf(g, "layer.bias", {1, {out}}, false, slot_kind::parameter) : any_expr{};
  return transposed ? pathwise::detail::convolved_transposed(x, s, weight, shift, groups)
                    : pathwise::detail::convolved(x, s, weight, shift, out, groups);
}

struct request {
  graph g;
  std::size_t rows = 1;
  numbers_by_name numbers;

  void build(any_expr made, program_mode wanted) {
    for (slot& s : g.slots)
      if (s.kind == slot_kind::noise) s.kind = slot_kind::input;
    g.marks.add({"y", mark_kind::root, made.id});
    g = in_mode(g, wanted);
    const any_expr y{&g, g.marks[g.find_mark("y", mark_kind::root)].node};
    list<mark> states;
    for (const mark& m : g.marks) {
      if (m.kind != mark_kind::next) continue;
      text name("next ");
      name.append(m.name.view());
      states.add({name, mark_kind::root, m.node});
    }
    const any_expr dy = add_leaf(g, "dy", y.axes(), y.has_rows());
    list<int> leaves;
    std::vector<std::string> names;
    for (int i = 0; i < g.nodes.size(); ++i)
      if ((g.is_slot(i, slot_kind::input) || g.is_slot(i, slot_kind::parameter)) && i != dy.id) {
        leaves.add(i);
        names.emplace_back(g.slot_of(i).name.view());
      }
    const list<int> gradients = reverse(g, y.id, dy.id, leaves);
    g.marks = states;
    g.marks.add({"y", mark_kind::root, y.id});
    for (std::size_t k = 0; k < names.size(); ++k)
      if (gradients[static_cast<int>(k)] >= 0)
        g.marks.add({text("d " + names[k]), mark_kind::root, gradients[static_cast<int>(k)]});
  }
  void answer() const {
    const node_values<double> values = evaluate<double>(g, rows, numbers);
    const graph after = optimised(g);
    const node_values<double> values_after = evaluate<double>(after, rows, numbers);
    long double distance = 0;
    for (int i = 0; i < g.marks.size(); ++i) {
      const auto& found = values[static_cast<std::size_t>(g.marks[i].node)];
      std::cout << "value\t" << g.marks[i].name.view() << "\t";
      for (const double v : found) std::cout << v << " ";
      std::cout << "\n";
      for (const mark& m : after.marks)
        if (m.name == g.marks[i].name)
          distance = std::max(distance, relative_maximum(values_after[static_cast<std::size_t>(m.node)], found));
    }
    std::cout << "passes\t" << static_cast<double>(distance) << "\n";
    run_time_program<native<double>> executed(after, {2, 2});
    const std::vector<std::vector<double>> results = executed.run(rows, numbers);
    distance = 0;
    for (int i = 0; i < g.marks.size(); ++i)
      distance = std::max(distance, relative_maximum(results[static_cast<std::size_t>(i)],
                                                     values[static_cast<std::size_t>(g.marks[i].node)]));
    std::cout << "plan\t" << static_cast<double>(distance) << "\ndone" << std::endl;
  }
};

}  // namespace

int main() {
  std::cout.precision(17);
  request r;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream in(line);
    std::string what;
    std::getline(in, what, '\t');
    if (what == "layer" || what == "training") {
      r = {};
      std::string name;
      std::getline(in, name, '\t');
      in >> r.rows;
      model_builder model(r.g);
      r.build(layers().at(name)(model), what == "training" ? program_mode::training : program_mode::evaluating);
    } else if (what == "windows") {
      r = {};
      in >> r.rows;
      r.build(windows_layer(r.g, in), program_mode::evaluating);
    } else if (what == "leaf") {
      std::string name;
      std::getline(in, name, '\t');
      for (double v = 0; in >> v;) r.numbers[name].push_back(v);
    } else if (what == "run") {
      r.answer();
    }
  }
}
