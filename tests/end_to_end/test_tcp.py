"""TCP as no lab makes it: SYNs by the thousand that nobody answers, and wrong checksums.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import re
import struct

import pytest

import runner
import wire

CLIENT, SERVER = 0x0A000001, 0xC6336414  # 10.0.0.1, 198.51.100.20
SYN, ACK = 0x02, 0x10
RAW_IP = 101


def packet(client, port, flags, seq=1000, payload=b"", checksum=0):
    tcp = struct.pack("!HHIIBBHHH", port, 80, seq, 0, 0x50, flags, 64240, checksum, 0) + payload
    header = struct.pack("!BBHHHBBHII", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0, client, SERVER)
    return header + tcp


def write(path, packets):
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, RAW_IP))
        for number, content in enumerate(packets):
            out.write(struct.pack("<IIII", 1700000000 + number // 1000, number % 1000 * 1000,
                                  len(content), len(content)) + content)
    path.chmod(0o644)
    return path


def test_unanswered_syns_fold_into_a_line_a_group(tshark):
    flood = [packet(CLIENT + i, 1024, SYN) for i in range(100)]
    scan = [packet(CLIENT + 1000, 2000 + i, SYN)[:22] + struct.pack("!H", 100 + i)
            + packet(CLIENT + 1000, 2000 + i, SYN)[24:] for i in range(7)]
    lone = [packet(CLIENT + 2000, 1024, SYN)[:22] + struct.pack("!H", 9)
            + packet(CLIENT + 2000, 1024, SYN)[24:]]
    capture = write(tshark.folder / "syns.pcap", flood + scan + lone)
    drawn = tshark.output("-q", "-z", "hsviz,arrows", capture=capture).splitlines()
    assert drawn[0] == ("100 connections to 198.51.100.20:80 got no response: "
                        "streams 0 to 99")
    assert drawn[2] == "7 connections from 10.0.3.233 got no response: streams 100 to 106"
    assert drawn[4].startswith("stream 107 ")
    told = tshark.output("-q", "-z", "hsviz,json", capture=capture).splitlines()
    assert len(told) == 108
    chosen = tshark.output("-q", "-z", "hsviz,arrows,stream=0-9", capture=capture)
    assert chosen.count("stream ") == 10


def test_a_wrong_checksum_does_not_count(tshark):
    capture = write(tshark.folder / "checksum.pcap", [
        packet(CLIENT, 1024, SYN, checksum=0x7871), packet(CLIENT, 1024, ACK, 1001, b"no", 0x1234)])
    for preference, steps in ("FALSE", 3), ("TRUE", 1):
        told = tshark.output("-o", f"tcp.check_checksum:{preference}", "-q", "-z", "hsviz,json",
                             capture=capture)
        connection = json.loads(told)
        assert len([s for s in connection["steps"] if s["frame"]]) == steps, preference
        left_out = any("wrong checksum" in note for note in connection["notes"])
        assert left_out == (preference == "TRUE")


# ---- How it ended, without TLS ----

def opening(*flags):
    """A client's SYN, and what each side sends after it: (side, flags)."""
    conversation = wire.Conversation(port=80)
    conversation.frames = []
    conversation.next = [1000, 5000]
    conversation.send(wire.CLIENT, b"", wire.SYN)
    for side, bits in flags:
        if bits == wire.SYN:
            conversation.next[side] -= 1
        conversation.send(side, b"", bits)
    return conversation


ENDINGS = {
    # what follows the SYN, the outcome, the frame and the text of its note
    "refused": ([(wire.SERVER, wire.RST | wire.ACK)], "refused", 2,
                "the SYN was answered with a RST after 1.0 ms"),
    "refused-later": ([(wire.CLIENT, wire.SYN), (wire.SERVER, wire.RST | wire.ACK)], "refused", 3,
                      "the SYN was answered with a RST after 2.0 ms"),
    "unanswered": ([], "unanswered", 1, "the SYN, sent once, has no answer in the capture"),
    "unanswered-twice": ([(wire.CLIENT, wire.SYN)], "unanswered", 1,
                         "the SYN, sent 2 times, has no answer in the capture"),
    "open": ([(wire.SERVER, wire.SYN | wire.ACK), (wire.CLIENT, wire.ACK)], None, None, None),
    "half-open": ([(wire.SERVER, wire.SYN | wire.ACK)], None, None, None),
    "reset-when-open": ([(wire.SERVER, wire.SYN | wire.ACK), (wire.CLIENT, wire.ACK),
                         (wire.SERVER, wire.RST | wire.ACK)], None, None, None),
}


@pytest.mark.parametrize("name", ENDINGS)
def test_outcome_of_an_opening(tshark, name):
    follows, outcome, frame, text = ENDINGS[name]
    capture = tshark.folder / "captures" / f"opening-{name}.pcap"
    capture.write_bytes(wire.pcap(opening(*follows).frames))
    capture.chmod(0o644)
    (connection,) = tshark.connections(capture)
    assert (connection["outcome"], connection["tls"]) == (outcome, None)
    assert [note for note in connection["notes"] if note == text] == ([text] if text else [])
    csv = tshark.output("-q", "-z", "hsviz,csv", capture=capture).splitlines()
    assert csv[0].endswith(",outcome") and csv[1].endswith(f",{outcome or ''}")
    summary = tshark.output("-q", "-z", "hsviz,summary", capture=capture)
    assert ("outcome " in summary, f"\n  {outcome} " in summary) == (bool(outcome),) * 2
    table = tshark.output("-q", "-z", "hsviz,table", capture=capture)
    assert bool(re.search(rf"\|{outcome} *\|$", table, re.MULTILINE)) == bool(outcome)
    fields = tshark.output("-2", "-T", "fields", "-e", "hsviz.outcome", capture=capture)
    assert set(fields.splitlines()) == {outcome or ""}


@pytest.mark.parametrize("name", ENDINGS)
def test_failed_opening_is_an_error(tshark, name):
    """At the RST's frame in one pass too; that nothing came, only the capture's end tells."""
    follows, outcome, frame, text = ENDINGS[name]
    capture = tshark.folder / "captures" / f"opening-{name}.pcap"
    capture.write_bytes(wire.pcap(opening(*follows).frames))
    capture.chmod(0o644)
    for passes in (runner.ONE_PASS, runner.TWO_PASSES):
        told = tshark.output(*passes, "-Y", "hsviz.note.refused or hsviz.note.unanswered", "-T",
                             "fields", "-e", "frame.number", "-e", "hsviz.outcome", capture=capture)
        is_told = outcome and (outcome == "refused" or passes)
        assert told.splitlines() == ([f"{frame}\t{outcome}"] if is_told else [])
        expert = tshark.output(*passes, "-q", "-z", "expert,error", capture=capture)
        assert ("Errors (1)" in expert and f"hsviz  {text}" in expert) == bool(is_told)
