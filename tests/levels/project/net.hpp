#pragma once
// The one C entry of the library.

struct net_table {
  const char* level;  // what it was compiled for, by the compiler's own macros
};

extern "C" const net_table* net_v1();
