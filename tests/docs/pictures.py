#!/usr/bin/python3
"""The pictures of the tutorial are those that its commands write: each `build/dev/bin/example_NAME` above a picture is run, and one of the PNG files that it leaves
must be the page's, to 2 levels of gray (machines without fused multiply-adds round differently).

    pictures.py ROOT FOLDER

FOLDER holds the examples as they were built. Ends with 77 where Fashion-MNIST is not installed, since the pictures are of it.
"""
import pathlib
import re
import shlex
import struct
import subprocess
import sys
import tempfile
import zlib

SHOWN = re.compile(r"^ {4}build/dev/bin/(example_.*)$|!\[[^\]]*\]\(([^)]+\.png)\)", re.M)
DATA = pathlib.Path("/usr/share/datasets/fashion-mnist")
LEVELS = 2


def gray(file):
    """The rows of a PNG of 8 bits of gray. Source: the PNG specification, section 9."""
    data, at, packed = file.read_bytes(), 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        if kind == b"IHDR":
            width, _, depth, colour = struct.unpack(">IIBB", body[:10])
            if (depth, colour) != (8, 0):
                raise ValueError(f"{file} is not gray of 8 bits")
        packed += body if kind == b"IDAT" else b""
        at += 12 + size
    raw, rows, above = zlib.decompress(packed), [], bytes(width)
    for start in range(0, len(raw), width + 1):
        kind, row = raw[start], bytearray(raw[start + 1:start + 1 + width])
        for i in range(width):
            left, up, corner = row[i - 1] if i else 0, above[i], above[i - 1] if i else 0
            nearest = min((left, up, corner), key=lambda v: abs(left + up - corner - v))
            row[i] = (row[i] + (0, left, up, (left + up) // 2, nearest)[kind]) & 255
        rows.append(bytes(row))
        above = row
    return rows


def alike(a, b):
    if a.read_bytes() == b.read_bytes():
        return True
    one, other = gray(a), gray(b)
    return [len(row) for row in one] == [len(row) for row in other] and all(
        abs(x - y) <= LEVELS for r, s in zip(one, other) for x, y in zip(r, s))


def main():
    root, programs = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    if not DATA.exists():
        sys.exit(77)
    looked_at, complaints = 0, []
    for page in sorted((root / "docs/tutorial").glob("*.md")):
        command = None
        for said, picture in SHOWN.findall(page.read_text()):
            if said:
                command = said
            elif command is None:
                complaints.append(f"{page.relative_to(root)}: no command above {picture}")
            else:
                with tempfile.TemporaryDirectory() as folder:
                    name, *arguments = shlex.split(command)
                    subprocess.run([programs / name, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)
                    if not any(alike(page.parent / picture, written) for written in pathlib.Path(folder).glob("*.png")):
                        complaints.append(f"{page.relative_to(root)}: {command} does not draw {picture}")
                looked_at += 1
    print("\n".join(complaints))
    print(f"{looked_at} pictures, {len(complaints)} complaints")
    sys.exit(1 if complaints or looked_at < 3 else 0)


if __name__ == "__main__":
    main()
