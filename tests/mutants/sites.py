"""Where a header can be mutated, and how: a reader of C++ as clang-format lays it out, which needs no compiler.

Inside functions, each of these is one mutant:
    a + b, a - b, a * b, a / b, a % b     a - b, a + b, a * b for a / b; a alone; b alone (-b where it was subtracted)
    a < b, a == b ...                     the neighbouring comparison, and the opposite one
    a && b, a || b                        a alone; b alone
    -a, !a                                a
    a += b                                a -= b
    2, 0.5, true                          its neighbour; its negative and a neighbour; false
    if (a), a ? b : c                     the opposite, where a is no comparison already
    f(a, b)                               f(b, a), where both are of one type
    x, a parameter of type any_expr       the next parameter of that type
    a partial derivative                  its negative; none; its neighbour
"""
import re

TOKEN = re.compile(r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/|^[ \t]*\#(?:[^\n]*\\\n)*[^\n]*)
  |(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])')
  |(?P<number>\.?\d(?:[eEpP][+-]|'?[\w.])*)
  |(?P<name>[A-Za-z_]\w*)
  |(?P<sign><=>|<<=|>>=|\.\.\.|->\*|::|->|\+\+|--|<<|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|.)""", re.S | re.X | re.M)
PRECEDENCE = {"*": 10, "/": 10, "%": 10, "+": 9, "-": 9, "<<": 8, ">>": 8, "<": 7, ">": 7, "<=": 7, ">=": 7, "==": 6, "!=": 6,
              "&": 5, "^": 4, "|": 3, "&&": 2, "||": 1}
COMPARISONS = {"<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"), "==": ("!=",), "!=": ("==",)}
ENDS = {",", ";", "?", ":", "=", "+=", "-=", "*=", "|=", "&="}
KEYWORDS = {"return", "case", "else", "throw", "do", "new", "delete", "goto", "typename", "operator", "const", "sizeof"}
OPEN, CLOSE = {"(": ")", "[": "]", "{": "}"}, set(")]}")


def one_line(text):
    return re.sub(r"\s+", " ", re.sub(r"//[^\n]*", "", text)).strip()


class Token:
    __slots__ = ("kind", "text", "start", "end", "spaced")

    def __init__(self, kind, text, start, end, spaced):
        self.kind, self.text, self.start, self.end, self.spaced = kind, text, start, end, spaced


class Site:
    """One mutant: source[start:end] becomes `mutated`."""
    __slots__ = ("start", "end", "mutated", "what", "is_condition")

    def __init__(self, start, end, mutated, what, is_condition):
        self.start, self.end, self.mutated, self.what, self.is_condition = start, end, mutated, what, is_condition


def tokens_of(source):
    found, spaced = [], True
    for match in TOKEN.finditer(source):
        if match.lastgroup == "space":
            spaced = True
            continue
        found.append(Token(match.lastgroup, match[0], match.start(), match.end(), spaced))
        spaced = False
    return found


def same_typed_parameters(sources):
    """Functions of two parameters or more: name -> the types of its parameters, where all declarations agree."""
    types = {}
    for source in sources:
        for match in re.finditer(r"^\s*(?:static |inline )*constexpr [\w:<>]+&? (\w+)\(([^()]*)\)", source, re.M):
            parameters = [re.sub(r"/\*.*?\*/", "", p).strip() for p in match[2].split(",")]
            parameters = [re.sub(r"\s+\w+$", "", p) if " " in p.replace("const ", "") else p for p in parameters]
            types.setdefault(match[1], []).append(parameters)
    return {name: all_of[0] for name, all_of in types.items()
            if name not in ("derivative", "vjp") and len(all_of[0]) > 1 and not any(len(t) == len(all_of[0]) and t != all_of[0] for t in all_of)}


class Header:
    """The tokens of a header, its brackets in pairs, and the functions that tokens are in."""

    def __init__(self, source, functions=None):
        self.source = source
        self.functions = functions or {}
        self.t = tokens_of(source)
        self.starts = [t.start for t in self.t]
        self.pair = self._pairs()
        self.inside = [None] * len(self.t)  # of the body of which function: (name, its parameters), or None
        self._find_functions()
        self._leave_out()

    # Brackets, those of templates among them.

    def _pairs(self):
        pair, stack = [-1] * len(self.t), []
        for i, t in enumerate(self.t):
            if t.kind != "sign":
                continue
            if t.text in OPEN or (t.text == "<" and self._opens_template(i)):
                stack.append(i)
            elif t.text in CLOSE or (t.text == ">" and stack and self.t[stack[-1]].text == "<"):
                if t.text in CLOSE:
                    while stack and self.t[stack[-1]].text == "<":
                        stack.pop()
                if stack:
                    pair[i], pair[stack[-1]] = stack[-1], i
                    stack.pop()
        return pair

    def _opens_template(self, i):
        before = self.t[i - 1] if i else None
        return before is not None and before.kind == "name" and (not self.t[i].spaced or before.text == "template")

    def text(self, first, last):
        return self.source[self.t[first].start:self.t[last].end]

    def line(self, position):
        return self.source.count("\n", 0, position) + 1

    def place(self, position):
        """Line and column, from 1."""
        return self.line(position), position - self.source.rfind("\n", 0, position)

    # Which tokens may be mutated.

    def _statement_start(self, i):
        """The first token of the declaration or statement that token i is in, at its level."""
        j = i - 1
        while j >= 0:
            if self.pair[j] >= 0 and self.pair[j] < j:
                if self.t[j].text == "}" and not self._is_initialiser(self.pair[j]):
                    return j + 1
                j = self.pair[j] - 1
                continue
            if self.t[j].text in ("{", ";", "(", "[") or (self.t[j].text == ":" and self.t[j - 1].text in ("public", "private")):
                return j + 1
            j -= 1
        return 0

    def _is_initialiser(self, brace):
        before = self.t[brace - 1]
        return before.kind == "name" and before.text not in KEYWORDS | {"noexcept", "mutable"} and not self._is_block(brace) or \
            before.text in ("=", "(", ",", "return", "{", ">", "]", "?", ":")

    def _is_block(self, brace):
        """Whether a brace behind a name opens a namespace or type, not an initialiser."""
        j = brace - 1
        while j >= 0 and (self.t[j].kind == "name" or self.t[j].text in ("::", ":", ",", "<", ">")) and self.t[j].text not in KEYWORDS:
            if self.t[j].text in ("namespace", "struct", "class", "enum", "union"):
                return True
            j -= 1
        return False

    def _find_functions(self):
        i = 0
        while i < len(self.t):
            if self.t[i].text == "{" and self.pair[i] > i:
                function = self._function_at(i)
                if function:
                    for j in range(i + 1, self.pair[i]):
                        self.inside[j] = function
                    i = self.pair[i]
            i += 1

    def _function_at(self, brace):
        """(name, [(type, name of a parameter)]) where this brace opens a function's body at the level of a namespace or type."""
        first = self._statement_start(brace)
        j, parameters = first, None
        while j < brace:
            if self.t[j].text in ("=", "namespace", "enum") or (self.t[j].text in ("struct", "class") and parameters is None):
                return None
            if self.t[j].text == "template":
                j = self.pair[j + 1] + 1
                continue
            if self.t[j].text == "operator":
                j += 1
                while self.t[j].text != "(" or self.t[j + 1].text == ")" and self.t[j + 2].text == "(":
                    j += 1
                continue
            if self.t[j].text == "(" and parameters is None:
                parameters = (self.t[j - 1].text, self._parameters(j))
            j = self.pair[j] + 1 if self.pair[j] > j else j + 1
        return parameters

    def _parameters(self, bracket):
        found = []
        for first, last in self._arguments(bracket):
            if last > first and self.t[last].kind == "name":
                found.append((self.text(first, last - 1), self.t[last].text))
        return found

    def _arguments(self, bracket):
        """(first, last token) of each element between this bracket and its partner."""
        first, j, end = bracket + 1, bracket + 1, self.pair[bracket]
        while j <= end:
            if j == end or self.t[j].text == ",":
                if first < j:
                    yield first, j - 1
                first = j + 1
            j = self.pair[j] + 1 if j < end and self.pair[j] > j else j + 1

    def _leave_out(self):
        """Tokens inside functions that no value at run time can stand for."""
        for i, t in enumerate(self.t):
            if self.inside[i] is None:
                continue
            if self.inside[i][0] in ("value", "thaw", "copy", "fits", "operator=="):
                self.inside[i] = None
            elif t.text == "<" and self.pair[i] > i:
                self._out(i, self.pair[i])
            elif t.text in ("static_assert", "requires") or (t.text == "constexpr" and self.t[i - 1].text == "if"):
                self._out(i, self.pair[i + 1])
            elif t.text == "constexpr" and self.t[i - 1].text != "if":
                j = i
                while self.t[j].text not in (";", "{"):
                    j = self.pair[j] + 1 if self.pair[j] > j else j + 1
                self._out(i, j)
            elif t.text == "case":
                self._out(i, i + 1)
            elif t.text == "[" and self.t[i - 1].kind == "name" and (self.t[i - 2].kind == "name" or self.t[i - 2].text in (">", "*")) \
                    and self.t[i - 2].text not in KEYWORDS - {"const"}:
                self._out(i, self.pair[i])  # the size of an array

    def _out(self, first, last):
        for j in range(first, last + 1):
            self.inside[j] = None

    # Expressions.

    def ends_operand(self, i):
        t = self.t[i]
        return t.kind in ("number", "string") or (t.kind == "name" and t.text not in KEYWORDS) or t.text in (")", "]") or \
            (t.text == "}" and self._is_initialiser(self.pair[i])) or (t.text == ">" and self.pair[i] >= 0)

    def is_binary(self, i):
        t = self.t[i]
        return t.kind == "sign" and t.text in PRECEDENCE and self.pair[i] < 0 and t.spaced and i + 1 < len(self.t) and \
            self.t[i + 1].spaced and self.ends_operand(i - 1)

    def left_of(self, i):
        """The first token of the left operand of the binary operator i."""
        mine, j = PRECEDENCE[self.t[i].text], i - 1
        while j >= 0:
            if self.pair[j] >= 0 and self.pair[j] < j:
                if self.t[j].text == "}" and not self._is_initialiser(self.pair[j]):
                    break
                j = self.pair[j] - 1
                continue
            t = self.t[j]
            if t.text in OPEN or t.text in ENDS or (self.pair[j] > j):
                break
            if t.kind == "name" and t.text in KEYWORDS and t.text not in ("sizeof", "operator"):
                break
            if self.is_binary(j) and PRECEDENCE[t.text] < mine:
                break
            j -= 1
        return j + 1

    def right_of(self, i):
        """The last token of the right operand of the binary operator i."""
        return self._until(i + 1, PRECEDENCE[self.t[i].text])

    def _until(self, i, precedence):
        j = i
        while j < len(self.t):
            if self.pair[j] > j:
                j = self.pair[j] + 1
                continue
            t = self.t[j]
            if t.text in CLOSE or t.text in ENDS or (t.text == ">" and self.pair[j] >= 0):
                break
            if j > i and self.is_binary(j) and PRECEDENCE[t.text] <= precedence:
                break
            j += 1
        return j - 1

    def is_literal(self, first, last):
        return all(t.kind == "number" or t.text == "-" for t in self.t[first:last + 1]) and "." in self.text(first, last)

    # Mutants.

    def sites(self):
        found = []
        for i in range(len(self.t)):
            if self.inside[i] is not None:
                found += self._at(i)
        return found

    def _site(self, first, last, mutated, is_condition=False):
        what = f"{one_line(self.text(first, last))} -> {one_line(mutated)}"
        return Site(self.t[first].start, self.t[last].end, mutated, what, is_condition)

    def _at(self, i):
        t = self.t[i]
        if self.is_binary(i):
            yield from self._binary(i)
        elif t.text == "-" and not self.ends_operand(i - 1) or t.text == "!" and t.kind == "sign":
            last = self._primary(i + 1)
            inner = self.text(i + 1, last)
            yield self._site(i, last, f"bool({inner})" if t.text == "!" else f"({inner})", t.text == "!")
        elif t.text in ("+=", "-="):
            last = self._until(i + 1, 0)
            yield self._site(i + 1, last, f"-({self.text(i + 1, last)})")
        elif t.kind == "number":
            yield from self._number(i)
        elif t.text in ("true", "false"):
            yield self._site(i, i, "false" if t.text == "true" else "true")
        elif t.text == "?":
            yield from self._condition(self._condition_start(i), i - 1)
        elif t.text == "if" and self.t[i + 1].text == "(":
            first = i + 2
            for j in range(i + 2, self.pair[i + 1]):
                if self.t[j].text == ";":
                    first = j + 1
            yield from self._condition(first, self.pair[i + 1] - 1)
        elif t.text == "(" and self.t[i - 1].text in self.functions and self.t[i - 2].text not in (".", "->"):
            yield from self._swapped(i)
        elif t.text == "return":
            yield from self._derivative(i)
        elif t.kind == "name":
            yield from self._parameter(i)

    def _primary(self, i):
        """The last token of the unary expression that begins at i."""
        while self.t[i].text in ("-", "!", "*", "&"):
            i += 1
        while True:
            if self.pair[i] > i:
                i = self.pair[i]
            after = self.t[i + 1]
            if after.text in ("(", "[", "{") or (after.text == "<" and self.pair[i + 1] > i):
                if after.text == "{" and not self._is_initialiser(i + 1):
                    return i
                i += 1
            elif after.text in (".", "->", "::"):
                i += 2
            elif self.t[i].text == ">" and after.text == "(":
                i += 1
            else:
                return i

    def _binary(self, i):
        op, first, last = self.t[i].text, self.left_of(i), self.right_of(i)
        left, right = self.text(first, i - 1), self.text(i + 1, last)
        make = lambda a, o, b: self._site(first, last, f"{a} {o} {b}")
        alone = lambda text: self._site(first, last, f"({text})")
        if op in COMPARISONS:
            for other in COMPARISONS[op]:
                yield make(left, other, right)
        elif op in ("&&", "||"):
            yield self._site(first, last, f"bool({left})", True)
            yield self._site(first, last, f"bool({right})", True)
        elif op in ("+", "-", "*", "/", "%"):
            if op in "+-/":
                yield make(left, {"+": "-", "-": "+", "/": "*"}[op], right)
            if not self.is_literal(first, i - 1):
                yield alone(left)
            if not self.is_literal(i + 1, last):
                yield self._site(first, last, f"-({right})" if op == "-" else f"({right})")

    def _number(self, i):
        text = self.t[i].text
        if re.fullmatch(r"\d+", text):
            value = int(text)
            yield self._site(i, i, str(1 if value == 0 else value - 1 if value <= 2 else value + 1))
        elif re.fullmatch(r"\d+\.\d*(?:e[+-]?\d+)?", text):
            yield self._site(i, i, "1.0" if float(text) == 0 else f"(-{text})")
            if float(text) != 0:
                yield self._site(i, i, f"({text} + 1.0)")

    def _condition_start(self, question):
        j = question - 1
        while j >= 0:
            if self.pair[j] >= 0 and self.pair[j] < j:
                j = self.pair[j] - 1
                continue
            if self.t[j].text in OPEN or self.t[j].text in ENDS or self.t[j].text in KEYWORDS:
                break
            j -= 1
        return j + 1

    def _condition(self, first, last):
        j = first
        while j <= last:
            if self.is_binary(j) or self.t[j].text in ("!", "="):
                return
            j = self.pair[j] + 1 if self.pair[j] > j else j + 1
        yield self._site(first, last, f"!({self.text(first, last)})", True)

    def _swapped(self, i):
        types, arguments = self.functions[self.t[i - 1].text], list(self._arguments(i))
        if len(types) != len(arguments):
            return
        for k in range(len(types) - 1):
            (a, b), (c, d) = arguments[k], arguments[k + 1]
            if types[k] != types[k + 1] or self.text(a, b) == self.text(c, d) or \
                    any(self.is_literal(*x) for x in (arguments[k], arguments[k + 1])):
                continue
            swapped = [self.text(*x) for x in arguments]
            swapped[k], swapped[k + 1] = swapped[k + 1], swapped[k]
            first = i - 1
            while self.t[first - 1].text == "::":
                first -= 2
            yield self._site(first, self.pair[i], f"{self.text(first, i - 1)}({', '.join(swapped)})")

    def _derivative(self, i):
        """The partial derivatives behind a `return`: their signs and their places."""
        if self.inside[i][0] not in ("derivative", "vjp") and not self.inside[i][0].endswith("slopes"):
            return
        if self.t[i + 1].text != "{":
            last = self._until(i + 1, 0)
            if self.t[i + 1].text not in ("zero_derivative", "detail") and self.t[last + 1].text == ";":
                yield self._site(i + 1, last, f"-({self.text(i + 1, last)})")
            return
        parts = list(self._arguments(i + 2)) if self.t[i + 2].text == "{" else []
        texts = [self.text(*p) for p in parts]
        for k, (first, last) in enumerate(parts):
            if texts[k] != "zero_derivative":
                yield self._site(first, last, f"-({texts[k]})")
                yield self._site(first, last, "any_expr{}")
            other = texts[(k + 1) % len(texts)]
            if other not in (texts[k], "zero_derivative"):
                yield self._site(first, last, f"any_expr({other})")

    def _parameter(self, i):
        name = self.t[i].text
        same = [p for kind, p in self.inside[i][1] if kind == "any_expr"]
        if name not in same or len(same) < 2 or self.t[i - 1].text in (".", "->", "::", "*", "&") or \
                self.t[i + 1].text in ("=", "+=", "->", "::") or (self.t[i + 1].text == "." and self.t[i + 2].text == "g"):
            return
        yield self._site(i, i, same[(same.index(name) + 1) % len(same)])


def rendered(source, sites, ids):
    """The source in which mutant k of `sites` is chosen at run time by its number, each on a line of its own; and those lines."""
    order = sorted(range(len(sites)), key=lambda k: (sites[k].start, -sites[k].end, k))
    out, lines = [], {}
    count = [1]

    def put(text):
        out.append(text)
        count[0] += text.count("\n")

    def render(start, end, index):
        position = start
        while index < len(order) and sites[order[index]].start < end:
            here = sites[order[index]]
            put(source[position:here.start])
            put("(")
            while index < len(order) and (sites[order[index]].start, sites[order[index]].end) == (here.start, here.end):
                k = order[index]
                put("\n")
                lines[count[0]] = k
                put(f"mutants::chosen({ids[k]}) ? ({one_line(sites[k].mutated)}) :\n")
                index += 1
            put("bool(" if here.is_condition else "(")
            index = render(here.start, here.end, index)
            put("))")
            position = here.end
        put(source[position:end])
        return index

    render(0, len(source), 0)
    return "".join(out), lines


def nested(sites):
    """The sites without those that overlap an earlier one by halves: no expression of C++ does."""
    kept = []
    for s in sites:
        if all(not (s.start < o.start < s.end < o.end or o.start < s.start < o.end < s.end) for o in kept):
            kept.append(s)
    return kept
