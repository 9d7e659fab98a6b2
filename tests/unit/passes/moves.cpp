// What is left of moves of axes after they are composed: no number changes, and what can vanish does.
#include <boost/test/unit_test.hpp>

#include <pathwise/passes/compose_moves.hpp>
#include <pathwise/testing/leaves.hpp>
#include <pathwise/testing/norms.hpp>

#include "support/tolerances.hpp"

using namespace pathwise;
using namespace pathwise::testing;

namespace {

constexpr std::size_t rows = 2;

/// x [2, 3], y [2, 3] and a number, all with rows; s [2, 3] without.
struct moving {
  graph g;
  any_expr x = add_leaf(g, "x", {2, {2, 3}}, true), y = add_leaf(g, "y", {2, {2, 3}}, true),
           number = add_leaf(g, "number", {}, true), s = add_leaf(g, "s", {2, {2, 3}}, false);

  static any_expr transpose(any_expr v) {
    const extents of = v.axes();
    return gather(v, {extents{2, {of.at[1], of.at[0]}}, of, {}, {{0, 1}, {1, 0}}});
  }
  /// The first axis turned round.
  static any_expr flip(any_expr v) {
    index_map m = identity_map(v.axes());
    m.step[0][0] = -1, m.offset[0] = v.axes().at[0] - 1;
    return gather(v, m);
  }
  /// `count` elements of the second axis, from `first` on: beyond its ends, 0.
  static any_expr part(any_expr v, int first, int count) {
    index_map m = identity_map(v.axes());
    m.from.at[1] = count, m.offset[1] = first;
    return gather(v, m);
  }
  /// Each row one further to the right than the one above: a sum as far as the pass can tell.
  static any_expr skewed(any_expr v) {
    const extents of = v.axes();
    index_map m{of, extents{2, {of.at[0], of.at[0] + of.at[1] - 1}}};
    m.step[0][0] = m.step[1][0] = m.step[1][1] = 1;
    return scatter_sum(v, m);
  }
  /// How many gathers and scatters are left of these values. No bit of them may change.
  int moves_left(const std::vector<any_expr>& wanted) {
    g.marks = {};
    for (const any_expr w : wanted) g.marks.add({"wanted", mark_kind::root, w.id});
    const graph after = drop_unused(compose_moves(g));
    const numbers_by_name at{{"x", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}},
                             {"y", {-1, 2, -3, 4, 0.5L, 6, 7, -8, 9, 10, -11, 12}},
                             {"number", {3, -2}},
                             {"s", {0.5L, 1, 2, 4, 8, 16}},
                             {"v", {2, 5, 11}}};
    for (int m = 0; m < after.marks.size(); ++m) {
      const int was = g.marks[m].node, is = after.marks[m].node;
      BOOST_TEST((after.shape(is) == g.shape(was)));
      BOOST_TEST(same_bits(evaluate<double>(after, is, rows, at), evaluate<double>(g, was, rows, at)), "value " << m);
    }
    int left = 0;
    for (const node& n : after.nodes) left += n.kind == op_kind::gather || n.kind == op_kind::scatter;
    return left;
  }
  int moves_left(any_expr wanted) { return moves_left(std::vector{wanted}); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(moves)

BOOST_AUTO_TEST_CASE(that_undo_each_other_vanish) {
  moving m;
  BOOST_TEST(m.moves_left(m.transpose(m.transpose(m.x))) == 0);
  BOOST_TEST(m.moves_left(m.flip(m.flip(m.x))) == 0);
  BOOST_TEST(m.moves_left(m.transpose(m.flip(m.transpose(m.flip(m.transpose(m.flip(m.x))))))) == 1);
  BOOST_TEST(m.moves_left(reshape(reshape(m.x, extents{1, {6}}), extents{2, {2, 3}})) == 0);
  const any_expr through = m.transpose(m.x);
  BOOST_TEST(m.moves_left(m.transpose(reshape(reshape(through, extents{1, {6}}), through.axes()))) == 0);
}

BOOST_AUTO_TEST_CASE(become_one_where_that_is_a_move) {
  moving m;
  BOOST_TEST(m.moves_left(m.part(m.part(m.x, 1, 2), 1, 1)) == 1);
  BOOST_TEST(m.moves_left(m.part(m.transpose(m.x), -1, 3)) == 1);
  BOOST_TEST(m.moves_left(m.flip(m.part(m.x, 0, 2))) == 1);
  BOOST_TEST(m.moves_left(m.part(m.part(m.x, -1, 5), 1, 3)) == 2);  // a margin is not total
  BOOST_TEST(m.moves_left(m.part(m.part(m.x, 0, 2), -1, 4)) == 2);
  BOOST_TEST(m.moves_left(m.part(m.part(m.x, 1, 2), -1, 4)) == 2);  // 0 outside of the part, not what lies there
}

BOOST_AUTO_TEST_CASE(go_past_elementwise_operations) {
  moving m;
  BOOST_TEST(m.moves_left(m.transpose(exp(m.transpose(m.x)))) == 0);
  BOOST_TEST(m.moves_left(m.transpose(m.number * m.transpose(m.x))) == 0);
  BOOST_TEST(m.moves_left(m.transpose(fma(m.transpose(m.x), 2.0 * m.number, literal(m.g, 3)))) == 0);
  BOOST_TEST(m.moves_left(m.transpose(m.transpose(m.x) - m.transpose(m.y))) == 3);  // no gain where both would move
  BOOST_TEST(m.moves_left(m.flip(exp(m.flip(m.x)))) == 2);                          // no order of axes
  BOOST_TEST(m.moves_left(exp(m.part(m.x, 1, 2))) == 1);
}

BOOST_AUTO_TEST_CASE(of_scatters_that_keep_apart_are_gathers) {
  moving m;
  index_map order{extents{2, {2, 3}}, extents{2, {3, 2}}, {}, {{0, 1}, {1, 0}}};
  BOOST_TEST(m.moves_left(m.transpose(scatter_sum(m.x, order))) == 0);
  index_map shifted = identity_map(m.x.axes());
  shifted.offset[1] = 1;
  BOOST_TEST(m.moves_left(scatter_sum(m.x, shifted)) == 1);
  shifted.step[0][0] = -1, shifted.offset[0] = 1;
  BOOST_TEST(m.moves_left(scatter_sum(m.x, shifted)) == 1);
  index_map turned = identity_map(m.x.axes());
  turned.step[0][0] = -1, turned.offset[0] = 1;
  BOOST_TEST(m.moves_left(m.flip(scatter_sum(m.x, turned))) == 0);
  index_map doubled{extents{2, {2, 3}}, extents{2, {2, 5}}};
  doubled.step[0][0] = 1, doubled.step[1][1] = 2;
  BOOST_TEST(m.moves_left(scatter_sum(m.x, doubled)) == 1);
  index_map diagonal{extents{2, {2, 3}}, extents{2, {4, 4}}};
  diagonal.step[0][0] = diagonal.step[0][1] = diagonal.step[1][1] = 1;
  BOOST_TEST(m.moves_left(scatter_sum(m.x, diagonal)) == 1);
  index_map meeting{extents{2, {2, 3}}, extents{2, {2, 2}}};
  meeting.step[0][0] = meeting.step[1][0] = 1;
  BOOST_TEST(m.moves_left(scatter_sum(m.x, meeting)) == 1);
}

BOOST_AUTO_TEST_CASE(of_a_scatter_are_made_by_it) {
  moving m;
  BOOST_TEST(m.moves_left(m.transpose(m.skewed(m.x))) == 1);
  const any_expr read_twice = m.skewed(m.x);
  BOOST_TEST(m.moves_left(std::vector{m.transpose(read_twice), exp(read_twice)}) == 2);
  BOOST_TEST(m.moves_left(m.flip(m.skewed(m.x))) == 2);
  BOOST_TEST(m.moves_left(m.transpose(m.skewed(m.s))) == 2);                  // without rows
  BOOST_TEST(m.moves_left(reshape(m.skewed(m.x), extents{1, {2}}, 4)) == 1);  // into other positions
}

/// A matrix without rows is laid out otherwise than its numbers in order.
BOOST_AUTO_TEST_CASE(keep_the_reshapes_of_what_has_no_rows) {
  for (const bool has_rows : {false, true}) {
    moving m;
    const any_expr flat = reshape(has_rows ? m.x : m.s, extents{1, {6}});
    index_map turned = identity_map(flat.axes());
    turned.step[0][0] = -1, turned.offset[0] = 5;
    m.g.marks.add({"wanted", mark_kind::root, gather(flat, turned).id});
    int reshapes = 0;
    for (const node& n : drop_unused(compose_moves(m.g)).nodes) reshapes += n.kind == op_kind::reshape;
    BOOST_TEST(reshapes == (has_rows ? 0 : 1));
  }
}

/// Axes that are folded into the rows, as vmap has them: what is computed between is computed at the positions.
BOOST_AUTO_TEST_CASE(to_positions_and_back_vanish) {
  moving m;
  const extents three{1, {3}}, whole{2, {2, 3}};
  const any_expr at_each = exp(reshape(m.x, three, 2)), back = reshape(at_each, whole, 1);
  const auto again = [&](any_expr v) { return reshape(v, three, 2); };
  const any_expr v = add_leaf(m.g, "v", three, false);
  index_map same{whole, three}, turned = same, first = same;  // at every position; turned round; the first everywhere
  same.step[0][1] = 1;
  turned.step[0][1] = -1, turned.offset[0] = 2;
  index_map other = same;
  other.step[0][0] = 1, other.offset[0] = -1;
  BOOST_TEST(m.moves_left(again(back)) == 1);
  BOOST_TEST(m.moves_left(again(square(back))) == 1);
  BOOST_TEST(m.moves_left(again(back * gather(v, same))) == 1);
  BOOST_TEST(m.moves_left(again(gather(v, same) - back)) == 1);
  BOOST_TEST(m.moves_left(again(back * gather(v, turned))) > 1);
  BOOST_TEST(m.moves_left(again(back * gather(v, first))) > 1);
  BOOST_TEST(m.moves_left(again(back * gather(v, other))) > 1);  // another at each position
  BOOST_TEST(m.moves_left(again(back * m.s)) > 1);
  BOOST_TEST(m.moves_left(again(back * m.number)) > 1);  // one number a row, not a position
  BOOST_TEST(m.moves_left(again(back * m.y)) <= 3);
  index_map of_one{extents{2, {1, 6}}, three};  // of as many numbers as a position, and the first alone is read
  of_one.step[0][0] = 1;
  const any_expr row = m.transpose(reshape(at_each, extents{2, {6, 1}}, 1));
  BOOST_TEST(m.moves_left(again(row * gather(v, of_one))) > 1);
}

BOOST_AUTO_TEST_SUITE_END()
