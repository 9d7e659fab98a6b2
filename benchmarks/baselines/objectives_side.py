"""Python's side of comparison/objectives.py: answers lines "NAME SIZES FILE RESULT SECONDS", SIZES with commas between, with nanoseconds of processor time a gradient."""
import sys

import numpy as np

from timed_work import nanoseconds


def shapes_of(name, sizes):
    """The inputs of an objective in the order of the file: first those it is differentiated in."""
    if name == "gmm":
        d, k, n = sizes
        return [(k,), (k, d), (k, d), (k, d * (d - 1) // 2), (n, d)]
    if name == "llsq":
        return [(sizes[0],), (sizes[1],)]
    return [(2, 4, 14), (2, 4, 14), (14,), (14,), (sizes[0], 14), (2, 2, 14)]


def read(file, shapes):
    numbers, at, arrays = np.fromfile(file), 0, []
    for shape in shapes:
        size = int(np.prod(shape))
        arrays.append(numbers[at : at + size].reshape(shape))
        at += size
    return arrays


def answer(work_of):
    """work_of(name, sizes, inputs) gives a function that returns the gradients, or None."""
    works = {}
    for line in sys.stdin:
        name, sizes, file, result, seconds = line.split()
        if (name, sizes) not in works:
            numbers = tuple(map(int, sizes.split(",")))
            works[name, sizes] = work = work_of(name, numbers, read(file, shapes_of(name, numbers)))
            if work:
                np.concatenate([np.ravel(g) for g in work()]).tofile(result)
        work = works[name, sizes]
        print("none" if work is None else nanoseconds(work, float(seconds)), flush=True)
