"""What tshark draws of captures, each drawn once however many tests ask, in whichever worker.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import os
import shutil

import runner


class Drawn:
    """Draws captures with tsharks that have started once, and keeps what they drew in a folder
    that the workers of a run of tests share."""

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

    def read(self, name, capture, arguments):
        """Standard output of the tshark of that name, which read a capture."""
        reader = self.tshark.waiting(name, *arguments)
        shutil.copyfile(capture, reader.place)
        status, said = reader.read()
        assert (status, said) == (0, ""), (capture, status, said)
        return reader.out.read_text(encoding="utf-8")

    def of(self, capture, passes=runner.ONE_PASS):
        """All drawings of a capture, by format."""
        name = "two-passes" if passes else "one-pass"

        def draw():
            files, arguments = self.tshark.drawing_arguments(name)
            flow = self.read(name, capture, [*passes, *arguments])
            return self.tshark.taken(files, flow)

        return self.once(f"{capture.stem}.{name}", draw)

    def connections(self, capture):
        """The connections of a capture, as its JSON tells them."""
        if capture not in self.parsed:
            lines = self.of(capture)["json"].splitlines()
            self.parsed[capture] = [json.loads(line) for line in lines]
        return self.parsed[capture]

    def frames(self, capture):
        """A capture's frames as PDML, with what hsviz adds to them."""
        return self.once(f"{capture.stem}.frames", lambda: self.read(
            "frames", capture, [*runner.TWO_PASSES, "-T", "pdml", "-J", "hsviz icmp"]))
