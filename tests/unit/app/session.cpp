#include "unit/app/small_models.hpp"

#include <boost/test/unit_test.hpp>

using namespace pathwise;
using namespace pathwise::test;

BOOST_AUTO_TEST_SUITE(a_session)

BOOST_AUTO_TEST_CASE(entries_are_named_by_type_or_by_the_model) {
  const auto entries = entries_of<small_vae, autoencoder>();
  BOOST_TEST(entries[0].name == "small_vae");
  BOOST_TEST(entries[1].name == "plain");
  BOOST_TEST(entries[0].sigma.empty());
  const model_table table = table_of(entries);
  BOOST_TEST(table.models.size() == 2u);
  BOOST_TEST(table.version == model_table::current_version);
  BOOST_TEST(!table.level.empty());
  BOOST_TEST(table.threads >= 1);
}

BOOST_AUTO_TEST_CASE(shapes) {
  const auto s = small_session();
  BOOST_TEST(s->input_size() == 13u);
  BOOST_TEST(s->code_size() == 3u);
  BOOST_TEST(s->threads() == 1);
  const auto parameters = s->parameters();
  BOOST_TEST(parameters.size() == 8u);
  const std::vector<std::size_t> wanted{7, 13};
  BOOST_TEST(parameters[0].name == "encoder.weight");
  BOOST_TEST(parameters[0].shape == wanted, boost::test_tools::per_element());
  BOOST_TEST(s->parameter("encoder.weight").size() == 91u);
  BOOST_CHECK_THROW(s->parameter("encode.weight"), std::invalid_argument);
  BOOST_CHECK_THROW(s->set_parameter("encoder.bias", std::vector<float>(8)), std::invalid_argument);
  BOOST_CHECK_THROW(s->slot(2, "encoder.bias"), std::out_of_range);
}

BOOST_AUTO_TEST_CASE(one_that_stops_anywhere_goes_on_with_the_same_bits) {
  const matrix<float> rows = rows_between_0_and_1(37);
  const auto whole = small_session();
  whole->fit(rows.view(), {.epochs = 3});
  for (const std::uint64_t stop : {1u, 4u, 5u, 7u, 14u}) {
    const auto first = small_session();
    first->fit(rows.view(), {.epochs = 3, .on_step = [&](const progress&) { return first->position().steps < stop; }});
    const auto second = small_session(8, 3);
    for (const tensor_info& p : first->parameters()) {
      second->set_parameter(p.name, first->parameter(p.name));
      for (std::size_t k = 0; k < first->slots().size(); ++k) second->set_slot(k, p.name, first->slot(k, p.name));
    }
    second->resume_at(first->position());
    const metrics last = second->fit(rows.view(), {.epochs = 3 - first->position().epochs});
    BOOST_TEST(numbers_of(*second) == numbers_of(*whole), boost::test_tools::per_element());
    BOOST_TEST(second->position().steps == 15u);
    BOOST_TEST(last.rows == 37u);
  }
}

BOOST_AUTO_TEST_CASE(codes_depend_on_seed_and_row_alone) {
  const auto s = small_session(), other = small_session(4, 99);
  const matrix<float> nine = s->draw_codes(9, 1), five = other->draw_codes(5, 1);
  BOOST_TEST(nine.cols == 3u);
  for (std::size_t i = 0; i < five.size(); ++i) BOOST_TEST(nine.values[i] == five.values[i]);
  BOOST_TEST(s->draw_codes(9, 2).values != nine.values);
}

BOOST_AUTO_TEST_CASE(many_rows_are_encoded_as_one_by_one) {
  const auto s = small_session();
  const matrix<float> rows = rows_between_0_and_1(1100);
  const matrix<float> codes = s->encode(rows.view()), images = s->decode(codes.view());
  BOOST_TEST(codes.rows == 1100u);
  BOOST_TEST(images.cols == 13u);
  for (const std::size_t r : {0u, 1023u, 1024u, 1099u}) {
    const matrix<float> one = s->encode(rows.view().slice(r, 1));
    for (std::size_t c = 0; c < 3; ++c) BOOST_TEST(one(0, c) == codes(r, c));
  }
}

