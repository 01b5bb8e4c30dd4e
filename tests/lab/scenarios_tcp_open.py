"""How TCP connections open: all the ways that RFC 9293 knows, and those of its extensions.

SPDX-License-Identifier: GPL-2.0-or-later
"""

from scenario import OPENING_STATES, REQUEST, RESPONSE, TRUTH_TCP, Scenario, round_trips

BANNER = "220 example.test ESMTP\r\n"
BYE = "221 2.0.0 Bye\r\n"
KERNELS = "Linux TCP at both ends"
SCRIPTED_SERVER = "Linux TCP client, scripted server on a raw socket"
SCRIPTED_CLIENT = "scripted client on a raw socket, Linux TCP server"

CLIENT_TALKS = ("say", REQUEST, "hear", len(RESPONSE), "fin", "hear-fin")
SERVER_TALKS = ("hear", len(REQUEST), "say", RESPONSE, "hear-fin")
PLAIN = {"tls": False, "port": 80, "made_with": KERNELS, "client": CLIENT_TALKS,
         "server": SERVER_TALKS, "client_settings": (), "server_settings": ()}
NOBODY = {**PLAIN, "client": (), "server": None, "client_settings": ("fails=1",)}
NEVER = round_trips(None, None, None, None)

SYN = "client 0    SYN      : SYN-SENT LISTEN\n"
OPEN = OPENING_STATES
TALK = """
    client 1    Plaintext : ESTABLISHED ESTABLISHED
    server 1.5  Plaintext : ESTABLISHED ESTABLISHED
"""


def close_three(side, position):
    """A close in three segments, that `side` begins."""
    other = "server" if side == "client" else "client"
    states = [("FIN-WAIT-1", "ESTABLISHED"), ("FIN-WAIT-2", "LAST-ACK"), ("TIME-WAIT", "CLOSED")]
    first, second, third = (" ".join(pair if side == "client" else pair[::-1]) for pair in states)
    return f"""
    {side} {position}         FIN     : {first}
    {other} {position + 0.5}  FIN-ACK : {second}
    {side} {position + 1}     ACK     : {third}
    """


WHOLE = OPEN + TALK + close_three("client", 2)


def note(name, *seen_at):
    """What is to be said of a capture, and at which points; at all where none is named."""
    return {"note": name, **({"seen_at": list(seen_at)} if seen_at else {})}


def truth(*notes, **changes):
    """The truth of a whole plain connection, but for what is said here."""
    return {**TRUTH_TCP, **changes, **({"notes": list(notes)} if notes else {})}


def icmp(code, shows):
    """A SYN that an ICMP message answers."""
    sender = "middle" if code != "port-unreachable" else "server"
    hook = "forward" if sender == "middle" else "input"
    rules = (f"add table ip wall; add chain ip wall door {{ type filter hook {hook} priority 0; }};"
             f" add rule ip wall door tcp dport 80 reject with icmp type {code}")
    return Scenario(
        f"tcp-icmp-{code}", shows, **NOBODY, firewall=((sender, rules),),
        capture_filter="tcp port 80 or icmp", steps=SYN,
        at={"server": ""} if sender == "middle" else {},
        truth=truth(note("icmp-refused"), open="refused", close="open", rtt=NEVER))


REFUSED = [
    Scenario(
        "tcp-refused", "plain TCP: the port is closed, and the SYN is answered with a reset",
        **NOBODY,
        steps=SYN + "server 0.5 RST : CLOSED CLOSED",
        truth=truth(open="refused", close="reset-by-server", rtt=NEVER)),
    icmp("admin-prohibited", "plain TCP: a firewall in the middle answers the SYN with ICMP, "
         "administratively prohibited"),
    icmp("host-unreachable", "plain TCP: the middle answers the SYN with ICMP, host unreachable"),
    icmp("port-unreachable", "plain TCP: the server answers the SYN with ICMP, port unreachable"),
    Scenario(
        "tcp-unanswered", "plain TCP: the server drops the SYN and its retransmission",
        **NOBODY,
        sysctls=(("client", "net.ipv4.tcp_syn_retries=1"),
                 ("client", "net.ipv4.tcp_syn_linear_timeouts=0")),
        firewall=(("server", "add table ip wall; add chain ip wall door { type filter hook input "
                   "priority 0; }; add rule ip wall door tcp dport 80 drop"),),
        steps=SYN + "client 0 SYN+ : SYN-SENT LISTEN",
        truth=truth(open="unanswered", close="open", rtt=NEVER, untimed=True)),
]

