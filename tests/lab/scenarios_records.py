"""What is hard to tell without keys: sizes that vary with the cipher suite, padding and fragments,
messages that are left out, and who speaks when.

SPDX-License-Identifier: GPL-2.0-or-later
"""

from scenario import (ANSWER, CLIENT, CLIENT_CLOSES, CLIENT_SCRIPT, OPENING, REQUEST, RESPONSE,
                      SAVE_SESSION, SERVER, SERVER_CLOSES, SERVER_SCRIPT, TLS13_FULL, TRUTH13_FULL,
                      USE_SESSION, Scenario, close_from, round_trips)
from scenarios_more import ASK_CERTIFICATE, CLIENT_CERTIFICATE, TRUST

FRAGMENTS = ("max-fragment=512",)
PADDING = ("padding=256",)
BANNER = "220 example.test ESMTP\r\n"
QUIT = "QUIT\r\n"
BYE = "221 2.0.0 Bye\r\n"
LONG_REQUEST = "GET /" + "x" * 1443 + " HTTP/1.1\r\nHost: example.test\r\n\r\n"
# As long as a Finished with SHA-384: 4 + 48.
FINISHED_SIZED = "GET /alike! HTTP/1.1\r\nHost: www.example.test\r\n\r\n\r\n\r\n"
PRIME = ((CLIENT_SCRIPT, SERVER_SCRIPT),)


def answer_of(length):
    """A response of so many bytes."""
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n"
    return head + "x" * (length - len(head))


MANY_RECORDS = answer_of(9000)
BIG = answer_of(20000)
BIG_CLIENT = ("handshake", "write", REQUEST, "read", len(BIG), *CLIENT_CLOSES)
BIG_SERVER = ("handshake", "read", len(REQUEST), "write", BIG, *SERVER_CLOSES)


def suite(name, conf, shows):
    """A full handshake with a cipher suite of its own."""
    return Scenario("tls13-" + name, "TLS 1.3 full, " + shows,
                    client_settings=CLIENT + conf, server_settings=SERVER + conf,
                    steps=TLS13_FULL, truth=TRUTH13_FULL)


def tickets(number, history):
    """A full handshake whose server gives so many tickets."""
    word = {0: "no ticket", 1: "one ticket", 4: "four tickets"}[number]
    return Scenario(f"tls13-tickets-{number}", f"TLS 1.3 full, the server issues {word}",
                    server_settings=SERVER + (f"num-tickets={number}",),
                    steps=TLS13_FULL.replace("NewSessionTicket NewSessionTicket",
                                             " ".join(["NewSessionTicket"] * number)),
                    truth={**TRUTH13_FULL, "history": history})


CLIENT_SHOWS = {
    "steps": TLS13_FULL
    .replace("EncryptedExtensions", "EncryptedExtensions CertificateRequest")
    .replace("ChangeCipherSpec Finished", "ChangeCipherSpec Certificate CertificateVerify "
             "Finished"),
    "truth": {**TRUTH13_FULL, "marks": ["client-auth sent"], "history": "CsiorxyfIXYFDttdQq"}}

