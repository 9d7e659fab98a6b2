#!/usr/bin/python3
"""The smallest and the largest sample of every family of one number, and how much of its law lies beyond; the ends of each law of noise.

    ends.py SAMPLE_ENDS --json FILE
    ends.py SAMPLE_ENDS --held FILE --pathwise PATHWISE

SAMPLE_ENDS is the program of sample_ends.cpp; the parameters are those at which the pages picture the family. With --held the ends must be those that FILE
tells, and 10,000 samples of each family must lie within. Needs mpmath.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from mpmath import mp, mpf

from families import FAMILIES

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "docs/reference"))
from distribution_pages import parameters_shown  # noqa: E402

DTYPES = ("float32", "float64")
# Machines without fused multiply-adds round differently, and a quantile may be steep: relative to the larger end.
ROOM = 1e-4


def asked(program, *arguments, lines=""):
    return [line.split() for line in subprocess.run([program, *arguments], input=lines, check=True, capture_output=True, text=True).stdout.splitlines()]


def found_ends(program):
    laws = {name: {"float32": list(map(float, v[:3])), "float64": list(map(float, v[3:]))} for name, *v in asked(program, "--laws")}
    families = {}
    for (name,) in asked(program, "--list"):
        shown = parameters_shown(ROOT, name)
        (_, *numbers), = asked(program, lines=" ".join([name, *map(str, shown.values())]) + "\n")
        families[name] = {"parameters": shown, "float32": list(map(float, numbers[:2])), "float64": list(map(float, numbers[2:]))}
    return {"laws": laws, "families": families}


def beyond(name, told):
    """How much of the law lies below the smallest sample, and above the largest."""
    family, p = FAMILIES[name], tuple(map(mpf, told["parameters"].values()))
    low, high = map(mpf, told["ends"])
    ends = (family.ends(*p) if family.ends else ()) or (-mp.inf,)

    def mass(of, x):
        try:
            return of(x, *p)
        except ZeroDivisionError:  # a sample that is the end of the support, as 1 of a logit
            return mpf(0)

    below = mass(family.cdf, low) if low > ends[0] else mpf(0)
    above = mass(family.sf, high) if high < (*ends, mp.inf)[1] else mpf(0)
    return [float(mp.nstr(mp.re(v), 2)) for v in (below, above)]


def differences(found, held):
    if found.keys() != held.keys() or found["families"].keys() != held["families"].keys():
        return ["other families than those recorded: " + " ".join(sorted(found["families"].keys() ^ held["families"].keys()))]
    wrong = []
    for kind in ("laws", "families"):
        for name, told in found[kind].items():
            for dtype in DTYPES:
                here, there = told[dtype], held[kind][name][dtype]
                if any(abs(a - b) > ROOM * max(map(abs, there)) for a, b in zip(here, there, strict=True)):
                    wrong.append(f"{name}, {dtype}: {here}, recorded {there}")
    return wrong


def outside(pathwise, name, told):
    """Samples beyond the ends. (Units in the last place, where a compiled program contracts.)"""
    wrong = []
    for dtype in DTYPES:
        printed = subprocess.run([pathwise, "distribution", name, "--params", json.dumps(told["parameters"]), "--sample", "10000", "--dtype", dtype],
                                 check=True, capture_output=True, text=True).stdout.split()
        low, high = told[dtype]
        room = 1e-6 * max(abs(low), abs(high))
        wrong += [f"{name}, {dtype}: a sample {x} beyond {low}, {high}" for x in printed if not low - room <= float(x) <= high + room]
    return wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--held", type=Path)
    parser.add_argument("--pathwise")
    given = parser.parse_args()
    mp.dps = 60
    found = found_ends(given.program)
    if given.json:
        for name, told in found["families"].items():
            told["beyond"] = {dtype: beyond(name, {"parameters": told["parameters"], "ends": told[dtype]}) for dtype in DTYPES}
        command = f"tests/distributions/ends.py build/dev/bin/sample_ends --json docs/reference/figures/{given.json.name}"
        given.json.write_text(json.dumps({"command": command, **found}, indent=1) + "\n")
    wrong = []
    if given.held:
        held = json.loads(given.held.read_text())
        held.pop("command")
        wrong = differences(found, held)
        for name, told in found["families"].items():
            wrong += outside(given.pathwise, name, told)
    for w in wrong:
        print(w, file=sys.stderr)
    print(f"{len(found['families'])} families, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
