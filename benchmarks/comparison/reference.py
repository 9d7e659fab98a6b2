"""What every side must compute, in float64 NumPy: five training steps, or reconstructions, from given parameters, rows and noise."""
import numpy as np

STEPS = 5


def layer(p, name, x):
    return x @ p[f"{name}.weight"].T + p[f"{name}.bias"]


def forward(p, x, noise):
    h = np.maximum(layer(p, "encoder.0", x), 0)
    mu, logvar = layer(p, "fc_mu", h), layer(p, "fc_logvar", h)
    z = mu + np.exp(0.5 * logvar) * noise
    g = np.maximum(layer(p, "decoder.0", z), 0)
    return h, mu, logvar, z, g, layer(p, "decoder.2", g)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def loss_and_gradient(p, x, noise, laplace):
    rows = len(x)
    h, mu, logvar, z, g, logits = forward(p, x, noise)
    scale = np.exp(0.5 * logvar)
    loss = np.sum(np.maximum(logits, 0) - logits * x + np.log1p(np.exp(-np.abs(logits))))
    if laplace:
        tail = np.exp(-np.abs(mu) / scale)
        loss += np.sum(np.abs(mu) + scale * tail - 0.5 * logvar - 1)
        kl_mu, kl_logvar = np.sign(mu) * (1 - tail), 0.5 * ((scale + np.abs(mu)) * tail - 1)
    else:
        loss += -0.5 * np.sum(1 + logvar - mu ** 2 - np.exp(logvar))
        kl_mu, kl_logvar = mu, 0.5 * (np.exp(logvar) - 1)
    gradient = {}

    def back(name, inputs, outputs):
        gradient[f"{name}.weight"], gradient[f"{name}.bias"] = outputs.T @ inputs / rows, outputs.sum(0) / rows
        return outputs @ p[f"{name}.weight"]

    dg = back("decoder.2", g, sigmoid(logits) - x) * (g > 0)
    dz = back("decoder.0", z, dg)
    dh = back("fc_mu", h, dz + kl_mu) + back("fc_logvar", h, 0.5 * dz * scale * noise + kl_logvar)
    back("encoder.0", x, dh * (h > 0))
    return loss / rows, gradient


def train(parameters, x, noise, laplace):
    """The losses of five steps of Adam, then the parameters, as one vector."""
    p = {n: a.astype(np.float64) for n, a in parameters.items()}
    m, v = ({n: np.zeros_like(a) for n, a in p.items()} for _ in range(2))
    x, noise, losses = x.astype(np.float64), noise.astype(np.float64), []
    for t in range(1, STEPS + 1):
        loss, gradient = loss_and_gradient(p, x, noise, laplace)
        losses.append(loss)
        for n, g in gradient.items():
            m[n] = 0.9 * m[n] + 0.1 * g
            v[n] = 0.999 * v[n] + 0.001 * g * g
            p[n] -= 1e-3 / (1 - 0.9 ** t) * m[n] / (np.sqrt(v[n] / (1 - 0.999 ** t)) + 1e-8)
    return np.concatenate([losses] + [p[n].ravel() for n in parameters])


def reconstruct(parameters, x, noise):
    p = {n: a.astype(np.float64) for n, a in parameters.items()}
    return sigmoid(forward(p, x.astype(np.float64), noise.astype(np.float64))[-1]).ravel()
