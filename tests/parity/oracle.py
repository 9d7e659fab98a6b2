#!/usr/bin/python3
"""The outside oracle of Pathwise: the auto-encoders that it is held against, in PyTorch, as their papers write them.

    oracle.py cases DIRECTORY [NAME ...]   writes DIRECTORY/NAME.safetensors for each case of the table, or those named
    oracle.py list                         prints the table

A file holds what a run starts from, in numbers that float32 holds exactly (start.<parameter>, x [rows, pixels],
eps [steps, rows, latent]), what PyTorch makes of it in float64 (values: loss, reconstruction and kl in nats, mean over
rows; gradient.<parameter>, both at the start with eps[0]; after.<parameter>, after a step of Adam with each eps), and
how far PyTorch's own float32 is from that (control.values, control.gradient.<parameter>, control.after.<parameter>).

Needs Debian's python3-torch. tests/parity/tolerances.hpp says what is demanded of Pathwise.
"""

import sys
from collections import namedtuple
from pathlib import Path

import numpy
import torch
from torch.distributions import Laplace, Normal, kl_divergence
from torch.nn.functional import binary_cross_entropy_with_logits, linear

import tensors
from norms import distance

STEPS, LEARNING_RATE, KINK_MARGIN = 10, 1e-3, 1e-6

Case = namedtuple("Case", "posterior sigma reconstruction widths rows gain seed", defaults=[1.0, 1])
Case.__doc__ = """widths: pixels, the hidden layers of the encoder, latent; the decoder has one, as wide as the first.
gain: factor on PyTorch's usual start, above 1 for means and variances as spread out as a trained model's."""

READY = [
    (posterior, sigma, reconstruction)
    for reconstruction in ("bernoulli", "squared-error")
    for posterior, sigma in (
        ("normal", "log-variance"),
        ("normal", "softplus-variance"),
        ("normal", "softplus"),
        ("laplace", "log-variance"),
        ("logistic", "log-variance"),
    )
]


# Seeds (1 where not listed) with which no ReLU's input comes so near to its kink in any step that float32 may fall on the
# other side, and with which Adam does not enlarge float32's rounding much on either side: units that few rows reach have
# small gradients, which it divides by themselves. With others PyTorch's own float32 ends up to 1e-3 from its float64.
SEEDS = {
    "ready.normal.log-variance.bernoulli": 2,
    "ready.normal.softplus-variance.bernoulli": 20,
    "ready.normal.softplus.bernoulli": 43,
    "ready.logistic.log-variance.bernoulli": 8,
    "ready.normal.log-variance.squared-error": 5,
    "ready.normal.softplus-variance.squared-error": 30,
    "ready.normal.softplus.squared-error": 3,
    "ready.laplace.log-variance.squared-error": 76,
    "ready.logistic.log-variance.squared-error": 8,
    "slabs.normal.log-variance.bernoulli": 2,
}


def name_of(variant, shape):
    return ".".join([shape, *variant])


def table():
    cases = {name_of(v, "ready"): Case(*v, (784, 400, 20), 64) for v in READY}
    cases |= {name_of(v, "small"): Case(*v, (13, 11, 3), 9, 2.0) for v in READY}
    for v in (
        ("normal", "log-variance", "bernoulli"),
        ("laplace", "log-variance", "bernoulli"),
        ("logistic", "log-variance", "squared-error"),
    ):
        cases[name_of(v, "odd")] = Case(*v, (37, 53, 5), 11)
        # torch's sigmoid' is s (1 - s), which loses its digits as s nears 1, and Adam makes full steps of what is left.
        cases[name_of(v, "spread")] = Case(*v, (37, 53, 5), 11, 4.0 if v[2] == "bernoulli" else 2.0)
        cases[name_of(v, "one_row")] = Case(*v, (37, 53, 5), 1)
        cases[name_of(v, "slabs")] = Case(*v, (37, 53, 5), 130, 2.0)
    for v in (("normal", "softplus-variance", "squared-error"), ("laplace", "log-variance", "bernoulli")):
        cases[name_of(v, "deep")] = Case(*v, (51, 34, 22, 6), 19, 1.5)
    return {name: case._replace(seed=SEEDS.get(name, 1)) for name, case in cases.items()}


def layers(case):
    """{name: (out, in)} of the linear layers."""
    pixels, *hidden, latent = case.widths
    sizes = {}
    for i, (wide, narrow) in enumerate(zip([pixels] + hidden, hidden)):
        sizes[f"encoder.{2 * i}"] = (narrow, wide)
    sizes["fc_mu"] = sizes["fc_logvar"] = (latent, hidden[-1])
    sizes["decoder.0"] = (hidden[0], latent)
    sizes["decoder.2"] = (pixels, hidden[0])
    return sizes


