"""Times and round trips are what the lab injected, at every capture point; and positions come from
causes, so that no clock can move them.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import random
import re
import struct

import pytest

import checks
import runner
import wire

# Of some plain connections the truth says what happens, but not when.
FILES = [pair for pair in runner.manifest() if not pair[1]["truth"].get("untimed")]
IDS = [runner.name_of(entry) for entry, _ in FILES]
checked = checks.Checks()

TOLERANCE_MS = 3.0
LOOKUP_TOLERANCE_MS = 1.5
PART_OF = {"client": "client_think", "server": "server_think"}


def is_in_whole(scenario, connection, delay):
    """Whether the delay lies before the first response, where the ledger ends."""
    return delay.get("before") != "FIN" and connection["time_ms"]["first_response"] is not None


@checked
def ledger_adds_up(connection, entry, scenario):
    times = connection["time_ms"]
    assert times["ledger"] is not None
    assert all(part >= 0 for part in times["ledger"].values())
    if times["first_response"] is not None:
        assert abs(sum(times["ledger"].values()) - times["first_response"]) < 0.0005


@checked
def think_times_are_in_their_part(connection, entry, scenario):
    injected = {"client": 0.0, "server": 0.0}
    tolerance_ms = TOLERANCE_MS
    for think in scenario["truth"].get("think") or []:
        if is_in_whole(scenario, connection, think):
            injected[think["who"]] += think["ms"]
            # Who asks somebody else meanwhile waits for other wires and another host too.
            tolerance_ms += LOOKUP_TOLERANCE_MS * think.get("lookups", 0)
    for who, ms in injected.items():
        if ms == 0:
            continue
        # Every stack thinks a little by itself: what it does so in the twin without delay is known.
        told = connection["time_ms"]["ledger"][PART_OF[who]]
        assert ms - 0.5 <= told <= ms + tolerance_ms, (who, told)


@checked
def loss_is_in_its_part(connection, entry, scenario):
    lost = [loss for loss in scenario["truth"].get("loss") or []]
    told = connection["time_ms"]["ledger"]["loss_recovery"]
    if not lost:
        assert told == 0.0
        return
    for loss in lost:
        if entry["point"] not in loss["seen_at"] or loss["ms"] == 0:
            continue
        repeated = [step for step in connection["steps"]
                    if (step["detail"] or "").startswith("retransmission")]
        waited = repeated_after(connection, repeated[0]) if repeated else told
        assert abs(told - waited) < TOLERANCE_MS
        assert told > 0.7 * loss["ms"]


def repeated_after(connection, step):
    """How long after its original a repeated step came, by the frames' own times."""
    frame = int(re.match(r"retransmission of frame (\d+)", step["detail"]).group(1))
    original = [one for one in connection["steps"] if one["frame"] == frame]
    return step["time_ms"] - original[0]["time_ms"]


@checked
def initial_round_trip_and_capture_point(connection, entry, scenario):
    told = connection["rtt"]["initial_ms"]
    if told is not None:
        rtt_ms = scenario["truth"]["rtt_ms"]
        assert rtt_ms - 0.5 <= told <= rtt_ms + 2.5
    if connection["capture_point"] is not None and entry["capture_point"] is not None:
        assert abs(connection["capture_point"] - entry["capture_point"]) < 0.06


@checked
def positions_do_not_fall(connection, entry, scenario):
    newest = {"client": 0.0, "server": 0.0}
    for step in connection["steps"]:
        position = step["rtt_position"]
        if position is None or (step["detail"] or "").startswith("retransmission"):
            continue
        assert position * 2 == int(position * 2)
        assert position >= newest[step["from"]], step
        newest[step["from"]] = position


@pytest.mark.parametrize(("entry", "scenario"), FILES, ids=IDS)
def test_times(connection_of, entry, scenario):
    checked.hold(connection_of(entry), entry, scenario)


SCENARIOS = {scenario["name"]: scenario for _, scenario in FILES}


