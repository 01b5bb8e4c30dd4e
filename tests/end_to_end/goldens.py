"""Golden files: what they are of, and where they are.

Of each capture that was made at the client, its JSON and its ladder; what the other capture points
add is held to the manifest. All else is in tests/golden/list, with what it is there to show.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import functools
import pathlib
import typing

import runner

FOLDER = runner.ROOT / "tests" / "golden"
LIST = FOLDER / "list"
OF_ALL_CAPTURES = ["json", "unicode"]
# What the list calls all formats.
ALL = "*"
FORMATS = [*runner.DRAWINGS, "flow"]


class Golden(typing.NamedTuple):
    name: str  # of the file, before its format
    capture: pathlib.Path
    options: str  # as -z hsviz takes them, or ALL

    def formats(self):
        """The formats of its files."""
        return [self.options.split(",")[0]] if self.options != ALL else FORMATS

    def path(self, drawing):
        return FOLDER / f"{self.name}.{drawing}.txt"


@functools.cache
def captures():
    """The captures that have golden files, in order of their names."""
    elsewhere = {entry["file"] for entry, _ in runner.manifest() if entry["point"] != "client"}
    return [path for path in runner.all_captures() if path.name not in elsewhere]


@functools.cache
def listed():
    """What the list names."""
    rows = [line.split() for line in LIST.read_text(encoding="utf-8").splitlines()
            if line and not line.startswith("#")]
    return [Golden(name, runner.capture(capture), options) for name, capture, options in rows]


@functools.cache
def formats_of(capture):
    """The formats of which a capture has golden files that bear its own name."""
    is_listed = any(golden.capture == capture and golden.options == ALL for golden in listed())
    return FORMATS if is_listed else OF_ALL_CAPTURES


def path_of(capture, drawing):
    return FOLDER / f"{pathlib.Path(capture).stem}.{drawing}.txt"


def with_options():
    """What the list names beside captures in all formats."""
    return [golden for golden in listed() if golden.options != ALL]


def drawn_with_options(tshark, golden, passes=runner.ONE_PASS):
    """What such a file holds."""
    place = tshark.out / golden.name
    tshark.output(*passes, "-q", "-z", f"hsviz,{golden.options},file={place}",
                  capture=golden.capture)
    return tshark.take(golden.options.split(",")[0], place)


def expected():
    """All golden files that there are to be."""
    return {*(path_of(capture, drawing) for capture in captures()
              for drawing in formats_of(capture)),
            *(golden.path(drawing) for golden in with_options() for drawing in golden.formats()),
            LIST}
