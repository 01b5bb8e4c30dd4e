"""Openings, handshakes and closes on a network that loses nothing.

SPDX-License-Identifier: GPL-2.0-or-later
"""

from scenario import (ANSWER, ASK, CLIENT, CLIENT_CLOSES, CLIENT_SCRIPT, EARLY_DATA, FAST_OPEN,
                      NAMES, NO_TICKET, OPENING, OPENING_STATES, REQUEST, RESPONSE, SAVE_SESSION,
                      SERVER, SERVER_CLOSES, SERVER_SCRIPT, TLS12, TLS12_FULL, TLS12_RESUMED,
                      TLS13_FULL, TLS13_UNTIL_RESPONSE, TRUTH12_FULL, TRUTH13_FULL, TRUTH_TCP,
                      USE_SESSION, Scenario, close_from, round_trips, tls13_from)

BANNER = "220 example.test ESMTP\r\n"
QUIT = "QUIT\r\n"
BYE = "221 2.0.0 Bye\r\n"

PLAIN = "Linux TCP at both ends"
TCP_CLIENT = ("say", REQUEST, "hear", len(RESPONSE), "fin", "hear-fin")
PRIME = ((CLIENT_SCRIPT, SERVER_SCRIPT),)

# The response leaves before the client's Finished has come: that is what 0-RTT is for.
EARLY_CLIENT = ("write-early", REQUEST, "handshake", "read", len(RESPONSE), *CLIENT_CLOSES)
EARLY_SERVER = ("read-early", len(REQUEST), "write-early", RESPONSE, "end-early", "handshake",
                *SERVER_CLOSES)

TCP = [
    Scenario(
        "tcp-close-four", "plain TCP: three-way handshake, close with four segments",
        client=TCP_CLIENT, tls=False, port=80, made_with=PLAIN,
        server=("hear", len(REQUEST), "say", RESPONSE, "hear-fin", "quickack", "sleep", 300),
        steps=OPENING_STATES + """
            client 1    Plaintext : ESTABLISHED ESTABLISHED
            server 1.5  Plaintext : ESTABLISHED ESTABLISHED
            client 2    FIN             : FIN-WAIT-1 ESTABLISHED
            server 2.5  ACK             : FIN-WAIT-2 CLOSE-WAIT
            server 2.5  FIN             : FIN-WAIT-2 LAST-ACK
            client 3    ACK             : TIME-WAIT CLOSED
        """,
        truth={**TRUTH_TCP, "close": "four-segment",
               "think": [{"who": "server", "before": "FIN", "ms": 300}]}),
    Scenario(
        "tcp-close-three", "plain TCP: three-way handshake, close with three segments",
        client=TCP_CLIENT, tls=False, port=80, made_with=PLAIN,
        server=("hear", len(REQUEST), "say", RESPONSE, "hear-fin"),
        steps=OPENING_STATES + """
            client 1    Plaintext : ESTABLISHED ESTABLISHED
            server 1.5  Plaintext : ESTABLISHED ESTABLISHED
            client 2    FIN             : FIN-WAIT-1 ESTABLISHED
            server 2.5  FIN-ACK         : FIN-WAIT-2 LAST-ACK
            client 3    ACK             : TIME-WAIT CLOSED
        """,
        truth=TRUTH_TCP),
    Scenario(
        "tcp-server-first", "plain TCP, the server sends first, as in SMTP: its banner needs the "
        "ACK that completes the TCP handshake, and is at 1.5",
        client=("hear", len(BANNER), "say", QUIT, "hear", len(BYE), "fin", "hear-fin"),
        server=("say", BANNER, "hear", len(QUIT), "say", BYE, "hear-fin"),
        tls=False, port=25, made_with=PLAIN,
        steps=OPENING_STATES + """
            server 1.5  Plaintext : ESTABLISHED ESTABLISHED
            client 2    Plaintext : ESTABLISHED ESTABLISHED
            server 2.5  Plaintext : ESTABLISHED ESTABLISHED
            client 3    FIN             : FIN-WAIT-1 ESTABLISHED
            server 3.5  FIN-ACK         : FIN-WAIT-2 LAST-ACK
            client 4    ACK             : TIME-WAIT CLOSED
        """,
        truth={**TRUTH_TCP, "rtt": {"tcp": 1.0, "tls": None, "first_request": 2.0}}),
]

