#!/usr/bin/python3
"""The fused groups of the tutorial's training step are one vector loop each: its assembly, read.

Compiles FILE with g++ -O3 for x86-64-v3 and looks into every group<...>::run. A group over columns is exactly one loop, over the rows of a panel. A group over
numbers, which lie side by side, is two: one for whole registers and one for the tail. Every loop is innermost, has ymm instructions, and calls nothing.
"""
import argparse
import re
import subprocess
import sys

FLAGS = ["-std=c++20", "-O3", "-DNDEBUG", "-march=x86-64-v3", "-ffp-contract=off", "-fopenmp", "-w", "-S", "-o", "-"]
GROUP = re.compile(r"pathwise::group<.*, (\d+), pathwise::lanes<(?:float|double), \d+> >::run\(")
JUMP = re.compile(r"\s+j\w+\s+(\.L\w+)")
VECTOR = re.compile(r"%ymm\d")


def functions(assembly):
    """{label: lines} of each function."""
    found, name = {}, None
    for line in assembly.splitlines():
        label = re.match(r"(_\w+|\w+\S*):", line)
        if label and not line.startswith(".L"):
            name = label[1]
            found[name] = []
        elif name and line.strip() == ".cfi_endproc":
            name = None
        elif name:
            found[name].append(line)
    return found


def loops(lines):
    """(first, last) of each loop: from a label to the last jump back to it."""
    labels = {match[1]: number for number, match in enumerate(re.match(r"(\.L\w+):", line) for line in lines) if match}
    found = {}
    for number, line in enumerate(lines):
        jump = JUMP.match(line)
        if jump and labels.get(jump[1], number + 1) <= number:
            found[labels[jump[1]]] = number
    return sorted(found.items())


def innermost(all_loops):
    return [loop for loop in all_loops if not any(loop[0] <= other[0] and other[1] <= loop[1] for other in all_loops if other != loop)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", default="/usr/bin/g++")
    parser.add_argument("--include", action="append", default=[])
    parser.add_argument("--columns", type=int, required=True, help="how many groups run over columns")
    parser.add_argument("--numbers", type=int, required=True, help="how many run over numbers")
    parser.add_argument("file")
    options = parser.parse_args()
    command = [options.compiler, *FLAGS, *[f"-I{folder}" for folder in options.include], options.file]
    assembly = subprocess.run(command, text=True, stdout=subprocess.PIPE, check=True).stdout
    bodies = functions(assembly)
    readable = subprocess.run(["c++filt", *bodies], text=True, stdout=subprocess.PIPE, check=True).stdout.splitlines()
    groups = {}
    for name, label in zip(readable, bodies):
        match = GROUP.search(name)
        if match:
            groups.setdefault(int(match[1]), []).extend(bodies[label])
    complaints = []
    for step, lines in sorted(groups.items()):
        found = loops(lines)
        vectors = [sum(bool(VECTOR.search(line)) for line in lines[a:b]) for a, b in found]
        calls = sum("\tcall\t" in line for a, b in found for line in lines[a:b])
        print(f"step {step:2}: {len(found)} loops of {', '.join(str(n) for n in vectors)} vector instructions")
        if len(found) not in (1, 2) or 0 in vectors or calls or innermost(found) != found:
            complaints.append(f"step {step}: {len(found)} loops, vector instructions {vectors}, calls {calls}")
    counts = [sum(len(loops(lines)) == n for lines in groups.values()) for n in (1, 2)]
    if counts != [options.columns, options.numbers]:
        complaints.append(f"{counts[0]} groups of one loop and {counts[1]} of two, not {options.columns} and {options.numbers}")
    print("\n".join(complaints))
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
