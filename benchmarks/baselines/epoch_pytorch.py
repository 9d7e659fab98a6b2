"""An epoch of Fashion-MNIST in PyTorch: `epoch_pytorch.py loader|slices THREADS` prints seconds, of the reading of the files too.

loader: DataLoader(TensorDataset), shuffled, as tutorials have it; slices: rows by slices of a permutation, which is the faster way.
"""
import gzip
import os
import pathlib
import sys
import time

import numpy as np
import torch

from pytorch import Training

BATCH = 128
FOLDER = pathlib.Path(os.environ.get("PATHWISE_FASHION_MNIST", "/usr/share/datasets/fashion-mnist"))


def images():
    raw = np.frombuffer(gzip.open(FOLDER / "train-images-idx3-ubyte.gz").read(), np.uint8, offset=16)
    return torch.from_numpy(raw.reshape(-1, 784).astype(np.float32) / 255)


def epoch(step, how):
    x = images()
    if how == "loader":
        batches = (b for (b,) in torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x), batch_size=BATCH, shuffle=True))
    else:
        order = torch.randperm(len(x))
        batches = (x[order[i : i + BATCH]] for i in range(0, len(x), BATCH))
    for batch in batches:
        step(batch)


def main():
    torch.set_num_threads(int(sys.argv[2]))
    torch.set_flush_denormal(True)
    training = Training("w1", BATCH, compiled=False)

    def step(batch):
        training.batch = len(batch)  # the last one is short
        training.plain_step(batch)

    for _ in range(20):
        step(torch.rand(BATCH, 784))
    start = time.perf_counter()
    epoch(step, sys.argv[1])
    print(time.perf_counter() - start)


if __name__ == "__main__":
    main()
