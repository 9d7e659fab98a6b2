"""How far two tensors are apart: by norms, since a relative error of entries near zero means nothing."""

from collections import namedtuple

import numpy

Worst = namedtuple("Worst", "figure tensor")


def distance(name, a, b):
    """max|a - b| / max|b| of a gradient, ||a - b|| / ||b|| of parameters after steps, |a - b| / |b| of each value."""
    a, b = a.astype("f8"), b.astype("f8")
    if name.startswith("gradient."):
        return float(abs(a - b).max() / abs(b).max())
    if name.startswith("after."):
        return float(numpy.linalg.norm(a - b) / numpy.linalg.norm(b))
    return abs(a - b) / abs(b)


def worst(figures):
    """The largest of {tensor: figure}; not a number is the largest of all."""
    return max((Worst(f, t) for t, f in figures.items()), key=lambda w: (w.figure != w.figure, w.figure))
