"""Captures written by hand: what no real stack sends.

A Conversation is one TCP connection over Ethernet and IPv4 or IPv6, with right sequence numbers;
what it carries is the test's.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import struct

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
CLIENT, SERVER = 0, 1


def pcap(frames, times_us=None):
    """A capture file of Ethernet frames, a millisecond apart or at the times given."""
    content = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    for number, frame in enumerate(frames):
        seconds, us = divmod(times_us[number] if times_us else number * 1000, 10**6)
        time = struct.pack("<II", 1700000000 + seconds, us)
        content += time + struct.pack("<II", len(frame), len(frame)) + frame
    return content


def pcapng(frames, start_s):
    """The same as pcapng, which may begin at any second: before 1970 by an offset (option 14 of
    the interface, draft-ietf-opsawg-pcapng 4.2)."""
    def block(kind, body):
        length = 12 + len(body)
        return struct.pack("<II", kind, length) + body + struct.pack("<I", length)

    offset_s = min(start_s, 0)
    options = struct.pack("<HHqHH", 14, 8, offset_s, 0, 0)
    content = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    content += block(1, struct.pack("<HHI", 1, 0, 0) + options)
    for number, frame in enumerate(frames):
        time_us = (start_s - offset_s) * 10**6 + number * 1000
        padded = frame + bytes(-len(frame) % 4)
        content += block(6, struct.pack("<IIIII", 0, time_us >> 32, time_us % 2**32, len(frame),
                                        len(frame)) + padded)
    return content


class Conversation:
    """Frames of one connection, opened already."""

    def __init__(self, port=443, client_port=40000, version=4):
        self.version = version
        self.ports = (client_port, port)
        self.next = [1000, 5000]
        self.frames = []
        self.send(CLIENT, b"", SYN)
        self.send(SERVER, b"", SYN | ACK)
        self.send(CLIENT, b"", ACK)

    def send(self, side, payload, flags=ACK | PSH):
        acknowledged = self.next[1 - side] if flags & ACK else 0
        self.frames.append(self.frame(side, payload, flags, self.next[side], acknowledged))
        self.next[side] += len(payload) + bool(flags & (SYN | FIN))

    def frame(self, side, payload, flags, seq, ack, hops=64):
        """A frame with any numbers, which moves none of the conversation's."""
        tcp = struct.pack("!HHIIBBHHH", self.ports[side], self.ports[1 - side], seq % 2**32,
                          ack % 2**32, 0x50, flags, 64000, 0, 0) + payload
        network = self.ipv4 if self.version == 4 else self.ipv6
        return bytes(12) + network(side, len(tcp), hops) + tcp

    @staticmethod
    def ipv4(side, length, hops):
        addresses = bytes([192, 0, 2, 10]), bytes([192, 0, 2, 20])
        return b"\x08\x00" + struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + length, 1, 0, hops, 6, 0,
                                         addresses[side], addresses[1 - side])

    @staticmethod
    def ipv6(side, length, hops):
        addresses = [bytes.fromhex("20010db8") + bytes(11) + bytes([host]) for host in (10, 20)]
        return b"\x86\xdd" + struct.pack("!IHBB16s16s", 6 << 28, length, 6, hops,
                                         addresses[side], addresses[1 - side])

    def close(self):
        self.send(CLIENT, b"", FIN | ACK)
        self.send(SERVER, b"", FIN | ACK)
        self.send(CLIENT, b"", ACK)


# ---- TLS ----

def record(content_type, body, version=0x0303, length=None):
    """A record; a length that is given is a lie."""
    return struct.pack("!BHH", content_type, version,
                       len(body) if length is None else length) + body


def message(number, body, version=0x0303):
    """A handshake message in a record of its own."""
    return record(22, struct.pack("!B", number) + struct.pack("!I", len(body))[1:] + body, version)


def extension(number, body):
    return struct.pack("!HH", number, len(body)) + body


def vector(body, width):
    return len(body).to_bytes(width, "big") + body


def client_hello(extensions=b"", version=0x0303):
    body = (struct.pack("!H", version) + bytes(range(32)) + vector(b"", 1) +
            vector(struct.pack("!HHH", 0x1301, 0xC02F, 0x002F), 2) + vector(b"\0", 1) +
            vector(extensions, 2))
    return message(1, body, 0x0301)


def server_hello(extensions=b"", version=0x0303, suite=0xC02F):
    body = (struct.pack("!H", version) + bytes(range(32)) + vector(b"", 1) +
            struct.pack("!HB", suite, 0) + vector(extensions, 2))
    return message(2, body)


def server_name(name):
    return extension(0, vector(b"\0" + vector(name, 2), 2))


def application_protocols(*names):
    return extension(16, vector(b"".join(vector(name, 1) for name in names), 2))


def supported_versions(*versions):
    return extension(43, vector(b"".join(struct.pack("!H", version) for version in versions), 1))
