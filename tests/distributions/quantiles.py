#!/usr/bin/python3
"""Holds every family's icdf to its textbook distribution function: how far a quantile is off is what the distribution function there is off, over the density.

    quantiles.py QUANTILE_VALUES [FAMILY ...] [--json FILE]

QUANTILE_VALUES is the program of quantile_values.cpp; FILE, limits and errors are those of table.py. Needs mpmath.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from mpmath import exp, fsum, inf, isnan, mp, mpf

from families import FAMILIES
from table import LARGEST, LIMITS, concluded, figure, judged, mixed_error, narrowed, slope

# Where a quantile is right to the scale's last digits, not to its own, as its docstring says.
RIGHT_TO_SCALE = {"truncated_normal": "scale"}
PROBABILITIES = ("1e-9", "1e-6", "1e-3", "0.1", "0.35", "0.5", "0.8", "0.99", "0.9999")


def exact(family, x, at, p):
    """The quantile near x, and what it changes by when p or a parameter changes by its own size."""
    density = exp(fsum(family.terms(x, *at)))
    residual = family.cdf(x, *at) - p if p < mpf(1) / 2 else (1 - p) - family.sf(x, *at)
    condition = p / density
    for k, value in enumerate(at):
        along = slope(lambda v: family.cdf(x, *(v if i == k else q for i, q in enumerate(at))), value)
        condition += abs(along * value) / density
    return x - residual / density, condition


def hold(program, name):
    family = FAMILIES[name]
    asked = [(tuple(mpf(narrowed(mpf(v))) for v in given), mpf(narrowed(mpf(p)))) for given in family.parameters for p in PROBABILITIES]
    lines = "".join(f"{name} {float(p)!r} {' '.join(repr(float(v)) for v in at)}\n" for at, p in asked)
    printed = subprocess.run([program], input=lines, check=True, capture_output=True, text=True).stdout.splitlines()
    wrong, figures = [], {"points": len(asked)} | {dtype: {"icdf": mpf(0)} for dtype in LIMITS}
    for (at, p), line in zip(asked, printed, strict=True):
        for dtype, x in zip(("float64", "float32"), map(mpf, line.split()), strict=True):
            if x == inf and family.sf(LARGEST[dtype], *at) > 1 - p:
                continue
            if isnan(x) or abs(x) == inf:
                wrong.append(f"{name}, {dtype}: icdf({mp.nstr(p, 9)}) is {x} at {at}")
                continue
            try:
                value, condition = exact(family, x, at, p)
            except ZeroDivisionError:  # a quantile that rounds to the end of the support
                continue
            if name in RIGHT_TO_SCALE:
                condition += at[family.names.index(RIGHT_TO_SCALE[name])]
            error = judged(x, value, abs(x), condition, dtype)
            if error > LIMITS[dtype]:
                wrong.append(f"{name}, {dtype}: icdf({mp.nstr(p, 9)}) is {mp.nstr(x, 17)}, expected {mp.nstr(value, 17)} at {at}")
            figures[dtype]["icdf"] = max(figures[dtype]["icdf"], mixed_error(x, value, abs(x), condition, dtype))
    for dtype in LIMITS:
        figures[dtype]["icdf"] = figure(figures[dtype]["icdf"])
    print(f"{name:22} {len(asked)} points, worst {figures['float32']['icdf']:.2g} in float32, {figures['float64']['icdf']:.2g} in float64")
    return wrong, figures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("families", nargs="*")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    mp.dps = 60
    stated = subprocess.run([given.program, "--list"], check=True, capture_output=True, text=True).stdout.split()
    wrong, figures = [], {}
    for name in given.families or stated:
        faults, figures[name] = hold(given.program, name)
        wrong += faults
    return concluded(wrong, figures, given.json, "quantiles.py build/dev/bin/quantile_values")


if __name__ == "__main__":
    sys.exit(main())
