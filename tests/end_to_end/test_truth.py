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


@every_file
def test_steps(connection_of, entry, scenario):
    truth = truth_of_steps(entry, scenario)
    told = without_untold(told_steps(connection_of(entry)), truth)
    if is_hidden(entry, scenario):
        told, truth = as_seen_without_keys(told), as_seen_without_keys(truth)
    if entry["keys"] or not fits(told, truth):
        assert told == truth


@every_file
def test_opening_and_closing(connection_of, entry, scenario):
    tcp = connection_of(entry)["tcp"]
    # Null where a capture of one direction cannot tell.
    truth = {key: scenario["truth"][key] for key in ("open", "close")
             if scenario["truth"][key] is not None}
    assert {key: tcp[key] for key in truth} == truth


@files_with(lambda steps, truth: "states" in steps[0])
def test_states(connection_of, entry, scenario):
    told = [(step["step"], step["client_state"], step["server_state"])
            for step in connection_of(entry)["steps"] if step["frame"] is not None]
    truth = [(step["step"], *step["states"]) for step in steps_of(entry, scenario)]
    # Null where no capture can tell.
    truth = [tuple(here if state is None else state for state, here in zip(step, seen))
             for step, seen in zip(truth, told)] + truth[len(told):]
    assert told == truth


@files_with(lambda steps, truth: "gaps" in truth)
def test_gaps(connection_of, entry, scenario):
    """What was acknowledged, but is not in the capture."""
    told = [{"from": step["from"], "step": step["step"]}
            for step in connection_of(entry)["steps"] if step["frame"] is None]
    assert told == scenario["truth"]["gaps"]


@files_with(lambda steps, truth: any("assumed" in step for step in steps))
def test_assumed_states(tshark, entry, scenario):
    """A state that had to be assumed, and is not known by that step, says so."""
    steps = steps_of(entry, scenario)
    drawn = tshark.output("-q", "-z", "hsviz,arrows", capture=runner.CAPTURES / entry["file"])
    # Of steps that are not TCP's the arrows have no states.
    lines = [line for line in drawn.splitlines()
             if "Client(" in line and "not captured" not in line]
    told = [[side.lower() for side in re.findall(r"(Client|Server)\([A-Z0-9-]+\?\)", line)]
            for line in lines]
    shown = [step for step in steps if step["step"] != "ApplicationData"]
    assert len(told) == len(shown)
    for sides, step in zip(told, shown):
        if None not in step["states"]:  # what no capture can tell may be assumed or not
            assert sides == step.get("assumed", []), step


@files_with(lambda steps, truth: "notes" in truth)
def test_notes(tshark, connection_of, entry, scenario):
    connection_of(entry)  # skips what this Wireshark tells otherwise
    notes = scenario["truth"]["notes"]
    wanted = {NOTE_KEYS.get(note["note"], note["note"].replace("-", "_"))
              for note in notes if entry["point"] in note.get("seen_at", [entry["point"]])}
    hidden = {NOTE_KEYS.get(note["note"], note["note"].replace("-", "_"))
              for note in notes if entry["point"] not in note.get("seen_at", [entry["point"]])}
    frames = tshark.output("-2", "-Y", f"tcp.stream=={entry.get('stream', 0)} || icmp", "-T",
                           "pdml", "-J", "hsviz", capture=runner.CAPTURES / entry["file"])
    told = {ALSO_TELLS.get(key, key)
            for key in re.findall(r'name="hsviz\.note\.(\w+)"', frames)}
    # What comes again is noted where it was captured twice, whatever was lost.
    if any(step.get("retransmission") for step in steps_of(entry, scenario)):
        hidden.discard("retransmission")
    assert wanted - NO_NOTE <= told
    assert not told & (hidden - wanted)


@pytest.mark.parametrize("point", ["client", "middle", "server"])
def test_both_layers_are_annotated(tshark, point):
    """A frame that carries another connection's segment is a frame of both connections."""
    capture = runner.CAPTURES / f"tcp-in-tcp-{point}.pcapng"
    told = tshark.output("-2", "-T", "fields", "-e", "tcp.stream", "-e", "hsviz.stream",
                         capture=capture)
    both = [line.split("\t") for line in told.splitlines() if line.startswith("0,1")]
    assert len(both) == 10
    assert all(sorted(hsviz.split(",")) == ["0", "1"] for _, hsviz in both)


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
    assert told["relative"] is scenario["truth"].get("relative", False)


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
    if entry["capture_point"] is None:  # one host is both ends
        return
    assert told is None or abs(told - entry["capture_point"]) < 0.08
