#!/usr/bin/python3 -B
"""One end of a connection that no kernel would play: it sends the segments that a script names.

    raw.py client|server [NAME=VALUE]... -- ACTION [ARGUMENT]...

Settings: address, port (the server's), local-port (the client's). The actions:

    hear FLAGS             waits for a segment with just these of the flags S, A, F and R; `hear D`:
                           for one with data
    send FLAGS [CHANGE]... sends one, with E, C and N (ECE, CWR, AE) too; a CHANGE is
        data=TEXT          its payload
        at=N               its sequence number, N from where the next one would be
        ack=N              its acknowledgement, N from what was received
        window=N           its window
        again              what it sends is not new: the next segment begins where this one does
        isn=N              from now on sequence numbers count from here
    sleep MS

It speaks through a packet socket, and its own kernel drops what comes for TCP: it would answer with
resets. The other end is a real kernel.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import socket
import struct
import subprocess
import sys
import time

from network import CLIENT_ADDRESS, SERVER_ADDRESS, gateway_of

# E, C and N are ECE, CWR and AE, which was NS (RFC 9768).
FLAGS = {"F": 0x01, "S": 0x02, "R": 0x04, "A": 0x10, "E": 0x40, "C": 0x80, "N": 0x100}
HEARD = FLAGS["F"] | FLAGS["S"] | FLAGS["R"] | FLAGS["A"]
ETHERTYPE_IP = 0x0800
TIMEOUT_S = 20
WINDOW = 64240
MSS_OPTION = struct.pack("!BBH", 2, 4, 1460)
MASK = 2 ** 32 - 1
HUSH = ("add table ip hush; add chain ip hush input "
        "{ type filter hook input priority 0; }; add rule ip hush input ip protocol tcp drop")


def checksum(data):
    """RFC 1071."""
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


class Peer:
    """The scripted end."""

    def __init__(self, role, settings):
        self.interface, (here, there) = {
            "client": ("client0", (CLIENT_ADDRESS, SERVER_ADDRESS)),
            "server": ("server0", (SERVER_ADDRESS, CLIENT_ADDRESS))}[role]
        self.addresses = socket.inet_aton(here) + socket.inet_aton(there)
        server_port = int(settings["port"])
        self.port = server_port if role == "server" else int(settings["local-port"])
        self.other_port = None if role == "server" else server_port
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETHERTYPE_IP))
        self.socket.bind((self.interface, ETHERTYPE_IP))
        self.socket.settimeout(TIMEOUT_S)
        self.gateway = bytes.fromhex(gateway_of(self.interface).replace(":", ""))
        self.next, self.received = 1000, 0

    def send(self, flags, changes):
        """Sends one segment."""
        if "isn" in changes:
            self.next = int(changes["isn"])
        payload = changes.get("data", "").encode()
        bits = sum(FLAGS[flag] for flag in flags)
        sequence = (self.next + int(changes.get("at", 0))) & MASK
        options = MSS_OPTION if "S" in flags else b""
        acknowledged = (self.received + int(changes.get("ack", 0))) & MASK if "A" in flags else 0
        header = struct.pack("!HHIIBBHHH", self.port, self.other_port, sequence, acknowledged,
                             (5 + len(options) // 4) << 4 | bits >> 8, bits & 0xff,
                             int(changes.get("window", WINDOW)), 0, 0) + options
        pseudo = self.addresses + struct.pack("!BBH", 0, 6, len(header) + len(payload))
        total = struct.pack("!H", checksum(pseudo + header + payload))
        segment = header[:16] + total + header[18:] + payload
        ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(segment), 0, 0x4000, 64, 6, 0)
        ip = ip[:10] + struct.pack("!H", checksum(ip + self.addresses)) + self.addresses
        self.socket.sendto(ip + segment, (self.interface, ETHERTYPE_IP, 0, 0, self.gateway))
        if "again" not in changes:
            self.next = (sequence + len(payload) + ("S" in flags) + ("F" in flags)) & MASK

    def hear(self, flags):
        """Waits for a segment with these flags, or for one with data."""
        wanted = sum(FLAGS[flag] for flag in flags if flag != "D")
        while True:
            found, has_data = self._receive()
            if has_data if flags == "D" else found & HEARD == wanted:
                return

    def _receive(self):
        """Takes the next segment for this end; returns its flags and whether it has data."""
        while True:
            packet, address = self.socket.recvfrom(4096)
            header_len = (packet[0] & 15) * 4
            segment = packet[header_len:struct.unpack("!H", packet[2:4])[0]]
            if address[2] == socket.PACKET_OUTGOING or packet[9] != socket.IPPROTO_TCP:
                continue
            source, destination, sequence, _, offset, flags = struct.unpack("!HHIIBB", segment[:14])
            if destination != self.port:
                continue
            self.other_port = source
            payload_len = len(segment) - (offset >> 4) * 4
            occupied = payload_len + bool(flags & FLAGS["S"]) + bool(flags & FLAGS["F"])
            if occupied:
                self.received = (sequence + occupied) & MASK
            return flags, payload_len > 0


def run(peer, words):
    """Plays the script."""
    place = 0
    while place < len(words):
        action, argument = words[place:place + 2]
        place += 2
        if action == "hear":
            peer.hear(argument)
        elif action == "sleep":
            time.sleep(int(argument) / 1000)
        elif action == "send":
            changes = {}
            while place < len(words) and words[place] not in ("hear", "sleep", "send"):
                name, _, value = words[place].partition("=")
                changes[name] = value
                place += 1
            peer.send(argument, changes)
        else:
            sys.exit(f"raw: no such action: {action}")


def main(words):
    """The command line."""
    role, begin = words[0], words.index("--")
    settings = dict(word.split("=", 1) for word in words[1:begin])
    subprocess.run(["nft", HUSH], check=True)
    peer = Peer(role, settings)
    print("ready", flush=True)
    run(peer, words[begin + 1:])


if __name__ == "__main__":
    main(sys.argv[1:])
