"""The same handshakes where segments are lost, where somebody takes his time, and where a flight is
larger than the initial window.

SPDX-License-Identifier: GPL-2.0-or-later
"""

from scenario import (CLIENT, CLIENT_SCRIPT, NO_TICKET, OPENING, SERVER, SERVER_SCRIPT, TLS12,
                      TLS12_FULL, TLS13_FULL, TRUTH12_FULL, TRUTH13_FULL, Scenario, close_from,
                      round_trips, tls13_from)

FIRST_RTO_MS = 1000  # RFC 6298 2.1
# Linux: a round trip and 200 ms, the least that its variance counts for.
LATER_RTO_MS = 250
# The two segments before the lost one are acknowledged a round trip later, and set the timer again.
TAIL_REPAIR_MS = 300
# Round trip for the selective acknowledgement, and a quarter of one for reordering (RFC 8985 6.2).
HOLE_REPAIR_MS = 63


def lost(what, delays, ms, seen_at):
    """The truth's `loss`: what was lost, which step that delays by how much, and who saw it."""
    return [{"what": what, "delays": delays, "ms": ms, "seen_at": seen_at}]


LOSS = [
    Scenario(
        "loss-syn", "the first SYN is lost between client and middle",
        losses=(("client", "up:syn:1"),),
        steps="""
            client 0    SYN@client SYN+
            server 0.5  SYN-ACK
            client 1    ACK ClientHello
        """ + tls13_from(1.5),
        truth={**TRUTH13_FULL, "loss": lost("SYN", "SYN", FIRST_RTO_MS, ["client"])}),
    Scenario(
        "loss-synack", "the first SYN-ACK is lost between middle and client; the SYN is "
        "retransmitted",
        losses=(("client", "down:synack:1"),),
        steps="""
            client 0    SYN
            server 0.5  SYN-ACK@middle,server
            client 0    SYN+
            server 0.5  SYN-ACK+
            client 1    ACK ClientHello
        """ + tls13_from(1.5),
        truth={**TRUTH13_FULL,
               "loss": lost("SYN-ACK", "SYN", FIRST_RTO_MS, ["middle", "server"])}),
    Scenario(
        "loss-ack3", "the ACK that completes the TCP handshake is lost between client and middle; "
        "the ClientHello also acknowledges",
        losses=(("client", "up:ack:1"),),
        steps=TLS13_FULL,
        truth={**TRUTH13_FULL, "loss": lost("ACK", "ClientHello", 0, ["client"])}),
    Scenario(
        "loss-clienthello", "the ClientHello is lost between middle and server",
        losses=(("server", "up:data:1"),),
        steps=OPENING + "client 1 ClientHello@client,middle ClientHello+" + tls13_from(1.5),
        truth={**TRUTH13_FULL,
               "loss": lost("ClientHello", "ClientHello", LATER_RTO_MS, ["client", "middle"])}),
    Scenario(
        "loss-server-flight-tail", "the last segment of the server's flight is lost between server "
        "and middle",
        certificate="middling", losses=(("server", "down:data:3"),),
        steps=OPENING + """
            client 1    ClientHello
            server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions
            server 1.5  Certificate@server CertificateVerify@server Finished@server
            server 1.5  Certificate+ CertificateVerify+ Finished+
            client 2    ChangeCipherSpec Finished ApplicationData
            server 2.5  NewSessionTicket NewSessionTicket ApplicationData
        """ + close_from(3),
        truth={**TRUTH13_FULL,
               "loss": lost("Certificate", "Certificate", TAIL_REPAIR_MS, ["server"])}),
    Scenario(
        "loss-server-flight-hole", "a segment inside the server's Certificate is lost between "
        "middle and client",
        certificate="middling", losses=(("client", "down:data:2"),),
        steps=TLS13_FULL,
        truth={**TRUTH13_FULL,
               "loss": lost("a part of Certificate", "Certificate", HOLE_REPAIR_MS,
                            ["middle", "server"])}),
]

