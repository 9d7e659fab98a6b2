#!/usr/bin/python3
"""The rules of sites.py on a header that says nothing else, and that the headers of the library still have such places."""
import re
import sys

import mutants
import sites

HEADER = """#pragma once
namespace pathwise {
/// a - b is no code.
struct ratio_op {
  static constexpr auto name = "ratio - op";
  static constexpr int arity = 2;
  template <class T>
  static constexpr T value(T a, T b) {
    return a / b;
  }
  static constexpr partials<2> derivative(any_expr a, any_expr /*b*/, any_expr y) {
    return {{1.0 / a, -(y / a)}};
  }
};
constexpr any_expr ratio(any_expr a, any_expr b) { return apply<ratio_op>(a, b); }
class pass {
  static constexpr int most = 3 + 4;
  constexpr bool fits(const list<int>& of) const { return of.size() < 7; }
  constexpr int place(graph& g, int i) {
    static_assert(sizeof(int) == 4);
    if constexpr (most == 7) ++i;
    const char seen[2] = {};
    if (is<ratio_op>(g, i)) return static_cast<int>(seen[i]);
    for (const node& n : g.nodes) total += n.arity - i * 2;
    return i == 0 && !done(g) ? -i : ratio(p, q);
  }
};
}  // namespace pathwise
"""
EXPECTED = """
12 1.0 / a -> -(1.0 / a)
12 1.0 / a -> any_expr{}
12 1.0 / a -> any_expr(-(y / a))
12 1.0 -> (-1.0)
12 1.0 -> (1.0 + 1.0)
12 1.0 / a -> 1.0 * a
12 1.0 / a -> (a)
12 a -> y
12 -(y / a) -> -(-(y / a))
12 -(y / a) -> any_expr{}
12 -(y / a) -> any_expr(1.0 / a)
12 -(y / a) -> ((y / a))
12 y -> a
12 y / a -> y * a
12 y / a -> (y)
12 y / a -> (a)
12 a -> y
15 a -> b
15 b -> a
23 is<ratio_op>(g, i) -> !(is<ratio_op>(g, i))
24 n.arity - i * 2 -> -(n.arity - i * 2)
24 n.arity - i * 2 -> n.arity + i * 2
24 n.arity - i * 2 -> (n.arity)
24 n.arity - i * 2 -> -(i * 2)
24 i * 2 -> (i)
24 i * 2 -> (2)
24 2 -> 1
25 i == 0 -> i != 0
25 0 -> 1
25 i == 0 && !done(g) -> bool(i == 0)
25 i == 0 && !done(g) -> bool(!done(g))
25 !done(g) -> bool(done(g))
25 -i -> (i)
25 ratio(p, q) -> ratio(q, p)
"""


def main():
    failed = 0
    header = sites.Header(HEADER, sites.same_typed_parameters([HEADER]))
    found = sites.nested(header.sites())
    lines = [f"{header.line(s.start)} {s.what}" for s in found]
    expected = EXPECTED.strip().splitlines()
    for line in sorted(set(lines) ^ set(expected)):
        failed += 1
        print(("not expected: " if line in lines else "not found: ") + line)

    text, at = sites.rendered(HEADER, found, range(len(found)))
    for line, k in at.items():
        if not text.splitlines()[line - 1].startswith(f"mutants::chosen({k}) ? ("):
            failed += 1
            print(f"mutant {k} is not at line {line}")
    original = re.sub(r"\n?mutants::chosen\(\d+\) \? .*? :\n", "", text)  # what is left when none is chosen
    if re.sub(r"[\s()]|bool", "", original) != re.sub(r"[\s()]|bool", "", HEADER):
        failed += 1
        print("without a mutant the header is another:\n" + original)

    files = mutants.all_mutants()
    total = sum(map(len, files.values()))
    print(f"{total} mutants in {len(files)} headers")
    if total < 300:
        failed += 1
        print("the rules no longer find their places")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
