#!/usr/bin/python3
"""Builds and installs a library for several instruction levels, and looks at which one runs.

The project is a user's: it finds the installed package and calls pathwise_add_model().
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys

BASE, BETTER, ABOVE = "x86-64-v2", "x86-64-v3", "x86-64-v4"


def run(*command, **environment):
    done = subprocess.run([str(word) for word in command], env=os.environ | environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def must(*command):
    code, said = run(*command)
    if code:
        sys.exit(f"{' '.join(map(str, command))}\n{said}")
    return said


def runs(program, **environment):
    """(exit code, level that runs, all that it printed)"""
    code, said = run(program, **environment)
    level = re.search(r"^runs (\S+)", said, re.M)
    return code, level[1] if level else None, said


def losses(said):
    """Before and after some epochs of training."""
    return tuple(map(float, re.search(r"^loss (\S+) (\S+)$", said, re.M).groups()))


def expect(what, condition, said=""):
    print(f"{'ok' if condition else 'FAILED':6} {what}")
    if not condition:
        sys.exit(said)


def build(options):
    shutil.rmtree(options.work, ignore_errors=True)
    built, installed = options.work / "build", options.work / "installed"
    must(options.cmake, "-S", options.project, "-B", built, "-G", options.generator, f"-DCMAKE_PREFIX_PATH={options.package}",
         f"-DCMAKE_CXX_COMPILER={options.compiler}", f"-DLEVELS={BASE};{BETTER};{ABOVE}", f"-DOWN_LEVEL={BASE}",
         "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_CXX_FLAGS_RELEASE=-O1")
    must(options.cmake, "--build", built)
    must(options.cmake, "--install", built, "--prefix", installed)
    return built, installed


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("cmake", "generator", "compiler"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("project", "package", "work"):
        parser.add_argument(f"--{name}", required=True, type=pathlib.Path)
    built, installed = build(options := parser.parse_args())
    program = installed / "bin" / "run_net"
    libraries = {BASE: installed / "lib/libnet.so", BETTER: installed / f"lib/glibc-hwcaps/{BETTER}/libnet.so",
                 ABOVE: installed / f"lib/glibc-hwcaps/{ABOVE}/libnet.so"}

    for level, library in libraries.items():
        exported = [line.split()[-1] for line in must("nm", "-D", "--defined-only", library).splitlines()]
        expect(f"{level} exports net_v1 and nothing else", exported == ["net_v1"], str(exported))
        expect(f"{level} is marked as needing it", level in must("readelf", "-n", library))

    loader = must("/lib64/ld-linux-x86-64.so.2", "--help")
    supported = [level for level in (ABOVE, BETTER, BASE) if f"{level} (supported, searched)" in loader]
    best = supported[0]
    code, level, said = runs(program)
    expect(f"the loader picks the best this machine has, {best}", (code, level) == (0, best), said)
    code, level, said = runs(program, GLIBC_TUNABLES="glibc.cpu.hwcaps=-AVX2")
    expect("and the base where AVX2 is masked", (code, level) == (0, BASE), said)
    computed = {}
    for wanted in supported:
        code, level, said = runs(program, PATHWISE_LEVEL=wanted)
        expect(f"PATHWISE_LEVEL={wanted}", (code, level) == (0, wanted), said)
        before, after = computed[wanted] = losses(said)
        expect(f"  learns: loss {before:.6f} -> {after:.6f}", after < before - 0.01, said)
    with_fma = {computed[level] for level in supported if level != BASE}
    expect("levels with fma have the same bits", len(with_fma) <= 1, str(computed))
    far = max(abs(loss / base - 1) for pair in computed.values() for loss, base in zip(pair, computed[BASE]))
    expect(f"the base, without fma, is within 1e-5 ({far:.1e})", far < 1e-5, str(computed))
    code, level, said = runs(built / "run_net", PATHWISE_LEVEL=BETTER)
    expect("the switch works in the build folder too", BETTER not in supported or (code, level) == (0, BETTER), said)
    code, level, said = runs(program, PATHWISE_LEVEL="x86-64-v9")
    expect("an unknown level is refused by name", code == 2 and "x86-64-v9" in said, said)
    if ABOVE not in supported:
        code, level, said = runs(program, PATHWISE_LEVEL=ABOVE)
        expect(f"{ABOVE}, which this machine lacks, is refused", code == 2 and "PATHWISE_LEVEL" in said, said)
        print(said, end="")


if __name__ == "__main__":
    main()
