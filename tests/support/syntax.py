#!/usr/bin/python3
"""Compiles each file alone with -fsyntax-only and warnings as errors: every header, every static test.

A header is included from an empty file, as a user would, so that `#pragma once` in it is no warning.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow"]
# The language's functions are declared in expr/ and defined in ops/: that a header alone lacks the definitions is meant.
MEANT = re.compile(r"inline function .* (used but never|is not) defined")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--include", action="append", default=[], help="a folder of ours: warnings count")
    parser.add_argument("--march", default="none")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--define", action="append", default=[])
    parser.add_argument("paths", nargs="+", help="files, or folders whose .hpp and .cpp files are meant")
    return parser.parse_args()


def files_of(paths):
    for path in map(pathlib.Path, paths):
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix in (".hpp", ".cpp"))
        else:
            yield path


def check(command, path):
    """Compiles one file; returns (path, seconds, what the compiler said or '')."""
    start = time.monotonic()
    if path.suffix == ".hpp":
        run = subprocess.run(command + ["-x", "c++", "-"], input=f'#include "{path.resolve()}"\n', text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    else:
        run = subprocess.run(command + [str(path)], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    complaints = [line for line in run.stdout.splitlines() if re.search(r"(error|warning): ", line)]
    clean = run.returncode == 0 and all(MEANT.search(line) for line in complaints)
    return path, time.monotonic() - start, "" if clean else run.stdout or f"exit code {run.returncode}"


def main():
    options = arguments()
    command = [options.compiler, "-std=c++20", "-fsyntax-only", "-fopenmp", "-ffp-contract=off", *WARNINGS]
    command += [f"-I{folder}" for folder in options.include] + [f"-D{name}" for name in options.define]
    if options.march != "none":
        command.append(f"-march={options.march}")
    paths = list(files_of(options.paths))
    if not paths:
        sys.exit("no file to compile in " + " ".join(options.paths))
    failed = 0
    with ThreadPoolExecutor(options.jobs) as pool:
        for path, seconds, said in pool.map(lambda p: check(command, p), paths):
            print(f"{'FAILED' if said else 'ok':6} {seconds:5.1f} s  {path}")
            if said:
                failed += 1
                print(said)
    print(f"{len(paths) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
