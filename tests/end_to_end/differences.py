"""What a later Wireshark tells otherwise than the one that drew the golden files: its own doing,
which docs/versions.md lists. Such a capture is not compared, but it has to differ: a row whose
difference is gone fails the tests.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import functools
import pathlib
import re
import subprocess
import typing

import pytest

import goldens


class Difference(typing.NamedTuple):
    scenario: str  # of the lab
    since: tuple  # major and minor version
    reason: str


DIFFERENCES = [
    Difference("tcp-syn-ack-different", (4, 4), "a SYN-ACK with another sequence number than the "
               "one before begins another conversation, with a tcp.stream of its own"),
]


@functools.cache
def wireshark_version():
    """Major and minor version of the tshark that runs."""
    said = subprocess.run(["tshark", "--version"], check=True, capture_output=True,
                          encoding="utf-8").stdout
    return tuple(map(int, re.search(r"(\d+)\.(\d+)\.\d+", said).groups()))


def reason(capture):
    """Why this Wireshark tells a capture otherwise; None where it tells the same."""
    stem = pathlib.Path(capture).stem
    for difference in DIFFERENCES:
        if re.fullmatch(rf"{difference.scenario}-(client|middle|server)", stem) and \
                wireshark_version() >= difference.since:
            return difference.reason
    return None


def compare(capture, drawn, names):
    """Holds drawings, by format, to the golden ones; where this Wireshark tells the capture
    otherwise, to their being different, and skips the test with the reason."""
    why = reason(capture)
    for name in names:
        golden = goldens.path_of(capture, name)
        assert golden.exists(), f"{golden.name} is missing: tools/goldens makes it"
        expected = golden.read_text(encoding="utf-8")
        assert expected.strip(), f"{golden.name} is empty"
        if why:
            assert drawn[name] != expected, f"{golden.name} does not differ: {why} no longer"
        else:
            assert drawn[name] == expected, f"{golden.name} differs"
    if why:
        pytest.skip(why)
