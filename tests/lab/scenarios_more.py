"""What TLS can do besides: client certificates, old versions, renegotiation, what comes after the
handshake, stapling, alerts, and TLS that begins inside another protocol.

SPDX-License-Identifier: GPL-2.0-or-later
"""

from scenario import (ANSWER, ASK, CLIENT, CLIENT_CLOSES, CLIENT_SCRIPT, NAMES, NO_TICKET, OPENING,
                      REQUEST, SERVER, SERVER_CLOSES, SERVER_SCRIPT, TLS12, TLS12_FULL, TLS13_FULL,
                      TRUTH12_FULL, TRUTH13_FULL, Scenario, close_from, round_trips, tls13_from)

CLIENT_CERTIFICATE = ("conf=Certificate:client.pem", "conf=PrivateKey:client.key")
ASK_CERTIFICATE = ("conf=VerifyMode:Request",)
TRUST = ("conf=VerifyCAFile:ca.pem",)
ANY_VERSION = ("conf=CipherString:DEFAULT@SECLEVEL=0", "conf=MinProtocol:TLSv1")
# The PSK's hash is SHA-256, and a suite with another would leave it unused.
EXTERNAL_PSK = ("psk=" + "5a" * 32, "conf=Ciphersuites:TLS_AES_128_GCM_SHA256")

CLIENT12 = CLIENT + TLS12 + NO_TICKET
SERVER12 = SERVER + TLS12

CLIENT_AUTH = [
    Scenario(
        "tls12-client-certificate", "TLS 1.2, the client sends a certificate",
        client_settings=CLIENT12 + CLIENT_CERTIFICATE,
        server_settings=SERVER12 + ASK_CERTIFICATE + TRUST,
        steps=TLS12_FULL
        .replace("ServerHelloDone", "CertificateRequest ServerHelloDone")
        .replace("ClientKeyExchange", "Certificate ClientKeyExchange CertificateVerify"),
        truth={**TRUTH12_FULL, "marks": ["client-auth sent"], "history": "CsxkrnXGYIFifDdQq"}),
    Scenario(
        "tls12-client-certificate-empty", "TLS 1.2, the client is asked for a certificate and has "
        "none; the server continues",
        client_settings=CLIENT12, server_settings=SERVER12 + ASK_CERTIFICATE + TRUST,
        steps=TLS12_FULL
        .replace("ServerHelloDone", "CertificateRequest ServerHelloDone")
        .replace("ClientKeyExchange", "Certificate ClientKeyExchange"),
        truth={**TRUTH12_FULL, "marks": ["client-auth requested"],
               "history": "CsxkrnXGIFifDdQq"}),
    Scenario(
        "tls13-client-certificate", "TLS 1.3, the client sends a certificate",
        client_settings=CLIENT + CLIENT_CERTIFICATE,
        server_settings=SERVER + ASK_CERTIFICATE + TRUST,
        steps=TLS13_FULL
        .replace("EncryptedExtensions", "EncryptedExtensions CertificateRequest")
        .replace("ChangeCipherSpec Finished", "ChangeCipherSpec Certificate CertificateVerify "
                 "Finished"),
        truth={**TRUTH13_FULL, "marks": ["client-auth sent"], "history": "CsiorxyfIXYFDttdQq"}),
    Scenario(
        "tls13-client-certificate-empty", "TLS 1.3, the client is asked for a certificate and has "
        "none; the server continues",
        server_settings=SERVER + ASK_CERTIFICATE + TRUST,
        steps=TLS13_FULL
        .replace("EncryptedExtensions", "EncryptedExtensions CertificateRequest")
        .replace("ChangeCipherSpec Finished", "ChangeCipherSpec Certificate Finished"),
        truth={**TRUTH13_FULL, "marks": ["client-auth requested"],
               "history": "CsiorxyfIXFDttdQq"}),
    Scenario(
        "tls13-client-certificate-refused", "TLS 1.3, the server does not know the issuer of the "
        "client's certificate: when its alert arrives, the client has already sent its request",
        client=("handshake", "write", REQUEST, "hear-alert", "hear-fin"),
        server=("handshake-refused",),
        client_settings=CLIENT + CLIENT_CERTIFICATE,
        server_settings=SERVER + ASK_CERTIFICATE,
        steps=OPENING + """
            client 1    ClientHello
            server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions CertificateRequest
            server 1.5  Certificate CertificateVerify Finished
            client 2    ChangeCipherSpec Certificate CertificateVerify Finished ApplicationData
            server 2.5  Alert FIN
            client 3    FIN-ACK
            server 3.5  ACK
        """,
        truth={**TRUTH13_FULL, "marks": ["client-auth refused"], "history": "CsiorxyfIXYFDl",
               "outcome": "rejected-by-server", "alert": "unknown_ca",
               "rtt": round_trips(1.0, 1.0, 2.0, None)}),
]

