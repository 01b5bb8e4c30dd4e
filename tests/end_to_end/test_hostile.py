"""TLS as no honest stack sends it, written by hand: no crash, nothing invented, the step marked,
and names from the wire harmless wherever they are shown.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import unicodedata

import pytest

import runner
from wire import (ACK, CLIENT, SERVER, Conversation, application_protocols, client_hello,
                  extension, message, pcap, record, server_hello, server_name, supported_versions)

CHANGE = record(20, b"\1")
ALERT = record(21, b"\2\x28")
HTTP = b"GET / HTTP/1.1\r\nHost: example.test\r\n\r\n"


def capture_of(tshark, name, conversation):
    path = tshark.folder / "captures" / f"{name}.pcap"
    path.write_bytes(pcap(conversation.frames))
    path.chmod(0o644)
    return path


def told(tshark, name, conversation):
    """What JSON says, after every drawing was made, in one pass and in two."""
    path = capture_of(tshark, name, conversation)
    drawn = tshark.draw(path)
    again = tshark.draw(path, runner.TWO_PASSES)
    assert {name: again[name] for name in runner.DRAWINGS} == {
        name: drawn[name] for name in runner.DRAWINGS}
    (connection,) = tshark.connections(path)
    return connection


def unexpected(connection):
    return [step["step"] for step in connection["steps"] if not step["expected"]]


def note(connection, part):
    return [text for text in connection["notes"] if part in text]


@pytest.mark.parametrize("length", [0, 1, 16385, 18433, 65535])
@pytest.mark.parametrize("content_type", [20, 21, 22, 23])
def test_records_of_impossible_length(tshark, length, content_type):
    conversation = Conversation()
    conversation.send(CLIENT, client_hello())
    conversation.send(SERVER, server_hello() + record(content_type, b"\x0b" * 40, length=length))
    conversation.send(CLIENT, record(content_type, b"", length=length))
    conversation.close()
    connection = told(tshark, f"length-{content_type}-{length}", conversation)
    assert connection["tls"]["version"] == "TLS 1.2"
    assert connection["tls"]["outcome"] == "client-gave-up"


def test_hello_with_200_extensions(tshark):
    conversation = Conversation()
    conversation.send(CLIENT, client_hello(b"".join(
        extension(1000 + number, bytes(number % 100)) for number in range(200))))
    conversation.send(SERVER, server_hello())
    connection = told(tshark, "extensions", conversation)
    assert connection["tls"]["version_path"] == "record 1.0 › hello 1.2 › server hello 1.2"
    assert unexpected(connection) == []


def test_version_list_of_127_entries(tshark):
    conversation = Conversation()
    conversation.send(CLIENT, client_hello(supported_versions(*range(0x0304, 0x0304 + 127))))
    conversation.send(SERVER, server_hello(extension(43, b"\3\4"), suite=0x1301))
    path = told(tshark, "versions", conversation)["tls"]["version_path"]
    assert path.startswith("record 1.0 › hello 1.2 › offered 1.3, 0x0305, 0x0306, ")
    assert " and 119 more › selected 1.3" in path


@pytest.mark.parametrize("number", [3, 9, 10, 17, 99, 253])
def test_handshake_types_not_assigned(tshark, number):
    conversation = Conversation()
    conversation.send(CLIENT, client_hello())
    conversation.send(SERVER, server_hello() + message(number, bytes(40)))
    connection = told(tshark, f"type-{number}", conversation)
    step = connection["steps"][-1]
    assert step["expected"] is False and step["frame"] == 5
    assert note(connection, f"{step['step']} is unexpected")


def test_alert_out_of_nowhere(tshark):
    conversation = Conversation()
    conversation.send(SERVER, ALERT)
    connection = told(tshark, "alert", conversation)
    assert connection["tls"]["version"] is None and connection["tls"]["kind"] is None
    assert unexpected(connection) == []  # RFC 8446 6: at any time
    assert connection["tls"]["alert"] == "handshake_failure"


def test_server_hello_without_client_hello(tshark):
    conversation = Conversation()
    conversation.send(SERVER, server_hello())
    connection = told(tshark, "no-client-hello", conversation)
    assert unexpected(connection) == ["ServerHello"]
    assert note(connection, "ServerHello is unexpected")


def test_two_client_hellos(tshark):
    conversation = Conversation()
    conversation.send(CLIENT, client_hello())
    conversation.send(CLIENT, client_hello())
    conversation.send(SERVER, server_hello())
    connection = told(tshark, "two-hellos", conversation)
    assert unexpected(connection) == ["ClientHello"]
    assert note(connection, "ClientHello is unexpected")


def test_http_sent_to_a_tls_port(tshark):
    conversation = Conversation(port=443)
    conversation.send(CLIENT, HTTP)
    conversation.send(SERVER, record(21, b"\2\x46"))
    conversation.close()
    connection = told(tshark, "http-to-tls", conversation)
    assert connection["tls"]["version"] is None and connection["tls"]["marks"] == []
    assert connection["tls"]["outcome"] == "rejected-by-server"
    assert [step["phase"] for step in connection["steps"][3:5]] == ["plaintext", "alert"]
    assert unexpected(connection) == []
    assert note(connection, "the client sent plaintext")


@pytest.mark.parametrize("port", [80, 443, 25, 47001])
def test_tls_sent_to_a_plaintext_port(tshark, port):
    conversation = Conversation(port=port)
    conversation.send(CLIENT, client_hello())
    conversation.send(SERVER, b"HTTP/1.1 400 Bad Request\r\n\r\n")
    conversation.close()
    connection = told(tshark, f"tls-to-http-{port}", conversation)
    assert connection["tls"]["outcome"] == "not-tls"
    assert note(connection, "after the ClientHello the server sent plaintext")


def fields_in(tshark, passes, path):
    """What each frame holds of TLS, and its steps; Wireshark must not complain."""
    return tshark.output(*passes, "-T", "fields", "-e", "frame.number", "-e",
                         "tls.record.content_type", "-e", "hsviz.step", capture=path)


def test_hello_overtaken_where_another_protocol_holds_the_port(tshark):
    """TCP puts both segments together for HTTP: TLS gets them so in both passes. The message that only
    begins is what the second pass takes for known."""
    conversation = Conversation(port=8080)
    conversation.send(CLIENT, client_hello())
    conversation.send(CLIENT, CHANGE + record(22, b"\1\0\1\0" + bytes(80)))
    conversation.send(SERVER, server_hello())
    hello, other = conversation.frames[3:5]
    conversation.frames[3:5] = other, hello
    path = capture_of(tshark, "overtaken", conversation)
    assert fields_in(tshark, runner.ONE_PASS, path) == fields_in(tshark, runner.TWO_PASSES, path)
    steps = [step["step"] for step in told(tshark, "overtaken", conversation)["steps"]]
    assert steps[3:6] == ["ClientHello", "ChangeCipherSpec", "ServerHello"]


def test_hello_that_ends_what_another_protocol_waited_for(tshark):
    conversation = Conversation(port=8080)
    hello = client_hello()
    conversation.send(CLIENT, b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\nbody" %
                      (len(b"body") + len(hello)))
    conversation.send(CLIENT, hello)
    conversation.send(SERVER, server_hello())
    path = capture_of(tshark, "post", conversation)
    for passes in (runner.ONE_PASS, runner.TWO_PASSES):
        assert tshark.output(*passes, "-Y", "http", "-T", "fields", "-e", "frame.number",
                             capture=path) == "5\n"
    steps = [step["step"] for step in told(tshark, "post", conversation)["steps"]]
    assert steps[3:] == ["Plaintext", "ClientHello", "ServerHello"]


def test_heartbeats(tshark):
    """RFC 6520: allowed after the handshake, by either side; no stack of the lab sends them."""
    conversation = Conversation()
    conversation.send(CLIENT, client_hello())
    conversation.send(SERVER, server_hello() + message(11, b"\0\0\3\0\0\0") + message(14, b""))
    conversation.send(CLIENT, message(16, bytes(33)) + CHANGE + record(22, bytes(40)))
    conversation.send(SERVER, CHANGE + record(22, bytes(40)))
    conversation.send(CLIENT, record(24, bytes(61)))
    conversation.send(SERVER, record(24, bytes(61)))
    connection = told(tshark, "heartbeats", conversation)
    assert connection["tls"]["history"].endswith("Bb") and unexpected(connection) == []
    assert connection["steps"][-1]["detail"] == "61 bytes"


def test_a_thousand_renegotiations(tshark):
    conversation = Conversation()
    encrypted = record(22, bytes(40))
    conversation.send(CLIENT, client_hello())
    conversation.send(SERVER, server_hello() + message(11, b"\0\0\3\0\0\0") + message(14, b""))
    conversation.send(CLIENT, message(16, bytes(33)) + CHANGE + encrypted)
    conversation.send(SERVER, CHANGE + encrypted)
    for _ in range(1000):
        conversation.send(CLIENT, record(22, bytes(200)))
        conversation.send(SERVER, record(22, bytes(100)) + CHANGE + encrypted)
        conversation.send(CLIENT, CHANGE + encrypted)
    connection = told(tshark, "renegotiations", conversation)
    assert connection["tls"]["marks"] == ["renegotiated"]
    assert len(connection["steps"]) == 512
    assert note(connection, "512")


# ---- Names ----

# What each could do, were it shown as it is.
NAMES = {
    "terminal": b"a\x1b[31mred\x1b]0;title\x07\x9b2J",
    "quotes": b"a\"b'c`d\\e",
    "html": b"</script><script>alert(1)</script><img src=x onerror=alert(1)>",
    "mermaid": b"a;b#35;%%{init: {}}%%\nend\nparticipant Evil",
    "plantuml": b"a\n@enduml\n!include /etc/passwd\n'x",
    "markdown": b"a|b*c*_d_[x](http://example.test)<b>",
    "not-utf-8": b"a\xff\xfe\xc3(\xed\xa0\x80",
    "right-to-left": "a\u202eb\u2066c\u200fd\u061ce".encode(),
    "invisible": "a\u200bb\u2028c\ufeffd\u0301\u00ade".encode(),
    "blank": "a\u3164b\u115fc\u1160d\u2800e\uffa0f\ufffcg\u17b4h\u180bi\u034fj".encode(),
    "tags": "a\ufe0fb\U000e0041c\U000e0100d\U0001d159e\u2064f".encode(),
    "line-ends": b"a\r\nb\tc\x0bd\x0c\x85",
    "formula": b"=HYPERLINK(\"http://example.test\")",
    "format": b"%s%n%d{0}",
}
HARMLESS = {"Zs"}  # of what is no letter, mark, number, sign: a blank
# Letters and signs that show as nothing.
BLANK = set("\u115f\u1160\u3164\uffa0\u2800\ufffc\U0001d159\U00013441\U00013442")


def conversation_with(name):
    conversation = Conversation()
    conversation.send(CLIENT, client_hello(server_name(name) + application_protocols(name[:255])))
    conversation.send(SERVER, server_hello(application_protocols(name[:255])))
    conversation.send(CLIENT, b"", ACK)
    return conversation


def is_harmless(character):
    """No control, format, surrogate, private or unassigned character, no line separator, and no
    mark that changes the character before it."""
    category = unicodedata.category(character)
    return character not in BLANK and (category in HARMLESS or category[0] in "LNPS")


@pytest.mark.parametrize("kind", NAMES)
def test_names_are_harmless_wherever_they_are_shown(tshark, kind):
    path = capture_of(tshark, f"name-{kind}", conversation_with(NAMES[kind]))
    drawn = tshark.draw(path)
    for drawing in runner.DRAWINGS:
        strange = {character for character in drawn[drawing] if not is_harmless(character)} - {"\n"}
        assert strange == set(), drawing
    assert drawn["ascii"].isascii()
    (connection,) = tshark.connections(path)
    try:
        expected = NAMES[kind].decode()
    except UnicodeDecodeError:
        expected = connection["sni"]
        assert "\\x" in expected
    assert (connection["sni"], connection["alpn"]) == (expected, expected)


# Pairs of names that some ways to spell out bytes would make one.
ALIKE = {
    "byte": (b"\xff", b"\\xff"),
    "backslash": (b"\\xff", b"\\\\xff"),
    "backslash and byte": (b"\\\xff", b"\\\\\xff"),
    "character": ("\u00a0".encode(), b"\xa0"),
    "filler": ("\u3164".encode(), b"\\u{3164}"),
    "filler in JSON": ("\u3164".encode(), b"\\u3164"),
    "control": (b"\x1b", b"\\x1b"),
}


@pytest.mark.parametrize("pair", ALIKE)
def test_names_that_differ_are_never_shown_as_one(tshark, pair):
    told = []
    for number, name in enumerate(ALIKE[pair]):
        path = capture_of(tshark, f"alike-{number}-{pair}", conversation_with(name))
        (connection,) = tshark.connections(path)
        drawn = tshark.draw(path)
        told.append({"sni": connection["sni"], "alpn": connection["alpn"],
                     **{drawing: drawn[drawing] for drawing in drawn
                        if drawing not in ("arrows", "summary", "flow")}})
    assert [key for key in told[0] if told[0][key] == told[1][key]] == []
