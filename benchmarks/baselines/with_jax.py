"""The comparison's program on JAX. Usage: with_jax.py VARIANT WORKLOAD BATCH THREADS; variants: jit, scan (50 steps a call)."""
import os
import sys

variant, workload, batch, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
os.environ["XLA_FLAGS"] = f"--xla_cpu_multi_thread_eigen={str(threads > 1).lower()} intra_op_parallelism_threads={threads}"
os.environ["JAX_PLATFORMS"] = "cpu"
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

from contestant import SIZES, contestant, shapes, split  # noqa: E402

CHECKED_STEPS, SCANNED_STEPS = 5, 50


def layer(p, name, x):
    return x @ p[f"{name}.weight"].T + p[f"{name}.bias"]


def forward(p, x, noise):
    h = jax.nn.relu(layer(p, "encoder.0", x))
    mu, logvar = layer(p, "fc_mu", h), layer(p, "fc_logvar", h)
    z = mu + jnp.exp(0.5 * logvar) * noise
    return layer(p, "decoder.2", jax.nn.relu(layer(p, "decoder.0", z))), mu, logvar


def loss_of(p, x, noise):
    logits, mu, logvar = forward(p, x, noise)
    reconstruction = jnp.sum(jnp.maximum(logits, 0) - logits * x + jnp.log1p(jnp.exp(-jnp.abs(logits))))
    if workload == "w4":
        scale = jnp.exp(0.5 * logvar)
        kl = jnp.sum(jnp.abs(mu) + scale * jnp.exp(-jnp.abs(mu) / scale) - 0.5 * logvar - 1)
    else:
        kl = -0.5 * jnp.sum(1 + logvar - mu ** 2 - jnp.exp(logvar))
    return (reconstruction + kl) / x.shape[0]


def step(state, x, noise):
    p, m, v, t = state
    t = t + 1
    loss, gradient = jax.value_and_grad(loss_of)(p, x, noise)
    m = jax.tree.map(lambda a, g: 0.9 * a + 0.1 * g, m, gradient)
    v = jax.tree.map(lambda a, g: 0.999 * a + 0.001 * g * g, v, gradient)
    size, root = 1e-3 / (1 - 0.9 ** t), 1 / jnp.sqrt(1 - 0.999 ** t)
    p = jax.tree.map(lambda w, a, b: w - size * a / (jnp.sqrt(b) * root + 1e-8), p, m, v)
    return (p, m, v, t), loss


def draw(key, latent):
    return (jax.random.laplace if workload == "w4" else jax.random.normal)(key, (batch, latent))


def training():
    pixels, hidden, latent = SIZES[workload]
    keys = jax.random.split(jax.random.key(1, impl="rbg"), 12)
    start = {n: jax.random.uniform(k, s, minval=-0.05, maxval=0.05) for k, (n, s) in zip(keys, shapes(pixels, hidden, latent).items())}
    state, key = (start, jax.tree.map(jnp.zeros_like, start), jax.tree.map(jnp.zeros_like, start), jnp.float32(0)), keys[10]
    images = jax.random.uniform(keys[11], (4, batch, pixels))

    def drawn_step(carry, x):
        state, key = carry
        key, now = jax.random.split(key)
        state, loss = step(state, x, draw(now, latent))
        return (state, key), loss

    one = jax.jit(drawn_step, donate_argnums=0)
    many = jax.jit(lambda carry, x: jax.lax.scan(lambda c, i: drawn_step(c, x[i % 4]), carry, jnp.arange(SCANNED_STEPS)), donate_argnums=0)
    fixed = jax.jit(step)
    carry, turn = (state, key), 0
    singles = [images[i] for i in range(4)]

    def call():
        nonlocal carry, turn
        turn += 1
        carry, loss = many(carry, images) if variant == "scan" else one(carry, singles[turn % 4])
        loss.block_until_ready()

    def check(numbers):
        parameters, x, noise = split(numbers, workload, batch)
        p = {n: jnp.asarray(a) for n, a in parameters.items()}
        z = jax.tree.map(jnp.zeros_like, p)
        s, losses = (p, z, z, jnp.float32(0)), []
        for _ in range(CHECKED_STEPS):
            s, loss = fixed(s, x, noise)
            losses.append(float(loss))
        return np.concatenate([losses] + [np.asarray(s[0][n]).ravel() for n in parameters])

    contestant(call, check, SCANNED_STEPS if variant == "scan" else 1)


def inference():
    pixels, hidden, latent = SIZES[workload]
    keys = jax.random.split(jax.random.key(1, impl="rbg"), 11)
    p = {n: jax.random.uniform(k, s, minval=-0.05, maxval=0.05) for k, (n, s) in zip(keys, shapes(pixels, hidden, latent).items())}
    images, key = np.random.rand(batch, pixels).astype(np.float32), keys[10]
    fixed = jax.jit(lambda p, x, noise: jax.nn.sigmoid(forward(p, x, noise)[0]))

    @jax.jit
    def run(p, x, key):
        key, now = jax.random.split(key)
        return jax.nn.sigmoid(forward(p, x, draw(now, latent))[0]), key

    def call():
        nonlocal key
        y, key = run(p, images, key)
        y.block_until_ready()

    def check(numbers):
        parameters, x, noise = split(numbers, workload, batch)
        return np.asarray(fixed(parameters, x, noise)).ravel()

    contestant(call, check)


def sampling():
    mu, logvar, dz = (jnp.asarray(np.random.rand(batch, 64), jnp.float32) for _ in range(3))
    key = jax.random.key(1, impl="rbg")

    @jax.jit
    def run(mu, logvar, dz, key):
        key, now = jax.random.split(key)
        noise = jax.random.normal(now, mu.shape)
        z, pull = jax.vjp(lambda m, v: m + jnp.exp(0.5 * v) * noise, mu, logvar)
        return z, pull(dz), key

    def call():
        nonlocal key
        z, _, key = run(mu, logvar, dz, key)
        z.block_until_ready()

    contestant(call)


{"w5": inference, "w6": sampling}.get(workload, training)()
