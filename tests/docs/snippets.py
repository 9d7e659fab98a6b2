#!/usr/bin/python3
"""Every ```cpp, ```cmake and ```python block of the project's Markdown is a run of lines of a file that is built or run, and every relative link has
its file. A translated page shows the code, the output, the commands, the pictures and the numbers of headings of its original.

A block may leave lines out with a line that is only `...` or `// ...`; indentation does not count.
"""
import pathlib
import re
import sys

BLOCK = re.compile(r"^```(?:cpp|cmake|python)\n(.*?)^```", re.M | re.S)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)\s]*)?\)")
COMPILED = ("docs/examples", "tests", "src", "include", "benchmarks")


def lines_of(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def pieces_of(block):
    """The runs of lines of a block, between the lines that leave something out."""
    pieces = [[]]
    for line in lines_of(block):
        if line in ("...", "// ..."):
            pieces.append([])
        else:
            pieces[-1].append(line)
    return [piece for piece in pieces if piece]


def has_in_order(lines, pieces):
    start = 0
    for piece in pieces:
        places = range(start, len(lines) - len(piece) + 1)
        place = next((i for i in places if lines[i : i + len(piece)] == piece), None)
        if place is None:
            return False
        start = place + len(piece)
    return True


def complaints_about(page, root, compiled):
    text = page.read_text()
    for match in BLOCK.finditer(text):
        if not any(has_in_order(lines, pieces_of(match[1])) for lines in compiled):
            yield f"{page.relative_to(root)}:{text.count(chr(10), 0, match.start()) + 1}: no compiled file has these lines"
    for match in LINK.finditer(re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)):
        if not (page.parent / match[1]).exists():
            yield f"{page.relative_to(root)}: no file {match[1]}"


def parts_of(page):
    """What a translation has in common with its original."""
    text = page.read_text()
    headings = re.findall(r"^(#+) ", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S), re.M)
    return {"code or output": re.findall(r"^```(?:cpp|text)\n.*?^```", text, re.M | re.S), "commands": re.findall(r"^ {4}(?:\./dev|build/|pathwise).*", text, re.M),
            "pictures": re.findall(r"!\[[^\]]*\]\([^)]*/([^)/]+)\)", text), "headings": headings}


def complaints_about_translation(page, root):
    original = page.parents[1] / page.name
    if not original.exists():
        yield f"{page.relative_to(root)}: a translation of nothing"
        return
    here, there = parts_of(page), parts_of(original)
    yield from (f"{page.relative_to(root)}: other {part} than its original" for part in here if here[part] != there[part])


def main():
    root = pathlib.Path(sys.argv[1])
    compiled = [lines_of(path.read_text()) for folder in COMPILED for name in ("*.cpp", "*.hpp", "*.py", "CMakeLists.txt")
                for path in (root / folder).rglob(name)]
    pages = [*root.glob("*.md"), *(root / "docs").rglob("*.md")]
    complaints = [text for page in pages for text in complaints_about(page, root, compiled)]
    complaints += [text for page in sorted((root / "docs/tutorial/zh").glob("*.md")) for text in complaints_about_translation(page, root)]
    print("\n".join(complaints))
    print(f"{len(pages)} pages, {len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
