"""What is inferred without keys, held against what the same frames decrypt to: all captures of the
lab that have keys, both ways.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import collections
import re

import pytest

import runner

# Early data has keys of its own; tshark loses those after post-handshake authentication; and a
# record that was spoilt on purpose decrypts to nothing.
CANNOT_BE_READ = ("0rtt", "post-handshake", "bad-")

# The other side of a letter in the history: what order and size cannot tell from each other.
SAME = {"CompressedCertificate": "Certificate"}

# Of all inferred steps of all captures: those that are what the frame decrypts to, those that are
# not, and those in frames of whose sender nothing could be decrypted.
RIGHT, WRONG, UNREADABLE = 4143, 12, 3
# Those that are not, each at the three capture points: scenario, sender, what was inferred, and
# what the frame holds. A client that offers post-handshake authentication (RFC 8446 4.2.6) may be
# asked for a certificate at any time, and sends one: both have the sizes of data, and of the many
# connections that offer it nearly none uses it. The record of alert-bad-record-13 was data before it
# was spoilt on purpose, so that keys do not read it.
WRONG_STEPS = [
    ("alert-bad-record-13", "client", "ApplicationData", "Finished"),
    ("tls13-post-handshake-auth", "client", "ApplicationData",
     "Certificate CertificateVerify Finished"),
    ("tls13-post-handshake-auth", "server", "ApplicationData",
     "CertificateRequest NewSessionTicket"),
    ("tls13-post-handshake-auth", "server", "ApplicationData", "NewSessionTicket"),
]
POINTS = 3


def pairs():
    """(name, (entry with keys, scenario), (entry without, scenario)), for each connection of each
    capture that is there both ways."""
    found = collections.defaultdict(dict)
    for entry, scenario in runner.manifest():
        if scenario["truth"]["outcome"] != "not-tls":
            name = runner.name_of(entry).replace(runner.NO_KEYS, "")
            found[name][entry["keys"]] = entry, scenario
    return [(name, both[True], both[False]) for name, both in found.items() if len(both) == 2]


def decrypted_in(connection, frame, side):
    """The names of side's steps in a frame that were decrypted."""
    return collections.Counter(
        SAME.get(step["step"], step["step"]) for step in connection["steps"]
        if (step["frame"], step["from"], step["source"]) == (frame, side, "decrypted"))


def inferred_in(connection):
    """The inferred steps of a connection, by frame and side."""
    found = collections.defaultdict(list)
    for step in connection["steps"]:
        if step["source"] == "inferred" and step["frame"] is not None:
            found[step["frame"], step["from"]].append(SAME.get(step["step"], step["step"]))
    return found


@pytest.fixture(scope="module")
def compared(connection_of):
    """(name, scenario, connection with keys, connection without) of each pair."""
    return [(name, scenario, connection_of(keyed), connection_of(keyless))
            for name, (keyed, scenario), (keyless, _) in pairs()]


def test_inferred_steps_are_those_that_keys_show(compared, capsys):
    count, wrong = collections.Counter(), collections.Counter()
    for _, scenario, with_keys, without in compared:
        for (frame, side), steps in inferred_in(without).items():
            truth = decrypted_in(with_keys, frame, side)
            for step in steps:
                if not truth:
                    count["unreadable"] += 1
                elif truth[step] > 0:
                    count["right"] += 1
                    truth[step] -= 1
                else:
                    count["wrong"] += 1
                    wrong[scenario["name"], side, step, " ".join(sorted(truth))] += 1
    with capsys.disabled():
        print(f"\n  inferred steps of the lab: {dict(count)} of {sum(count.values())}")
    assert sorted(wrong) == sorted(WRONG_STEPS)
    assert set(wrong.values()) == {POINTS}
    assert count == {"right": RIGHT, "wrong": WRONG, "unreadable": UNREADABLE}
    assert WRONG == POINTS * len(WRONG_STEPS)


def test_nearly_all_inferred_steps_are_right():
    """Where a frame of theirs can be read, 99 % of the inferred steps are what it holds."""
    assert RIGHT >= 0.99 * (RIGHT + WRONG)


def test_every_inferred_step_says_why(compared):
    for _, _, _, without in compared:
        for step in without["steps"]:
            if step["source"] == "inferred" and step["frame"] is not None:
                assert not re.fullmatch(r"\d+ bytes?( together)?", step["detail"]), step


def test_steps_that_share_a_record_have_its_size_once(compared):
    """Their sum is no more than what the frame's records hold."""
    for name, _, _, without in compared:
        for step in without["steps"]:
            if step["source"] == "inferred" and "shares its records" in step["detail"]:
                assert "byte" not in step["detail"] or "together" in step["detail"], (name, step)


def test_nothing_is_inferred_where_it_can_be_read(compared):
    for name, _, with_keys, _ in compared:
        inferred = [step["step"] for step in with_keys["steps"] if step["source"] == "inferred"]
        if not any(word in name for word in CANNOT_BE_READ):
            assert inferred == [], name


def test_kind_and_version_need_no_keys(compared):
    for name, _, with_keys, without in compared:
        for key in ("version", "kind", "version_path"):
            assert with_keys["tls"][key] == without["tls"][key], (name, key)