DATA = "ApplicationData"
EST = "ESTABLISHED ESTABLISHED"
FAST = ("fast-open=1",)
FAST_PRIME = {"prime": ((CLIENT_TALKS, SERVER_TALKS),), "prime_settings": FAST}
FAST_PLAIN = {**PLAIN, "client_settings": FAST, "server_settings": FAST}
SYN_WITH_DATA = "client 0 SYN Plaintext : SYN-SENT LISTEN\n"
SYN_ACK = "server 0.5 SYN-ACK : SYN-SENT SYN-RCVD\n"
DATA_AGAIN = f"""
    client 1    ACK ApplicationData+  : {EST}
    server 1.5  Plaintext : {EST}
""" + close_three("client", 2)

EXTENSIONS = [
    Scenario(
        "tcp-data-on-ack", "plain TCP: the ACK that completes the TCP handshake carries the "
        "request",
        **{**PLAIN, "client_settings": ("delayed-ack=1",)}, steps=WHOLE, truth=truth(untimed=True)),
    Scenario(
        "tcp-fast-open", "plain TCP: Fast Open with the request in the SYN", **FAST_PLAIN,
        **FAST_PRIME,
        steps=SYN_WITH_DATA + SYN_ACK + f"""
            client 1    ACK             : {EST}
            server 0.5  Plaintext : {EST}
        """ + close_three("client", 1),
        at={point: SYN_WITH_DATA + SYN_ACK + f"""
            server 0.5  Plaintext : SYN-SENT SYN-RCVD
            client 1    ACK             : {EST}
        """ + close_three("client", 1) for point in ("middle", "server")},
        truth=truth(open="fast-open data-accepted", rtt=round_trips(0.0, None, 0.0, 1.0),
                    untimed=True)),
    Scenario(
        "tcp-fast-open-ignored", "plain TCP: the client asks for a Fast Open cookie, and the "
        "server sends none", **{**FAST_PLAIN, "server_settings": ()},
        sysctls=(("server", "net.ipv4.tcp_fastopen=0"),), steps=WHOLE,
        truth=truth(note("fast-open-ignored"), open="fast-open cookie-request")),
    Scenario(
        "tcp-fast-open-stale", "plain TCP: the server has a new Fast Open key, accepts only the "
        "SYN, and sends a new cookie", **FAST_PLAIN, **FAST_PRIME,
        sysctls=(("server", "net.ipv4.tcp_fastopen_key=00000001-00000002-00000003-00000004"),),
        steps=SYN_WITH_DATA + SYN_ACK + DATA_AGAIN,
        truth=truth(note("fast-open-cookie-given"), open="fast-open data-rejected")),
    Scenario(
        "tcp-fast-open-lost", "plain TCP: the Fast Open SYN with data is lost between client and "
        "middle, and retransmitted without data", **FAST_PLAIN, **FAST_PRIME,
        losses=(("client", "up:syn:1"),),
        steps="""
            client 0    SYN@client ApplicationData@client SYN+ : SYN-SENT LISTEN
        """ + SYN_ACK + DATA_AGAIN,
        told_at={"client": {"open": "fast-open data-rejected"}},
        truth=truth(untimed=True)),
    Scenario(
        "tcp-syn-cookie", "plain TCP: the server answers with SYN cookies, and the client has no "
        "timestamps: the server can keep only the MSS option",
        **PLAIN, sysctls=(("server", "net.ipv4.tcp_syncookies=2"),
                          ("client", "net.ipv4.tcp_timestamps=0")),
        steps=WHOLE, truth=truth(note("syn-cookie"))),
    Scenario(
        "tcp-syn-cookie-timestamps", "plain TCP: the server answers with SYN cookies, and keeps "
        "the client's options in its timestamp: nothing reveals it",
        **PLAIN, sysctls=(("server", "net.ipv4.tcp_syncookies=2"),), steps=WHOLE, truth=truth()),
    Scenario(
        "tcp-ipv6", "plain TCP over IPv6",
        **{**PLAIN, "client_settings": ("address=2001:db8:2::20",),
           "server_settings": ("address=2001:db8:2::20",)},
        network=("add_ipv6",), steps=WHOLE, truth=truth()),
]


