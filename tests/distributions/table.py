#!/usr/bin/python3
"""Holds `pathwise distribution --table` to mpmath: every family, both types, parameters and points from ordinary to extreme.

    table.py PATHWISE [FAMILY ...] [--every N] [--json FILE]

FILE is written with the worst mixed error of each quantity: relative to the sum of its absolute terms or, where that is larger, to what it changes by when an input
changes by its own size. docs/reference/figures keeps it for the pages of the families.

An error is relative to the sum of the absolute terms of the quantity: 1e-5 in float32, 1e-10 in float64. Inputs are float32 numbers, so that both types are
asked the same. With --every N: of the points of a family's first parameters the first and each N-th after it, of the next ones from the second on, and so on. Needs mpmath.
"""

import argparse
import json
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

from mpmath import exp, fsum, inf, isnan, mp, mpf

from families import FAMILIES

LIMITS = {"float32": mpf("1e-5"), "float64": mpf("1e-10")}
EPSILON = {"float32": mpf(2) ** -24, "float64": mpf(2) ** -53}
SMALLEST = {"float32": mpf(2) ** -126, "float64": mpf(2) ** -1022}
LARGEST = {"float32": mpf(2) ** 128 * (1 - mpf(2) ** -25), "float64": mpf(2) ** 1024 * (1 - mpf(2) ** -54)}
STEP = mpf(10) ** -24  # of differences, relative to the argument; 90 digits are carried

# Where a quantity is ill-conditioned, it must be the exact one of inputs that are this many units in the last place away. (The logarithm of a log-normal's x, less
# loc, loses digits that no formula can bring back.)
BACKWARD_ULPS = 16

# What may be further off, and why: (family, quantity): (factor on the limit, reason).
EXCEPTIONS = {
    ("student_t", "cdf"): (5, "in float32 the continued fraction loses df / y^2 of its last digits: 2e-5 for df = 3000"),
    ("student_t", "sf"): (5, "as the cdf"),
    ("student_t", "dz_dparams.df"): (1000, "a slope of 1e-6 for df = 3000, of which float32's fraction keeps two digits"),
    ("beta", "cdf"): (5, "in float32 and below 0.05, a tail beside which the other is nearly 1 is 1 less that one: it keeps four digits"),
    ("beta", "sf"): (25, "as the cdf, at 1e-3 and 1e5"),
    ("beta", "dz_dparams.concentration1"): (10, "as the cdf: the slope of a tail that is nearly 1 cancels"),
    ("beta", "dz_dparams.concentration0"): (25, "as concentration1's"),
    ("fisher_snedecor", "cdf"): (10, "as the beta law's"),
    ("fisher_snedecor", "sf"): (25, "as the beta law's"),
    ("fisher_snedecor", "dz_dparams.df1"): (10, "as the beta law's"),
    ("fisher_snedecor", "dz_dparams.df2"): (25, "as the beta law's"),
    ("generalized_normal", "dz_dparams.power"): (2, "in float32, the slope of the incomplete gamma function cancels near loc: 1.6e-5"),
}


def narrowed(x):
    return struct.unpack("f", struct.pack("f", float(x)))[0]


def slope(f, at):
    h = STEP * abs(at) if at else STEP
    return (f(at + h) - f(at - h)) / (2 * h)


def slopes_at(family, x, p):
    """The derivatives of log_prob and of the sample, each as a sum of terms; {} at the edge of the support."""
    if not inside(family, x, p):
        return {}

    def with_parameter(k, v):
        return tuple(v if i == k else q for i, q in enumerate(p))

    count = len(family.terms(x, *p))
    if family.discrete:
        return {"dlogp_dparams." + name: [slope(lambda v, i=i: family.terms(x, *with_parameter(k, v))[i], p[k]) for i in range(count)]
                for k, name in enumerate(family.names)}
    found = {"dlogp_dx": [slope(lambda t, i=i: family.terms(t, *p)[i], x) for i in range(count)]}
    standard = family.to_standard
    if standard is None:
        standard = family.cdf if family.cdf(x, *p) < mpf(1) / 2 else family.sf
    along = slope(lambda t: standard(t, *p), x)
    for k, name in enumerate(family.names):
        found["dlogp_dparams." + name] = [slope(lambda v, i=i: family.terms(x, *with_parameter(k, v))[i], p[k]) for i in range(count)]
        found["dz_dparams." + name] = [-slope(lambda v: standard(x, *with_parameter(k, v)), p[k]) / along]
    return found


