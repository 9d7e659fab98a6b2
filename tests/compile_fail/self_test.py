#!/usr/bin/python3
"""The tool on cases that need nothing of Pathwise: one sound, the others each broken in one way."""
import argparse
import pathlib
import sys
import tempfile

import compile_fail

COMPLAINTS = {
    "sound.cpp": [],
    "broken_no_error.cpp": [":3: no error"],
    "broken_two_errors.cpp": [":4: 2 errors, not one"],
    "broken_other_text.cpp": [":4: lacks 'E901'"],
    "broken_other_line.cpp": [":6: the error is at broken_other_line.cpp:7"],
    "broken_header_only.cpp": [":10: the error is at broken_header_only.cpp:4"],
    "broken_late.cpp": [":14: the error is printed as line 1"],
    "broken_good_twin.cpp": ["the good twin does not compile in silence"],
    "broken_unmarked.cpp": ["0 lines say"],
    "broken_no_block.cpp": ["no block"],
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", required=True)
    options = parser.parse_args()
    folder = pathlib.Path(__file__).resolve().parent / "self_test"
    failed = set(path.name for path in folder.glob("*.cpp")) ^ set(COMPLAINTS)
    with tempfile.TemporaryDirectory() as scratch:
        compiler = compile_fail.Compiler(options.compiler, [], scratch)
        for name, expected in COMPLAINTS.items():
            if name == "broken_late.cpp" and compiler.is_clang:
                continue  # clang prints its trail after the error
            found = [complaint for _, complaints, _ in compile_fail.judge(folder / name, compiler) for complaint in complaints]
            if bool(found) != bool(expected) or not all(any(text in line for line in found) for text in expected):
                failed.add(name)
                print(f"{name}: expected {expected}, found {found}")
    print(f"{len(COMPLAINTS)} cases, failed: {', '.join(sorted(failed)) or 'none'}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
