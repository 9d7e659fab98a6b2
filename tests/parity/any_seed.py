#!/usr/bin/python3
"""How far ten steps end from PyTorch's float64, for weights, rows and noise that nobody chose. A recorded run, not a test.

    any_seed.py PATHWISE WORK [--seeds 101 102 ...] [--model NAME ...]

The ready models through `pathwise verify`, beside PyTorch's own float32, on the cases that oracle.py would write for
these seeds; inputs on the kink of a ReLU are kept here, and said. Prints every case, and for each model the median and
the worst. Needs Debian's python3-torch.
"""

import argparse
from pathlib import Path

import numpy
import torch

import oracle
import verify
from norms import distance, worst


def figures(found, case):
    """{loss, gradient, after}: the worst tensor's distance from PyTorch's float64."""
    result = {"loss": float(abs(found["values"][0] / case["values"][0] - 1))}
    for kind in ("gradient", "after"):
        names = [n for n in case if n.startswith(kind + ".")]
        result[kind] = worst({n: distance(n, found[n], case[n]) for n in names}).figure
    return result


def compare(pathwise, name, case, folder):
    """Pathwise's figures and PyTorch float32's, and how near to its kink a ReLU's input came."""
    parameters, x, eps = oracle.start(case)
    truth, nearest = oracle.run(case, parameters, x, eps, torch.float64)
    single, _ = oracle.run(case, parameters, x, eps, torch.float32)
    given = {"x": x, "eps": eps} | {"start." + n: a for n, a in parameters.items()}
    ours = verify.run(pathwise, name, given, oracle.LEARNING_RATE, folder)
    return figures(ours, truth), figures(single, truth), nearest


def main():
    line = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    line.add_argument("pathwise")
    line.add_argument("work", type=Path)
    line.add_argument("--seeds", nargs="+", type=int, default=list(range(101, 121)))
    line.add_argument("--model", nargs="+", help="such as ready.normal.log-variance.bernoulli; default: all ten")
    o = line.parse_args()
    torch.set_num_threads(1)
    for variant in oracle.READY:
        name = oracle.name_of(variant, "ready")
        if o.model and name not in o.model:
            continue
        after = []
        for seed in o.seeds:
            case = oracle.Case(*variant, (784, 400, 20), 64, seed=seed)
            ours, theirs, nearest = compare(o.pathwise, name, case, o.work / name)
            after.append((ours["after"], theirs["after"]))
            both = ", ".join(f"{k} {ours[k]:.1e} ({theirs[k]:.1e})" for k in ours)
            print(f"{name} seed {seed}: {both}; nearest to a kink {nearest:.0e}", flush=True)
        ours, theirs = numpy.array(after).T
        print(f"{name}: after {oracle.STEPS} steps, Pathwise (PyTorch float32): "
              f"median {numpy.median(ours):.1e} ({numpy.median(theirs):.1e}), worst {ours.max():.1e} ({theirs.max():.1e}), "
              f"above 1e-5 in {(ours > 1e-5).sum()} ({(theirs > 1e-5).sum()}) of {len(ours)}", flush=True)


if __name__ == "__main__":
    main()
