#!/usr/bin/python3
"""Where the minutes of `./dev test` went: a Markdown table of what each suite took to build and to run, from a Ninja build
folder whose tests have run. Seconds are summed over jobs, and a test that takes two cores counts twice, so on N cores the
whole takes about one Nth of the total.
"""
import collections
import pathlib
import re
import sys


def suite_of(output):
    """The suite that a file of the build folder belongs to, by its path."""
    match = re.match(r"src/CMakeFiles/(pathwise_\w+)\.dir|tests/CMakeFiles/test_(\w+)\.dir|tests/(\w+)/", output)
    if not match:
        return "links and the rest"
    library, executable, folder = match.groups()
    if library:
        return library
    return folder or executable.split("_")[0]


def build_seconds(folder):
    """{suite: seconds}, by the last time that each file was made."""
    spans = {}
    for line in (folder / ".ninja_log").read_text().splitlines()[1:]:
        start, end, _, output, _ = line.split("\t")
        spans[output] = (int(end) - int(start)) / 1000
    seconds = collections.Counter()
    for output, span in spans.items():
        seconds[suite_of(output)] += span
    return seconds


def processors(folder):
    """{test: cores} of the tests that take more than one."""
    files = "".join(file.read_text() for file in folder.rglob("CTestTestfile.cmake"))
    return {name: int(n) for name, n in re.findall(r'set_tests_properties\(\[=\[(\S+)\]=\].*? PROCESSORS "(\d+)"', files)}


def test_seconds(folder):
    """{suite: seconds} of the last run."""
    cores = processors(folder)
    log = (folder / "Testing/Temporary/LastTest.log").read_text(errors="replace")
    seconds = collections.Counter()
    for name, span in re.findall(r"^\d+/\d+ Testing: (\S+)$.*?^Test time =\s+([\d.]+) sec", log, re.M | re.S):
        seconds[name.split(".")[0]] += float(span) * cores.get(name, 1)
    return seconds


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "build/dev")
    built, ran = build_seconds(folder), test_seconds(folder)
    print("| suite | build, s | run, s | minutes of two cores |\n|---|---:|---:|---:|")
    for suite in sorted(set(built) | set(ran), key=lambda s: -built[s] - ran[s]):
        print(f"| {suite} | {built[suite]:.0f} | {ran[suite]:.0f} | {(built[suite] + ran[suite]) / 120:.1f} |")
    build, run = sum(built.values()), sum(ran.values())
    print(f"| **all** | **{build:.0f}** | **{run:.0f}** | **{(build + run) / 120:.1f}** |")


if __name__ == "__main__":
    main()
