"""The same auto-encoder in PyTorch: loads what Pathwise has written, and writes what Pathwise loads.

08_from_pytorch_and_back.py PROGRAM, where PROGRAM is 08_from_pytorch_and_back as it was built.
"""
import subprocess
import sys

import torch
from safetensors.torch import load_file, save_file
from torch import nn


class ImageVae(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(784, 400), nn.ReLU())
        self.fc_mu = nn.Linear(400, 20)
        self.fc_logvar = nn.Linear(400, 20)
        self.decoder = nn.Sequential(nn.Linear(20, 400), nn.ReLU(), nn.Linear(400, 784))

    def code(self, x):
        return self.fc_mu(self.encoder(x))


def code_by_pathwise(*arguments):
    printed = subprocess.run([sys.argv[1], *arguments], check=True, capture_output=True, text=True).stdout
    return torch.tensor([float(x) for x in printed.splitlines()[-1].split()[1:]])


image = (torch.arange(784) * 37 % 101 / 100).reshape(1, 784)
vae = ImageVae()

trained_by_pathwise = code_by_pathwise()
vae.load_state_dict(load_file("vae.safetensors"))
there = (vae.code(image)[0, :3] - trained_by_pathwise).abs().max().item()

torch.manual_seed(0)
vae = ImageVae()
save_file(vae.state_dict(), "from_pytorch.safetensors")
back = (vae.code(image)[0, :3] - code_by_pathwise("from_pytorch.safetensors")).abs().max().item()

print(f"largest difference of a code: {there:.0e} there, {back:.0e} back")
sys.exit(0 if max(there, back) < 1e-5 else 1)