FULL = [
    Scenario(
        "tls12-full", "TLS 1.2 full handshake, ECDHE-RSA",
        client_settings=CLIENT + TLS12 + NO_TICKET, server_settings=SERVER + TLS12,
        steps=TLS12_FULL, truth=TRUTH12_FULL),
    Scenario(
        "tls12-full-ticket", "TLS 1.2 full handshake, the server issues a session ticket",
        client_settings=CLIENT + TLS12, server_settings=SERVER + TLS12,
        steps=TLS12_FULL.replace("2.5  ", "2.5  NewSessionTicket "),
        truth={**TRUTH12_FULL, "history": "CsxknGIFtifDdQq"}),
    Scenario(
        "tls12-downgrade-sentinel", "TLS 1.2, because the client offers nothing higher; the server "
        "supports 1.3, and its random says so",
        client_settings=CLIENT + TLS12 + NO_TICKET,
        steps=TLS12_FULL,
        truth={**TRUTH12_FULL,
               "version_path": "record 1.0 › hello 1.2 › server hello 1.2 "
                               "(downgrade sentinel: the server can do 1.3)"}),
    Scenario(
        "tls12-false-start", "TLS 1.2 with False Start: the request is sent with the client's "
        "Finished",
        program="peer-gnutls", made_with="GnuTLS 3.7 client, OpenSSL 3.0 server",
        client_settings=NAMES + ("conf=NORMAL:-VERS-ALL:+VERS-TLS1.2:%NO_TICKETS",
                                 "false-start=1"),
        server_settings=SERVER + TLS12,
        steps=OPENING + """
            client 1    ClientHello
            server 1.5  ServerHello Certificate ServerKeyExchange ServerHelloDone
            client 2    ClientKeyExchange ChangeCipherSpec Finished ApplicationData
            server 2.5  ChangeCipherSpec Finished ApplicationData
        """ + close_from(3),
        truth={**TRUTH12_FULL, "marks": ["false-start"], "history": "CsxknGIFDifdQq",
               "version_path": "record 1.2 › hello 1.2 › server hello 1.2",
               "rtt": round_trips(1.0, 1.0, 2.0, 3.0)}),
    Scenario(
        "tls13-full", "TLS 1.3 full handshake, with middlebox-compatibility ChangeCipherSpec",
        steps=TLS13_FULL, truth=TRUTH13_FULL),
    Scenario(
        "tls13-request-after-tickets", "TLS 1.3, the client sends its request 80 ms after its "
        "Finished: the tickets have arrived by then, so the request is at 3",
        client=("handshake", "sleep", 80, *ASK, *CLIENT_CLOSES),
        steps=OPENING + """
            client 1    ClientHello
            server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions
            server 1.5  Certificate CertificateVerify Finished
            client 2    ChangeCipherSpec Finished
            server 2.5  NewSessionTicket NewSessionTicket
            client 3    ApplicationData
            server 3.5  ApplicationData
        """ + close_from(4),
        # 80 ms, of which 50 pass while the tickets come.
        truth={**TRUTH13_FULL, "think": [{"who": "client", "before": "ApplicationData", "ms": 30}],
               "history": "CsioxyfIFttDdQq", "rtt": round_trips(1.0, 1.0, 3.0, 4.0)}),
    Scenario(
        "tls13-hrr", "TLS 1.3, HelloRetryRequest: the key share is for a group that the server "
        "does not accept",
        client_settings=CLIENT + ("conf=Groups:X25519:P-256",),
        server_settings=SERVER + ("conf=Groups:P-256",),
        steps=OPENING + """
            client 1    ClientHello
            server 1.5  HelloRetryRequest ChangeCipherSpec
            client 2    ChangeCipherSpec ClientHello
            server 2.5  ServerHello EncryptedExtensions Certificate CertificateVerify Finished
            client 3    Finished ApplicationData
            server 3.5  NewSessionTicket NewSessionTicket ApplicationData
        """ + close_from(4),
        truth={**TRUTH13_FULL, "marks": ["retry"], "history": "CjiICsoxyfFDttdQq",
               "version_path": "record 1.0 › hello 1.2 › offered 1.3, 1.2 › retry 1.3 › "
                               "selected 1.3",
               "rtt": round_trips(1.0, 2.0, 3.0, 4.0)}),
]

