#!/usr/bin/python3
"""Layers against PyTorch's: values and the gradient in every input and parameter, by PyTorch's own names, in float64.

    layers.py PROGRAM [--convolutions N] [--seed S]

PROGRAM is layer_values. Each layer of the table is run on random numbers, and N random configurations of convolutions,
transposed convolutions and pooling. Layers with states take several training steps, each from the states that the one
before left, and are then evaluated. Everything must be within 1e-10 of PyTorch's, relative to the tensor's norm, and
the same graph after the passes, and run by the executor, within 1e-13 of itself.
"""

import argparse
import random
import subprocess
import sys

import torch
from torch import nn
from torch.nn import functional as F

LIMIT, LIMIT_OF_PASSES = 1e-10, 1e-13


class Program:
    def __init__(self, path):
        self.pipe = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, head, leaves):
        lines = [head] + ["leaf\t%s\t%s" % (n, " ".join(repr(v) for v in t.detach().reshape(-1).tolist())) for n, t in leaves.items()]
        self.pipe.stdin.write("\n".join(lines) + "\nrun\n")
        self.pipe.stdin.flush()
        values, distances = {}, {}
        for line in self.pipe.stdout:
            parts = line.rstrip("\n").split("\t")
            if parts[0] == "value":
                values[parts[1]] = torch.tensor([float(v) for v in parts[2].split()], dtype=torch.float64)
            elif parts[0] in ("passes", "plan"):
                distances[parts[0]] = float(parts[1])
            elif parts[0] == "done":
                return values, distances
        sys.exit(f"{self.pipe.args[0]} ended at: {head}")


class Held:
    """Counts checks and says which failed."""

    def __init__(self):
        self.checks, self.failed, self.worst = 0, 0, 0.0

    def hold(self, title, program, head, leaves, given, expected, wrt, states={}):
        """`wrt`: tensors of torch by the leaf's name, whose gradients are held; `states`: what they become. Returns what was found."""
        cotangent = torch.randn_like(expected)
        reached = [n for n in wrt if wrt[n].requires_grad]
        gradients = torch.autograd.grad(expected, [wrt[n] for n in reached], cotangent, allow_unused=True)
        found, distances = program.run(head, {**leaves, "dy": cotangent})
        wanted = {"y": expected.detach(), **{"d " + n: g for n, g in zip(reached, gradients) if g is not None}}
        wanted.update({"next " + n: value for n, value in states.items()})
        for name, value in wanted.items():
            self.checks += 1
            flat = value.reshape(-1)
            if name not in found or found[name].numel() != flat.numel():
                self.say(title, name, "is missing or of another size")
                continue
            off = float((found[name] - flat).norm() / max(float(flat.norm()), 1e-300)) if flat.norm() > 0 else float(found[name].norm())
            self.worst = max(self.worst, off)
            if not off <= LIMIT:
                self.say(title, name, f"is off by {off:.2e}")
        for what in ("passes", "plan"):
            self.checks += 1
            if not distances.get(what, 1) <= LIMIT_OF_PASSES:
                self.say(title, f"the {what} moves values by", distances.get(what))
        return found

    def say(self, *what):
        self.failed += 1
        print(*what)


def rows_of(*shape):
    return torch.randn(*shape, dtype=torch.float64).requires_grad_()


def made(layers, x):
    """Two masked layers: output d depends on the inputs before d."""
    inputs, hidden = torch.arange(1, 6), torch.arange(9) % 4 + 1
    h = torch.tanh(F.linear(x, layers[0].weight * (inputs <= hidden[:, None]), layers[0].bias))
    return F.linear(h, layers[1].weight * (hidden < inputs[:, None]))


