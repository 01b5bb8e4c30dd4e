"""Each capture's drawings are the golden ones, in one pass and in two.

`tools/goldens` draws them anew; look at the difference before it is committed.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import pytest

import differences
import goldens
import runner

CAPTURES = goldens.captures()
every_capture = pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.stem)


@every_capture
def test_drawings(drawn, capture):
    differences.compare(capture, drawn.of(capture), goldens.formats_of(capture))


@every_capture
def test_two_passes_draw_the_same(drawn, capture):
    """In every format, whether or not it has a golden file."""
    once, twice = drawn.of(capture), drawn.of(capture, runner.TWO_PASSES)
    # A flow graph in one pass cannot know what comes later; it is Wireshark that draws it.
    for name in runner.DRAWINGS:
        assert twice[name] == once[name], name


@pytest.mark.parametrize("golden", goldens.with_options(), ids=lambda golden: golden.name)
@pytest.mark.parametrize("passes", [runner.ONE_PASS, runner.TWO_PASSES], ids=["one", "two"])
def test_drawings_with_options(tshark, golden, passes):
    (place,) = map(golden.path, golden.formats())
    assert goldens.drawn_with_options(tshark, golden, passes) == place.read_text(encoding="utf-8")


def test_differences_are_of_captures():
    """A row of a capture that is gone would never be looked at again."""
    for difference in differences.DIFFERENCES:
        assert any(capture.stem == f"{difference.scenario}-client" for capture in CAPTURES)


def test_every_golden_is_expected():
    assert set(goldens.FOLDER.iterdir()) == goldens.expected()


def test_captures_have_different_names():
    stems = [capture.stem for capture in CAPTURES]
    assert len(stems) == len(set(stems)) > 0
