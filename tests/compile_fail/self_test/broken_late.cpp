// The error comes after more lines than anyone reads: g++ prints the trail first.
template <int N, class T>
constexpr int deep() {
  if constexpr (N == 0) {
    static_assert(sizeof(T) < 2, "E902_too_wide");
    return 0;
  } else {
    return deep<N - 1, T>();
  }
}
#ifdef GOOD
inline constexpr auto narrow = deep<12, char>();
#else
inline constexpr auto narrow = deep<12, int>();  // error through: E902_too_wide
#endif
