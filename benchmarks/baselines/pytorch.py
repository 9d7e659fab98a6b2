"""The comparison's program on PyTorch. Usage: pytorch.py VARIANT WORKLOAD BATCH THREADS; variants: eager, compile."""
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from contestant import SIZES, contestant, split

CHECKED_STEPS = 5


class AutoEncoder(nn.Module):
    def __init__(self, pixels, hidden, latent):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(pixels, hidden), nn.ReLU())
        self.fc_mu, self.fc_logvar = nn.Linear(hidden, latent), nn.Linear(hidden, latent)
        self.decoder = nn.Sequential(nn.Linear(latent, hidden), nn.ReLU(), nn.Linear(hidden, pixels))

    def forward(self, x, noise):
        h = self.encoder(x)
        mu, logvar = self.fc_mu(h), self.fc_logvar(h)
        return self.decoder(mu + torch.exp(0.5 * logvar) * noise), mu, logvar


def loss_of(model, x, noise, laplace):
    logits, mu, logvar = model(x, noise)
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    if laplace:
        scale = torch.exp(0.5 * logvar)
        kl = (mu.abs() + scale * torch.exp(-mu.abs() / scale) - 0.5 * logvar - 1).sum()
    else:
        kl = -0.5 * (1 + logvar - mu.square() - logvar.exp()).sum()
    return (reconstruction + kl) / x.shape[0]


def draw(rows, cols, laplace):
    if not laplace:
        return torch.randn(rows, cols)
    u = torch.rand(rows, cols) * 2 - 1
    return -u.sign() * torch.log1p(-u.abs())


def adam(parameters):
    try:
        return torch.optim.Adam(parameters, lr=1e-3, fused=True)
    except RuntimeError:  # before 2.4 only for CUDA
        return torch.optim.Adam(parameters, lr=1e-3, foreach=True)


class Training:
    def __init__(self, workload, batch, compiled):
        self.laplace = workload == "w4"
        self.batch, self.latent = batch, SIZES[workload][2]
        self.model = AutoEncoder(*SIZES[workload])
        self.optimiser = adam(list(self.model.parameters()))
        self.step = torch.compile(self.plain_step) if compiled else self.plain_step

    def plain_step(self, x, noise=None):
        if noise is None:
            noise = draw(self.batch, self.latent, self.laplace)
        loss = loss_of(self.model, x, noise, self.laplace)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.optimiser.step()
        return loss


def load(model, parameters):
    model.load_state_dict({name: torch.from_numpy(numbers.copy()) for name, numbers in parameters.items()})


def training(workload, batch, compiled):
    timed = Training(workload, batch, compiled)
    images = [torch.rand(batch, SIZES[workload][0]) for _ in range(4)]
    turn = 0

    def call():
        nonlocal turn
        turn += 1
        timed.step(images[turn % 4])

    def check(numbers):
        parameters, x, noise = split(numbers, workload, batch)
        fresh = Training(workload, batch, compiled)
        load(fresh.model, parameters)
        losses = [float(fresh.step(torch.from_numpy(x), torch.from_numpy(noise)).detach()) for _ in range(CHECKED_STEPS)]
        return np.concatenate([losses] + [p.detach().numpy().ravel() for p in fresh.model.parameters()])

    contestant(call, check)


def inference(batch, compiled):
    model = AutoEncoder(*SIZES["w5"]).eval()

    def run(x, noise=None):
        if noise is None:
            noise = torch.randn(batch, SIZES["w5"][2])
        return torch.sigmoid(model(x, noise)[0])

    program = torch.compile(run) if compiled else run
    images = torch.rand(batch, SIZES["w5"][0])

    def check(numbers):
        parameters, x, noise = split(numbers, "w5", batch)
        load(model, parameters)
        return program(torch.from_numpy(x), torch.from_numpy(noise)).numpy().ravel()

    with torch.inference_mode():
        contestant(lambda: program(images), check)


def sampling(batch, compiled):
    mu = torch.rand(batch, 64, requires_grad=True)
    logvar = torch.rand(batch, 64, requires_grad=True)
    dz = torch.rand(batch, 64)

    def run():
        z = mu + torch.exp(0.5 * logvar) * torch.randn(batch, 64)
        return z, *torch.autograd.grad(z, (mu, logvar), dz)

    def by_hand():
        with torch.no_grad():
            spread = torch.exp(0.5 * logvar) * torch.randn(batch, 64)
            return mu + spread, dz.clone(), 0.5 * dz * spread

    contestant(torch.compile(by_hand) if compiled else run)


def main():
    variant, workload, batch, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(1)
    compiled = variant == "compile"
    if workload == "w5":
        inference(batch, compiled)
    elif workload == "w6":
        sampling(batch, compiled)
    else:
        training(workload, batch, compiled)


if __name__ == "__main__":
    main()
