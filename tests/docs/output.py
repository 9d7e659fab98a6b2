#!/usr/bin/python3
"""Runs an example to its end, and holds what the pages show of its output to what it printed.

    output.py ROOT PROGRAM

A page shows it as a block after the line `<!-- output: NAME -->`. Words must be equal; numbers may differ by 2 % or 2 in the last digit shown, since machines
without fused multiply-adds round differently. After `<!-- output: NAME, times differ -->` numbers may be any. After `<!-- output: NAME, excerpt -->` each line is one of
those printed, to the last digit and in their order, and `...` stands for what is left out.
"""
import pathlib
import re
import subprocess
import sys

BLOCK = re.compile(r"^<!-- output: ([^\n]*?) -->\n```text\n(.*?)^```", re.M | re.S)
ROUNDING = 1e-9  # what is this near to 0 differs with the processor's libm
NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?")


def numbers_agree(shown, printed):
    digits = re.search(r"\.(\d+)", shown)
    last = 10.0 ** -(len(digits[1]) if digits else 0) * (10.0 ** int(shown.split("e")[1]) if "e" in shown else 1.0)
    return abs(float(shown) - float(printed)) <= max(2 * last, 0.02 * abs(float(shown)), ROUNDING)


def difference(shown, printed, any_number):
    """The first line of the page that the program did not print, or None."""
    for number, line in enumerate(shown.splitlines()):
        found = printed.splitlines()[number] if number < len(printed.splitlines()) else "(nothing)"
        same_words = NUMBER.sub("#", line).split() == NUMBER.sub("#", found).split()
        pairs = zip(NUMBER.findall(line), NUMBER.findall(found))
        if not same_words or not (any_number or all(numbers_agree(a, b) for a, b in pairs)):
            return f"  shown:   {line}\n  printed: {found}"
    return None


def not_in_excerpt(shown, printed):
    """The first line of an excerpt that was not printed after those before it, or None."""
    left = [line.split() for line in printed.splitlines()]
    for line in shown.splitlines():
        if line.strip() == "...":
            continue
        if line.split() not in left:
            return f"  shown:   {line}\n  printed: (nowhere after what is above it)"
        left = left[left.index(line.split()) + 1 :]
    return None


def main():
    root, program = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    name = program.name.removeprefix("example_")
    ran = subprocess.run([str(program)], text=True, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    print(ran.stdout, end="")
    if ran.returncode != 0:
        sys.exit(f"{name} ended with {ran.returncode}")
    complaints = 0
    for page in sorted((root / "docs").rglob("*.md")):
        for said, shown in BLOCK.findall(page.read_text()):
            of, _, how = said.partition(", ")
            if of != name:
                continue
            if how not in ("", "times differ", "excerpt"):
                sys.exit(f"{page.relative_to(root)}: what is '{how}'?")
            if wrong := not_in_excerpt(shown, ran.stdout) if how == "excerpt" else difference(shown, ran.stdout, how != ""):
                print(f"{page.relative_to(root)} shows another output:\n{wrong}")
                complaints += 1
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
