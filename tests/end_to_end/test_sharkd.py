"""One process that opens many captures: nothing of an earlier one stays, and what users do to a
capture that is open leaves the annotations right. The process is sharkd, Wireshark without its
window.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import base64
import re
import shutil
import subprocess

import pytest

import goldens
import runner
import sharkd as sharkds
from test_fields import FIELDS

# All fields, and what the notes say.
COLUMNS = [*(f"hsviz.{name}" for name in FIELDS), "_ws.expert.message"]
NUM_CAPTURES = 50

pytestmark = pytest.mark.skipif(not shutil.which("sharkd"), reason="sharkd is not installed")


def captures(number):
    """So many of the captures, spread evenly over all of them."""
    found = goldens.captures()
    chosen = [found[i * len(found) // number] for i in range(number)]
    assert len(set(chosen)) == number
    return chosen


@pytest.fixture
def sharkd(tshark):
    instance = sharkds.Sharkd(tshark)
    yield instance
    instance.kill()


@pytest.fixture(scope="module")
def told(tshark):
    """What a tshark that knows nothing else tells of a capture."""
    known = {}

    def tell(capture, *arguments):
        key = (capture, *arguments)
        if key not in known:
            known[key] = sharkds.told_by_tshark(tshark, capture, COLUMNS, *arguments)
        return known[key]

    return tell


def test_fifty_captures_one_after_the_other(sharkd, told):
    chosen = captures(NUM_CAPTURES)
    for capture in [*chosen, chosen[0], chosen[-1]]:
        sharkd.load(capture)
        assert sharkd.columns(COLUMNS) == told(capture), capture
    assert sharkd.close() == (0, [])


def test_shown_in_any_order_and_again(sharkd, told, handshake):
    sharkd.load(handshake)
    rows = told(handshake)
    for row in [*reversed(rows), rows[3], rows[3]]:
        number = row[0]
        assert sharkd.columns(COLUMNS, filter=f"frame.number == {number}") == [row]
        (lines,) = sharkd.tree(number)
        steps = [line.split(" ")[1] for line in lines if line.startswith("Step: ")]
        assert ",".join(steps) == row[1 + COLUMNS.index("hsviz.step")]
    assert sharkd.close() == (0, [])


@pytest.mark.parametrize("name", ["tls13-full-client", "tls12-resumed-ticket-client",
                                  "alert-unknown-ca-client"])
def test_every_frame_shows_the_final_words(sharkd, tshark, name):
    capture = runner.capture(name)
    (connection,) = tshark.connections(capture)
    words = {f'Handshake kind: {connection["tls"]["kind"]}',
             f'Outcome: {connection["tls"]["outcome"]}'}
    sharkd.load(capture)
    frames = [row[0] for row in sharkd.columns(["hsviz.stream"])]
    assert len(frames) == connection["last_frame"]
    for number in frames:
        (lines,) = sharkd.tree(number)
        assert words <= set(lines)
    assert sharkd.close() == (0, [])


def test_filters_change(sharkd, told, handshake):
    sharkd.load(handshake)
    rows = told(handshake)
    step = 1 + COLUMNS.index("hsviz.step")
    filters = {
        "tcp": lambda row: True,
        "hsviz.step": lambda row: row[step] != "",
        'hsviz.step == "ClientHello"': lambda row: "ClientHello" in row[step].split(","),
        "udp": lambda row: False,
        "tcp.stream == 0": lambda row: True,
    }
    for _ in range(2):
        for expression, passes in filters.items():
            shown = sharkd.columns(COLUMNS, filter=expression)
            assert shown == [row for row in rows if passes(row)], expression
    assert sharkd.close() == (0, [])


def test_time_references_change_nothing(sharkd, told, handshake):
    sharkd.load(handshake)
    for refs in ("4", "2,6", "14"):
        assert sharkd.columns(COLUMNS, refs=refs) == told(handshake)
    assert sharkd.close() == (0, [])


def test_comments_change_nothing(sharkd, told, handshake):
    sharkd.load(handshake)
    sharkd.ask("setcomment", frame=4, comment="mark")
    rows = [list(row) for row in told(handshake)]
    # The comment itself is expert information, of Wireshark's; 4.4 has more of its own.
    rows[3][-1] = ",".join(["mark", *filter(None, [rows[3][-1]])])
    assert sharkd.columns(COLUMNS) == rows
    assert sharkd.columns(["hsviz.step"], filter="frame.comment") == [[4, "ClientHello"]]
    assert sharkd.close() == (0, [])


# A preference, a value that is not the default, and a capture in which it makes a difference.
PREFERENCES = [("hsviz.capture_point", "server", "tcp-loss-ack-client"),
               ("hsviz.infer", "FALSE", "tls13-full-client-nokeys"),
               ("hsviz.find_tls", "FALSE", "starttls-irc-client")]
DEFAULTS = {"hsviz.capture_point": "auto", "hsviz.infer": "TRUE", "hsviz.find_tls": "TRUE"}


@pytest.mark.parametrize(("name", "value", "capture"), PREFERENCES)
def test_preferences_change(sharkd, told, name, value, capture):
    capture = runner.capture(capture)
    changed = told(capture, "-o", f"{name}:{value}")
    assert changed != told(capture)
    sharkd.load(capture)
    for now, rows in ((value, changed), (DEFAULTS[name], told(capture)), (value, changed)):
        before = sharkd.columns(COLUMNS)
        # Nothing is half changed until the capture is dissected anew, as Wireshark then does.
        sharkd.conf(name, now)
        assert sharkd.columns(COLUMNS) == before
        sharkd.load(capture)
        assert sharkd.columns(COLUMNS) == rows
    assert sharkd.close() == (0, [])


@pytest.mark.parametrize("name", ["tls13-full-client", "tls12-full-client", "starttls-smtp-client",
                                  "tcp-in-tcp-client", "0rtt-full-client", "tcp-close-four-client"])
def test_follow_stream(sharkd, told, tshark, name):
    capture = runner.capture(name)
    connections = tshark.connections(capture)
    sharkd.load(capture)
    for connection in connections:
        for protocol in ("TCP", "TLS"):
            expression = f"tcp.stream == {connection['stream']}"
            followed = sharkd.ask("follow", follow=protocol, filter=expression)
            if protocol == "TCP":
                assert int(followed["sport"]) in (connection["server"]["port"],
                                                  connection["client"]["port"])
    assert sharkd.columns(COLUMNS) == told(capture)
    assert sharkd.close() == (0, [])


def test_follow_tls_has_the_plain_text(sharkd, handshake):
    sharkd.load(handshake)
    followed = sharkd.ask("follow", follow="TLS", filter="tcp.stream == 0")
    assert b"HTTP/1.1" in base64.b64decode(followed["payloads"][0]["d"])
    assert sharkd.close() == (0, [])


def test_what_is_wrong_leaves_what_was_open(sharkd, told, handshake, tshark):
    sharkd.load(handshake)
    assert "error" in sharkd.answer("load", file=str(tshark.folder / "captures" / "no such file"))
    assert "error" in sharkd.answer("frames", filter="hsviz.no_such_field")
    sharkd.load(handshake)
    assert sharkd.columns(COLUMNS) == told(handshake)


def test_merged_captures(sharkd, told, tshark):
    """Each connection of a capture that was merged from two is what it was alone."""
    parts = [runner.capture(f"{name}-client")
             for name in ("tls13-hrr", "tls12-full", "tcp-refused")]
    merged = tshark.folder / "captures" / "merged.pcapng"
    subprocess.run(["mergecap", "-w", merged, *parts], check=True)
    merged.chmod(0o644)
    sharkd.load(merged)
    rows = sharkd.columns(COLUMNS)
    assert rows == told(merged)
    assert sharkd.close() == (0, [])
    # Frames and streams are numbered anew, and what names one follows.
    same = [i for i, name in enumerate(COLUMNS, 1)
            if not re.search(r"stream|completed_in|previous|next|client_hello|frame", name)]
    stream = 1 + COLUMNS.index("hsviz.stream")
    alone = [[[row[i] for i in same] for row in told(part)] for part in parts]
    together = [[[row[i] for i in same] for row in rows if row[stream] == str(number)]
                for number in range(len(parts))]
    assert sorted(together) == sorted(alone)
