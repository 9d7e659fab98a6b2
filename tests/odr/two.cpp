#include <every_header.hpp>

int two();
int two() { return 2; }
