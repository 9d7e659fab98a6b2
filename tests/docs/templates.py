#!/usr/bin/python3
"""`./dev new` in a copy of the tree, once for each kind: what it writes stands where the rules of the house want it, is named in the lists of its kind, and
does not compile, or has a test that fails, until it is filled in.

    templates.py ROOT
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(sys.argv[1])
COPIED = ("include", "src", "docs", "tests")
UNFINISHED = re.compile(r"static_assert\((?:sizeof|V::size)|BOOST_ERROR|BOOST_TEST\(count < 0|write_me|nothing reads yet|is not written yet")


def run(*command):
    return subprocess.run(command, capture_output=True, text=True)


def main():
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder)
        for name in COPIED:
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("stored", "pictures"))
        for kind in ("op", "distribution", "kernel", "command", "format"):
            name = f"brand_new_{kind}"
            said = run(sys.executable, "-B", copy / "docs/templates/new", kind, name)
            if said.returncode != 0:
                sys.exit(f"new {kind}: {said.stdout}{said.stderr}")
            for file in re.findall(r"^wrote (.*)", said.stdout, re.M):
                text = (copy / file).read_text()
                if "NAME" in text or (not file.startswith("src/families") and not file.startswith("include/pathwise/data") and not UNFINISHED.search(text)):
                    sys.exit(f"new {kind}: {file} could be taken for finished")
            for file in re.findall(r"^named it in (.*)", said.stdout, re.M):
                if name not in (copy / file).read_text():
                    sys.exit(f"new {kind}: {file} does not name it")
            again = run(sys.executable, "-B", copy / "docs/templates/new", kind, name)
            if again.returncode == 0 or "is there already" not in again.stderr:
                sys.exit(f"new {kind}: overwrites what is there")
        rules = run(sys.executable, "-B", copy / "tests/rooms/rooms.py", copy)
        if rules.returncode != 0:
            sys.exit(f"the new files break the rules of the house:\n{rules.stdout}{rules.stderr}")
        wrong = run(sys.executable, "-B", copy / "docs/templates/new", "op", "Wrong-Name")
        if wrong.returncode == 0:
            sys.exit("a name that is not snake_case is taken")
    print("5 kinds, each in its place")


if __name__ == "__main__":
    main()
