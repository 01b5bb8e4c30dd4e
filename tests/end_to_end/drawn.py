"""What tshark draws of captures, each drawn once however many tests ask, in whichever worker.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import os

import runner


class Drawn:
    """Draws captures, and keeps what was drawn in a folder that the workers of a run of tests
    share."""

    def __init__(self, tshark, folder):
        self.tshark = tshark
        self.folder = folder
        self.parsed = {}

    def once(self, name, make):
        """What make gives, from whichever worker was the first to ask for that name."""
        place = self.folder / name
        if not place.exists():
            part = self.folder / f"{name}.{os.getpid()}"
            part.write_text(json.dumps(make()), encoding="utf-8")
            part.replace(place)
        return json.loads(place.read_text(encoding="utf-8"))

    def of(self, capture, passes=runner.ONE_PASS):
        """All drawings of a capture, by format."""
        name = f"{capture.stem}.{'two-passes' if passes else 'one-pass'}"
        return self.once(name, lambda: self.tshark.draw(capture, passes))

    def connections(self, capture):
        """The connections of a capture, as its JSON tells them."""
        if capture not in self.parsed:
            lines = self.of(capture)["json"].splitlines()
            self.parsed[capture] = [json.loads(line) for line in lines]
        return self.parsed[capture]

    def frames(self, capture):
        """A capture's frames as PDML, with what hsviz adds to them."""
        def read():
            told = self.tshark.read(capture, *runner.TWO_PASSES, "-T", "pdml", "-J", "hsviz icmp")
            assert (told[0], told[2]) == (0, ""), (capture, told)
            return told[1]

        return self.once(f"{capture.stem}.frames", read)