def module_cases(rows):
    """(name, inputs by name, module, function of module and inputs); parameters go by the module's state_dict."""
    t = lambda *shape: rows_of(rows, *shape)
    x = {"x": t(4, 3, 7)}
    yield "linear", x, nn.Linear(7, 5), lambda m, x: m(x)
    yield "linear without bias", {"x": t(7)}, nn.Linear(7, 5, bias=False), lambda m, x: m(x)
    yield "weight_norm", {"x": t(7)}, nn.utils.weight_norm(nn.Linear(7, 5)), lambda m, x: m(x)
    yield "weight_norm of a convolution", {"x": t(4, 6, 5)}, nn.utils.weight_norm(nn.Conv2d(4, 6, (3, 2), (1, 2), (1, 0), groups=2)), lambda m, x: m(x)
    yield "made", {"x": t(5)}, nn.Sequential(nn.Linear(5, 9), nn.Linear(9, 5, bias=False)), made
    yield "bilinear", {"x": t(4), "x2": t(5)}, nn.Bilinear(4, 5, 3), lambda m, x, x2: m(x, x2)
    yield "layer_norm", {"x": t(3, 4)}, nn.LayerNorm([3, 4]), lambda m, x: m(x)
    yield "layer_norm of the last axis", {"x": t(3, 8)}, nn.LayerNorm(8), lambda m, x: m(x)
    yield "group_norm", {"x": t(6, 3, 2)}, nn.GroupNorm(3, 6), lambda m, x: m(x)
    yield "gru", {"x": t(5, 3)}, nn.GRU(3, 4, batch_first=True), lambda m, x: m(x)[0]
    yield "lstm", {"x": t(5, 3)}, nn.LSTM(3, 4, batch_first=True), lambda m, x: m(x)[0]
    yield "gru_cell", {"x": t(3), "h": t(4)}, nn.GRUCell(3, 4), lambda m, x, h: m(x, h)
    yield "lstm_cell", {"x": t(3), "h": t(4), "c": t(4)}, nn.LSTMCell(3, 4), lambda m, x, h, c: torch.cat(m(x, (h, c)), 1)
    yield "attention", {"x": t(5, 6)}, nn.MultiheadAttention(6, 3, batch_first=True), lambda m, x: m(x, x, x)[0]
    yield (
        "attention to others",
        {"x": t(5, 6), "key": t(4, 6), "value": t(4, 6)},
        nn.MultiheadAttention(6, 2, batch_first=True),
        lambda m, x, key, value: m(x, key, value)[0],
    )
    yield (
        "causal attention",
        {"x": t(5, 6)},
        nn.MultiheadAttention(6, 2, batch_first=True),
        lambda m, x: m(x, x, x, attn_mask=torch.triu(torch.ones(5, 5, dtype=torch.bool), 1))[0],
    )
    index = torch.randint(0, 7, (rows,)).double()
    yield "embedding", {"x": index}, nn.Embedding(7, 3), lambda m, x: m(x.long())


def state_cases():
    """(name, rows, shape of x, module with buffers, function of module and x)."""
    whole = lambda m, x: m(x)
    for rows in (2, 9):
        yield "batch_norm", rows, (6,), nn.BatchNorm1d(6), whole
        yield "batch_norm without affine", rows, (6,), nn.BatchNorm1d(6, affine=False), whole
        yield "spectral_norm", rows, (7,), nn.utils.spectral_norm(nn.Linear(7, 5)), whole
        yield "spectral_norm of a convolution", rows, (4, 6, 5), nn.utils.spectral_norm(nn.Conv2d(4, 6, (3, 2), (1, 2), (1, 0), groups=2)), whole
    yield "batch_norm of three rows", 3, (5,), nn.BatchNorm1d(5, eps=1e-3, momentum=0.3), whole
    for rows in (1, 4):
        yield "batch_norm of sequences", rows, (3, 7), nn.BatchNorm1d(3), whole
        yield "batch_norm of pictures", rows, (4, 3, 2), nn.BatchNorm2d(4), whole
        yield "batch_norm of positions", rows, (5, 4), nn.BatchNorm1d(4), lambda m, x: m(x.reshape(-1, 4)).reshape(x.shape)


