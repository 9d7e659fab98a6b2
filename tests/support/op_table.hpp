#pragma once
// One row an operation: where it is defined, and what it should be. A new op joins every test of values, derivatives,
// registers and adjoints by its row; a test (unit/ops/op_table.cpp) fails where an op under ops/ has none.
#include <cmath>
#include <tuple>
#include <utility>
#include <vector>

#include "support/op_row.hpp"
#include "support/op_table_special.hpp"

namespace pathwise::testing {

namespace detail {

/// The inverse of libm's erfl, by Newton's method.
inline long double inverse_of_erf(long double y) {
  if (!(std::fabs(y) < 1)) return std::fabs(y) == 1 ? y * infinite : no_number;
  const long double magnitude = std::fabs(y);
  long double x = 0;
  for (int i = 0; i < 200; ++i)
    x += (magnitude < 0.5L ? magnitude - std::erf(x) : std::erfc(x) - (1 - magnitude)) /
         (two_over_root_pi * std::exp(-x * x));
  return y < 0 ? -x : x;
}
inline long double libm_softplus(long double x) {
  return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
}
inline long double libm_sigmoid(long double x) {
  return x > 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x));
}
/// sigmoid / softplus; where both underflow, its limit.
inline long double libm_softplus_ratio(long double x) {
  return x < -50 ? 1 - std::exp(x) / 2 : libm_sigmoid(x) / libm_softplus(x);
}

}  // namespace detail

