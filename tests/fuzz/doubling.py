#!/usr/bin/python3
"""doubling: twice as much of anything costs twice the instructions, not four times.

    tests/fuzz/doubling.py GROW [SHAPE...]

Counts the instructions (cachegrind) of GROW, built from grow.c, for these of its shapes, or all: what
MORE repetitions cost, and what twice as many do, beyond those at which most shapes have used up a
connection's steps; and the same for drawing a connection that has not. Without valgrind, the status
is that of a test that was skipped.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys

# Repetitions before and between the measurements: of feeding, and of drawing.
FED, MORE = 520, 140
DRAWN, MORE_DRAWN = 1, 10
DRAWN_SHAPE = "renegotiations"
# Twice the input, twice the instructions; and some for tables that grow. Four times would be
# quadratic.
RATIO_MAX = 2.4
# Less than this is the noise of what does not depend on the input.
NOISE = 200000
SKIPPED = 77


def instructions(grow, shape, number):
    """cachegrind without its caches counts twice as fast as callgrind, and the same."""
    done = subprocess.run(["valgrind", "--tool=cachegrind", "--cache-sim=no",
                           "--cachegrind-out-file=/dev/null", grow, shape, str(number)],
                          check=True, capture_output=True, text=True)
    return int(re.search(r"I +refs: +([\d,]+)", done.stderr)[1].replace(",", ""))


def ratio_of(grow, shape, begin, more):
    """What twice more costs, as a multiple of what more does."""
    few, some, many = (instructions(grow, shape, begin + factor * more) for factor in (0, 1, 3))
    return (many - some + NOISE) / (some - few + NOISE), many


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if not shutil.which("valgrind"):
        print("valgrind is missing")
        sys.exit(SKIPPED)
    grow = sys.argv[1]
    shapes = sys.argv[2:] or subprocess.run([grow], check=True, capture_output=True, text=True).stdout.split()
    measured = [(shape, FED, MORE) for shape in shapes] + [(DRAWN_SHAPE, DRAWN, MORE_DRAWN)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        ratios = list(pool.map(lambda case: ratio_of(grow, *case), measured))
    failed = False
    for (shape, begin, _), (ratio, many) in zip(measured, ratios):
        verdict = "ok" if ratio <= RATIO_MAX else "NOT LINEAR"
        failed |= ratio > RATIO_MAX
        print(f"{shape:16} from {begin:3}: {many:12} instructions; twice as much costs {ratio:.2f} "
              f"times as much  {verdict}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
