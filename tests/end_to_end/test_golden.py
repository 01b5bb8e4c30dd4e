"""Each capture's drawings are the golden ones, in one pass and in two.

`tools/goldens` draws them anew; look at the difference before it is committed.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import pytest

import runner

CAPTURES = runner.golden_captures()


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.stem)
def test_drawings(tshark, capture):
    drawn = tshark.draw(capture)
    for name in runner.formats_of(capture):
        golden = runner.golden_path(capture, name)
        assert golden.exists(), f"{golden.name} is missing: tools/goldens makes it"
        expected = golden.read_text(encoding="utf-8")
        assert expected.strip(), f"{golden.name} is empty"
        assert drawn[name] == expected, f"{golden.name} differs"


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.stem)
def test_two_passes_draw_the_same(tshark, capture):
    drawn = tshark.draw(capture, runner.TWO_PASSES)
    for name in runner.formats_of(capture):
        # A flow graph in one pass cannot know what comes later; it is Wireshark that draws it.
        if name != "flow":
            expected = runner.golden_path(capture, name).read_text(encoding="utf-8")
            assert drawn[name] == expected, name


def test_every_golden_has_its_capture():
    expected = {runner.golden_path(capture, name).name
                for capture in CAPTURES for name in runner.formats_of(capture)}
    found = {path.name for path in runner.GOLDEN.iterdir()}
    assert found - expected == set()


def test_captures_have_different_names():
    stems = [capture.stem for capture in CAPTURES]
    assert len(stems) == len(set(stems)) > 0
