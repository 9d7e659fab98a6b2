#ifdef GOOD
constexpr int a = 1;
#else
gone a; gone b;  // error: gone
#endif
