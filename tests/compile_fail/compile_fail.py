#!/usr/bin/python3
"""Holds the errors that a user sees: many wrong lines a file, each with the one error it must give, and a good twin.

A case file is compiled twice with -fsyntax-only.
Without GOOD, every line that ends in
    // error: TEXT | TEXT ...
must give exactly one `error:`, at that line of this file, whose message has every TEXT; no other line may give one. Where
the compiler can report only from inside a header, the line says `// error through: TEXT | TEXT ...`: the error must name
that line in its trail of instantiations.
With -DGOOD the same file, where `#ifdef GOOD` has put the right lines in place of the wrong ones, must compile in silence.
"""
import argparse
import pathlib
import re
import subprocess
import sys

EXPECTED = re.compile(r"//\s*error( through)?:\s*(.+?)\s*$")
# 'file:12:3: error: text', 'In file included from file:12:', 'file:12:3: note: ...', 'file:12:3:   required from here'
LOCATED = re.compile(r"^(?:In file included from |\s+from )?([^\s:][^:]*):(\d+)(?::\d+)?[:,]\s*(.*)$")


WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]


def compile_once(options, case, *flags):
    clang = "clang" in options.compiler
    command = [options.compiler, "-std=c++20", "-fsyntax-only", "-fopenmp", "-ffp-contract=off",
               *(["-fno-caret-diagnostics", "-ferror-limit=0"] if clang else ["-fno-diagnostics-show-caret", "-fmax-errors=0"]),
               *[f"-I{folder}" for folder in options.include], *flags, str(case)]
    run = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return run.returncode, run.stdout


def expectations(case):
    """{line: (through a header?, [texts])} of a case file."""
    found = {}
    for number, line in enumerate(case.read_text().splitlines(), 1):
        match = EXPECTED.search(line)
        if match:
            found[number] = (bool(match[1]), [text.strip() for text in match[2].split(" | ")])
    return found


def errors_of(said, case):
    """[(the case's line or None, the case's lines in the trail, message)], in the order printed."""
    errors, trail_before = [], []
    for line in said.splitlines():
        match = LOCATED.match(line)
        if not match:
            continue
        mine = pathlib.Path(match[1]) == case
        if match[3].startswith(("error:", "fatal error:")):
            errors.append((int(match[2]) if mine else None, list(trail_before), match[3]))
            trail_before = []
        elif mine and "required" in match[3]:      # g++ prints the trail first
            trail_before.append(int(match[2]))
        elif mine and errors and "note: in instantiation" in match[3]:  # clang after
            errors[-1][1].append(int(match[2]))
    return errors


def judge(case, options):
    """What is wrong with a case file in one compiler, as a list of lines."""
    wanted = expectations(case)
    if not wanted:
        return [f"{case}: no line says '// error: ...'"]
    complaints = []
    _, said = compile_once(options, case)
    seen = dict.fromkeys(wanted, 0)
    for line, trail, message in errors_of(said, case):
        through_header = (t for t in trail if t in wanted and wanted[t][0])
        place = line if line in wanted else next(through_header, None)
        if place is None:
            complaints.append(f"{case}:{line}: not expected: {message}")
            continue
        seen[place] += 1
        complaints += [f"{case}:{place}: lacks '{text}': {message}" for text in wanted[place][1] if text not in message]
    complaints += [f"{case}:{place}: {count} errors, not one" for place, count in seen.items() if count != 1]
    if complaints:
        complaints.append(said)
    code, said = compile_once(options, case, "-DGOOD", *WARNINGS)
    if code or said:
        complaints.append(f"{case}: the good twin does not compile in silence\n{said}")
    return complaints


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--include", action="append", default=[])
    parser.add_argument("cases", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    failed = total = 0
    for case in options.cases:
        complaints = judge(case, options)
        total += len(expectations(case))
        failed += bool(complaints)
        print(f"{'FAILED' if complaints else 'ok':6} {len(expectations(case)):3} errors and the good twin  {case.name}")
        if complaints:
            print("\n".join(complaints))
    print(f"{total} errors in {len(options.cases)} files, {failed} files failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
