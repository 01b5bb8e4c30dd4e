"""What continuous integration runs: a version that cannot be run is no failure, and is named; what
costs more than the repository's figures is one.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import shutil
import subprocess

import pytest

import runner

# Stand for tools/test, tools/cost and tools/matrix, and end as told.
TEST = """#!/bin/sh
echo ' 1/39 Test  #1: tables ......   Passed    0.03 sec'
echo '660 passed, 7 skipped in 137.20s (0:02:17)'
echo '==> passed. end to end: 660 passed' >&2
exit $TEST
"""
COST = """#!/bin/sh
echo "cost $*"
[ $COST = 0 ] && echo '==> passed. cost: 18 figures' || echo '==> FAILED. cost: 1 of 18 figures'
exit $COST
"""
MATRIX = """#!/bin/sh
echo "$@"
echo '2 failed, 10 passed, 1 error in 7.20s'
echo '==> passed as far as it went. Wireshark 4.4.18: 10 passed; 4.6: not run: time was up' >&2
exit $MATRIX
"""


@pytest.fixture(name="ci")
def with_other_tools(tmp_path):
    """Runs .ci/run with tools that end with the given statuses; its status and its lines."""
    for name in (".ci", "tools"):
        (tmp_path / name).mkdir()
    shutil.copy(runner.ROOT / ".ci" / "run", tmp_path / ".ci")
    for name, text in (("test", TEST), ("cost", COST), ("matrix", MATRIX)):
        (tmp_path / "tools" / name).write_text(text, encoding="utf-8")
        (tmp_path / "tools" / name).chmod(0o755)

    def run(*arguments, test=0, cost=0, matrix=0, minutes=25):
        done = subprocess.run([tmp_path / ".ci" / "run", *arguments], check=False, timeout=60,
                              capture_output=True, encoding="utf-8",
                              env={"PATH": "/usr/bin:/bin", "TEST": str(test), "COST": str(cost),
                                   "MATRIX": str(matrix), "HSVIZ_CI_MINUTES": str(minutes)})
        return done.returncode, done.stdout.splitlines()

    return run


@pytest.mark.parametrize(("test", "matrix", "status"),
                         [(0, 0, 0), (0, 3, 0), (0, 1, 1), (1, 0, 1), (1, 3, 1)])
def test_only_a_failure_is_one(ci, test, matrix, status):
    assert ci(test=test, matrix=matrix)[0] == status


def test_what_costs_too_much_is_a_failure(ci):
    status, lines = ci(cost=1)
    assert status == 1
    assert "cost --check" in lines
    assert lines[-3].startswith("==> FAILED. cost: ")


def test_some_tests_are_run_without_measuring(ci):
    status, lines = ci("-k", "something", cost=1)
    assert status == 0
    assert not any("cost" in line for line in lines)


def test_last_lines_say_what_was_run(ci):
    _, lines = ci(matrix=3)
    assert lines[-5].startswith("With Wireshark ")
    assert lines[-4].startswith("==> passed. end to end")
    assert lines[-3].startswith("==> passed. cost: ")
    assert "4.6: not run: time was up" in lines[-2]
    assert lines[-1] == "671 passed, 3 failed"


def test_no_time_left(ci):
    status, lines = ci(matrix=1, minutes=0)
    assert status == 0
    assert "4.4 4.6: not run: no time was left" in lines[-2]
    assert lines[-1] == "661 passed, 0 failed"
