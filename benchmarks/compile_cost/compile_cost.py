#!/usr/bin/python3
"""What a program costs to compile: seconds and peak memory of the compiler, size of the object file, best of some repeats.

Each .cpp file of this folder, -O3 -march=native, in g++ and, where it is installed, clang++-19.
"""
import argparse
import json
import os
import pathlib
import subprocess
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
COMPILERS = ["/usr/bin/g++", "/usr/bin/clang++-19"]


def compile_once(command):
    """(seconds of processor time, peak MB) of the compiler and its children."""
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"does not compile: {' '.join(command)}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measure(compiler, source, options):
    with tempfile.TemporaryDirectory() as folder:
        target = f"{folder}/object.o"
        command = [compiler, "-std=c++20", "-O3", "-DNDEBUG", "-ffp-contract=off", "-fopenmp", f"-march={options.march}",
                   f"-I{FOLDER.parents[1] / 'include'}", "-c", str(source), "-o", target]
        runs = [compile_once(command) for _ in range(options.repeats)]
        return {"compiler": pathlib.Path(compiler).name, "source": source.stem, "seconds": round(min(r[0] for r in runs), 2),
                "peak_mb": round(min(r[1] for r in runs)), "object_kb": round(os.path.getsize(target) / 1024)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--march", default="native")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = [measure(compiler, source, options) for compiler in COMPILERS if os.path.exists(compiler)
            for source in sorted(FOLDER.glob("*.cpp"))]
    if options.json:
        print(json.dumps(rows, indent=2))
        return
    print(f"{'compiler':12} {'file':24} {'seconds':>8} {'peak MB':>8} {'object kB':>10}")
    for row in rows:
        print(f"{row['compiler']:12} {row['source']:24} {row['seconds']:8.2f} {row['peak_mb']:8} {row['object_kb']:10}")


if __name__ == "__main__":
    main()
