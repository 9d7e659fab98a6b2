#pragma once
// The one C entry of the library: a small auto-encoder, trained at the level that the library was compiled for.

struct net_table {
  const char* level;                 // by the compiler's own macros
  double (*loss_after)(int epochs);  // mean loss over the rows, nats
};

extern "C" const net_table* net_v1();