def ecn(name, shows, client, server, *notes, **more):
    """An opening with these settings of tcp_ecn."""
    return Scenario(name, shows, **PLAIN, steps=WHOLE, truth=truth(*notes),
                    sysctls=(("client", f"net.ipv4.tcp_ecn={client}"),
                             ("server", f"net.ipv4.tcp_ecn={server}")), **more)


BLEACH = ("add table ip wash; add chain ip wash road { type filter hook forward priority 0; }; "
          "add rule ip wash road tcp flags & (syn | ack) == syn tcp flags set syn")
# The kernel lacks Accurate ECN's negotiation (RFC 9768): a client offers it by hand.
ACCURATE_CLIENT = ("send", "SNCE", "hear", "SA", "send", "AC", "send", "A", "data=" + REQUEST,
                   "hear", "D", "send", "FA", "hear", "FA", "send", "A")
CONGESTION = [
    ecn("tcp-ecn", "plain TCP: both ends negotiate ECN", 1, 1, note("ecn-negotiated")),
    ecn("tcp-ecn-refused", "plain TCP: the client offers ECN, the server declines", 1, 0,
        note("ecn-refused")),
    ecn("tcp-ecn-bleached", "plain TCP: the client offers ECN, and the middle clears the offer, so "
        "the server never sees it", 1, 1, note("ecn-refused", "client", "middle"),
        firewall=(("middle", BLEACH),)),
]

SWAPPED_OPENING = """
    client 0    SYN       : SYN-SENT LISTEN
    server 0    SYN       : SYN-SENT SYN-SENT
    client 0.5  SYN-ACK   : SYN-RCVD SYN-SENT
    server 0.5  SYN-ACK   : ESTABLISHED ESTABLISHED
"""
SCRIPT_TALKS = ("hear", "D", "send", "A", "send", "A", "data=" + RESPONSE, "hear", "FA", "send",
                "FA", "hear", "A")
CLIENT_SCRIPT = ("send", "A", "data=" + REQUEST, "hear", "D", "send", "FA", "hear", "FA", "send",
                 "A")


def scripted(name, shows, script, steps, *notes, client=CLIENT_TALKS, at=None, **changes):
    """A client's kernel against a scripted server."""
    return Scenario(name, shows, **{**PLAIN, "server": script, "server_program": "raw.py",
                                    "made_with": SCRIPTED_SERVER, "client": client},
                    steps=steps, at=at or {}, truth=truth(*notes, untimed=True, **changes))


AFTER_SPLIT = f"""
    client 2    Plaintext : {EST}
    server 2.5  Plaintext : {EST}
""" + close_three("client", 3)
SPLIT_RTT = round_trips(2.0, None, 2.0, 3.0)