def hold_states(held, program, steps=4):
    for name, rows, shape, module, call in state_cases():
        module = module.double()
        for p in module.parameters():
            nn.init.normal_(p, std=0.7)
        parameters = {"layer." + n: p for n, p in module.named_parameters()}
        buffers = lambda: {"layer." + n: b.clone() for n, b in module.named_buffers() if b.is_floating_point()}
        states = buffers()
        for step in range(steps):
            x = (2 * torch.randn(rows, *shape, dtype=torch.float64) + step).requires_grad_()
            leaves = {"x": x, **parameters}
            y = call(module.train(), x)
            found = held.hold(f"{name}, step {step}", program, f"training\t{name}\t{rows}", {**leaves, **states}, {}, y, leaves, buffers())
            states = {n: found["next " + n] for n in states}
        y = call(module.eval(), x)
        held.hold(f"{name}, evaluated", program, f"layer\t{name}\t{rows}", {**leaves, **states}, {}, y, leaves)


def hold_dropout(held, program):
    for name, rate, shape in (("dropout", 0.3, (4, 3)), ("dropout of positions", 0.5, (5, 4))):
        x, draws = rows_of(6, *shape), torch.rand(6, *shape, dtype=torch.float64)
        leaves = {"x": x, "layer.noise": draws}
        held.hold(name, program, f"training\t{name}\t6", leaves, {}, x * (draws >= rate) / (1 - rate), {"x": x})
        held.hold(f"{name}, evaluated", program, f"layer\t{name}\t6", leaves, {}, x * 1, {"x": x})


def function_cases(rows):
    t = lambda low=-4.0, high=4.0: (torch.rand(rows, 64, dtype=torch.float64) * (high - low) + low).requires_grad_()
    for name, f in {
        "leaky_relu": lambda x: F.leaky_relu(x, 0.2),
        "elu": lambda x: F.elu(x, 1.5),
        "selu": F.selu,
        "celu": lambda x: torch.where(x > 0, x, 0.7 * torch.expm1(x.clamp(max=0) / 0.7)),  # F.celu's slope is float32's
        "gelu": F.gelu,
        "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"),
        "silu": F.silu,
        "mish": F.mish,
        "log_sigmoid": F.logsigmoid,
        "softsign": F.softsign,
        "tanhshrink": F.tanhshrink,
        "softshrink": F.softshrink,
        "hardshrink": F.hardshrink,
        "hard_tanh": F.hardtanh,
        "hard_sigmoid": lambda x: (x / 6 + 0.5).clamp(0, 1),  # F.hardsigmoid's slope is float32's
        "hard_swish": F.hardswish,
        "relu6": lambda x: F.hardtanh(x, 0.0, 6.0),
        "glu": lambda x: F.glu(x, 1),
        "sinc": torch.sinc,
        "tan": torch.tan,
        "sinh": torch.sinh,
        "cosh": torch.cosh,
        "asinh": torch.asinh,
        "exp2": torch.exp2,
        "reciprocal": torch.reciprocal,
    }.items():
        yield name, {"x": t()}, f
    for name, f in {"asin": torch.asin, "acos": torch.acos, "atanh": torch.atanh}.items():
        yield name, {"x": t(-0.99, 0.99)}, f
    yield "acosh", {"x": t(1.01, 9)}, torch.acosh
    for name, f in {"log2": torch.log2, "log10": torch.log10, "rsqrt": torch.rsqrt}.items():
        yield name, {"x": t(0.01, 9)}, f
    for name, f in {"atan2": torch.atan2, "hypot": torch.hypot, "logaddexp": torch.logaddexp}.items():
        yield name, {"x": t(), "x2": t()}, f
    yield "xlogy", {"x": t(), "x2": t(0.01, 4)}, torch.xlogy
    yield "pow", {"x": t(0.01, 4), "x2": t()}, torch.pow
    yield "rms_norm", {"x": rows_of(rows, 9), "layer.weight": rows_of(9)}, lambda x, w: (
        x * torch.rsqrt((x * x).mean(1, keepdim=True) + 1e-6) * w
    )


