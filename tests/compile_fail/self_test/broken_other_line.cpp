#ifdef GOOD
constexpr int a = 1;
constexpr int b = 1;
constexpr int c = 1;
#else
constexpr int a = 1;  // error: gone
gone b;
#endif
