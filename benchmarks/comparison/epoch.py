#!/usr/bin/python3
"""An epoch of Fashion-MNIST, reading and shuffling included, beside 469 bare steps and beside PyTorch's; and the time from a process's start to its first step.

    epoch.py --bin BIN [--python PYTHON] [--rounds N] [--threads N ...]

All take turns in each round; a ratio is the median of the rounds' ratios.
"""
import argparse
import pathlib
import statistics
import subprocess
import time

BASELINES = pathlib.Path(__file__).resolve().parents[1] / "baselines"


def seconds(command):
    said = subprocess.run([str(c) for c in command], capture_output=True, text=True)
    if said.returncode != 0:
        raise RuntimeError((said.stderr.strip().splitlines() or ["it failed"])[-1])
    return float(said.stdout)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--bin", type=pathlib.Path, required=True)
    arguments.add_argument("--python", default="python3")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    given = arguments.parse_args()
    program = given.bin / "compare_epoch"
    for threads in given.threads:
        sides = {"steps": [program, "steps", threads], "epoch": [program, "epoch", threads],
                 "DataLoader": [given.python, BASELINES / "epoch_pytorch.py", "loader", threads],
                 "slices": [given.python, BASELINES / "epoch_pytorch.py", "slices", threads]}
        taken = {name: [] for name in sides}
        started = []
        for _ in range(given.rounds):
            for name in list(sides):
                try:
                    taken[name].append(seconds(sides[name]))
                except (RuntimeError, OSError) as e:
                    print(f"left out: {name} ({e})")
                    del sides[name], taken[name]
            begin = time.perf_counter()
            seconds([program, "first", threads])
            started.append(time.perf_counter() - begin)
        ratio = lambda over, under: statistics.median(a / b for a, b in zip(taken[over], taken[under]))
        print(f"{threads} thread{'s' if threads > 1 else ''}: 469 steps {statistics.median(taken['steps']):.3f} s; an epoch with its files "
              f"{statistics.median(taken['epoch']):.3f} s, {ratio('epoch', 'steps'):.3f} of the steps (least over least "
              f"{min(taken['epoch']) / min(taken['steps']):.3f}); " +
              "".join(f"PyTorch with {name} {ratio(name, 'epoch'):.2f} of ours; " for name in ("DataLoader", "slices") if name in taken) +
              f"process start to the end of the first step {statistics.median(started):.3f} s")


if __name__ == "__main__":
    main()
