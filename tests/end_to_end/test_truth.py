"""What hsviz says of the lab's captures is what the lab knows to be true.

With keys all of it must be said. Without, the handshake must still be told, but for what encryption
hides: a step that nothing tells may be called Encrypted or be part of another, and after a TLS 1.3
handshake tickets, updates and data look alike, as do alerts.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import re
import xml.etree.ElementTree

import pytest

import checks
import runner

FILES = runner.manifest()
IDS = [runner.name_of(entry) for entry, _ in FILES]


def steps_of(entry, scenario):
    """The steps that this capture's truth has."""
    return entry.get("steps", scenario["truth"]["steps"])


def files_with(has):
    """Those connections of the manifest that `has` holds of, by steps and truth."""
    chosen = [pair for pair in FILES if has(steps_of(*pair), pair[1]["truth"])]
    return pytest.mark.parametrize(("entry", "scenario"), chosen,
                                   ids=[runner.name_of(entry) for entry, _ in chosen])


every_file = pytest.mark.parametrize(("entry", "scenario"), FILES, ids=IDS)
checked = checks.Checks()

# The truth's notes whose key in hsviz is another.
NOTE_KEYS = {
    "acknowledged-not-captured": "not_captured", "data-after-fin": "half_close",
    "data-lost-with-reset": "reset_loss", "keep-alive": "keep_alives", "lost-after-tap":
    "retransmission", "lost-before-tap": "came_late", "mptcp-capable": "multipath",
    "mptcp-join": "multipath", "mptcp-refused": "multipath", "out-of-order": "came_late",
    "network-duplicate": "copies", "port-reused": "port_reuse", "zero-window": "window_closed",
}
# The notes of hsviz that say the same of other segments, or more.
ALSO_TELLS = {"data_again": "retransmission", "window_stays_closed": "window_closed"}
# Of what else the truth notes nothing has to be said in words of its own.
NO_NOTE = {"snapped", "two_tcp_layers", "window_full", "window_probe"}

# Steps that order and size cannot tell: which alert an encrypted one of TLS 1.2 is, a refused
# renegotiation, a warning before close_notify, and anything in records that are padded to one size.
NOT_TOLD_WITHOUT_KEYS = {"alert-bad-finished-12", "alert-bad-record-12", "alert-no-renegotiation",
                         "alert-user-canceled", "tls13-padding",
                         "tls13-padding-client-certificate"}


@every_file
def test_what_is_told_is_true(connection_of, entry, scenario):
    """What kind of handshake it was, and how it ended, can always be told; that hsviz says what it
    cannot tell is test_inference's to see."""
    connection = connection_of(entry)
    if not entry["keys"] and scenario["name"] in NOT_TOLD_WITHOUT_KEYS:
        handshake(connection, entry, scenario)
    else:
        checked.hold(connection, entry, scenario)


def truth_of_steps(entry, scenario):
    return [(step["from"], step["step"], step["rtt_position"], step.get("retransmission", False))
            for step in steps_of(entry, scenario)]


def without_untold(told, truth):
    """What is told, without the positions that the truth leaves open: no capture tells them."""
    wanted = [step[2] for step in truth] + [0.0] * len(told)
    return [(side, name, position if wanted[i] is not None else None, *rest)
            for i, (side, name, position, *rest) in enumerate(told)]


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


@checked
def steps(connection, entry, scenario):
    truth = truth_of_steps(entry, scenario)
    told = without_untold(told_steps(connection), truth)
    if is_hidden(entry, scenario):
        told, truth = as_seen_without_keys(told), as_seen_without_keys(truth)
    if entry["keys"] or not fits(told, truth):
        assert told == truth


@checked
def opening_and_closing(connection, entry, scenario):
    tcp = connection["tcp"]
    # Null where a capture of one direction cannot tell.
    truth = {key: scenario["truth"][key] for key in ("open", "close")
             if scenario["truth"][key] is not None}
    assert {key: tcp[key] for key in truth} == truth


@checked
def states(connection, entry, scenario):
    if "states" not in steps_of(entry, scenario)[0]:
        return
    told = [(step["step"], step["client_state"], step["server_state"])
            for step in connection["steps"] if step["frame"] is not None]
    truth = [(step["step"], *step["states"]) for step in steps_of(entry, scenario)]
    # Null where no capture can tell.
    truth = [tuple(here if state is None else state for state, here in zip(step, seen))
             for step, seen in zip(truth, told)] + truth[len(told):]
    assert told == truth


@checked
def gaps(connection, entry, scenario):
    """What was acknowledged, but is not in the capture."""
    if "gaps" not in scenario["truth"]:
        return
    told = [{"from": step["from"], "step": step["step"]}
            for step in connection["steps"] if step["frame"] is None]
    assert told == scenario["truth"]["gaps"]


