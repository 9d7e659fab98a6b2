#!/usr/bin/python3
"""Every `pathwise` command that a page shows: its options are there, and those that take a moment only are run as written.

    commands.py ROOT PROGRAM
"""
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

ROOT, PROGRAM = pathlib.Path(sys.argv[1]), str(pathlib.Path(sys.argv[2]).resolve())
SHOWN = re.compile(r"^(?: {4}|\$ )(pathwise [a-z].*)$", re.M)
SHORT = ("distribution", "info")


def run(*arguments, cwd=None):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, cwd=cwd)


def complaint_about(command, folder):
    _, name, *arguments = shlex.split(command, comments=True)
    help_text = run(name, "--help")
    if help_text.returncode != 0:
        return f"there is no command {name}"
    for option in (a.split("=")[0] for a in arguments if re.match(r"--[a-z]", a)):
        if not re.search(rf"(?<![\w-]){option}(?![\w-])", help_text.stdout):
            return f"{name} has no option {option}"
    if name in SHORT:
        said = run(name, *arguments, cwd=folder)
        if said.returncode != 0:
            return f"ends with {said.returncode}: {said.stderr.strip()}"
    return None


def main():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    shown = sorted({(page.relative_to(ROOT), command) for page in pages for command in SHOWN.findall(page.read_text())})
    with tempfile.TemporaryDirectory() as folder:
        complaints = [f"{page}: {command}\n  {what}" for page, command in shown if "FILE" not in command and (what := complaint_about(command, folder))]
    print("\n".join(complaints))
    print(f"{len(shown)} commands, {len(complaints)} complaints")
    sys.exit(1 if complaints or len(shown) < 5 else 0)


if __name__ == "__main__":
    main()