RESETS = [
    Scenario(
        "reset-by-client", "TLS 1.3, the client resets the connection after it has received the "
        "response",
        client=("handshake", *ASK, "reset"),
        server=("handshake", *ANSWER, "hear-reset"),
        steps=TLS13_UNTIL_RESPONSE + "client 3 RST",
        truth={**TRUTH13_FULL, "close": "reset-by-client", "history": "CsioxyfIFDttd"}),
    Scenario(
        "reset-by-server", "TLS 1.3, the server resets the connection after it has read the "
        "request",
        client=("handshake", "write", REQUEST, "hear-reset"),
        server=("handshake", "read", len(REQUEST), "reset"),
        steps=OPENING + """
            client 1    ClientHello
            server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions
            server 1.5  Certificate CertificateVerify Finished
            client 2    ChangeCipherSpec Finished ApplicationData
            server 2.5  NewSessionTicket NewSessionTicket RST
        """,
        truth={**TRUTH13_FULL, "close": "reset-by-server", "history": "CsioxyfIFDtt",
               "rtt": round_trips(1.0, 1.0, 2.0, None)}),
]

RESUMED = [
    Scenario(
        "tls12-resumed-id", "TLS 1.2 resumed by session id",
        client_settings=CLIENT + TLS12 + NO_TICKET + USE_SESSION, server_settings=SERVER + TLS12,
        prime=PRIME, prime_settings=CLIENT + TLS12 + NO_TICKET + SAVE_SESSION,
        steps=TLS12_RESUMED,
        truth={**TRUTH12_FULL, "kind": "resumed-id", "history": "CsifIFDdQq",
               "rtt": round_trips(1.0, 1.0, 2.0, 3.0)}),
    Scenario(
        "tls12-resumed-ticket", "TLS 1.2 resumed by session ticket",
        client_settings=CLIENT + TLS12 + USE_SESSION, server_settings=SERVER + TLS12,
        prime=PRIME, prime_settings=CLIENT + TLS12 + SAVE_SESSION,
        steps=TLS12_RESUMED,
        truth={**TRUTH12_FULL, "kind": "resumed-ticket", "history": "CsifIFDdQq",
               "rtt": round_trips(1.0, 1.0, 2.0, 3.0)}),
    Scenario(
        "tls13-psk-resumed", "TLS 1.3 resumed with a ticket's PSK",
        client_settings=CLIENT + USE_SESSION,
        prime=PRIME, prime_settings=CLIENT + SAVE_SESSION,
        steps=OPENING + """
            client 1    ClientHello
            server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions Finished
            client 2    ChangeCipherSpec Finished ApplicationData
            server 2.5  NewSessionTicket ApplicationData
        """ + close_from(3),
        truth={**TRUTH13_FULL, "kind": "resumed-psk", "history": "CsiofIFDtdQq"}),
    Scenario(
        "tls13-0rtt-accepted", "TLS 1.3 with early data that the server accepts",
        client=EARLY_CLIENT, server=EARLY_SERVER,
        client_settings=CLIENT + USE_SESSION, server_settings=SERVER + EARLY_DATA,
        prime=PRIME, prime_settings=CLIENT + SAVE_SESSION,
        steps=OPENING + """
            client 1    ClientHello ChangeCipherSpec EarlyData
            server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions Finished ApplicationData
            client 2    EndOfEarlyData Finished close_notify
            server 2.5  NewSessionTicket close_notify
            client 3    FIN
            server 3.5  FIN-ACK
            client 4    ACK
        """,
        truth={**TRUTH13_FULL, "kind": "resumed-psk", "marks": ["early-data accepted"],
               "history": "CIAsiofdEFQtq", "rtt": round_trips(1.0, 0.0, 1.0, 2.0)}),
    Scenario(
        "tls13-0rtt-rejected", "TLS 1.3 with early data that the server rejects, although it "
        "accepts the PSK: the client sends its request again",
        client=("write-early", REQUEST, "handshake", *ASK, *CLIENT_CLOSES),
        client_settings=CLIENT + USE_SESSION, server_settings=SERVER + EARLY_DATA,
        prime=PRIME, prime_settings=CLIENT + SAVE_SESSION,
        steps=OPENING + """
            client 1    ClientHello ChangeCipherSpec EarlyData
            server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions Finished
            client 2    Finished ApplicationData
            server 2.5  NewSessionTicket ApplicationData
        """ + close_from(3),
        truth={**TRUTH13_FULL, "kind": "resumed-psk", "marks": ["early-data rejected"],
               "history": "CIAsiofFDtdQq", "rtt": {"tcp": 1.0, "tls": 1.0, "first_response": 3.0}}),
]

