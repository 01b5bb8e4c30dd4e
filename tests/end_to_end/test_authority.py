"""The certificate authority: what the client of each lab scenario asked one, and what was stapled.

The lab knows who asked whom for which connection, what the authority's host was told to answer, and
how long it was told to wait. At the server's tap none of that can be seen, and nothing is said.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import re

import pytest

import runner

SCENARIOS = [scenario for scenario in
             json.loads((runner.CAPTURES / "manifest.json").read_text(encoding="utf-8"))["scenarios"]
             if scenario["name"].startswith("ca-")]
FILES = [(entry, scenario) for scenario in SCENARIOS for entry in scenario["files"]]
every_file = pytest.mark.parametrize(
    ("entry", "scenario"), FILES,
    ids=[entry["file"].removesuffix(".pcapng") for entry, _ in FILES])

# A check that gets no further than the TCP handshake shows no request, and the lab's certificates
# name their responder by a host name: nothing shows what the attempt was for. A response without
# its request is plain data.
NOTHING_ASKED = {"ca-ocsp-black-hole-tls12", "ca-ocsp-refused-tls13", "ca-odd-no-request-tls12"}
# A request about a certificate that nobody showed, while a handshake waits whose certificate is
# encrypted: without keys it looks as if it belonged there, and says that it is inferred.
LOOKS_JOINED = {"ca-foreign-tls13"}
# What was asked before the connection was there was not asked because of it.
NOT_CAUSED = {"before"}
# What the lab calls an answer, in hsviz's words.
STATUSES = {"truncated": "answer cut short", "for another certificate": "other certificate",
            "empty": "unreadable"}
TOLERANCE_MS = 5
ROUNDED_MS = 0.051


def told(drawn, entry):
    """The capture's connections, by stream."""
    return {connection["stream"]: connection
            for connection in drawn.connections(runner.capture(entry["file"]))}


def lookups_of(connection):
    authority = connection["authority"]
    return [authority, *authority["others"]] if authority else []


def expected(entry, scenario):
    """The lookups that this capture shows and that belong to a connection of it."""
    if entry["point"] == "server" or scenario["name"] in NOTHING_ASKED:
        return []
    return [lookup for lookup in scenario.get("lookups", ())
            if lookup["of"] is not None and lookup["when"] not in NOT_CAUSED]


def is_encrypted(scenario):
    return scenario["truth"]["version"] == "TLS 1.3"


def source_of(entry, scenario):
    if not is_encrypted(scenario):
        return "seen"
    return "decrypted" if entry["keys"] else "inferred"


def status_of(entry, scenario, lookup):
    """A list does not say that a certificate is good; and nothing of one that is not known."""
    if lookup["method"] == "crl" and source_of(entry, scenario) == "inferred":
        return "list received"
    if lookup["method"] == "crl" and lookup["status"] == "good":
        return "not listed"
    return STATUSES.get(lookup["status"], lookup["status"])


@every_file
def test_lookups_are_told(drawn, entry, scenario):
    connections = told(drawn, entry)
    found = {(stream, lookup["stream"], lookup["method"], lookup["host"], lookup["status"],
              lookup["source"])
             for stream, connection in connections.items() for lookup in lookups_of(connection)}
    wanted = {(lookup["of"], lookup["stream"], lookup["method"], lookup["host"],
               status_of(entry, scenario, lookup), source_of(entry, scenario))
              for lookup in expected(entry, scenario)}
    if scenario["name"] in LOOKS_JOINED and not entry["keys"] and entry["point"] != "server":
        assert {lookup[-1] for lookup in found} == {"inferred"}
    else:
        assert found == wanted


@every_file
def test_the_certificate_asked_about(drawn, entry, scenario):
    connections = told(drawn, entry)
    for lookup in expected(entry, scenario):
        serials = {found["serial"] for found in lookups_of(connections[lookup["of"]])}
        is_told = lookup["method"] != "crl" or source_of(entry, scenario) != "inferred"
        assert (lookup["certificate"] if is_told else None) in serials


@every_file
def test_each_has_its_reason(drawn, entry, scenario):
    for connection in told(drawn, entry).values():
        for lookup in lookups_of(connection):
            assert ("encrypted" in lookup["reason"]) == (lookup["source"] == "inferred")
            assert ("address" in lookup["reason"]) == (
                lookup["method"] == "crl" and lookup["source"] != "inferred")


