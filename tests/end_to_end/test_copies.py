"""Captures that have packets more than once, or of another host than they say: with each link layer
that tells where a packet was captured, and the real tshark.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import dataclasses
import struct

import pytest

from wire import (ACK, CLIENT, PSH, RST, SERVER, SYN, client_hello, server_hello,
                  supported_versions)

ETHERNET, SLL, SLL2 = 1, 113, 276
HELLO, ANSWER = client_hello(supported_versions(0x0304)), server_hello()
PORTS = (40000, 443)
START_US = 1700000000 * 10**6


@dataclasses.dataclass(frozen=True)
class Packet:
    """One packet, as it passes one place of capture."""
    us: int
    side: int
    seq: int
    ack: int
    flags: int
    payload: bytes = b""
    number: int = 0    # IPv4: identification
    hops: int = 64
    version: int = 4
    stamps: tuple = () # TSval, TSecr
    link: int = ETHERNET
    place: int = 0     # MAC address, VLAN or interface, as the link layer has it
    vlan: int = 0

    def ip(self):
        options = struct.pack("!BBBBII", 1, 1, 8, 10, *self.stamps) if self.stamps else b""
        tcp = struct.pack("!HHIIBBHHH", PORTS[self.side], PORTS[1 - self.side], self.seq, self.ack,
                          (20 + len(options)) << 2, self.flags, 64000, 0, 0) + options
        tcp += self.payload
        if self.version == 6:
            hosts = [bytes.fromhex("20010db8") + bytes(11) + bytes([1 + i]) for i in range(2)]
            return struct.pack("!IHBB", 6 << 28, len(tcp), 6, self.hops) + \
                hosts[self.side] + hosts[1 - self.side] + tcp
        hosts = bytes([192, 0, 2, 10]), bytes([192, 0, 2, 20])
        return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), self.number, 0x4000, self.hops,
                           6, 0, hosts[self.side], hosts[1 - self.side]) + tcp

    def frame(self):
        kind = 0x86DD if self.version == 6 else 0x0800
        mac = bytes([2, 0, 0, 0, self.place, 1 + self.side])
        if self.link == SLL:
            return struct.pack("!HHH", self.place, 1, 6) + mac + bytes(2) + \
                struct.pack("!H", kind) + self.ip()
        if self.link == SLL2:
            return struct.pack("!HHIHBB", kind, 0, 1 + self.place, 1, 0, 6) + mac[:4] + b"\0" + \
                mac[5:] + bytes(2) + self.ip()
        tag = struct.pack("!HH", 0x8100, self.vlan) if self.vlan else b""
        return mac + mac[::-1] + tag + struct.pack("!H", kind) + self.ip()


def conversation(**facts):
    """A TCP handshake, a ClientHello and its answer, over 50 ms; the server's numbers are odd."""
    after = 1 + len(HELLO)
    packets = [
        Packet(0, CLIENT, 1000, 0, SYN, number=10), Packet(50000, SERVER, 5000, 1001, SYN | ACK),
        Packet(50100, CLIENT, 1001, 5001, ACK, number=11),
        Packet(50300, CLIENT, 1001, 5001, ACK | PSH, HELLO, number=12),
        Packet(100400, SERVER, 5001, 1000 + after, ACK, number=701),
        Packet(100900, SERVER, 5001, 1000 + after, ACK | PSH, ANSWER, number=703),
        Packet(101000, CLIENT, 1000 + after, 5001 + len(ANSWER), ACK, number=13)]
    if facts.pop("stamped", False):
        packets = [dataclasses.replace(p, stamps=(1 + p.us // 1000 + 7 * p.side, 1 + i))
                   for i, p in enumerate(packets)]
    return [dataclasses.replace(packet, **facts) for packet in packets]


def again(packets, later_us, **facts):
    """The same packets, captured once more."""
    return [dataclasses.replace(packet, us=packet.us + later_us, **facts) for packet in packets]


def in_order(*packets):
    return sorted((packet for some in packets for packet in some), key=lambda packet: packet.us)


def write(path, packets):
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, packets[0].link))
        for packet in packets:
            seconds, us = divmod(START_US + packet.us, 10**6)
            content = packet.frame()
            out.write(struct.pack("<IIII", seconds, us, len(content), len(content)) + content)
    path.chmod(0o644)
    return path


def merged(offset_us):
    """The captures of client and server, of which the second's clock is ahead."""
    packets = conversation()
    way_us = 25000
    at_client = [dataclasses.replace(packet, hops=64 - (packet.side == SERVER))
                 for packet in packets]
    at_server = [dataclasses.replace(
        packet, hops=64 - (packet.side == CLIENT), place=1,
        us=packet.us + offset_us + (way_us if packet.side == CLIENT else -way_us))
        for packet in packets]
    return in_order(at_client, at_server)


