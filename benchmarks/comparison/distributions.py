#!/usr/bin/python3
"""Samples, log-densities and divergences with their gradients: Pathwise and PyTorch in turns, one thread each.

    distributions.py BENCH_DISTRIBUTIONS [--rounds N] [--elements N] [--json FILE] [FAMILY ...]

BENCH_DISTRIBUTIONS is the program of benchmarks/distributions.cpp. Each round times one and then the other; printed are the medians in nanoseconds an element
and the median of the rounds' ratios with its range. Needs PyTorch.
"""

import argparse
import json
import statistics
import subprocess
import time

import torch
from torch import distributions as d

COLUMNS = 64
# In the order of Pathwise's parameters.
FAMILIES = {
    "normal": d.Normal, "laplace": d.Laplace, "gumbel": d.Gumbel, "cauchy": d.Cauchy, "log_normal": d.LogNormal,
    "logistic": lambda loc, scale: d.TransformedDistribution(d.Uniform(torch.zeros_like(loc), 1), [d.SigmoidTransform().inv, d.AffineTransform(loc, scale)]),
    "weibull": d.Weibull, "pareto": d.Pareto, "kumaraswamy": d.Kumaraswamy,
}


def work_of(family, what, loc, scale, w):
    make = FAMILIES[family]
    if what == "rsample":
        return lambda: torch.autograd.grad(make(loc, scale).rsample(), (loc, scale), w)
    if what == "log_prob":
        x = w.detach().requires_grad_()
        return lambda: torch.autograd.grad(make(loc, scale).log_prob(x).sum(), (loc, scale, x))
    p = make(torch.ones_like(loc), w)
    return lambda: torch.autograd.grad((w * d.kl_divergence(make(loc, scale), p)).sum(), (loc, scale))


def torch_time(work, seconds):
    """Nanoseconds a call, over at least so many seconds."""
    calls, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < seconds:
        work()
        calls += 1
    return spent / calls * 1e9


def our_time(program, name, seconds):
    command = [program, f"--benchmark_filter=^{name}$", f"--benchmark_min_time={seconds}", "--benchmark_format=json"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(printed)["benchmarks"][0]["real_time"] if printed else None  # nothing where no benchmark has the name


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--elements", type=int, default=1 << 16)
    parser.add_argument("--seconds", type=float, default=0.1)
    parser.add_argument("--json")
    parser.add_argument("families", nargs="*", default=list(FAMILIES))
    given = parser.parse_args()
    torch.set_num_threads(1)
    d.Distribution.set_default_validate_args(False)  # the faster of its two ways
    shape = (given.elements // COLUMNS, COLUMNS)
    loc, scale = (torch.full(shape, v).add_(0.1 * torch.rand(shape)).requires_grad_() for v in (0.7, 0.8))
    w = 0.6 + 0.3 * torch.rand(shape)
    results = {}
    for family in given.families:
        for what in ("rsample", "log_prob", "kl"):
            name = f"{family}/{what}/{given.elements}"
            if our_time(given.program, name, 0.001) is None:
                continue
            try:
                work = work_of(family, what, loc, scale, w)
                work()
            except NotImplementedError:
                print(f"{name:32} PyTorch has none")
                continue
            pairs = [(our_time(given.program, name, given.seconds), torch_time(work, given.seconds)) for _ in range(given.rounds)]
            ours, theirs = (statistics.median(p[k] for p in pairs) / given.elements for k in (0, 1))
            ratios = sorted(t / o for o, t in pairs)
            print(f"{name:32} {ours:7.2f} ns  PyTorch {theirs:7.2f} ns  {statistics.median(ratios):5.2f}x ({ratios[0]:.2f} to {ratios[-1]:.2f})", flush=True)
            results[name] = {"pathwise_ns": ours, "pytorch_ns": theirs, "ratios": ratios}
    if given.json:
        with open(given.json, "w") as file:
            json.dump(results, file, indent=1)


if __name__ == "__main__":
    main()
