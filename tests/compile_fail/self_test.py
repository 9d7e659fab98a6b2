#!/usr/bin/python3
"""The tool on cases that need nothing of Pathwise: one sound, the others each broken in one way."""
import argparse
import pathlib
import sys

import compile_fail

COMPLAINTS = {
    "sound.cpp": None,
    "broken_no_error.cpp": ":1: 0 errors, not one",
    "broken_two_errors.cpp": ":2: 2 errors, not one",
    "broken_other_text.cpp": ":2: lacks 'E901'",
    "broken_unexpected.cpp": ":3: not expected",
    "broken_good_twin.cpp": "the good twin does not compile in silence",
    "broken_header_only.cpp": "not expected",
    "broken_unmarked.cpp": "no line says",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", required=True)
    options = parser.parse_args()
    options.include = []
    folder = pathlib.Path(__file__).resolve().parent / "self_test"
    failed = set(path.name for path in folder.glob("*.cpp")) ^ set(COMPLAINTS)
    for name, expected in COMPLAINTS.items():
        complaints = compile_fail.judge(folder / name, options)
        good = not complaints if expected is None else any(expected in line for line in complaints)
        if not good:
            failed.add(name)
            print(f"{name}: expected {expected}, found {complaints}")
    print(f"{len(COMPLAINTS)} cases, failed: {', '.join(sorted(failed)) or 'none'}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
