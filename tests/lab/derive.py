"""Makes the captures that are derived from the lab's own: cut, shuffled, or inside other protocols.

Each is a function of one capture's frames, named in scenarios_derived.py; the same input gives the
same output. lab.py runs it at its end.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import os
import pathlib
import struct
import subprocess
import tempfile
from dataclasses import dataclass, replace

import verify
import pcapng  # in the folder that verify adds to the path
from truth import capture_point

MAGIC_NS = 0xa1b23c4d  # a pcap file with nanoseconds
LINK_ETHERNET = 1
NS_PER_S = 1000000000
ETHERNET_LEN = 14
TTL = 8  # where it stands in an IPv4 header
# Of the tunnels' ends: RFC 5737.
TUNNEL = {"client": "203.0.113.1", "server": "203.0.113.2"}


@dataclass
class Frame:
    """A frame of Ethernet and IPv4, as captured."""
    time_ns: int
    data: bytes
    length: int  # as sent

    def side(self, client):
        """Who sent it."""
        return "client" if self.data[26:30] == client else "server"


def frames_read(path):
    """The frames of a capture."""
    with tempfile.TemporaryDirectory() as folder:
        bare, plain = (os.path.join(folder, name) for name in ("bare.pcapng", "plain.pcap"))
        pcapng.write_without_keys(pathlib.Path(path), pathlib.Path(bare))
        subprocess.run(["editcap", "-F", "nsecpcap", bare, plain], check=True,
                       stderr=subprocess.DEVNULL)
        with open(plain, "rb") as file:
            data = file.read()
    magic, = struct.unpack_from("=I", data)
    assert magic == MAGIC_NS, path
    place, frames = 24, []
    while place < len(data):
        seconds, ns, captured, length = struct.unpack_from("=IIII", data, place)
        place += 16
        frames.append(Frame(seconds * NS_PER_S + ns, data[place:place + captured], length))
        place += captured
    return frames


def frames_write(path, frames, comment):
    """Writes a capture."""
    with tempfile.TemporaryDirectory() as folder:
        plain = os.path.join(folder, "plain.pcap")
        with open(plain, "wb") as file:
            file.write(struct.pack("=IHHiIII", MAGIC_NS, 2, 4, 0, 0, 262144, LINK_ETHERNET))
            for frame in frames:
                file.write(struct.pack("=IIII", frame.time_ns // NS_PER_S, frame.time_ns % NS_PER_S,
                                       len(frame.data), frame.length) + frame.data)
        subprocess.run(["editcap", "-F", "pcapng", "--capture-comment", comment, plain, path],
                       check=True, stderr=subprocess.DEVNULL)


def changed(frame, data):
    """The frame with other bytes, all of them captured."""
    return replace(frame, data=data, length=len(data))


def checksum(data):
    """RFC 1071."""
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def ipv4(protocol, side, payload):
    """A tunnel's IPv4 packet from one end to the other."""
    other = "server" if side == "client" else "client"
    ends = b"".join(bytes(map(int, TUNNEL[end].split("."))) for end in (side, other))
    header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), 0, 0x4000, 64, protocol, 0) + ends
    return header[:10] + struct.pack("!H", checksum(header)) + header[12:] + payload


def udp(port, payload):
    """A UDP datagram without a checksum, as tunnels send it."""
    return struct.pack("!HHHH", port, port, 8 + len(payload), 0) + payload


def inside(frames, wrap):
    """Each frame with what `wrap` makes of its Ethernet header, its side and its packet."""
    client = frames[0].data[26:30]
    return [changed(frame, wrap(frame.data[:ETHERNET_LEN], frame.side(client),
                                frame.data[ETHERNET_LEN:])) for frame in frames]


def tagged(*tags):
    """Inside VLANs: (EtherType of the tag, its number)."""
    def wrap(ethernet, _, packet):
        words = b"".join(struct.pack("!HH", kind, number) for kind, number in tags)
        return ethernet[:12] + words + ethernet[12:] + packet
    return lambda frames: inside(frames, wrap)


