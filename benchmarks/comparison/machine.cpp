// What this machine can do at most, for the comparison's bounds: fused multiply-adds, reading, the mixed traffic of an
// optimiser, and square root with division. Usage: machine THREADS. Prints one JSON object.
#include <omp.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

namespace {

// Independent chains that hide the latency of two units, written in assembly where a compiler would spill them.
#define TWELVE(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11)
#if defined(__AVX512F__)
constexpr int lanes = 16, chains = 24;
#define TWELVE_MORE(DO) DO(12) DO(13) DO(14) DO(15) DO(16) DO(17) DO(18) DO(19) DO(20) DO(21) DO(22) DO(23)
#define CLEAR(i) "vpxord %%zmm" #i ", %%zmm" #i ", %%zmm" #i "\n\t"
#define MULTIPLY_ADD(i) "vfmadd213ps %%zmm31, %%zmm30, %%zmm" #i "\n\t"
float multiply_adds(long rounds) {
  const float half = 0.5f;
  float out;
  asm volatile("vbroadcastss %[x], %%zmm30\n\tvmovaps %%zmm30, %%zmm31\n\t" TWELVE(CLEAR)
                   TWELVE_MORE(CLEAR) "1:\n\t" TWELVE(MULTIPLY_ADD)
                       TWELVE_MORE(MULTIPLY_ADD) "dec %[n]\n\tjnz 1b\n\tvmovss %%xmm0, %[o]"
               : [n] "+r"(rounds), [o] "=m"(out)
               : [x] "m"(half)
               : "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11",
                 "xmm12", "xmm13", "xmm14", "xmm15", "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22",
                 "xmm23", "xmm30", "xmm31");
  return out;
}
#elif defined(__AVX2__) && defined(__FMA__)
constexpr int lanes = 8, chains = 12;
#define CLEAR(i) "vxorps %%ymm" #i ", %%ymm" #i ", %%ymm" #i "\n\t"
#define MULTIPLY_ADD(i) "vfmadd213ps %%ymm15, %%ymm14, %%ymm" #i "\n\t"
float multiply_adds(long rounds) {
  const float half = 0.5f;
  float out;
  asm volatile("vbroadcastss %[x], %%ymm14\n\tvmovaps %%ymm14, %%ymm15\n\t" TWELVE(CLEAR) "1:\n\t" TWELVE(
                   MULTIPLY_ADD) "dec %[n]\n\tjnz 1b\n\tvmovss %%xmm0, %[o]"
               : [n] "+r"(rounds), [o] "=m"(out)
               : [x] "m"(half)
               : "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11",
                 "xmm14", "xmm15");
  return out;
}
#else
constexpr int lanes = 4, chains = 8;
float multiply_adds(long rounds) {
  typedef float four __attribute__((vector_size(16)));
  four a{}, b{}, c{}, d{}, e{}, f{}, g{}, h{};
  const four half = four{} + 0.5f;
  for (long r = 0; r < rounds; ++r) {
    a = a * half + half, b = b * half + half, c = c * half + half, d = d * half + half;
    e = e * half + half, f = f * half + half, g = g * half + half, h = h * half + half;
    asm volatile("" ::: "memory");
  }
  return (a + b + c + d + e + f + g + h)[0];
}
#endif
typedef float vector __attribute__((vector_size(lanes * sizeof(float))));

/// As an optimiser does them: a root, a sum and a division a number.
float roots_and_divisions(long rounds) {
  constexpr int numbers = 4 * lanes;
  alignas(64) float x[numbers];
  std::fill(x, x + numbers, 2.0f);
  for (long r = 0; r < rounds; ++r) {
    for (int i = 0; i < numbers; ++i) x[i] = 3.0f / (std::sqrt(x[i]) + 1e-8f);
    asm volatile("" : "+m"(x));
  }
  return x[0];
}

float read(const float* from, long count) {
  vector sum[8] = {};
  for (long i = 0; i + 8 * lanes <= count; i += 8 * lanes)
#pragma GCC unroll 8
    for (int k = 0; k < 8; ++k) sum[k] += *reinterpret_cast<const vector*>(from + i + k * lanes);
  float total = 0;
  for (const vector& s : sum) total += s[0];
  return total;
}

/// Three streams read and written, as w, m and v are.
float update(float* a, float* b, float* c, long count) {
  for (long i = 0; i + lanes <= count; i += lanes) {
    vector &x = *reinterpret_cast<vector*>(a + i), &y = *reinterpret_cast<vector*>(b + i),
           &z = *reinterpret_cast<vector*>(c + i);
    y = y * 0.5f + 1.0f, z = z * 0.5f + 1.0f, x = x - y * z * 1e-9f;
  }
  return a[0];
}

volatile float sink;

/// The median over repeats of the seconds that all threads together take.
template <class Work>
double seconds(int threads, const Work& work) {
  std::vector<double> all;
  for (int repeat = 0; repeat < 15; ++repeat) {
    double start = 0, end = 0;
#pragma omp parallel num_threads(threads)
    {
      const int t = omp_get_thread_num();
      if (repeat == 0) work(t);
#pragma omp barrier
#pragma omp master
      start = omp_get_wtime();
#pragma omp barrier
      work(t);
#pragma omp barrier
#pragma omp master
      end = omp_get_wtime();
    }
    all.push_back(end - start);
  }
  std::sort(all.begin(), all.end());
  return all[all.size() / 4];  // a neighbour's turn only ever makes it longer
}

struct free_memory {
  void operator()(float* p) const { std::free(p); }
};
std::unique_ptr<float, free_memory> numbers(long count) {
  std::unique_ptr<float, free_memory> p(
      static_cast<float*>(std::aligned_alloc(64, static_cast<std::size_t>(count) * sizeof(float))));
  std::fill(p.get(), p.get() + count, 1.0f);
  return p;
}

}  // namespace

