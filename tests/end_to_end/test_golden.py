"""Each capture's drawings are the golden ones, in one pass and in two.

`tools/goldens` draws them anew; look at the difference before it is committed.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import pytest

import differences
import runner

CAPTURES = runner.golden_captures()


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.stem)
def test_drawings(tshark, capture):
    differences.compare(capture, tshark.draw(capture), runner.formats_of(capture))


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.stem)
def test_two_passes_draw_the_same(tshark, capture):
    drawn = tshark.draw(capture, runner.TWO_PASSES)
    # A flow graph in one pass cannot know what comes later; it is Wireshark that draws it.
    names = [name for name in runner.formats_of(capture) if name != "flow"]
    differences.compare(capture, drawn, names)


def test_differences_are_of_captures():
    """A row of a capture that is gone would never be looked at again."""
    for difference in differences.DIFFERENCES:
        assert any(capture.stem == f"{difference.scenario}-client" for capture in CAPTURES)


def test_every_golden_has_its_capture():
    expected = {runner.golden_path(capture, name).name
                for capture in CAPTURES for name in runner.formats_of(capture)}
    found = {path.name for path in runner.GOLDEN.iterdir()}
    assert found - expected == set()


def test_captures_have_different_names():
    stems = [capture.stem for capture in CAPTURES]
    assert len(stems) == len(set(stems)) > 0
