#!/usr/bin/python3
"""Files between Pathwise and PyTorch's own safetensors package, both ways: package.py PATHWISE.

A module's state_dict, saved by the package, is what `pathwise verify` takes as it is; what Pathwise writes, the package
opens and the module loads with strict=True.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy
import torch
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional


class ImageVae(nn.Module):
    """The tutorial's model."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(784, 400), nn.ReLU())
        self.fc_mu, self.fc_logvar = nn.Linear(400, 20), nn.Linear(400, 20)
        self.decoder = nn.Sequential(nn.Linear(20, 400), nn.ReLU(), nn.Linear(400, 784))

    def loss(self, x, eps):
        h = self.encoder(x)
        mu, logvar = self.fc_mu(h), self.fc_logvar(h)
        logits = self.decoder(mu + torch.exp(0.5 * logvar) * eps)
        reconstruction = functional.binary_cross_entropy_with_logits(logits, x, reduction="sum")
        kl = -0.5 * torch.sum(1 + logvar - mu**2 - logvar.exp())
        return (reconstruction + kl) / len(x)


def verify(program, folder):
    """Writes gradients and, after one step, weights; returns the loss."""
    command = [program, "verify", "--model", "gaussian", "--weights", "weights.safetensors", "--data", "x.npy", "--noise",
               "z=eps.npy", "--gradients", "gradients.safetensors", "--steps", "1", "--save", "after.safetensors", "--json"]
    return json.loads(subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout)["loss"]


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    torch.manual_seed(3)
    module, x, eps = ImageVae(), torch.rand(11, 784), torch.randn(11, 20)
    wanted = module.loss(x, eps)
    wanted.backward()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        save_file(module.state_dict(), folder / "weights.safetensors")
        numpy.save(folder / "x.npy", x.numpy())
        numpy.save(folder / "eps.npy", eps.numpy()[None])
        loss = verify(program, folder)
        gradients, after = load_file(folder / "gradients.safetensors"), load_file(folder / "after.safetensors")

    assert abs(loss / wanted.item() - 1) < 1e-5, (loss, wanted.item())
    for parameter, value in module.named_parameters():
        apart = (gradients[parameter] - value.grad).abs().max() / value.grad.abs().max()
        assert apart < 1e-5, (parameter, apart)
    torch.optim.Adam(module.parameters(), 1e-3).step()
    stepped = ImageVae()
    stepped.load_state_dict(after, strict=True)
    apart = abs(stepped.loss(x, eps) / module.loss(x, eps) - 1)
    assert apart < 1e-5, apart
    print(f"loss {loss:.4f}; {len(gradients)} gradients; after a step the loss is {apart:.1e} from PyTorch's")


if __name__ == "__main__":
    main()