/// Every elementwise operation but the special functions.
inline const auto& elementwise_table() {
  using namespace detail;
  static const std::tuple table{
      // one operand
      elementwise_row<abs_op>{"abs_op",
                              [](const long double* x) { return std::fabs(x[0]); },
                              [](const long double* x, long double) { return x[0] < 0 ? -1.0L : 1.0L; },
                              {around_zero},
                              {large_numbers},
                              {specials},
                              0},
      elementwise_row<copy_op>{"copy_op",
                               [](const long double* x) { return x[0]; },
                               [](const long double*, long double) { return 1.0L; },
                               {around_zero},
                               {large_numbers},
                               {specials},
                               0},
      elementwise_row<erf_op>{
          "erf_op",
          [](const long double* x) { return std::erf(x[0]); },
          [](const long double* x, long double) { return two_over_root_pi * std::exp(-x[0] * x[0]); },
          {{-3.1L, -2.4L, -0.9L, -0.02L, 0.3L, 1.1L, 2.6L}},
          {large_numbers},
          {specials}},
      elementwise_row<erfinv_op>{"erfinv_op",
                                 [](const long double* x) { return inverse_of_erf(x[0]); },
                                 [](const long double*, long double y) { return std::exp(y * y) / two_over_root_pi; },
                                 {{-0.97L, -0.6L, -0.01L, 0.2L, 0.5L, 0.9L}},
                                 {{-0.999999L, -1e-30L, 0, 0.999999L}},
                                 {{-1, 0, 1, 2, no_number}}},
      elementwise_row<exp_op>{"exp_op",
                              [](const long double* x) { return std::exp(x[0]); },
                              [](const long double*, long double y) { return y; },
                              {{-20, -3.3L, -0.2L, 0.1L, 2.5L, 20}},
                              {exponents},
                              {specials}},
      elementwise_row<expm1_op>{"expm1_op",
                                [](const long double* x) { return std::expm1(x[0]); },
                                [](const long double* x, long double) { return std::exp(x[0]); },
                                {{-20, -3.3L, -0.2L, 1e-3L, 0.1L, 2.5L, 20}},
                                {exponents},
                                {specials}},
      elementwise_row<floor_op>{"floor_op",
                                [](const long double* x) { return std::floor(x[0]); },
                                [](const long double*, long double) { return 0.0L; },
                                {around_zero},
                                {large_numbers},
                                {specials},
                                0},
      elementwise_row<half_step_op>{"half_step_op",
                                    [](const long double* x) { return x[0] > 0    ? 1.0L
                                                                      : x[0] == 0 ? 0.5L
                                                                                  : 0.0L; },
                                    [](const long double*, long double) { return 0.0L; },
                                    {around_zero},
                                    {large_numbers},
                                    {specials},
                                    0},
      elementwise_row<log_op>{"log_op",
                              [](const long double* x) { return std::log(x[0]); },
                              [](const long double* x, long double) { return 1 / x[0]; },
                              {positive_numbers},
                              {{1e-37L, 1e-30L, 1, 1e30L}},
                              {{-infinite, -1, 0, infinite, no_number}}},
      elementwise_row<log1p_op>{"log1p_op",
                                [](const long double* x) { return std::log1p(x[0]); },
                                [](const long double* x, long double) { return 1 / (1 + x[0]); },
                                {{-0.9L, -0.3L, 1e-3L, 0.5L, 30}},
                                {{-0.9999999L, -1e-30L, 0, 1e30L}},
                                {{-infinite, -2, -1, 0, infinite, no_number}}},
      elementwise_row<log_softplus_op>{
          "log_softplus_op",
          [](const long double* x) { return x[0] < -100 ? x[0] : std::log(libm_softplus(x[0])); },
          [](const long double* x, long double) { return libm_softplus_ratio(x[0]); },
          {{-40, -25, -22, -6, -0.7L, 0.5L, 3, 40}},
          {large_numbers},
          {specials}},
      elementwise_row<negate_op>{"negate_op",
                                 [](const long double* x) { return -x[0]; },
                                 [](const long double*, long double) { return -1.0L; },
                                 {around_zero},
                                 {large_numbers},
                                 {specials},
                                 0},
      elementwise_row<positive_op>{"positive_op",
                                   [](const long double* x) { return x[0] > 0 ? 1.0L : 0.0L; },
                                   [](const long double*, long double) { return 0.0L; },
                                   {around_zero},
                                   {large_numbers},
                                   {specials},
                                   0},
      elementwise_row<relu_op>{"relu_op",
                               [](const long double* x) { return x[0] < 0 ? 0 : x[0]; },
                               [](const long double* x, long double) { return x[0] > 0 ? 1.0L : 0.0L; },
                               {around_zero},
                               {large_numbers},
                               {specials},
                               0},
      elementwise_row<sigmoid_op>{"sigmoid_op",
                                  [](const long double* x) { return libm_sigmoid(x[0]); },
                                  [](const long double*, long double y) { return y * (1 - y); },
                                  {around_zero},
                                  {large_numbers},
                                  {{0, no_number}}},
      elementwise_row<sign_op>{"sign_op",
                               [](const long double* x) { return x[0] > 0   ? 1.0L
                                                                 : x[0] < 0 ? -1.0L
                                                                            : x[0]; },
                               [](const long double*, long double) { return 0.0L; },
                               {around_zero},
                               {large_numbers},
                               {specials},
                               0},
      elementwise_row<softplus_op>{"softplus_op",
                                   [](const long double* x) { return libm_softplus(x[0]); },
                                   [](const long double* x, long double) { return libm_sigmoid(x[0]); },
                                   {around_zero},
                                   {large_numbers},
                                   {specials}},
      elementwise_row<softplus_ratio_op>{
          "softplus_ratio_op",
          [](const long double* x) { return libm_softplus_ratio(x[0]); },
          [](const long double* x, long double y) { return y * (1 - libm_sigmoid(x[0]) - y); },
          {{-18, -6, -0.7L, 0.5L, 3, 40}},
          {large_numbers},
          {specials}},
      elementwise_row<sqrt_op>{"sqrt_op",
                               [](const long double* x) { return std::sqrt(x[0]); },
                               [](const long double*, long double y) { return 1 / (2 * y); },
                               {positive_numbers},
                               {{1e-37L, 1, 1e30L}},
                               {{-1, -0.0L, 0, infinite, no_number}},
                               1},
      elementwise_row<square_op>{"square_op",
                                 [](const long double* x) { return x[0] * x[0]; },
                                 [](const long double* x, long double) { return 2 * x[0]; },
                                 {around_zero},
                                 {large_numbers},
                                 {specials},
                                 1},
      elementwise_row<stop_gradient_op>{
          "stop_gradient_op", [](const long double* x) { return x[0]; }, nullptr, {{}}, {large_numbers}, {specials}, 0},
      elementwise_row<without_derivative_op>{.type = "without_derivative_op",
                                             .reference = [](const long double* x) { return x[0]; },
                                             .ordinary = {{}},
                                             .extreme = {large_numbers},
                                             .edges = {specials},
                                             .ulps = 0,
                                             .orders = {0}},
      elementwise_row<tanh_op>{"tanh_op",
                               [](const long double* x) { return std::tanh(x[0]); },
                               [](const long double*, long double y) { return 1 - y * y; },
                               {{-3.1L, -1.2L, -0.2L, 0.01L, 0.8L, 2.2L}},
                               {large_numbers},
                               {specials}},
      // two
      elementwise_row<add_op>{"add_op",
                              [](const long double* x) { return x[0] + x[1]; },
                              nullptr,
                              {a_few, a_few_others},
                              {large_numbers, large_numbers},
                              {specials, {1}},
                              1},
      elementwise_row<divide_op>{"divide_op",
                                 [](const long double* x) { return x[0] / x[1]; },
                                 nullptr,
                                 {a_few, a_few_others},
                                 {large_numbers, {-1e4L, -1e-8L, 1e-8L, 1e4L}},
                                 {specials, {0, 1}},
                                 1},
      elementwise_row<maximum_op>{"maximum_op",
                                  [](const long double* x) { return x[0] > x[1] ? x[0] : x[1]; },
                                  nullptr,
                                  {a_few, a_few_others},
                                  {large_numbers, large_numbers},
                                  {specials, {1, no_number}},
                                  0},
      elementwise_row<minimum_op>{"minimum_op",
                                  [](const long double* x) { return x[0] < x[1] ? x[0] : x[1]; },
                                  nullptr,
                                  {a_few, a_few_others},
                                  {large_numbers, large_numbers},
                                  {specials, {1, no_number}},
                                  0},
      elementwise_row<multiply_op>{"multiply_op",
                                   [](const long double* x) { return x[0] * x[1]; },
                                   nullptr,
                                   {a_few, a_few_others},
                                   {large_numbers, large_numbers},
                                   {specials, {1}},
                                   1},
      elementwise_row<straight_through_op>{"straight_through_op",  // its derivative is by decree
                                           [](const long double* x) { return x[0]; },
                                           nullptr,
                                           {{}, {}},
                                           {large_numbers, large_numbers},
                                           {specials, {1}},
                                           0},
      elementwise_row<subtract_op>{"subtract_op",
                                   [](const long double* x) { return x[0] - x[1]; },
                                   nullptr,
                                   {a_few, a_few_others},
                                   {large_numbers, large_numbers},
                                   {specials, {1}},
                                   1},
      elementwise_row<when_training_op>{"when_training_op",  // no training step is a function
                                        [](const long double* x) { return x[1]; },
                                        nullptr,
                                        {a_few, a_few_others},
                                        {large_numbers, large_numbers},
                                        {{1}, specials},
                                        0},
      elementwise_row<less_op>{"less_op",
                               [](const long double* x) { return x[0] < x[1] ? 1.0L : 0.0L; },
                               nullptr,
                               {a_few, a_few_others},
                               {large_numbers, large_numbers},
                               {specials, {0, 1, no_number}},
                               0},
      elementwise_row<less_equal_op>{"less_equal_op",
                                     [](const long double* x) { return x[0] <= x[1] ? 1.0L : 0.0L; },
                                     nullptr,
                                     {a_few, a_few_others},
                                     {large_numbers, large_numbers},
                                     {specials, {0, 1, no_number}},
                                     0},
      // three
      elementwise_row<fma_op>{"fma_op",
                              [](const long double* x) { return std::fma(x[0], x[1], x[2]); },
                              nullptr,
                              {a_few, a_few_others, {-0.8L, 1.5L}},
                              {large_numbers, large_numbers, {-1e4L, 0, 1e4L}},
                              {specials, {1}, {-2}},
                              1},
      elementwise_row<implicit_op>{"implicit_op",  // its derivatives are by decree
                                   [](const long double* x) { return x[0]; },
                                   nullptr,
                                   {{}, {}, {}},
                                   {large_numbers, {1}, {2}},
                                   {specials, {1}, {2}},
                                   0},
      elementwise_row<where_op>{.type = "where_op",
                                .reference = [](const long double* x) { return x[0] == 0 ? x[2] : x[1]; },
                                .ordinary = {{-1, 0, 1}, a_few, a_few_others},
                                .extreme = {{-1e4L, 0, 1e-30L}, large_numbers, large_numbers},
                                .edges = {specials, {1, infinite, no_number}, {-2, infinite, no_number}},
                                .ulps = 0,
                                .orders = {0, 3, 3}},
  };
  return table;
}

