"""Bytes outside TLS: what is drawn of them, and what never is.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import pytest

from wire import (ACK, CLIENT, FIN, SERVER, Conversation, client_hello, message, pcap, record,
                  server_hello, server_name, supported_versions)

SIGNATURE = b"\r\n\r\n\x00\r\nQUIT\n"
PROXY_1 = b"PROXY TCP4 203.0.113.7 203.0.113.1 56324 443\r\n"
PROXY_2 = SIGNATURE + b"\x21\x11\x00\x0c" + bytes([203, 0, 113, 7, 203, 0, 113, 1]) + \
    (56324).to_bytes(2, "big") + (443).to_bytes(2, "big")
# What must never be seen again.
SECRETS = ["alice", "s3cret", "czNjcmV0", "client.test", "body", "token"]
FORMATS = ["text", "unicode", "arrows", "markdown", "mermaid", "plantuml", "svg", "html", "json",
           "csv", "summary", "text,explain", "text,data=all,tcp=all"]


def shake(conversation, before_hello=b"", before_server_hello=b""):
    """A handshake of TLS 1.2 to its end, and a request and its response."""
    send = conversation.send
    send(CLIENT, before_hello + client_hello(server_name(b"example.test")))
    send(SERVER, before_server_hello + server_hello() + message(11, bytes(99)) +
         message(12, bytes(50)) + message(14, b""))
    send(CLIENT, message(16, bytes(33)) + record(20, b"\1") + record(22, bytes(40)))
    send(SERVER, record(20, b"\1") + record(22, bytes(40)))
    send(CLIENT, record(23, bytes(60)))
    send(SERVER, record(23, bytes(90)))


def play(dialogue, port=443, tls=True):
    conversation = Conversation(port)
    for side, payload in dialogue:
        conversation.send(side, payload)
    if tls:
        shake(conversation)
    conversation.close()
    return pcap(conversation.frames)


def keep(tshark, content, name="plaintext.pcap"):
    path = tshark.out / name
    path.write_bytes(content)
    path.chmod(0o644)
    return path


def plaintext_of(connection):
    return [step["detail"] for step in connection["steps"] if step["step"] == "Plaintext"]


SMTP = [(SERVER, b"220 mx.test ESMTP\r\n"), (CLIENT, b"EHLO client.test\r\n"),
        (SERVER, b"250-mx.test\r\n250 STARTTLS\r\n"), (CLIENT, b"STARTTLS\r\n"),
        (SERVER, b"220 go\r\n")]
DIALOGUES = {
    "SMTP at a port of its own": (2525, SMTP, ["starttls SMTP"], 3.0,
                                  ["220, 19 bytes", "EHLO, 18 bytes", "250, 27 bytes",
                                   "STARTTLS, 10 bytes", "220, 8 bytes"]),
    "FTP": (21, [(SERVER, b"220 FTP server\r\n"), (CLIENT, b"AUTH TLS\r\n"),
                 (SERVER, b"234 go\r\n")],
            ["starttls FTP"], 2.0, ["220, 16 bytes", "AUTH TLS, 10 bytes", "234, 8 bytes"]),
    "PostgreSQL, encryption by GSSAPI refused": (
        5432, [(CLIENT, bytes.fromhex("0000000804d21630")), (SERVER, b"N"),
               (CLIENT, bytes.fromhex("0000000804d2162f")), (SERVER, b"S")],
        ["starttls PostgreSQL"], 2.0,
        ["GSSENCRequest, 8 bytes", "N, refused, 1 byte", "SSLRequest, 8 bytes",
         "S, TLS accepted, 1 byte"]),
    "a tunnel": (3128, [(CLIENT, b"CONNECT example.test:443 HTTP/1.1\r\nProxy-Authorization: Basic "
                                 b"czNjcmV0\r\n\r\n"), (SERVER, b"HTTP/1.1 200 OK\r\n\r\n")],
                 ["tunnelled"], 1.0, ["CONNECT example.test:443, 74 bytes", "HTTP 200, 19 bytes"]),
    "PROXY 1": (443, [(CLIENT, PROXY_1)], [], 0.0, ["PROXY v1 from 203.0.113.7:56324, 46 bytes"]),
    "PROXY 2": (443, [(CLIENT, PROXY_2)], [], 0.0, ["PROXY v2 from 203.0.113.7:56324, 28 bytes"]),
}


@pytest.mark.parametrize("name", DIALOGUES)
def test_commands_and_replies(tshark, name):
    port, dialogue, marks, round_trips, details = DIALOGUES[name]
    capture = keep(tshark, play(dialogue, port))
    (connection,) = tshark.connections(capture)
    assert plaintext_of(connection) == details
    assert connection["tls"]["marks"] == marks
    assert connection["tls"]["outcome"] == "complete"
    assert connection["tls"]["history"] == "CsxknGIFifDd"
    rtt = connection["rtt"]
    assert rtt["plaintext"] == round_trips
    assert rtt["first_request"] == rtt["tcp"] + rtt["plaintext"] + rtt["tls"]
    assert {step["phase"] for step in connection["steps"] if step["step"] == "Plaintext"} == \
        {"plaintext"}


@pytest.mark.parametrize("header", [PROXY_1, PROXY_2], ids=["1", "2"])
def test_a_proxy_header_in_the_segment_of_the_hello(tshark, header):
    conversation = Conversation()
    shake(conversation, header)
    capture = keep(tshark, pcap(conversation.frames))
    (connection,) = tshark.connections(capture)
    assert connection["sni"] == "example.test" and connection["tls"]["marks"] == []
    assert [(step["step"], step["rtt_position"]) for step in connection["steps"][3:5]] == \
        [("Plaintext", 1.0), ("ClientHello", 1.0)]
    assert connection["rtt"]["expected"] == 3.0
    assert "behind a proxy: the network beyond it is in client think" in connection["notes"]


def test_the_network_beyond_a_tunnel_is_in_the_server_s_time(tshark):
    capture = keep(tshark, play(DIALOGUES["a tunnel"][1]))
    (connection,) = tshark.connections(capture)
    assert "behind a proxy: the network beyond it is in server think" in connection["notes"]


def test_the_caption_is_a_sum(tshark):
    capture = keep(tshark, play(SMTP))
    for name in ("text", "markdown", "html", "svg"):
        drawing = tshark.output("-Q", "-z", f"hsviz,{name},width=120", capture=capture)
        assert "first request after 6 RTT (TCP 1 + SMTP 3 + TLS 2)" in drawing, name


SECRETIVE = {
    "SMTP": [(SERVER, b"220 mx.test ESMTP\r\n"), (CLIENT, b"EHLO client.test\r\n"),
             (SERVER, b"250 AUTH\r\n"), (CLIENT, b"AUTH PLAIN czNjcmV0\r\n"),
             (SERVER, b"334 x\r\n"),
             (CLIENT, b"alice\r\n"), (SERVER, b"235 ok\r\n"), (CLIENT, b"MAIL FROM:<alice>\r\n"),
             (SERVER, b"250 ok\r\n"), (CLIENT, b"DATA\r\n"), (SERVER, b"354 go\r\n"),
             (CLIENT, b"body\r\n.\r\n")],
    "IMAP": [(SERVER, b"* OK ready\r\n"), (CLIENT, b"a1 LOGIN alice s3cret\r\n"),
             (SERVER, b"a1 OK alice\r\n")],
    "FTP": [(SERVER, b"220 FTP\r\n"), (CLIENT, b"USER alice\r\n"), (SERVER, b"331 alice\r\n"),
            (CLIENT, b"PASS s3cret\r\n")],
    "HTTP": [(CLIENT, b"GET /?token=s3cret HTTP/1.1\r\nHost: client.test\r\n\r\n"),
             (SERVER, b"HTTP/1.1 200 OK\r\n\r\nbody")],
    "CONNECT": [(CLIENT, b"CONNECT alice:s3cret@client.test:443 HTTP/1.1\r\n\r\n"),
                (SERVER, b"HTTP/1.1 403 alice\r\n\r\n")],
    "SOCKS": [(CLIENT, b"\5\1\2"), (SERVER, b"\5\2"), (CLIENT, b"\1\5alice\6s3cret"),
              (SERVER, b"\1\0")],
    "unknown": [(CLIENT, b"login alice s3cret\n"), (SERVER, b"body\n")],
}


@pytest.mark.parametrize("name", SECRETIVE)
def test_nothing_else_is_shown(tshark, name):
    capture = keep(tshark, play(SECRETIVE[name], tls=False))
    for format_ in FORMATS:
        drawing = tshark.output("-Q", "-z", f"hsviz,{format_}", capture=capture)
        assert [secret for secret in SECRETS if secret in drawing.replace("tbody", "")
                and (secret != "body" or format_ != "html")] == [], format_


def test_records_without_a_handshake_are_not_called_one(tshark):
    conversation = Conversation()
    conversation.send(CLIENT, b"GET / HTTP/1.1\r\n\r\n")
    conversation.send(SERVER, record(21, b"\2\x46"))
    conversation.send(SERVER, b"", FIN | ACK)
    text = tshark.output("-Q", "-z", "hsviz,text", capture=keep(tshark, pcap(conversation.frames)))
    assert "TLS without a handshake, rejected by server (protocol_version)" in text
    assert "TLS handshake" not in text
    assert "the client sent plaintext, no ClientHello" in text


def test_the_middle_of_a_connection_is_not_called_a_handshake(tshark):
    conversation = Conversation()
    shake(conversation)
    capture = keep(tshark, pcap(conversation.frames[7:]))
    text = tshark.output("-Q", "-z", "hsviz,text", capture=capture)
    assert "TLS without a handshake in the capture" in text and "first request" not in text
    summary = tshark.output("-Q", "-z", "hsviz,summary", capture=capture)
    assert "1 began before the capture: not in times and round trips" in summary
    assert "first request" not in summary


def test_states_do_not_flip(tshark):
    """Of the middle of a connection each state is assumed, after steps of TLS too."""
    conversation = Conversation()
    shake(conversation)
    text = tshark.output("-Q", "-z", "hsviz,text",
                         capture=keep(tshark, pcap(conversation.frames[3:])))
    assert text.count("ESTABLISHED?") == 2 and "ESTABLISHED " not in text


@pytest.mark.parametrize("version, section", [(0x0303, "RFC 5246 7.2)"), (0x0304, "RFC 8446 6)")])
def test_captions_cite_the_standard_of_the_version(tshark, version, section):
    conversation = Conversation()
    conversation.send(CLIENT, client_hello(supported_versions(0x0304, 0x0303)))
    selected = b"\x00\x2b\x00\x02" + version.to_bytes(2, "big") if version == 0x0304 else b""
    conversation.send(SERVER, server_hello(selected, suite=0x1301 if selected else 0xC02F))
    conversation.send(CLIENT, record(21, b"\2\x28"))
    text = tshark.output("-Q", "-z", "hsviz,text,explain,width=140",
                         capture=keep(tshark, pcap(conversation.frames)))
    assert f"({section}" in text.replace("\n", " "), text
