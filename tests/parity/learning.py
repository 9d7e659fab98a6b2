#!/usr/bin/python3
"""PyTorch's side of "it learns": the bound on Fashion-MNIST's test images. A recorded run, not a test.

    learning.py [--model normal laplace] [--seeds 1 2 3] [--epochs 10] [--draws 10] [--threads N] [--json FILE]

784-400-20, Bernoulli pixels, closed-form KL, log-variance, Adam at 1e-3, batches of 128 in a new order each epoch, the
short last one kept. Prints the mean over the test images of the negative bound and its parts, in nats, after each epoch
with one draw of noise an image, and at the end the mean of --draws draws. A step takes 11 times as long with Debian's
reference BLAS as with its package libopenblas0-pthread. Pathwise's side:

    pathwise train --model laplace --seed 1 --epochs 10 --out runs/laplace-1
    pathwise evaluate runs/laplace-1 --draws 10 --json
"""

import argparse
import gzip
import json
import time
from pathlib import Path

import numpy
import torch
from torch.distributions import Laplace, Normal

import oracle

FOLDER = Path("/usr/share/datasets/fashion-mnist")  # package dataset-fashion-mnist
NOISE = {"normal": Normal(0.0, 1.0), "laplace": Laplace(0.0, 1.0)}
BATCH = 128


def images(part):
    with gzip.open(FOLDER / f"{part}-images-idx3-ubyte.gz") as file:
        pixels = numpy.frombuffer(file.read(), numpy.uint8, offset=16)
    return torch.tensor(pixels.reshape(-1, 784), dtype=torch.float32) / 255


def parameters(case):
    """As torch.nn.Linear draws them."""
    p = {}
    for name, (outs, ins) in oracle.layers(case).items():
        layer = torch.nn.Linear(ins, outs)
        p |= {f"{name}.weight": layer.weight, f"{name}.bias": layer.bias}
    return p


def values(case, p, x):
    noise = NOISE[case.posterior].sample((len(x), case.widths[-1]))
    return oracle.loss(case, p, x, noise)[:3]


def evaluate(case, p, x, draws=1):
    """Means over images and draws of the loss, reconstruction and KL."""
    total = numpy.zeros(3)
    with torch.no_grad():
        for _ in range(draws):
            for rows in x.split(1000):
                total += numpy.array([float(v) for v in values(case, p, rows)]) * len(rows)
    return total / (len(x) * draws)


def equation(values):
    return f"{values[0]:.3f} = {values[1]:.3f} + {values[2]:.3f}"


def train(model, seed, epochs, draws, train_images, test_images):
    torch.manual_seed(seed)
    case = oracle.Case(model, "log-variance", "bernoulli", (784, 400, 20), BATCH)
    p = parameters(case)
    adam = torch.optim.Adam(p.values(), lr=1e-3)
    for epoch in range(1, epochs + 1):
        began = time.monotonic()
        for rows in torch.randperm(len(train_images)).split(BATCH):
            adam.zero_grad()
            values(case, p, train_images[rows])[0].backward()
            adam.step()
        took = time.monotonic() - began
        bound = evaluate(case, p, test_images)
        print(f"{model} seed {seed} epoch {epoch}: {equation(bound)}, {took:.1f} s", flush=True)
    return evaluate(case, p, test_images, draws)


def main():
    line = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    line.add_argument("--model", nargs="+", choices=NOISE, default=list(NOISE))
    line.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    line.add_argument("--epochs", type=int, default=10)
    line.add_argument("--draws", type=int, default=10)
    line.add_argument("--threads", type=int)
    line.add_argument("--json", metavar="FILE")
    o = line.parse_args()
    if o.threads:
        torch.set_num_threads(o.threads)
    torch.distributions.Distribution.set_default_validate_args(False)
    torch.set_flush_denormal(True)

    data = images("train"), images("t10k")
    results = {m: [list(train(m, s, o.epochs, o.draws, *data)) for s in o.seeds] for m in o.model}
    print(f"\nafter {o.epochs} epochs, {o.draws} draws: bound = reconstruction + KL, nats")
    for m, runs in results.items():
        for seed, run in zip(o.seeds, runs):
            print(f"{m:8} seed {seed}  {equation(run)}")
        print(f"{m:8} mean    {numpy.mean([r[0] for r in runs]):.3f}")
    if o.json:
        result = {"seeds": o.seeds, "epochs": o.epochs, "draws": o.draws, "models": results}
        Path(o.json).write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