/// Calls `visit(row)` for every elementwise operation but the special functions.
template <class Visit>
void for_each_elementary(Visit visit) {
  std::apply([&](const auto&... row) { (visit(row), ...); }, elementwise_table());
}
/// Calls `visit(row)` for every elementwise operation.
template <class Visit>
void for_each_elementwise(Visit visit) {
  for_each_elementary(visit);
  std::apply([&](const auto&... row) { (visit(row), ...); }, special_table());
}

/// The operands of a structural operation, read by row and element; one without rows has the same in every row.
struct operand_values {
  std::vector<node_shape> shapes;
  std::vector<std::vector<long double>> numbers;

  std::size_t size(int k) const { return static_cast<std::size_t>(shapes[static_cast<std::size_t>(k)].axes.size()); }
  bool has_rows(int k) const { return shapes[static_cast<std::size_t>(k)].positions != 0; }
  long double at(int k, std::size_t row, std::size_t element) const {
    return numbers[static_cast<std::size_t>(k)][(has_rows(k) ? row * size(k) : 0) + (size(k) > 1 ? element : 0)];
  }
};

struct structural_case {
  std::vector<node_shape> operands;
  node_shape result;
};

/// An operation that is not elementwise. `reference` gives one element of the result, for `rows` rows.
struct structural_row {
  const char* type;
  any_expr (*apply)(const any_expr* x, const node_shape& result);
  long double (*reference)(const operand_values& x, const node_shape& result, std::size_t rows, std::size_t row,
                           std::size_t element);
  std::vector<structural_case> cases;
};

