// The parts of the commands that need no program to run.
#include <pathwise/data/atomic_file.hpp>
#include <pathwise/data/read_file.hpp>
#include <pathwise/data/safetensors.hpp>

#include <stdlib.h>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/comparison.hpp"
#include "app/exit.hpp"
#include "app/help_style.hpp"
#include "app/report.hpp"
#include "app/run_folder.hpp"
#include "app/training.hpp"
#include "unit/app/small_models.hpp"

using namespace pathwise;
using namespace pathwise::commands;
namespace fs = std::filesystem;

namespace {

/// A folder that is gone after the test.
struct temporary_folder {
  fs::path path;
  temporary_folder() {
    std::string name = (fs::temp_directory_path() / "pathwise-app-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~temporary_folder() { fs::remove_all(path); }
};

bool says(const std::exception& e, std::string_view words) {
  return std::string_view(e.what()).find(words) != std::string_view::npos;
}

const std::array ready{model_entry{"normal", "log-variance", "bernoulli", nullptr},
                       model_entry{"normal", "softplus", "squared-error", nullptr},
                       model_entry{"laplace", "log-variance", "bernoulli", nullptr}};

model_table ready_table() {
  model_table table;
  table.models = ready;
  return table;
}

data_set small_data(std::size_t rows, std::size_t test_rows) {
  data_set data;
  data.from.data = "synthetic";
  data.train = test::rows_between_0_and_1(rows);
  data.test = test::rows_between_0_and_1(test_rows, 6);
  data.size = {1, 13};
  return data;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(the_commands)

BOOST_AUTO_TEST_CASE(numbers_for_people) {
  BOOST_TEST(grouped(0) == "0");
  BOOST_TEST(grouped(999) == "999");
  BOOST_TEST(grouped(1000) == "1,000");
  BOOST_TEST(grouped(1234567) == "1,234,567");
  BOOST_TEST(counted(1, "thread") == "1 thread");
  BOOST_TEST(counted(2000, "row") == "2,000 rows");
  BOOST_TEST(clock_time(0) == "0:00");
  BOOST_TEST(clock_time(65.4) == "1:05");
  BOOST_TEST(clock_time(7209) == "2:00:09");
  BOOST_TEST(clock_time(-1) == "0:00");
  BOOST_TEST(clock_time(1.0 / 0.0) == "0:00");
}

BOOST_AUTO_TEST_CASE(help_is_wrapped_between_words) {
  BOOST_TEST(wrapped("one two three", 80) == "one two three");
  BOOST_TEST(wrapped("one two three", 8) == "one two\nthree");
  BOOST_TEST(wrapped("one\ntwo three four", 10) == "one\ntwo three\nfour");
  BOOST_TEST(wrapped("unbreakable", 4) == "unbreakable");
}

BOOST_AUTO_TEST_CASE(metrics_survive_json) {
  const metrics m{{"loss", "kl"}, {105.12345678901234, 1.0 / 3}, 7};
  const metrics back = metrics_from(json::parse(to_json(m).dump()), 7);
  BOOST_TEST(back.names == m.names, boost::test_tools::per_element());
  BOOST_TEST(back.values == m.values, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_model_is_found_by_its_parts) {
  const model_table table = ready_table();
  BOOST_TEST(&find_model(table, {"gaussian", "log-variance", "bernoulli"}) == &ready[0]);
  BOOST_TEST(&find_model(table, {"normal", "softplus", "squared-error"}) == &ready[1]);
  BOOST_TEST(&find_model(table, {"gaussian", "log-variance", "bernoulli", "normal"}) ==
             &ready[0]);  // its own is the normal
  BOOST_TEST(title(ready[1]) == "normal, softplus, squared-error");
  BOOST_TEST(slug(ready[2]) == "laplace-log-variance-bernoulli");
  for (const model_choice& none :
       {model_choice{"laplace", "softplus", "squared-error"}, model_choice{"cauchy", "log-variance", "bernoulli"},
        model_choice{"", "log-variance", "bernoulli"}, model_choice{"laplace", "log-variance", "bernoulli", "normal"}})
    BOOST_CHECK_EXCEPTION(find_model(table, none), usage_error, [](const usage_error& e) {
      return says(e, "--model normal --sigma softplus --reconstruction squared-error") && says(e, "--model laplace");
    });
}

BOOST_AUTO_TEST_CASE(a_users_only_model_needs_no_name) {
  const auto entries = entries_of<test::small_vae>();
  const model_table table = table_of(entries);
  BOOST_TEST(&find_model(table, {}) == &table.models[0]);
  BOOST_TEST(title(find_model(table, {"small_vae"})) == "small_vae");
  BOOST_CHECK_THROW(find_model(table, {"large_vae"}), usage_error);
}

BOOST_AUTO_TEST_CASE(codes_that_vary_are_active) {
  matrix<float> means(4, 3);
  for (std::size_t r = 0; r < 4; ++r) {
    means(r, 0) = r % 2 == 0 ? 0.11f : -0.11f;           // variance 0.0121
    means(r, 1) = 5.0f + (r % 2 == 0 ? 0.09f : -0.09f);  // 0.0081
    means(r, 2) = static_cast<float>(r);
  }
  BOOST_TEST(active_codes(means) == 2u);
}

BOOST_AUTO_TEST_CASE(a_fingerprint_sees_every_bit) {
  data_set data = small_data(9, 0);
  const std::uint64_t before = fingerprint(data);
  BOOST_TEST(fingerprint(small_data(9, 0)) == before);
  data.train.values[100] = std::nextafter(data.train.values[100], 2.0f);
  BOOST_TEST(fingerprint(data) != before);
  BOOST_TEST(fingerprint(small_data(8, 0)) != before);
}

BOOST_AUTO_TEST_CASE(base64_as_in_rfc_4648) {
  const auto encoded = [](std::string_view text) { return base64(std::as_bytes(std::span(text))); };
  BOOST_TEST(encoded("") == "");
  BOOST_TEST(encoded("f") == "Zg==");
  BOOST_TEST(encoded("fo") == "Zm8=");
  BOOST_TEST(encoded("foo") == "Zm9v");
  BOOST_TEST(encoded("foobar") == "Zm9vYmFy");
  BOOST_TEST(encoded("\xff\xfe\xfd") == "//79");
  BOOST_TEST(escaped("<a href=\"x\">&</a>") == "&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;");
}

BOOST_AUTO_TEST_CASE(training_stops_where_it_is_told) {
  const data_set data = small_data(37, 11);
  const auto learner = test::small_session();
  progress_display display(display_style::nothing, 0);
  BOOST_TEST(steps_ahead(*learner, data, 8, 2) == 10u);
  training_plan plan{.epochs = 2, .stop_at_step = 7};
  const training_result part = train(*learner, data, plan, display);
  BOOST_TEST((part.end == ending::stopped));
  BOOST_TEST(part.records.size() == 1u);
  BOOST_TEST(learner->position().batches == 2u);
  BOOST_TEST(steps_ahead(*learner, data, 8, 2) == 3u);
  plan.stop_at_step = 0;
  const training_result rest = train(*learner, data, plan, display);
  BOOST_TEST((rest.end == ending::finished));
  BOOST_TEST(rest.records.size() == 1u);
  BOOST_TEST(rest.records[0].epoch == 2u);
  BOOST_TEST(rest.records[0].step == 10u);
  BOOST_TEST(rest.records[0].train.rows == 37u);
  BOOST_TEST(rest.records[0].test->rows == 11u);
  BOOST_TEST(steps_ahead(*learner, data, 8, 2) == 0u);
  BOOST_TEST(train(*learner, data, plan, display).records.empty());
}

BOOST_AUTO_TEST_CASE(training_that_diverges_is_an_error) {
  session_options options;
  options.learning_rate = 1e30;
  const auto learner = make_session<test::small_vae>(options);
  progress_display display(display_style::nothing, 0);
  BOOST_CHECK_EXCEPTION(train(*learner, small_data(300, 0), {.epochs = 5}, display), std::runtime_error,
                        [](const std::runtime_error& e) { return says(e, "diverged"); });
}

BOOST_AUTO_TEST_CASE(a_run_folder_gives_back_what_it_was_given) {
  const temporary_folder folder;
  const auto entries = entries_of<test::small_vae>();
  const model_table table = table_of(entries);
  const data_set data = small_data(37, 11);
  run_config config;
  config.model.model = "small_vae";
  config.training = {.batch = 8, .seed = 3};
  config.learning_rate = 0.01;
  config.epochs = 2;
  const fs::path path = folder.path / "run";
  BOOST_TEST(!run_folder::is_taken(path));
  run_folder run = run_folder::create(path, config, data, entries[0], table);
  BOOST_TEST(run_folder::is_taken(path));
  BOOST_CHECK_THROW(run_folder::create(path, config, data, entries[0], table), usage_error);

  const auto learner = test::small_session();
  learner->fit(data.train.view(),
               {.epochs = 2, .on_step = [&](const progress&) { return learner->position().steps < 7; }});
  run.save(*learner);
  for (const int step : {5, 7, 8}) run.add_metrics({{"epoch", 1}, {"step", step}});

  const run_folder again = run_folder::open(path, table);
  BOOST_TEST(again.config().training.batch == 8u);
  BOOST_TEST(again.config().training.seed == 3u);
  BOOST_TEST(again.config().learning_rate == 0.01);
  BOOST_TEST(again.config().epochs == 2u);
  BOOST_TEST(again.config().data.rows == 37u);
  BOOST_TEST(again.config().data_fingerprint.size() == 16u);
  const auto other = test::small_session(8, 4);
  BOOST_TEST(test::numbers_of(*other) != test::numbers_of(*learner));
  again.restore(*other);
  BOOST_TEST(test::numbers_of(*other) == test::numbers_of(*learner), boost::test_tools::per_element());
  BOOST_TEST(other->slot(1, "mu.bias") == learner->slot(1, "mu.bias"), boost::test_tools::per_element());
  BOOST_TEST(other->position().steps == 7u);
  BOOST_TEST(other->position().batches == 2u);
  BOOST_TEST(other->position().epoch_mean.rows == learner->position().epoch_mean.rows);
  BOOST_TEST(other->position().epoch_mean.values == learner->position().epoch_mean.values,
             boost::test_tools::per_element());
  const std::string lines = read_text(path / "metrics.jsonl");
  BOOST_TEST(std::count(lines.begin(), lines.end(), '\n') == 2);

  model_table later = table;
  later.noise_layout_version += 1;
  BOOST_CHECK_THROW(run_folder::open(path, later), file_error);
  BOOST_CHECK_THROW(run_folder::open(folder.path, table), file_error);
}

BOOST_AUTO_TEST_CASE(weights_that_do_not_fit_change_nothing) {
  const temporary_folder folder;
  const auto source = test::small_session(8, 9), target = test::small_session(8, 3);
  const fs::path file = folder.path / "w.safetensors";
  save_weights(*source, file);
  safetensors whole = read_safetensors(file);
  const auto before = test::numbers_of(*target);
  const auto refuses = [&](const std::vector<tensor>& tensors, std::string_view words) {
    write_safetensors(file, tensors);
    BOOST_CHECK_EXCEPTION(load_weights(*target, file), file_error, [&](const file_error& e) { return says(e, words); });
    BOOST_TEST(test::numbers_of(*target) == before, boost::test_tools::per_element());
  };
  auto fewer = whole.tensors;
  fewer.pop_back();
  refuses(fewer, whole.tensors.back().name);
  auto more = whole.tensors;
  more.push_back(make_tensor<float>("stray", {1}, std::vector<float>{1}));
  refuses(more, "stray");
  auto not_finite = whole.tensors;
  not_finite.back() = make_tensor<float>(whole.tensors.back().name, whole.tensors.back().shape,
                                         std::vector<float>(whole.tensors.back().bytes.size() / 4, std::nanf("")));
  refuses(not_finite, "nan");
  write_safetensors(file, whole.tensors);
  load_weights(*target, file);
  BOOST_TEST(test::numbers_of(*target) == test::numbers_of(*source), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_comparison_averages_over_seeds) {
  std::vector<contestant> all;
  for (const auto& [model, seed, loss] : {std::tuple{0, 1u, 10.0}, {0, 2u, 12.0}, {1, 1u, 20.0}, {1, 2u, 20.0}}) {
    contestant c;
    c.model = &ready[static_cast<std::size_t>(model)];
    c.seed = seed;
    c.numbers = {{"loss", loss}};
    all.push_back(std::move(c));
  }
  const auto rows = summarise(all);
  BOOST_REQUIRE(rows.size() == 2u);
  BOOST_TEST(rows[0].numbers[0].first == "loss");
  BOOST_TEST(rows[0].numbers[0].second.mean == 11.0);
  BOOST_TEST(rows[0].numbers[0].second.deviation == std::sqrt(2.0));
  BOOST_TEST(rows[1].numbers[0].second.deviation == 0.0);
  BOOST_TEST(commands::table_of(all).find("11.00 +- 1.00") != std::string::npos);
  const auto tests = tests_of(all);
  BOOST_REQUIRE(tests.size() == 1u);
  BOOST_TEST(tests[0].second == &ready[1]);
  BOOST_TEST(tests[0].test->difference == 9.0);
  BOOST_TEST(tests[0].test->standard_error == 1.0);
  BOOST_TEST(tests_table(all).find("+9.00 +- 1.00") != std::string::npos);
  const json runs = commands::to_json(all)["runs"];
  const contestant again = contestant_from(json::parse(runs[1].dump()), {&ready[0], &ready[1]});
  BOOST_TEST(again.model == &ready[0]);
  BOOST_TEST((again.numbers == all[1].numbers));
  all.resize(1);
  BOOST_TEST(commands::table_of(all).find("+-") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_folder_of_mnists_files_is_data) {
  const temporary_folder folder;
  std::string idx("\0\0\x08\x03\0\0\0\x02\0\0\0\x01\0\0\0\x0d", 16);
  idx += std::string(26, '\x33');
  write_text(folder.path / "train-images-idx3-ubyte", idx);
  const model_entry any{"small", "", "", nullptr};
  data_set data = load({folder.path.string(), "", 0, 0}, any, 13);
  BOOST_TEST(data.train.rows == 2u);
  BOOST_TEST(data.test.rows == 0u);
  BOOST_TEST(data.held_out().rows == 2u);
  BOOST_TEST(data.size.width == 13u);
  write_text(folder.path / "t10k-images-idx3-ubyte", idx);
  data = load({folder.path.string(), "", 1, 1}, any, 13);
  BOOST_TEST(data.train.rows == 1u);
  BOOST_TEST(data.test.rows == 1u);
  BOOST_CHECK_THROW(load({folder.path.string(), "", 3, 0}, any, 13), usage_error);
  BOOST_CHECK_THROW(load({folder.path.string(), "", 0, 0}, any, 12), file_error);
  BOOST_CHECK_THROW(load({"synthetic", "", 5, 0}, any, 13), usage_error);
}

BOOST_AUTO_TEST_SUITE_END()
