"""A third host, the certificate authority, that the client asks whether the server's certificate
holds; and what the server staples, so that nobody has to ask.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import network
from certificates import OLD_DAYS
from scenario import (ANSWER, ASK, CLIENT, CLIENT_CLOSES, CLIENT_SCRIPT, NO_TICKET, OPENING, SERVER,
                      SERVER_CLOSES, SERVER_SCRIPT, TLS12, TLS12_FULL, TLS13_FULL, TRUTH12_FULL,
                      TRUTH13_FULL, Scenario, close_from, round_trips)
from scenarios_tcp_open import EST, NEVER, OPEN, TALK, close_three, truth

NEAR_MS, AUTHORITY_MS = 10, 5  # from client to middle, and on from there to the authority
ONE_WAY_MS = NEAR_MS + AUTHORITY_MS
ROUND_MS = 2 * ONE_WAY_MS
# A TCP opening and a request: what a lookup takes, besides the authority's own delay.
LOOKUP_MS = 2 * ROUND_MS
SLOW_MS = 300
LIMIT_MS = 1400  # so that one SYN comes again

HOSTS = {"ocsp-get": "ocsp.test", "ocsp-post": "ocsp.test", "crl": "crl.test"}
ISSUER = (f"authority={network.AUTHORITY_ADDRESS}", "issuer=ca.pem")
RESPONDER = ("openssl",)
NOBODY = ("nobody",)


def answering(answer, *settings):
    """The lab's own responder."""
    return ("authority.py", "ocsp", f"answer={answer}", *settings)


def asking(method, *settings):
    """A client's settings: how it asks, while its handshake waits."""
    return (*ISSUER, f"ask={method}", "ask-in-handshake=1", "conf=VerifyMode:Peer", *settings)


# By version: settings of client and server, steps, truth, and the step that waits for the lookup.
VERSIONS = {
    "tls12": (CLIENT + TLS12 + NO_TICKET, SERVER + TLS12, TLS12_FULL, TRUTH12_FULL,
              "ClientKeyExchange"),
    "tls13": (CLIENT, SERVER, TLS13_FULL, TRUTH13_FULL, "ChangeCipherSpec"),
}
WAITED12 = [{"who": "client", "before": "ClientKeyExchange", "ms": LOOKUP_MS, "lookups": 1}]
AT_CLIENT_ALONE = {"middle": "", "server": ""}


def http(steps=None, delay_ms=0, **changes):
    """The connection to the authority: its truth, and its steps."""
    think = [{"who": "server", "before": "Plaintext", "ms": delay_ms}] if delay_ms else []
    steps = steps or OPEN + TALK + close_three("server", 1.5)
    points = {"client": 0.0, "middle": round(NEAR_MS / ONE_WAY_MS, 3)}
    return truth(one_way_ms=ONE_WAY_MS, rtt_ms=ROUND_MS, capture_points=points, think=think,
                 **changes), steps


def lookup(method, status, **changes):
    """What is true of a question to the authority: see README.md."""
    return {"stream": 1, "of": 0, "method": method, "host": HOSTS[method], "certificate": "1001",
            "status": status, "when": "handshake", "delay_ms": 0, **changes}


def asked(name, version, method, status, shows, waits_ms=LOOKUP_MS, delay_ms=0, settings=(),
          connection=None, changes=None, num_asked=1, **more):
    """A client that asks while its handshake waits, and goes on whatever the answer is."""
    client, server, steps, its_truth, waiting = VERSIONS[version]
    think = [{"who": "client", "before": waiting, "ms": waits_ms + delay_ms, "lookups": num_asked}]
    return Scenario(**{
        "name": f"ca-{name}-{version}", "shows": f"TLS {its_truth['version'][-3:]}, {shows}",
        "client_settings": client + asking(method, *settings), "server_settings": server,
        "steps": steps, "truth": {**its_truth, "think": think}, "certificate": "authority",
        "authority": RESPONDER, "capture_filter": "tcp or icmp",
        "lookups": (lookup(method, status, delay_ms=delay_ms, **(changes or {})),),
        "also": (connection or http(delay_ms=delay_ms),), **more})


