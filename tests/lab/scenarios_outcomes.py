"""Handshakes that nobody finishes, alerts that come encrypted, and ends without close_notify.

SPDX-License-Identifier: GPL-2.0-or-later
"""

from scenario import (ANSWER, ASK, CLIENT, CLIENT_CLOSES, CLIENT_SCRIPT, NAMES, NO_TICKET, OPENING,
                      REQUEST, SAVE_SESSION, SERVER, SERVER_CLOSES, SERVER_SCRIPT, TLS12,
                      TLS13_UNTIL_RESPONSE, TRUTH12_FULL, TRUTH13_FULL, USE_SESSION, Scenario,
                      round_trips)

NEVER = round_trips(1.0, None, None, None)
UNTIL_FLIGHT13 = OPENING + """
    client 1    ClientHello
    server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions
    server 1.5  Certificate CertificateVerify Finished
"""
UNTIL_FLIGHT12 = OPENING + """
    client 1    ClientHello
    server 1.5  ServerHello Certificate ServerKeyExchange ServerHelloDone
"""
UNTIL_RESPONSE12 = UNTIL_FLIGHT12 + """
    client 2    ClientKeyExchange ChangeCipherSpec Finished
    server 2.5  ChangeCipherSpec Finished
    client 3    ApplicationData
    server 3.5  ApplicationData
"""
CLIENT12 = {"client_settings": CLIENT + TLS12 + NO_TICKET, "server_settings": SERVER + TLS12}
GAVE_UP13 = {**TRUTH13_FULL, "outcome": "client-gave-up", "history": "Csioxyf", "rtt": NEVER}
GAVE_UP12 = {**TRUTH12_FULL, "outcome": "client-gave-up", "history": "Csxkn", "rtt": NEVER}
NO_ANSWER = {**TRUTH13_FULL, "version": None, "kind": None, "history": "C", "rtt": NEVER,
             "version_path": "record 1.0 › hello 1.2 › offered 1.3, 1.2"}
HELLO = OPENING + "client 1 ClientHello"


def close_of(side, position):
    """A close in three segments, that `side` begins."""
    other = "server" if side == "client" else "client"
    return f"""
    {side} {position}         FIN
    {other} {position + 0.5}  FIN-ACK
    {side} {position + 1}     ACK
    """


GIVE_UP = [
    Scenario(
        "client-gave-up-fin", "TLS 1.3, the client closes TCP after the server's flight, without "
        "an alert",
        client=("handshake-step", "hear-some", "fin", "hear-fin"),
        server=("hear-some", "handshake-step", "hear-fin"), keylog="server",
        steps=UNTIL_FLIGHT13 + close_of("client", 2), truth=GAVE_UP13),
    Scenario(
        "client-gave-up-rst", "TLS 1.3, the client resets TCP after the server's flight",
        client=("handshake-step", "hear-some", "reset"),
        server=("hear-some", "handshake-step", "hear-reset"), keylog="server",
        steps=UNTIL_FLIGHT13 + "client 2 RST",
        truth={**GAVE_UP13, "close": "reset-by-client"}),
    Scenario(
        "client-gave-up-fin-12", "TLS 1.2, the client closes TCP after the server's flight, "
        "without an alert",
        client=("handshake-step", "hear-some", "fin", "hear-fin"),
        server=("hear-some", "handshake-step", "hear-fin"),
        steps=UNTIL_FLIGHT12 + close_of("client", 2), truth=GAVE_UP12, **CLIENT12),
    Scenario(
        "client-gave-up-rst-12", "TLS 1.2, the client resets TCP after the server's flight",
        client=("handshake-step", "hear-some", "reset"),
        server=("hear-some", "handshake-step", "hear-reset"),
        steps=UNTIL_FLIGHT12 + "client 2 RST",
        truth={**GAVE_UP12, "close": "reset-by-client"}, **CLIENT12),
    Scenario(
        "server-gave-up-fin", "the server answers the ClientHello with a FIN",
        client=("handshake-step", "hear-fin"), server=("hear-some", "fin", "hear-fin"),
        steps=HELLO + close_of("server", 1.5),
        truth={**NO_ANSWER, "outcome": "server-gave-up"}),
    Scenario(
        "server-gave-up-rst", "the server answers the ClientHello with a reset",
        client=("handshake-step", "hear-reset"), server=("hear-some", "reset"),
        steps=HELLO + "\nserver 1.5 RST",
        truth={**NO_ANSWER, "outcome": "server-gave-up", "close": "reset-by-server"}),
    Scenario(
        "server-gave-up-late-12", "TLS 1.2, the server closes TCP after the client's Finished, "
        "without an alert",
        client=("handshake-step", "hear-some", "handshake-step", "hear-fin"),
        server=("hear-some", "handshake-step", "hear-some", "fin", "hear-fin"),
        steps=UNTIL_FLIGHT12 + "client 2 ClientKeyExchange ChangeCipherSpec Finished"
        + close_of("server", 2.5),
        truth={**TRUTH12_FULL, "outcome": "server-gave-up", "history": "CsxknGIF", "rtt": NEVER},
        **CLIENT12),
    Scenario(
        "timed-out", "the server acknowledges the ClientHello and never answers; the capture ends "
        "with the connection open",
        client=("handshake-step", "sleep", 15000), server=("hear-some", "sleep", 15000), cut_s=3,
        steps=HELLO, truth={**NO_ANSWER, "outcome": "timed-out", "close": "open"}),
]

