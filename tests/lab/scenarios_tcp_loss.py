"""What becomes of plain TCP where segments are lost, repeated, late, or find a full receiver; and
where it has several paths, or runs inside another network.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import os
import struct

import derive
from scenario import REQUEST, RESPONSE, round_trips
from scenarios_tcp_close import ASK, plain, scripted_client
from scenarios_tcp_open import (BANNER, CLIENT_SCRIPT, CLIENT_TALKS, EST, OPEN, SERVER_TALKS, SYN,
                                TALK, WHOLE, close_three, note, truth)

LARGE = 4000
LONG_CLIENT = ("say", REQUEST, "hear", LARGE, "fin", "hear-fin")
LONG_SERVER = ("hear", len(REQUEST), "say-many", LARGE, "hear-fin")
UNTIMED = {"untimed": True}
SYN_ACK_AGAIN = "server 0.5 SYN-ACK+ : SYN-SENT SYN-RCVD\n"
ACK = f"client 1 ACK : {EST}\n"


def lossy(name, shows, wire, rule, steps, *notes, scripts=(CLIENT_TALKS, SERVER_TALKS),
          changes=None, **more):
    """A plain connection that meets one rule of the relay's."""
    return plain(name, shows, *scripts, steps, truth(*notes, **UNTIMED, **(changes or {})),
                 losses=((wire, rule),), **more)


def lost(before, after):
    """Where a tap saw a hole that was filled later, and where it saw a segment twice."""
    return note("lost-before-tap", *before), note("lost-after-tap", *after)


LOSSES = [
    lossy("tcp-loss-syn", "plain TCP: the first SYN is lost between middle and server", "server",
          "up:syn:1", "client 0 SYN@client,middle SYN+ : SYN-SENT LISTEN\n"
          + "server 0.5 SYN-ACK : SYN-SENT SYN-RCVD\n" + ACK + TALK + close_three("client", 2),
          note("lost-after-tap", "client", "middle")),
    lossy("tcp-loss-syn-ack", "plain TCP: the first SYN-ACK is lost between server and middle",
          "server", "down:synack:1",
          SYN + "server 0.5 SYN-ACK@server : SYN-SENT SYN-RCVD\n"
          + "client 0 SYN+ : SYN-SENT LISTEN\n" + SYN_ACK_AGAIN + ACK + TALK
          + close_three("client", 2),
          note("lost-after-tap"),
          at={"server": SYN + "server 0.5 SYN-ACK : SYN-SENT SYN-RCVD\n"
              + "client 0 SYN+ : SYN-SENT SYN-RCVD\n" + SYN_ACK_AGAIN + ACK + TALK
              + close_three("client", 2)}),
    lossy("tcp-loss-ack", "plain TCP: the ACK that completes the TCP handshake is lost between "
          "client and middle, and the client has nothing to send: the SYN-ACK is "
          "retransmitted", "client",
          "up:ack:1",
          SYN + f"""
              server 0.5  SYN-ACK SYN-ACK+ : SYN-SENT SYN-RCVD
              client 1    ACK              : {EST}
              server 1.5  Plaintext : {EST}
          """ + close_three("server", 1.5),
          note("lost-after-tap"),
          scripts=(("hear", len(BANNER), "hear-fin"), ("say", BANNER, "fin", "hear-fin")),
          at={"client": OPEN + f"""
              server 0.5  SYN-ACK+         : {EST}
              server 1.5  Plaintext : {EST}
          """ + close_three("server", 1.5)},
          changes={"rtt": {"tcp": 1.0, "tls": None}}),
    lossy("tcp-loss-data", "plain TCP: the request is lost between client and middle", "client",
          "up:data:1", WHOLE, note("lost-after-tap", "client")),
    lossy("tcp-loss-data-far", "plain TCP: the request is lost between middle and server", "server",
          "up:data:1", WHOLE, note("lost-after-tap", "client", "middle")),
    lossy("tcp-loss-hole", "plain TCP: the second of the response's three segments is lost between "
          "middle and client", "client", "down:data:2", WHOLE,
          *lost(["client"], ["middle", "server"]), scripts=(LONG_CLIENT, LONG_SERVER)),
    lossy("tcp-loss-hole-far", "plain TCP: the second of the response's three segments is lost "
          "between server and middle", "server", "down:data:2", WHOLE,
          *lost(["client", "middle"], ["server"]), scripts=(LONG_CLIENT, LONG_SERVER)),
    lossy("tcp-loss-fin", "plain TCP: the client's FIN is lost between client and middle", "client",
          "up:fin:1", OPEN + TALK + """
              client 2    FIN@client FIN+  : FIN-WAIT-1 ESTABLISHED
              server 2.5  FIN-ACK          : FIN-WAIT-2 LAST-ACK
              client 3    ACK              : TIME-WAIT CLOSED
          """, note("lost-after-tap", "client")),
    lossy("tcp-loss-last-ack", "plain TCP: the last ACK of the close is lost between client and "
          "middle; the server retransmits its FIN, and the client answers from "
          "TIME-WAIT", "client", "up:ack:3",
          OPEN + TALK + """
              client 2    FIN                : FIN-WAIT-1 ESTABLISHED
              server 2.5  FIN-ACK FIN-ACK+   : FIN-WAIT-2 LAST-ACK
              client 3    ACK                : TIME-WAIT CLOSED
          """, note("lost-after-tap", "middle", "server"),
          at={"client": WHOLE + "server 2.5 FIN-ACK+ : TIME-WAIT CLOSED"}, cut_s=2),
]