namespace detail {

template <class... E>
node_shape shaped(bool rows, E... e) {
  node_shape s;
  ((s.axes.at[s.axes.rank++] = e), ...);
  s.positions = rows;
  return s;
}
inline constexpr bool with_rows = true, without_rows = false;

/// Axes in another order, one in two backwards, all moved by one so that some elements are outside.
inline index_map crossed_map(const extents& from, const extents& to) {
  index_map m{from, to};
  for (int k = 0; k < to.rank; ++k) {
    const bool backwards = k % 2 == 1;
    m.offset[k] = backwards ? to.at[k] : -1;
    if (from.rank > 0) m.step[k][(k + 1) % from.rank] = backwards ? -1 : 1;
  }
  return m;
}
/// The last axes dropped.
inline index_map leading_map(const extents& from, const extents& to) {
  index_map m{from, to};
  for (int k = 0; k < to.rank; ++k) m.step[k][k] = 1;
  return m;
}
/// The extreme of the operand's elements that go to one of the result.
template <class Better>
long double extreme_of(const operand_values& x, const node_shape& to, std::size_t r, std::size_t e, Better better) {
  const index_map m = leading_map(x.shapes[0].axes, to.axes);
  bool any = false;
  long double found = 0;
  for (std::size_t i = 0; i < x.size(0); ++i)
    if (m(static_cast<int>(i)) == static_cast<int>(e) && (!any || better(x.at(0, r, i), found)))
      found = x.at(0, r, i), any = true;
  return found;
}

inline std::size_t last_extent(const node_shape& s) { return static_cast<std::size_t>(s.axes.at[s.axes.rank - 1]); }

}  // namespace detail

