#include <pathwise/pathwise.hpp>

int two();
int two() { return 2; }
