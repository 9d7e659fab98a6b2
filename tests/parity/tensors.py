"""Reads and writes safetensors files: eight bytes of header length, a JSON header, the numbers. No package needed."""

import json
import struct

import numpy

TYPES = {"F32": "<f4", "F64": "<f8"}
NAMES = {numpy.dtype(code): name for name, code in TYPES.items()}


def write(path, tensors, metadata=None):
    """Writes {name: array} in float32 or float64, and metadata {text: text}."""
    arrays = {name: numpy.asarray(a, order="C") for name, a in tensors.items()}
    header, at = {}, 0
    if metadata:
        header["__metadata__"] = metadata
    for name in sorted(arrays, key=lambda n: (-arrays[n].itemsize, n)):
        a = arrays[name]
        header[name] = {"dtype": NAMES[a.dtype], "shape": list(a.shape), "data_offsets": [at, at + a.nbytes]}
        at += a.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text)
        for name in header:
            if name != "__metadata__":
                out.write(arrays[name].tobytes())


def read(path):
    """Returns ({name: array}, metadata)."""
    with open(path, "rb") as file:
        content = file.read()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    arrays = {}
    for name, entry in header.items():
        first, last = (8 + length + at for at in entry["data_offsets"])
        arrays[name] = numpy.frombuffer(content[first:last], TYPES[entry["dtype"]]).reshape(entry["shape"])
    return arrays, metadata