DISORDER = [
    lossy("tcp-reordered", "plain TCP: between middle and client, the second of the response's "
          "three segments is delayed behind the third", "client", "down:data:2:late=5", WHOLE,
          note("out-of-order", "client"), scripts=(LONG_CLIENT, LONG_SERVER)),
    lossy("tcp-reordered-far", "plain TCP: between server and middle, the second of the response's "
          "three segments is delayed behind the third", "server", "down:data:2:late=5", WHOLE,
          note("out-of-order", "client", "middle"), scripts=(LONG_CLIENT, LONG_SERVER)),
    lossy("tcp-duplicated", "plain TCP: the network duplicates the request, between client and "
          "middle", "client", "up:data:1:twice", WHOLE,
          note("network-duplicate", "middle", "server")),
]

FULL = ("say-many", 6000, "hear", len(RESPONSE), "fin", "hear-fin")
SMALL = {"server_settings": ("receive-buffer=3000",)}
WINDOWS = [
    plain("tcp-zero-window", "plain TCP: the server reads nothing for 150 ms; its receive window "
          "closes, and opens "
          "again", FULL, ("sleep", 250, "hear", 6000, "say", RESPONSE, "hear-fin"), WHOLE,
          truth(note("zero-window"), note("window-full"), **UNTIMED), **SMALL),
    plain("tcp-zero-window-probe", "plain TCP: the server reads nothing for two seconds; its "
          "receive window closes, and the client probes it", FULL,
          ("sleep", 2000, "hear", 6000, "say", RESPONSE, "hear-fin"), WHOLE,
          truth(note("zero-window"), note("window-full"), note("window-probe"), **UNTIMED),
          **SMALL),
]

