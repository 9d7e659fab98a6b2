#!/usr/bin/python3
"""Pathwise beside other systems and beside what the machine can do, in one run in which all take turns.

Each side is a program that answers requests (pathwise/app/contestant.hpp). Its results are checked against float64 NumPy, then it is warmed by
hundreds of calls; then all sides run for some milliseconds one after the other, many rounds, each in another order. What is reported is the median
over rounds of the ratio to Pathwise's turn of the same round: on a shared machine nothing else means anything. A side that is not installed is
left out by name.
"""
import argparse
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

import chart
import reference

BASELINES = pathlib.Path(__file__).resolve().parents[1] / "baselines"
sys.path.insert(0, str(BASELINES))
from contestant import SIZES, shapes, split  # noqa: E402

WARM_CALLS, SECONDS_A_TURN = 300, 0.03
RUNS = [("w1", 16), ("w1", 128), ("w1", 1024), ("w1", 1), ("w2", 32), ("w4", 128), ("w4", 1024), ("w5", 1), ("w5", 8), ("w6", 1024),
        ("odd", 64), ("deep", 256)]
OF_OUR_OWN = {"odd", "deep"}  # shapes that only Pathwise's side has


class Side:
    """A running contestant."""

    def __init__(self, name, command, threads, by_processor):
        self.name = name
        self.by_processor = by_processor
        environment = dict(os.environ, OMP_NUM_THREADS=str(threads), OPENBLAS_NUM_THREADS=str(threads))
        for hindrance in ("OMP_WAIT_POLICY", "PYTHONPATH"):  # a peer's threads may stay awake too
            environment.pop(hindrance, None)
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([str(c) for c in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True, env=environment)
        self.seconds = []

    def ask(self, request):
        try:
            self.process.stdin.write(request + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        answer = self.process.stdout.readline().strip()
        if not answer:
            self.process.wait()
            self.log.seek(0)
            raise RuntimeError((self.log.read().strip().splitlines() or ["it ended"])[-1])
        return answer

    def processor_seconds(self):
        """What all threads of the side have used, by the system's clock of its process."""
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def time(self, calls):
        before = self.processor_seconds()
        seconds, *done = self.ask(f"time {calls}").split()  # a side that scans many steps in a call says how many it did
        return (self.processor_seconds() - before if self.by_processor else float(seconds)) / (int(done[0]) if done else calls)

    def warm(self, least_seconds):
        once = self.time(1)
        once = self.time(max(3, min(WARM_CALLS, int(1 / max(once, 1e-6)))))
        if once * WARM_CALLS < least_seconds:
            once = self.time(max(1, int(least_seconds / once)))
        self.calls = max(1, round(SECONDS_A_TURN / once))

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


def commands(workload, batch, threads, options):
    """(name, command or why it is left out) of every side."""
    binary = options.bin
    yield "pathwise", [binary / f"compare_{workload}", batch, threads]
    if workload in OF_OUR_OWN:
        return
    eigen = binary / "compare_eigen"
    if not eigen.exists():
        yield "eigen", "package libeigen3-dev"
    elif workload != "w2" or threads == 1:
        yield "eigen", [eigen, workload, batch, threads]
        if workload == "w2":
            yield "eigen, lazy products", [eigen, "w2-lazy", batch, threads]
    products = binary / "compare_openblas"
    if workload in ("w1", "w4"):
        yield "openblas, products alone", [products, batch, threads] if products.exists() else "package libopenblas-dev"
    for system, script, variants in (("pytorch", "pytorch.py", ("eager", "compile")), ("jax", "with_jax.py", ("jit", "scan"))):
        for variant in variants:
            if variant == "scan" and workload in ("w5", "w6"):
                continue
            python = options.python.get("torch" if system == "pytorch" else "jax")
            if variant == "compile" and python and not options.has_compile:
                yield f"{system} {variant}", "PyTorch 2"
            else:
                yield f"{system} {variant}", [python, BASELINES / script, variant, workload, batch, threads] if python else f"Python's {system}"


def numbers_to_check(workload, batch):
    rng = np.random.default_rng(1)
    pixels, hidden, latent = SIZES[workload]
    parts = [rng.uniform(-1, 1, shape) / np.sqrt(shape[-1] if len(shape) > 1 else hidden) for shape in shapes(pixels, hidden, latent).values()]
    parts += [rng.uniform(0, 1, (batch, pixels)), rng.normal(size=(batch, latent))]
    return np.concatenate([p.ravel() for p in parts]).astype(np.float32)


def check(side, workload, batch):
    """The distance from the reference, by norms; None where the side has nothing to check."""
    if workload not in SIZES:
        return None
    numbers = numbers_to_check(workload, batch)
    with tempfile.TemporaryDirectory() as folder:
        given, results = f"{folder}/given", f"{folder}/results"
        numbers.tofile(given)
        if side.ask(f"check {given} {results}") != "checked":
            return None
        found = np.fromfile(results, np.float32).astype(np.float64)
    parameters, x, noise = split(numbers, workload, batch)
    right = reference.reconstruct(parameters, x, noise) if workload == "w5" else reference.train(parameters, x, noise, workload == "w4")
    losses = 0 if workload == "w5" else reference.STEPS
    return max(float(np.linalg.norm(found[part] - right[part]) / np.linalg.norm(right[part])) if found.size == right.size else np.inf
               for part in (slice(0, losses), slice(losses, None)) if right[part].size)


def tolerance(batch):
    """Float32 sums over rows differ by their order: by the root of how many there are beyond a usual batch."""
    return 2e-5 * max(1, batch / 128) ** 0.5


def flops_and_bytes(workload, batch):
    """Flops of the products; bytes that must cross the cache that holds the model: (flops, read once, updated, roots)."""
    if workload in ("w6", "odd", "deep"):
        return 0, batch * 64 * 4 * 6 if workload == "w6" else 0, 0, 0
    pixels, hidden, latent = SIZES[workload]
    weights = pixels * hidden * 2 + hidden * latent * 3
    parameters = sum(int(np.prod(s)) for s in shapes(pixels, hidden, latent).values())
    if workload == "w5":
        return 2 * weights * batch, 4 * parameters, 0, 0
    return (6 * weights - 2 * pixels * hidden) * batch, 0, 24 * parameters, parameters


def cache_kilobytes():
    """Size of each level of cache for data, as the system gives it; what is usual where it does not."""
    sizes = {"l1": 32, "l2": 512, "l3": 16384}
    for cache in pathlib.Path("/sys/devices/system/cpu/cpu0/cache").glob("index*"):
        level, kind, size = ((cache / what).read_text().strip() for what in ("level", "type", "size"))
        if kind != "Instruction" and size.endswith("K"):
            sizes[f"l{level}"] = int(size[:-1])
    return sizes


def level_of(machine, kilobytes):
    """The cache that `kilobytes` live in, with a tenth to spare."""
    for name, size in sorted(cache_kilobytes().items()):
        if kilobytes <= 0.9 * size:
            return name, machine[name]
    return "memory", machine["memory"]


def bound_of(machine, workload, batch):
    flops, read, updated, roots = flops_and_bytes(workload, batch)
    moved = read + updated
    level, rates = level_of(machine, (read or updated / 2) / 1024)
    limits = {"flops": flops / machine["gflops"] * 1e-3, f"bytes ({level})": (read / rates["read_gbs"] + updated / rates["update_gbs"]) * 1e-3 if moved else 0,
              "roots and divisions": roots / machine["roots_and_divisions_per_us"]}
    name = max(limits, key=limits.get)
    return name, limits[name], limits


def quartiles(values):
    if len(values) < 2:
        return values[0], values[0], values[0]
    low, middle, high = statistics.quantiles(values, n=4)
    return low, middle, high


def run(workload, batch, threads, options):
    sides, left_out, failed = [], {}, {}
    for name, command in commands(workload, batch, threads, options):
        if isinstance(command, str):
            left_out[name] = command
        elif not options.peers or name == "pathwise" or any(name.startswith(p) for p in options.peers):
            sides.append(Side(name, command, threads, options.processor_time))
    for name, command in options.also:
        sides.append(Side(name, [command, batch, threads], threads, options.processor_time))
    errors, ready = {}, []
    for side in sides:
        try:
            errors[side.name] = check(side, workload, batch)
            if errors[side.name] is not None and not errors[side.name] < tolerance(batch):
                raise RuntimeError(f"its results are {errors[side.name]:.1e} away from the reference")
            side.warm(options.warm)
            ready.append(side)
        except RuntimeError as error:
            failed[side.name] = str(error)
            side.close()
    order = list(ready)
    for _ in range(options.rounds):
        random.shuffle(order)
        for side in order:
            side.seconds.append(side.time(side.calls))
    for side in ready:
        side.close()
    return summary(workload, batch, threads, ready, errors, left_out, failed)


def summary(workload, batch, threads, sides, errors, left_out, failed):
    ours = next((s for s in sides if s.name == "pathwise"), None)
    rows = []
    for side in sides:
        low, middle, high = quartiles([a / b for a, b in zip(side.seconds, ours.seconds)]) if ours else (None, None, None)
        rows.append({"side": side.name, "median_us": 1e6 * statistics.median(side.seconds), "least_us": 1e6 * min(side.seconds),
                     "ratio": middle, "ratio_quartiles": [low, high], "distance_from_reference": errors.get(side.name)})
    return {"workload": workload, "batch": batch, "threads": threads, "sides": rows, "left_out": left_out, "failed": failed}


def aim_of(workload, batch, threads):
    """(ratio that is asked for, share of the ceiling that suffices in its place)."""
    if workload in ("w1", "w4"):
        if batch <= 16:
            return 2.0, 0.65
        return (1.35 if batch >= 1024 else 1.6 if threads > 1 else 1.4), 0.9
    return {"w2": (1.7, 0.5), "w5": (1.3, 0.85), "w6": (3.5 if wide_registers() else 1.5, 1.0)}.get(workload, (None, None))


def wide_registers():
    """Whether this machine has AVX-512."""
    try:
        return "avx512f" in pathlib.Path("/proc/cpuinfo").read_text()
    except OSError:
        return False


def judge(result, machine):
    ours = next((r for r in result["sides"] if r["side"] == "pathwise"), None)
    peers = [r for r in result["sides"] if r["side"] != "pathwise" and "alone" not in r["side"]]
    if ours is None:
        result["verdict"] = "failed"
        return
    what, bound, limits = bound_of(machine, result["workload"], result["batch"])
    result["bound"] = {"what": what, "us": bound, "limits_us": limits}
    result["percent_of_bound"] = 100 * bound / ours["median_us"] if bound else None
    if not peers:
        result["verdict"] = "no peer"
        return
    best = min(peers, key=lambda r: r["ratio"])
    ratio, share = aim_of(result["workload"], result["batch"], result["threads"])
    ceiling = best["ratio"] * ours["median_us"] / bound if bound else float("inf")
    floor = 1.0 if ceiling < 1.15 else min(ratio, share * ceiling)
    result.update(best_peer=best["side"], ceiling=ceiling, floor=floor, verdict="met" if best["ratio"] >= floor else f"short by {100 * (1 - best['ratio'] / floor):.0f} %")


def measure_machine(options, threads):
    answers = [json.loads(subprocess.run([options.bin / "compare_machine", str(threads)], capture_output=True, text=True, check=True).stdout)
               for _ in range(options.machine_repeats)]
    best = max(answers, key=lambda a: a["gflops"])
    for level in ("l1", "l2", "l3", "memory"):
        for rate in ("read_gbs", "update_gbs"):
            best[level][rate] = max(a[level][rate] for a in answers)
    best["roots_and_divisions_per_us"] = max(a["roots_and_divisions_per_us"] for a in answers)
    return best


def print_machine(m):
    rates = ", ".join(f"{level} {m[level]['read_gbs']:.0f}/{m[level]['update_gbs']:.0f}" for level in ("l1", "l2", "l3", "memory"))
    print(f"{m['threads']} thread(s): {m['gflops']:.1f} GFLOP/s; GB/s read/updated: {rates}; {m['roots_and_divisions_per_us']:.0f} roots with divisions a us", flush=True)


def print_result(result):
    print(f"\n{result['workload']}, batch {result['batch']}, {result['threads']} thread(s)")
    for r in sorted(result["sides"], key=lambda r: r["median_us"]):
        spread = f"{r['ratio']:6.2f} ({r['ratio_quartiles'][0]:.2f} to {r['ratio_quartiles'][1]:.2f})" if r["ratio"] else ""
        distance = f"  off by {r['distance_from_reference']:.0e}" if r["distance_from_reference"] is not None else ""
        print(f"  {r['side']:26} {r['median_us']:10.1f} us, least {r['least_us']:10.1f}   x {spread}{distance}")
    for name, why in {**result["left_out"], **result["failed"]}.items():
        print(f"  {name:26} {'left out: ' if name in result['left_out'] else 'failed: '}{why}")
    if "bound" in result and result["bound"]["us"]:
        print(f"  bound by {result['bound']['what']}: {result['bound']['us']:.1f} us; Pathwise at {result['percent_of_bound']:.0f} % of it")
    if "floor" in result:
        print(f"  best peer {result['best_peer']}, ceiling {result['ceiling']:.2f}, asked for {result['floor']:.2f}: {result['verdict']}", flush=True)


def python_with(module, candidates):
    for python in candidates:
        if pathlib.Path(python).exists() and subprocess.run([python, "-c", f"import {module}, numpy"], capture_output=True).returncode == 0:
            return python
    return None


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", type=pathlib.Path, required=True, help="folder of the compiled sides")
    parser.add_argument("--python", action="append", default=[], help="a Python to look for PyTorch and JAX in (may be repeated)")
    parser.add_argument("--only", nargs="*", default=[], metavar="WORKLOAD[:BATCH]", help="these alone, such as w1:128 w6")
    parser.add_argument("--threads", nargs="*", type=int, default=None)
    parser.add_argument("--peers", nargs="*", default=[], help="beside Pathwise only sides whose names start so")
    parser.add_argument("--also", nargs=2, action="append", default=[], metavar=("NAME", "PROGRAM"), help="one more side, run as PROGRAM BATCH THREADS")
    parser.add_argument("--rounds", type=int, default=41)
    parser.add_argument("--warm", type=float, default=1.0, help="seconds each side runs before it is timed, where that is more than 300 calls")
    parser.add_argument("--processor-time", action="store_true",
                        help="on a machine with other work to do: count the processor's time in place of the clock's; for one thread only")
    parser.add_argument("--small", action="store_true", help="a run that shows only that everything works: small batches, two rounds")
    parser.add_argument("--json", type=pathlib.Path, help="write everything here")
    parser.add_argument("--chart", type=pathlib.Path, help="draw the ratios into this SVG")
    options = parser.parse_args()
    candidates = options.python + [sys.executable, "/usr/bin/python3"]
    options.python = {module: python_with(module, candidates) for module in ("torch", "jax")}
    torch = options.python["torch"]
    options.has_compile = bool(torch) and subprocess.run([torch, "-c", "import torch; torch.compile"], capture_output=True).returncode == 0
    if options.small:
        options.rounds, options.warm = 2, 0.0
    options.machine_repeats = 1 if options.small else 2
    return options


def chosen_runs(options):
    runs = [("w1", 4), ("w2", 32), ("w4", 4), ("w5", 1), ("w6", 16), ("odd", 3), ("deep", 3)] if options.small else RUNS
    runs = [(w, b) for w, b in runs if (options.bin / f"compare_{w}").exists()]
    if options.only:
        wanted = [o.partition(":") for o in options.only]
        runs = [(w, int(b)) for w, _, b in wanted if b] + [r for r in runs if any(w == r[0] and not b for w, _, b in wanted)]
    threads = [1] if options.processor_time else options.threads or [1, 2]
    return [(w, b, t) for w, b in runs for t in threads if t <= len(os.sched_getaffinity(0)) and (w != "w2" or t == 1)]


def main():
    options = parse()
    runs = chosen_runs(options)
    machines = {t: measure_machine(options, t) for t in sorted({t for _, _, t in runs})}
    for m in machines.values():
        print_machine(m)
    if not runs:
        raise SystemExit(f"no side of Pathwise's was built in {options.bin}")
    results = []
    for workload, batch, threads in runs:
        result = run(workload, batch, threads, options)
        judge(result, machines[threads])
        print_result(result)
        results.append(result)
    if options.json:
        options.json.write_text(json.dumps({"clock": "processor" if options.processor_time else "wall", "machine": list(machines.values()), "results": results}, indent=2) + "\n")
    if options.chart:
        options.chart.write_text(chart.draw(results))
    ours_failed = [r for r in results if "pathwise" in r["failed"]]
    raise SystemExit(1 if ours_failed else 0)


if __name__ == "__main__":
    main()
