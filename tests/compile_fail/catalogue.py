#!/usr/bin/python3
"""Holds the catalogue of errors together: base/errors.hpp declares each code once; docs/errors.md has a heading for each, and a case of compile_fail shows it.

Nothing else is called E0xx, and every code that a comment or a message names is in the catalogue.
"""
import pathlib
import re
import sys

import compile_fail

DECLARED = re.compile(r"^struct (E(\d{3})_\w+);", re.M)
HEADING = re.compile(r"^## (E\d{3}_\w+)$", re.M)
NAMED = re.compile(r"\bE(0\d\d)(?=[_\s,.;:)]|$)", re.M)


def complaints(root):
    catalogue = root / "include/pathwise/base/errors.hpp"
    declared = DECLARED.findall(catalogue.read_text())
    names, numbers = [name for name, _ in declared], [number for _, number in declared]
    yield from (f"E{number} is used twice" for number in sorted(set(numbers)) if numbers.count(number) > 1)

    headings = HEADING.findall((root / "docs/errors.md").read_text())
    yield from (f"docs/errors.md has no heading '## {name}'" for name in names if name not in headings)
    yield from (f"docs/errors.md: '{name}' is no error, or has two headings" for name in headings if name not in names or headings.count(name) > 1)
    if headings != sorted(headings):
        yield "docs/errors.md: the codes are not in order"

    cases = [path for path in (root / "tests/compile_fail").glob("*.cpp")]
    shown = {text for path in cases for block in compile_fail.blocks_of(path.read_text().splitlines()) for _, _, texts in block.marks for text in texts}
    yield from (f"no case of tests/compile_fail shows {name}" for name in names if not any(name.startswith(text[:4]) and text in name for text in shown))

    for path in [*(root / "include").rglob("*.hpp"), *(root / "src").rglob("*.[ch]pp"), *(root / "docs").rglob("*.md")]:
        text = path.read_text()
        yield from (f"{path.relative_to(root)} declares {match[1]}: base/errors.hpp is the catalogue" for match in DECLARED.finditer(text) if path != catalogue)
        yield from (f"{path.relative_to(root)} names E{number}, which is no error" for number in sorted(set(NAMED.findall(text)) - set(numbers)))


def main():
    found = list(complaints(pathlib.Path(sys.argv[1])))
    print("\n".join(found))
    print(f"{len(found)} complaints")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
