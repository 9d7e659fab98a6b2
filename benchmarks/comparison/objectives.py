#!/usr/bin/python3
"""Gradients of GradBench's gmm, llsq and lstm in float64: Pathwise, ADOL-C, JAX and PyTorch in turns, on one core.

    objectives.py --bin BIN [--python PYTHON] [--rounds N] [--seconds S] [--json FILE] [--only NAME ...]

BIN holds compare_objectives and compare_adolc. All sides are given the same numbers; before anything is timed, each one's gradient must equal Pathwise's to 1e-10 of its norm.
They are kept to one core and timed by their processes' processor time, since a machine may be shared. In each round all take their turn; printed are Pathwise's median in microseconds a
gradient, and how many times it each other side takes: the median of the rounds' ratios. JAX has two turns: as GradBench states the objectives, and in the form that Pathwise's are written in. A side that is not there is left out by name, and so is a work that a side does not have.
"""

import argparse
import json
import os
import pathlib
import statistics
import sys
import tempfile

import numpy as np

from answering import AnsweringProcess

BASELINES = pathlib.Path(__file__).resolve().parents[1] / "baselines"
CASES = [("gmm", (2, 5, 1000)), ("gmm", (10, 25, 1000)), ("gmm", (32, 50, 1000)), ("llsq", (128, 1024)), ("llsq", (128, 16392)), ("lstm", (1024,))]
FLOORS = {"gmm": 3, "llsq": 2, "lstm": 3}
ALLOWED = 1e-10


def inputs_of(name, sizes):
    """The numbers of a case, first those that the objective is differentiated in."""
    random = np.random.default_rng(1)
    if name == "gmm":
        d, k, n = sizes
        return [random.normal(size=k), random.normal(size=(k, d)), 0.3 * random.normal(size=(k, d)), 0.3 * random.normal(size=(k, d * (d - 1) // 2)), random.normal(size=(n, d))]
    if name == "llsq":
        return [0.1 * random.normal(size=sizes[0]), -1 + 2 * np.arange(sizes[1]) / (sizes[1] - 1)]
    sequence = np.eye(14)[random.integers(14, size=sizes[0])]
    return [0.5 * random.normal(size=(2, 4, 14)), 0.5 * random.normal(size=(2, 4, 14)), random.normal(size=14), random.normal(size=14), sequence, 0.1 * random.normal(size=(2, 2, 14))]


class Side(AnsweringProcess):
    """Answers lines "NAME SIZES FILE RESULT SECONDS"."""

    def __init__(self, name, command, folder):
        super().__init__(command)
        self.name, self.folder = name, folder

    def result(self, case):
        return self.folder / f"{self.name.replace(' ', '_')}_{case[0]}_{'_'.join(map(str, case[1]))}"

    def time(self, case, seconds):
        """Nanoseconds a gradient, or None."""
        name, sizes = case
        return self.ask(name, ",".join(map(str, sizes)), f"{self.folder / name}_{'_'.join(map(str, sizes))}", self.result(case), seconds)


def present(sides, case):
    """The sides that have the case, each one's gradient held against the first's."""
    found, reference = [], None
    for side in sides:
        try:
            if side.time(case, 0) is None:
                continue
        except RuntimeError as reason:
            print(f"{side.name} is left out of {case[0]} {case[1]}: {reason}")
            continue
        gradient = np.fromfile(side.result(case))
        reference = gradient if reference is None else reference
        off = np.linalg.norm(gradient - reference) / np.linalg.norm(reference) if gradient.shape == reference.shape else np.inf
        if not off <= ALLOWED:
            sys.exit(f"{case}: the gradient of {side.name} is off by {off:.1e} of the norm")
        found.append(side)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", type=pathlib.Path, required=True)
    parser.add_argument("--python", default="python3")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.3)
    parser.add_argument("--json")
    parser.add_argument("--only", nargs="*", default=list(FLOORS))
    given = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # the sides inherit it
    os.environ |= {"OMP_NUM_THREADS": "1", "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"}
    results = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        commands = {"Pathwise": [given.bin / "compare_objectives"], "ADOL-C": [given.bin / "compare_adolc"], "JAX": [given.python, BASELINES / "objectives_jax.py"],
                    "JAX products": [given.python, BASELINES / "objectives_jax.py", "products"],
                    "PyTorch": [given.python, BASELINES / "objectives_pytorch.py"]}
        sides = []
        for side, command in commands.items():
            try:
                sides.append(Side(side, command, folder))
            except FileNotFoundError as reason:
                print(f"{side} is left out: {reason}")
        for case in (c for c in CASES if c[0] in given.only):
            np.concatenate([np.ravel(i) for i in inputs_of(*case)]).tofile(folder / f"{case[0]}_{'_'.join(map(str, case[1]))}")
            ours, *others = present(sides, case)
            own, ratios = [], {side.name: [] for side in others}
            for turn in range(given.rounds):
                own.append(ours.time(case, given.seconds))
                for side in sorted(others, key=lambda s: s.name, reverse=turn % 2 == 1):
                    ratios[side.name].append(side.time(case, given.seconds) / own[-1])
            title = f"{case[0]} {' '.join(map(str, case[1]))}"
            results[title] = {"pathwise_us": [t / 1e3 for t in own], "ratios": ratios}
            columns = [f"{side} {statistics.median(r):6.2f}x ({min(r):.2f} to {max(r):.2f})" for side, r in ratios.items()]
            print(f"{title:16} {statistics.median(own) / 1e3:9.1f} us  ", "  ".join(columns), f"  floor {FLOORS[case[0]]}x of the best", flush=True)
    if given.json:
        with open(given.json, "w") as file:
            json.dump(results, file, indent=1)


if __name__ == "__main__":
    main()
