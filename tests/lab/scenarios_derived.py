"""Captures derived from the lab's: what each function of derive.py makes of one, and the truth.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import struct
from dataclasses import dataclass, field

import derive
import network
from scenario import TLS12_FULL, TRUTH12_FULL, round_trips
from scenarios_authority import RESPONDER, WAITED12, http, lookup
from scenarios_tcp_open import EST, OPEN, TALK, WHOLE, close_three, note, truth

FOUR = """
    client 2    FIN  : FIN-WAIT-1 ESTABLISHED
    server 2.5  ACK  : FIN-WAIT-2 CLOSE-WAIT
    server 2.5  FIN  : FIN-WAIT-2 LAST-ACK
    client 3    ACK  : TIME-WAIT CLOSED
"""


@dataclass
class Derived:
    """A scenario whose captures are made of another's."""
    name: str
    shows: str
    change: object  # from frames to frames
    steps: str = WHOLE
    truth: dict = None
    source: str = "tcp-close-three"
    points: tuple = ("middle",)
    # What it has in common with the scenarios that are played.
    delays_ms: tuple = (10, 15)
    loopback: bool = False
    also: tuple = ()
    authority: tuple = ()  # who is on the third host; it says what of `also` which point sees
    authority_ms: float = 5
    lookups: tuple = ()
    stream: int = 0
    tshark: tuple = ()
    at: dict = field(default_factory=dict)
    told_at: dict = field(default_factory=dict)

    @property
    def made_with(self):
        """Who made what it is derived from."""
        return f"derived from {self.source}"


def carried(name, where, change):
    """The same connection inside something else: nothing of it differs."""
    return Derived("tcp-" + name, f"plain TCP inside {where}", change, truth=truth(untimed=True))


def gre(_frame):
    """RFC 2784, an IPv4 packet inside."""
    return struct.pack("!HH", 0, 0x0800) + _frame[derive.ETHERNET_LEN:]


def geneve(frame):
    """RFC 8926, an Ethernet frame inside."""
    return derive.udp(6081, struct.pack("!BBHI", 0, 0, 0x6558, 42 << 8) + frame)


def gtp(frame):
    """3GPP TS 29.281: a G-PDU with an IPv4 packet."""
    packet = frame[derive.ETHERNET_LEN:]
    return derive.udp(2152, struct.pack("!BBHI", 0x30, 255, len(packet), 42) + packet)


CARRIED = [
    carried("vlan", "a VLAN", derive.tagged((0x8100, 42))),
    carried("qinq", "two VLAN tags", derive.tagged((0x88a8, 42), (0x8100, 43))),
    carried("gre", "GRE", derive.tunnelled(47, gre)),
    carried("geneve", "Geneve", derive.tunnelled(17, geneve)),
    carried("gtp", "GTP-U", derive.tunnelled(17, gtp)),
    carried("ipip", "IP in IP", derive.tunnelled(4, lambda frame: frame[derive.ETHERNET_LEN:])),
    carried("pppoe", "PPPoE", derive.pppoe),
]

