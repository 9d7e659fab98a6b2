#!/usr/bin/python3
"""Holds `pathwise distribution --table` of families of vectors to mpmath: every size, both types, parameters from ordinary to extreme.

    vectors.py PATHWISE [--json FILE]

FILE as of table.py.

An error is relative to the sum of the absolute terms of the quantity: 1e-5 in float32, 1e-10 in float64. Inputs are float32 numbers, so that both types are
asked the same. Needs mpmath.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from mpmath import exp, fsum, log, loggamma, mp, mpf, pi, psi

from families import lower_beta
from table import EPSILON, LIMITS, concluded, figure, narrowed

STEP = mpf(10) ** -20  # of differences, relative to the argument; 70 digits are carried
BACKWARD_ULPS = 16  # as in table.py


@dataclass
class Family:
    names: tuple
    drawn: Callable  # (chance, size) -> the parameters, each a list (of lists), and x
    terms: Callable  # (x, *parameters) -> the terms of log_prob
    moved: Callable  # (x, *parameters, at) -> x where the parameters have moved from `at` to those
    moments: Callable  # (*parameters) -> {"entropy": terms, "mean": ..., "variance": ..., "mode": ...}


def flat(value):
    return [v for part in value for v in flat(part)] if isinstance(value, list) else [value]


def replaced(value, place, by, start=0):
    """`value`, a list of lists, with the number at `place`, counted row by row, replaced; and how many it has."""
    if not isinstance(value, list):
        return (by if start == place else value), 1
    found, count = [], 0
    for part in value:
        new, size = replaced(part, place, by, start + count)
        found.append(new)
        count += size
    return found, count


def to_float32(value):
    return [to_float32(v) for v in value] if isinstance(value, list) else mpf(narrowed(value))


def on_simplex(x):
    """Of sum 1 once in float32, as nearly as that can be."""
    total = fsum(x)
    return to_float32([v / total for v in x])


def dirichlet_drawn(chance, size):
    a = [10 ** chance.uniform(-1, 3) if chance.random() < 0.7 else chance.uniform(0.5, 3) for _ in range(size)]
    return [a], on_simplex([mpf(chance.gammavariate(v, 1)) + mpf("1e-6") * sum(a) for v in a])


def dirichlet_terms(x, a):
    return [loggamma(fsum(a))] + [-loggamma(v) for v in a] + [(v - 1) * log(y) for v, y in zip(a, x)]


def dirichlet_moved(x, a, at):
    """Each component along its own beta law; the others by their shares of the rest. (One concentration has moved.)"""
    i = next((k for k in range(len(a)) if a[k] != at[0][k]), None)
    if i is None:
        return x
    rest = fsum(at[0]) - at[0][i]
    own = lower_beta(a[i], rest, x[i]) - lower_beta(at[0][i], rest, x[i])
    density = exp((at[0][i] - 1) * log(x[i]) + (rest - 1) * log(1 - x[i]) + loggamma(rest + at[0][i]) - loggamma(rest) - loggamma(at[0][i]))
    rise = -own / density
    return [y + rise if k == i else y - rise * y / (1 - x[i]) for k, y in enumerate(x)]


def dirichlet_moments(a):
    total, size = fsum(a), len(a)
    found = {"entropy": [loggamma(v) for v in a] + [-loggamma(total), (total - size) * psi(0, total)] + [-(v - 1) * psi(0, v) for v in a],
             "mean": [v / total for v in a], "variance": [v * (total - v) / (total**2 * (total + 1)) for v in a]}
    if min(a) > 1:
        found["mode"] = [(v - 1) / (total - size) for v in a]
    return found


def solved(lower, b):
    y = []
    for i, row in enumerate(lower):
        y.append((b[i] - fsum(row[j] * y[j] for j in range(i))) / row[i])
    return y


def normal_drawn(chance, size):
    lower = [[chance.gauss(0, 1) if j < i else 10 ** chance.uniform(-1.5, 1) if j == i else 0.0 for j in range(size)] for i in range(size)]
    loc = [chance.gauss(0, 10) for _ in range(size)]
    return [loc, lower], to_float32([m + fsum(v * chance.gauss(0, 1.5) for v in row) for m, row in zip(loc, lower)])


def normal_terms(x, loc, lower):
    y = solved(lower, [a - b for a, b in zip(x, loc)])
    return [-v * v / 2 for v in y] + [-log(lower[i][i]) for i in range(len(x))] + [-log(2 * pi) / 2] * len(x)


def normal_moved(x, loc, lower, at):
    y = solved(at[1], [a - b for a, b in zip(x, at[0])])
    return [m + fsum(row[j] * y[j] for j in range(i + 1)) for i, (m, row) in enumerate(zip(loc, lower))]


def normal_moments(loc, lower):
    return {"entropy": [log(row[i]) for i, row in enumerate(lower)] + [(1 + log(2 * pi)) / 2] * len(loc), "mean": loc, "mode": loc,
            "variance": [fsum(v * v for v in row[:i + 1]) for i, row in enumerate(lower)]}


def broken(y):
    """A stick of length 1 broken by shares sigmoid(y_k - log(K - k))."""
    left, parts = mpf(1), []
    for k, v in enumerate(y):
        share = 1 / (1 + exp(log(mpf(len(y) - k)) - v))
        parts.append(left * share)
        left *= 1 - share
    return parts + [left]


def mended(x):
    y = []
    for k in range(len(x) - 1):
        y.append(log(x[k] / fsum(x[k + 1:])) + log(mpf(len(x) - 1 - k)))
    return y


def logistic_drawn(chance, size):
    loc = [chance.gauss(0, 1) for _ in range(size - 1)]
    scale = [10 ** chance.uniform(-1, 0.3) for _ in range(size - 1)]
    return [loc, scale], on_simplex(broken([mpf(m + s * chance.gauss(0, 1.5)) for m, s in zip(loc, scale)]))


def logistic_terms(x, loc, scale):
    # dx/dy of the first components is lower triangular: x_k times what is left after it over what was left before.
    found = []
    x = [v / fsum(x) for v in x]  # off the simplex, as if by the nearest multiple on it
    for k, (y, m, s) in enumerate(zip(mended(x), loc, scale)):
        before, after = fsum(x[k:]), fsum(x[k + 1:])
        found += [-((y - m) / s)**2 / 2, -log(s), -log(2 * pi) / 2, -log(x[k]), -log(after), log(before)]
    return found


def logistic_moved(x, loc, scale, at):
    return broken([m + s * (y - m0) / s0 for y, m, s, m0, s0 in zip(mended(x), loc, scale, *at)])


FAMILIES = {"dirichlet": Family(("concentration",), dirichlet_drawn, dirichlet_terms, dirichlet_moved, dirichlet_moments),
            "multivariate_normal": Family(("loc", "scale_tril"), normal_drawn, normal_terms, normal_moved, normal_moments),
            "logistic_normal": Family(("loc", "scale"), logistic_drawn, logistic_terms, logistic_moved, lambda loc, scale: {})}


def slopes(f, inputs, k):
    """df/d(each number of input k), f a list of terms or numbers."""
    found = []
    for place, at in enumerate(flat(inputs[k])):
        h = STEP * (abs(at) + mpf(10) ** -3)
        sides = [f(*[replaced(v, place, at + side)[0] if i == k else v for i, v in enumerate(inputs)]) for side in (h, -h)]
        found.append([(a - b) / (2 * h) for a, b in zip(*sides)])
    return found


def quantities(family, x, parameters):
    """(value, size of its terms) of every number that is printed, by name and place."""
    found = {}

    def put(name, place, terms):
        found[name, place] = (fsum(terms), fsum(abs(t) for t in terms))

    put("log_prob", 0, family.terms(x, *parameters))
    for name, values in family.moments(*parameters).items():
        if name == "entropy":
            put(name, 0, values)
        else:
            for place, v in enumerate(values):
                put(name, place, [v])
    for place, terms in enumerate(slopes(family.terms, [x, *parameters], 0)):
        put("dlogp_dx", place, terms)
    for k, name in enumerate(family.names, 1):
        own = slopes(family.terms, [x, *parameters], k)
        moved = slopes(lambda y, *p: family.moved(y, *p, parameters), [x, *parameters], k)
        for place, terms in enumerate(own):
            put("dlogp_dparams." + name, place, terms)
        for i in range(len(x)):
            for place, of_one in enumerate(moved):
                put("dz_dparams." + name, i * len(moved) + place, [of_one[i]])
    return found


def hold(pathwise, name, sizes, points, folder):
    family, chance = FAMILIES[name], random.Random(name)
    rows, references = [], []
    for size in sizes:
        for _ in range(points):
            parameters, x = family.drawn(chance, size)
            parameters = [to_float32(p) for p in parameters]
            here = quantities(family, x, parameters)
            conditions = dict.fromkeys(here, mpf(0))
            moved = mpf(10) ** -12
            for k, value in enumerate([x, *parameters]):
                for place, at in enumerate(flat(value)):
                    inputs = [replaced(v, place, at * (1 + moved))[0] if i == k else v for i, v in enumerate([x, *parameters])]
                    there = quantities(family, inputs[0], inputs[1:]) if at else here
                    for key in here:
                        conditions[key] += abs(there[key][0] - here[key][0]) / moved
            as_floats = [json.loads(json.dumps(p, default=float)) for p in parameters]
            rows.append({"params": dict(zip(family.names, as_floats)), "x": [float(v) for v in x]})
            references.append((here, conditions))
    file = Path(folder) / f"{name}.jsonl"
    file.write_text("".join(json.dumps(r) + "\n" for r in rows))
    wrong, figures = [], {"points": len(rows)}
    for dtype, limit in LIMITS.items():
        printed = subprocess.run([pathwise, "distribution", name, "--table", file, "--dtype", dtype], check=True, capture_output=True, text=True).stdout
        worst, mixed = {}, {}
        for row, (expected, conditions), line in zip(rows, references, printed.splitlines(), strict=True):
            answer = json.loads(line)
            found = {key: flat(value) for key, value in answer.items() if value is not None and not isinstance(value, dict)}
            found |= {f"{key}.{part}": flat(value) for key, parts in answer.items() if isinstance(parts, dict) for part, value in parts.items()}
            if answer["cdf"] is not None or answer["sf"] is not None:
                wrong.append(f"{name} has a cdf")
            for (key, place), (value, scale) in expected.items():
                # A slope of one number by symmetry 0 is right to the size of its row's others.
                size = max(scale, abs(value), max(v[1] for (other, _), v in expected.items() if other == key) * mpf("1e-3"))
                got = mpf(found[key][place]) if key in found else mp.nan
                error = abs(got - value)
                relative = mpf(0) if error <= BACKWARD_ULPS * EPSILON[dtype] * conditions[key, place] else error / size
                worst[key] = max(worst.get(key, mpf(0)), relative)
                mixed[key] = max(mixed.get(key, mpf(0)), error / max(size, conditions[key, place], mpf(10) ** -30))
                if not relative <= limit:
                    wrong.append(f"{name}, {dtype}: {key}[{place}] is {mp.nstr(got, 17)}, expected {mp.nstr(value, 17)} at {row}")
            for key in ("entropy", "mean", "variance", "mode"):
                if answer[key] is not None and (key, 0) not in expected:
                    wrong.append(f"{name}, {dtype}: {key} is {answer[key]} where there is none, at {row}")
        figures[dtype] = {key: figure(error) for key, error in mixed.items()}
        key, error = max(worst.items(), key=lambda w: w[1])
        print(f"{name:22} {dtype}: {len(rows)} points, worst {mp.nstr(error, 3)} ({key})")
    return wrong, figures


def main(sizes):
    parser = argparse.ArgumentParser()
    parser.add_argument("pathwise")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    mp.dps = 70
    wrong, figures = [], {}
    with tempfile.TemporaryDirectory() as folder:
        for name in FAMILIES:
            faults, figures[name] = hold(given.pathwise, name, sizes, 5, folder)
            wrong += faults
    return concluded(wrong, figures, given.json, "vectors.py build/dev/bin/pathwise")


if __name__ == "__main__":
    sys.exit(main(range(2, 6)))
