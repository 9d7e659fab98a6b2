"""PyTorch's side of comparison/objectives.py: gradients by autograd in float64, on one thread, in the form that Pathwise's are written in."""
import numpy as np
import torch

import objectives_side

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def gmm(d, k, n):
    rows = torch.cat([torch.arange(j + 1, d) for j in range(d)])
    columns = torch.cat([torch.full((d - 1 - j,), j) for j in range(d)])

    def objective(alpha, mu, q, l, x):
        matrices = torch.diag_embed(q.exp()).index_put((torch.arange(k)[:, None], rows, columns), l)
        products = (x @ matrices.reshape(k * d, d).T).reshape(n, k, d) - torch.einsum("kij,kj->ki", matrices, mu)
        beta = alpha + q.sum(1) - 0.5 * (products**2).sum(2)
        return torch.logsumexp(beta, 1).sum() - n * torch.logsumexp(alpha, 0) - 0.5 * (matrices**2).sum()

    return objective


def llsq(terms, n):
    def powers(t, count):
        return t[:, None] ** torch.arange(count)

    def objective(x, t):
        value = ((powers(t, 16) @ x.reshape(terms // 16, 16).T) * powers(t**16, terms // 16)).sum(1)
        return 0.5 * ((t.sign() - value) ** 2).sum()

    return objective


def lstm(steps):
    def objective(weights, bias, out_weight, out_bias, sequence, start):
        h, c, total = list(start[0]), list(start[1]), 0
        for t in range(steps - 1):
            u = sequence[t]
            for i in range(2):
                w, b = weights[i], bias[i]
                forget, outgate = torch.sigmoid(u * w[0] + b[0]), torch.sigmoid(u * w[2] + b[2])
                ingate, change = torch.sigmoid(h[i] * w[1] + b[1]), torch.tanh(h[i] * w[3] + b[3])
                c[i] = c[i] * forget + ingate * change
                u = h[i] = outgate * torch.tanh(c[i])
            y = u * out_weight + out_bias
            total = total + (sequence[t + 1] * (y - torch.log(2 + y.exp().sum()))).sum()
        return -total / (14 * (steps - 1))

    return objective


def work_of(name, sizes, inputs):
    objective = {"gmm": gmm, "llsq": llsq, "lstm": lstm}[name](*sizes)
    wanted = {"gmm": 4, "llsq": 1, "lstm": 4}[name]
    given = [torch.from_numpy(np.ascontiguousarray(i)).requires_grad_(k < wanted) for k, i in enumerate(inputs)]
    return lambda: [g.numpy() for g in torch.autograd.grad(objective(*given), given[:wanted])]


objectives_side.answer(work_of)