GOOD = [
    asked("ocsp-get-good", "tls12", "ocsp-get", "good", "the client checks by OCSP (GET) before "
          "it continues with its handshake: good"),
    asked("ocsp-get-good", "tls13", "ocsp-get", "good", "the client checks by OCSP (GET) before "
          "it continues with its handshake: good"),
    asked("ocsp-post-good", "tls12", "ocsp-post", "good", "the client checks by OCSP (POST): good"),
    asked("ocsp-post-good", "tls13", "ocsp-post", "good", "the client checks by OCSP (POST): good"),
    Scenario(
        "ca-seed-004", "TLS 1.2 with RSA key exchange: the ten steps of a textbook's drawing, with "
        "an OCSP request before the client's key exchange",
        client_settings=CLIENT + TLS12 + NO_TICKET + asking("ocsp-get")
        + ("conf=CipherString:AES128-GCM-SHA256",),
        server_settings=SERVER + TLS12, certificate="authority", authority=RESPONDER,
        steps=TLS12_FULL.replace("ServerKeyExchange ", ""),
        truth={**TRUTH12_FULL, "history": "CsxnGIFifDdQq", "think": WAITED12},
        capture_filter="tcp or icmp", lookups=(lookup("ocsp-get", "good"),), also=(http(),)),
    asked("ocsp-slow", "tls12", "ocsp-get", "good", "the OCSP responder takes 300 ms",
          delay_ms=SLOW_MS, authority=answering("good", f"delay-ms={SLOW_MS}")),
    asked("ocsp-slow", "tls13", "ocsp-post", "good", "the OCSP responder takes 300 ms",
          delay_ms=SLOW_MS, authority=answering("good", f"delay-ms={SLOW_MS}")),
]

# The client believes it, and says so.
REVOKED_CLIENT = ("handshake-refused", "fin", "hear-fin")
REVOKED_SERVER = ("handshake-refused", "hear-fin")
FLIGHT = {
    "tls12": "server 1.5  ServerHello Certificate ServerKeyExchange ServerHelloDone",
    "tls13": """
        server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions
        server 1.5  Certificate CertificateVerify Finished
    """,
}
REFUSED_HISTORY = {"tls12": "CsxknL", "tls13": "CsioxyfL"}


def refused_steps(version):
    """The client ends the handshake with an alert when it has the server's flight."""
    return OPENING + "client 1 ClientHello\n" + FLIGHT[version] + """
        client 2    Alert FIN
        server 2.5  FIN-ACK
        client 3    ACK
    """


def refused_truth(version, think):
    """Its truth."""
    return {**VERSIONS[version][3], "outcome": "rejected-by-client", "alert": "certificate_revoked",
            "history": REFUSED_HISTORY[version], "rtt": round_trips(1.0, None, None, None),
            "think": think}


def revoked(version, method, **more):
    """A lookup after which the client goes no further."""
    think = [{"who": "client", "before": "Alert", "ms": LOOKUP_MS, "lookups": 1}]
    return asked(f"{method.split('-')[0]}-revoked", version, method, "revoked",
                 f"the status is revoked; the client ends the handshake ({method})",
                 client=REVOKED_CLIENT, server=REVOKED_SERVER, certificate="authority-revoked",
                 steps=refused_steps(version), truth=refused_truth(version, think), **more)


BLACK_HOLE = ("add table ip wall; add chain ip wall door { type filter hook input priority 0; };"
              " add rule ip wall door tcp dport 80 drop")
UNANSWERED = http("""
    client 0    SYN SYN+ : SYN-SENT LISTEN
""", open="unanswered", close="open", rtt=NEVER, untimed=True)
REFUSED = http("""
    client 0    SYN : SYN-SENT LISTEN
    server 0.5  RST : CLOSED CLOSED
""", open="refused", close="reset-by-server", rtt=NEVER)
# The client waits for the answer as long as it may, and closes.
SILENT = http(OPEN + f"client 1 Plaintext : {EST}\n" + close_three("client", 1),
              rtt=round_trips(1.0, None, 1.0, None), untimed=True)
