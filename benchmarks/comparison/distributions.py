#!/usr/bin/python3
"""Samples, log-densities and divergences with their gradients: Pathwise, Eigen by hand, PyTorch and JAX (NumPyro) in turns, on one core.

    distributions.py --bin BIN [--python PYTHON] [--rounds N] [--elements N ...] [--seconds S] [--json FILE] [--families FAMILY ...] [--works WORK ...]

BIN holds bench_distributions and compare_eigen_distributions. All sides run float32 in rows of 64, are kept to one core and are timed by their processes' processor
time, since a machine may be shared. In each round all take their turn; printed are Pathwise's median in nanoseconds an element, and how many times it each other side takes: the
median of the rounds' ratios. Parameters are 0.6 to 1; of a family with x6, six times that. A side that is not there is left out by name, and so is a work that a side does not have.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess

from answering import AnsweringProcess

BASELINES = pathlib.Path(__file__).resolve().parents[1] / "baselines"
FAMILIES = ["normal", "laplace", "logistic", "gumbel", "cauchy", "log_normal", "weibull", "pareto", "kumaraswamy", "gamma", "beta", "gamma_x2", "gamma_x6", "beta_x6"]
WORKS = ["rsample", "log_prob", "kl"]


class Pathwise:
    """Google Benchmark's program, run anew for each turn."""

    def __init__(self, program):
        self.program = program
        listed = subprocess.run([program, "--benchmark_list_tests"], check=True, capture_output=True, text=True).stdout
        self.names = set(listed.split())

    def time(self, family, what, elements, seconds):
        name = f"{family}/{what}/{elements}"
        if name not in self.names:
            return None
        command = [self.program, f"--benchmark_filter=^{name}$", f"--benchmark_min_time={seconds}", "--benchmark_format=json"]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return json.loads(printed)["benchmarks"][0]["cpu_time"]


class Peer(AnsweringProcess):
    """Answers lines "FAMILY WHAT ELEMENTS SECONDS"."""

    def __init__(self, command):
        super().__init__(command)
        self.time("normal", "rsample", 1024, 0)  # whether it is there

    def time(self, family, what, elements, seconds):
        return self.ask(family, what, elements, seconds)


def peers(given):
    eigen = given.bin / "compare_eigen_distributions"
    commands = {"Eigen": [eigen], "Eigen with Philox": [eigen, "philox"], "PyTorch": [given.python, BASELINES / "distributions_pytorch.py"],
                "JAX": [given.python, BASELINES / "distributions_jax.py"]}
    found = {}
    for name, command in commands.items():
        try:
            found[name] = Peer(command)
        except (RuntimeError, FileNotFoundError) as reason:
            print(f"{name} is left out: {reason}")
    return found


def compared(ours, others, case, rounds, seconds):
    """Pathwise's nanoseconds a call and each other side's ratios, round by round."""
    present = {name: side for name, side in others.items() if side.time(*case, 0) is not None}
    own, ratios = [], {name: [] for name in present}
    for turn in range(rounds):
        own.append(ours.time(*case, seconds))
        for name in sorted(present, reverse=turn % 2 == 1):
            ratios[name].append(present[name].time(*case, seconds) / own[-1])
    return own, ratios


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", type=pathlib.Path, required=True)
    parser.add_argument("--python", default="python3")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--elements", type=int, nargs="*", default=[1 << 10, 1 << 16, 1 << 20])
    parser.add_argument("--seconds", type=float, default=0.05)
    parser.add_argument("--json")
    parser.add_argument("--families", nargs="*", default=FAMILIES)
    parser.add_argument("--works", nargs="*", default=WORKS)
    given = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # the sides inherit it
    ours, others = Pathwise(given.bin / "bench_distributions"), peers(given)
    results = {}
    for case in ((f, w, e) for e in given.elements for w in given.works for f in given.families):
        if ours.time(*case, 0.001) is None:
            continue
        own, ratios = compared(ours, others, case, given.rounds, given.seconds)
        name = "/".join(map(str, case))
        results[name] = {"pathwise_ns": [t / case[-1] for t in own], "ratios": ratios}
        columns = [f"{side} {statistics.median(r):6.2f}x ({min(r):.2f} to {max(r):.2f})" for side, r in ratios.items()]
        print(f"{name:28} {statistics.median(own) / case[-1]:7.2f} ns  ", "  ".join(columns), flush=True)
    if given.json:
        with open(given.json, "w") as file:
            json.dump(results, file, indent=1)


if __name__ == "__main__":
    main()