OLD = [
    Scenario(
        "tls10-full", "TLS 1.0, because the server supports nothing higher; the client offers 1.2",
        client_settings=NAMES + ANY_VERSION + TLS12 + NO_TICKET,
        server_settings=SERVER + ANY_VERSION + ("conf=MaxProtocol:TLSv1",),
        steps=TLS12_FULL,
        truth={**TRUTH12_FULL, "version": "TLS 1.0",
               "version_path": "record 1.0 › hello 1.2 › server hello 1.0"}),
    Scenario(
        "tls11-full", "TLS 1.1, because the client offers nothing higher",
        client_settings=NAMES + ANY_VERSION + ("conf=MaxProtocol:TLSv1.1",) + NO_TICKET,
        server_settings=SERVER + ANY_VERSION + ("conf=MaxProtocol:TLSv1.1",),
        steps=TLS12_FULL,
        truth={**TRUTH12_FULL, "version": "TLS 1.1",
               "version_path": "record 1.0 › hello 1.1 › server hello 1.1"}),
]

AFTER = [
    Scenario(
        "tls12-renegotiation-client", "TLS 1.2, after the first response the client renegotiates",
        client=("handshake", *ASK, "renegotiate", "handshake", *ASK, *CLIENT_CLOSES),
        server=("handshake", *ANSWER, *ANSWER, *SERVER_CLOSES),
        client_settings=CLIENT12,
        server_settings=SERVER12 + ("conf=Options:ClientRenegotiation",),
        steps=OPENING + """
            client 1    ClientHello
            server 1.5  ServerHello Certificate ServerKeyExchange ServerHelloDone
            client 2    ClientKeyExchange ChangeCipherSpec Finished
            server 2.5  ChangeCipherSpec Finished
            client 3    ApplicationData
            server 3.5  ApplicationData
            client 4    ClientHello
            server 4.5  ServerHello Certificate ServerKeyExchange ServerHelloDone
            client 5    ClientKeyExchange ChangeCipherSpec Finished
            server 5.5  ChangeCipherSpec Finished
            client 6    ApplicationData
            server 6.5  ApplicationData
        """ + close_from(7),
        truth={**TRUTH12_FULL, "marks": ["renegotiated"],
               "history": "CsxknGIFifDdCsxknGIFifDdQq"}),
    Scenario(
        "tls12-renegotiation-server", "TLS 1.2, the server asks for a renegotiation before it "
        "answers the request",
        server=("handshake", "read", len(REQUEST), "renegotiate", "handshake", "hear-handshake",
                *ANSWER[2:], *SERVER_CLOSES),
        client_settings=CLIENT12,
        server_settings=SERVER12 + ("conf=Options:NoResumptionOnRenegotiation",),
        steps=OPENING + """
            client 1    ClientHello
            server 1.5  ServerHello Certificate ServerKeyExchange ServerHelloDone
            client 2    ClientKeyExchange ChangeCipherSpec Finished
            server 2.5  ChangeCipherSpec Finished
            client 3    ApplicationData
            server 3.5  HelloRequest
            client 4    ClientHello
            server 4.5  ServerHello Certificate ServerKeyExchange ServerHelloDone
            client 5    ClientKeyExchange ChangeCipherSpec Finished
            server 5.5  ChangeCipherSpec Finished ApplicationData
        """ + close_from(6),
        truth={**TRUTH12_FULL, "marks": ["renegotiated"], "history": "CsxknGIFifDhCsxknGIFifdQq",
               "rtt": round_trips(1.0, 2.0, 3.0, 6.0)}),
    Scenario(
        "tls13-post-handshake-auth", "TLS 1.3, the server asks for the client's certificate after "
        "it has seen the request; the client ends without close_notify",
        # Stock tshark loses the client's keys at its second Finished: nothing may come after.
        client=("handshake", *ASK, "hear-close-notify", "fin", "hear-fin"),
        server=("handshake", "read", len(REQUEST), "ask-certificate", "handshake",
                "hear-handshake", *ANSWER[2:], "close-notify", "hear-fin"),
        client_settings=CLIENT + CLIENT_CERTIFICATE + ("post-handshake-auth=1",),
        server_settings=SERVER + TRUST,
        steps=OPENING + """
            client 1    ClientHello
            server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions
            server 1.5  Certificate CertificateVerify Finished
            client 2    ChangeCipherSpec Finished ApplicationData
            server 2.5  NewSessionTicket NewSessionTicket CertificateRequest
            client 3    Certificate CertificateVerify Finished
            server 3.5  NewSessionTicket NewSessionTicket ApplicationData close_notify
            client 4    FIN
            server 4.5  FIN-ACK
            client 5    ACK
        """,
        truth={**TRUTH13_FULL, "marks": ["client-auth sent"], "history": "CsioxyfIFDttrXYFttdq",
               "rtt": round_trips(1.0, 1.0, 2.0, 4.0)}),
    Scenario(
        "tls13-key-update", "TLS 1.3, the client updates its keys and asks the server to do the "
        "same",
        client=("handshake", *ASK, "key-update", *ASK, *CLIENT_CLOSES),
        server=("handshake", *ANSWER, *ANSWER, *SERVER_CLOSES),
        steps=OPENING + """
            client 1    ClientHello
            server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions
            server 1.5  Certificate CertificateVerify Finished
            client 2    ChangeCipherSpec Finished ApplicationData
            server 2.5  NewSessionTicket NewSessionTicket ApplicationData
            client 3    KeyUpdate ApplicationData
            server 3.5  KeyUpdate ApplicationData
        """ + close_from(4),
        truth={**TRUTH13_FULL, "history": "CsioxyfIFDttdPDpdQq"}),
    Scenario(
        "tls13-psk-external", "TLS 1.3 with an external PSK",
        client_settings=CLIENT + EXTERNAL_PSK, server_settings=SERVER + EXTERNAL_PSK,
        steps=OPENING + """
            client 1    ClientHello
            server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions Finished
            client 2    ChangeCipherSpec Finished ApplicationData
            server 2.5  NewSessionTicket ApplicationData
        """ + close_from(3),
        truth={**TRUTH13_FULL, "kind": "psk-only", "history": "CsiofIFDtdQq"}),
]

