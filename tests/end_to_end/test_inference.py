"""What is inferred without keys, held against the same frames with keys: the whole lab, both ways.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import collections

import pytest

import runner

RIGHT_MIN = 0.95

# Early data has keys of its own; tshark loses those after post-handshake authentication; and a record
# that was spoilt on purpose decrypts to nothing.
CANNOT_BE_READ = ("0rtt", "post-handshake", "bad-")

# The other side of a letter in the history: what order and size cannot tell from each other.
SAME = {"CompressedCertificate": "Certificate"}


def pairs():
    """(scenario, entry with keys, entry without), for each connection with TLS. One capture point is
    enough: the others have the same records, and are held to the same truth."""
    found = collections.defaultdict(dict)
    for entry, scenario in runner.manifest():
        stream = f"-{entry['stream']}" if entry.get("stream") else ""
        if entry["point"] == "middle" and scenario["truth"]["outcome"] != "not-tls":
            found[scenario["name"] + stream][entry["keys"]] = entry
    return [(name, both[True], both[False]) for name, both in found.items() if len(both) == 2]


def told_in(connection, frame, side):
    """The names of side's steps in a frame; a run of data counts for each frame that it spans."""
    names = set()
    for step in connection["steps"]:
        if step["from"] == side and step["frame"] == frame:
            names.add(SAME.get(step["step"], step["step"]))
    return names


def score(with_keys, without):
    """How many inferred steps are right and wrong, and how many encrypted ones were left."""
    count = collections.Counter()
    for step in without["steps"]:
        if step["step"] == "Encrypted":
            count["left"] += 1
        if step["source"] != "inferred" or step["frame"] is None:
            continue
        truth = told_in(with_keys, step["frame"], step["from"])
        if truth:
            count["right" if step["step"] in truth else "wrong"] += 1
    return count


@pytest.fixture(scope="module")
def scores(connection_of):
    found = {}
    for scenario, keyed, keyless in pairs():
        with_keys, without = connection_of(keyed), connection_of(keyless)
        found[scenario] = (score(with_keys, without), with_keys, without)
    return found


def test_nearly_all_inferred_steps_are_right(scores, capsys):
    total = collections.Counter()
    with capsys.disabled():
        print()
        for scenario, (count, _, _) in sorted(scores.items()):
            total += count
            if count["wrong"] or count["left"]:
                print(f"  {scenario}: {dict(count)}")
        print(f"  inferred steps of the lab: {total['right']} right, {total['wrong']} wrong, "
              f"{total['left']} left encrypted")
    assert total["right"] >= RIGHT_MIN * (total["right"] + total["wrong"]) > 0


def test_every_inferred_step_says_why(scores):
    for _, _, without in scores.values():
        for step in without["steps"]:
            if step["source"] == "inferred" and step["frame"] is not None:
                assert ", " in step["detail"], step


def test_nothing_is_inferred_where_it_can_be_read(scores):
    for scenario, (_, with_keys, _) in scores.items():
        inferred = [step["step"] for step in with_keys["steps"] if step["source"] == "inferred"]
        if not any(word in scenario for word in CANNOT_BE_READ):
            assert inferred == [], scenario


def test_kind_and_version_need_no_keys(scores):
    for scenario, (_, with_keys, without) in scores.items():
        for key in ("version", "kind", "version_path"):
            assert with_keys["tls"][key] == without["tls"][key], (scenario, key)
