"""What tools/cost compares: figures too high are named with what is allowed, those below are not
failures, and the repository's file holds a figure for each.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import importlib.machinery
import importlib.util

import pytest

import runner


@pytest.fixture(name="cost", scope="module")
def fixture_cost():
    """tools/cost as a module."""
    loader = importlib.machinery.SourceFileLoader("cost", str(runner.ROOT / "tools" / "cost"))
    spec = importlib.util.spec_from_loader("cost", loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


IDLE, CONNECTION = ("short", "idle"), ("memory", "connection")


@pytest.mark.parametrize(("ratio", "num_bytes", "wrong", "lower"), [
    (1.000, 1000, 0, 0), (1.029, 1029, 0, 0), (1.031, 1000, 1, 0), (1.000, 1031, 1, 0),
    (1.100, 1100, 2, 0), (0.960, 1000, 0, 1), (0.960, 1100, 1, 1)])
def test_three_percent(cost, ratio, num_bytes, wrong, lower):
    found = {IDLE: (ratio, "io,stat"), CONNECTION: (num_bytes, cost.BYTES)}
    told = cost.too_high(found, {IDLE: 1.0, CONNECTION: 1000.0})
    assert tuple(map(len, told)) == (wrong, lower)


def test_a_figure_of_nothing_bears_a_byte(cost):
    data = ("memory", "data")
    assert cost.too_high({data: (0.9, cost.BYTES)}, {data: 0.0}) == ([], [])
    assert len(cost.too_high({data: (1.1, cost.BYTES)}, {data: 0.0})[0]) == 1


def test_the_line_says_figure_measured_and_allowed(cost):
    wrong, _ = cost.too_high({IDLE: (1.3456, "io,stat")}, {IDLE: 1.2})
    assert wrong == ["short idle: 1.346 x io,stat, allowed 1.200 + 3%"]


def test_failure_says_what_to_do(cost, capsys):
    found = {key: (1e9, "io,stat") for key in cost.figures_read()}
    assert not cost.check(found)
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].startswith("==> FAILED. cost: ")
    assert "tests/cost/figures.tsv" in lines[-2] and "commit" in lines[-2]


def test_the_file_holds_all_figures_and_no_other(cost):
    per_frame = {(mix, use.name): 1 for mix in cost.MIXES for use in cost.USES}
    found = cost.figures(per_frame, {name: 1 for name in cost.MEMORY})
    assert set(cost.figures_read()) == set(found)
    assert cost.too_high({("short", "new"): (1, "io,stat")}, {})[0]