/// Every operation that is not elementwise.
inline const std::vector<structural_row>& structural_table() {
  using namespace detail;
  const auto rows = [](auto... e) { return shaped(with_rows, e...); };
  const auto shared = [](auto... e) { return shaped(without_rows, e...); };
  static const std::vector<structural_row> table{
      {"broadcast_op",
       [](const any_expr* x, const node_shape& to) { return broadcast(x[0], to.axes, to.positions); },
       [](const operand_values& x, const node_shape&, std::size_t, std::size_t r, std::size_t e) {
         return x.at(0, r, e);
       },
       {{{rows()}, rows(3)},
        {{rows()}, rows(2, 3)},
        {{shared()}, shared(3)},
        {{shared()}, rows(4)},
        {{shared(5)}, rows(5)},
        {{shared()}, rows()}}},
      {"reshape_op",
       [](const any_expr* x, const node_shape& to) { return reshape(x[0], to.axes); },
       [](const operand_values& x, const node_shape& to, std::size_t, std::size_t r, std::size_t e) {
         return x.at(0, r, to.axes.size() > 1 ? e : 0);
       },
       {{{rows(6)}, rows(2, 3)}, {{shared(2, 3)}, shared(6)}, {{shared(4)}, shared(2, 2)}, {{rows(1)}, rows(1, 1)}}},
      {"gather_op",
       [](const any_expr* x, const node_shape& to) { return gather(x[0], crossed_map(to.axes, x[0].axes())); },
       [](const operand_values& x, const node_shape& to, std::size_t, std::size_t r, std::size_t e) {
         const int from = crossed_map(to.axes, x.shapes[0].axes)(static_cast<int>(e));
         return from < 0 ? 0 : x.at(0, r, static_cast<std::size_t>(from));
       },
       {{{rows(5)}, rows(4)},
        {{rows(3, 4)}, rows(2, 3)},
        {{rows(2, 3)}, rows(3, 2, 2)},
        {{rows(4)}, rows()},
        {{shared(3, 4)}, shared(5, 2)},
        {{shared(3, 4)}, shared(6)},
        {{shared(2, 2, 3)}, shared(2, 3)}}},
      {"scatter_sum_op",
       [](const any_expr* x, const node_shape& to) { return scatter_sum(x[0], crossed_map(x[0].axes(), to.axes)); },
       [](const operand_values& x, const node_shape& to, std::size_t, std::size_t r, std::size_t e) {
         const index_map m = crossed_map(x.shapes[0].axes, to.axes);
         long double total = 0;
         for (std::size_t i = 0; i < x.size(0); ++i)
           if (m(static_cast<int>(i)) == static_cast<int>(e)) total += x.at(0, r, i);
         return total;
       },
       {{{rows(5)}, rows(4)},
        {{rows(3, 4)}, rows(2, 3)},
        {{rows(3, 2, 2)}, rows(2, 3)},
        {{rows(4, 2)}, rows()},
        {{shared(3, 4)}, shared(5, 2)},
        {{shared(2, 3)}, shared(4)}}},
      {"scatter_max_op",
       [](const any_expr* x, const node_shape& to) { return scatter_max(x[0], leading_map(x[0].axes(), to.axes)); },
       [](const operand_values& x, const node_shape& to, std::size_t, std::size_t r, std::size_t e) {
         return extreme_of(x, to, r, e, [](long double a, long double b) { return a > b; });
       },
       {{{rows(3, 4)}, rows(3)}, {{rows(2, 3, 2)}, rows(2, 3)}, {{shared(3, 4)}, shared(3)}}},
      {"scatter_min_op",
       [](const any_expr* x, const node_shape& to) { return scatter_min(x[0], leading_map(x[0].axes(), to.axes)); },
       [](const operand_values& x, const node_shape& to, std::size_t, std::size_t r, std::size_t e) {
         return extreme_of(x, to, r, e, [](long double a, long double b) { return a < b; });
       },
       {{{rows(3, 4)}, rows(3)}, {{rows(2, 3, 2)}, rows(2, 3)}, {{shared(3, 4)}, shared(3)}}},
      {"sum_op",
       [](const any_expr* x, const node_shape&) { return sum(x[0]); },
       [](const operand_values& x, const node_shape&, std::size_t, std::size_t r, std::size_t) {
         long double total = 0;
         for (std::size_t e = 0; e < x.size(0); ++e) total += x.at(0, r, e);
         return total;
       },
       {{{rows(5)}, rows()},
        {{rows(1)}, rows()},
        {{rows(2, 3)}, rows()},
        {{shared(7)}, shared()},
        {{shared(3, 2)}, shared()},
        {{rows()}, rows()}}},
      {"max_features_op",
       [](const any_expr* x, const node_shape&) { return max_features(x[0]); },
       [](const operand_values& x, const node_shape&, std::size_t, std::size_t r, std::size_t) {
         long double most = x.at(0, r, 0);
         for (std::size_t e = 1; e < x.size(0); ++e) most = std::fmax(most, x.at(0, r, e));
         return most;
       },
       {{{rows(5)}, rows()}, {{rows(1)}, rows()}, {{rows(2, 3)}, rows()}, {{shared(7)}, shared()}}},
      {"min_features_op",
       [](const any_expr* x, const node_shape&) { return min_features(x[0]); },
       [](const operand_values& x, const node_shape&, std::size_t, std::size_t r, std::size_t) {
         long double least = x.at(0, r, 0);
         for (std::size_t e = 1; e < x.size(0); ++e) least = std::fmin(least, x.at(0, r, e));
         return least;
       },
       {{{rows(5)}, rows()}, {{rows(1)}, rows()}, {{rows(2, 3)}, rows()}, {{shared(7)}, shared()}}},
      {"sum_rows_op",
       [](const any_expr* x, const node_shape&) { return sum_rows(x[0]); },
       [](const operand_values& x, const node_shape&, std::size_t count, std::size_t, std::size_t e) {
         long double total = 0;
         for (std::size_t r = 0; r < count; ++r) total += x.at(0, r, e);
         return total;
       },
       {{{rows(5)}, shared(5)}, {{rows()}, shared()}, {{rows(2, 3)}, shared(2, 3)}, {{shared(3)}, shared(3)}}},
      {"linear_product_op",
       [](const any_expr* x, const node_shape&) { return linear_product(x[0], x[1]); },
       [](const operand_values& x, const node_shape&, std::size_t, std::size_t r, std::size_t o) {
         long double total = 0;
         for (std::size_t i = 0; i < x.size(0); ++i) total += x.at(0, r, i) * x.at(1, 0, o * x.size(0) + i);
         return total;
       },
       {{{rows(3), shared(4, 3)}, rows(4)},
        {{rows(1), shared(2, 1)}, rows(2)},
        {{rows(5), shared(1, 5)}, rows(1)},
        {{shared(3), shared(2, 3)}, shared(2)}}},
      {"linear_transposed_product_op",
       [](const any_expr* x, const node_shape&) { return linear_transposed_product(x[0], x[1]); },
       [](const operand_values& x, const node_shape& to, std::size_t, std::size_t r, std::size_t i) {
         long double total = 0;
         for (std::size_t o = 0; o < x.size(0); ++o) total += x.at(0, r, o) * x.at(1, 0, o * last_extent(to) + i);
         return total;
       },
       {{{rows(4), shared(4, 3)}, rows(3)},
        {{rows(2), shared(2, 1)}, rows(1)},
        {{rows(1), shared(1, 5)}, rows(5)},
        {{shared(2), shared(2, 3)}, shared(3)}}},
      {"outer_product_op",
       [](const any_expr* x, const node_shape&) { return outer_product(x[0], x[1]); },
       [](const operand_values& x, const node_shape& to, std::size_t count, std::size_t, std::size_t e) {
         long double total = 0;
         for (std::size_t r = 0; r < (x.has_rows(0) || x.has_rows(1) ? count : 1); ++r)
           total += x.at(0, r, e / last_extent(to)) * x.at(1, r, e % last_extent(to));
         return total;
       },
       {{{rows(4), rows(3)}, shared(4, 3)},
        {{rows(1), rows(2)}, shared(1, 2)},
        {{shared(2), shared(3)}, shared(2, 3)},
        {{shared(2), rows(3)}, shared(2, 3)},
        {{rows(2), shared(3)}, shared(2, 3)}}},
  };
  return table;
}

}  // namespace pathwise::testing