ASSUMED_OPEN = "~ESTABLISHED ~ESTABLISHED"
PARTIAL = [
    Derived("tcp-mirror-copies", "plain TCP, from a mirror port that delivers each frame twice",
            derive.mirrored, truth=truth(note("copies"), untimed=True)),
    Derived("tcp-mirror-routed", "plain TCP, from two mirrored ports of a router: each frame "
            "twice, before and after routing", derive.mirrored_routed,
            truth=truth(note("copies"), untimed=True)),
    Derived("tcp-cut-begin", "plain TCP: the capture begins after the TCP "
            "handshake", derive.cut(first=3),
            steps=f"""
                client 0    Plaintext : {ASSUMED_OPEN}
                server 0.5  Plaintext : {ASSUMED_OPEN}
                client 1    FIN             : FIN-WAIT-1 ~ESTABLISHED
                server 1.5  FIN-ACK         : FIN-WAIT-2 LAST-ACK
                client 2    ACK             : TIME-WAIT CLOSED
            """,
            truth=truth(note("mid-stream"), note("client-guessed"), open="mid-stream",
                        rtt={"tls": None}, relative=True, untimed=True)),
    Derived("tcp-cut-end", "plain TCP: the capture ends before the close", derive.cut(end=7),
            steps=OPEN + TALK, truth=truth(close="open", untimed=True)),
    Derived("tcp-cut-close", "plain TCP: the capture ends after the first FIN and its ACK, in a "
            "close with four segments", derive.cut(end=-2), source="tcp-close-four",
            steps=OPEN + TALK + """
                client 2    FIN  : FIN-WAIT-1 ESTABLISHED
                server 2.5  ACK  : FIN-WAIT-2 CLOSE-WAIT
            """, truth=truth(close="half", untimed=True)),
    Derived("tcp-one-sided-client", "plain TCP: only what the client sent was captured",
            derive.one_side("client"),
            steps="""
                client 0    SYN             : SYN-SENT ~LISTEN
                client 1    ACK             : ESTABLISHED ~ESTABLISHED
                client 1    Plaintext : ESTABLISHED ~ESTABLISHED
                client 2    FIN             : FIN-WAIT-1 ~ESTABLISHED
            """,
            truth=truth(note("one-sided"), rtt={"tcp": 1.0, "tls": None, "first_request": 1.0},
                        untimed=True, close=None)),
    Derived("tcp-one-sided-server", "plain TCP: only what the server sent was captured",
            derive.one_side("server"),
            steps="""
                server 0.5  SYN-ACK         : ~SYN-SENT SYN-RCVD
                server 1.5  Plaintext : ~ESTABLISHED ESTABLISHED
                server ?    FIN             : ? ?
            """,
            truth=truth(note("one-sided"), rtt={"tls": None}, untimed=True, open=None, close=None)),
    Derived("tcp-snapped", "plain TCP: only the first 68 bytes of each frame were kept, the "
            "headers",
            derive.snapped(68), truth=truth(note("snapped"), untimed=True)),
    Derived("tcp-shuffled", "plain TCP: the frames are not in chronological order, as with two "
            "queues that are emptied in turn", derive.in_order(0, 1, 3, 2, 5, 4, 7, 6),
            steps=WHOLE, truth=truth(note("time-went-back"), untimed=True)),
    Derived("tcp-syn-ack-first", "plain TCP: the SYN-ACK was captured before the SYN that it "
            "answers", derive.swapped_at_start, points=("server",),
            steps=f"""
                server 0.5  SYN-ACK : ~SYN-SENT SYN-RCVD
                client 0    SYN     : SYN-SENT SYN-RCVD
                client 1    ACK     : {EST}
            """ + TALK + close_three("client", 2), truth=truth(untimed=True)),
    Derived("tcp-not-captured", "plain TCP: the request was acknowledged, but is not in the "
            "capture", derive.without(3),
            steps=OPEN + f"server 1.5 Plaintext : {EST}\n" + close_three("client", 2),
            truth=truth(note("acknowledged-not-captured"), rtt={"tcp": 1.0, "tls": None},
                        gaps=[{"from": "client", "step": "Plaintext"}], untimed=True)),
]

ANSWER_ALONE = f"""
    server 0    Plaintext : {EST}
    server 0    FIN             : ESTABLISHED FIN-WAIT-1
    client 0.5  FIN-ACK         : LAST-ACK FIN-WAIT-2
    server 1    ACK             : CLOSED TIME-WAIT
"""
AUTHORITY = [
    Derived("ca-odd-no-request-tls12", "TLS 1.2, and the OCSP response without its request: that "
            "part of its connection is not in the capture",
            derive.without_request(network.AUTHORITY_ADDRESS), source="ca-ocsp-post-good-tls12",
            points=("client",), steps=TLS12_FULL, authority=RESPONDER,
            truth={**TRUTH12_FULL, "think": WAITED12},
            also=(http(ANSWER_ALONE, open="mid-stream", rtt={"tls": None}, relative=True,
                       untimed=True, notes=[note("mid-stream"), note("client-guessed")]),),
            lookups=(lookup("ocsp-post", "good", request_seen=False),)),
]

DERIVED = CARRIED + PARTIAL + AUTHORITY
