#!/usr/bin/python3
"""The same weights on 64-bit ARM, bit for bit, and the kernels' own tests there, by a cross-compiler and an emulator: a run of its own, not part of ./dev test.

    aarch64.py BITS [--kernels] [--work FOLDER]

BITS is this machine's program (build/dev/tests/bits/bits or where it is). Needs Debian's g++-aarch64-linux-gnu, qemu-user, libxsimd-dev and libboost-dev.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMPILER = ["aarch64-linux-gnu-g++", "-std=c++20", "-O1", "-ffp-contract=off", "-fopenmp", "-static", f"-I{ROOT / 'include'}", f"-I{ROOT / 'tests'}",
            f"-I{ROOT / 'tests/unit/kernels'}", "-idirafter", "/usr/include"]


def compiled(source, program):
    subprocess.run([*COMPILER, source, "-o", program], check=True, stderr=subprocess.DEVNULL)
    return program


def fingerprints(command):
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    found = {}
    for line in lines:
        model, fingerprint = line.split()[:2]
        found.setdefault(model, set()).add(fingerprint)
    return found, len(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bits")
    parser.add_argument("--kernels", action="store_true", help="run tests/unit/kernels there, too")
    parser.add_argument("--work", type=pathlib.Path)
    given = parser.parse_args()
    work = given.work or pathlib.Path(tempfile.mkdtemp())
    work.mkdir(exist_ok=True)
    four_lanes = work / "bits.cpp"  # NEON's registers in place of AVX2's
    four_lanes.write_text((ROOT / "tests/bits/bits.cpp").read_text().replace("train<Model, 8>", "train<Model, 4>"))
    here, _ = fingerprints([given.bits])
    there, runs = fingerprints(["qemu-aarch64", compiled(four_lanes, work / "bits")])
    failed = [model for model in here if here[model] != there.get(model) or len(here[model]) != 1]
    for model in here:
        print(f"{model:10} here {' '.join(sorted(here[model]))}  there {' '.join(sorted(there.get(model, ())))}")
    print(f"{runs} runs there, of 1, 4 and 16 lanes and 1, 2 and 5 threads: {len(failed)} models with other bits")
    for source in sorted((ROOT / "tests/unit/kernels").glob("*.cpp")) if given.kernels else []:
        whole = work / source.name
        whole.write_text(f'#define BOOST_TEST_MODULE kernels\n#include <boost/test/included/unit_test.hpp>\n#include "{source}"\n')
        said = subprocess.run(["qemu-aarch64", compiled(whole, work / source.stem), "--color_output=no"], capture_output=True, text=True)
        print(f"{source.stem}: {'passed' if said.returncode == 0 else said.stdout + said.stderr}")
        failed += [source.stem] if said.returncode != 0 else []
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