SILENT_MS = 700

STATUSES = [
    revoked("tls12", "ocsp-get"),
    revoked("tls13", "ocsp-post"),
    asked("ocsp-unknown", "tls12", "ocsp-get", "unknown", "the OCSP responder does not "
          "know the certificate; the client continues", certificate="authority-unknown"),
    asked("ocsp-black-hole", "tls12", "ocsp-get", "no answer", "the OCSP responder's host "
          "drops all packets: the client sends its SYN twice, and continues", waits_ms=LIMIT_MS,
          settings=(f"ask-limit-ms={LIMIT_MS}",), connection=UNANSWERED,
          firewall=(("authority", BLACK_HOLE),)),
    asked("ocsp-refused", "tls13", "ocsp-get", "no answer", "the OCSP responder's port is "
          "closed; the client continues", waits_ms=ROUND_MS, connection=REFUSED, authority=NOBODY),
    asked("ocsp-silent", "tls12", "ocsp-post", "no answer", "the OCSP responder accepts the "
          f"request and sends nothing; after {SILENT_MS} ms the client continues",
          waits_ms=ROUND_MS + SILENT_MS, settings=(f"ask-limit-ms={SILENT_MS}",),
          connection=SILENT, authority=answering("silent")),
    asked("crl-good", "tls12", "crl", "good", "the client fetches the CRL named in the "
          "certificate: the certificate is not on it", authority=("authority.py", "crl")),
    asked("crl-good", "tls13", "crl", "good", "the client fetches the CRL named in the "
          "certificate: the certificate is not on it", authority=("authority.py", "crl")),
    revoked("tls12", "crl", authority=("authority.py", "crl")),
]

AFTER12 = {**TRUTH12_FULL, "think": [
    {"who": "client", "before": "ApplicationData", "ms": LOOKUP_MS, "lookups": 1}]}
# Of the lookup's time a round trip of the server passes while its tickets come.
AFTER13 = {**TRUTH13_FULL, "history": "CsioxyfIFttDdQq", "rtt": round_trips(1.0, 1.0, 3.0, 4.0),
           "think": [{"who": "client", "before": "ApplicationData", "ms": LOOKUP_MS - 50,
                      "lookups": 1}]}
AFTER13_STEPS = OPENING + """
    client 1    ClientHello
    server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions
    server 1.5  Certificate CertificateVerify Finished
    client 2    ChangeCipherSpec Finished
    server 2.5  NewSessionTicket NewSessionTicket
    client 3    ApplicationData
    server 3.5  ApplicationData
""" + close_from(4)
AFTERWARDS = {"client": ("handshake", "ask", *ASK, *CLIENT_CLOSES),
              "server": ("handshake", *ANSWER, *SERVER_CLOSES),
              "changes": {"when": "after"}}
ASK_AFTERWARDS = (*ISSUER, "ask=ocsp-get")
# So much before the client connects, somebody on its host asks.
BEFORE_MS = 150


def asker(certificate, begin_ms):
    """Somebody on the client's host who asks without a TLS connection of its own."""
    return ("client", (f"asked={certificate}.pem", "ask=ocsp-post", *ISSUER,
                       f"begin-ms={begin_ms}"), ("ask",))


def before(version):
    """The lookup is over when the connection begins."""
    client, server, steps, its_truth, _ = VERSIONS[version]
    return Scenario(
        f"ca-ocsp-before-{version}", f"TLS {its_truth['version'][-3:]}, the client's host has "
        "checked before it connects", client_settings=(*client, f"begin-ms={BEFORE_MS}"),
        server_settings=server, steps=steps, truth=its_truth, certificate="authority",
        authority=RESPONDER, capture_filter="tcp or icmp", others=(asker("server", 0),), stream=1,
        also=(http(),), lookups=(lookup("ocsp-post", "good", stream=0, of=1, when="before"),))