RECORDS = [
    suite("aes128", ("conf=Ciphersuites:TLS_AES_128_GCM_SHA256",), "AES-128, SHA-256"),
    suite("chacha20", ("conf=Ciphersuites:TLS_CHACHA20_POLY1305_SHA256",), "ChaCha20, SHA-256"),
    suite("ccm8", ("conf=CipherString:DEFAULT@SECLEVEL=0",
                   "conf=Ciphersuites:TLS_AES_128_CCM_8_SHA256"),
          "CCM_8: the tag has 8 bytes"),
    Scenario(
        "tls13-hrr-client-certificate", "TLS 1.3, HelloRetryRequest, and the client sends a "
        "certificate",
        client_settings=CLIENT + CLIENT_CERTIFICATE + ("conf=Groups:X25519:P-256",),
        server_settings=SERVER + ASK_CERTIFICATE + TRUST + ("conf=Groups:P-256",),
        steps=OPENING + """
            client 1    ClientHello
            server 1.5  HelloRetryRequest ChangeCipherSpec
            client 2    ChangeCipherSpec ClientHello
            server 2.5  ServerHello EncryptedExtensions CertificateRequest
            server 2.5  Certificate CertificateVerify Finished
            client 3    Certificate CertificateVerify Finished ApplicationData
            server 3.5  NewSessionTicket NewSessionTicket ApplicationData
        """ + close_from(4),
        truth={**TRUTH13_FULL, "marks": ["retry", "client-auth sent"],
               "history": "CjiICsorxyfXYFDttdQq",
               "version_path": "record 1.0 › hello 1.2 › offered 1.3, 1.2 › retry 1.3 › "
                               "selected 1.3",
               "rtt": round_trips(1.0, 2.0, 3.0, 4.0)}),
    Scenario(
        "tls13-psk-alike", "TLS 1.3 resumed, the request is sent with the client's Finished, in a "
        "record of the same length",
        client=("handshake", "write", FINISHED_SIZED, "read", len(RESPONSE), *CLIENT_CLOSES),
        server=("handshake", "read", len(FINISHED_SIZED), *ANSWER[2:], *SERVER_CLOSES),
        client_settings=CLIENT + USE_SESSION,
        prime=PRIME, prime_settings=CLIENT + SAVE_SESSION,
        steps=OPENING + """
            client 1    ClientHello
            server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions Finished
            client 2    ChangeCipherSpec Finished ApplicationData
            server 2.5  NewSessionTicket ApplicationData
        """ + close_from(3),
        truth={**TRUTH13_FULL, "kind": "resumed-psk", "history": "CsiofIFDtdQq"}),
    tickets(0, "CsioxyfIFDdQq"),
    tickets(1, "CsioxyfIFDtdQq"),
    tickets(4, "CsioxyfIFDttttdQq"),
    Scenario(
        "tls13-server-first", "TLS 1.3, the server sends data first, after it has received the "
        "client's Finished",
        client=("handshake", "read", len(BANNER), "write", QUIT, "read", len(BYE), *CLIENT_CLOSES),
        server=("handshake", "write", BANNER, "read", len(QUIT), "write", BYE, *SERVER_CLOSES),
        port=465, client_settings=("sni=example.test", "conf=MinProtocol:TLSv1.2"),
        steps=OPENING + """
            client 1    ClientHello
            server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions
            server 1.5  Certificate CertificateVerify Finished
            client 2    ChangeCipherSpec Finished
            server 2.5  NewSessionTicket NewSessionTicket ApplicationData
            client 3    ApplicationData
            server 3.5  ApplicationData
        """ + close_from(4),
        truth={**TRUTH13_FULL, "history": "CsioxyfIFttdDdQq", "rtt": {"tcp": 1.0, "tls": 1.0}}),
    Scenario(
        "tls13-server-first-half-rtt", "TLS 1.3, the server sends data first, in one flight with "
        "its Finished",
        client=("handshake", "read", len(BANNER), "write", QUIT, "read", len(BYE), *CLIENT_CLOSES),
        server=("end-early", "write-early", BANNER, "handshake", "read", len(QUIT), "write", BYE,
                *SERVER_CLOSES),
        port=465, client_settings=("sni=example.test", "conf=MinProtocol:TLSv1.2"),
        server_settings=SERVER + ("early-data=16384",),
        steps=OPENING + """
            client 1    ClientHello
            server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions
            server 1.5  Certificate CertificateVerify Finished ApplicationData
            client 2    ChangeCipherSpec Finished ApplicationData
            server 2.5  NewSessionTicket NewSessionTicket ApplicationData
        """ + close_from(3),
        truth={**TRUTH13_FULL, "history": "CsioxyfdIFDttdQq", "rtt": {"tcp": 1.0, "tls": 1.0}}),
    Scenario(
        "tls13-no-request", "TLS 1.3, the client has no request: its close_notify is sent with its "
        "Finished",
        client=("handshake", *CLIENT_CLOSES), server=("handshake", *SERVER_CLOSES),
        steps=OPENING + """
            client 1    ClientHello
            server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions
            server 1.5  Certificate CertificateVerify Finished
            client 2    ChangeCipherSpec Finished close_notify
            server 2.5  NewSessionTicket NewSessionTicket close_notify
            client 3    FIN
            server 3.5  FIN-ACK
            client 4    ACK
        """,
        truth={**TRUTH13_FULL, "history": "CsioxyfIFQttq",
               "rtt": round_trips(1.0, 1.0, None, None)}),
    Scenario(
        "tls13-many-records", "TLS 1.3, a server with short records: its Certificate fills two, "
        "the response many",
        client=("handshake", "write", REQUEST, "read", len(MANY_RECORDS), *CLIENT_CLOSES),
        server=("handshake", "read", len(REQUEST), "write", MANY_RECORDS, *SERVER_CLOSES),
        server_settings=SERVER + FRAGMENTS, steps=TLS13_FULL, truth=TRUTH13_FULL),
    Scenario(
        "tls13-big-response", "TLS 1.3, the response is larger than the initial window: its end is "
        "sent a round trip later",
        client=BIG_CLIENT, server=BIG_SERVER, server_settings=SERVER + ("max-fragment=4096",),
        steps=OPENING + """
            client 1    ClientHello
            server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions
            server 1.5  Certificate CertificateVerify Finished
            client 2    ChangeCipherSpec Finished ApplicationData
            server 2.5  NewSessionTicket NewSessionTicket ApplicationData
        """ + close_from(4),
        truth=TRUTH13_FULL),
    Scenario(
        "tls13-big-record", "TLS 1.3, the response's first record is larger than the rest of the "
        "initial window: it cannot be read until its end arrives, a round trip later",
        client=BIG_CLIENT, server=BIG_SERVER,
        steps=OPENING + """
            client 1    ClientHello
            server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions
            server 1.5  Certificate CertificateVerify Finished
            client 2    ChangeCipherSpec Finished ApplicationData
            server 2.5  NewSessionTicket NewSessionTicket
            server 3.5  ApplicationData
        """ + close_from(4),
        truth={**TRUTH13_FULL, "rtt": {"tcp": 1.0, "tls": 1.0, "first_request": 2.0}}),
    Scenario(
        "tls13-request-in-records", "TLS 1.3, the request fills three records",
        client=("handshake", "write", LONG_REQUEST, "read", len(RESPONSE), *CLIENT_CLOSES),
        server=("handshake", "read", len(LONG_REQUEST), *ANSWER[2:], *SERVER_CLOSES),
        client_settings=CLIENT + FRAGMENTS, steps=TLS13_FULL, truth=TRUTH13_FULL),
    Scenario(
        "tls13-client-certificate-in-records", "TLS 1.3, the client's Certificate fills two "
        "records",
        client_settings=CLIENT + CLIENT_CERTIFICATE + FRAGMENTS,
        server_settings=SERVER + ASK_CERTIFICATE + TRUST, **CLIENT_SHOWS),
    Scenario(
        "tls13-padding", "TLS 1.3, both sides pad their records to multiples of 256 bytes",
        client_settings=CLIENT + PADDING, server_settings=SERVER + PADDING,
        steps=TLS13_FULL, truth=TRUTH13_FULL),
    Scenario(
        "tls13-padding-client-certificate", "TLS 1.3, both sides pad their records to multiples of "
        "256 bytes, and the client sends a certificate",
        client_settings=CLIENT + CLIENT_CERTIFICATE + PADDING,
        server_settings=SERVER + ASK_CERTIFICATE + TRUST + PADDING, **CLIENT_SHOWS),
    Scenario(
        "tls13-no-middlebox", "TLS 1.3 without the ChangeCipherSpec of middlebox compatibility",
        client_settings=CLIENT + ("conf=Options:-MiddleboxCompat",),
        server_settings=SERVER + ("conf=Options:-MiddleboxCompat",),
        steps=TLS13_FULL.replace("ChangeCipherSpec ", ""),
        truth={**TRUTH13_FULL, "history": "CsoxyfFDttdQq"}),
    Scenario(
        "tls13-middlebox-server-only", "TLS 1.3, only the server sends the ChangeCipherSpec of "
        "middlebox compatibility",
        client_settings=CLIENT + ("conf=Options:-MiddleboxCompat",),
        steps=TLS13_FULL.replace("ChangeCipherSpec Finished", "Finished"),
        truth={**TRUTH13_FULL, "history": "CsioxyfFDttdQq"}),
]
