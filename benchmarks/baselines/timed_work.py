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
    calls, batch, spent, start = 0, 1, 0, time.process_time()
    while calls == 0 or spent < seconds:  # the clock is asked seldom: reading it takes as long as a small call
        for _ in range(batch):
            work()
        calls += batch
        spent = time.process_time() - start
        batch = max(1, min(batch * 2, int(calls * seconds / spent / 4)))
    return spent / calls * 1e9
