#include <boost/test/unit_test.hpp>

#include <pathwise/nn/convolution.hpp>
#include <pathwise/nn/pooling.hpp>

#include "support/compiled_program.hpp"

namespace {

namespace pw = pathwise;
using pw::window;

/// Sixteen convolutions of one picture or sequence: strides, holes, padding, groups, widths that no register divides.
struct convolutions {
  static constexpr void build(pw::model_builder& model) {
    const auto x = model.input<4, 9, 8>("x");
    const auto line = pw::reshape<6, 48>(x);
    const auto wide = pw::reshape<16, 18>(x);
    auto total = pw::expr<>(pw::literal(*x.g, 0));
    const auto hold = [&](const char* name, auto y) { total = total + sum(square(model.output(name, tanh(y)))); };
    hold("1", pw::conv2d<16, window{.size = 3, .padding = 1}>("1", x));
    hold("2", pw::conv2d<5, window{.size = 2, .stride = 2}>("2", x));
    hold("3", pw::conv2d<8, window{.size = 3, .dilation = 2}, window{.size = 1, .stride = 3}>("3", x, pw::bias::no));
    hold("4", pw::conv2d<4, window{.size = 3, .padding = 1}, window{.size = 3, .padding = 1}, 4>("4", x));
    hold("5", pw::conv2d<6, window{.size = 9}, window{.size = 8}, 2>("5", x));
    hold("6", pw::conv_transpose2d<3, window{.size = 2, .stride = 2}>("6", x));
    hold("7", pw::conv_transpose2d<16, window{.size = 3, .padding = 1}>("7", x, pw::bias::no));
    hold("8", pw::conv_transpose2d<4, window{.size = 3, .stride = 2, .padding = 1},
                                   window{.size = 3, .stride = 2, .padding = 1}, 1, 2>("8", x));
    hold("9", pw::conv1d<7, window{.size = 5, .padding = 2}>("9", line));
    hold("10", pw::conv1d<16, window{.size = 4, .stride = 4}>("10", line));
    hold("11", pw::conv1d<3, window{.size = 3, .dilation = 7}, 3>("11", line));
    hold("12", pw::conv_transpose1d<2, window{.size = 3, .dilation = 2}>("12", line));
    hold("13", pw::conv1d<16, window{.size = 3, .stride = 2, .padding = 1}>("13", wide));
    hold("14", pw::conv_transpose1d<16, window{.size = 3, .stride = 2}>("14", wide));
    hold("15", pw::max_pool2d<window{.size = 3, .stride = 2, .padding = 1}>(x));
    hold("16", pw::avg_pool1d<window{.size = 4, .stride = 3, .padding = 2}>(wide, pw::padding_counts::no));
    model.minimise(total);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(convolutions_compiled)

BOOST_AUTO_TEST_CASE(of_many_forms) {
  pathwise::testing::check_program<pw::training_step<convolutions>>("convolutions");
}

BOOST_AUTO_TEST_SUITE_END()
