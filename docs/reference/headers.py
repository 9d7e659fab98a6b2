"""What the headers say of a distribution or an operation, for the pages that are made of it: docstrings by their parts, and functions cut out."""
import dataclasses
import pathlib
import re

STRUCT = re.compile(r"((?:^[ \t]*///[^\n]*\n)+)(?:^template[^\n]*\n(?:^[ \t]+requires[^\n]*\n)?)?^struct (\w+)_(distribution|op)\b[^\n]*\{\n", re.M)
# The words that begin a part of a docstring, CONTRIBUTING.md's and those that the headers have besides.
PARTS = ("Formula", "Shapes", "Units", "Domain", "Gradient", "Condition", "Cost", "Errors", "Names", "Source", "Checked", "Example")
PART = re.compile(r"(?:(?<=[.;:)\]] )|^)(" + "|".join(PARTS) + r"): ")


@dataclasses.dataclass
class Documented:
    """A struct of a header: its docstring, and the text between its braces."""
    name: str
    header: pathlib.Path
    words: str
    body: str

    def sections(self):
        """(title, text): the first, without a title, is what it is; then its parts."""
        begin, *rest = PART.split(self.words)
        return [("", begin.strip()), *((title, text.strip()) for title, text in zip(rest[::2], rest[1::2]))]

    def function(self, name):
        """A member function as it stands in the header, or ''."""
        return cut(self.body, rf"^  (?:static )?constexpr [^\n=;{{(]*\b{name}\(")


def cut(text, pattern):
    """From the docstring above the first match of `pattern` to the brace that closes it; '' where there is none."""
    found = re.search(pattern, text, re.M)
    if not found:
        return ""
    start = found.start()
    while (line := text.rfind("\n", 0, max(start - 1, 0)) + 1) < start and re.match(r"\s*(///|template)", text[line:start]):
        start = line
    depth, at = 0, text.index("{", text.index(")", found.end() - 1))
    while True:
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
        if depth == 0:
            break
    lines = text[start:at].splitlines()
    indent = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
    return "\n".join(line[indent:] for line in lines) + "\n"


def documented(folder, kind):
    """name -> what is documented, of the structs called NAME_kind, in the order of their names."""
    found = {}
    for header in sorted(folder.glob("*.hpp")):
        text = header.read_text()
        for match in STRUCT.finditer(text):
            if match[3] != kind:
                continue
            words = " ".join(line.strip().removeprefix("///").strip() for line in match[1].splitlines())
            found[match[2]] = Documented(match[2], header, words, text[match.end():text.index("\n};", match.end() - 1) + 1])
    return dict(sorted(found.items()))


def undocumented(folder, kind):
    """The structs called NAME_kind that have no docstring."""
    known = documented(folder, kind)
    return sorted(name for header in folder.glob("*.hpp") for name, what in re.findall(r"^struct (\w+)_(distribution|op)\b[^;\n]*\{", header.read_text(), re.M)
                  if what == kind and name not in known)
