// Operations of your own, in your own file: one written as a value and its derivative, one with a backward of its own,
// and one that is a pair of kernels. Each is held to its derivatives by the harness that the library's own go through.
#include <pathwise/engine.hpp>
#include <pathwise/testing/expect_gradients.hpp>

#include <cmath>
#include <cstdio>

namespace pw = pathwise;

// Swish with a slope: x sigmoid(slope x). The value runs in float, double and vector registers alike, and calls
// functions of pw::math only; the derivative is written in the language, so it can be differentiated again.
struct swish {
  static constexpr auto name = "swish";
  template <class T>
  static constexpr T value(T x, T slope) {
    return x / (T(1) + pw::math::exp(-slope * x));
  }
  static constexpr pw::partials<2> derivative(pw::any_expr x, pw::any_expr slope, pw::any_expr y) {
    const auto s = sigmoid(slope * x);
    return {{s + slope * y * (1.0 - s), x * y * (1.0 - s)}};
  }
};

// log(sum(exp(x))), whose backward is softmax times dy: what the automatic one would find out by way of a maximum.
struct log_sum_exp {
  static constexpr auto name = "log_sum_exp";
  template <std::size_t N>
  static constexpr auto value(pw::expr<N> x) {
    return logsumexp(x);
  }
  template <std::size_t N>
  static constexpr auto backward(pw::expr<N> x, pw::expr<> y, pw::expr<> dy) {
    return dy * exp(x - y);
  }
};

// x of a tridiagonal system with a constant off-diagonal: a recursion along a row, by Thomas' algorithm. The matrix A
// is symmetric, so the cotangents are dright = A^-1 dx and ddiagonal = -dright x.
struct tridiagonal_solve {
  static constexpr auto name = "tridiagonal_solve";
  template <class T, std::size_t N>
  static void solve(std::span<const T, N> diagonal, std::span<const T, N> right, std::span<T, N> x) {
    constexpr T off = T(-1);
    T pivots[N];
    for (std::size_t i = 0; i < N; ++i) {
      const T factor = i == 0 ? T(0) : off / pivots[i - 1];
      pivots[i] = i == 0 ? diagonal[i] : diagonal[i] - factor * off;
      x[i] = i == 0 ? right[i] : right[i] - factor * x[i - 1];
    }
    for (std::size_t i = N; i-- > 0;) x[i] = (i + 1 == N ? x[i] : x[i] - off * x[i + 1]) / pivots[i];
  }
  template <class T, std::size_t N>
  static void forward(std::span<const T, N> diagonal, std::span<const T, N> right, std::span<T, N> x) {
    solve(diagonal, right, x);
  }
  template <class T, std::size_t N>
  static void backward(std::span<const T, N> diagonal, std::span<const T, N> /*right*/, std::span<const T, N> x,
                       std::span<const T, N> dx, std::span<T, N> ddiagonal, std::span<T, N> dright) {
    solve(diagonal, dx, dright);
    for (std::size_t i = 0; i < N; ++i) ddiagonal[i] = -dright[i] * x[i];
  }
  // Along given directions: what jvp needs.
  template <class T, std::size_t N>
  static void forward_derivative(std::span<const T, N> diagonal, std::span<const T, N> /*right*/,
                                 std::span<const T, N> x, std::span<const T, N> ddiagonal, std::span<const T, N> dright,
                                 std::span<T, N> dx) {
    T along[N];
    for (std::size_t i = 0; i < N; ++i) along[i] = dright[i] - ddiagonal[i] * x[i];
    solve(diagonal, std::span<const T, N>(along), dx);
  }
};

// All three in one function of a row and of a slope that all rows share.
constexpr auto energy = pw::function([](pw::expr<5> x, pw::shared<> slope) {
  const auto solved = pw::opaque<tridiagonal_solve, 5>(3.0 + square(x), pw::apply<swish>(x, slope));
  return pw::custom_derivative<log_sum_exp>(solved);
});

int main() {
  pw::matrix<double> x(3, 5), slope(1, 1, {1.5});
  for (std::size_t i = 0; i < x.size(); ++i) x.values[i] = std::sin(1.0 + 2.0 * static_cast<double>(i));

  // The elementwise one by a row of its own: what it should be, where it is defined, where to differentiate it.
  pw::testing::expect_op(pw::testing::elementwise_row<swish>{
      .type = "swish",
      .reference = [](const long double* at) { return at[0] / (1 + std::exp(-at[1] * at[0])); },
      .ordinary = {{-3, -0.4L, 0.2L, 5}, {0.5L, 1, 2}},
      .extreme = {{-1e4L, 0, 1e4L}, {1e-3L, 1}}});
  // And the whole: value and gradient, in every width of register, with 1 to 3 threads, and against differences.
  const auto found = pw::testing::check_gradients(energy, x, slope);
  std::printf("%s\n", found.text().c_str());

  const auto [dx, dslope] = pw::gradient(energy)(x, slope);
  std::printf("d/dx of row 0: %.6f %.6f ...  d/dslope %.6f\n", dx(0, 0), dx(0, 1), dslope(0, 0));
  return found.passed() ? 0 : 1;
}