@pytest.mark.parametrize("keys", [True, False], ids=["keys", "nokeys"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_client_sees_the_same_times_at_every_point(connection_of, name, keys):
    """What the client waited for does not depend on where the tap stood; but a tap that a lost
    segment never passed cannot know when it was sent first."""
    known = [connection_of(entry) for entry, other in FILES
             if other["name"] == name and entry["keys"] == keys and "stream" not in entry]
    known = [one for one in known if one["capture_point"] is not None]
    hidden = {"tls"} if SCENARIOS[name]["truth"].get("loss") else set()
    for key in {"tcp", "tls", "first_request", "first_response"} - hidden:
        told = [one["time_ms"][key] for one in known if one["time_ms"][key] is not None]
        assert not told or max(told) - min(told) < 2 * TOLERANCE_MS, (key, told)


def test_capture_point_can_be_fixed(tshark):
    capture = runner.capture("tls13-full-middle")
    for name, point in (("client", 0.0), ("middle", 0.5), ("server", 1.0)):
        (connection,) = tshark.connections(capture, "-o", f"hsviz.capture_point:{name}")
        assert connection["capture_point"] == point
        times = connection["time_ms"]
        assert abs(sum(times["ledger"].values()) - times["first_response"]) < 0.0005


@pytest.mark.parametrize("name", ["loss-syn-client", "tfo-tls13-client"])
def test_capture_point_that_cannot_be_told_is_not(tshark, name):
    (connection,) = tshark.connections(runner.capture(name))
    assert connection["capture_point"] is None
    assert any("cannot be estimated" in note for note in connection["notes"])


def test_extra_round_trips_have_their_cause(tshark):
    causes = {
        "tls13-hrr-client": ("HelloRetryRequest): the client offered x25519, the server wanted P-256",
                             3.0, 2.0),
        "server-flight-over-iw-client": ("exceeds the initial window", 3.0, 2.0),
        "server-flight-over-iw-12-client": ("exceeds the initial window", 4.0, 3.0),
    }
    for name, (cause, request, expected) in causes.items():
        (connection,) = tshark.connections(runner.capture(name))
        assert (connection["rtt"]["first_request"], connection["rtt"]["expected"]) == \
            (request, expected), name
        assert [note for note in connection["notes"]
                if note.startswith("extra round trip") and cause in note], name


def test_a_request_that_is_merely_late_is_no_extra_round_trip(tshark):
    (connection,) = tshark.connections(runner.capture("tls13-request-after-tickets-client"))
    assert (connection["rtt"]["first_request"], connection["rtt"]["needed"]) == (3.0, 2.0)
    assert [note for note in connection["notes"] if "only after NewSessionTicket" in note]
    assert not [note for note in connection["notes"] if "extra round trip" in note]


def test_what_forces_a_round_trip_is_needed(tshark):
    for name, needed in (("tls13-hrr-client", 3.0), ("server-flight-over-iw-client", 3.0),
                         ("starttls-smtp-client", None), ("tls12-full-client", 3.0)):
        (connection,) = tshark.connections(runner.capture(name))
        rtt = connection["rtt"]
        assert rtt["needed"] == rtt["first_request"] == (needed or rtt["needed"]), name


def test_usual_handshakes_have_no_extra_round_trip(tshark):
    for name in ("tls12-full-client", "tls13-full-client", "tls12-resumed-id-client",
                 "tls13-psk-resumed-client", "tls13-0rtt-accepted-client", "tfo-tls13-client",
                 "think-server-80-13-client", "tls12-false-start-client"):
        (connection,) = tshark.connections(runner.capture(name))
        assert connection["rtt"]["first_request"] == connection["rtt"]["expected"], name
        assert not [note for note in connection["notes"] if "extra" in note], name


def test_segments_out_of_order_say_what_to_switch_on(tshark):
    """Only where keys are lost by it: hsviz puts the segments in order by itself."""
    for name, order, expected in (("client", "FALSE", True), ("client", "TRUE", False),
                                  ("client-nokeys", "FALSE", False)):
        (connection,) = tshark.connections(
            runner.capture(f"loss-server-flight-hole-{name}"), settings=["-n", "-o", f"tcp.reassemble_out_of_order:{order}"])
        told = any("tcp.reassemble_out_of_order" in note for note in connection["notes"])
        assert told is expected, (name, order)


# ---- Clocks ----

def positions(connections):
    return [(step["frame"], step["step"], step["rtt_position"])
            for connection in connections for step in connection["steps"]]


def with_times(source, target, change):
    """A classic capture with each record's time replaced; change gets and gives microseconds."""
    content = bytearray(source.read_bytes())
    assert content[:4] == b"\xd4\xc3\xb2\xa1"
    offset, first = 24, None
    while offset < len(content):
        seconds, micros, length = struct.unpack_from("<III", content, offset)
        now = seconds * 1000000 + micros
        first = now if first is None else first
        struct.pack_into("<II", content, offset, *divmod(first + change(now - first), 1000000))
        offset += 16 + length
    target.write_bytes(content)
    target.chmod(0o644)
    return target


CLOCKS = {
    "slower": lambda: lambda elapsed: elapsed * 7,
    "faster": lambda: lambda elapsed: elapsed // 100,
    "stopped": lambda: lambda elapsed: 0,
    "jitter": lambda: (lambda dice: lambda elapsed: max(0, elapsed + dice.randint(-900, 900)))(
        random.Random(1)),
}


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("name", [
    "tls12-full-middle-nokeys", "tls13-full-client-nokeys", "server-flight-over-iw-server-nokeys",
    "loss-clienthello-client-nokeys", "loss-server-flight-hole-client-nokeys", "tls13-hrr-middle-nokeys",
    "tfo-tls13-0rtt-client-nokeys", "tcp-close-four-middle"])
def test_no_clock_moves_a_position(tshark, tmp_path_factory, name, clock):
    plain = tshark.out / f"{name}.pcap"
    tshark.run("-F", "pcap", tshark.readable(runner.capture(name)), plain,
               tool="editcap")
    changed = with_times(plain, tshark.folder / "captures" / f"{name}-{clock}.pcap",
                         CLOCKS[clock]())
    assert positions(tshark.connections(changed)) == positions(tshark.connections(plain))


# ---- When it was ----

STARTS = [
    # the first second of the capture, what "start" is
    (1700000000, "1700000000.000000"),
    (0, "0.000000"),
    (-1, "-1.000000"),
    (-86400 * 365, "-31536000.000000"),
    (-2**31, "-2147483648.000000"),
    (2**32 - 1, "4294967295.000000"),
    # Beyond these the model's nanoseconds have no room.
    (-2**31 - 5, "-2147483648.000000"),
    (2**40, "4294967295.000000"),
]


@pytest.mark.parametrize(("start_s", "told"), STARTS, ids=[str(start) for start, _ in STARTS])
@pytest.mark.parametrize("passes", [runner.ONE_PASS, runner.TWO_PASSES], ids=["one", "two"])
def test_start_in_any_year(tshark, start_s, told, passes):
    """A time is what the file says, also before 1970, and durations do not depend on it."""
    conversation = wire.Conversation()
    conversation.send(wire.CLIENT, wire.client_hello())
    conversation.send(wire.SERVER, wire.server_hello())
    conversation.close()
    path = tshark.folder / "captures" / "year.pcapng"
    path.write_bytes(wire.pcapng(conversation.frames, start_s))
    path.chmod(0o644)
    line = tshark.output(*passes, "-q", "-z", "hsviz,json", capture=path)
    assert f'"start":{told},' in line
    fields = tshark.output(*passes, "-T", "fields", "-e", "hsviz.step", capture=path)
    assert len(fields.split()) == len(conversation.frames)
    if told.startswith(str(start_s)):
        connection = json.loads(line)
        assert [step["time_ms"] for step in connection["steps"]] == [
            float(number) for number in range(len(conversation.frames))]
        assert connection["rtt"]["initial_ms"] == 2.0
        assert connection["time_ms"]["tcp"] == 2.0
