#include "net.hpp"

extern "C" __attribute__((visibility("default"))) const net_table* net_v1() {
  static const net_table table{
#if defined(__AVX512BW__)
      "x86-64-v4"
#elif defined(__AVX2__)
      "x86-64-v3"
#elif defined(__SSE4_2__)
      "x86-64-v2"
#else
      "none"
#endif
  };
  return &table;
}
