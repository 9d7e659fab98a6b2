#!/usr/bin/python3
"""Holds the closed forms of KL(q || p) to quadrature with 30 digits, and to their laws: not negative, exactly 0 for equal parameters.

    kl.py KL_VALUES [--exact EXACT_DIVERGENCES] [--points N] [--pairs PAIR ...]

KL_VALUES is the program of kl_values.cpp, EXACT_DIVERGENCES that of exact_divergences.cpp, which integrates a hundred times as fast as mpmath; without it mpmath does. An error is relative to the sum of the absolute values of E_q log q and E_q log p: 1e-5 in float32, 1e-10 in float64.
Needs mpmath.
"""

import argparse
import random
import subprocess
import sys

from mpmath import exp, fsum, inf, mp, mpc, mpf, pi, quad

from families import FAMILIES
from table import EPSILON, LARGEST, LIMITS, narrowed

# How parameters are drawn: (least, most) of the logarithm's base 10 for a positive one, of the number itself for others.
DRAWN = {"loc": (-3, 3), "scale": (-1, 1), "rate": (-1, 1), "concentration": (-0.3, 0.7), "concentration1": (-0.5, 0.7), "concentration0": (-0.5, 0.7),
         "alpha": (0.4, 1), "df": (0.4, 1.5), "logits": (-3, 3), "total_count": (3, 40), "asymmetry": (-0.5, 0.5), "power": (0, 0.7), "probs": (0.02, 0.98), "low": (-2, 1), "high": (0.5, 4)}
PLAIN = {"loc", "probs", "low", "high", "logits", "total_count"}  # high: above low by so much


def drawn(name, chance, of):
    numbers = []
    for parameter in FAMILIES[name].names:
        least, most = DRAWN[parameter]
        if name == "generalized_pareto" and parameter == "concentration":
            value = chance.uniform(-0.6, 0.4)
        elif name in ("log_normal", "kumaraswamy", "beta"):  # where the quadrature itself holds its digits: no mass beyond reach, no pole at 1
            value = chance.uniform(-2, 2) if parameter == "loc" else 10 ** chance.uniform(*((-1, 0.1) if parameter == "scale" else (0, 0.7)))
        elif parameter in PLAIN:
            value = chance.uniform(least, most)
        else:
            value = 10 ** chance.uniform(least, most)
        if parameter == "total_count":
            value = int(value)
        if parameter == "high":
            value = numbers[-1] + abs(value)
        numbers.append(narrowed(value))
    return numbers


def nested(q, p, of_q, of_p):
    """Parameters made such that q's support lies within p's."""
    if q == "uniform" and p in ("exponential", "half_normal", "pareto", "gamma"):
        of_q = [abs(of_q[0]) + (of_p[0] if p == "pareto" else 0), abs(of_q[0]) + abs(of_q[1]) + (of_p[0] if p == "pareto" else 0) + 1]
    if q == "uniform" and p == "continuous_bernoulli":
        of_q = [0.1 + 0.02 * abs(of_q[0]), 0.6 + 0.05 * abs(of_q[1])]
    if q == "generalized_pareto" and p == "exponential":
        of_q = [abs(of_q[0]), *of_q[1:]]
    if q == "uniform" and p == "beta":
        of_q = [0.1 + 0.02 * abs(of_q[0]), 0.6 + 0.05 * abs(of_q[1])]
    if p == "student_t":  # by quadrature, whose nodes must see p's width
        of_p = [*of_p[:2], max(of_p[2], 0.6 * of_q[-1] / of_p[0] ** 0.5)]
    if q == p == "binomial":
        of_p = [of_q[0], of_p[1]]
    if q == p == "inverse_gamma" or (q == "inverse_gamma" and p in ("gamma", "exponential")):
        of_q = [of_q[0] + 2, of_q[1]]
    if q == "gamma" and p == "inverse_gamma":
        of_q = [of_q[0] + 1, of_q[1]]
    if q == "weibull" and p == "inverse_gamma":
        of_q = [of_q[0], of_q[1] + 1]
    if q == "log_normal" and p in ("weibull", "inverse_gamma"):
        of_q = [of_q[0], of_q[1] / 2]
    if p == "uniform":
        low, high = of_q[-2:] if q in ("uniform", "truncated_normal") else (0, 1)
        of_p = [low - abs(of_p[0]), high + abs(of_p[1])]
    if q == p == "pareto":
        of_q = [max(of_q[0], of_p[0]), of_q[1]]
    return [narrowed(v) for v in of_q], [narrowed(v) for v in of_p]


