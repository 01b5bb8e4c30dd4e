"""What a scenario is, and the words that the tables of scenarios share.

SPDX-License-Identifier: GPL-2.0-or-later
"""

from dataclasses import dataclass, field

REQUEST = "GET / HTTP/1.1\r\nHost: example.test\r\nConnection: close\r\n\r\n"
RESPONSE = ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n"
            "Connection: close\r\n\r\nhello\n")

# Scripts of peer.c.
ASK = ("write", REQUEST, "read", len(RESPONSE))
ANSWER = ("read", len(REQUEST), "write", RESPONSE)
CLIENT_CLOSES = ("close-notify", "hear-close-notify", "fin", "hear-fin")
SERVER_CLOSES = ("hear-close-notify", "close-notify", "hear-fin")
CLIENT_SCRIPT = ("handshake", *ASK, *CLIENT_CLOSES)
SERVER_SCRIPT = ("handshake", *ANSWER, *SERVER_CLOSES)

# Settings of peer.c.
NAMES = ("sni=example.test", "alpn=http/1.1")
# OpenSSL would offer TLS 1.1 and 1.0 as well, which clients of today do not.
CLIENT = NAMES + ("conf=MinProtocol:TLSv1.2",)
SERVER = ("alpn=http/1.1", "conf=Certificate:server.pem", "conf=PrivateKey:server.key")
TLS12 = ("conf=MaxProtocol:TLSv1.2",)
NO_TICKET = ("conf=Options:-SessionTicket",)
SAVE_SESSION = ("session-out=session.pem",)
USE_SESSION = ("session-in=session.pem",)
FAST_OPEN = ("fast-open=1",)
EARLY_DATA = ("early-data=16384",)


@dataclass
class Scenario:
    """One connection to capture, and what is true of it.

    The truth is written by hand, from the standards and from what the row makes happen. Its steps
    stand one flight a line, `SIDE POSITION STEP...`; a step may end in `+` (a retransmission) or in
    `@POINT,POINT` (only those captures have it). A line may go on with `: CLIENT SERVER`, the
    states of both ends after each of its steps; one that has to be assumed begins with `~`. A
    position or a state that no capture can tell is `?`.
    """
    name: str
    shows: str
    steps: str
    truth: dict
    client: tuple = CLIENT_SCRIPT  # the script of the captured connection, or what returns it
    server: tuple = SERVER_SCRIPT  # None: nobody is there
    client_settings: tuple = CLIENT
    server_settings: tuple = SERVER
    made_with: str = "OpenSSL 3.0 and Linux TCP at both ends"
    program: str = "peer"  # the client's
    server_program: str = "peer"
    tls: bool = True
    port: int = 443
    prime: tuple = ()  # (client's script, server's script) of connections before the captured one
    prime_settings: tuple = ()
    delays_ms: tuple = (10, 15)  # between client and middle, between middle and server
    losses: tuple = ()  # (wire, rule of relay.c)
    certificate: str = ""  # see certificates.py
    sysctls: tuple = ()  # (node, setting), set right before the captured connection
    cut_s: int = 0  # the capture ends so many seconds after the client's start, if not 0
    keylog: str = "client"  # who writes the keys
    tshark: tuple = ()  # options without which stock tshark does not see the TLS
    at: dict = field(default_factory=dict)  # point: the steps as it alone sees them; "": none
    told_at: dict = field(default_factory=dict)  # point: what of the truth is other there
    also: tuple = ()  # (truth, steps) of further connections in the capture, in its order
    network: tuple = ()  # functions of network.py that add to it
    firewall: tuple = ()  # (node, nftables' commands)
    capture_filter: str = ""  # not only the client's port
    loopback: bool = False  # both ends are one host, with one tap
    begin_together: bool = False  # both ends connect, at one second of the clock
    authority: tuple = ()  # what runs on the certificate authority's host; without: no such host
    authority_ms: float = 5  # between middle and authority
    lookups: tuple = ()  # what the client asked there: see README.md
    others: tuple = ()  # further ends, (client or server, settings, script); all clients begin at
    # one second of the clock, and so many ms later as their begin-ms says
    stream: int = 0  # which of the connections at the client's tap the scenario's own is


OPENING = """
    client 0    SYN
    server 0.5  SYN-ACK
    client 1    ACK
"""
# The same with both ends' states.
OPENING_STATES = """
    client 0    SYN      : SYN-SENT LISTEN
    server 0.5  SYN-ACK  : SYN-SENT SYN-RCVD
    client 1    ACK      : ESTABLISHED ESTABLISHED
"""


def close_from(position):
    """close_notify from both, the client first, and then a close in three segments."""
    return f"""
    client {position}        close_notify
    server {position + 0.5}  close_notify
    client {position + 1}    FIN
    server {position + 1.5}  FIN-ACK
    client {position + 2}    ACK
    """


def tls13_from(position):
    """A full TLS 1.3 handshake after its ClientHello, until the end; `position` is the server's."""
    return f"""
    server {position}        ServerHello ChangeCipherSpec EncryptedExtensions
    server {position}        Certificate CertificateVerify Finished
    client {position + 0.5}  ChangeCipherSpec Finished ApplicationData
    server {position + 1}    NewSessionTicket NewSessionTicket ApplicationData
    """ + close_from(position + 1.5)


TLS13_UNTIL_RESPONSE = OPENING + """
    client 1    ClientHello
    server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions
    server 1.5  Certificate CertificateVerify Finished
    client 2    ChangeCipherSpec Finished ApplicationData
    server 2.5  NewSessionTicket NewSessionTicket ApplicationData
"""

TLS13_FULL = OPENING + "client 1 ClientHello" + tls13_from(1.5)

TLS12_FULL = OPENING + """
    client 1    ClientHello
    server 1.5  ServerHello Certificate ServerKeyExchange ServerHelloDone
    client 2    ClientKeyExchange ChangeCipherSpec Finished
    server 2.5  ChangeCipherSpec Finished
    client 3    ApplicationData
    server 3.5  ApplicationData
""" + close_from(4)

TLS12_RESUMED = OPENING + """
    client 1    ClientHello
    server 1.5  ServerHello ChangeCipherSpec Finished
    client 2    ChangeCipherSpec Finished ApplicationData
    server 2.5  ApplicationData
""" + close_from(3)


def round_trips(tcp, tls, first_request, first_response):
    """The truth's `rtt`."""
    return {"tcp": tcp, "tls": tls, "first_request": first_request,
            "first_response": first_response}


TRUTH13_FULL = {
    "open": "three-way", "close": "three-segment", "version": "TLS 1.3",
    "version_path": "record 1.0 › hello 1.2 › offered 1.3, 1.2 › selected 1.3",
    "kind": "full", "marks": [], "outcome": "complete", "history": "CsioxyfIFDttdQq",
    "rtt": round_trips(1.0, 1.0, 2.0, 3.0),
}
TRUTH12_FULL = {
    "open": "three-way", "close": "three-segment", "version": "TLS 1.2",
    "version_path": "record 1.0 › hello 1.2 › server hello 1.2",
    "kind": "full", "marks": [], "outcome": "complete", "history": "CsxknGIFifDdQq",
    "rtt": round_trips(1.0, 2.0, 3.0, 4.0),
}
TRUTH_TCP = {
    "open": "three-way", "close": "three-segment", "version": None, "version_path": None,
    "kind": None, "marks": [], "outcome": "not-tls", "history": None,
    "rtt": round_trips(1.0, None, 1.0, 2.0),
}
