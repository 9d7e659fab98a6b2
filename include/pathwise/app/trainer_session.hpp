#pragma once
// A model's session: the one template through which the commands reach a trainer.
#include <pathwise/app/session.hpp>
#include <pathwise/exec/account.hpp>
#include <pathwise/train/trainer.hpp>

#include <algorithm>
#include <utility>

namespace pathwise {

/// The session of `Model`. By these names the commands find their way in it: "x", its input; "z", a sample, and
/// "z_mean", the mean of its posterior; "z_loc" and "z_scale", of z = z_loc + z_scale * z.eps; "z_prior", a sample of
/// the prior where that is not z.eps; "log_weight", log p(x, z) - log q(z | x); "x_recon", an output of the size of
/// "x". All but "x" may be missing, and then what needs them is refused.
template <class Model>
class trainer_session final : public session {
 public:
  explicit trainer_session(const session_options& options)
      : trainer_(options.training, adam{.learning_rate = options.learning_rate}) {}

  std::vector<tensor_info> parameters() const override {
    std::vector<tensor_info> all;
    for (const parameter_info& p : trainer_.parameters().infos()) all.push_back({std::string(p.name), p.shape()});
    return all;
  }
  std::vector<float> parameter(std::string_view name) const override { return trainer_.parameters().read(name); }
  void set_parameter(std::string_view name, std::span<const float> numbers) override {
    trainer_.parameters().write(name, numbers);
  }
  std::vector<std::string> slots() const override { return {std::begin(adam::slot_names), std::end(adam::slot_names)}; }
  std::vector<float> slot(std::size_t index, std::string_view name) const override {
    return trainer_.slots().at(index).read(name);
  }
  void set_slot(std::size_t index, std::string_view name, std::span<const float> numbers) override {
    trainer_.slots().at(index).write(name, numbers);
  }
  const training_position& position() const override { return trainer_.position(); }
  void resume_at(training_position position) override { trainer_.resume_at(std::move(position)); }

  std::size_t input_size() const override { return input_numbers; }
  std::size_t code_size() const override { return code_numbers; }
  bool has_posterior() const override { return located; }
  bool has_log_weights() const override { return size_of("log_weight") > 0; }
  int threads() const override { return trainer_.threads(); }

  metrics fit(matrix_view<const float> rows, const fit_options& how) override { return trainer_.fit(rows, how); }
  metrics step(matrix_view<const float> rows) override { return trainer_.step(rows); }
  metrics step(matrix_view<const float> rows, matrix_view<const float> noise) override {
    if constexpr (fed) {
      const named_data<float> data[] = {{"x", rows}, {"z.eps", noise}};
      return trainer_.template step<training_step<given<Model, in<"z.eps">>>>(data, rows.rows);
    } else {
      refuse("z");
    }
  }
  program_account account(matrix_view<const float> rows, int calls) override {
    using program = training_step<Model>;
    return timed_account<program>(trainer_.template program_of<program>(), static_cast<long>(rows.rows), calls,
                                  [&] { trainer_.step(rows); });
  }
  metrics evaluate(matrix_view<const float> rows, std::uint64_t draw) override { return trainer_.evaluate(rows, draw); }
  loss_gradients differentiate(matrix_view<const float> rows, matrix_view<const float> noise) override {
    if constexpr (fed) {
      auto& p = trainer_.template program_of<gradients_program<given<Model, in<"z.eps">>>>();
      p.bind_input("x", rows);
      p.bind_input("z.eps", noise);
      return sorted_out(p.outputs(), p.run_to_matrices(rows.rows, trainer_.settings()), rows.rows);
    } else {
      refuse("z");
    }
  }
  loss_gradients differentiate(matrix_view<const float> rows, std::uint64_t draw) override {
    if constexpr (fed) {
      return differentiate(rows, draw_noise(rows.rows, draw).view());
    } else if constexpr (code_numbers > 0) {
      auto& p = trainer_.template program_of<gradients_program<Model>>();
      p.bind_input("x", rows);
      const auto how = trainer_.settings(nullptr, trainer_.evaluation_step(draw));
      return sorted_out(p.outputs(), p.run_to_matrices(rows.rows, how), rows.rows);
    } else {
      refuse("z");
    }
  }