def quantities(family, x, p):
    """Each quantity as the terms of its textbook formula."""
    found = {"log_prob": family.terms(x, *p), "cdf": [family.cdf(x, *p)], "sf": [family.sf(x, *p)]}
    found |= {name: list(value) if isinstance(value, tuple) else [mpf(value)] for name, value in family.moments(*p).items()}
    return found | slopes_at(family, x, p)


def reference(family, x, p):
    """Each quantity as (value, sum of its absolute terms, how much it changes when each input changes by its own size)."""
    here = quantities(family, x, p)
    moved = mpf(10) ** -12
    conditions = {name: mpf(0) for name in here}
    for k, at in enumerate((x, *p)):
        if not at:
            continue
        inputs = [x, *p]
        inputs[k] = at * (1 + moved)
        there = quantities(family, inputs[0], tuple(inputs[1:]))
        for name in here:
            if name in there:
                conditions[name] += abs(fsum(there[name]) - fsum(here[name])) / moved
    sizes = {name: fsum(abs(t) for t in terms) for name, terms in here.items()}
    if "scale" in family.names:  # a derivative that vanishes by symmetry is right to the size of what cancels
        scale = p[family.names.index("scale")]
        for name in ("dlogp_dx", "dlogp_dparams.loc", "dlogp_dparams.scale"):
            if name in sizes:
                sizes[name] = max(sizes[name], 1 / scale)
        for name in ("dz_dparams.loc", "dz_dparams.scale"):
            if name in sizes:
                sizes[name] = max(sizes[name], mpf(1) / 100)
    if family.parts:  # a sample is a variable without parameters times such a factor
        for name, part in zip(family.names, family.parts(x, *p)):
            if "dz_dparams." + name in sizes:
                sizes["dz_dparams." + name] = max(sizes["dz_dparams." + name], part)
    return {name: (fsum(terms), sizes[name], conditions[name]) for name, terms in here.items()}


def inside(family, x, p):
    ends = family.ends(*p) if family.ends else ()
    return all(abs(x - end) > mpf(10) ** -3 * (abs(x) + abs(end)) for end in ends)


def flat(answer):
    for name, value in answer.items():
        if isinstance(value, dict):
            for part, v in value.items():
                yield f"{name}.{part}", v
        else:
            yield name, value


def number(v):
    return {"inf": inf, "-inf": -inf}.get(v, v if isinstance(v, str) else mpf(v))


def judged(found, expected, scale, condition, dtype):
    """The error over the scale, or None where it is right in kind (underflow, overflow)."""
    if found == expected:
        return mpf(0)
    if isinstance(found, str) or isnan(found):
        return inf
    if right_in_kind(found, expected, dtype):
        return mpf(0)
    if abs(found) == inf or abs(expected) > LARGEST[dtype] * mpf("0.99"):
        return inf
    error = abs(found - expected)
    if error <= BACKWARD_ULPS * EPSILON[dtype] * condition:
        return mpf(0)
    return error / max(scale, abs(expected), mpf(10) ** -30)


def right_in_kind(found, expected, dtype):
    """Whether both have underflowed or overflowed alike."""
    if abs(expected) > LARGEST[dtype] * mpf("0.99"):
        return abs(found) > LARGEST[dtype] * mpf("0.98") and (found > 0) == (expected > 0)
    return abs(expected) < 4 * SMALLEST[dtype] and abs(found) < 8 * SMALLEST[dtype]