MULTIPATH = {"client_settings": ("multipath=1",), "server_settings": ("multipath=1",)}
PATHS = [
    plain("tcp-mptcp", "plain TCP: Multipath TCP, one path", CLIENT_TALKS, SERVER_TALKS, WHOLE,
          truth(note("mptcp-capable"), **UNTIMED), **MULTIPATH),
    plain("tcp-mptcp-refused", "plain TCP: the client offers Multipath TCP, the server does not "
          "support it",
          CLIENT_TALKS, SERVER_TALKS, WHOLE, truth(note("mptcp-refused"), **UNTIMED),
          client_settings=("multipath=1",)),
    plain("tcp-mptcp-join", "plain TCP: Multipath TCP, and a second path joins",
          ("say", REQUEST, "hear", len(RESPONSE), "sleep", 300, "fin", "hear-fin"), SERVER_TALKS,
          WHOLE, truth(note("mptcp-capable"), **UNTIMED), network=("add_second_path",),
          capture_filter="tcp port 80",
          also=((truth(note("mptcp-join"), close="four-segment", **UNTIMED,
                       rtt=round_trips(1.0, None, None, None)),
                 OPEN + """
                     client 1    FIN  : FIN-WAIT-1 ESTABLISHED
                     server 1.5  ACK  : FIN-WAIT-2 CLOSE-WAIT
                     server 1.5  FIN  : FIN-WAIT-2 LAST-ACK
                     client 2    ACK  : TIME-WAIT CLOSED
                 """),), **MULTIPATH),
]

PACKET_IN_MS = 60  # between one and the next


def packet_ins():
    """The frames of a connection, each in a PACKET_IN of OpenFlow 1.0 (its section 5.4.1)."""
    path = os.path.join(os.path.dirname(__file__), "..", "..", "test-captures",
                        "tcp-close-three-client.pcapng")
    script = []
    for number, frame in enumerate(derive.frames_read(path)):
        head = struct.pack("!BBHIIHHBB", 1, 10, 18 + frame.length, number, 0xffffffff,
                           frame.length, 1, 0, 0)
        script += ["say-hex", (head + frame.data).hex(), "sleep", PACKET_IN_MS]
    return (*script, "fin", "hear-fin")


CARRIED = [
    plain("tcp-vxlan", "plain TCP inside VXLAN, made by the kernels of both ends", CLIENT_TALKS,
          SERVER_TALKS, WHOLE, truth(), network=("add_vxlan",), capture_filter="udp port 4789",
          client_settings=("address=203.0.113.20",)),
    plain("tcp-in-tcp", "plain TCP that carries the frames of another connection: a switch sends "
          "them to its controller with OpenFlow", packet_ins, ("hear-fin",),
          OPEN + ASK + close_three("client", 1),
          truth(note("two-tcp-layers"), rtt=round_trips(1.0, None, 1.0, None), **UNTIMED),
          port=6653,
          also=((truth(note("two-tcp-layers"), rtt_ms=2 * PACKET_IN_MS, capture_point=None,
                       **UNTIMED), WHOLE),)),
    plain("tcp-loopback", "plain TCP on a loopback interface: both ends have the same address",
          CLIENT_TALKS, SERVER_TALKS, WHOLE, truth(**UNTIMED), loopback=True, delays_ms=(0, 0),
          network=("raise_loopback",), client_settings=("address=127.0.0.1",)),
]

LATER = [
    plain("tcp-zero-window-stays", "plain TCP: the server reads nothing; its receive window "
          "closes, and stays closed until the capture "
          "ends", ("say-many", 6000, "sleep", 15000), ("sleep", 15000), OPEN + ASK,
          truth(note("zero-window"), note("window-full"), note("window-probe"), close="open",
                rtt=round_trips(1.0, None, 1.0, None), **UNTIMED), cut_s=1, **SMALL),
    scripted_client("tcp-reset-ignored", "plain TCP: a reset inside the window, but not at the "
                    "next expected number: the server's kernel sends a challenge ACK and continues "
                    "(RFC 9293 3.10.7.4)",
                    ("send", "R", "at=100", "again", "hear", "A", *CLIENT_SCRIPT),
                    OPEN + f"client ? RST : {EST}\n" + TALK + close_three("client", 2),
                    truth(note("reset-ignored"))),
]

LOST_AND_CARRIED = LOSSES + DISORDER + WINDOWS + PATHS + CARRIED + LATER
