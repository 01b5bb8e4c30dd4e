"""Captures written by hand: what no real stack sends.

A Conversation is one TCP connection over Ethernet and IPv4, with right sequence numbers; what it
carries is the test's.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import struct

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
CLIENT, SERVER = 0, 1


def pcap(frames):
    """A capture file of Ethernet frames, a millisecond apart."""
    content = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    for number, frame in enumerate(frames):
        time = struct.pack("<II", 1700000000 + number // 1000, number % 1000 * 1000)
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

    def __init__(self, port=443, client_port=40000):
        self.ports = (client_port, port)
        self.next = [1000, 5000]
        self.frames = []
        self.send(CLIENT, b"", SYN)
        self.send(SERVER, b"", SYN | ACK)
        self.send(CLIENT, b"", ACK)

    def send(self, side, payload, flags=ACK | PSH):
        acknowledged = self.next[1 - side] if flags & ACK else 0
        tcp = struct.pack("!HHIIBBHHH", self.ports[side], self.ports[1 - side], self.next[side],
                          acknowledged, 0x50, flags, 64000, 0, 0) + payload
        addresses = bytes([192, 0, 2, 10]), bytes([192, 0, 2, 20])
        ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0,
                         addresses[side], addresses[1 - side])
        self.frames.append(bytes(12) + b"\x08\x00" + ip + tcp)
        self.next[side] += len(payload) + bool(flags & (SYN | FIN))

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
