// A lower bound for whoever uses a library's products: the matrix products of W1's training step alone, by OpenBLAS. No
// activation, noise, loss or optimiser. Usage: openblas BATCH THREADS, then requests as in pathwise/app/contestant.hpp.
#include <pathwise/app/contestant.hpp>

#include <cstdlib>
#include <vector>

// As cblas.h declares it; declared here so that the library alone is needed.
extern "C" void cblas_sgemm(int order, int transpose_a, int transpose_b, int m, int n, int k, float alpha,
                            const float* a, int lda, const float* b, int ldb, float beta, float* c, int ldc);
extern "C" void openblas_set_num_threads(int threads);

namespace {

/// c [rows x cols] = a b, where a or b is stored transposed.
void multiply(bool turned_a, bool turned_b, int rows, int cols, int inner, const std::vector<float>& a,
              const std::vector<float>& b, std::vector<float>& c) {
  constexpr int row_major = 101, as_is = 111, transposed = 112;
  cblas_sgemm(row_major, turned_a ? transposed : as_is, turned_b ? transposed : as_is, rows, cols, inner, 1.0f,
              a.data(), turned_a ? rows : inner, b.data(), turned_b ? inner : cols, 0.0f, c.data(), cols);
}

struct layer {
  int in, out;
  bool passes_gradient;  // to its input
  std::vector<float> x, w, y, dx, dw;

  layer(int batch, int inputs, int outputs, bool passes)
      : in(inputs),
        out(outputs),
        passes_gradient(passes),
        x(size(batch, inputs), 0.5f),
        w(size(inputs, outputs), 0.01f),
        y(size(batch, outputs)),
        dx(size(batch, inputs)),
        dw(size(inputs, outputs)) {}
  static std::size_t size(int rows, int cols) {
    return static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols);
  }
};

}  // namespace

int main(int argc, char** argv) {
  const int batch = argc > 1 ? std::atoi(argv[1]) : 128;
  openblas_set_num_threads(argc > 2 ? std::atoi(argv[2]) : 1);
  std::vector<layer> layers{
      {batch, 784, 400, false}, {batch, 400, 40, true}, {batch, 20, 400, true}, {batch, 400, 784, true}};
  return pathwise::contestant([&] {
    for (layer& l : layers) multiply(false, false, batch, l.out, l.in, l.x, l.w, l.y);
    for (auto l = layers.rbegin(); l != layers.rend(); ++l) {
      if (l->passes_gradient) multiply(false, true, batch, l->in, l->out, l->y, l->w, l->dx);
      multiply(true, false, l->in, l->out, batch, l->x, l->y, l->dw);
    }
  });
}
