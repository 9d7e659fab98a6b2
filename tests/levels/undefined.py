#!/usr/bin/python3
"""The 3-5-2 net compiled under the undefined-behaviour sanitizer and run: tracing is constant evaluation, which it changes."""
import argparse
import pathlib
import subprocess
import sys
import tempfile


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--include", required=True)
    parser.add_argument("--march", required=True)
    options = parser.parse_args()
    project = pathlib.Path(__file__).resolve().parent / "project"
    # clang traps instead of reporting, since its report needs a package (libclang-rt-19-dev) that nothing else here does
    sanitizer = ["-fsanitize=undefined"] + (
        ["-fsanitize-trap=undefined"] if "clang" in options.compiler else ["-fno-sanitize-recover=undefined"])
    level = [] if options.march == "none" else [f"-march={options.march}"]
    with tempfile.TemporaryDirectory() as folder:
        program = f"{folder}/net"
        subprocess.run([options.compiler, "-std=c++20", "-O1", "-fopenmp", "-ffp-contract=off", "-rdynamic", *level, *sanitizer,
                        f"-I{options.include}", project / "net.cpp", project / "main.cpp", "-o", program], check=True)
        sys.exit(subprocess.run([program]).returncode)


if __name__ == "__main__":
    main()
