#!/usr/bin/python3
"""Equal weights, bit for bit, whatever the threads, slabs and lanes, and from every compiler: bits.py PROGRAM [PROGRAM ...]."""
import subprocess
import sys


def fingerprints(program):
    lines = subprocess.run([program], check=True, capture_output=True, text=True).stdout.splitlines()
    return [line.split(maxsplit=2) for line in lines]


def main():
    seen, runs = {}, 0
    for program in sys.argv[1:]:
        for model, bits, how in fingerprints(program):
            runs += 1
            seen.setdefault(model, {}).setdefault(bits, []).append(f"{program}: {how}")
    for model, by_bits in seen.items():
        if len(by_bits) > 1:
            print(f"{model}: {len(by_bits)} different results")
            for bits, ways in by_bits.items():
                print(f"  {bits}\n    " + "\n    ".join(ways))
    failures = sum(len(by_bits) > 1 for by_bits in seen.values())
    print(f"{runs} runs of {len(seen)} models by {len(sys.argv) - 1} compilers, {failures} failures")
    sys.exit(1 if failures or not seen else 0)


if __name__ == "__main__":
    main()
