#!/usr/bin/python3
"""Runs dieharder (R. G. Brown's battery) over the words of noise in the orders in which programs meet them.

    dieharder.py WORDS [--orders ORDER ...] [--tests N ...] [--json FILE]

WORDS is the program of words.cpp. Without --tests the whole battery runs, which takes most of an hour an order; with it only dieharder's tests of these numbers
(`dieharder -l`). Printed: each assessment, and how many there were an order. dieharder calls a p-value outside [0.005, 0.995] weak and one
outside [0.000001, 0.999999] failed, so that of 114 right ones about one is weak. Needs Debian's package dieharder; without it, says so and ends well.
"""

import argparse
import json
import shutil
import subprocess
import sys
from collections import Counter


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
    parser.add_argument("--json")
    given = parser.parse_args()
    orders = subprocess.run([given.words], check=True, capture_output=True, text=True).stdout.split()
    if shutil.which("dieharder") is None:
        print("left out: package dieharder")
        return 0
    results = {}
    for order in given.orders or orders:
        results[order] = []
        for one in battery(given.words, order, [["-d", t] for t in given.tests] if given.tests else [["-a"]]):
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