WINDOW = [
    Scenario(
        "server-flight-over-iw", "TLS 1.3, the server's flight is larger than the initial window: "
        "the part sent after the first acknowledgements is a round trip later",
        certificate="long",
        steps=OPENING + """
            client 1    ClientHello
            server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions
            server 2.5  Certificate CertificateVerify Finished
            client 3    ChangeCipherSpec Finished ApplicationData
            server 3.5  NewSessionTicket NewSessionTicket ApplicationData
        """ + close_from(4),
        truth={**TRUTH13_FULL, "rtt": round_trips(1.0, 2.0, 3.0, 4.0)}),
    Scenario(
        "server-flight-over-iw-12", "TLS 1.2, the server's flight is larger than the initial "
        "window",
        certificate="long",
        client_settings=CLIENT + TLS12 + NO_TICKET, server_settings=SERVER + TLS12,
        steps=OPENING + """
            client 1    ClientHello
            server 1.5  ServerHello
            server 2.5  Certificate ServerKeyExchange ServerHelloDone
            client 3    ClientKeyExchange ChangeCipherSpec Finished
            server 3.5  ChangeCipherSpec Finished
            client 4    ApplicationData
            server 4.5  ApplicationData
        """ + close_from(5),
        truth={**TRUTH12_FULL, "rtt": round_trips(1.0, 3.0, 4.0, 5.0)}),
]

THINK = [
    Scenario(
        "think-server-80-12", "TLS 1.2, the server sends its ServerHello, and the rest 80 ms later",
        client_settings=CLIENT + TLS12 + NO_TICKET, server_settings=SERVER + TLS12,
        server=("pause", 2, 80, *SERVER_SCRIPT),
        steps=TLS12_FULL,
        truth={**TRUTH12_FULL, "think": [{"who": "server", "before": "Certificate", "ms": 80}]}),
    Scenario(
        "think-server-80-13", "TLS 1.3, the server sends its ServerHello and ChangeCipherSpec, and "
        "the rest 80 ms later",
        server=("pause", 3, 80, *SERVER_SCRIPT),
        steps=TLS13_FULL,
        truth={**TRUTH13_FULL,
               "think": [{"who": "server", "before": "EncryptedExtensions", "ms": 80}]}),
    Scenario(
        "think-client-200-12", "TLS 1.2, the client waits 200 ms before its second flight",
        client_settings=CLIENT + TLS12 + NO_TICKET, server_settings=SERVER + TLS12,
        client=("pause", 2, 200, *CLIENT_SCRIPT),
        steps=TLS12_FULL,
        truth={**TRUTH12_FULL,
               "think": [{"who": "client", "before": "ClientKeyExchange", "ms": 200}]}),
    Scenario(
        "think-client-200-13", "TLS 1.3, the client waits 200 ms before its second flight",
        client=("pause", 2, 200, *CLIENT_SCRIPT),
        steps=TLS13_FULL,
        truth={**TRUTH13_FULL,
               "think": [{"who": "client", "before": "ChangeCipherSpec", "ms": 200}]}),
]

PLACE = [
    Scenario(
        "asymmetric-near-client", "TLS 1.3, the middle is near the client: 5 ms and 20 ms",
        delays_ms=(5, 20), steps=TLS13_FULL, truth=TRUTH13_FULL),
    Scenario(
        "asymmetric-near-server", "TLS 1.3, the middle is near the server: 20 ms and 5 ms",
        delays_ms=(20, 5), steps=TLS13_FULL, truth=TRUTH13_FULL),
    Scenario(
        "wrap", "TLS 1.3, the client's sequence numbers wrap at 2^32 inside its ClientHello",
        client_settings=CLIENT + (f"isn={2 ** 32 - 101}",),
        steps=TLS13_FULL, truth=TRUTH13_FULL),
]

NETWORK = LOSS + WINDOW + THINK + PLACE
