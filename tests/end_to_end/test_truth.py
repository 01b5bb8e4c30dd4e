"""What hsviz says of the lab's captures is what the lab knows to be true.

With keys all of it must be said. Without, the handshake must still be told, but for what encryption
hides: a step that nothing tells may be called Encrypted or be part of another, and after a TLS 1.3
handshake tickets, updates and data look alike, as do alerts.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import re

import pytest

import runner

FILES = runner.manifest()
IDS = [entry["file"].removesuffix(".pcapng") for entry, _ in FILES]
every_file = pytest.mark.parametrize(("entry", "scenario"), FILES, ids=IDS)

# Steps that order and size cannot tell: which alert an encrypted one of TLS 1.2 is, a refused
# renegotiation, a warning before close_notify, and anything in records that are padded to one size.
NOT_TOLD_WITHOUT_KEYS = {"alert-bad-finished-12", "alert-bad-record-12", "alert-no-renegotiation",
                         "alert-user-canceled", "tls13-padding",
                         "tls13-padding-client-certificate"}


@pytest.fixture(autouse=True)
def told(request):
    """Skips what cannot be told without keys; that hsviz says so is test_inference's to see. What
    kind of handshake it was, and how it ended, can always be told."""
    if request.function is test_handshake:
        return
    arguments = getattr(getattr(request.node, "callspec", None), "params", {})
    entry, scenario = arguments.get("entry"), arguments.get("scenario")
    if entry and not entry["keys"] and scenario["name"] in NOT_TOLD_WITHOUT_KEYS:
        pytest.skip("cannot be told without keys")


def truth_of_steps(entry, scenario):
    steps = entry.get("steps", scenario["truth"]["steps"])
    return [(step["from"], step["step"], step["rtt_position"], step.get("retransmission", False))
            for step in steps]


def told_steps(connection):
    return [(step["from"], step["step"], step["rtt_position"],
             (step["detail"] or "").startswith("retransmission"))
            for step in connection["steps"] if step["frame"] is not None]


def is_hidden(entry, scenario):
    """Whether content types are encrypted, and no keys are there."""
    return not entry["keys"] and scenario["truth"]["version"] == "TLS 1.3"


def as_seen_without_keys(steps):
    """The steps with one name for all that looks alike: alerts, certificates compressed or not, and
    what comes after the client's Finished."""
    alike = {"Alert": "alert", "close_notify": "alert", "CompressedCertificate": "Certificate"}
    seen, finished = [], False
    for side, name, *rest in steps:
        if finished and name in HIDDEN_AFTER_HANDSHAKE:
            name = "protected"
        step = (side, alike.get(name, name), *rest)
        if step[1] != "protected" or step not in seen[-1:]:
            seen.append(step)
        finished = finished or (side, name) == ("client", "Finished")
    return seen


HIDDEN_AFTER_HANDSHAKE = {"ApplicationData", "NewSessionTicket", "KeyUpdate", "CertificateRequest",
                          "Certificate", "CertificateVerify", "Finished", "Encrypted"}


def fits(told, truth):
    """Whether the steps are those of the truth, where Encrypted fits any step of its place, or
    none: a large message fills several records."""
    def line(side, name, position, repeated):
        return f"{side} {name} {position} {repeated};"

    pattern = ""
    for side, name, position, repeated in told:
        step = re.escape(line(side, name, position, repeated))
        if name == "Encrypted":
            step = "(?:" + step.replace("Encrypted", "[A-Za-z_-]+") + ")?"
        pattern += step
    return re.fullmatch(pattern, "".join(line(*step) for step in truth)) is not None


@every_file
def test_steps(connection_of, entry, scenario):
    told = told_steps(connection_of(entry))
    truth = truth_of_steps(entry, scenario)
    if is_hidden(entry, scenario):
        told, truth = as_seen_without_keys(told), as_seen_without_keys(truth)
    if entry["keys"] or not fits(told, truth):
        assert told == truth


@every_file
def test_opening_and_closing(connection_of, entry, scenario):
    tcp = connection_of(entry)["tcp"]
    truth = scenario["truth"]
    assert (tcp["open"], tcp["close"]) == (truth["open"], truth["close"])


@every_file
def test_handshake(connection_of, entry, scenario):
    tls = connection_of(entry)["tls"]
    truth = scenario["truth"]
    if truth["outcome"] == "not-tls":
        assert tls is None
        return
    for key in ("version", "version_path", "kind"):
        assert tls[key] == truth[key], key
    if entry["keys"]:
        assert (tls["marks"], tls["outcome"]) == (truth["marks"], truth["outcome"])
    else:
        hidden = re.compile(HIDDEN_MARKS + ("|tunnelled" if "inner" in truth else ""))
        assert [mark for mark in tls["marks"] if not hidden.match(mark)] == [
            mark for mark in truth["marks"] if not hidden.match(mark)]
        # An alert after the handshake is not known for one.
        assert tls["outcome"] == truth["outcome"] or "rejected" in truth["outcome"]


# What only the inside of encrypted messages says for certain.
HIDDEN_MARKS = "client-auth|stapled"


@every_file
def test_history(connection_of, entry, scenario):
    history = scenario["truth"]["history"]
    if history is None:
        return
    told = connection_of(entry)["tls"]["history"]
    if is_hidden(entry, scenario):
        told, history = (re.sub("(?<=F).*", "", text) for text in (told, history))
    pattern = told if entry["keys"] else re.sub("z", "[a-z]?", re.sub("Z", "[A-Z]?", told))
    assert re.fullmatch(pattern, history), f"{told} is not {history}"


@every_file
def test_round_trips(connection_of, entry, scenario):
    told = connection_of(entry)["rtt"]
    truth = dict(scenario["truth"]["rtt"])
    if is_hidden(entry, scenario) and truth.get("first_response") is not None:
        # What the server sends first may be no answer, and looks like one.
        assert told["first_response"] <= truth.pop("first_response")
    assert {key: told[key] for key in truth} == truth
    assert told["relative"] is False


@every_file
def test_ledger_adds_up(connection_of, entry, scenario):
    times = connection_of(entry)["time_ms"]
    if times["ledger"] is None or times["first_response"] is None:
        return
    assert abs(sum(times["ledger"].values()) - times["first_response"]) < 0.004


@every_file
def test_initial_round_trip(connection_of, entry, scenario):
    told = connection_of(entry)["rtt"]["initial_ms"]
    rtt_ms = scenario["truth"]["rtt_ms"]
    # The relay and the scheduler add up to 5 ms a round trip (tests/lab/README.md).
    assert told is None or rtt_ms - 0.5 <= told <= rtt_ms + 5


@every_file
def test_capture_point(connection_of, entry, scenario):
    told = connection_of(entry)["capture_point"]
    assert told is None or abs(told - entry["capture_point"]) < 0.08