def start(case):
    """Parameters as torch.nn.Linear draws them, grey pixels of which half are black, and the family's noise."""
    draw = numpy.random.Generator(numpy.random.PCG64(case.seed))

    def uniform(shape):
        """In [0, 1): multiples of 2^-24, so that float32 holds them."""
        return numpy.floor(draw.random(shape) * 2**24) * 2.0**-24

    parameters = {}
    for name, (outs, ins) in layers(case).items():
        for part, shape in (("weight", (outs, ins)), ("bias", (outs,))):
            parameters[f"{name}.{part}"] = (2 * uniform(shape) - 1) * case.gain / ins**0.5
    x = numpy.maximum(2 * uniform((case.rows, case.widths[0])) - 1, 0)
    u = (uniform((STEPS, case.rows, case.widths[-1])) + 2.0**-25) if case.posterior != "normal" else None
    if case.posterior == "normal":
        eps = draw.standard_normal((STEPS, case.rows, case.widths[-1]))
    elif case.posterior == "laplace":
        eps = -numpy.sign(u - 0.5) * numpy.log1p(-2 * abs(u - 0.5))
    else:
        eps = numpy.log(u) - numpy.log1p(-u)
    exact = lambda a: a.astype("f4")
    return {n: exact(p) for n, p in parameters.items()}, exact(x), exact(eps)


def softplus(a):
    """log(1 + exp(a)); torch's own returns a above 20, which is off by 2e-9."""
    return torch.logaddexp(a, torch.zeros_like(a))


SIGMA = {
    "log-variance": lambda a: torch.exp(a / 2),
    "softplus-variance": lambda a: torch.sqrt(softplus(a)),
    "softplus": softplus,
}

RECONSTRUCTION = {
    "bernoulli": lambda logits, x: binary_cross_entropy_with_logits(logits, x, reduction="none"),
    "squared-error": lambda logits, x: (torch.sigmoid(logits) - x) ** 2,
}


def logistic_log_prob(z, loc, scale):
    y = (z - loc) / scale
    return -y - 2 * softplus(-y) - torch.log(scale)


def divergence(posterior, mu, sigma, z):
    """KL(q || p) an element; p is the same family at 0 and 1. For logistic, without closed form, its estimate at z."""
    zero, one = torch.zeros_like(mu), torch.ones_like(mu)
    if posterior == "logistic":
        return logistic_log_prob(z, mu, sigma) - logistic_log_prob(z, zero, one)
    family = {"normal": Normal, "laplace": Laplace}[posterior]
    return kl_divergence(family(mu, sigma), family(zero, one))


def loss(case, p, x, eps):
    """Mean over rows of (loss, reconstruction, kl) in nats, and the smallest |input| of a ReLU."""
    nearest = []

    def layer(name, h):
        return linear(h, p[name + ".weight"], p[name + ".bias"])

    def relu(a):
        nearest.append(a.detach().abs().min())
        return torch.relu(a)

    h = x
    for i in range(len(case.widths) - 2):
        h = relu(layer(f"encoder.{2 * i}", h))
    mu, sigma = layer("fc_mu", h), SIGMA[case.sigma](layer("fc_logvar", h))
    z = mu + sigma * eps
    logits = layer("decoder.2", relu(layer("decoder.0", z)))
    reconstruction = RECONSTRUCTION[case.reconstruction](logits, x).sum(1).mean()
    kl = divergence(case.posterior, mu, sigma, z).sum(1).mean()
    return reconstruction + kl, reconstruction, kl, min(nearest)


def run(case, parameters, x, eps, dtype):
    """{values, gradient.*, after.*} in this dtype, and the smallest |input| of a ReLU in all steps."""
    p = {n: torch.tensor(a, dtype=dtype, requires_grad=True) for n, a in parameters.items()}
    x, eps = torch.tensor(x, dtype=dtype), torch.tensor(eps, dtype=dtype)
    adam = torch.optim.Adam(p.values(), lr=LEARNING_RATE)
    result, nearest = {}, numpy.inf
    for noise in eps:
        total, reconstruction, kl, margin = loss(case, p, x, noise)
        adam.zero_grad()
        total.backward()
        if not result:
            result["values"] = torch.stack([total, reconstruction, kl]).detach().numpy().copy()
            result |= {"gradient." + n: t.grad.numpy().copy() for n, t in p.items()}
        nearest = min(nearest, float(margin))
        adam.step()
    result |= {"after." + n: t.detach().numpy().copy() for n, t in p.items()}
    return result, nearest


def write_case(path, case):
    parameters, x, eps = start(case)
    truth, nearest = run(case, parameters, x, eps, torch.float64)
    # A unit on the other side of its kink in one row changes gradients in the third digit and weights, after Adam's
    # steps, in the fourth: no error of anybody's. float32 moves inputs by some 3e-7.
    if nearest < KINK_MARGIN:
        raise SystemExit(f"{path}: a ReLU's input is {nearest:.1e} from its kink: give the case another seed")
    single, _ = run(case, parameters, x, eps, torch.float32)
    control = {"control." + n: numpy.asarray(distance(n, single[n], truth[n])) for n in truth}
    begin = {"start." + n: a for n, a in parameters.items()}
    description = {k: str(v) for k, v in case._asdict().items() if k != "seed"}
    description |= {"widths": "-".join(map(str, case.widths)), "learning_rate": repr(LEARNING_RATE)}
    tensors.write(path, {**begin, "x": x, "eps": eps, **truth, **control}, description)


def main(arguments):
    cases = table()
    if arguments == ["list"]:
        for name, case in cases.items():
            print(name, *case)
    elif len(arguments) >= 2 and arguments[0] == "cases":
        directory = Path(arguments[1])
        directory.mkdir(parents=True, exist_ok=True)
        for name in arguments[2:] or cases:
            write_case(directory / f"{name}.safetensors", cases[name])
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    torch.set_num_threads(1)  # the tests beside it want the other cores
    main(sys.argv[1:])
