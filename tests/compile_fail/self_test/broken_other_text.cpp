#ifdef GOOD
constexpr int a = 1;
#else
gone a;  // error: E901
#endif