def mixed_error(found, expected, scale, condition, dtype):
    """For the record, of a result that is held right."""
    if found == expected or right_in_kind(found, expected, dtype):
        return mpf(0)
    return abs(found - expected) / max(scale, abs(expected), condition, mpf(10) ** -30)


def figure(error):
    """Two digits; what only the differences of the reference are off by is nothing."""
    return float(mp.nstr(error, 2)) if error > STEP else 0.0


def write_figures(file, script, figures):
    """What the pages of the families show, with the command that made it."""
    command = f"tests/distributions/{script} --json docs/reference/figures/{file.name}"
    limits = {dtype: float(limit) for dtype, limit in LIMITS.items()}
    file.write_text(json.dumps({"command": command, "limits": limits, "families": figures}, indent=1) + "\n")


def concluded(wrong, figures, json_file, script):
    """Says what is wrong, or writes the figures where they are asked for; the exit code."""
    for w in wrong:
        print(w, file=sys.stderr)
    if json_file and not wrong:
        write_figures(json_file, script, figures)
    return 1 if wrong else 0


def hold(pathwise, name, folder, every):
    """What is wrong, and the worst error of each quantity by type."""
    family = FAMILIES[name]
    rows, references = [], []
    for turn, given in enumerate(family.parameters):
        p = tuple(mpf(narrowed(mpf(v))) for v in given)
        for x in sorted({narrowed(t) for t in family.points(*p)})[turn % every :: every]:
            x = mpf(x)
            rows.append({"params": {n: float(v) for n, v in zip(family.names, p)}, "x": float(x)})
            references.append(reference(family, x, p))
    file = Path(folder) / f"{name}.jsonl"
    file.write_text("".join(json.dumps(r) + "\n" for r in rows))
    wrong, figures = [], {"points": len(rows)}
    for dtype, limit in LIMITS.items():
        printed = subprocess.run([pathwise, "distribution", name, "--table", file, "--dtype", dtype], check=True, capture_output=True, text=True).stdout
        worst, mixed = {}, {}
        for row, expected, line in zip(rows, references, printed.splitlines(), strict=True):
            found = dict(flat(json.loads(line)))
            for quantity, (value, scale, condition) in expected.items():
                if quantity.startswith("dz") and family.to_standard is None and exp(expected["log_prob"][0]) < SMALLEST[dtype]:
                    continue  # a ratio of two numbers that have both underflowed, which is no number
                if found.get(quantity) is None:
                    error = inf
                else:
                    error = judged(number(found[quantity]), value, scale, condition, dtype)
                    if error < inf:
                        mixed[quantity] = max(mixed.get(quantity, mpf(0)), mixed_error(number(found[quantity]), value, scale, condition, dtype))
                kind = quantity
                if error > worst.get(kind, (-1,))[0]:
                    worst[kind] = (error, row, found.get(quantity), mp.nstr(value, 17))
        for kind, (error, row, got, value) in worst.items():
            factor = EXCEPTIONS.get((name, kind), (1, ""))[0]
            if error > limit * factor:
                wrong.append(f"{name}, {dtype}: {kind} is {got}, expected {value} ({mp.nstr(error, 3)} off) at {row}")
        figures[dtype] = {quantity: figure(error) for quantity, error in mixed.items()}
        top = max(worst.items(), key=lambda w: w[1][0])
        print(f"{name:22} {dtype}: {len(rows)} points, worst {mp.nstr(top[1][0], 3)} ({top[0]})")
    return wrong, figures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("pathwise")
    parser.add_argument("families", nargs="*")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--every", type=int, default=1)
    given = parser.parse_args()
    mp.dps = 90
    wrong, figures = [], {}
    with tempfile.TemporaryDirectory() as folder:
        for name in given.families or FAMILIES:
            faults, figures[name] = hold(given.pathwise, name, folder, given.every)
            wrong += faults
    return concluded(wrong, figures, given.json, "table.py build/dev/bin/pathwise")


if __name__ == "__main__":
    sys.exit(main())
