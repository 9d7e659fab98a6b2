#!/usr/bin/python3
"""Holds `pathwise verify` to PyTorch, for each ready model, on the cases that oracle.py has written.

    verify.py PATHWISE CASES WORK [NAME ...]

PATHWISE is the program, CASES the folder of ready.*.safetensors, WORK a folder for what goes in and out. The limits are
those of tolerances.hpp. Needs numpy only.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy

import tensors
from norms import distance, worst

HERE = Path(__file__).parent


def limits():
    text = (HERE / "tolerances.hpp").read_text()
    return {n: float(re.search(rf"\b{n} = ([0-9e.-]+);", text)[1]) for n in ("float32_relative", "times_control")}


def part(case, prefix):
    return {name.removeprefix(prefix): a for name, a in case.items() if name.startswith(prefix)}


def run(pathwise, name, case, learning_rate, folder):
    """What `pathwise verify` has to say of a case, named as the case names it."""
    folder.mkdir(parents=True, exist_ok=True)
    posterior, sigma, reconstruction = name.split(".")[1:]
    tensors.write(folder / "weights.safetensors", part(case, "start."))
    numpy.save(folder / "x.npy", case["x"])
    numpy.save(folder / "eps.npy", case["eps"])
    arguments = [pathwise, "verify", "--model", posterior, "--sigma", sigma, "--reconstruction", reconstruction]
    arguments += ["--weights", folder / "weights.safetensors", "--data", folder / "x.npy"]
    arguments += ["--noise", f"z={folder}/eps.npy"]
    arguments += ["--gradients", folder / "gradients.safetensors", "--steps", len(case["eps"]), "--optimiser", "adam"]
    arguments += ["--learning-rate", learning_rate, "--save", folder / "after.safetensors", "--json"]
    printed = json.loads(subprocess.run([str(a) for a in arguments], check=True, capture_output=True, text=True).stdout)
    found = {"values": numpy.array([printed[v] for v in ("loss", "reconstruction", "kl")])}
    for kind in ("gradient", "after"):
        file = "gradients" if kind == "gradient" else "after"
        found |= {f"{kind}.{n}": a for n, a in tensors.read(folder / f"{file}.safetensors")[0].items()}
    return found


def hold(name, case, found):
    """Prints the worst figures beside PyTorch's own float32; returns what is wrong."""
    wrong, limit = [], limits()
    print(f"{name}, as shipped")
    apart = abs(found["values"] - case["values"]) / abs(case["values"][0])
    print(f"  loss      {apart[0]:.2e}; PyTorch's float32 {case['control.values'][0]:.2e}")
    if not apart.max() <= limit["float32_relative"]:
        wrong.append(f"{name}: loss, reconstruction and kl are off by {apart} of the loss")
    for kind in ("gradient", "after"):
        names = [n for n in case if n.startswith(kind + ".")]
        if missing := [n for n in names if n not in found or found[n].shape != case[n].shape]:
            wrong.append(f"{name}: missing, or of another shape: {missing}")
            continue
        ours = worst({n: distance(n, found[n], case[n]) for n in names})
        theirs = worst({n: float(case["control." + n]) for n in names})
        print(f"  {kind:8}  {ours.figure:.2e} ({ours.tensor}); PyTorch's float32 {theirs.figure:.2e} ({theirs.tensor})")
        if not ours.figure <= min(limit["float32_relative"], limit["times_control"] * theirs.figure):
            wrong.append(f"{name}: {ours.tensor} is off by {ours.figure:.2e}, PyTorch's float32 by {theirs.figure:.2e}")
    return wrong


def main(pathwise, cases, work, *names):
    files = sorted(Path(cases).glob("ready.*.safetensors"))
    wrong = [] if len(files) == 10 else [f"{cases} has {len(files)} ready models, not 10"]
    for file in files:
        name = file.name.removesuffix(".safetensors")
        if names and name not in names:
            continue
        case, metadata = tensors.read(file)
        wrong += hold(name, case, run(pathwise, name, case, metadata["learning_rate"], Path(work) / name))
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) < 4:
        raise SystemExit(__doc__)
    sys.exit(main(*sys.argv[1:]))
