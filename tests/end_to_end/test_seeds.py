"""The diagrams of the notes that hsviz grew from come out of real captures, step for step.

Each is written down here as its note has it: who sends what, and where the note says so, in which
state that leaves whom. Golden files hold the drawings; what they tell is compared.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import re

import pytest

import goldens
import runner

# What real stacks send besides, and the notes leave out: tickets, the ChangeCipherSpec that means
# nothing in TLS 1.3, the request that a client's certificate answers, the ACK of a FIN's data.
BESIDES = {"NewSessionTicket", "CertificateRequest"}
MEANINGLESS_IN_13 = {"ChangeCipherSpec"}

OPENING = """
    client SYN      SYN-SENT    LISTEN
    server SYN-ACK  .           SYN-RCVD
    client ACK      ESTABLISHED ESTABLISHED
"""
TLS12 = """
    client ClientHello
    server ServerHello
    server Certificate
    server ServerKeyExchange
    server ServerHelloDone
    client ClientKeyExchange
    client ChangeCipherSpec
    client Finished
    server ChangeCipherSpec
    server Finished
    client ApplicationData
    server ApplicationData
"""
TLS12_RSA = TLS12.replace("    server ServerKeyExchange\n", "")

DIAGRAMS = {
    # Note 000: three-way open and close in four, with both ends' states.
    "000-tcp": ("tcp-close-four-client", OPENING + """
        client Plaintext
        server Plaintext
        client FIN  FIN-WAIT-1 .
        server ACK  FIN-WAIT-2 CLOSE-WAIT
        server FIN  .          LAST-ACK
        client ACK  TIME-WAIT  CLOSED
     """),
    "000-tls12": ("tls12-full-client", TLS12),
    "000-tls13": ("tls13-client-certificate-client", """
        client ClientHello
        server ServerHello
        server EncryptedExtensions
        server Certificate
        server CertificateVerify
        server Finished
        client Certificate
        client CertificateVerify
        client Finished
        client ApplicationData
        server ApplicationData
     """),
    # Note 001: TCP and TLS, bound by braces.
    "001": ("tls12-rsa-client", OPENING + TLS12_RSA),
    # Note 002: what modern stacks do differently.
    "002-tcp-close-in-three": ("tcp-close-three-client", OPENING + """
        client Plaintext
        server Plaintext
        client FIN      FIN-WAIT-1 .
        server FIN-ACK  .          LAST-ACK
        client ACK      TIME-WAIT  CLOSED
     """),
    "002-tls12": ("tls12-rsa-client", TLS12_RSA),
    "002-tls13": ("tls13-full-client", """
        client ClientHello
        server ServerHello
        server EncryptedExtensions
        server Certificate
        server CertificateVerify
        server Finished
        client Finished
        client ApplicationData
        server ApplicationData
     """),
    "002-fast-open-first": ("tfo-cookie-request-client", OPENING + """
        client ClientHello
     """),
    "002-fast-open-subsequent": ("tfo-tls13-client", """
        client SYN          SYN-SENT LISTEN
        client ClientHello
        server SYN-ACK      .           SYN-RCVD
        client ACK          ESTABLISHED ESTABLISHED
        server ServerHello
     """),
    "002-0rtt": ("tls13-0rtt-accepted-client", """
        client ClientHello
        client EarlyData
        server ServerHello
        server EncryptedExtensions
        server Finished
     """),
    # Note 004: the whole, to both ends' close_notify.
    "004": ("tls12-rsa-client", TLS12_RSA + """
        client close_notify
        server close_notify
     """),
}

# Note 004 once more, with the authority that the client asks: who, whom, and the note's own numbers.
TEN_STEPS = """
    Client    Server    1. ClientHello
    Server    Client    2. ServerHello
    Server    Client    3. Certificate
    Server    Client    4. ServerHelloDone
    Client    OCSP      5. OCSP request
    OCSP      Client    OCSP response
    Client    Server    6. ClientKeyExchange
    Client    Server    7. ChangeCipherSpec
    Client    Server    8. Finished
    Server    Client    9. ChangeCipherSpec
    Server    Client    10. Finished
    Client    Server    11. ApplicationData
    Server    Client    12. ApplicationData
    Client    Server    13. close_notify
    Server    Client    14. close_notify
"""
ARROW = re.compile(r"^ *(\w+)-{1,2}>>(\w+): (.*?)(?: ·.*)?$", re.MULTILINE)


def diagram_of(text):
    return [(line.split() + [".", "."])[:4] for line in text.splitlines() if line.strip()]


def connection_of(capture):
    golden = goldens.path_of(capture, "json")
    return json.loads(golden.read_text(encoding="utf-8"))


def steps_of(connection, first):
    """The connection's steps from the diagram's first on, without what the notes leave out."""
    is_13 = connection["tls"] and connection["tls"]["version"] == "TLS 1.3"
    left_out = BESIDES | (MEANINGLESS_IN_13 if is_13 else set())
    steps = [step for step in connection["steps"] if step["step"] not in left_out]
    start = next(i for i, step in enumerate(steps) if [step["from"], step["step"]] == first)
    return steps[start:]


@pytest.mark.parametrize("name", DIAGRAMS)
def test_diagram(name):
    capture, text = DIAGRAMS[name]
    diagram = diagram_of(text)
    steps = steps_of(connection_of(capture), diagram[0][:2])
    assert [[step["from"], step["step"]] for step in steps[:len(diagram)]] == [
        row[:2] for row in diagram]
    for step, (_, name_of_step, client, server) in zip(steps, diagram):
        told = step["client_state"], step["server_state"]
        assert client in (".", told[0]) and server in (".", told[1]), (name_of_step, told)


def test_braces_bind_tcp_and_tls():
    capture = runner.capture("tls12-rsa-client")
    lines = goldens.path_of(capture, "unicode").read_text(encoding="utf-8").splitlines()
    tcp = [line for line in lines if "TCP 1 RTT" in line and "│" in line]
    tls = [line for line in lines if "TLS 2 RTT" in line and "│" in line]
    assert len(tcp) == len(tls) == 1
    # The third is the corner of the server's box.
    assert sum(line.endswith("┐") for line in lines) == 3


def test_round_trips_of_note_002():
    """One to open TCP, and of TLS two in 1.2, one in 1.3, none with early data."""
    for capture, tls in [("tls12-rsa-client", 2.0), ("tls13-full-client", 1.0),
                         ("tls13-0rtt-accepted-client", 0.0)]:
        trips = connection_of(capture)["rtt"]
        assert (trips["tcp"], trips["tls"]) == (1.0, tls), capture
    assert connection_of("tfo-tls13-client")["rtt"]["tcp"] == 0.0


def test_ten_steps_and_the_authority(tshark):
    """The capture that the lab made of this very note; test_diagrams gives it to Mermaid."""
    drawn = tshark.output("-q", "-z", "hsviz,mermaid,tcp=none,stream=0",
                          capture=runner.capture("ca-seed-004-client"))
    expected = [tuple(line.split(maxsplit=2)) for line in TEN_STEPS.strip().splitlines()]
    assert [match.groups() for match in ARROW.finditer(drawn)] == expected
    assert "participant OCSP as OCSP responder" in drawn
    assert "Client validates certificate" in drawn
