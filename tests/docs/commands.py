#!/usr/bin/python3
"""Every command that a page shows. With a program, as the tests call it: the options of `pathwise` are there, and what takes a moment only is run as written.

    commands.py ROOT PROGRAM

In a clean clone, for the record: each command of README.md and the tutorial as written and in the order of reading. Takes as long as they take.

    commands.py ROOT --long [--record docs/results.md] [--tested BUILD] [--only TEXT]

`./dev test`, and what builds the same tree, is left to the run of the tests on every change; BUILD is the tree that such a run of the same commit has left (build/dev), whose examples are then
used. The record is the section of that name in the file, and holds no times.
"""
import argparse
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

SHOWN = re.compile(r"^(?: {4}|\$ )(pathwise [a-z].*)$", re.M)
SHORT = ("distribution", "info")

FENCED = re.compile(r"^```.*?^```", re.M | re.S)
LONG = re.compile(r"^ {4}((?:\./dev|cmake|g\+\+|objdump|pathwise|build/\S+) .*|build/\S+)$|`(\./dev [a-z][^`]*)`", re.M)
PICTURE = re.compile(r"!\[[^\]]*\]\((?!https?:)[^)]*\.(?:png|svg)\)")
LEFT_TO_TESTS = re.compile(r"\./dev test\b|cmake --preset dev\b")
PLACEHOLDER = re.compile(r"\b(?:NAME|FILE|COMMAND)\b")
HEADING = "## Every command of the README and the tutorial"


def pages_of(root):
    return [*root.glob("*.md"), *(root / "docs").rglob("*.md")]


def complaint_about(program, command, folder):
    def run(*arguments):
        return subprocess.run([program, *arguments], capture_output=True, text=True, cwd=folder)

    _, name, *arguments = shlex.split(command, comments=True)
    help_text = run(name, "--help")
    if help_text.returncode != 0:
        return f"there is no command {name}"
    for option in (a.split("=")[0] for a in arguments if re.match(r"--[a-z]", a)):
        if not re.search(rf"(?<![\w-]){option}(?![\w-])", help_text.stdout):
            return f"{name} has no option {option}"
    if name in SHORT:
        said = run(name, *arguments)
        if said.returncode != 0:
            return f"ends with {said.returncode}: {said.stderr.strip()}"
    return None


def pictures_without_command(page):
    """Pictures under a heading that shows no command: a figure says what made it."""
    for section in re.split(r"^#+ .*$", page.read_text(), flags=re.M):
        for picture in PICTURE.finditer(section):
            if not re.search(r"^ {4}(?:\./dev|pathwise|build/|tests/|benchmarks/)|`(?:\./dev|pathwise) [^`]*`", section, re.M):
                yield picture[0]


def check(root, program):
    shown = sorted({(page.relative_to(root), command) for page in pages_of(root) for command in SHOWN.findall(page.read_text())})
    with tempfile.TemporaryDirectory() as folder:
        complaints = [f"{page}: {command}\n  {what}" for page, command in shown if "FILE" not in command and (what := complaint_about(program, command, folder))]
    complaints += [f"{page.relative_to(root)}: no command made {picture}" for page in pages_of(root) for picture in pictures_without_command(page)]
    print("\n".join(complaints))
    print(f"{len(shown)} commands, {len(complaints)} complaints")
    return 1 if complaints or len(shown) < 5 else 0


def commands_to_run(root):
    """(page, command) in the order of reading, each command once."""
    found = {}
    for page in (root / "README.md", *sorted((root / "docs/tutorial").glob("*.md"), key=lambda p: (p.name != "README.md", p.name))):
        for match in LONG.finditer(FENCED.sub("", page.read_text())):
            command = (match[1] or match[2]).strip()
            spoken = re.sub(r"\s+#.*", "", command)
            if not PLACEHOLDER.search(spoken):
                found.setdefault(spoken, page.relative_to(root))
    return [(page, command) for command, page in found.items()]


def files_of(folder):
    """What commands leave beside the sources, but for the builds: each file with the time when it was written."""
    return {(path.relative_to(folder), path.stat().st_mtime_ns) for path in folder.rglob("*")
            if path.is_file() and not {"build", ".git", "prefix"} & set(path.relative_to(folder).parts)}


def run_in(clone, command):
    environment = dict(os.environ, PATH=f"{clone}/build/release/bin:{os.environ['PATH']}")
    before = files_of(clone)
    said = subprocess.run(["bash", "-c", re.sub(r"\bPREFIX\b", str(clone / "prefix"), command)], cwd=clone, env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    written = sorted({str(path.parts[0]) + ("/" if len(path.parts) > 1 else "") for path, _ in files_of(clone) - before})
    return said.returncode, said.stdout, written


def recorded(rows):
    lines = [f"{HEADING}\n\n    tests/docs/commands.py . --long --record docs/results.md\n\nIn a clean clone, each as it is written and in the order of reading.\n\n",
             "| page | command | ends with | leaves |\n|---|---|---|---|\n"]
    for page, command, outcome, written in rows:
        lines.append(f"| {page} | `{command.replace('|', chr(92) + '|')}` | {outcome} | {', '.join(written)} |\n")
    return "".join(lines)


def keep(file, section):
    text = file.read_text()
    old = re.search(rf"^{re.escape(HEADING)}\n.*?(?=^## |\Z)", text, re.M | re.S)
    file.write_text(text[:old.start()] + section + ("\n" if old.end() < len(text) else "") + text[old.end():] if old else text.rstrip("\n") + "\n\n" + section)


def run_all(root, given):
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        clone = pathlib.Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(root), str(clone)], check=True)
        if given.tested:
            (clone / "build").mkdir(exist_ok=True)
            (clone / "build/dev").symlink_to(given.tested.resolve())
        for page, command in commands_to_run(clone):
            if given.only and not any(text in command for text in given.only):
                continue
            if LEFT_TO_TESTS.match(command):
                rows.append((page, command, "by the tests of every change", []))
            else:
                print(f"{page}: {command}", flush=True)
                outcome, said, written = run_in(clone, command)
                print(f"  ends with {outcome}" + ("" if outcome == 0 else ":\n" + said[-3000:]), flush=True)
                rows.append((page, command, outcome, written))
            if given.record:
                keep(given.record, recorded(rows))
    wrong = [command for _, command, outcome, _ in rows if isinstance(outcome, int) and outcome != 0]
    print(f"{len(rows)} commands, {len(wrong)} wrong")
    return 1 if wrong else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("program", type=pathlib.Path, nargs="?")
    parser.add_argument("--long", action="store_true", help="run all, in a clean clone")
    parser.add_argument("--record", type=pathlib.Path, help="the file whose section is rewritten")
    parser.add_argument("--tested", type=pathlib.Path, help="build/dev of a run of the tests")
    parser.add_argument("--only", nargs="*", help="commands with one of these in them")
    given = parser.parse_args()
    if given.long:
        return run_all(given.root.resolve(), given)
    return check(given.root.resolve(), str(given.program.resolve()))


if __name__ == "__main__":
    sys.exit(main())
