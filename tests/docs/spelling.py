#!/usr/bin/python3
"""The words of all pages, headers and programs, by codespell. An escape such as \n is no letter of the word after it.

    spelling.py ROOT
"""
import pathlib
import subprocess
import sys

KINDS = ("*.md", "*.hpp", "*.cpp", "*.py")
NO_MISTAKES = "teh,fo"


def main():
    root = pathlib.Path(sys.argv[1])
    files = [str(path) for folder in ("docs", "include", "src", "tests", "benchmarks") for kind in KINDS for path in sorted((root / folder).rglob(kind))]
    files += [str(path) for path in root.glob("*.md")]
    said = subprocess.run(["codespell", "--ignore-words-list", NO_MISTAKES, "--ignore-regex", r"\\n", *files])
    print(f"{len(files)} files")
    sys.exit(1 if said.returncode else 0)


if __name__ == "__main__":
    main()
