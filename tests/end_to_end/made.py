"""Captures made from those of the lab: of many connections, of long ones, of SYNs.

Always the same bytes for the same arguments. Checksums are those of the frames that were copied:
Wireshark looks at none of them unless it is told to.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import struct

import runner

HANDSHAKE = runner.capture("tls13-full-client-nokeys")
START_S = 1700000000

# Handshakes of many kinds, 263 frames: what a busy analyst's capture is made of.
SHORT_MIX = ("tls13-full", "tls12-full", "tls13-hrr", "tls13-psk-resumed", "tls12-resumed-ticket",
             "tls13-client-certificate", "tls12-client-certificate", "loss-server-flight-hole",
             "think-server-80-13", "server-flight-over-iw", "small-segments", "tls13-big-response",
             "alert-unknown-ca")
FIN, SYN = 0x01, 0x02
SERVER = (0xC6336414, 443)
# Of a record in a long connection.
RECORD_LEN = 1400
# Between the frames of a long connection.
LONG_GAP_US = 500

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


def many_connections(handshakes, number, gap_us=GAP_US, first=0):
    """The frames of number connections, in the order of time: copies of the handshakes, each a list
    of the frames of one connection that its client begins, one after the other. The first has the
    number first, from which client and time follow."""
    made = []
    for i in range(first, first + number):
        frames = handshakes[i % len(handshakes)]
        server_port = frames[0].ports()[1]
        made += [frame.with_client(server_port, i, i * gap_us) for frame in frames]
    return sorted(made, key=lambda frame: frame.time_us)


def short_mix(tshark):
    """The handshakes of the mix, without keys."""
    return [frames_read(tshark, runner.capture(f"{name}-client-nokeys")) for name in SHORT_MIX]


def long_connection(handshake, num_data):
    """The handshake, then num_data frames of the server's records and the client's ACKs."""
    begun = handshake[:next(i for i, frame in enumerate(handshake) if frame.flags() & FIN)]
    server_port = handshake[0].ports()[1]
    server = [frame for frame in begun if frame.ports()[0] == server_port][-1]
    client = [frame for frame in begun if frame.ports()[1] == server_port][-1]
    seq = server.numbers()[0] + server.payload_len()
    ack = client.numbers()[0] + client.payload_len()
    record = b"\x17\x03\x03" + struct.pack("!H", RECORD_LEN) + bytes(RECORD_LEN)
    frames = list(begun)
    for number in range(num_data):
        if number % 3 == 2:
            frames.append(client.with_payload(ack, seq, b""))
        else:
            frames.append(server.with_payload(seq, ack, record))
            seq += len(record)
    return [Frame(frame.content, number * LONG_GAP_US) for number, frame in enumerate(frames)]


def client(number, ports=PORTS):
    """As many distinct clients, address and port, as there are numbers: ports first."""
    return 0x0A000000 + number // ports, FIRST_PORT + number % ports


def packet(source, destination, seq, ack, flags, payload=b""):
    """The bytes of a frame between two ends."""
    tcp = struct.pack("!HHIIBBHHH", source[1], destination[1], seq % 2**32, ack % 2**32, 0x50,
                      flags, 65535, 0, 0) + payload
    ip = struct.pack("!BBHHHBBHII", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0, source[0],
                     destination[0])
    return bytes(12) + b"\x08\x00" + ip + tcp


def syns(number, ports=PORTS):
    """The bytes of unanswered SYNs, each of its own connection, that many from one address."""
    for i in range(number):
        yield packet(client(i, ports), SERVER, i, 0, SYN)
