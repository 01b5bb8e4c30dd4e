"""Stacks other than OpenSSL, against themselves and against OpenSSL.

SPDX-License-Identifier: GPL-2.0-or-later
"""

from scenario import (CLIENT, CLIENT_SCRIPT, NAMES, NO_TICKET, SERVER, SERVER_SCRIPT, TLS12,
                      TLS12_FULL, TLS13_FULL, TRUTH12_FULL, TRUTH13_FULL, Scenario)

OPENSSL_CLIENT12 = CLIENT + TLS12 + NO_TICKET
OPENSSL_SERVER12 = SERVER + TLS12
NSS_CLIENT = NAMES + ("database=sql:nss",)
NSS_SERVER = ("alpn=http/1.1", "database=sql:nss", "certificate=server")
NSS_13 = ("conf=1.2-1.3",)
NSS_12 = ("conf=1.2",)
GNUTLS_SERVER = ("alpn=http/1.1", "certificate=server.pem", "key=server.key")
GNUTLS_13 = ("conf=NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2",)
GNUTLS_12 = ("conf=NORMAL:-VERS-ALL:+VERS-TLS1.2:%NO_TICKETS",)

NSS = {"program": "peer-nss", "server_program": "peer-nss",
       "made_with": "NSS 3.87 at both ends", "certificate": "elliptic"}
NSS_OPENSSL = {"program": "peer-nss", "keylog": "server",
               "made_with": "NSS 3.87 client, OpenSSL 3.0 server"}
# NSS takes more than 3 ms for an RSA signature, which would count as think time.
OPENSSL_NSS = {"server_program": "peer-nss", "certificate": "elliptic",
               "made_with": "OpenSSL 3.0 client, NSS 3.87 server"}
GNUTLS = {"program": "peer-gnutls", "server_program": "peer-gnutls",
          "made_with": "GnuTLS 3.7 at both ends"}
GNUTLS_OPENSSL = {"program": "peer-gnutls", "made_with": "GnuTLS 3.7 client, OpenSSL 3.0 server"}
OPENSSL_GNUTLS = {"server_program": "peer-gnutls",
                  "made_with": "OpenSSL 3.0 client, GnuTLS 3.7 server"}

ONE_TICKET = {"steps": TLS13_FULL.replace("NewSessionTicket NewSessionTicket", "NewSessionTicket"),
              "truth": {**TRUTH13_FULL, "history": "CsioxyfIFDtdQq"}}
# GnuTLS's server does not wait for the client's Finished with its tickets.
EARLY_TICKETS = {"steps": TLS13_FULL.replace("NewSessionTicket NewSessionTicket ", "")
                 .replace("CertificateVerify Finished",
                          "CertificateVerify Finished NewSessionTicket NewSessionTicket"),
                 "truth": {**TRUTH13_FULL, "history": "CsioxyfttIFDdQq"}}
GNUTLS_PATH13 = "record 1.2 › hello 1.2 › offered 1.3, 1.2 › selected 1.3"
FULL12 = {"steps": TLS12_FULL, "truth": TRUTH12_FULL}
GNUTLS_FULL12 = {"steps": TLS12_FULL, "truth": {
    **TRUTH12_FULL, "version_path": "record 1.2 › hello 1.2 › server hello 1.2"}}