  matrix<float> encode(matrix_view<const float> rows) override {
    if constexpr (located)
      return std::move(posterior_in_parts(rows)[2]);
    else if constexpr (size_of("z_mean") > 0)
      return std::move(in_parts<in<"x">, out<"z_mean">>(rows)[0]);
    else
      refuse("z_mean");
  }
  posterior_parameters posterior(matrix_view<const float> rows) override {
    if constexpr (located) {
      auto parts = posterior_in_parts(rows);
      return {std::move(parts[0]), std::move(parts[1])};
    } else {
      refuse("z_scale");
    }
  }
  posterior_sample sample_posterior(matrix_view<const float> rows, std::uint64_t draw) override {
    const std::uint64_t step = trainer_.evaluation_step(draw);
    if constexpr (code_numbers > 0 && size_of("log_weight") > 0) {
      auto parts = in_parts<in<"x">, out<"z", "log_weight">>(rows, step);
      return {std::move(parts[0]), std::move(parts[1].values)};
    } else if constexpr (code_numbers > 0) {
      return {std::move(in_parts<in<"x">, out<"z">>(rows, step)[0]), {}};
    } else {
      refuse("z");
    }
  }
  matrix<float> decode(matrix_view<const float> codes) override {
    if constexpr (code_numbers > 0 && output_numbers > 0)
      return std::move(in_parts<in<"z">, out<"x_recon">>(codes)[0]);
    else
      refuse(code_numbers > 0 ? "x_recon" : "z");
  }
  matrix<float> draw_noise(std::size_t rows, std::uint64_t seed) override {
    if constexpr (fed)
      return drawn<"z.eps">(rows, seed);
    else
      refuse("z");
  }
  matrix<float> draw_codes(std::size_t rows, std::uint64_t seed) override {
    if constexpr (size_of("z_prior") > 0)
      return drawn<"z_prior">(rows, seed);
    else
      return draw_noise(rows, seed);
  }

 private:
  trainer<Model> trainer_;
  /// Rows that one call of a program takes, so that its memory does not grow with the data.
  static constexpr std::size_t most_rows = 1024;

  /// The numbers a row of a named value; 0 where the model has no such name.
  static constexpr std::size_t size_of(std::string_view name) {
    for (const mark& m : traced<Model>.marks)
      if ((m.kind == mark_kind::value || m.kind == mark_kind::output) && m.name.view() == name)
        return static_cast<std::size_t>(traced<Model>.shapes[traced<Model>.nodes[m.node].axes].size());
    return 0;
  }
  static constexpr std::size_t input_numbers = size_of("x"), code_numbers = size_of("z"),
                               output_numbers = size_of("x_recon");
  static constexpr bool fed = size_of("z.eps") > 0;  // noise can be given
  static constexpr bool located = size_of("z_mean") > 0 && size_of("z_loc") > 0 && size_of("z_scale") > 0;
  [[noreturn]] static void refuse(std::string_view name) {
    throw std::invalid_argument("this model names no value \"" + std::string(name) + "\", which the command needs");
  }

  /// The outputs of a cut, a part of the rows at a time; each row draws by its own number.
  template <fixed_string In, fixed_string... Out>
  std::vector<matrix<float>> cut_in_parts(in<In>, out<Out...>, matrix_view<const float> rows, std::uint64_t step) {
    auto& p = trainer_.template program_of<cut<Model, in<In>, out<Out...>>>();
    std::vector<matrix<float>> all{matrix<float>(rows.rows, size_of(Out.view()))...};
    run_settings<float> how = trainer_.settings(nullptr, step);
    for (std::size_t first = 0; first < rows.rows; first += most_rows) {
      const auto part = rows.slice(first, std::min(most_rows, rows.rows - first));
      p.bind_input(In.view(), part);
      for (std::size_t i = 0; i < all.size(); ++i) p.bind_output(i, all[i].view().row(first), all[i].cols);
      how.first_row_id = first;
      p.run(part.rows, how);
    }
    return all;
  }
  template <class In, class Out>
  std::vector<matrix<float>> in_parts(matrix_view<const float> rows, std::uint64_t step = 0) {
    return cut_in_parts(In{}, Out{}, rows, step);
  }
  auto posterior_in_parts(matrix_view<const float> rows) {
    return in_parts<in<"x">, out<"z_loc", "z_scale", "z_mean">>(rows);
  }
  template <fixed_string Name>
  matrix<float> drawn(std::size_t rows, std::uint64_t seed) {
    auto& p = trainer_.template program_of<cut<Model, in<>, out<Name>>>();
    auto how = trainer_.settings();
    how.seed = seed;
    return std::move(p.run_to_matrices(rows, how).at(0));
  }
  loss_gradients sorted_out(const std::vector<named_value>& outputs, std::vector<matrix<float>> numbers,
                            std::size_t rows) {
    loss_gradients sorted;
    sorted.at.rows = rows;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      const std::string name(outputs[i].name);
      const auto& infos = trainer_.parameters().infos();
      if (std::any_of(infos.begin(), infos.end(), [&](const parameter_info& p) { return p.name == name; })) {
        sorted.gradients.push_back({name, std::move(numbers[i])});
      } else {
        sorted.at.names.push_back(name);
        sorted.at.values.push_back(static_cast<double>(numbers[i].values.at(0)));
      }
    }
    return sorted;
  }
};

template <class Model>
std::unique_ptr<session> make_session(const session_options& options) {
  return std::make_unique<trainer_session<Model>>(options);
}

}  // namespace pathwise