V6 = {"version": 6}
WHOLE = {
    "ethernet": in_order(conversation(), again(conversation(), 1500, place=1)),
    "at one place": in_order(conversation(), again(conversation(), 3)),
    "vlan": in_order(conversation(), again(conversation(), 20, vlan=7)),
    "routed": in_order(conversation(), again(conversation(), 4000, hops=63, place=1)),
    "bursts": conversation()[:2] + in_order(again(conversation()[:2], 50010, place=1)) +
              conversation()[2:4] + again(conversation()[2:4], 200, place=1) +
              conversation()[4:] + again(conversation()[4:], 400, place=1),
    "ipv6": in_order(conversation(**V6), again(conversation(**V6), 1500, place=1, **V6)),
    "ipv6, routed": in_order(conversation(stamped=True, **V6),
                             again(conversation(stamped=True, **V6), 25000, hops=63, **V6)),
    "no identification": in_order(conversation(number=0), again(conversation(number=0), 40,
                                                                place=1)),
    "one identification": in_order(conversation(number=1), again(conversation(number=1), 40,
                                                                 place=1)),
    "cooked": in_order(conversation(link=SLL), again(conversation(link=SLL), 30, place=4)),
    "cooked, version 2": in_order(conversation(link=SLL2), again(conversation(link=SLL2), 30,
                                                                 place=4)),
    "one after the other": conversation() + again(conversation(), 2, place=1),
    "clocks of two capture points agree": merged(0),
    "the second clock is a little ahead": merged(10000),
    "the second clock is far ahead": merged(400000),
    "the second clock is behind": merged(-10000),
    "the second clock is far behind": merged(-400000),
}


def told(tshark, name, packets):
    capture = write(tshark.folder / f"copies-{name.replace(' ', '-')}.pcap", packets)
    return tshark.connections(capture)[0]


def expect_once(connection, copies):
    """Each packet counts once, and nothing was lost."""
    names = [step["step"] for step in connection["steps"]]
    assert names[:5] == ["SYN", "SYN-ACK", "ACK", "ClientHello", "ServerHello"]
    assert not [step for step in connection["steps"]
                if (step["detail"] or "").startswith("retransmission")]
    assert connection["time_ms"]["ledger"]["loss_recovery"] == 0
    assert [note for note in connection["notes"] if note.startswith(f"{copies} frames captured")]
    assert connection["rtt"]["initial_ms"] == pytest.approx(50.1, abs=0.2)
    assert [step["rtt_position"] for step in connection["steps"]][:5] == [0, 0.5, 1, 1, 1.5]


@pytest.mark.parametrize("name", WHOLE)
def test_each_packet_counts_once(tshark, name):
    expect_once(told(tshark, name, WHOLE[name]), len(conversation()))


def test_three_times(tshark):
    packets = in_order(conversation(), again(conversation(), 10, place=1),
                       again(conversation(), 30, place=2))
    expect_once(told(tshark, "triple", packets), 2 * len(conversation()))


def test_the_fields_of_a_copy_are_those_of_its_original(tshark):
    capture = write(tshark.folder / "copies-fields.pcap",
                    in_order(conversation(), again(conversation(), 25000, hops=63)))
    rows = tshark.output("-T", "fields", "-e", "ip.id", "-e", "hsviz.rtt_position", "-e",
                         "hsviz.phase", capture=capture).splitlines()
    assert len(rows) == 2 * len(set(rows))


@pytest.mark.parametrize("facts", [{}, V6])
def test_what_is_sent_again_is_no_copy(tshark, facts):
    """300 ms later, at the same place; with an identification of its own where there is one."""
    packets = conversation(**facts)
    hello = dataclasses.replace(packets[3], us=packets[3].us + 300000, number=99)
    connection = told(tshark, f"again-{len(facts)}", in_order(packets, [hello]))
    assert not [note for note in connection["notes"] if "captured again" in note]
    assert [step for step in connection["steps"]
            if (step["detail"] or "").startswith("retransmission of frame 4")]


# ---- Resets of other hosts ----

def with_reset(**facts):
    """A reset 9 ms after the ClientHello, over a path of 50 ms; then the server's answer."""
    packets = [dataclasses.replace(packet, hops=52 if packet.side == SERVER else 64)
               for packet in conversation(**facts)]
    hello = packets[3]
    reset = dataclasses.replace(packets[5], us=hello.us + 9000, flags=RST | ACK, payload=b"",
                                number=0, hops=60)
    return packets[:4] + [reset] + packets[4:6]


@pytest.mark.parametrize("facts", [{}, V6, {"vlan": 7}, {"link": SLL}])
def test_a_reset_from_the_path(tshark, facts):
    connection = told(tshark, f"path-{'-'.join(facts)}", with_reset(**facts))
    reset = [step for step in connection["steps"] if step["step"] == "RST"]
    assert [step["origin"] for step in reset] == ["path"]
    assert (reset[0]["from"], reset[0]["rtt_position"]) == ("server", None)
    assert (reset[0]["client_state"], reset[0]["server_state"]) == ("CLOSED", "ESTABLISHED")
    assert {step["origin"] for step in connection["steps"] if step["step"] != "RST"} == {None}
    assert connection["tls"]["outcome"] == "cut"
    assert "ServerHello" in [step["step"] for step in connection["steps"]]
    assert [note for note in connection["notes"] if "not from the server" in note]


def test_the_drawing_says_that_neither_end_reset_it(tshark):
    capture = write(tshark.folder / "path-text.pcap", with_reset())
    drawn = tshark.output("-q", "-z", "hsviz,ascii", capture=capture)
    assert "handshake, reset on the path" in drawn and "RST  not from the server" in drawn


def test_the_frame_of_a_reset_from_the_path_has_no_position(tshark):
    capture = write(tshark.folder / "path-fields.pcap", with_reset())
    rows = tshark.output("-T", "fields", "-e", "hsviz.rtt_position", capture=capture).splitlines()
    assert rows[3:7] == ["1", "", "1.5", "1.5"]
