#!/usr/bin/python3
"""Holds `pathwise distribution --table` to mpmath: every family, both types, parameters and points from ordinary to extreme.

    table.py PATHWISE [FAMILY ...]

An error is relative to the sum of the absolute terms of the quantity: 1e-5 in float32, 1e-10 in float64. Inputs are float32 numbers, so that both types are
asked the same. Needs mpmath.
"""

import json
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

from mpmath import diff, exp, fsum, inf, isnan, log, mp, mpf

from families import FAMILIES

LIMITS = {"float32": mpf("1e-5"), "float64": mpf("1e-10")}
SMALLEST = {"float32": mpf(2) ** -126, "float64": mpf(2) ** -1022}
LARGEST = {"float32": mpf(2) ** 128 * (1 - mpf(2) ** -25), "float64": mpf(2) ** 1024 * (1 - mpf(2) ** -54)}
STEP = mpf(10) ** -14  # of differences, relative to the argument; 40 digits are carried

# What may be further off, and why: (family, quantity): (factor on the limit, reason).
EXCEPTIONS = {
}


def narrowed(x):
    return struct.unpack("f", struct.pack("f", float(x)))[0]


def slope(f, at):
    h = STEP * max(abs(at), mpf(10) ** -6)
    return (f(at + h) - f(at - h)) / (2 * h)


def reference(family, x, p):
    """Each quantity as (value, scale of its error)."""
    terms = family.terms(x, *p)
    found = {"log_prob": (fsum(terms), fsum(abs(t) for t in terms))}
    for name in ("cdf", "sf"):
        value = getattr(family, name)(x, *p)
        found[name] = (value, value)
    for name, value in family.moments(*p).items():
        value = mpf(value)
        scale = abs(value)
        if name in ("mean", "mode", "entropy"):
            scale += fsum(abs(t) for t in p if name != "entropy") + (1 if name == "entropy" else 0)
        found[name] = (value, scale)
    edge = any(abs(x - e) < 1e-4 * (abs(x) + abs(e)) for e in edges(family, p)) or x == 0
    if edge and not interior(family, x, p):
        return found

    def log_prob(t, q):
        return fsum(family.terms(t, *q))

    def swapped(k, v):
        return tuple(v if i == k else q for i, q in enumerate(p))

    term_slopes = [slope(lambda t, i=i: family.terms(t, *p)[i], x) for i in range(len(terms))]
    found["dlogp_dx"] = (fsum(term_slopes), fsum(abs(s) for s in term_slopes))
    standard = family.to_standard or family.cdf
    if standard is family.cdf and found["cdf"][0] > mpf(1) / 2:
        standard = family.sf
    along = slope(lambda t: standard(t, *p), x)
    for k, name in enumerate(family.names):
        slopes = [slope(lambda v, i=i: family.terms(x, *swapped(k, v))[i], p[k]) for i in range(len(terms))]
        found["dlogp_dparams." + name] = (fsum(slopes), fsum(abs(s) for s in slopes))
        value = -slope(lambda v: standard(x, *swapped(k, v)), p[k]) / along
        found["dz_dparams." + name] = (value, abs(value) + mpf(10) ** -3)
    return found


def edges(family, p):
    return {"uniform": p, "pareto": p[:1], "generalized_pareto": p[:1], "truncated_normal": p[2:], "continuous_bernoulli": (0, 1)}.get(
        next(n for n, f in FAMILIES.items() if f is family), ())


def interior(family, x, p):
    return next(n for n, f in FAMILIES.items() if f is family) in ("normal", "laplace", "logistic", "gumbel", "cauchy", "student_t",
                                                                  "asymmetric_laplace", "generalized_normal")


def flat(answer):
    for name, value in answer.items():
        if isinstance(value, dict):
            for part, v in value.items():
                yield f"{name}.{part}", v
        else:
            yield name, value


def number(v):
    return {"inf": inf, "-inf": -inf}.get(v, v if isinstance(v, str) else mpf(v))


def judged(found, expected, scale, dtype):
    """The error over the scale, or None where it is right in kind (underflow, overflow)."""
    if found == expected:
        return mpf(0)
    if isinstance(found, str) or isnan(found):
        return inf
    if abs(expected) > LARGEST[dtype] * mpf("0.99"):
        return mpf(0) if abs(found) > LARGEST[dtype] * mpf("0.98") and (found > 0) == (expected > 0) else inf
    if abs(found) == inf:
        return inf
    if abs(expected) < 4 * SMALLEST[dtype] and abs(found) < 8 * SMALLEST[dtype]:
        return mpf(0)
    return abs(found - expected) / max(scale, abs(expected))


def hold(pathwise, name, folder):
    family = FAMILIES[name]
    rows, references = [], []
    for given in family.parameters:
        p = tuple(mpf(narrowed(mpf(v))) for v in given)
        for x in {narrowed(t) for t in family.points(*p)}:
            x = mpf(x)
            rows.append({"params": {n: float(v) for n, v in zip(family.names, p)}, "x": float(x)})
            references.append(reference(family, x, p))
    file = Path(folder) / f"{name}.jsonl"
    file.write_text("".join(json.dumps(r) + "\n" for r in rows))
    wrong = []
    for dtype, limit in LIMITS.items():
        printed = subprocess.run([pathwise, "distribution", name, "--table", file, "--dtype", dtype], check=True, capture_output=True, text=True).stdout
        worst = {}
        for row, expected, line in zip(rows, references, printed.splitlines(), strict=True):
            found = dict(flat(json.loads(line)))
            for quantity, (value, scale) in expected.items():
                if found.get(quantity) is None:
                    error = inf
                else:
                    error = judged(number(found[quantity]), value, scale, dtype)
                kind = quantity
                if error > worst.get(kind, (-1,))[0]:
                    worst[kind] = (error, row, found.get(quantity), mp.nstr(value, 17))
        for kind, (error, row, got, value) in worst.items():
            factor = EXCEPTIONS.get((name, kind), (1, ""))[0]
            if error > limit * factor:
                wrong.append(f"{name}, {dtype}: {kind} is {got}, expected {value} ({mp.nstr(error, 3)} off) at {row}")
        top = max(worst.items(), key=lambda w: w[1][0])
        print(f"{name:22} {dtype}: {len(rows)} points, worst {mp.nstr(top[1][0], 3)} ({top[0]})")
    return wrong


def main(pathwise, *names):
    mp.dps = 40
    with tempfile.TemporaryDirectory() as folder:
        wrong = [w for name in names or FAMILIES for w in hold(pathwise, name, folder)]
    for w in wrong:
        print(w, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