ODD = [
    Scenario(
        "tcp-simultaneous-open", "plain TCP: both ends send a SYN at once. At the server's capture "
        "point the server's SYN is first, so it is taken for the client",
        **PLAIN, begin_together=True,
        steps=SWAPPED_OPENING + TALK + close_three("client", 2),
        at={"server": SWAPPED_OPENING + f"""
            server 1    Plaintext : {EST}
            client 1.5  Plaintext : {EST}
        """ + close_three("server", 2)},
        told_at={"server": {"rtt": {"tcp": 1.0, "tls": None}}},
        truth=truth(open="simultaneous", untimed=True)),
    scripted(
        "tcp-split-five", "plain TCP, split handshake: the server acknowledges the SYN, and then "
        "sends its own SYN", ("hear", "S", "send", "A", "at=1", "again", "send", "S",
                                 "hear", "SA", "send", "A", *SCRIPT_TALKS),
        """
            client 0    SYN      : SYN-SENT LISTEN
            server 0.5  ACK      : SYN-SENT LISTEN
            server 0.5  SYN      : SYN-SENT SYN-SENT
            client 1    SYN-ACK  : SYN-RCVD SYN-SENT
            server 1.5  ACK      : ESTABLISHED ESTABLISHED
        """ + AFTER_SPLIT, open="split", rtt=SPLIT_RTT),
    scripted(
        "tcp-split-four", "plain TCP, split handshake: the server answers the SYN with its own "
        "SYN", ("hear", "S", "send", "S", "hear", "SA", "send", "A", *SCRIPT_TALKS),
        """
            client 0    SYN      : SYN-SENT LISTEN
            server 0.5  SYN      : SYN-SENT SYN-SENT
            client 1    SYN-ACK  : SYN-RCVD SYN-SENT
            server 1.5  ACK      : ESTABLISHED ESTABLISHED
        """ + AFTER_SPLIT, open="split", rtt=SPLIT_RTT),
    scripted(
        "tcp-syn-ack-data", "plain TCP: the server's SYN-ACK carries a banner; the client's kernel "
        "accepts only the SYN-ACK, and the banner is sent again",
        ("hear", "S", "send", "SA", "data=" + BANNER, "hear", "A", "send", "A",
         f"at=-{len(BANNER)}", "data=" + BANNER, *SCRIPT_TALKS),
        f"""
            client 0    SYN                      : SYN-SENT LISTEN
            server 0.5  SYN-ACK Plaintext : SYN-SENT SYN-RCVD
            client 1    ACK                      : {EST}
            server 1.5  ApplicationData+         : {EST}
            client 2    Plaintext : {EST}
            server 2.5  Plaintext : {EST}
        """ + close_three("client", 3),
        note("data-in-syn-ack"), client=("hear", len(BANNER), *CLIENT_TALKS),
        rtt={"tcp": 1.0, "tls": None, "first_request": 2.0}),
    scripted(
        "tcp-syn-ack-different", "plain TCP: two SYN-ACKs with different sequence numbers answer "
        "one SYN; the client uses the first",
        ("hear", "S", "send", "SA", "send", "SA", "at=-901", "again", *SCRIPT_TALKS),
        SYN + f"""
            server 0.5  SYN-ACK : SYN-SENT SYN-RCVD
            server ?    SYN-ACK : SYN-SENT SYN-RCVD
            client 1    ACK     : {EST}
        """ + TALK + close_three("client", 2),
        note("syn-ack-different-sequence"),
        at={"client": OPEN + f"""
            server ?    SYN-ACK : {EST}
        """ + TALK + close_three("client", 2)}),
    Scenario(
        "tcp-syn-different", "plain TCP: an old duplicate SYN arrives before the SYN; the client "
        "resets the server's answer to it, and its own SYN follows (RFC 9293, figure 9)",
        **{**PLAIN, "client_settings": (), "made_with": SCRIPTED_CLIENT, "program": "raw.py",
           "client": ("send", "S", "isn=90", "hear", "SA", "send", "R", "send", "S", "isn=100000",
                      "hear", "SA", "send", "A", *CLIENT_SCRIPT)},
        steps=SYN + """
            server 0.5  SYN-ACK  : SYN-SENT SYN-RCVD
            client 1    RST      : CLOSED LISTEN
        """,
        also=((truth(note("port-reused")), WHOLE),),
        truth=truth(close="reset-by-client", untimed=True, rtt=NEVER)),
    Scenario(
        "tcp-accecn", "plain TCP: both ends negotiate Accurate ECN",
        **{**PLAIN, "made_with": "both ends scripted on raw sockets", "program": "raw.py",
           "server_program": "raw.py", "client": ACCURATE_CLIENT,
           "server": ("hear", "S", "send", "SAC", *SCRIPT_TALKS)},
        steps=WHOLE, truth=truth(note("accecn-negotiated"))),
    Scenario(
        "tcp-accecn-ecn", "plain TCP: the client offers Accurate ECN, the server chooses classic "
        "ECN",
        **{**PLAIN, "made_with": SCRIPTED_CLIENT, "program": "raw.py", "client": ACCURATE_CLIENT},
        sysctls=(("server", "net.ipv4.tcp_ecn=1"),),
        steps=WHOLE, truth=truth(note("ecn-negotiated"))),
]

OPENINGS = REFUSED + EXTENSIONS + CONGESTION + ODD
