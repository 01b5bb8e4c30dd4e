"""Fields: filters, -T fields and columns, in one pass and in two.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import re

import pytest

import runner

FIELDS = ["stream", "sender", "phase", "step", "step.source", "step.completed_in",
          "step.previous", "step.next", "client_hello", "version_path.frame", "rtt_position",
          "rtt_arrival", "rtt_measured", "irtt", "time.think", "state.client", "state.server",
          "version_path", "version", "kind", "outcome",
          "authority.frame", "authority.answer_frame", "authority.host", "authority.method",
          "authority.status", "authority.time", "authority.source", "authority.reason",
          "authority.cause", "authority.cause.stream"]
both_passes = pytest.mark.parametrize("passes", [runner.ONE_PASS, runner.TWO_PASSES],
                                      ids=["one", "two"])


def test_all_are_registered(tshark):
    registered = {line.split("\t")[2] for line in tshark.output("-G", "fields").splitlines()
                  if line.startswith("F\t")}
    assert {f"hsviz.{name}" for name in FIELDS} <= registered


def frames(tshark, capture, passes, display_filter):
    output = tshark.output(*passes, "-Y", display_filter, "-T", "fields", "-e", "frame.number",
                           capture=capture)
    return [int(line) for line in output.split()]


@both_passes
@pytest.mark.parametrize("step", ["SYN", "SYN-ACK", "ClientHello", "ServerHello", "Finished"])
def test_steps_are_filtered_by_name(tshark, handshake, passes, step):
    (connection,) = tshark.connections(handshake)
    expected = sorted({told["frame"] for told in connection["steps"] if told["step"] == step})
    assert expected
    assert frames(tshark, handshake, passes, f'hsviz.step == "{step}"') == expected


@both_passes
def test_phases_are_filtered_by_name(tshark, handshake, passes):
    assert len(frames(tshark, handshake, passes, 'hsviz.phase == "tcp-open"')) == 3
    assert frames(tshark, handshake, passes, 'hsviz.sender == "client" and hsviz.phase == "hello"')


@both_passes
def test_every_frame_has_one_phase(tshark, handshake, passes):
    lines = tshark.output(*passes, "-T", "fields", "-e", "frame.number", "-e", "hsviz.stream",
                          "-e", "hsviz.phase", "-e", "hsviz.sender", capture=handshake)
    for line in lines.splitlines():
        _, stream, phase, sender = line.split("\t")
        assert stream == "0"
        assert phase != "" and "," not in phase
        assert sender in ("0", "1")


@both_passes
def test_positions_are_those_of_the_steps(tshark, handshake, passes):
    (connection,) = tshark.connections(handshake)
    lines = tshark.output(*passes, "-T", "fields", "-e", "frame.number", "-e",
                          "hsviz.rtt_position", "-e", "hsviz.rtt_arrival", capture=handshake)
    told = {}
    for line in lines.splitlines():
        frame, position, arrival = line.split("\t")
        assert float(arrival) == float(position) + 0.5
        told[int(frame)] = float(position)
    for step in connection["steps"]:
        assert told[step["frame"]] == step["rtt_position"]


@both_passes
def test_columns(tshark, handshake, passes):
    columns = ('gui.column.format:"No","%m","Phase","%Cus:hsviz.phase","Step","%Cus:hsviz.step",'
               '"RTT","%Cus:hsviz.rtt_position"')
    lines = tshark.output(*passes, "-o", columns, capture=handshake).splitlines()
    first = lines[0].split()
    assert first[1:3] == ["tcp-open", "SYN"]
    assert any("ClientHello" in line for line in lines)
    assert any("finished" in line or "server-parameters" in line for line in lines)


@both_passes
def test_states(tshark, handshake, passes):
    columns = 'gui.column.format:"C","%Cus:hsviz.state.client","S","%Cus:hsviz.state.server"'
    lines = tshark.output(*passes, "-o", columns, capture=handshake).splitlines()
    (connection,) = tshark.connections(handshake)
    assert lines[0].split()[0] == "SYN-SENT"
    assert lines[-1].split() == [connection["tcp"]["client_state"],
                                 connection["tcp"]["server_state"]]


def test_final_words_in_the_second_pass(tshark, handshake):
    (connection,) = tshark.connections(handshake)
    lines = tshark.output("-2", "-T", "fields", "-e", "hsviz.kind", "-e", "hsviz.outcome",
                          capture=handshake).splitlines()
    assert set(lines) == {f'{connection["tls"]["kind"]}\t{connection["tls"]["outcome"]}'}


def test_version(tshark, handshake):
    (connection,) = tshark.connections(handshake)
    last = tshark.output("-T", "fields", "-e", "hsviz.version_path",
                         capture=handshake).splitlines()[-1]
    assert last == connection["tls"]["version_path"]
    assert frames(tshark, handshake, [], "hsviz.version == 0x0304")


def tree(tshark, handshake, frame, *passes):
    """The lines of a frame's tree that are hsviz's."""
    lines = tshark.output(*passes, "-Y", f"frame.number == {frame}", "-V",
                          capture=handshake).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("[Handshake: "))
    return [line.strip() for line in lines[start:] if line.strip()]


def test_tree_of_a_frame(tshark, handshake):
    lines = tree(tshark, handshake, 8, "-2")
    assert lines[0] == ("[Handshake: ChangeCipherSpec, Finished, ApplicationData, phase "
                        "application-data, 2.0 RTT, TLS 1.3]")
    assert any(re.fullmatch(r"\[Step: Finished \(\d+\), 52 bytes\]", line) for line in lines)
    assert {"[Previous step in: 6]", "[Next step in: 9]", "[ClientHello in: 4]"} <= set(lines)
    hops = [line for line in lines if line.startswith("[Version step in: ")]
    told = [hop.removeprefix("[Version step in: ") for hop in hops]
    assert [hop[:hop.index(". ", 8)] for hop in told] == [
        "4: record 1.0", "4: hello 1.2", "4: offered 1.3, 1.2", "6: selected 1.3",
        "6: ChangeCipherSpec"]
    assert all(hop.endswith(")]") and "(RFC " in hop for hop in hops)
    assert all(line.startswith("[") and line.endswith("]") for line in lines)


def test_states_before_and_after(tshark, handshake):
    assert "[Client's TCP state: SYN-SENT (2), before it CLOSED]" in tree(tshark, handshake, 1)
    lines = tree(tshark, handshake, 3)
    assert "[Client's TCP state: ESTABLISHED (4), before it SYN-SENT]" in lines
    assert "[Server's TCP state: ESTABLISHED (4), before it SYN-RCVD]" in lines


def test_links_lead_from_step_to_step(tshark, handshake):
    (connection,) = tshark.connections(handshake)
    output = tshark.output("-2", "-T", "fields", "-e", "frame.number", "-e", "hsviz.step.previous",
                           "-e", "hsviz.step.next", "-Y", "hsviz.step", capture=handshake)
    rows = [line.split("\t") for line in output.splitlines()]
    frames_in_order = [row[0] for row in rows]
    assert [row[1] for row in rows] == ["", *frames_in_order[:-1]]
    assert [row[2] for row in rows] == [*frames_in_order[1:], ""]
    assert {str(step["frame"]) for step in connection["steps"]} <= set(frames_in_order)


def test_an_outcome_is_told_when_it_is_settled(tshark, handshake):
    output = tshark.output("-T", "fields", "-e", "frame.number", "-e", "hsviz.outcome",
                           capture=handshake)
    told = [line.split("\t")[1] for line in output.splitlines()]
    assert told[0] == "" and set(told) == {"", "complete"}
    settled = told.index("complete")
    assert set(told[settled:]) == {"complete"}


# taps/conversation.c: the frames of stream 0 that open, negotiate and close it.
HANDSHAKE = 'hsviz.stream == 0 and (any hsviz.step != "ApplicationData" or hsviz.step.completed_in)'


@both_passes
def test_conversation_filter_leaves_out_data_alone(tshark, passes):
    capture = runner.capture("tls12-full-client")
    (connection,) = tshark.connections(capture)
    steps = connection["steps"]
    wanted = {step["frame"] for step in steps if step["step"] != "ApplicationData"}
    assert {step["frame"] for step in steps} - wanted
    assert frames(tshark, capture, passes, HANDSHAKE) == sorted(wanted)


def test_a_read_filter_leaves_each_frame_what_is_its_own(tshark, handshake):
    """A frame that a read filter drops leaves its number to the next one, and nothing else."""
    fields = [option for name in FIELDS if name not in ("step.completed_in", "step.previous",
                                                        "step.next", "client_hello",
                                                        "version_path.frame")
              for option in ("-e", f"hsviz.{name}")]
    told = tshark.output("-2", "-Y", "tcp.len > 0", "-T", "fields", *fields, capture=handshake)
    assert tshark.output("-2", "-R", "tcp.len > 0", "-T", "fields", *fields,
                         capture=handshake) == told
    graph = tshark.output("-2", "-R", "tcp.len > 0", "-q", "-z", runner.FLOW, capture=handshake)
    assert "ClientHello" in graph and "SYN" not in graph


# Of a frame with several values: those of its steps, and the hops of the path. The rest is told
# once a TCP layer.
REPEATED = {"step", "step.source", "version_path.frame"}


@both_passes
@pytest.mark.parametrize(("name", "layers"), [
    ("tls13-full-client", 1), ("tls12-full-client", 1), ("tcp-mirror-copies", 1),
    ("loss-server-flight-hole-client", 1), ("small-segments-client", 1),
    ("tls12-resumed-ticket-client", 1), ("tcp-in-tcp-client", 2)])
def test_values_are_told_once(tshark, passes, name, layers):
    capture = runner.capture(name)
    if not capture.exists():
        capture = runner.capture(f"{name}-middle")
    separator = "\x1f"
    output = tshark.output(*passes, "-T", "fields", "-E", f"aggregator={separator}",
                           *(option for field in FIELDS for option in ("-e", f"hsviz.{field}")),
                           capture=capture)
    numbers = {}
    for line in output.splitlines():
        row = {field: cell.split(separator) if cell else []
               for field, cell in zip(FIELDS, line.split("\t"))}
        streams = row["stream"]
        assert 1 <= len(streams) <= layers and len(set(streams)) == len(streams)
        for field in set(FIELDS) - REPEATED:
            assert len(row[field]) <= len(streams), (field, row)
        for field in ("sender", "phase", "state.client", "state.server"):
            assert len(row[field]) == len(streams)
        # A frame that only prolongs a run has the run's name, and no more to say of it.
        assert 0 <= len(row["step"]) - len(row["step.source"]) <= len(streams)
        for field in ("step", "phase", "sender", "step.source"):
            assert all(re.fullmatch(r"\d+", value) for value in row[field])
        for field in ("irtt", "time.think"):
            assert all(re.fullmatch(r"\d+\.\d{9}", value) for value in row[field])
        numbers[len(streams)] = numbers.get(len(streams), 0) + 1
    assert max(numbers) == layers