STAPLED = [
    Scenario(
        "tls12-stapled", "TLS 1.2, the server staples an OCSP response",
        client_settings=CLIENT12 + ("staple=1",),
        server_settings=SERVER12 + ("staple=ocsp.der",),
        steps=TLS12_FULL.replace("Certificate Server", "Certificate CertificateStatus Server"),
        truth={**TRUTH12_FULL, "marks": ["stapled"], "history": "CsxuknGIFifDdQq"}),
    Scenario(
        "tls13-stapled", "TLS 1.3, the server staples an OCSP response, inside its Certificate",
        client_settings=CLIENT + ("staple=1",),
        server_settings=SERVER + ("staple=ocsp.der",),
        steps=TLS13_FULL, truth={**TRUTH13_FULL, "marks": ["stapled"]}),
]

REFUSED = {
    "client": ("handshake-refused", "hear-fin"),
    "server": ("handshake-refused",),
    "steps": OPENING + """
        client 1    ClientHello
        server 1.5  Alert FIN
        client 2    FIN-ACK
        server 2.5  ACK
    """,
}


def refused(alert, path):
    """The truth of a ClientHello that the server answers with an alert."""
    return {**TRUTH13_FULL, "version": None, "version_path": f"{path} › alert {alert}",
            "kind": None, "outcome": "rejected-by-server", "alert": alert, "history": "Cl",
            "rtt": round_trips(1.0, None, None, None)}