def tunnelled(protocol, head):
    """Inside IPv4: `head` makes what the outer packet carries of the frame."""
    def wrap(ethernet, side, packet):
        return ethernet + ipv4(protocol, side, head(ethernet + packet))
    return lambda frames: inside(frames, wrap)


def pppoe(frames):
    """Inside a PPPoE session (RFC 2516)."""
    def wrap(ethernet, _, packet):
        return (ethernet[:12] + struct.pack("!HBBHHH", 0x8864, 0x11, 0, 7, len(packet) + 2, 0x0021)
                + packet)
    return inside(frames, wrap)


def mirrored(frames):
    """As a mirror port gives them that copies what enters and what leaves: all twice."""
    return [replace(frame, time_ns=frame.time_ns + 3000 * copy)
            for frame in frames for copy in range(2)]


def mirrored_routed(frames):
    """As two mirrored ports of a router give them: all twice, the second time one hop on."""
    def hop(frame):
        data = bytearray(frame.data)
        data[ETHERNET_LEN + TTL] -= 1
        data[ETHERNET_LEN + 10:ETHERNET_LEN + 12] = b"\0\0"
        sum_at = struct.pack("!H", checksum(bytes(data[ETHERNET_LEN:ETHERNET_LEN + 20])))
        data[ETHERNET_LEN + 10:ETHERNET_LEN + 12] = sum_at
        data[:12] = bytes.fromhex("020000000101020000000102")
        return replace(frame, data=bytes(data), time_ns=frame.time_ns + 15000)
    return [copy for frame in frames for copy in (frame, hop(frame))]


def cut(first=None, end=None):
    """Only the frames from first until before end, counted from 0."""
    return lambda frames: frames[first:end]


def without(*places):
    """All frames but these, counted from 0."""
    return lambda frames: [frame for place, frame in enumerate(frames) if place not in places]


def one_side(side):
    """What one side sent."""
    return lambda frames: [frame for frame in frames
                           if frame.side(frames[0].data[26:30]) == side]


def without_request(host):
    """Without the opening of each connection with this host, and without the first request."""
    end = bytes(map(int, host.split(".")))

    def is_request(frame):
        header_len = 4 * (frame.data[ETHERNET_LEN + 32] >> 4)
        ip_len = struct.unpack_from("!H", frame.data, ETHERNET_LEN + 2)[0]
        return frame.data[30:34] == end and ip_len > 20 + header_len

    def change(frames):
        place = next(i for i, frame in enumerate(frames) if is_request(frame))
        return [frame for i, frame in enumerate(frames)
                if i > place or end not in (frame.data[26:30], frame.data[30:34])]
    return change


def snapped(length):
    """Of each frame not more than so many bytes."""
    return lambda frames: [replace(frame, data=frame.data[:length]) for frame in frames]


def in_order(*places):
    """The frames in this order, each with its own time; the rest as it was."""
    return lambda frames: [frames[place] for place in places] + frames[len(places):]


def swapped_at_start(frames):
    """The first two in the other order, and their times with them."""
    first, second = frames[:2]
    return [replace(second, time_ns=first.time_ns), replace(first, time_ns=second.time_ns),
            *frames[2:]]


def derive(scenario, captures, folder):
    """Writes a derived scenario's captures into folder; returns the manifest's entries of them."""
    entries = []
    for point in scenario.points:
        # The other formats hold no keys: of TLS the capture without them is taken.
        is_tls = scenario.truth["outcome"] != "not-tls"
        source = f"{scenario.source}-{point}{verify.NO_KEYS if is_tls else ''}.pcapng"
        name = f"{scenario.name}-{point}.pcapng"
        frames = scenario.change(frames_read(
            os.path.join(captures, f"{scenario.source}-{point}.pcapng")))
        frames_write(os.path.join(folder, name), frames,
                     f"hsviz lab, {scenario.name}: {scenario.shows}; derived from {source}")
        entries.append({"file": name, "point": point, "keys": False, "derived_from": source,
                        "capture_point": capture_point(scenario, point)})
    return entries