ENCRYPTED_ALERTS = [
    Scenario(
        "alert-bad-record-12", "TLS 1.2, the client's request is damaged: the server's alert is "
        "encrypted",
        client=("handshake", "write", REQUEST, "spoil", "hear-alert", "hear-fin"),
        server=("handshake", "hear-alert"),
        steps=UNTIL_FLIGHT12 + """
            client 2    ClientKeyExchange ChangeCipherSpec Finished
            server 2.5  ChangeCipherSpec Finished
            client 3    ApplicationData
            server 3.5  Alert FIN
            client 4    FIN-ACK
            server 4.5  ACK
        """,
        truth={**TRUTH12_FULL, "alert": "bad_record_mac", "history": "CsxknGIFifDl",
               "rtt": round_trips(1.0, 2.0, 3.0, None)}, **CLIENT12),
    Scenario(
        "alert-bad-record-13", "TLS 1.3, the client's request is damaged",
        client=("handshake", "write", REQUEST, "spoil", "hear-alert", "hear-fin"),
        server=("handshake", "hear-alert"),
        steps=UNTIL_FLIGHT13 + """
            client 2    ChangeCipherSpec Finished ApplicationData
            server 2.5  NewSessionTicket NewSessionTicket Alert FIN
            client 3    FIN-ACK
            server 3.5  ACK
        """,
        truth={**TRUTH13_FULL, "alert": "bad_record_mac", "history": "CsioxyfIFDttl",
               "rtt": round_trips(1.0, 1.0, 2.0, None)}),
    Scenario(
        "alert-bad-finished-12", "TLS 1.2 resumed, the client's Finished is damaged: the server "
        "has already changed its cipher, so its alert is encrypted",
        client=("handshake", "spoil", "hear-alert", "hear-fin"), server=("handshake-refused",),
        client_settings=CLIENT + TLS12 + NO_TICKET + USE_SESSION, server_settings=SERVER + TLS12,
        prime=((CLIENT_SCRIPT, SERVER_SCRIPT),),
        prime_settings=CLIENT + TLS12 + NO_TICKET + SAVE_SESSION,
        steps=OPENING + """
            client 1    ClientHello
            server 1.5  ServerHello ChangeCipherSpec Finished
            client 2    ChangeCipherSpec Finished
            server 2.5  Alert FIN
            client 3    FIN-ACK
            server 3.5  ACK
        """,
        truth={**TRUTH12_FULL, "kind": "resumed-id", "history": "CsifIFl",
               "outcome": "rejected-by-server", "alert": "bad_record_mac",
               "rtt": round_trips(1.0, 1.0, None, None)}),
    Scenario(
        "alert-user-canceled", "TLS 1.3, the client cancels: after its Finished it sends the "
        "warning user_canceled and close_notify",
        program="peer-gnutls", made_with="GnuTLS 3.7 client, OpenSSL 3.0 server",
        client=("handshake", "cancel", *CLIENT_CLOSES), server=("handshake", *SERVER_CLOSES),
        client_settings=NAMES + ("conf=NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2",),
        steps=UNTIL_FLIGHT13 + """
            client 2    ChangeCipherSpec Finished Alert close_notify
            server 2.5  NewSessionTicket NewSessionTicket close_notify
            client 3    FIN
            server 3.5  FIN-ACK
            client 4    ACK
        """,
        truth={**TRUTH13_FULL, "alert": "user_canceled", "history": "CsioxyfIFLQttq",
               "version_path": "record 1.2 › hello 1.2 › offered 1.3, 1.2 › selected 1.3",
               "rtt": round_trips(1.0, 1.0, None, None)}),
]

