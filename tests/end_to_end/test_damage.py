"""Captures that lack something: cut, truncated, one-sided, without TCP, empty.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import os
import struct

import pytest

import runner
from wire import pcap

HANDSHAKES = ["tls13-full-client", "tls12-full-client", "tls13-hrr-middle-nokeys",
              "loss-server-flight-hole-client"]


def capture(name):
    return runner.capture(name)


def draw_everything(tshark, path, status=0):
    """Draws in every format at once; returns the JSON."""
    drawn = tshark.draw(path, status=status)
    assert all(drawn[name] for name in ("unicode", "ascii", "arrows"))
    return [json.loads(line) for line in drawn["json"].splitlines()]


def part_of(tshark, name, suffix, display_filter):
    """The frames of a capture that pass the filter, with its keys, as a capture of their own."""
    path = tshark.out / f"{name}-{suffix}.pcapng"
    tshark.output("-Y", display_filter, "-w", path, capture=capture(name))
    return path


@pytest.mark.parametrize("name", HANDSHAKES)
@pytest.mark.parametrize("frames", [1, 2, 3, 4, 6, 8, 10])
def test_ends_early(tshark, name, frames):
    part = part_of(tshark, name, f"until-{frames}", f"frame.number <= {frames}")
    (connection,) = draw_everything(tshark, part)
    whole = tshark.connections(capture(name))[0]
    assert connection["last_frame"] == frames
    # Where something stood and who sent it does not depend on what follows.
    for step, later in zip(connection["steps"], whole["steps"]):
        assert (step["from"], step["rtt_position"]) == (later["from"], later["rtt_position"])


@pytest.mark.parametrize("name", HANDSHAKES)
@pytest.mark.parametrize("missing", [1, 3, 4, 6, 8])
def test_begins_late(tshark, name, missing):
    part = part_of(tshark, name, f"after-{missing}", f"frame.number > {missing}")
    (connection,) = draw_everything(tshark, part)
    if missing >= 3:
        assert connection["tcp"]["open"] == "mid-stream"
        assert connection["rtt"]["relative"] is True


def test_cut_in_the_middle_of_a_frame(tshark, handshake):
    path = tshark.folder / "captures" / "cut.pcapng"
    content = handshake.read_bytes()
    path.write_bytes(content[:len(content) * 2 // 3])
    path.chmod(0o644)
    # tshark itself ends with a failure at a file cut short, in 4.0 and 4.4 with 2 and in 4.6 with
    # another, and what came before it is drawn.
    status = tshark.run("-q", capture=path).returncode
    assert status != 0
    connections = draw_everything(tshark, path, status=status)
    assert len(connections) == 1


# The editor of captures refuses those with keys.
WITHOUT_KEYS = ["tls13-full-client-nokeys", "tls12-full-client-nokeys", "tls13-hrr-middle-nokeys"]


@pytest.mark.parametrize("name", WITHOUT_KEYS)
@pytest.mark.parametrize("snaplen", [34, 54, 60, 66, 70, 80, 120, 200, 300])
def test_frames_cut_short(tshark, name, snaplen):
    path = tshark.folder / "captures" / f"{name}-snap-{snaplen}.pcapng"
    tshark.run("-s", snaplen, tshark.readable(capture(name)), path, tool="editcap")
    connections = draw_everything(tshark, path)
    # From here on the TCP header of a SYN is whole.
    if snaplen >= 80:
        assert connections[0]["steps"][0]["step"] == "SYN"
        assert connections[0]["tcp"]["open"] == "three-way"


@pytest.mark.parametrize("name", HANDSHAKES)
@pytest.mark.parametrize("side", ["client", "server"])
def test_one_direction(tshark, name, side):
    address = tshark.connections(capture(name))[0][side]["address"]
    part = part_of(tshark, name, side, f"ip.src == {address}")
    (connection,) = draw_everything(tshark, part)
    assert {step["from"] for step in connection["steps"] if step["frame"]} == {side}
    assert connection["tls"] is None or connection["tls"]["outcome"] == "one-sided"




def udp_frame():
    ethernet = bytes(12) + b"\x08\x00"
    udp = struct.pack("!HHHH", 1234, 5678, 8 + 4, 0) + b"data"
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 1, 0, 64, 17, 0,
                     bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2]))
    return ethernet + ip + udp


@pytest.mark.parametrize("frames", [[], [udp_frame()]], ids=["empty", "udp"])
def test_without_tcp(tshark, frames):
    path = tshark.folder / "captures" / f"without-tcp-{len(frames)}.pcap"
    path.write_bytes(pcap(frames))
    path.chmod(0o644)
    line = "hsviz: no TCP connection in this capture\n"
    for name in ["text", "unicode", "ascii", "arrows"]:
        assert tshark.output("-q", "-z", f"hsviz,{name}", capture=path) == line
    done = tshark.run("-q", "-z", "hsviz,json", capture=path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", line)
    assert tshark.output("-q", "-z", runner.FLOW, capture=path) == ""


def test_self_connection_and_many_ends(tshark):
    """Both are beyond what Wireshark's flow graph can draw; neither may make it complain."""
    def segment(source, destination, flags=0x02):
        tcp = struct.pack("!HHIIBBHHH", source, destination, 1, 0, 0x50, flags, 1000, 0, 0)
        ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 40, 1, 0, 64, 6, 0, bytes([127, 0, 0, 1]),
                         bytes([127, 0, 0, 1]))
        return bytes(12) + b"\x08\x00" + ip + tcp

    path = tshark.folder / "captures" / "many.pcap"
    # SYN-ACKs: SYNs that nobody answers would be one line together.
    path.write_bytes(pcap([segment(7, 7), *(segment(10000 + port, 443, 0x12)
                                            for port in range(60))]))
    path.chmod(0o644)
    graph = tshark.output("-q", "-z", runner.FLOW, capture=path)
    assert graph.count("further connections are omitted") == 1
    text = tshark.output("-q", "-z", "hsviz,ascii", capture=path)
    assert "11 more connections not drawn: " in text
    assert len(tshark.connections(path)) == 61


@pytest.mark.parametrize("error_probability", ["0.01", "0.05", "0.2"])
@pytest.mark.parametrize("seed", range(1, 9))
@pytest.mark.parametrize("name", ["tls13-full-client", "tls12-full-client", "starttls-smtp-client"])
def test_random_bytes_changed(tshark, name, seed, error_probability):
    """Whatever the bytes say: no crash, and each line is JSON. Streams appear here of which no
    frame holds a whole TCP header."""
    damaged = tshark.out / "damaged.pcapng"
    damaged.unlink(missing_ok=True)
    tshark.run("-E", error_probability, "--seed", seed,
               tshark.readable(runner.capture(f"{name}{runner.NO_KEYS}")), damaged, tool="editcap")
    for passes in (runner.ONE_PASS, runner.TWO_PASSES):
        status, told, complaint = tshark.read(damaged, *passes, "-q", "-z", "hsviz,json", "-z",
                                              f"hsviz,ascii,file={os.devnull}")
        assert status in (0, 2) and "CRITICAL" not in complaint, (status, complaint)
        for line in told.splitlines():
            json.loads(line)