STACKS = [
    Scenario("nss-tls13", "TLS 1.3 full, NSS: each flight is one record",
             client_settings=NSS_CLIENT + NSS_13, server_settings=NSS_SERVER + NSS_13,
             **ONE_TICKET, **NSS),
    Scenario("nss-tls12", "TLS 1.2 full, NSS: its first flight is one record",
             client_settings=NSS_CLIENT + NSS_12 + ("num-tickets=0",),
             server_settings=NSS_SERVER + NSS_12, **FULL12, **NSS),
    Scenario("nss-tls13-client-certificate", "TLS 1.3, NSS, the client sends a certificate",
             client_settings=NSS_CLIENT + NSS_13 + ("certificate=client",),
             server_settings=NSS_SERVER + NSS_13 + ("ask-certificate=1",),
             # The first ticket takes NSS milliseconds.
             prime=((CLIENT_SCRIPT, SERVER_SCRIPT),), prime_settings=NSS_CLIENT + NSS_13,
             steps=ONE_TICKET["steps"]
             .replace("EncryptedExtensions", "EncryptedExtensions CertificateRequest")
             .replace("ChangeCipherSpec Finished", "ChangeCipherSpec Certificate CertificateVerify "
                      "Finished"),
             truth={**TRUTH13_FULL, "marks": ["client-auth sent"], "history": "CsiorxyfIXYFDtdQq"},
             **NSS),
    Scenario("nss-client-tls13", "TLS 1.3 full, an NSS client of an OpenSSL server",
             client_settings=NSS_CLIENT + NSS_13,
             steps=TLS13_FULL, truth=TRUTH13_FULL, **NSS_OPENSSL),
    Scenario("nss-client-tls12", "TLS 1.2 full, an NSS client of an OpenSSL server",
             client_settings=NSS_CLIENT + NSS_12 + ("num-tickets=0",),
             server_settings=OPENSSL_SERVER12, **FULL12, **NSS_OPENSSL),
    Scenario("nss-server-tls13", "TLS 1.3 full, an OpenSSL client of an NSS server",
             server_settings=NSS_SERVER + NSS_13, **ONE_TICKET, **OPENSSL_NSS),
    Scenario("nss-server-tls12", "TLS 1.2 full, an OpenSSL client of an NSS server",
             client_settings=OPENSSL_CLIENT12, server_settings=NSS_SERVER + NSS_12,
             **FULL12, **OPENSSL_NSS),
    Scenario("gnutls-tls13", "TLS 1.3 full, GnuTLS: the tickets are sent with the server's "
             "Finished",
             client_settings=NAMES + GNUTLS_13, server_settings=GNUTLS_SERVER + GNUTLS_13,
             steps=EARLY_TICKETS["steps"],
             truth={**EARLY_TICKETS["truth"], "version_path": GNUTLS_PATH13}, **GNUTLS),
    Scenario("gnutls-tls12", "TLS 1.2 full, GnuTLS",
             client_settings=NAMES + GNUTLS_12, server_settings=GNUTLS_SERVER + GNUTLS_12,
             **GNUTLS_FULL12, **GNUTLS),
    Scenario("gnutls-tls13-client-certificate", "TLS 1.3, GnuTLS, the client sends a certificate",
             client_settings=NAMES + GNUTLS_13 + ("certificate=client.pem", "key=client.key"),
             server_settings=GNUTLS_SERVER + GNUTLS_13 + ("ask-certificate=1",),
             steps=TLS13_FULL
             .replace("EncryptedExtensions", "EncryptedExtensions CertificateRequest")
             .replace("ChangeCipherSpec Finished", "ChangeCipherSpec Certificate CertificateVerify "
                      "Finished"),
             truth={**TRUTH13_FULL, "marks": ["client-auth sent"], "history": "CsiorxyfIXYFDttdQq",
                    "version_path": GNUTLS_PATH13},
             **GNUTLS),
    Scenario("gnutls-client-tls13", "TLS 1.3 full, a GnuTLS client of an OpenSSL server",
             client_settings=NAMES + GNUTLS_13,
             steps=TLS13_FULL, truth={**TRUTH13_FULL, "version_path": GNUTLS_PATH13},
             **GNUTLS_OPENSSL),
    Scenario("gnutls-client-tls12", "TLS 1.2 full, a GnuTLS client of an OpenSSL server",
             client_settings=NAMES + GNUTLS_12, server_settings=OPENSSL_SERVER12,
             **GNUTLS_FULL12, **GNUTLS_OPENSSL),
    Scenario("gnutls-server-tls13", "TLS 1.3 full, an OpenSSL client of a GnuTLS server",
             server_settings=GNUTLS_SERVER + GNUTLS_13, **EARLY_TICKETS, **OPENSSL_GNUTLS),
    Scenario("gnutls-server-tls12", "TLS 1.2 full, an OpenSSL client of a GnuTLS server",
             client_settings=OPENSSL_CLIENT12, server_settings=GNUTLS_SERVER + GNUTLS_12,
             **FULL12, **OPENSSL_GNUTLS),
]
