#!/usr/bin/python3
"""Holds the errors that a user sees: many mistakes a file, each with the one error it must give and a good twin.

A case file includes one header of Pathwise and has blocks
    #ifdef GOOD
    auto y = x + x;
    #else
    auto y = x + z;  // error: E011_elementwise_extents_differ | shape<20> | shape<21>
    #endif
Each block is compiled alone with its wrong lines, those before it with their right ones. The compiler must print exactly one `error:`, at the marked line of this
file, within the first ten lines, with every text; @NAME in a text is the number of the line that ends in `// @NAME`. Where it can be
reported from inside a header only, the line says `// error through: TEXT | TEXT ...`, and the compiler must name it in its trail. With -DGOOD
the whole file must compile in silence, all warnings on.
"""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

LABEL = re.compile(r"//\s*@(\w+)\s*$")
MARK = re.compile(r"//\s*error( through)?:\s*(.+?)\s*$")
ERROR = re.compile(r"^(?:([^\s:][^:]*):(\d+):\d+: )?(?:fatal )?error: (.*)$")
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]
FIRST_LINES = 10


class Compiler:
    """One compiler, with its include path and the headers it has precompiled."""

    def __init__(self, name, include, folder):
        self.folder = pathlib.Path(folder)
        self.is_clang = "clang" in name
        self.command = [name, "-std=c++20", "-fopenmp", "-ffp-contract=off", *[f"-I{path}" for path in include]]
        self.command += [] if self.is_clang else ["-Wno-psabi"]  # notes on the 16-lane form, which never crosses a call

    def run(self, arguments):
        run = subprocess.run(self.command + arguments, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return run.returncode, run.stdout

    def precompiled(self, header):
        """The options that make `header` cheap to include."""
        stub = self.folder / (re.sub(r"\W", "_", header) + ".hpp")
        if not stub.exists():
            stub.write_text(f"#include <{header}>\n")
            code, said = self.run(["-x", "c++-header", str(stub), "-o", f"{stub}.{'pch' if self.is_clang else 'gch'}"])
            if code:
                sys.exit(said)
        return ["-include-pch", f"{stub}.pch"] if self.is_clang else ["-include", str(stub)]

    def check(self, text, name, header, *flags):
        """Compiles a text as the file `name`; returns what the compiler says."""
        source = pathlib.Path(tempfile.mkdtemp(dir=self.folder)) / name
        source.write_text(text)
        return self.run(["-fsyntax-only", *(self.precompiled(header) if header else []), *flags, str(source)])[1].replace(f"{source}", name)


def shown(lines):
    """Lines of a case as a reader wants them: without marks, moved to the left."""
    lines = [re.sub(r"\s*//\s*(@|error).*$", "", line) for line in lines]
    margin = min((len(line) - len(line.lstrip()) for line in lines if line), default=0)
    return "\n".join(line[margin:] for line in lines)


class Block:
    """The lines (counted from 1) of one #ifdef GOOD, #else, #endif."""

    def __init__(self, first, middle, last, lines):
        self.first, self.middle, self.last = first, middle, last
        labels = {match[1]: number for number, match in enumerate(map(LABEL.search, lines), 1) if match}
        marks = [(number, MARK.search(lines[number - 1])) for number in range(middle, last)]
        self.marks = [(number, bool(mark[1]), re.sub(r"@(\w+)", lambda m: str(labels[m[1]]), mark[2]).split(" | ")) for number, mark in marks if mark]
        labelled = {labels[name] for number, mark in marks if mark for name in re.findall(r"@(\w+)", mark[2])}
        self.wrong = "\n".join([*(shown([lines[number - 1]]) for number in sorted(labelled)), shown(lines[middle : last - 1])])
        self.right = shown(lines[first : middle - 1])
        right, rest = lines[first : middle - 1], "\n".join(lines[: first - 1] + lines[last:])
        names = [name[1] for name in map(re.compile(r"inline .*?\b(\w+)(?:\{.*\}|\(.*\))?(?: = .*)?;").match, right) if name]
        self.is_definition = len(names) == len(right) and not any(re.search(rf"\b{name}\b", rest) for name in names)  # which nobody else needs


def blocks_of(lines):
    blocks, first, middle = [], 0, 0
    for number, line in enumerate(lines, 1):
        if line.strip() == "#ifdef GOOD":
            first, middle = number, 0
        elif line.strip() == "#else" and first:
            middle = number
        elif line.strip() == "#endif" and first:
            blocks.append(Block(first, middle or number, number, lines))
            first = 0
    return blocks


def with_wrong(lines, blocks, wrong):
    """The file's text with the wrong lines of one block and the right ones of those before it, to the blank line that ends the definition which the
    block is in or before; every line stays where it is. What comes after could only cost time, as could the definitions that other blocks are: the good
    twin holds them."""
    kept = list(lines)
    for block in blocks:
        unwanted = range(block.first, block.middle + 1) if block is wrong else range(block.first if block.is_definition else block.middle, block.last + 1)
        for number in [*unwanted, block.first, block.last]:
            kept[number - 1] = ""
    end = next((number for number, line in enumerate(lines[wrong.last :], wrong.last) if line.startswith("}")), len(lines))
    end = next((number for number, line in enumerate(lines[end:], end) if not line), len(lines))
    text = "\n".join(MARK.sub("", line) for line in kept[:end]) + "\n"
    return text + "}" * (text.count("{") - text.count("}")) + "\n"


def judge_block(said, block, name):
    """What is wrong with what a compiler says of a block, as a list of lines, and the error's own line."""
    if len(block.marks) != 1:
        return [f"{name}:{block.first}: {len(block.marks)} lines say '// error: ...', not one"], ""
    line, through, texts = block.marks[0]
    printed = said.splitlines()
    errors = [(at, match) for at, match in enumerate(map(ERROR.match, printed)) if match]
    if not errors:
        return [f"{name}:{line}: no error"], ""
    complaints = [f"{name}:{line}: {len(errors)} errors, not one"] if len(errors) > 1 else []
    at, match = errors[0]
    mine = match[1] == name and int(match[2]) == line
    trail = any(re.match(rf"\s*{re.escape(name)}:{line}:\d+:\s+(required|note: in instantiation)", text) for text in printed)
    if not (mine or through and trail):
        complaints.append(f"{name}:{line}: the error is at {match[1]}:{match[2]}")
    if at >= FIRST_LINES:
        complaints.append(f"{name}:{line}: the error is printed as line {at + 1}")
    complaints += [f"{name}:{line}: lacks '{text}': {match[3]}" for text in texts if text not in match[3]]
    return complaints, match[0]


def judge(case, compiler):
    """[(block, complaints, error line)] of a case file in one compiler; a block of None is the good twin."""
    lines = case.read_text().splitlines()
    blocks = blocks_of(lines)
    header = next((match[1] for match in map(re.compile(r"#include <(pathwise/.*)>").match, lines) if match), None)
    if not blocks:
        return [(None, [f"{case.name}: no block #ifdef GOOD"], "")]
    if header:
        compiler.precompiled(header)

    def judged(block):
        said = compiler.check(with_wrong(lines, blocks, block), case.name, header)
        complaints, error = judge_block(said, block, case.name)
        return block, complaints + ([said] if complaints else []), error

    with ThreadPoolExecutor() as pool:
        results = list(pool.map(judged, blocks))
    said = compiler.check(case.read_text(), case.name, header, "-DGOOD", *WARNINGS)
    return results + [(None, [f"{case.name}: the good twin does not compile in silence\n{said}"] if said else [], "")]


EXAMPLE = re.compile(r"<!-- example of (E\d{3}) -->\n.*?<!-- end -->", re.S)
SAYS = "{name} says\n```\n{said}\n```\n"


def example(code, block, said):
    """The part of docs/errors.md between the marks, for what each compiler says."""
    return (f"<!-- example of {code} -->\nWrong\n```\n{block.wrong}\n```\n" + "".join(SAYS.format(name=name, said=text) for name, text in said.items()) +
            f"Right\n```\n{block.right}\n```\n<!-- end -->")


def without_places(text):
    return re.sub(r"line<\d+>|:\d+:\d+:", "", text)


def compare_docs(page, shown_by_code, name, update):
    """Holds the examples of docs/errors.md against real runs, or rewrites this compiler's share of them."""
    complaints, text = [], page.read_text()
    for match in EXAMPLE.finditer(text):
        if match[1] not in shown_by_code:
            complaints.append(f"{page.name}: no case shows {match[1]}")
            continue
        block, said = shown_by_code[match[1]]
        old = dict(re.findall(r"^(\S+) says\n```\n(.*?)\n```\n", match[0], re.M | re.S))
        new = example(match[1], block, {**{other: old.get(other, "") for other in ("g++", "clang++-19")}, name: said})
        if without_places(new) != without_places(match[0]):
            complaints.append(f"{page.name}: the example of {match[1]} is not what {name} says now; compile_fail.py --update writes it")
        if update:
            text = text.replace(match[0], new)
    if update:
        page.write_text(text)
    return [] if update else complaints


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--include", action="append", default=[])
    parser.add_argument("--docs", type=pathlib.Path, help="the page whose examples are held against what is said")
    parser.add_argument("--update", action="store_true", help="rewrite the page's examples")
    parser.add_argument("cases", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    failed = total = 0
    shown_by_code = {}
    with tempfile.TemporaryDirectory() as folder:
        compiler = Compiler(options.compiler, options.include, folder)
        for case in options.cases:
            results = judge(case, compiler)
            bad = [complaint for _, complaints, _ in results for complaint in complaints]
            total += len(results) - 1
            failed += sum(bool(complaints) for _, complaints, _ in results)
            for block, _, error in results:
                code = block.marks[0][2][0][:4] if block and block.marks else None
                if code and (code not in shown_by_code or len(block.wrong) < len(shown_by_code[code][0].wrong)):
                    shown_by_code[code] = block, error  # the shortest is the example
            print(f"{'FAILED' if bad else 'ok':6} {len(results) - 1:3} mistakes and the good twin  {case.name}")
            print("\n".join(bad), end="\n" if bad else "")
    if options.docs:
        complaints = compare_docs(options.docs, shown_by_code, pathlib.Path(options.compiler).name, options.update)
        failed += len(complaints)
        print("\n".join(complaints), end="\n" if complaints else "")
    print(f"{total} mistakes in {len(options.cases)} files, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
