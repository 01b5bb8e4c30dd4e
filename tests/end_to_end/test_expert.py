"""Expert Information: every note, once, in the second pass and in the window's dialog, which have no
tree; and those that their frame decides in one pass, at that frame.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import collections
import json

import pytest

import runner
from wire import CLIENT, SERVER, Conversation, client_hello, pcap, server_hello, supported_versions

# What a summary of the expert information has at most (ITEM_LABEL_LENGTH).
SUMMARY_MAX = 239
GROUPS = {"Errors": "error", "Warns": "warning", "Notes": "note", "Chats": "chat"}

# Captures with notes of each severity, of single frames and of the connection, and with steps that
# only the capture's end identifies.
CAPTURES = ["alert-unknown-ca-client", "alert-bad-record-13-client", "loss-syn-client",
            "loss-server-flight-hole-client-nokeys", "tls13-hrr-client", "think-server-80-13-client",
            "tls13-client-certificate-refused-client-nokeys",
            "server-flight-over-iw-client", "ca-ocsp-black-hole-tls12-client", "tcp-mirror-copies-middle",
            "tls13-0rtt-rejected-client-nokeys"]


def expert(tshark, capture, *arguments, settings=runner.SETTINGS):
    """(severity, text) of hsviz's rows of `-z expert`, and how often."""
    found, severity = collections.Counter(), None
    text = tshark.output(*arguments, "-q", "-z", "expert", capture=capture, settings=settings)
    for line in text.splitlines():
        words = line.split(None, 3)
        if len(words) == 2 and words[0] in GROUPS:
            severity = GROUPS[words[0]]
        elif len(words) == 4 and words[2] == "hsviz":
            found[severity, words[3]] += int(words[0])
    return found


def notes(tshark, capture, settings=runner.SETTINGS):
    lines = tshark.output("-q", "-z", "hsviz,json", capture=capture, settings=settings)
    return collections.Counter(note[:SUMMARY_MAX] for line in lines.splitlines()
                               for note in json.loads(line)["notes"])


def texts(found):
    counted = collections.Counter()
    for (_, text), number in found.items():
        counted[text] += number
    return counted


@pytest.mark.parametrize("name", CAPTURES)
def test_second_pass_has_every_note_once(tshark, name):
    capture = runner.capture(name)
    drawn = notes(tshark, capture)
    assert drawn
    assert texts(expert(tshark, capture, "-2")) == drawn


@pytest.mark.parametrize("name", CAPTURES)
def test_one_pass_has_what_its_frames_decide(tshark, name):
    """Whatever it says, the second pass says too."""
    capture = runner.capture(name)
    assert not expert(tshark, capture) - expert(tshark, capture, "-2")


@pytest.mark.parametrize(("name", "frame", "text"), [
    ("alert-unknown-ca-client", 8, "the client aborted with an alert: unknown_ca"),
    ("tls13-hrr-client", 6, "extra round trip (HelloRetryRequest): "),
])
def test_one_pass_at_the_frame(tshark, name, frame, text):
    output = tshark.output("-T", "fields", "-e", "frame.number", "-e", "_ws.expert.message", "-Y",
                           "_ws.expert", capture=runner.capture(name))
    rows = [line.split("\t") for line in output.splitlines()]
    assert [number for number, told in rows if text in told] == [str(frame)]
    assert any(text in told for _, told in expert(tshark, runner.capture(name)))


@pytest.mark.parametrize("arguments", [["-Y", "hsviz"], ["-V"], ["-T", "json"]], ids=str)
def test_a_tree_doubles_nothing(tshark, arguments):
    """With a tree that somebody looks at, the notes stand in it and are told once."""
    capture = runner.capture("tls13-hrr-client")
    expected = expert(tshark, capture, "-2")
    text = tshark.output("-2", *arguments, "-z", "expert", capture=capture)
    for (_, note), number in expected.items():
        rows = [line for line in text.splitlines()
                if line.split(None, 3)[2:3] == ["hsviz"] and line.endswith(f"  {note}")]
        assert [int(row.split()[0]) for row in rows] == [number]


SEVERITIES = {"all": set(GROUPS.values()), "notes": {"note", "warning", "error"},
              "warnings": {"warning", "error"}, "errors": {"error"}, "none": set()}


@pytest.mark.parametrize("least", SEVERITIES)
@pytest.mark.parametrize("passes", [runner.ONE_PASS, runner.TWO_PASSES], ids=["one", "two"])
def test_preference(tshark, passes, least):
    settings = [*runner.SETTINGS, "-o", f"hsviz.notes:{least}"]
    for name in CAPTURES:
        capture = runner.capture(name)
        every = expert(tshark, capture, *passes)
        assert expert(tshark, capture, *passes, settings=settings) == {
            row: number for row, number in every.items() if row[0] in SEVERITIES[least]}


def test_hellos_decide_their_notes(tshark):
    """A fallback (RFC 7507) at the ClientHello, a downgrade sentinel (RFC 8446 4.1.3) at the
    ServerHello, in one pass too."""
    hello = client_hello(supported_versions(0x0304, 0x0303))
    suites, random = b"\xc0\x2f\x00\x2f", bytes(range(24, 32))
    conversation = Conversation()
    conversation.send(CLIENT, hello.replace(suites, b"\xc0\x2f\x56\x00"))
    conversation.send(SERVER, server_hello().replace(random, b"DOWNGRD\x01"))
    path = tshark.folder / "captures" / "hellos.pcap"
    path.write_bytes(pcap(conversation.frames))
    path.chmod(0o644)
    for passes in (runner.ONE_PASS, runner.TWO_PASSES):
        told = [tshark.output(*passes, "-Y", f"hsviz.note.{name}", "-T", "fields", "-e",
                              "frame.number", capture=path)
                for name in ("fallback", "downgrade_sentinel")]
        assert told == ["4\n", "5\n"]
