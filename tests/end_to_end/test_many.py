"""Many connections: what each format makes of them, that summary says what json says, and that
drawing keeps no text.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import collections
import csv
import io
import json
import math
import os
import re

import pytest

import made
import runner

NUMBER, DRAWN = 300, 50
HANDSHAKES = ["tls13-full-client-nokeys", "tls12-full-client-nokeys",
              "alert-handshake-failure-client", "loss-syn-client-nokeys"]

# A thousand connections are 6 MB of JSON; how far two runs of the same differ is below this.
MANY, SLACK_KIB = 3000, 6 * 1024

SERVER_NAME = b"example.test"


def frames_of(tshark, name):
    return made.frames_read(tshark, runner.capture(name))


@pytest.fixture(name="many", scope="module")
def fixture_many(tshark):
    """300 connections of four kinds in turn."""
    handshakes = [frames_of(tshark, name) for name in HANDSHAKES]
    return made.capture_write(tshark.folder / "captures" / "many.pcap",
                              made.many_connections(handshakes, NUMBER))


@pytest.fixture(name="connections", scope="module")
def fixture_connections(tshark, many):
    return tshark.connections(many)


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


# ---- What each format makes of them ----

def test_text_draws_the_first_and_says_how_to_see_the_others(tshark, many):
    text = tshark.output("-q", "-z", "hsviz", capture=many)
    titles = re.findall(r"^stream (\d+) ", text, re.MULTILINE)
    assert titles == [str(stream) for stream in range(DRAWN)]
    assert text.splitlines()[-1] == (
        f"{NUMBER - DRAWN} more connections not drawn: select them with stream=LIST or a filter, "
        "or write all with file=PATH")


def test_json_is_a_line_each(connections):
    assert [connection["stream"] for connection in connections] == list(range(NUMBER))


def test_csv_is_a_line_each_and_a_header(tshark, many):
    text = tshark.output("-q", "-z", "hsviz,csv", capture=many)
    assert text.count("\n") == NUMBER + 1 and "\r" not in text
    assert [row["stream"] for row in rows_of(text)] == [str(i) for i in range(NUMBER)]


# ---- CSV ----

@pytest.mark.parametrize("name", ["=1+1,'\"\r\n;,2", "+SUM(A1:A9)", "-2+3+cmd|' ", "@import(x)12",
                                  "\t=1+1+1+1+1", "\r\n=1+1,=1+1", "a;=cmd|' /C"])
def test_csv_holds_no_formula(tshark, name):
    frames = frames_of(tshark, HANDSHAKES[0])
    hostile = name.encode()[:len(SERVER_NAME)].ljust(len(SERVER_NAME), b".")
    for frame in frames:
        frame.content = frame.content.replace(SERVER_NAME, hostile)
    capture = made.capture_write(tshark.folder / "captures" / "formula.pcap", frames)
    (connection,) = tshark.connections(capture)
    assert connection["sni"].encode() == hostile
    text = tshark.output("-q", "-z", "hsviz,csv", capture=capture)
    assert text.count("\n") == 2
    (row,) = rows_of(text)
    assert row["sni"][0] in "'\\a" and ";" not in row["sni"]


# ---- The summary says what JSON says ----

def tables_of(text):
    """{heading: {label: numbers}} of a summary."""
    tables = {}
    for line in text.splitlines():
        if line and not line.startswith(" "):
            rows = tables[re.split(r"  +", line)[0]] = {}
        elif line:
            label, *numbers = re.split(r"  +", line.strip())
            rows[label] = numbers
    return tables


def nearest_rank(values, percent):
    return sorted(values)[max(math.ceil(len(values) * percent / 100), 1) - 1]


def test_summary_counts_what_json_tells(tshark, many, connections):
    text = tshark.output("-q", "-z", "hsviz,summary,width=140", capture=many)
    assert text.startswith(f"{NUMBER} connections · {NUMBER} with TLS · ")
    tables = tables_of(text)
    for heading, key in [("outcome", "outcome"), ("version", "version"), ("alert", "alert"),
                         ("handshake kind", "kind")]:
        counts = collections.Counter(connection["tls"][key] for connection in connections)
        del counts[None]
        assert {label: row[0] for label, row in tables[heading].items()} == {
            label: str(number) for label, number in counts.items()}
    for label, row in tables["outcome"].items():
        first = next(connection for connection in connections
                     if connection["tls"]["outcome"] == label)
        assert row[2] == str(first["stream"])


def test_summary_has_the_percentiles_of_what_json_tells(tshark, many, connections):
    text = tshark.output("-q", "-z", "hsviz,summary,width=140", capture=many)
    times = tables_of(text)["times, ms"]
    for label, find in [("RTT", lambda found: found["rtt"]["initial_ms"]),
                        ("TLS handshake", lambda found: found["time_ms"]["tls"]),
                        ("first response", lambda found: found["time_ms"]["first_response"])]:
        values = [value for value in map(find, connections) if value is not None]
        assert int(times[label][0]) == len(values)
        for number, percent in zip(times[label][1:], [0, 50, 90, 95, 99, 100]):
            assert abs(float(number) - nearest_rank(values, percent)) <= 0.0501


def test_summary_is_the_same_in_two_passes(tshark, many):
    drawn = [tshark.output(*passes, "-q", "-z", "hsviz,summary", capture=many)
             for passes in (runner.ONE_PASS, runner.TWO_PASSES)]
    assert drawn[0] == drawn[1]


def test_summary_of_nothing_says_so(tshark, many):
    text = tshark.output("-q", "-z", f"hsviz,summary,stream={NUMBER}", capture=many)
    assert text.startswith(f"hsviz: none of the {NUMBER} TCP connections") and text.count("\n") == 1


# ---- Memory ----

def peak_kib(tshark, capture, drawing):
    command = tshark.command("-n", "-r", capture, "-q", "-z", drawing)
    child = os.posix_spawnp(command[0], command, tshark.environment())
    _, status, usage = os.wait4(child, 0)
    assert status == 0
    return usage.ru_maxrss


@pytest.mark.skipif(runner.IS_SANITIZED, reason="AddressSanitizer keeps what was freed")
def test_what_is_written_is_not_kept(tshark):
    frames = made.many_connections([frames_of(tshark, HANDSHAKES[0])], MANY)
    capture = made.capture_write(tshark.folder / "captures" / "memory.pcap", frames)
    none = peak_kib(tshark, capture, f"hsviz,json,file={tshark.out}/none,stream={MANY}")
    for name in ("json", "csv", "text"):
        path = tshark.out / f"memory.{name}"
        assert peak_kib(tshark, capture, f"hsviz,{name},file={path}") - none < SLACK_KIB
        if name == "json":
            assert path.stat().st_size > 2 * SLACK_KIB * 1024
        path.unlink()