ALERTS = [
    Scenario(
        "alert-handshake-failure", "the server has no certificate for the client's cipher suites",
        client_settings=CLIENT12 + ("conf=CipherString:ECDHE-ECDSA-AES128-GCM-SHA256",),
        server_settings=SERVER12,
        truth=refused("handshake_failure", "record 1.0 › hello 1.2"), **REFUSED),
    Scenario(
        "alert-protocol-version", "the client supports TLS 1.2, the server only 1.3",
        client_settings=CLIENT12, server_settings=SERVER + ("conf=MinProtocol:TLSv1.3",),
        truth=refused("protocol_version", "record 1.0 › hello 1.2"), **REFUSED),
    Scenario(
        "alert-no-application-protocol", "the client wants h2, the server supports only http/1.1",
        client_settings=("sni=example.test", "alpn=h2", "conf=MinProtocol:TLSv1.2"),
        truth=refused("no_application_protocol",
                      "record 1.0 › hello 1.2 › offered 1.3, 1.2"), **REFUSED),
    Scenario(
        "alert-unknown-ca", "the client does not know the issuer of the server's certificate",
        client=("handshake-refused", "fin", "hear-fin"),
        server=("handshake-refused", "hear-fin"),
        client_settings=CLIENT + ("conf=VerifyMode:Peer",),
        steps=OPENING + """
            client 1    ClientHello
            server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions
            server 1.5  Certificate CertificateVerify Finished
            client 2    Alert FIN
            server 2.5  FIN-ACK
            client 3    ACK
        """,
        truth={**TRUTH13_FULL, "outcome": "rejected-by-client", "alert": "unknown_ca",
               "history": "CsioxyfL", "rtt": round_trips(1.0, None, None, None)}),
]

BANNER = "220 example.test ESMTP\r\n"
EHLO = "EHLO client.test\r\n"
OFFER = "250-example.test\r\n250 STARTTLS\r\n"
STARTTLS = "STARTTLS\r\n"
READY = "220 2.0.0 Ready to start TLS\r\n"
CONNECT = "CONNECT example.test:443 HTTP/1.1\r\nHost: example.test:443\r\n\r\n"
CONNECTED = "HTTP/1.1 200 Connection established\r\n\r\n"
MAIL = "NOOP\r\n"
DONE = "250 2.0.0 Ok\r\n"

INSIDE = [
    Scenario(
        "starttls-smtp", "SMTP, and TLS 1.3 after STARTTLS",
        port=25,
        client=("hear", len(BANNER), "say", EHLO, "hear", len(OFFER), "say", STARTTLS,
                "hear", len(READY), "handshake", "write", MAIL, "read", len(DONE),
                *CLIENT_CLOSES),
        server=("say", BANNER, "hear", len(EHLO), "say", OFFER, "hear", len(STARTTLS),
                "say", READY, "handshake", "read", len(MAIL), "write", DONE, *SERVER_CLOSES),
        client_settings=("sni=example.test", "conf=MinProtocol:TLSv1.2"),
        steps=OPENING + """
            server 1.5  Plaintext
            client 2    Plaintext
            server 2.5  Plaintext
            client 3    Plaintext
            server 3.5  Plaintext
            client 4    ClientHello
        """ + tls13_from(4.5),
        truth={**TRUTH13_FULL, "marks": ["starttls SMTP"], "rtt": {"tcp": 1.0, "tls": 1.0}}),
    Scenario(
        "http-connect", "TLS 1.3 through an HTTP proxy's CONNECT; the server also acts as the "
        "proxy",
        port=8080,
        client=("say", CONNECT, "hear", len(CONNECTED), *CLIENT_SCRIPT),
        server=("hear", len(CONNECT), "say", CONNECTED, *SERVER_SCRIPT),
        steps=OPENING + """
            client 1    Plaintext
            server 1.5  Plaintext
            client 2    ClientHello
        """ + tls13_from(2.5),
        truth={**TRUTH13_FULL, "marks": ["tunnelled"], "rtt": {"tcp": 1.0, "tls": 1.0}}),
]

MORE = CLIENT_AUTH + OLD + AFTER + STAPLED + ALERTS + INSIDE
