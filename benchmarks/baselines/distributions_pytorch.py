"""Samples, log-densities and divergences with their gradients on PyTorch, one thread: see comparison/distributions.py."""
import torch
from torch import distributions as d

from timed_work import answer

# In the order of Pathwise's parameters.
FAMILIES = {
    "normal": d.Normal, "laplace": d.Laplace, "gumbel": d.Gumbel, "cauchy": d.Cauchy, "log_normal": d.LogNormal,
    "logistic": lambda loc, scale: d.TransformedDistribution(d.Uniform(torch.zeros_like(loc), 1), [d.SigmoidTransform().inv, d.AffineTransform(loc, scale)]),
    "weibull": d.Weibull, "pareto": d.Pareto, "kumaraswamy": d.Kumaraswamy, "gamma": d.Gamma, "beta": d.Beta,
}


def work_of(family, what, shape):
    family, _, size = family.partition("_x")
    make = FAMILIES[family]
    loc, scale = (torch.rand(shape).mul_(0.4).add_(0.6).mul_(float(size or 1)).requires_grad_() for _ in range(2))
    w = 0.6 + 0.3 * torch.rand(shape)
    if what == "rsample":
        return lambda: torch.autograd.grad(make(loc, scale).rsample(), (loc, scale), w)
    if what == "log_prob":
        x = w.detach().requires_grad_()
        return lambda: torch.autograd.grad(make(loc, scale).log_prob(x).sum(), (loc, scale, x))
    w.requires_grad_()

    def work():
        return torch.autograd.grad((w * d.kl_divergence(make(loc, scale), make(torch.ones_like(loc), w))).sum(), (loc, scale, w))

    try:
        work()
    except NotImplementedError:
        return None
    return work


torch.set_num_threads(1)
d.Distribution.set_default_validate_args(False)  # the faster of its two ways
answer(work_of)
