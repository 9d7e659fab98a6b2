#!/usr/bin/python3
"""What the pages of distributions and operations are made of is there: the recorded figures are those of the families that the code has, each operation has its
formula, derivative and row.

    figures.py ROOT
"""
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(sys.argv[1]).resolve()
sys.path.insert(0, str(ROOT / "docs/reference"))
import distribution_pages  # noqa: E402
import operation_pages  # noqa: E402


def main():
    with tempfile.TemporaryDirectory() as folder:
        faults = [*distribution_pages.faults(ROOT), *operation_pages.write(ROOT, pathlib.Path(folder), lambda text: text)]
        pages = len(list(pathlib.Path(folder).glob("op_*.md")))
    print("\n".join(faults))
    print(f"{pages} pages of operations, {len(faults)} faults")
    sys.exit(1 if faults or pages < 50 else 0)


if __name__ == "__main__":
    main()