def windows_case(rng):
    """A random layer with windows that PyTorch takes: (head, leaves, value)."""
    while True:
        kind = rng.choice(["convolution", "convolution", "transposed", "max", "mean"])
        rank, rows, groups = rng.choice([1, 2]), rng.choice([1, 2]), rng.choice([1, 1, 1, 2, 3])
        channels, out = groups * rng.choice([1, 2, 4]), groups * rng.choice([1, 2, 3, 5])
        extra, bias = 0, rng.choice([0, 1])
        axes = []
        for _ in range(rank):
            size, stride, dilation = rng.choice([1, 2, 3, 4]), rng.choice([1, 2, 3]), rng.choice([1, 1, 2])
            padding = rng.choice([0, 0, 1, 2])
            axes.append([size, stride, padding, dilation, rng.randint(1, 8)])
        if kind == "transposed":
            extra = rng.choice([0, 0, 1])
        if kind == "mean":
            extra = rng.choice([0, 1])
            for a in axes:
                a[3] = 1
        size, stride, padding, dilation, extent = map(list, zip(*axes))
        x = rows_of(rows, channels, *extent)
        leaves = {"x": x}
        try:
            if kind in ("convolution", "transposed"):
                shape = (out, channels // groups) if kind == "convolution" else (channels, out // groups)
                leaves["layer.weight"] = rows_of(*shape, *size)
                if bias:
                    leaves["layer.bias"] = rows_of(out)
                b = leaves.get("layer.bias")
                if kind == "convolution":
                    f = F.conv1d if rank == 1 else F.conv2d
                    y = f(x, leaves["layer.weight"], b, stride, padding, dilation, groups)
                else:
                    f = F.conv_transpose1d if rank == 1 else F.conv_transpose2d
                    y = f(x, leaves["layer.weight"], b, stride, padding, extra, groups, dilation)
            elif kind == "max":
                y = (F.max_pool1d if rank == 1 else F.max_pool2d)(x, size, stride, padding, dilation)
            else:
                y = (F.avg_pool1d if rank == 1 else F.avg_pool2d)(x, size, stride, padding, False, bool(extra))
        except RuntimeError:
            continue
        if y.numel() == 0 or not y.isfinite().all() or kind == "transposed" and any(extra >= s for s in stride):
            continue
        numbers = [channels, groups, out, extra, bias, rank] + [v for a in axes for v in a]
        return f"windows\t{rows} {kind} " + " ".join(map(str, numbers)), leaves, y


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--convolutions", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    rng = random.Random(options.seed)
    program, held = Program(options.program), Held()
    for rows in (1, 3):
        for name, inputs, module, call in module_cases(rows):
            module = module.double()
            for p in module.parameters():
                nn.init.normal_(p, std=0.7)
            parameters = {"layer." + n: p for n, p in module.named_parameters()}
            leaves = {**inputs, **parameters}
            held.hold(name, program, f"layer\t{name}\t{rows}", leaves, inputs, call(module, **inputs), leaves)
        for name, inputs, f in function_cases(rows):
            held.hold(name, program, f"layer\t{name}\t{rows}", inputs, inputs, f(*inputs.values()), inputs)
    hold_states(held, program)
    hold_dropout(held, program)
    for _ in range(options.convolutions):
        head, leaves, y = windows_case(rng)
        held.hold(head, program, head, leaves, leaves, y, leaves)
    print(f"{held.checks} checks, {held.failed} failed; furthest from PyTorch: {held.worst:.1e} of the norm")
    sys.exit(1 if held.failed or held.checks == 0 else 0)


if __name__ == "__main__":
    main()
