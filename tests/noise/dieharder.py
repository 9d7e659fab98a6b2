#!/usr/bin/python3
"""Runs dieharder (R. G. Brown's battery) over the words of noise in the orders in which programs meet them.

    dieharder.py WORDS [--orders ORDER ...] [--tests N ...] [--lags N] [--json FILE]

WORDS is the program of words.cpp. Without --tests the whole battery runs, which takes most of an hour an order; with it only dieharder's tests of these numbers
(`dieharder -l`); with --lags the battery without the lagged sums of larger lags (those of 14 to 32 read 4.5e10 words, four fifths of the whole), each test
from the stream's beginning. Printed: each assessment, and how many there were an order. dieharder calls a p-value outside [0.005, 0.995] weak and one
outside [0.000001, 0.999999] failed, so that of 114 right ones about one is weak. Needs Debian's package dieharder; without it, says so and ends well.
"""

import argparse
import json
import shutil
import subprocess
import sys
from collections import Counter


def battery_to(lag):
    """The tests of `dieharder -a`, lagged sums to this lag."""
    sizes = {200: range(1, 13), 201: range(2, 6), 202: range(2, 6), 203: range(lag + 1), 208: range(2), 209: [12]}
    for number in [*range(18), *range(100, 103), *range(200, 210)]:
        yield from (["-d", str(number), "-n", str(n)] for n in sizes[number]) if number in sizes else [["-d", str(number)]]


def chosen(given):
    if given.tests:
        return [["-d", test] for test in given.tests]
    return [["-a"]] if given.lags is None else list(battery_to(given.lags))


def battery(words, order, tests):
    """Yields (test, n-tuple, p, assessment), each as it comes."""
    for test in tests:
        source = subprocess.Popen([words, order], stdout=subprocess.PIPE)
        command = ["stdbuf", "-oL", "dieharder", *test, "-g", "200", "-D", "test_name", "-D", "ntuple", "-D", "pvalues", "-D", "assessment", "-c", ","]
        harder = subprocess.Popen(command, stdin=source.stdout, stdout=subprocess.PIPE, text=True)
        source.stdout.close()
        for line in harder.stdout:
            name, ntuple, p, assessment = (part.strip() for part in line.split(",")[:4])
            yield name, int(ntuple), float(p), assessment
        source.wait()
        if harder.wait() != 0:
            raise SystemExit(f"dieharder {' '.join(test)} ended with {harder.returncode}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("words")
    parser.add_argument("--orders", nargs="*")
    parser.add_argument("--tests", nargs="*")
    parser.add_argument("--lags", type=int)
    parser.add_argument("--json")
    given = parser.parse_args()
    orders = subprocess.run([given.words], check=True, capture_output=True, text=True).stdout.split()
    if shutil.which("dieharder") is None:
        print("left out: package dieharder")
        return 0
    results = {}
    for order in given.orders or orders:
        results[order] = []
        for one in battery(given.words, order, chosen(given)):
            results[order].append(one)
            name, ntuple, p, assessment = one
            print(f"  {order}: {name} {ntuple}, p = {p:.8f}, {assessment.lower()}", flush=True)
        count = Counter(assessment for *_, assessment in results[order])
        print(f"{order}: {len(results[order])} p-values, {count['WEAK']} weak, {count['FAILED']} failed", flush=True)
    if given.json:
        with open(given.json, "w") as file:
            json.dump(results, file, indent=1)
    return 1 if any(assessment == "FAILED" for found in results.values() for *_, assessment in found) else 0


if __name__ == "__main__":
    sys.exit(main())
