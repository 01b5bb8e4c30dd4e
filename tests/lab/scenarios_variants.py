"""ClientHellos in pieces, small segments, what OpenSSL 3.5 brings, early data and Fast Open data
that the server does not take, and the key exchanges of old.

SPDX-License-Identifier: GPL-2.0-or-later
"""

from scenario import (ASK, CLIENT, CLIENT_CLOSES, CLIENT_SCRIPT, EARLY_DATA, FAST_OPEN, NO_TICKET,
                      OPENING, REQUEST, SAVE_SESSION, SERVER, SERVER_SCRIPT, TLS12, TLS12_FULL,
                      TLS13_FULL, TRUTH12_FULL, TRUTH13_FULL, USE_SESSION, Scenario, close_from,
                      tls13_from)
from scenarios_stacks import NSS, NSS_CLIENT, NSS_SERVER

# OpenSSL takes its own side's first; a long list makes the ClientHello long.
MANY_NAMES = ",".join(["http/1.1"] + [f"protocol-number-{number:03}" for number in range(90)])
LONG_HELLO = ("sni=example.test", "alpn=" + MANY_NAMES, "conf=MinProtocol:TLSv1.2")
SMALL = ("mss=200",)
PRIME = ((CLIENT_SCRIPT, SERVER_SCRIPT),)
CLIENT12 = CLIENT + TLS12 + NO_TICKET
SERVER12 = SERVER + TLS12

PIECES = [
    Scenario(
        "hello-two-records", "TLS 1.3, the ClientHello is split into two records, in one segment",
        client=("handshake-step", "split", 100, *CLIENT_SCRIPT),
        steps=TLS13_FULL, truth=TRUTH13_FULL),
    Scenario(
        "hello-two-records-12", "TLS 1.2, the ClientHello is split into two records, in one "
        "segment",
        client=("handshake-step", "split", 3, *CLIENT_SCRIPT),
        client_settings=CLIENT12, server_settings=SERVER12, steps=TLS12_FULL, truth=TRUTH12_FULL),
    Scenario(
        "hello-two-segments", "TLS 1.3, the ClientHello is one record in two segments",
        client_settings=LONG_HELLO, steps=TLS13_FULL, truth=TRUTH13_FULL),
    Scenario(
        "hello-records-segments", "TLS 1.3, the ClientHello is several records in two segments",
        client_settings=LONG_HELLO + ("max-fragment=512",),
        steps=TLS13_FULL, truth=TRUTH13_FULL),
    Scenario(
        "small-segments", "TLS 1.3 in segments of at most 200 bytes",
        client_settings=CLIENT + SMALL, steps=TLS13_FULL, truth=TRUTH13_FULL),
    Scenario(
        "small-segments-12", "TLS 1.2 in segments of at most 200 bytes",
        client_settings=CLIENT12 + SMALL, server_settings=SERVER12,
        steps=TLS12_FULL, truth=TRUTH12_FULL),
]

BOTH35 = {"program": "peer-openssl35", "server_program": "peer-openssl35",
          "made_with": "OpenSSL 3.5 and Linux TCP at both ends"}

NEW = [
    Scenario(
        "mlkem", "TLS 1.3 with X25519MLKEM768: the ClientHello takes two segments",
        steps=TLS13_FULL, truth=TRUTH13_FULL, **BOTH35),
    Scenario(
        "mlkem-not-taken", "TLS 1.3, the client has key shares for X25519MLKEM768 and X25519, and "
        "the server chooses the latter",
        steps=TLS13_FULL, truth=TRUTH13_FULL, program="peer-openssl35",
        made_with="OpenSSL 3.5 client, OpenSSL 3.0 server"),
    Scenario(
        "compressed-certificate", "TLS 1.3, the server's certificate is compressed",
        certificate="middling", server_settings=SERVER + ("compress=1",),
        steps=TLS13_FULL.replace(" Certificate ", " CompressedCertificate "),
        truth=TRUTH13_FULL, **BOTH35),
    Scenario(
        "raw-public-key", "TLS 1.3, the server sends a raw public key instead of a certificate",
        client_settings=CLIENT + ("raw-keys=1",), server_settings=SERVER + ("raw-keys=1",),
        steps=TLS13_FULL, truth=TRUTH13_FULL, **BOTH35),
]

