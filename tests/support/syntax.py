#!/usr/bin/python3
"""Compiles each file alone with -fsyntax-only and warnings as errors: every header, every static test.

A header is included from an empty file, as a user would, so that `#pragma once` in it is no warning. What most headers
include in common can be compiled once: a base, itself one of the headers that are checked, precedes only those that include
it anyway, so that none of them sees a name more than it would alone.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
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
    parser.add_argument("--bases", type=int, default=0, help="how many headers to precompile for those that include them (g++)")
    parser.add_argument("paths", nargs="+", help="files, or folders whose .hpp and .cpp files are meant")
    return parser.parse_args()


def files_of(paths):
    for path in map(pathlib.Path, paths):
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix in (".hpp", ".cpp"))
        else:
            yield path


class Includes:
    """Which of our headers each of our headers includes, in the end."""

    def __init__(self, folders):
        self.folders = [pathlib.Path(folder).resolve() for folder in folders]
        self.closures = {}

    def found(self, name):
        return next((folder / name for folder in self.folders if (folder / name).is_file()), None)

    def of(self, header):
        """All of them, without itself."""
        if header not in self.closures:
            self.closures[header] = closure = set()
            for name in re.findall(r"^#include [<\"]([^>\"]+)[>\"]", header.read_text(), re.MULTILINE):
                if included := self.found(name):
                    closure |= {included} | self.of(included)
        return self.closures[header]

    def size(self, header):
        return sum(file.stat().st_size for file in self.of(header) | {header})

    def best_bases(self, headers, count):
        """The `count` headers whose precompiling spares most text, one after another; fewer where no other spares any."""
        bases, spared = [], dict.fromkeys(headers, 0)

        def gain(base):
            size = self.size(base)
            return sum(max(0, size - spared[h]) for h in headers if base in self.of(h)) - size

        for _ in range(count):
            best = max(headers, key=gain)
            if gain(best) <= 0:
                break
            bases.append(best)
            for h in headers:
                if best in self.of(h):
                    spared[h] = max(spared[h], self.size(best))
        return sorted(bases, key=self.size, reverse=True)


def precompiled(command, header, folder):
    """The options that put `header` before a file."""
    stub = pathlib.Path(folder) / f"{header.parent.name}_{header.name}"
    stub.write_text(f'#include "{header}"\n')
    subprocess.run([option for option in command if option != "-fsyntax-only"] + ["-x", "c++-header", str(stub), "-o", f"{stub}.gch"],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # what is wrong with it is said where it is checked
    return ["-include", str(stub)]


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
    includes = Includes(options.include)
    bases = includes.best_bases([path.resolve() for path in paths], options.bases) if options.bases else []
    failed = 0
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(options.jobs) as pool:
        before = dict(zip(bases, pool.map(lambda base: precompiled(command, base, folder), bases)))

        def check_after_its_base(path):
            base = next((base for base in bases if base in includes.of(path.resolve())), None)
            return check(command + before.get(base, []), path)

        for path, seconds, said in pool.map(check_after_its_base, paths):
            print(f"{'FAILED' if said else 'ok':6} {seconds:5.1f} s  {path}")
            if said:
                failed += 1
                print(said)
    print(f"{len(paths) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
