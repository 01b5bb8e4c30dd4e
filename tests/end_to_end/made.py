"""Captures made from those of the lab: of many connections, of long ones.

Always the same bytes for the same arguments. Checksums are those of the frames that were copied:
Wireshark looks at none of them unless it is told to.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import struct

import runner

HANDSHAKE = runner.capture("tls13-full-client-nokeys")
START_S = 1700000000

# A client has this many ports, from the first on; then comes the next address.
FIRST_PORT, PORTS = 20000, 40000
# Connections begin one after the other at this distance, and so overlap as real ones do.
GAP_US = 1000


class Frame:
    """An Ethernet frame with IPv4 and TCP, to be changed in place, and its time."""

    def __init__(self, content, time_us=0):
        self.content = bytearray(content)
        self.time_us = time_us
        self.tcp = 14 + (content[14] & 15) * 4
        self.payload = self.tcp + (content[self.tcp + 12] >> 4) * 4
        self.end = 14 + struct.unpack_from("!H", content, 16)[0]

    def ports(self):
        return struct.unpack_from("!HH", self.content, self.tcp)

    def numbers(self):
        return struct.unpack_from("!II", self.content, self.tcp + 4)

    def flags(self):
        return self.content[self.tcp + 13]

    def payload_len(self):
        return self.end - self.payload

    def with_payload(self, seq, ack, payload):
        """A frame like this one with other numbers and payload."""
        made = Frame(self.content[:self.payload] + payload, self.time_us)
        struct.pack_into("!H", made.content, 16, self.payload - 14 + len(payload))
        struct.pack_into("!II", made.content, self.tcp + 4, seq % 2**32, ack % 2**32)
        return made

    def with_client(self, server_port, number, delay_us):
        """A frame like this one, later, whose client has another port and address."""
        made = Frame(self.content, self.time_us + delay_us)
        from_client = self.ports()[1] == server_port
        struct.pack_into("!H", made.content, self.tcp + (0 if from_client else 2),
                         FIRST_PORT + number % PORTS)
        made.content[14 + (12 if from_client else 16) + 3] = 1 + number // PORTS
        return made


def frames_read(tshark, capture):
    """The frames of a capture, the first at time 0; editcap undoes pcapng."""
    path = tshark.out / f"{capture.stem}.pcap"
    tshark.run("-F", "pcap", tshark.readable(capture), path, tool="editcap")
    content = path.read_bytes()
    order = "<" if content[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    frames, offset = [], 24
    while offset < len(content):
        seconds, fraction, length = struct.unpack_from(order + "III", content, offset)
        frames.append(Frame(content[offset + 16:offset + 16 + length], seconds * 10**6 + fraction))
        offset += 16 + length
    start_us = frames[0].time_us
    for frame in frames:
        frame.time_us -= start_us
    return frames


def capture_write(path, frames):
    with path.open("wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for frame in frames:
            seconds, microseconds = divmod(frame.time_us, 10**6)
            file.write(struct.pack("<IIII", START_S + seconds, microseconds, len(frame.content),
                                   len(frame.content)) + frame.content)
    path.chmod(0o644)
    return path


def many_connections(handshakes, number, gap_us=GAP_US):
    """The frames of number connections, in the order of time: copies of the handshakes, each a list
    of the frames of one connection that its client begins, one after the other."""
    made = []
    for i in range(number):
        frames = handshakes[i % len(handshakes)]
        server_port = frames[0].ports()[1]
        made += [frame.with_client(server_port, i, i * gap_us) for frame in frames]
    return sorted(made, key=lambda frame: frame.time_us)