int main(int argc, char** argv) {
  const int threads = argc > 1 ? std::atoi(argv[1]) : 1;
  constexpr long rounds = 1000000;
  const double fma = seconds(threads, [](int) { sink = multiply_adds(rounds); });
  const double root = seconds(threads, [](int) { sink = roots_and_divisions(rounds / 8); });
  std::printf("{\"threads\": %d, \"gflops\": %.2f, \"roots_and_divisions_per_us\": %.2f", threads,
              2.0 * lanes * chains * rounds * threads / fma * 1e-9, 4.0 * lanes * (rounds / 8) * threads / root * 1e-6);
  struct level {
    const char* name;
    long kilobytes;
  };
  for (const level& l : {level{"l1", 24}, level{"l2", 256}, level{"l3", 4096}, level{"memory", 98304}}) {
    const long count = l.kilobytes * 1024 / static_cast<long>(sizeof(float)), part = count / 3 / 64 * 64,
               times = std::max(1L, 65536 / l.kilobytes);
    std::vector<std::unique_ptr<float, free_memory>> own;
    for (int t = 0; t < threads; ++t) own.push_back(numbers(count));
    const double reading = seconds(threads, [&](int t) {
      for (long i = 0; i < times; ++i) {
        sink = read(own[static_cast<std::size_t>(t)].get(), count);
        asm volatile("" ::: "memory");
      }
    });
    const double updating = seconds(threads, [&](int t) {
      float* p = own[static_cast<std::size_t>(t)].get();
      for (long i = 0; i < times; ++i) {
        sink = update(p, p + part, p + 2 * part, part);
        asm volatile("" ::: "memory");
      }
    });
    const double gigabytes = 1e-9 * static_cast<double>(times * threads) * sizeof(float);
    std::printf(", \"%s\": {\"kilobytes\": %ld, \"read_gbs\": %.2f, \"update_gbs\": %.2f}", l.name, l.kilobytes,
                gigabytes * static_cast<double>(count) / reading, gigabytes * static_cast<double>(6 * part) / updating);
  }
  std::printf("}\n");
}
