#include <every_header.hpp>

int two();

int main() { return two() == 2 ? 0 : 1; }