FAST = [
    Scenario(
        "tfo-cookie-request", "Fast Open, first connection: the SYN asks for a cookie, everything "
        "else is as usual",
        client_settings=CLIENT + FAST_OPEN, server_settings=SERVER + FAST_OPEN,
        steps=TLS13_FULL, truth={**TRUTH13_FULL, "open": "fast-open cookie-request"}),
    Scenario(
        "tfo-tls13", "Fast Open with the ClientHello in the SYN",
        client_settings=CLIENT + FAST_OPEN, server_settings=SERVER + FAST_OPEN,
        prime=PRIME, prime_settings=CLIENT + FAST_OPEN,
        steps="""
            client 0    SYN ClientHello
            server 0.5  SYN-ACK
            client 1    ACK
        """ + tls13_from(0.5),
        truth={**TRUTH13_FULL, "open": "fast-open data-accepted",
               "rtt": round_trips(0.0, 1.0, 1.0, 2.0)}),
    Scenario(
        "tfo-tls13-0rtt", "Fast Open with ClientHello and early data in the SYN",
        client=EARLY_CLIENT, server=EARLY_SERVER,
        client_settings=CLIENT + FAST_OPEN + USE_SESSION,
        server_settings=SERVER + FAST_OPEN + EARLY_DATA,
        prime=PRIME, prime_settings=CLIENT + FAST_OPEN + SAVE_SESSION,
        steps="""
            client 0    SYN ClientHello ChangeCipherSpec EarlyData
            server 0.5  SYN-ACK
            client 1    ACK
            server 0.5  ServerHello ChangeCipherSpec EncryptedExtensions Finished ApplicationData
            client 1    EndOfEarlyData Finished close_notify
            server 1.5  NewSessionTicket close_notify
            client 2    FIN
            server 2.5  FIN-ACK
            client 3    ACK
        """,
        truth={**TRUTH13_FULL, "open": "fast-open data-accepted", "kind": "resumed-psk",
               "marks": ["early-data accepted"], "history": "CIAsiofdEFQtq",
               "rtt": round_trips(0.0, 0.0, 0.0, 1.0)}),
]

HANDSHAKES = TCP + FULL + RESUMED + FAST + RESETS