SLOW = [(entry, scenario, lookup) for entry, scenario in FILES
        for lookup in expected(entry, scenario) if lookup["delay_ms"] > 0
        and status_of(entry, scenario, lookup) != "no answer"]


@pytest.mark.parametrize(("entry", "scenario", "lookup"), SLOW,
                         ids=[entry["file"].removesuffix(".pcapng") for entry, _, _ in SLOW])
def test_injected_delay_is_the_authority_s(drawn, entry, scenario, lookup):
    authority = told(drawn, entry)[lookup["of"]]["authority"]
    assert authority["time_ms"]["think"] == pytest.approx(lookup["delay_ms"], abs=TOLERANCE_MS)


WAITS = [(entry, scenario, think) for entry, scenario in FILES for think in
         scenario["truth"]["think"] if think.get("lookups") and expected(entry, scenario)]


@pytest.mark.parametrize(("entry", "scenario", "think"), WAITS,
                         ids=[entry["file"].removesuffix(".pcapng") for entry, _, _ in WAITS])
def test_ledger_has_the_wait(drawn, entry, scenario, think):
    """Part of the client's think time, at every tap that sees the lookup, and the note says so."""
    connection = told(drawn, entry)[expected(entry, scenario)[0]["of"]]
    waited_ms = connection["authority"]["client_think_ms"]
    assert waited_ms == pytest.approx(think["ms"], abs=TOLERANCE_MS)
    assert waited_ms <= connection["time_ms"]["ledger"]["client_think"]
    (noted,) = re.findall(r"revocation check took ([\d.]+) ms", " ".join(connection["notes"]))
    assert float(noted) == pytest.approx(waited_ms, abs=ROUNDED_MS)


STAPLED = [(entry, scenario) for entry, scenario in FILES if "stapled" in scenario["truth"]]


@pytest.mark.parametrize(("entry", "scenario"), STAPLED,
                         ids=[entry["file"].removesuffix(".pcapng") for entry, _ in STAPLED])
def test_staple_is_told(drawn, entry, scenario):
    truth = scenario["truth"]["stapled"]
    connection = told(drawn, entry)[0]
    details = [step["detail"] for step in connection["steps"] if "stapled" in (step["detail"] or "")]
    assert connection["authority"] is None
    if is_encrypted(scenario) and not entry["keys"]:
        assert not details
        return
    assert len(details) == 1
    assert f"stapled OCSP response: {truth['status']}" in details[0]
    if "age_days" in truth:
        assert f"{truth['age_days']} days old, out of date" in details[0]


def test_other_candidates_are_noted(drawn):
    """Two handshakes wait, and nothing but the time tells for which of them the client asks."""
    (entry,) = [entry for entry, scenario in FILES
                if entry["file"] == "ca-two-waiting-tls13-client-nokeys.pcapng"]
    notes = " ".join(told(drawn, entry)[0]["notes"])
    assert "may also belong to 1 other connection" in notes


@pytest.mark.parametrize("passes", [runner.ONE_PASS, runner.TWO_PASSES], ids=["one", "two"])
def test_frames_link_to_one_another(tshark, passes):
    capture = runner.capture("ca-seed-004-client")
    (authority,) = [connection["authority"] for connection in tshark.connections(capture)
                    if connection["authority"]]
    lines = tshark.output(*passes, "-T", "fields", "-e", "frame.number", "-e",
                          "hsviz.authority.frame", "-e", "hsviz.authority.status", "-e",
                          "hsviz.authority.cause.stream", "-e", "hsviz.client_hello", "-e",
                          "hsviz.authority.cause", capture=capture)
    rows = {int(number): rest for number, *rest in
            (line.split("\t") for line in lines.splitlines())}
    hello = next(rest[3] for rest in rows.values() if rest[3])
    for frame in (authority["frames"]["request"], authority["frames"]["answer"]):
        assert rows[frame] == ["", "", "0", "", hello]
    last = max(number for number, rest in rows.items() if rest[3])
    assert rows[last] == [str(authority["frames"]["request"]), "good", "", hello, ""]