def places(name, p):
    """Where to cut the integral: ends of the support, kinks, and points spread through the mass."""
    if name in ("normal", "laplace", "logistic", "gumbel", "student_t", "asymmetric_laplace", "generalized_normal", "cauchy"):
        loc, scale = (p[-2], p[-1]) if name == "student_t" else (p[0], p[1])
        wide = [mpf(y) for y in (-400, -60, -15, -4, -1, 0, 1, 4, 15, 60, 400)]
        return [-inf] + [loc + scale * y for y in wide] + [inf]
    if name in ("uniform", "truncated_normal"):
        return [p[-2], (p[-2] + p[-1]) / 2, p[-1]]
    if name == "von_mises":
        return [p[0] - pi, p[0] - pi / 2, p[0], p[0] + pi / 2, p[0] + pi]
    if name in ("continuous_bernoulli", "kumaraswamy", "logit_normal", "beta"):
        return [mpf(v) for v in ("0", "1e-8", "1e-3", "0.1", "0.5", "0.9", "0.999", "0.99999999", "1")]
    if name == "generalized_pareto":
        loc, scale, c = p
        if c < 0:
            return [loc + (-scale / c) * mpf(v) for v in ("0", "0.1", "0.5", "0.9", "0.99", "0.9999", "1")]
        return [loc] + [loc + scale * mpf(v) for v in ("0.3", "1", "4", "30", "1000", "1e6")] + [inf]
    start = p[0] if name == "pareto" else mpf(0)
    middle = {"log_normal": lambda: exp(p[0]), "weibull": lambda: p[0], "pareto": lambda: p[0], "exponential": lambda: 1 / p[0], "gamma": lambda: p[0] / p[1], "inverse_gamma": lambda: p[1] / p[0]}.get(name, lambda: p[0])()
    return [start] + [start + middle * mpf(v) for v in ("1e-9", "1e-4", "0.01", "0.2", "1", "3", "10", "60", "1000", "1e6", "1e12")] + [inf]


def cuts_of(q, p, of_q, of_p):
    cuts = places(q, of_q)
    return sorted(set(cuts) | {of_p[0]}) if p in ("laplace", "asymmetric_laplace") else cuts


def exact_means(program, q, p, asked_of):
    """E_q log q and E_q log p of each by the program."""
    def words(numbers):
        return " ".join(mp.nstr(mpf(v), 34) for v in numbers)

    lines = [f"{q} {p} {words((*of_q, *of_p))} | {words(cuts_of(q, p, tuple(map(mpf, of_q)), tuple(map(mpf, of_p))))}\n" for of_q, of_p in asked_of]
    return run(program, lines)


def means(q, p, of_q, of_p):
    """E_q log q and E_q log p, by mpmath's quadrature or as a sum."""
    of_q, of_p = tuple(map(mpf, of_q)), tuple(map(mpf, of_p))
    log_q, log_p = (lambda x, f=FAMILIES[n], a=a: fsum(f.terms(x, *a)) for n, a in ((q, of_q), (p, of_p)))
    if FAMILIES[q].discrete:
        last = {"bernoulli": 1, "binomial": int(of_q[0]) if q == "binomial" else 0}.get(q, 3000)
        masses = [(log_q(mpf(k)), mpf(k)) for k in range(last + 1)]
        likely = [(exp(own), own, log_p(k)) for own, k in masses if own > -90]
        return fsum(m * a for m, a, _ in likely), fsum(m * b for m, _, b in likely)

    def integrand(x):  # both logarithms under one weight, as a complex number: each is evaluated once
        try:
            weight = log_q(x)
        except ZeroDivisionError:  # an x that rounds to the end of the support
            return mpc(0)
        if weight.imag or weight < -3000:  # one beyond it, or no mass: that of exp(-y) under a normal is 30 scales out
            return mpc(0)
        return exp(weight) * mpc(weight, log_p(x))

    both = quad(integrand, cuts_of(q, p, of_q, of_p), maxdegree=9)
    return both.real, both.imag


