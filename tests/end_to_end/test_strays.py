"""Segments that their receiver would not accept, and what a box on the path sends: they change
nothing that is said of the connection, over IPv4 and IPv6, in one pass and in two.

Source: RFC 9293 3.10.7.3, 3.10.7.4; RFC 5961 5 (challenge ACKs); RFC 3360 (boxes that reset).

SPDX-License-Identifier: GPL-2.0-or-later
"""
import functools

import pytest

import wire
from wire import ACK, CLIENT, FIN, PSH, RST, SERVER, SYN

# The server is 40 ms away; its packets come with 52 hops left.
ROUND_TRIP_US, GAP_US, STRAY_US = 40000, 500, 200
HOPS = {CLIENT: 64, SERVER: 52}

FLIGHT = b"".join(wire.record(23, bytes(length)) for length in (32, 900, 280, 53))
SERVER_HELLO = wire.server_hello(wire.extension(43, b"\x03\x04"), suite=0x1301) + FLIGHT
CLIENT_HELLO = wire.client_hello(wire.supported_versions(0x0304, 0x0303) +
                                 wire.extension(45, b"\x01\x01"))
# side, payload, flags, time since the frame before
LINES = [
    (CLIENT, b"", SYN, 0), (SERVER, b"", SYN | ACK, ROUND_TRIP_US), (CLIENT, b"", ACK, GAP_US),
    (CLIENT, CLIENT_HELLO, ACK | PSH, GAP_US), (SERVER, SERVER_HELLO, ACK | PSH, ROUND_TRIP_US),
    (CLIENT, wire.record(23, bytes(53)) + wire.record(23, bytes(90)), ACK | PSH, GAP_US),
    (SERVER, wire.record(23, bytes(300)), ACK | PSH, ROUND_TRIP_US), (CLIENT, b"", ACK, GAP_US),
    (CLIENT, b"", FIN | ACK, GAP_US), (SERVER, b"", FIN | ACK, ROUND_TRIP_US),
    (CLIENT, b"", ACK, GAP_US),
]

# name: sender, flags, sequence number and acknowledgement beyond the right ones, payload, the note
STRAYS = {
    "challenge-ack": (SERVER, ACK, -(1 << 30), 1 << 30, b"", "receiver drops"),
    "data-beyond": (SERVER, ACK | PSH, 1 << 29, 0, b"Z" * 50, "far beyond the window"),
    "data-of-the-client": (CLIENT, ACK | PSH, 1 << 29, 0, b"Z" * 50, "far beyond the window"),
    "data-behind": (SERVER, ACK | PSH, -(1 << 29), 0, b"old", "far behind the window"),
    "fin-beyond": (SERVER, FIN | ACK, 1 << 29, 0, b"", "far beyond the window"),
    "fin-of-the-client": (CLIENT, FIN | ACK, 1 << 29, 0, b"", "far beyond the window"),
    "fin-behind": (SERVER, FIN | ACK, -20000000, 0, b"", "far behind the window"),
    "fin-without-ack": (SERVER, FIN, 0, None, b"", "no ACK bit"),
    "fin-urg-psh-without-ack": (CLIENT, FIN | PSH | 32, 0, None, b"", "no ACK bit"),
    "ack-of-what-was-never-sent": (CLIENT, ACK, 0, 1 << 30, b"", "never sent"),
    "reset-beyond": (SERVER, RST, 1 << 29, None, b"", "out-of-window RST"),
}
BEFORE = 4, 5, 6, 8  # frames, from 0 on

# What comes before the SYN-ACK: sender, flags, sequence number, acknowledgement, the note.
OPENING_STRAYS = {
    "syn-ack-of-what-was-never-sent": (SERVER, SYN | ACK, 772777, 1 << 30, "receiver drops"),
    "challenge-ack-first": (SERVER, ACK, 772777, 887888, "receiver drops"),
    "reset-that-acknowledges-nothing": (SERVER, RST | ACK, 0, 77, "receiver drops"),
}
BOX = "probably from a box on the path"


def played(version, number, stray=None, before=None):
    """Frames and times of a conversation; stray, which makes a frame, comes before a frame."""
    conversation = wire.Conversation(client_port=20000 + number, version=version)
    conversation.frames, conversation.next = [], [1000, 5000]
    frames, times, now = [], [], 0
    for place, (side, payload, flags, gap) in enumerate(LINES):
        if stray and place == before:
            frames.append(stray(conversation))
            times.append(now + STRAY_US)
        now += gap
        acknowledged = conversation.next[1 - side] if flags & ACK else 0
        frames.append(conversation.frame(side, payload, flags, conversation.next[side],
                                         acknowledged, HOPS[side]))
        times.append(now)
        conversation.next[side] += len(payload) + bool(flags & (SYN | FIN))
    return frames, times


def numbered(side, flags, seq, ack, payload):
    def make(conversation):
        return conversation.frame(side, payload, flags, conversation.next[side] + seq,
                                  0 if ack is None else conversation.next[1 - side] + ack,
                                  HOPS[side])
    return make


def exactly(side, flags, seq, ack):
    return lambda conversation: conversation.frame(side, b"", flags, seq, ack, HOPS[side])


