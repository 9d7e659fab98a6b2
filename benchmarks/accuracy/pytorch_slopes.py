#!/usr/bin/python3
"""Where PyTorch's own slopes of samples in their concentrations, and its log-densities at large ones, are off, by Pathwise's, which mpmath holds (tests/distributions).

    pytorch_slopes.py PATHWISE [--points N]

PATHWISE is the program. Concentrations are spread over the logarithm from 1e-3 to 1e5 (beta: 1e-2 to 1e4), places are PyTorch's own samples. An error is relative to the
larger of the slope and a thousandth of x (beta: of x (1 - x)). Printed are the median, the worst and where it is, in float64; and the spread of its LKJ samples. Needs torch.
"""

import argparse
import json
import subprocess
import tempfile

import torch
from torch import distributions as d


def by_pathwise(program, family, names, columns, x):
    """The answers of `pathwise distribution --table` in float64."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as rows:
        for *parameters, at in zip(*(c.tolist() for c in columns), x.tolist()):
            rows.write(json.dumps({"params": dict(zip(names, parameters)), "x": at}) + "\n")
        rows.flush()
        printed = subprocess.run([program, "distribution", family, "--table", rows.name, "--dtype", "float64"], check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in printed.splitlines()]


def spread(points, least, most):
    return 10 ** torch.empty(points).uniform_(least, most)


def report(what, found, known, least, places):
    errors = [(abs(f - k) / max(abs(k), floor), f, k, place) for f, k, floor, place in zip(found.tolist(), known, least.tolist(), places) if k is not None]
    errors.sort()
    error, f, k, place = errors[-1]
    print(f"{what}: {len(errors)} points, median {errors[len(errors) // 2][0]:.1e}, worst {error:.1e}: {f:.6g} for {k:.6g} at {', '.join(f'{v:.6g}' for v in place)}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--points", type=int, default=4000)
    given = parser.parse_args()
    torch.manual_seed(1)
    torch.set_default_dtype(torch.float64)

    a = spread(given.points, -3, 5)
    x = d.Gamma(a, 1.0).sample()
    a, x = a[x > 1e-300], x[x > 1e-300]
    known = by_pathwise(given.program, "gamma", ("concentration", "rate"), (a, torch.ones_like(a)), x)
    report("gamma, dx/d(concentration) at (concentration, x)", torch._standard_gamma_grad(a, x), [k["dz_dparams"]["concentration"] for k in known], 1e-3 * x, zip(a.tolist(), x.tolist()))

    a, b = spread(given.points, -2, 4), spread(given.points, -2, 4)
    x = d.Beta(a, b).sample()
    inside = (x > 1e-30) & (x < 1 - 1e-7)
    a, b, x = a[inside], b[inside], x[inside]
    known = by_pathwise(given.program, "beta", ("concentration1", "concentration0"), (a, b), x)
    slope = torch._dirichlet_grad(x, a, a + b) * (1 - x)  # as its Beta and Dirichlet take it
    report("beta, dx/d(concentration1) at (concentration1, concentration0, x)", slope, [k["dz_dparams"]["concentration1"] for k in known], 1e-3 * x * (1 - x),
           zip(a.tolist(), b.tolist(), x.tolist()))

    for family, names, columns, at, law in (("gamma", ("concentration", "rate"), (6e4, 1.0), 6.01e4, d.Gamma), ("student_t", ("df", "loc", "scale"), (1e6, 0.0, 1.0), 1.0, d.StudentT),
                                            ("von_mises", ("loc", "concentration"), (0.0, 1e5), 0.01, d.VonMises)):
        narrow = law(*(torch.tensor(c, dtype=torch.float32) for c in columns)).log_prob(torch.tensor(at, dtype=torch.float32)).item()
        known = by_pathwise(given.program, family, names, [torch.tensor([c]) for c in columns], torch.tensor([at]))[0]["log_prob"]
        print(f"{family}{columns} in float32: log_prob({at:g}) is {narrow:.6g} for {known:.6g}")

    for concentration in (1.0, 6.0):
        factor = d.LKJCholesky(3, concentration).sample((200000,))
        spread_of = (factor @ factor.mT).var(0)
        print(f"lkj_cholesky(3, {concentration:g}): its correlations' variances are {spread_of[1, 0]:.4f}, {spread_of[2, 0]:.4f}, {spread_of[2, 1]:.4f} for {1 / (2 * concentration + 2):.4f}")


if __name__ == "__main__":
    main()