REFUSED_RENEGOTIATION = [
    Scenario(
        "alert-no-renegotiation", "TLS 1.2, the client wants to renegotiate; the server refuses "
        "with a warning, and the client gives up with an alert of its own",
        client=("handshake", *ASK, "renegotiate", "handshake-refused", "fin", "hear-fin"),
        server=("handshake", *ANSWER, "hear-alert", "hear-fin"),
        steps=UNTIL_RESPONSE12 + """
            client 4    ClientHello
            server 4.5  Alert
            client 5    Alert FIN
            server 5.5  FIN-ACK
            client 6    ACK
        """,
        truth={**TRUTH12_FULL, "alert": "handshake_failure",
               "alerts": ["no_renegotiation", "handshake_failure"],
               "history": "CsxknGIFifDdClL"}, **CLIENT12),
]

ENDS = [
    Scenario(
        "close-notify-client", "TLS 1.3, only the client sends close_notify",
        client=("handshake", *ASK, "close-notify", "fin", "hear-fin"),
        server=("handshake", *ANSWER, "hear-close-notify", "hear-fin"),
        steps=TLS13_UNTIL_RESPONSE + "client 3 close_notify" + close_of("client", 3),
        truth={**TRUTH13_FULL, "history": "CsioxyfIFDttdQ"}),
    Scenario(
        "close-notify-server", "TLS 1.3, only the server sends close_notify, with its response",
        client=("handshake", *ASK, "hear-close-notify", "hear-fin"),
        server=("handshake", *ANSWER, "close-notify", "fin", "hear-fin"),
        steps=TLS13_UNTIL_RESPONSE + "server 2.5 close_notify" + close_of("server", 2.5),
        truth={**TRUTH13_FULL, "history": "CsioxyfIFDttdq"}),
    Scenario(
        "close-notify-none", "TLS 1.3, the client closes TCP, and neither side sends close_notify",
        client=("handshake", *ASK, "fin", "hear-fin"),
        server=("handshake", *ANSWER, "hear-fin"),
        steps=TLS13_UNTIL_RESPONSE + close_of("client", 3),
        truth={**TRUTH13_FULL, "history": "CsioxyfIFDttd"}),
    Scenario(
        "close-notify-none-server", "TLS 1.3, the server closes TCP with its response, and neither "
        "side sends close_notify: the response may be truncated",
        client=("handshake", *ASK, "hear-fin"), server=("handshake", *ANSWER, "fin", "hear-fin"),
        steps=TLS13_UNTIL_RESPONSE + close_of("server", 2.5),
        truth={**TRUTH13_FULL, "history": "CsioxyfIFDttd"}),
    Scenario(
        "close-notify-none-12", "TLS 1.2, the server closes TCP with its response, and neither "
        "side sends close_notify: the response may be truncated",
        client=("handshake", *ASK, "hear-fin"), server=("handshake", *ANSWER, "fin", "hear-fin"),
        steps=UNTIL_RESPONSE12 + close_of("server", 3.5),
        truth={**TRUTH12_FULL, "history": "CsxknGIFifDd"}, **CLIENT12),
]

OUTCOMES = GIVE_UP + ENCRYPTED_ALERTS + REFUSED_RENEGOTIATION + ENDS