BOOST_AUTO_TEST_CASE(gradients_are_slopes_of_the_loss_at_that_noise) {
  const auto s = small_session();
  const matrix<float> rows = rows_between_0_and_1(6), noise = s->draw_codes(6, 4);
  const loss_gradients found = s->differentiate(rows.view(), noise.view());
  BOOST_TEST(found.gradients.size() == 8u);
  BOOST_TEST(found.at["loss"] == found.at["reconstruction"] + found.at["kl"], boost::test_tools::tolerance(1e-5));
  for (const named_matrix& g : found.gradients) {
    std::vector<float> numbers = s->parameter(g.name);
    const std::size_t at = numbers.size() / 2;
    const float middle = numbers[at], step = 0.02f;
    double loss[2];
    for (int side = 0; side < 2; ++side) {
      numbers[at] = middle + (side == 0 ? -step : step);
      s->set_parameter(g.name, numbers);
      loss[side] = s->differentiate(rows.view(), noise.view()).at.loss();
    }
    numbers[at] = middle;
    s->set_parameter(g.name, numbers);
    BOOST_TEST_CONTEXT(g.name) {
      BOOST_TEST((loss[1] - loss[0]) / (2 * static_cast<double>(step)) == static_cast<double>(g.numbers.values[at]),
                 boost::test_tools::tolerance(0.02));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_step_with_given_noise_uses_it) {
  const auto one = small_session(), same = small_session(), other = small_session();
  const matrix<float> rows = rows_between_0_and_1(6), noise = one->draw_codes(6, 4), else_noise = one->draw_codes(6, 5);
  const double at = one->differentiate(rows.view(), noise.view()).at.loss();
  BOOST_TEST(one->step(rows.view(), noise.view()).loss() == at, boost::test_tools::tolerance(1e-6));
  same->step(rows.view(), noise.view());
  other->step(rows.view(), else_noise.view());
  BOOST_TEST(one->position().steps == 1u);
  BOOST_TEST(numbers_of(*one) == numbers_of(*same), boost::test_tools::per_element());
  BOOST_TEST(numbers_of(*one) != numbers_of(*other));
}

BOOST_AUTO_TEST_CASE(what_a_model_lacks_is_refused_by_name) {
  const auto plain = make_session<autoencoder>({});
  const matrix<float> rows = rows_between_0_and_1(4);
  BOOST_TEST(plain->code_size() == 0u);
  BOOST_TEST(plain->step(rows.view()).loss() > 0);
  const auto names = [](const char* name) {
    return [name](const std::invalid_argument& e) { return std::string(e.what()).find(name) != std::string::npos; };
  };
  BOOST_CHECK_EXCEPTION(plain->encode(rows.view()), std::invalid_argument, names("\"z_mean\""));
  BOOST_CHECK_EXCEPTION(plain->decode(rows.view()), std::invalid_argument, names("\"z\""));
  BOOST_CHECK_EXCEPTION(plain->draw_codes(4, 1), std::invalid_argument, names("\"z\""));
  BOOST_CHECK_EXCEPTION(plain->differentiate(rows.view(), rows.view()), std::invalid_argument, names("\"z\""));
  BOOST_CHECK_EXCEPTION(plain->step(rows.view(), rows.view()), std::invalid_argument, names("\"z\""));
}

BOOST_AUTO_TEST_CASE(columns_that_do_not_fit_are_refused) {
  const auto s = small_session();
  const matrix<float> narrow(4, 12);
  BOOST_CHECK_THROW(s->step(narrow.view()), std::invalid_argument);
  BOOST_CHECK_THROW(s->evaluate(narrow.view(), 0), std::invalid_argument);
  BOOST_CHECK_THROW(s->encode(narrow.view()), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
