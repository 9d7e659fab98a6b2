#ifdef GOOD
#else
constexpr int right = 1;  // error: E901
#endif
