"""Python's side of comparison/distributions.py: answers lines "FAMILY WHAT ELEMENTS SECONDS" with processor nanoseconds a call, or with "none"."""
import sys
import time

COLUMNS = 64


def answer(work_of):
    """work_of(family, what, shape) gives a function to be timed, or None."""
    works = {}
    for line in sys.stdin:
        family, what, elements, seconds = line.split()
        key = family, what, elements
        if key not in works:
            works[key] = work_of(family, what, (int(elements) // COLUMNS, COLUMNS))
        work = works[key]
        print("none" if work is None else nanoseconds(work, float(seconds)), flush=True)


def nanoseconds(work, seconds):
    work()
    calls, batch, start = 0, 1, time.process_time()
    while (spent := time.process_time() - start) < seconds:  # asked for seldom: a clock's reading is as long as a small call
        for _ in range(batch):
            work()
        calls += batch
        batch = min(2 * batch, 64)
    return spent / calls * 1e9
