#!/usr/bin/python3
"""Holds KL(q || p), log-densities and entropies of laws of vectors and matrices to PyTorch's float64, values and gradients, and KL to the mean of log q - log p over samples.

    vector_laws.py VECTOR_LAW_VALUES [--points N] [--draws N] [--seed S]

VECTOR_LAW_VALUES is the program of vector_law_values.cpp. Within 1e-10 of PyTorch's (float 1e-5; gradients 1e-8, since its trigamma function has nine digits), relative to the norm and to the sum of E_q log q and E_q log p in
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


def freedom(*_):
    return SIZE + 4 * torch.rand(())


def wishart(df, factor):
    return d.Wishart(df, scale_tril=torch.tril(factor))


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
    "wishart": ([freedom, factor_of], [freedom, factor_of], [], wishart, wishart),
}
# How the arguments are drawn, and PyTorch's value; where an event comes last, it is a sample of the law.
FUNCTIONS = {
    "density of wishart": ([freedom, factor_of], wishart, lambda law, x: law.log_prob(x)),
    "entropy of wishart": ([freedom, factor_of], wishart, lambda law, _: law.entropy()),
    "density of lkj_cholesky": ([lambda: torch.exp(2 * torch.randn(()))], lambda c: d.LKJCholesky(SIZE, c), lambda law, x: law.log_prob(x)),
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
    line = name + ":" + " ".join(repr(v) for t in tensors for v in t.detach().reshape(-1).tolist())
    found = [float(v) for v in subprocess.run([program], input=line + "\n", check=True, capture_output=True, text=True).stdout.split()]
    return found[0], found[1], torch.tensor(found[2:])


def unlike(value, narrow, slopes, expected, given, scale):
    """What differs from PyTorch's."""
    gradients = torch.autograd.grad(expected, given, allow_unused=True)
    gradient = torch.cat([(torch.zeros_like(t) if g is None else g).reshape(-1) for t, g in zip(given, gradients)])
    failed = []
    if not abs(value - expected.item()) <= 1e-10 * (scale + 1):
        failed.append(f"{value} where PyTorch has {expected.item()}")
    if not abs(narrow - expected.item()) <= 1e-5 * (scale + 1):
        failed.append(f"in float {narrow} where PyTorch has {expected.item()}")
    if not torch.linalg.norm(slopes[: len(gradient)] - gradient) <= 1e-8 * (torch.linalg.norm(gradient) + 1):
        failed.append(f"the gradient is {slopes.tolist()} where PyTorch has {gradient.tolist()}")
    return failed


def hold_function(program, name):
    makes, make_law, evaluate = FUNCTIONS[name]
    given = [make().requires_grad_() for make in makes]
    law = make_law(*given)
    x = law.sample()
    expected = evaluate(law, x)
    value, narrow, slopes = answer(program, name, given + ([x] if name.startswith("density") else []))
    return [f"{name}: {what}" for what in unlike(value, narrow, slopes, expected, given, abs(expected.item()) + x.square().sum().item() ** 0.5)]


def hold(program, name, draws):
    make_q, make_p, make_shared = PAIRS[name][:3]
    q, p, shared = ([make().requires_grad_() for make in makes] for makes in (make_q, make_p, make_shared))
    of_q, of_p, known_q, known_p = laws_of(name, q, p, shared)
    given = q + p + shared
    value, narrow, slopes = answer(program, name, given)

    with torch.no_grad():
        x = of_q.sample((draws,))
        of_both = torch.stack([of_q.log_prob(x), of_p.log_prob(x)])
        ratios = of_both[0] - of_both[1]
        mean, error = ratios.mean().item(), ratios.std().item() / draws**0.5
        scale = of_both.abs().mean(1).sum().item()
    failed = [] if name == "wishart" else unlike(value, narrow, slopes, d.kl_divergence(known_q, known_p), given, scale)  # which PyTorch does not have
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
    for name in FUNCTIONS:
        failed += [what for _ in range(given.points) for what in hold_function(given.program, name)]
    print("\n".join(failed))
    print(f"{len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
