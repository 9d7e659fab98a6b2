"""Python's side of pathwise/app/contestant.hpp: answers requests to time calls and to check results."""
import sys
import time

import numpy as np


def contestant(call, check=None, steps_a_call=1):
    for line in sys.stdin:
        request, *arguments = line.split()
        if request == "time":
            steps = int(arguments[0])
            calls = -(-steps // steps_a_call)
            start = time.perf_counter()
            for _ in range(calls):
                call()
            print(time.perf_counter() - start, calls * steps_a_call, flush=True)
        elif request == "check":
            if check:
                check(np.fromfile(arguments[0], np.float32)).astype(np.float32).tofile(arguments[1])
            print("checked" if check else "unchecked", flush=True)
        else:
            raise SystemExit(f"contestant: no request {request}")


SIZES = {"w1": (784, 400, 20), "w4": (784, 400, 20), "w5": (784, 400, 20), "w2": (32, 32, 4)}


def shapes(pixels, hidden, latent):
    """The tutorial's parameters, by PyTorch's names, in the module's order."""
    layers = {"encoder.0": (hidden, pixels), "fc_mu": (latent, hidden), "fc_logvar": (latent, hidden),
              "decoder.0": (hidden, latent), "decoder.2": (pixels, hidden)}
    named = {}
    for name, (rows, cols) in layers.items():
        named[f"{name}.weight"] = (rows, cols)
        named[f"{name}.bias"] = (rows,)
    return named


def split(numbers, workload, batch):
    """A check's numbers: ({name: array}, rows, noise)."""
    pixels, hidden, latent = SIZES[workload]
    parameters, at = {}, 0
    for name, shape in shapes(pixels, hidden, latent).items():
        size = int(np.prod(shape))
        parameters[name] = numbers[at:at + size].reshape(shape)
        at += size
    rows = numbers[at:at + batch * pixels].reshape(batch, pixels)
    at += batch * pixels
    return parameters, rows, numbers[at:at + batch * latent].reshape(batch, latent)