EARLY_THEN_ASK = ("write-early", REQUEST, "handshake", *ASK, *CLIENT_CLOSES)
EARLY = {"client": EARLY_THEN_ASK, "prime": PRIME}
# Else OpenSSL's server takes each of its tickets once, and a second ClientHello finds it used.
NO_ANTI_REPLAY = ("conf=Options:-AntiReplay",)

NOT_TAKEN = [
    Scenario(
        "0rtt-no-support", "TLS 1.3 with early data; the server accepts the PSK, but no longer "
        "supports early data",
        server=("refuse-early", *SERVER_SCRIPT),
        client_settings=CLIENT + USE_SESSION,
        server_settings=SERVER + EARLY_DATA + NO_ANTI_REPLAY,
        prime_settings=CLIENT + SAVE_SESSION,
        steps=OPENING + """
            client 1    ClientHello ChangeCipherSpec EarlyData
            server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions Finished
            client 2    Finished ApplicationData
            server 2.5  NewSessionTicket ApplicationData
        """ + close_from(3),
        truth={**TRUTH13_FULL, "kind": "resumed-psk", "marks": ["early-data rejected"],
               "history": "CIAsiofFDtdQq",
               "rtt": {"tcp": 1.0, "tls": 1.0, "first_response": 3.0}}, **EARLY),
    Scenario(
        "0rtt-full", "TLS 1.3 with early data; the server has lost its ticket keys: a full "
        "handshake",
        server=("forget-tickets", *SERVER_SCRIPT),
        client_settings=CLIENT + USE_SESSION,
        server_settings=SERVER + EARLY_DATA + NO_ANTI_REPLAY,
        prime_settings=CLIENT + SAVE_SESSION,
        steps=OPENING + """
            client 1    ClientHello ChangeCipherSpec EarlyData
            server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions
            server 1.5  Certificate CertificateVerify Finished
            client 2    Finished ApplicationData
            server 2.5  NewSessionTicket NewSessionTicket ApplicationData
        """ + close_from(3),
        truth={**TRUTH13_FULL, "marks": ["early-data rejected"], "history": "CIAsioxyfFDttdQq",
               "rtt": {"tcp": 1.0, "tls": 1.0, "first_response": 3.0}}, **EARLY),
    Scenario(
        "0rtt-hrr", "TLS 1.3 with early data, which a HelloRetryRequest rejects",
        client_settings=CLIENT + USE_SESSION + ("conf=Groups:X25519:P-256",),
        server_settings=SERVER + EARLY_DATA + NO_ANTI_REPLAY + ("conf=Groups:P-256",),
        prime_settings=CLIENT + SAVE_SESSION + ("conf=Groups:X25519:P-256",),
        steps=OPENING + """
            client 1    ClientHello ChangeCipherSpec EarlyData
            server 1.5  HelloRetryRequest ChangeCipherSpec
            client 2    ClientHello
            server 2.5  ServerHello EncryptedExtensions Finished
            client 3    Finished ApplicationData
            server 3.5  NewSessionTicket ApplicationData
        """ + close_from(4),
        truth={**TRUTH13_FULL, "kind": "resumed-psk", "marks": ["retry", "early-data rejected"],
               "history": "CIAjiCsofFDtdQq",
               "version_path": "record 1.0 › hello 1.2 › offered 1.3, 1.2 › retry 1.3 › "
                               "selected 1.3",
               "rtt": {"tcp": 1.0, "tls": 2.0, "first_response": 4.0}}, **EARLY),
    Scenario(
        "0rtt-hrr-full", "TLS 1.3 with early data, which a HelloRetryRequest rejects; the server "
        "accepts no ticket twice, and the second ClientHello has the same ticket: a full handshake",
        client_settings=CLIENT + USE_SESSION + ("conf=Groups:X25519:P-256",),
        server_settings=SERVER + EARLY_DATA + ("conf=Groups:P-256",),
        prime_settings=CLIENT + SAVE_SESSION + ("conf=Groups:X25519:P-256",),
        steps=OPENING + """
            client 1    ClientHello ChangeCipherSpec EarlyData
            server 1.5  HelloRetryRequest ChangeCipherSpec
            client 2    ClientHello
            server 2.5  ServerHello EncryptedExtensions Certificate CertificateVerify Finished
            client 3    Finished ApplicationData
            server 3.5  NewSessionTicket NewSessionTicket ApplicationData
        """ + close_from(4),
        truth={**TRUTH13_FULL, "marks": ["retry", "early-data rejected"],
               "history": "CIAjiCsoxyfFDttdQq",
               "version_path": "record 1.0 › hello 1.2 › offered 1.3, 1.2 › retry 1.3 › "
                               "selected 1.3",
               "rtt": {"tcp": 1.0, "tls": 2.0, "first_response": 4.0}}, **EARLY),
    Scenario(
        "tfo-data-rejected", "Fast Open with the ClientHello in the SYN; the server no longer "
        "supports Fast Open: it accepts only the SYN, and the ClientHello is sent again",
        client_settings=CLIENT + FAST_OPEN, server_settings=SERVER + FAST_OPEN,
        prime=PRIME, prime_settings=CLIENT + FAST_OPEN,
        sysctls=(("server", "net.ipv4.tcp_fastopen=1"),),
        steps="""
            client 0    SYN ClientHello
            server 0.5  SYN-ACK
            client 1    ACK ClientHello+
        """ + tls13_from(1.5),
        truth={**TRUTH13_FULL, "open": "fast-open data-rejected"}),
]

