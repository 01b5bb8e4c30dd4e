"""The argument of -z hsviz: what is wrong ends tshark with status 1 and one line that helps.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json

import pytest

import runner

WRONG = [
    # argument, what the line must name
    ("hsvizfoo", ["hsvizfoo", "help"]),
    ("hsviz,jsn", ["jsn", "text", "ascii", "unicode", "arrows", "json", "stream=", "filter"]),
    ("hsviz,colour=red", ["colour=red", "json", "width="]),
    ("hsviz,json,ascii", ["json", "ascii"]),
    ("hsviz,,json", ["commas"]),
    ("hsviz,width=3", ["width=3", "40", "400"]),
    ("hsviz,width=wide", ["width=wide", "40", "400"]),
    ("hsviz,stream=a", ["stream=a", "0-9"]),
    ("hsviz,stream=3-1", ["stream=3-1"]),
    ("hsviz,scale=log", ["scale=log", "steps", "time"]),
    ("hsviz,tcp=some", ["tcp=some", "handshake", "all", "none"]),
    ("hsviz,data=some", ["data=some", "fold", "all"]),
    ("hsviz,file=", ["file="]),
    *((f"hsviz,{before}{key}", [f" {key} has no value", f"{key}="]) for before in ("", "json,")
      for key in ("file", "stream", "width", "scale", "tcp", "data", "filter")),
    ("hsviz,summary,file=sums-%d.txt", ["summary", "together", "file="]),
    ("hsviz,summary,file=sums/", ["summary", "together", "file="]),
    ("hsviz,filter=tcp.prot == 1", ["tcp.prot == 1"]),
    ("hsviz,json,tcp.port == ", ["tcp.port == "]),
    ('hsviz,filter=hsviz.step == "NoSuchStep"', ["NoSuchStep"]),
]


@pytest.mark.parametrize(("argument", "named"), WRONG, ids=[argument for argument, _ in WRONG])
def test_wrong(tshark, handshake, argument, named):
    done = tshark.run("-q", "-z", argument, capture=handshake)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("hsviz: ")
    assert done.stderr.count("\n") == 1
    for word in named:
        assert word in done.stderr


def test_help(tshark, handshake):
    text = tshark.output("-q", "-z", "hsviz,help", capture=handshake)
    for word in [*runner.FORMATS, "file=", "stream=", "width=", "scale=", "tcp=", "data=",
                 "filter=", "explain"]:
        assert word in text


def test_listed_by_tshark(tshark):
    listed = tshark.run("-z", "help")
    assert "     hsviz\n" in listed.stdout + listed.stderr
    assert "     flow,hsviz\n" in listed.stdout + listed.stderr


def test_default_is_text(tshark, handshake):
    text = tshark.output("-q", "-z", "hsviz,text", capture=handshake)
    assert text
    assert tshark.output("-q", "-z", "hsviz", capture=handshake) == text
    assert tshark.output("-q", "-z", "hsviz,", capture=handshake) == text


@pytest.fixture(scope="module")
def two_connections(tshark, handshake):
    """One capture with two connections, one after the other: streams 0 (TLS) and 1."""
    path = tshark.folder / "captures" / "two.pcapng"
    other = runner.capture("tcp-close-four-client")
    tshark.run("-a", "-w", path, tshark.readable(handshake), tshark.readable(other),
               tool="mergecap")
    return path


CHOICES = [
    ("", [0, 1]),
    (",stream=0", [0]),
    (",stream=1", [1]),
    (",stream=0-1", [0, 1]),
    (",stream=1+0", [0, 1]),
    (",stream=5", []),
    (",tls", [0]),
    (",tls.handshake.type == 1", [0]),
    (",filter=tcp.port in {1,443} and tls", [0]),
    (",tcp.port in {1,443} and tls", [0]),
    (",stream=1,tls", []),
    (",frame.number == 1", [0]),
]


@pytest.mark.parametrize(("choice", "streams"), CHOICES,
                         ids=[choice or "all" for choice, _ in CHOICES])
@pytest.mark.parametrize("passes", [runner.ONE_PASS, runner.TWO_PASSES], ids=["one", "two"])
def test_chooses_connections(tshark, two_connections, choice, streams, passes):
    done = tshark.run(*passes, "-q", "-z", "hsviz,json" + choice, capture=two_connections)
    assert done.returncode == 0
    assert [json.loads(line)["stream"] for line in done.stdout.splitlines()] == streams
    assert (done.stderr == "") == bool(streams)


def test_chosen_connections_are_whole(tshark, two_connections):
    """A filter chooses connections, it does not take frames away from them."""
    whole = tshark.output("-q", "-z", "hsviz,json,stream=0", capture=two_connections)
    chosen = tshark.output("-q", "-z", "hsviz,json,frame.number == 4", capture=two_connections)
    assert chosen == whole


def test_several_at_once(tshark, handshake):
    both = tshark.output("-q", "-z", "hsviz,json", "-z", "hsviz,arrows", capture=handshake)
    apart = {tshark.output("-q", "-z", f"hsviz,{name}", capture=handshake)
             for name in ("json", "arrows")}
    assert all(drawing in both for drawing in apart)


@pytest.mark.parametrize("option", ["width=40", "width=400", "scale=time", "tcp=all", "tcp=none",
                                    "data=all", "explain"])
@pytest.mark.parametrize("drawing", ["unicode", "ascii"])
def test_options_draw_something(tshark, handshake, drawing, option):
    text = tshark.output("-q", "-z", f"hsviz,{drawing},{option}", capture=handshake)
    assert "ClientHello" in text
    if option.startswith("width="):
        assert max(map(len, text.splitlines())) <= int(option.removeprefix("width="))