@files_with(lambda steps, truth: any("assumed" in step for step in steps))
def test_assumed_states(drawn, entry, scenario):
    """A state that had to be assumed, and is not known by that step, says so."""
    steps = steps_of(entry, scenario)
    arrows = drawn.of(runner.capture(entry["file"]))["arrows"]
    # Of steps that are not TCP's the arrows have no states.
    lines = [line for line in arrows.splitlines()
             if "Client(" in line and "not captured" not in line]
    told = [[side.lower() for side in re.findall(r"(Client|Server)\([A-Z0-9-]+\?\)", line)]
            for line in lines]
    shown = [step for step in steps if step["step"] not in ("ApplicationData", "Plaintext")]
    assert len(told) == len(shown)
    for sides, step in zip(told, shown):
        if None not in step["states"]:  # what no capture can tell may be assumed or not
            assert sides == step.get("assumed", []), step


def notes_of(frames, entry):
    """What is noted in the frames of an entry's connection, and in those that report an error."""
    stream, found = str(entry.get("stream", 0)), set()
    for packet in xml.etree.ElementTree.fromstring(frames):
        fields = [(field.get("name"), field.get("show")) for field in packet.iter("field")]
        if ("hsviz.stream", stream) in fields or packet.find("proto[@name='icmp']") is not None:
            found |= {name.removeprefix("hsviz.note.") for name, _ in fields
                      if name.startswith("hsviz.note.")}
    return found


@files_with(lambda steps, truth: "notes" in truth)
def test_notes(drawn, connection_of, entry, scenario):
    connection_of(entry)  # skips what this Wireshark tells otherwise
    notes = scenario["truth"]["notes"]
    wanted = {NOTE_KEYS.get(note["note"], note["note"].replace("-", "_"))
              for note in notes if entry["point"] in note.get("seen_at", [entry["point"]])}
    hidden = {NOTE_KEYS.get(note["note"], note["note"].replace("-", "_"))
              for note in notes if entry["point"] not in note.get("seen_at", [entry["point"]])}
    told = {ALSO_TELLS.get(key, key)
            for key in notes_of(drawn.frames(runner.capture(entry["file"])), entry)}
    # What comes again is noted where it was captured twice, whatever was lost.
    if any(step.get("retransmission") for step in steps_of(entry, scenario)):
        hidden.discard("retransmission")
    assert wanted - NO_NOTE <= told
    assert not told & (hidden - wanted)


@pytest.mark.parametrize("point", ["client", "middle", "server"])
def test_both_layers_are_annotated(tshark, point):
    """A frame that carries another connection's segment is a frame of both connections."""
    capture = runner.capture(f"tcp-in-tcp-{point}")
    told = tshark.output("-2", "-T", "fields", "-e", "tcp.stream", "-e", "hsviz.stream",
                         capture=capture)
    both = [line.split("\t") for line in told.splitlines() if line.startswith("0,1")]
    assert len(both) == 10
    assert all(sorted(hsviz.split(",")) == ["0", "1"] for _, hsviz in both)


@checked
def handshake(connection, entry, scenario):
    tls = connection["tls"]
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


@checked
def history(connection, entry, scenario):
    history = scenario["truth"]["history"]
    if history is None:
        return
    told = connection["tls"]["history"]
    if is_hidden(entry, scenario):
        told, history = (re.sub("(?<=F).*", "", text) for text in (told, history))
    pattern = told if entry["keys"] else re.sub("z", "[a-z]?", re.sub("Z", "[A-Z]?", told))
    assert re.fullmatch(pattern, history), f"{told} is not {history}"


@checked
def round_trips(connection, entry, scenario):
    told = connection["rtt"]
    truth = dict(scenario["truth"]["rtt"])
    if is_hidden(entry, scenario) and truth.get("first_response") is not None:
        # What the server sends first may be no answer, and looks like one.
        assert told["first_response"] <= truth.pop("first_response")
    assert {key: told[key] for key in truth} == truth
    assert told["relative"] is scenario["truth"].get("relative", False)


@checked
def ledger_adds_up(connection, entry, scenario):
    times = connection["time_ms"]
    if times["ledger"] is None or times["first_response"] is None:
        return
    assert abs(sum(times["ledger"].values()) - times["first_response"]) < 0.004


@checked
def initial_round_trip(connection, entry, scenario):
    told = connection["rtt"]["initial_ms"]
    rtt_ms = scenario["truth"]["rtt_ms"]
    # The relay and the scheduler add up to 5 ms a round trip (tests/lab/README.md).
    assert told is None or rtt_ms - 0.5 <= told <= rtt_ms + 5


@checked
def capture_point(connection, entry, scenario):
    told = connection["capture_point"]
    if entry["capture_point"] is None:  # one host is both ends
        return
    assert told is None or abs(told - entry["capture_point"]) < 0.08
