"""Samples, log-densities and divergences with their gradients on JAX, jitted, one thread: see comparison/distributions.py.

Families are NumPyro's; divergences that it lacks are written by hand. A sample is timed with each of JAX's generators and the fastest is kept.
"""
import os

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
import numpyro.distributions as d  # noqa: E402
from jax.scipy.special import gammaln  # noqa: E402

from timed_work import answer, nanoseconds  # noqa: E402

# In the order of Pathwise's parameters.
FAMILIES = {
    "normal": d.Normal, "laplace": d.Laplace, "gumbel": d.Gumbel, "cauchy": d.Cauchy, "log_normal": d.LogNormal, "logistic": d.Logistic, "weibull": d.Weibull,
    "pareto": d.Pareto, "kumaraswamy": d.Kumaraswamy, "gamma": d.Gamma, "beta": d.Beta,
}
GENERATORS = ("threefry2x32", "rbg", "unsafe_rbg")


def kl_normal(m, s, n, t):
    return jnp.log(t / s) + 0.5 * ((s / t) ** 2 + ((m - n) / t) ** 2 - 1)


def kl_laplace(m, s, n, t):
    return jnp.log(t / s) + jnp.abs(m - n) / t + s / t * jnp.exp(-jnp.abs(m - n) / s) - 1


def kl_gumbel(m, s, n, t):
    return jnp.log(t / s) + (m - n) / t + np.euler_gamma * (s / t - 1) + jnp.exp((n - m) / t + gammaln(1 + s / t)) - 1


def kl_cauchy(m, s, n, t):
    return jnp.log((s + t) ** 2 + (m - n) ** 2) - jnp.log(4 * s * t)


def kl_pareto(least, alpha, other_least, other_alpha):
    kl = other_alpha * jnp.log(least / other_least) + jnp.log(alpha / other_alpha) + other_alpha / alpha - 1
    return jnp.where(least < other_least, jnp.inf, kl)


KL = {"normal": kl_normal, "laplace": kl_laplace, "gumbel": kl_gumbel, "cauchy": kl_cauchy, "log_normal": kl_normal, "pareto": kl_pareto}


def sampling(make, loc, scale, w, generator):
    key = jax.random.key(1, impl=generator)

    @jax.jit
    def run(loc, scale, w, key):
        key, now = jax.random.split(key)
        z, pull = jax.vjp(lambda a, b: make(a, b).rsample(now), loc, scale)
        return z, pull(w), key

    def work():
        nonlocal key
        z, _, key = run(loc, scale, w, key)
        z.block_until_ready()

    return work


def work_of(family, what, shape):
    family, _, size = family.partition("_x")
    make = FAMILIES[family]
    loc, scale, w = (jnp.asarray(v * (0.6 + 0.4 * np.random.rand(*shape)), jnp.float32) for v in (float(size or 1), float(size or 1), 1))
    if what == "rsample":
        return min((sampling(make, loc, scale, w, g) for g in GENERATORS), key=lambda work: nanoseconds(work, 0.05))
    if what == "log_prob":
        gradient = jax.jit(jax.grad(lambda a, b, x: make(a, b).log_prob(x).sum(), (0, 1, 2)))
    elif family in KL:
        gradient = jax.jit(jax.grad(lambda a, b, w: (w * KL[family](a, b, 1.0, w)).sum(), (0, 1, 2)))
    else:
        return None
    return lambda: jax.block_until_ready(gradient(loc, scale, w))


answer(work_of)
