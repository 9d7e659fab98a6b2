#!/usr/bin/python3
"""Holds KL(q || p) of laws of vectors to PyTorch's float64, values and gradients, and to the mean of log q - log p over samples.

    vector_kl.py VECTOR_KL_VALUES [--points N] [--draws N] [--seed S]

VECTOR_KL_VALUES is the program of vector_kl_values.cpp. Within 1e-10 of PyTorch's (float 1e-5; where its trigamma function comes in, which has nine digits, 1e-8), relative to the norm and to the sum of E_q log q and E_q log p in
absolute value; within 6 standard errors of the mean over the draws; 0 for equal parameters and at least -4 units of the largest term.
"""

import argparse
import subprocess
import sys

import torch
from torch import distributions as d

SIZE, RANK = 4, 2


def positive(*shape):
    return torch.exp(0.8 * torch.randn(*shape))


def factor_of(*_):
    return torch.tril(torch.randn(SIZE, SIZE), -1) + torch.diag(positive(SIZE))


def concentration(*_):
    return torch.exp(torch.empty(SIZE).uniform_(-1.5, 4))


def vector(*_):
    return torch.randn(SIZE)


def spread(*_):
    return positive(SIZE)


def columns(*_):
    return torch.randn(SIZE, RANK)


def full(loc, factor):
    return d.MultivariateNormal(loc, scale_tril=torch.tril(factor))


def simplex_of_normal(loc, scale):  # PyTorch's own starts from one number fewer by the same map
    return d.TransformedDistribution(d.Independent(d.Normal(loc, scale), 0), [d.StickBreakingTransform()])


# By name: how q's and p's arguments are drawn, and the laws they make. What both share comes last.
PAIRS = {
    "dirichlet": ([concentration], [concentration], [], d.Dirichlet, d.Dirichlet),
    "categorical": ([vector], [vector], [], lambda a: d.OneHotCategorical(logits=a), lambda a: d.OneHotCategorical(logits=a)),
    "multivariate_normal": ([vector, factor_of], [vector, factor_of], [], full, full),
    "low_rank_multivariate_normal": ([vector, columns, spread], [vector, columns, spread], [], d.LowRankMultivariateNormal, d.LowRankMultivariateNormal),
    "low_rank_to_full": ([vector, columns, spread], [vector, factor_of], [], d.LowRankMultivariateNormal, full),
    "full_to_low_rank": ([vector, factor_of], [vector, columns, spread], [], full, d.LowRankMultivariateNormal),
    "logistic_normal": ([vector, spread], [vector, spread], [], d.LogisticNormal, d.LogisticNormal),
    "moved": ([vector, spread], [vector, spread], [spread], None, None),
}


def laws_of(name, q, p, shared):
    """The laws of samples, and those whose divergence PyTorch knows."""
    if name == "logistic_normal":  # its divergence is that of the normal laws below the map
        return d.LogisticNormal(*q), d.LogisticNormal(*p), d.Independent(d.Normal(*q), 1), d.Independent(d.Normal(*p), 1)
    if name == "moved":
        move = [d.AffineTransform(q[0], shared[0])]
        below = d.Normal(*q), d.Normal(*p)
        return *(d.Independent(d.TransformedDistribution(of, move), 1) for of in below), *(d.Independent(of, 1) for of in below)
    of_q, of_p = PAIRS[name][3](*q), PAIRS[name][4](*p)
    return of_q, of_p, of_q, of_p


def answer(program, name, tensors):
    line = " ".join([name] + [repr(v) for t in tensors for v in t.detach().reshape(-1).tolist()])
    found = [float(v) for v in subprocess.run([program], input=line + "\n", check=True, capture_output=True, text=True).stdout.split()]
    return found[0], found[1], torch.tensor(found[2:])


def hold(program, name, draws):
    make_q, make_p, make_shared = PAIRS[name][:3]
    q, p, shared = ([make().requires_grad_() for make in makes] for makes in (make_q, make_p, make_shared))
    of_q, of_p, known_q, known_p = laws_of(name, q, p, shared)
    expected = d.kl_divergence(known_q, known_p)
    given = q + p + shared
    gradients = torch.autograd.grad(expected, given, allow_unused=True)
    gradient = torch.cat([(torch.zeros_like(t) if g is None else g).reshape(-1) for t, g in zip(given, gradients)])
    value, narrow, slopes = answer(program, name, given)

    with torch.no_grad():
        x = of_q.sample((draws,))
        of_both = torch.stack([of_q.log_prob(x), of_p.log_prob(x)])
        ratios = of_both[0] - of_both[1]
        mean, error = ratios.mean().item(), ratios.std().item() / draws**0.5
        scale = of_both.abs().mean(1).sum().item()
    failed = []
    if not abs(value - expected.item()) <= 1e-10 * (scale + 1):
        failed.append(f"{value} where PyTorch has {expected.item()}")
    if not abs(narrow - expected.item()) <= 1e-5 * (scale + 1):
        failed.append(f"in float {narrow} where PyTorch has {expected.item()}")
    limit = 1e-8 if name == "dirichlet" else 1e-10
    if not torch.linalg.norm(slopes - gradient) <= limit * (torch.linalg.norm(gradient) + 1):
        failed.append(f"the gradient is {slopes.tolist()} where PyTorch has {gradient.tolist()}")
    if not abs(value - mean) <= 6 * error:
        failed.append(f"{value} where {draws} samples have {mean} +- {error}")
    if not value >= -4 * 2.0**-52 * scale:
        failed.append(f"{value} is below 0")
    if len(q) == len(p) and [t.shape for t in q] == [t.shape for t in p]:
        equal = answer(program, name, q + q + shared)
        if equal[0] != 0 or equal[1] != 0:
            failed.append(f"{equal[:2]} for equal parameters")
    return [f"{name}: {what}" for what in failed], abs(value - mean) / error


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--points", type=int, default=5)
    parser.add_argument("--draws", type=int, default=100000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    torch.manual_seed(given.seed)
    torch.set_default_dtype(torch.float64)
    d.Distribution.set_default_validate_args(False)
    failed = []
    for name in PAIRS:
        held = [hold(given.program, name, given.draws) for _ in range(given.points)]
        failed += [what for wrong, _ in held for what in wrong]
        print(f"{name}: {given.points} points, at most {max(far for _, far in held):.1f} standard errors from the samples' mean")
    print("\n".join(failed))
    print(f"{len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
