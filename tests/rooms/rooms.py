#!/usr/bin/python3
"""Holds the sources against docs/rooms.txt and the other rules of the house that need no compiler.

Rules: includes follow the arrows; third-party headers and pragmas enter by their doors; every header says #pragma once;
no favourite size under include/; bodies of an operation's `value` call only math:: functions; no banned word or name.
"""
import argparse
import fnmatch
import pathlib
import re
import sys

CODE = (".hpp", ".cpp")
BANNED_WORDS = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
BANNED_NAMES = re.compile(r"(^|_)(utils?|helpers?|common|manager|misc)(_|$)|impl2")
FAVOURITE_SIZES = re.compile(r"(?<![\w.'])(?<![eEpP][+-])(784|400|20)(?:[uUlLzZ]{0,3})(?![\w.'])")
VALUE_BODY = re.compile(r"\bvalue\s*\(([^()]*)\)\s*(?:const\s*)?(?:noexcept\s*)?\{")
CALL = re.compile(r"((?:\b\w+\s*(?:<[^<>;]*>)?\s*::\s*)*)(\.?)\b([A-Za-z_]\w*)\s*(?:<[^<>;()]*>)?\s*\(")
NO_CALL = {"if", "for", "while", "switch", "return", "sizeof", "static_cast", "requires", "constexpr", "decltype"}


class Rules:
    """docs/rooms.txt as tables."""

    def __init__(self, path):
        self.rooms, self.tops, self.sources, self.doors, self.pragmas = {}, {}, {}, [], []
        for number, line in enumerate(path.read_text().splitlines(), 1):
            line = line.split("#")[0].strip()
            if not line:
                continue
            left, colon, right = line.partition(":")
            kind, *names = left.split()
            table = {"room": self.rooms, "top": self.tops, "source": self.sources}.get(kind)
            if not colon or not names or (table is None and kind not in ("door", "pragma")):
                sys.exit(f"{path}:{number}: not a rule: {line}")
            if table is None:
                (self.doors if kind == "door" else self.pragmas).append((names, right.split()))
                continue
            allowed = set()
            for name in right.split():
                allowed |= set(self.rooms) if name == "above" else {name}
            unknown = allowed - set(self.rooms) - set(self.tops)
            if unknown:
                sys.exit(f"{path}:{number}: no room called {' or '.join(sorted(unknown))} so far")
            table[names[0]] = allowed

    def door_of(self, header):
        """The files through which a header enters, or None where no line names it."""
        return next((files for names, files in self.doors if any(fnmatch.fnmatch(header, n) for n in names)), None)


def without_comments(text, strings_too=True):
    """The same text, comments (and strings) blanked, so that line numbers stay."""
    pattern = r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\''
    keep = (lambda m: m[0] if not strings_too and m[0][0] in "\"'" else re.sub(r"[^\n]", " ", m[0]))
    return re.sub(pattern, keep, text, flags=re.S)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def room_of(path):
    """('room', 'ops'), ('top', 'engine.hpp') or ('source', 'data') of a path relative to the top."""
    parts = path.parts
    if parts[:2] == ("include", "pathwise"):
        return ("room", parts[2]) if len(parts) > 3 else ("top", parts[2])
    return ("source", parts[1])


def check_includes(rules, root, path, text):
    code = without_comments(text, strings_too=False)
    kind, here = room_of(path)
    table = {"room": rules.rooms, "top": rules.tops, "source": rules.sources}[kind]
    if here not in table:
        yield 1, f"docs/rooms.txt has no line '{kind} {here}'"
        return
    for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', code, re.M):
        line, header = line_of(code, match.start()), match[2]
        if match[1] == '"':
            target = (root / path).parent / header
            if target.is_file():
                header = str(target.resolve().relative_to(root.resolve()))
                header = header.removeprefix("include/")
        if header.startswith("pathwise/"):
            there = room_of(pathlib.Path("include") / header)[1]
            if not (root / "include" / header).is_file():
                yield line, f"no file include/{header}"
            elif there not in table[here] and (kind, there) != ("room", here):
                yield line, f"{kind} {here} may not include from {there}: {header}"
        elif header.startswith("src/"):
            if kind != "source" or header.split("/")[1] != here:
                yield line, f"{kind} {here} may not include from another folder of src: {header}"
        elif (door := rules.door_of(header)) is not None:
            if not any(fnmatch.fnmatch(str(path), pattern) for pattern in door):
                yield line, f"<{header}> enters by {' '.join(door)} only"
        elif not re.fullmatch(r"[a-z_0-9]+", header):
            yield line, f"docs/rooms.txt names no door for <{header}>"


def check_pragmas(rules, path, text):
    for match in re.finditer(r'(?:#[ \t]*pragma[ \t]+|_Pragma\(")(\w+)', without_comments(text, strings_too=False)):
        for names, files in rules.pragmas:
            if match[1] in names and not any(fnmatch.fnmatch(str(path), pattern) for pattern in files):
                yield line_of(text, match.start()), f"#pragma {match[1]} belongs in {' '.join(files)}"
    if path.suffix == ".hpp" and text.count("#pragma once") != 1:
        yield 1, "a header says #pragma once"


def check_sizes(path, text):
    code = without_comments(text)
    for match in FAVOURITE_SIZES.finditer(code):
        shifted = match[1] == "20" and re.search(r"(<<|>>)=?\s*$", code[: match.start()])
        if not shifted:
            yield line_of(code, match.start()), f"no favourite size under include/: {match[1]} (a real number: {match[1]}.0)"


def body_end(code, start):
    depth = 1
    for position in range(start, len(code)):
        depth += {"{": 1, "}": -1}.get(code[position], 0)
        if depth == 0:
            return position
    return len(code)


def check_value_bodies(path, text):
    """An unqualified abs(x) on a float is ::abs(int), and compiles."""
    code = without_comments(text)
    for body in VALUE_BODY.finditer(code):
        for call in CALL.finditer(code, body.end(), body_end(code, body.end())):
            scope, member, name = re.sub(r"\s", "", call[1]), call[2], call[3]
            allowed = scope in ("math::", "pathwise::math::") or (name == "value" and scope.endswith("::"))
            if not allowed and not member and name != "T" and name not in NO_CALL:
                yield line_of(code, call.start(3)), f"a value body calls math:: functions only, not {scope}{name}("


def check_words(path, text):
    for match in BANNED_WORDS.finditer(text):
        yield line_of(text, match.start()), f"{match[0]}: do it, or file it"
    if BANNED_NAMES.search(path.stem):
        yield 1, f"a file is named for what is in it, not {path.stem}"


def files_under(root, *folders):
    for folder in folders:
        yield from sorted(p.relative_to(root) for p in (root / folder).rglob("*") if p.suffix in CODE)


def check(root):
    """All complaints about the sources under root, as 'file:line: text'."""
    rules = Rules(root / "docs" / "rooms.txt")
    complaints = []
    for path in files_under(root, "include", "src", "tests", "benchmarks"):
        text = (root / path).read_text()
        found = list(check_words(path, text))
        if path.parts[0] in ("include", "src"):
            found += check_includes(rules, root, path, text)
            found += check_pragmas(rules, path, text)
        if path.parts[0] == "include":
            found += check_sizes(path, text)
        if path.parts[:3] == ("include", "pathwise", "ops"):
            found += check_value_bodies(path, text)
        complaints += [f"{path}:{line}: {text}" for line, text in found]
    return complaints


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=pathlib.Path)
    root = parser.parse_args().root
    complaints = check(root)
    print("\n".join(complaints))
    print(f"{len(list(files_under(root, 'include', 'src')))} files of include/ and src/, {len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