def from_a_box(conversation):
    """In the window, but with hops that the server's never have, and too soon."""
    return conversation.frame(SERVER, b"", RST | ACK, conversation.next[SERVER],
                              conversation.next[CLIENT], 61)


def cases():
    """name: the stray, the frame before which it comes, its note."""
    made = {}
    for name, (side, flags, seq, ack, payload, note) in STRAYS.items():
        for before in BEFORE:
            made[f"{name}-{before}"] = numbered(side, flags, seq, ack, payload), before, note
    for name, (side, flags, seq, ack, note) in OPENING_STRAYS.items():
        made[name] = exactly(side, flags, seq, ack), 1, note
    made["reset-of-a-box"] = from_a_box, 4, BOX
    return made


CASES = cases()


@functools.cache
def told(tshark, version):
    """What is told of each conversation, the clean one first: JSON of one pass and of two, and the
    position of each frame in both. One capture holds them all."""
    strays = [(None, None), *((stray, before) for stray, before, _note in CASES.values())]
    frames, times, first = [], [], []
    for number, (stray, before) in enumerate(strays):
        first.append(len(frames))
        its_frames, its_times = played(version, number, stray, before)
        frames += its_frames
        times += [number * 10**6 + time for time in its_times]
    capture = tshark.folder / "captures" / f"strays-{version}.pcap"
    capture.write_bytes(wire.pcap(frames, times))
    capture.chmod(0o644)
    passes = []
    for option in [], ["-2"]:
        connections = tshark.connections(capture, *option)
        fields = tshark.output(*option, "-T", "fields", "-e", "hsviz.rtt_position",
                               capture=capture).splitlines()
        passes.append([(connection, fields[begin:begin + len(LINES) + 1], begin)
                       for connection, begin in zip(connections, first, strict=True)])
    return passes


def without(connection, begin, stray):
    """What is said of all frames but stray, with the numbers that they have without it; and what is
    said of stray itself. stray 0: there is none."""
    def number(frame):
        frame -= begin
        return frame - (stray != 0 and frame > stray)

    steps, own = [], []
    for step in connection["steps"]:
        if step["frame"] and step["frame"] - begin == stray:
            own.append(step)
            continue
        moved = dict(step)
        for key in ("frame", "first_frame", "last_frame"):
            if moved.get(key):
                moved[key] = number(moved[key])
        moved.pop("time_ms", None)
        steps.append(moved)
    said = {key: connection[key] for key in ("sni", "cipher_suite", "alpn", "tcp", "tls", "rtt",
                                             "outcome", "time_ms") if key in connection}
    return said, steps, own


@pytest.mark.parametrize("two_passes", (False, True), ids=("one-pass", "two-passes"))
@pytest.mark.parametrize("version", (4, 6), ids=("ipv4", "ipv6"))
@pytest.mark.parametrize("name", [name for name in CASES if name != "reset-of-a-box"])
def test_a_stray_changes_nothing(tshark, name, version, two_passes):
    passes = told(tshark, version)[two_passes]
    clean, clean_fields, _begin = passes[0]
    connection, fields, begin = passes[1 + list(CASES).index(name)]
    _stray, before, note = CASES[name]
    expected, expected_steps, _none = without(clean, 0, 0)
    said, steps, own = without(connection, begin, before + 1)
    assert said == expected
    assert steps == expected_steps
    assert [step["rtt_position"] for step in own] == [None] * len(own)
    assert fields[before] == ""
    assert fields[:before] + fields[before + 1:] == clean_fields[:len(LINES)]
    (named,) = [text for text in connection["notes"] if text not in clean["notes"]]
    assert note in named


@pytest.mark.parametrize("version", (4, 6), ids=("ipv4", "ipv6"))
def test_a_reset_of_a_box_is_not_the_servers(tshark, version):
    """It ends the connection for the client, and nothing is the server's doing; the server's own
    flight comes after it and is its own."""
    for passes in told(tshark, version):
        clean, clean_fields, _begin = passes[0]
        connection, fields, begin = passes[1 + list(CASES).index("reset-of-a-box")]
        (reset,) = [step for step in connection["steps"] if step["step"] == "RST"]
        assert reset["frame"] - begin == 5
        assert (reset["from"], reset["origin"], reset["rtt_position"]) == ("server", "path", None)
        assert fields[4] == ""
        assert all(step["origin"] != "path" for step in connection["steps"] if step is not reset)
        assert any(BOX in note for note in connection["notes"])
        assert connection["outcome"] not in ("server-gave-up", "rejected-by-server")
        (hello,) = [step for step in connection["steps"] if step["step"] == "ServerHello"]
        assert (hello["frame"] - begin, hello["rtt_position"]) == (6, 1.5)
        assert fields[:4] + fields[5:7] == clean_fields[:6]


def test_both_versions_tell_the_same(tshark):
    """But for the addresses, and what only IPv4 has: an identification."""
    for one, other in zip(told(tshark, 4)[0], told(tshark, 6)[0], strict=True):
        for key in one[0]:
            if key not in ("client", "server"):
                assert one[0][key] == other[0][key], key
        assert one[1] == other[1]
    for once, twice in zip(*told(tshark, 4), strict=True):
        assert once == twice