PSK12 = ("psk12=" + "5a" * 32,)


def exchange(name, cipher, shows, steps, truth, more=(), certificate=""):
    """TLS 1.2 with one cipher suite."""
    conf = ("conf=CipherString:" + cipher,) + more
    return Scenario("tls12-" + name, "TLS 1.2 full, " + shows,
                    client_settings=CLIENT12 + conf, server_settings=conf + SERVER12,
                    steps=steps, truth={**TRUTH12_FULL, **truth}, certificate=certificate)


OLD_EXCHANGES = [
    # With longer numbers the arithmetic would count as think time.
    exchange("dhe", "DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0", "DHE-RSA with 1024 bits", TLS12_FULL,
             {}, certificate="short"),
    exchange("rsa", "AES128-GCM-SHA256", "RSA key exchange",
             TLS12_FULL.replace("ServerKeyExchange ", ""), {"history": "CsxnGIFifDdQq"}),
    exchange("psk", "PSK-AES128-GCM-SHA256", "external PSK",
             TLS12_FULL.replace("Certificate ServerKeyExchange ", ""),
             {"history": "CsnGIFifDdQq", "kind": "psk-only"}, PSK12),
    exchange("ecdhe-psk", "ECDHE-PSK-AES128-CBC-SHA256", "ECDHE-PSK",
             TLS12_FULL.replace("Certificate ServerKeyExchange", "ServerKeyExchange"),
             {"history": "CsknGIFifDdQq", "kind": "psk-only"}, PSK12),
    Scenario(
        "ssl30", "SSL 3.0, RSA key exchange",
        client_settings=NSS_CLIENT + ("conf=3.0", "num-tickets=0"),
        server_settings=NSS_SERVER + ("conf=3.0",),
        steps=TLS12_FULL.replace("ServerKeyExchange ", ""),
        truth={**TRUTH12_FULL, "version": "SSL 3.0", "history": "CsxnGIFifDdQq",
               "version_path": "record 3.0 › hello 3.0 › server hello SSL 3.0"},
        **{**NSS, "certificate": "short"}),
]
VARIANTS = PIECES + NEW + NOT_TAKEN + OLD_EXCHANGES
