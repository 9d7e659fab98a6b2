"""JAX's side of comparison/objectives.py: jit-compiled gradients in float64.

objectives_jax.py           the objectives as GradBench states them
objectives_jax.py products  in the form that Pathwise's are written in: as few and as large products as there can be
"""
import sys

import jax
import jax.numpy as jnp
import numpy as np

import objectives_side

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")
PRODUCTS = sys.argv[1:] == ["products"]


def gmm(d, k, n):
    rows = np.concatenate([np.arange(j + 1, d) for j in range(d)])
    columns = np.concatenate([np.full(d - 1 - j, j) for j in range(d)])

    def objective(wanted, x):
        alpha, mu, q, l = wanted
        below = jnp.zeros((k, d, d)).at[:, rows, columns].set(l)
        matrices = below + jnp.exp(q)[:, :, None] * jnp.eye(d)
        if PRODUCTS:
            products = (x @ matrices.reshape(k * d, d).T).reshape(n, k, d) - jnp.einsum("kij,kj->ki", matrices, mu)
        else:
            centred = x[:, None, :] - mu
            products = jnp.exp(q) * centred + jnp.einsum("kij,nkj->nki", below, centred)
        beta = alpha + q.sum(1) - 0.5 * (products**2).sum(2)
        return jax.nn.logsumexp(beta, axis=1).sum() - n * jax.nn.logsumexp(alpha) - 0.5 * (matrices**2).sum()

    gradient = jax.jit(jax.grad(objective))
    return lambda inputs: gradient(inputs[:4], inputs[4])


def llsq(terms, n):
    def powers(t, count):
        return jnp.stack([t**b for b in range(count)], 1)

    def objective(x, t):
        if PRODUCTS:
            value = ((powers(t, 16) @ x.reshape(terms // 16, 16).T) * powers(t**16, terms // 16)).sum(1)
        else:
            value, _ = jax.lax.scan(lambda p, c: (p * t + c, None), jnp.zeros(n), x[::-1])
        return 0.5 * ((jnp.sign(t) - value) ** 2).sum()

    gradient = jax.jit(jax.grad(objective))
    return lambda inputs: [gradient(inputs[0], inputs[1])]


def lstm(steps):
    def layer(weights, bias, u, h, c):
        forget, ingate = jax.nn.sigmoid(u * weights[0] + bias[0]), jax.nn.sigmoid(h * weights[1] + bias[1])
        outgate, change = jax.nn.sigmoid(u * weights[2] + bias[2]), jnp.tanh(h * weights[3] + bias[3])
        c = c * forget + ingate * change
        return outgate * jnp.tanh(c), c

    def objective(wanted, sequence, start):
        weights, bias, out_weight, out_bias = wanted

        def step(state, inputs):
            (h, c), (u, target) = state, inputs
            new_h, new_c = [], []
            for i in range(2):
                u, c_i = layer(weights[i], bias[i], u, h[i], c[i])
                new_h.append(u)
                new_c.append(c_i)
            y = u * out_weight + out_bias
            return (jnp.stack(new_h), jnp.stack(new_c)), (target * (y - jnp.log(2 + jnp.exp(y).sum()))).sum()

        _, terms = jax.lax.scan(step, (start[0], start[1]), (sequence[:-1], sequence[1:]))
        return -terms.sum() / (14 * (steps - 1))

    gradient = jax.jit(jax.grad(objective))
    return lambda inputs: gradient(inputs[:4], inputs[4], inputs[5])


def work_of(name, sizes, inputs):
    gradient = {"gmm": gmm, "llsq": llsq, "lstm": lstm}[name](*sizes)
    given = [jnp.asarray(i) for i in inputs]
    return lambda: [np.asarray(g) for g in jax.block_until_ready(gradient(given))]


objectives_side.answer(work_of)
