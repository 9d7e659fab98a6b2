// The error stands in another line than the user's, and the case does not say that it may.
template <class T>
constexpr int lifted() {
  static_assert(sizeof(T) < 2, "E902_too_wide");
  return 0;
}
#ifdef GOOD
inline constexpr auto narrow = lifted<char>();
#else
inline constexpr auto narrow = lifted<int>();  // error: E902_too_wide
#endif