WHEN = [
    asked("ocsp-after", "tls12", "ocsp-get", "good", "the client checks after the handshake, "
          "before its request", steps=TLS12_FULL, truth=AFTER12,
          client_settings=VERSIONS["tls12"][0] + ASK_AFTERWARDS, **AFTERWARDS),
    asked("ocsp-after", "tls13", "ocsp-get", "good", "the client checks after the handshake, "
          "before its request", steps=AFTER13_STEPS, truth=AFTER13,
          client_settings=VERSIONS["tls13"][0] + ASK_AFTERWARDS, **AFTERWARDS),
    before("tls12"),
    before("tls13"),
]


def stapled(version, status, shows, name=None, certificate="authority", **changes):
    """The server brings the response itself."""
    client, server, steps, its_truth, _ = VERSIONS[version]
    history = {"tls12": "CsxuknGIFifDdQq", "tls13": "CsioxyfIFDttdQq"}[version]
    if version == "tls12":
        steps = steps.replace("Certificate Server", "Certificate CertificateStatus Server")
    return Scenario(
        f"ca-stapled-{name or status}-{version}", f"TLS {its_truth['version'][-3:]}, {shows}",
        client_settings=client + ("staple=1",), certificate=certificate, steps=steps,
        server_settings=server + (f"staple=ocsp-server-{status}.der",),
        truth={**its_truth, "marks": ["stapled"], "history": history,
               "stapled": {"status": status, **changes}})


STAPLED = [
    stapled("tls12", "good", "the server staples an OCSP response: good"),
    stapled("tls13", "good", "the server staples an OCSP response: good"),
    stapled("tls12", "revoked", "the server staples an OCSP response: revoked; the client "
            "ignores it"),
    stapled("tls13", "revoked", "the server staples an OCSP response: revoked; the client "
            "ignores it"),
    stapled("tls12", "good", f"the server staples an OCSP response that is {OLD_DAYS} days old",
            "old", "authority-old", age_days=OLD_DAYS),
    stapled("tls13", "good", f"the server staples an OCSP response that is {OLD_DAYS} days old",
            "old", "authority-old", age_days=OLD_DAYS),
]

# Two connections of one client at the same time, to two servers whose certificates are of one
# authority.
OTHER_MS = 20  # the second begins so much later
WAIT_MS = 90


def two(name, version, shows, method="ocsp-get", other_waits=False):
    """The first one's client asks; the second one's does not, but may wait for reasons of its
    own."""
    client, server, steps, its_truth, waiting = VERSIONS[version]
    names = ("sni=other.test", *client[1:])
    # The second record of TLS 1.3's client is its ChangeCipherSpec, or 1.2's ClientKeyExchange.
    script = (*(("pause", 2, WAIT_MS) if other_waits else ()), *CLIENT_SCRIPT)
    think = [{"who": "client", "before": waiting, "ms": WAIT_MS}] if other_waits else []
    other_server = (*server[:1], "conf=Certificate:other.pem", "conf=PrivateKey:other.key",
                    *server[3:], f"address={network.OTHER_SERVER_ADDRESS}", "port=443")
    return asked(
        name, version, method, "good", shows, network=("add_other_server",),
        server_settings=(*server, f"address={network.SERVER_ADDRESS}"),
        others=(("server", other_server, SERVER_SCRIPT),
                ("client", (*names, f"address={network.OTHER_SERVER_ADDRESS}", "port=443",
                            "local-port=45800", f"begin-ms={OTHER_MS}"),
                 script)),
        also=(({**its_truth, "think": think}, steps), http()), changes={"stream": 2})


