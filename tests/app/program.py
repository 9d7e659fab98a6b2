"""Runs the program for the tests beside this file, and reads and writes its files with the standard library alone."""

import array
import json
import os
import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PATHWISE = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else Path("pathwise")
SMALL = ("--data", "synthetic", "--rows", "512", "--batch", "64")  # eight steps an epoch


class Outcome:
    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    @property
    def json(self):
        return json.loads(self.out)


class ProgramTest(unittest.TestCase):
    """Each test has a folder of its own, where the program runs."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def environment(self, **changes):
        return os.environ | {"TERM": "dumb"} | changes

    def run_program(self, *arguments, **changes):
        command = [str(PATHWISE), *map(str, arguments)]
        return Outcome(subprocess.run(command, cwd=self.folder, env=self.environment(**changes), text=True,
                                      stdin=subprocess.DEVNULL, capture_output=True))

    def good(self, *arguments, **changes):
        outcome = self.run_program(*arguments, **changes)
        self.assertEqual(outcome.code, 0, outcome.err)
        return outcome

    def refused(self, *arguments, says=(), leaves=None):
        """Exit code 2, one message that holds each of `says`, nothing on standard output; `leaves` is not there."""
        outcome = self.run_program(*arguments)
        self.assertEqual((outcome.code, outcome.out), (2, ""), outcome.err)
        self.assertTrue(outcome.err.startswith("pathwise: "), outcome.err)
        for words in says:
            self.assertIn(words, outcome.err)
        self.assertEqual(outcome.err.count("pathwise: "), 1, outcome.err)
        if leaves is not None:
            self.assertFalse((self.folder / leaves).exists(), leaves)
        self.assertEqual(list(self.folder.rglob("*.tmp")), [])
        return outcome

    def bytes_of(self, name):
        return (self.folder / name).read_bytes()

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return name


def floats(numbers):
    values = array.array("f", numbers)
    if sys.byteorder == "big":
        values.byteswap()
    return values.tobytes()


def npy(numbers, shape, descr="<f4"):
    header = repr({"descr": descr, "fortran_order": False, "shape": tuple(shape)})
    header += " " * (-(len(header) + 11) % 64) + "\n"
    body = floats(numbers) if descr == "<f4" else numbers
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + body


def safetensors(tensors, dtype="F32"):
    """{name: (numbers, shape)} as a file."""
    header, body = {}, b""
    for name, (numbers, shape) in tensors.items():
        data = floats(numbers) if dtype == "F32" else numbers
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + body


def read_safetensors(content):
    """{name: (numbers, shape)} and the metadata."""
    (length,) = struct.unpack("<Q", content[:8])
    header, body = json.loads(content[8 : 8 + length]), content[8 + length :]
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        first, last = entry["data_offsets"]
        numbers = array.array("f", body[first:last])
        if sys.byteorder == "big":
            numbers.byteswap()
        tensors[name] = (numbers, entry["shape"])
    return tensors, metadata


def main():
    unittest.main(argv=sys.argv[:1] + sys.argv[2:], verbosity=2)