def run(program, lines):
    printed = subprocess.run([program], input="".join(lines), check=True, capture_output=True, text=True).stdout.splitlines()
    return [tuple(mpf(v) for v in line.split()) for line in printed]


def asked(q, p, of_q, of_p):
    return f"{q} {p} {' '.join(repr(float(v)) for v in (*of_q, *of_p))}\n"


def laws(program, q, p, points):
    """What holds without quadrature: nowhere below 0 by more than 4 units of the largest term (which is like 1), also ever nearer to equal; 0 for equal ones."""
    chance = random.Random(f"{q} {p}")
    asked_of = [nested(q, p, drawn(q, chance, p), drawn(p, chance, q)) for _ in range(points)]
    same = [(of_q, of_q) for of_q, _ in asked_of] if q == p else []
    for of_q, _ in same:
        asked_of += [nested(q, q, of_q, [narrowed(v * (1 - chance.random() * 10**-k)) for v in of_q]) for k in range(1, 8)]
    found = run(program, [asked(q, p, *at) for at in asked_of + same])
    wrong = []
    for at, values in zip(asked_of + same, found, strict=True):
        for dtype, value in zip(("float64", "float32"), values, strict=True):
            largest = at[0][0] if q in ("binomial", "poisson") else 1  # the number of trials or the rate is a factor
            if not value >= -4 * 2 * EPSILON[dtype] * largest or (at[0] is at[1] and value != 0):
                wrong.append(f"KL({q} || {p}), {dtype}: {mp.nstr(value, 17)} at {at[0]}, {at[1]}")
    return wrong


def hold(program, exact_program, q, p, points):
    chance = random.Random(f"{q} {p}")
    wrong, worst = laws(program, q, p, max(points, 20)), {"float64": mpf(0), "float32": mpf(0)}
    asked_of = [nested(q, p, drawn(q, chance, p), drawn(p, chance, q)) for _ in range(points)]
    if exact_program and not FAMILIES[q].discrete:
        known = exact_means(exact_program, q, p, asked_of)
    else:
        known = [means(q, p, *at) for at in asked_of]
    found_of = run(program, [asked(q, p, *at) for at in asked_of])
    for (of_q, of_p), (log_q, log_p), found in zip(asked_of, known, found_of, strict=True):
        exact, own, other = log_q - log_p, abs(log_q), abs(log_p)
        scale = own + other
        for dtype, value in zip(("float64", "float32"), found, strict=True):
            if value == inf and exact > LARGEST[dtype]:
                continue
            error = abs(value - exact) / (scale + abs(exact))
            worst[dtype] = max(worst[dtype], error)
            if not error <= LIMITS[dtype]:
                wrong.append(f"KL({q} || {p}), {dtype}: {mp.nstr(value, 17)}, expected {mp.nstr(exact, 17)} at {of_q}, {of_p}")
            if not value >= -4 * 2 * EPSILON[dtype] * max(own, other):
                wrong.append(f"KL({q} || {p}), {dtype}: {mp.nstr(value, 17)} is below 0 at {of_q}, {of_p}")
    for w in wrong:
        print(w, file=sys.stderr, flush=True)
    print(f"KL({q} || {p}): worst {mp.nstr(worst['float64'], 3)}, float32 {mp.nstr(worst['float32'], 3)}", flush=True)
    return wrong, worst


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--exact", help="the program of exact_divergences.cpp")
    parser.add_argument("--points", type=int, default=2)
    parser.add_argument("--pairs", nargs="*", default=[], help="as normal-laplace; default: all")
    given = parser.parse_args()
    mp.dps = 30
    pairs = [line.split() for line in subprocess.run([given.program, "--list"], check=True, capture_output=True, text=True).stdout.splitlines()]
    held = [hold(given.program, given.exact, q, p, given.points) for q, p in pairs if not given.pairs or f"{q}-{p}" in given.pairs]
    wrong = [w for of_pair, _ in held for w in of_pair]
    worst = [mp.nstr(max(of_pair[dtype] for _, of_pair in held), 3) for dtype in LIMITS]
    print(f"{len(held)} pairs at {given.points} points each: {len(wrong)} wrong; worst, in {' and '.join(LIMITS)}: {' and '.join(worst)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