TWO = [
    two("two", "tls12", "and a second connection to another server at the same time: the check "
        "belongs to the first one"),
    two("two", "tls13", "and a second connection to another server at the same time: the check "
        "belongs to the first one"),
    two("two-waiting", "tls12", "and a second connection at the same time, whose client waits "
        f"{WAIT_MS} ms for no reason: the check belongs to the first one", other_waits=True),
    two("two-waiting", "tls13", "and a second connection at the same time, whose client waits "
        f"{WAIT_MS} ms for no reason: the check belongs to the first one", other_waits=True),
]

# A handshake that waits for nothing, while somebody asks about another's certificate.
FOREIGN_WAIT_MS = 150
FOREIGN_BEGINS_MS = 120


def foreign(version):
    """The lookup is for no connection of the capture."""
    client, server, steps, its_truth, waiting = VERSIONS[version]
    think = [{"who": "client", "before": waiting, "ms": FOREIGN_WAIT_MS}]
    return Scenario(
        f"ca-foreign-{version}", f"TLS {its_truth['version'][-3:]}, whose client waits "
        f"{FOREIGN_WAIT_MS} ms; meanwhile its host checks a certificate of no connection here",
        client=("pause", 2, FOREIGN_WAIT_MS, *CLIENT_SCRIPT), client_settings=client,
        server_settings=server, steps=steps, truth={**its_truth, "think": think},
        certificate="authority", authority=RESPONDER, capture_filter="tcp or icmp",
        others=(asker("absent", FOREIGN_BEGINS_MS),), also=(http(),),
        lookups=(lookup("ocsp-post", "good", of=None, when=None, certificate="1003"),))


FOREIGN = [foreign("tls12"), foreign("tls13")]

ODD = {
    "truncated": "truncated", "another": "for another certificate", "try-later": "tryLater",
    "internal-error": "internalError", "malformed": "malformedRequest",
    "unauthorized": "unauthorized", "404": "HTTP 404", "500": "HTTP 500",
    "redirect": "HTTP 302", "empty": "empty",
}


def odd(answer, version):
    """An answer that says nothing about the certificate: the client goes on without."""
    method = "ocsp-get" if version == "tls12" else "ocsp-post"
    return asked(f"odd-{answer}", version, method, ODD[answer], f"the status response is useless: "
                 f"{ODD[answer]}; the client continues", authority=answering(answer),
                 at=AT_CLIENT_ALONE)


BAD = [odd(answer, "tls13" if answer in ("another", "truncated") else "tls12") for answer in ODD]

# The authority leaves its connection open, and the client closes it.
KEPT = OPEN + TALK + f"""
    client 2    Plaintext : {EST}
    server 2.5  Plaintext : {EST}
""" + close_three("client", 3)
SHAPES = [
    asked("ocsp-pieces", "tls12", "ocsp-post", "good", "the client's OCSP request (POST) comes in "
          "four segments", waits_ms=LOOKUP_MS + 6, settings=("ask-pieces=3",),
          connection=http(untimed=True)),
    asked("ocsp-chain", "tls12", "ocsp-post", "good", "the client asks about the server's "
          "certificate and then, over the same connection, about its issuer's",
          waits_ms=LOOKUP_MS + ROUND_MS, num_asked=2, certificate="authority-chain",
          authority=answering("good", "keep-alive=1"), connection=http(KEPT),
          lookups=(lookup("ocsp-post", "good"), lookup("ocsp-post", "good", certificate="1004"))),
    Scenario(
        "ca-ocsp-alone", "an OCSP request and response over plain HTTP, and no TLS connection",
        client_settings=("address=", "asked=server.pem", "ask=ocsp-post", *ISSUER),
        client=("ask",), server=None, tls=False, delays_ms=(NEAR_MS, AUTHORITY_MS),
        steps=OPEN + TALK + close_three("server", 1.5), truth=truth(),
        certificate="authority", authority=RESPONDER, capture_filter="tcp or icmp",
        at={"server": ""},
        lookups=(lookup("ocsp-post", "good", stream=0, of=None, when=None),)),
]

AUTHORITY = GOOD + STATUSES + WHEN + STAPLED + TWO + FOREIGN + BAD + SHAPES
