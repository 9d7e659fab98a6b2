// Wrong lines, one error each: for the tool itself.
template <class Left, class Right>
struct E901_extents_differ;
template <int N>
struct shape {};
template <int Line>
struct line;
template <int N, int M>
constexpr E901_extents_differ<shape<N>, shape<M>> add(shape<N>, shape<M>);
template <int N>
constexpr shape<N> add(shape<N>, shape<N>) {
  return {};
}
template <class T>
constexpr int lifted() {
  static_assert(sizeof(T) < 2, "E902_too_wide");
  return 0;
}

#ifdef GOOD
inline constexpr auto sum = add(shape<2>{}, shape<2>{});
#else
inline constexpr auto sum = add(shape<2>{}, shape<3>{});  // error: E901_extents_differ | shape<2> | shape<3>
#endif

#ifdef GOOD
inline constexpr auto narrow = lifted<char>();
#else
inline constexpr auto narrow = lifted<int>();  // error through: E902_too_wide
#endif

constexpr int here = __LINE__;  // @here
#ifdef GOOD
inline line<here>* at = nullptr;
#else
inline line<here> at;  // error: line<@here>
#endif
