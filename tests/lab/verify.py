#!/usr/bin/python3 -B
"""Holds the lab's captures against their manifest, with stock tshark and nothing of hsviz.

    verify.py [SCENARIO...]

For each capture with keys: the steps seen must be those of the truth, in order, and each must come
when its RTT position, the capture point and the think and loss times say, within the tolerances
below. A capture without keys is made of the one with them, and only its TCP states and what it has of
a certificate authority are looked at. Exit status 1 when something differs.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end_to_end"))

import verify_authority
import verify_tcp
from pcapng import NO_KEYS, write_without_keys
from truth import expected_at

CAPTURES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "test-captures")

EARLY_MS = 0.5  # how much sooner than said a step may come
LATE_MS_PER_HOP = 2.5  # and how much later, for each way through the network
LATE_MS_LOOKUP = 1  # and besides, for each lookup that went another way meanwhile
LOSS_SHARE = 0.25  # retransmission timers are the kernel's: their times are approximate

HANDSHAKE_NAMES = {
    0: "HelloRequest", 1: "ClientHello", 2: "ServerHello", 4: "NewSessionTicket",
    5: "EndOfEarlyData", 8: "EncryptedExtensions", 11: "Certificate", 12: "ServerKeyExchange",
    13: "CertificateRequest", 14: "ServerHelloDone", 15: "CertificateVerify",
    16: "ClientKeyExchange", 20: "Finished", 22: "CertificateStatus", 24: "KeyUpdate",
    25: "CompressedCertificate",
}
CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, APPLICATION_DATA = 20, 21, 22, 23
# RFC 8446 4.1.3: this random makes a ServerHello a HelloRetryRequest.
RETRY_RANDOM = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"
VERSION_NAMES = {0x0300: "3.0", 0x0301: "1.0", 0x0302: "1.1", 0x0303: "1.2", 0x0304: "1.3"}
ALERT_NAMES = {20: "bad_record_mac", 40: "handshake_failure", 44: "certificate_revoked",
               48: "unknown_ca", 51: "decrypt_error", 70: "protocol_version", 90: "user_canceled",
               100: "no_renegotiation", 120: "no_application_protocol"}
# RFC 8446 4.1.3: how the server's random ends where the server could do more than was offered.
SENTINELS = {"444f574e47524401": " (downgrade sentinel: the server can do 1.3)"}


def tshark(path, *options):
    """What tshark says about a capture."""
    argv = ["tshark", "-r", path, "-o", "tcp.reassemble_out_of_order:TRUE", *options]
    run = subprocess.run(argv, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return run.stdout


def _first(element, name):
    found = element.find(f".//field[@name='{name}']")
    return None if found is None else found.get("show")


def _integer(element, name):
    text = _first(element, name)
    # From 4.2 on tshark writes True and False where it wrote 1 and 0.
    return None if text is None else int({"True": "1", "False": "0"}.get(text, text), 0)


def _random(record):
    return (_first(record, "tls.handshake.random") or "").replace(":", "")


def _handshake_names(record):
    for message in record.iter("field"):
        if message.get("name") != "tls.handshake.type":
            continue
        name = HANDSHAKE_NAMES.get(int(message.get("show")), "Handshake")
        yield "HelloRetryRequest" if _random(record) == RETRY_RANDOM else name


def _record_names(record):
    content = _integer(record, "tls.record.content_type")
    if content == CHANGE_CIPHER_SPEC:
        yield "ChangeCipherSpec"
    elif content == ALERT:
        yield "Alert" if _integer(record, "tls.alert_message.desc") else "close_notify"
    elif content == HANDSHAKE:
        yield from _handshake_names(record)
    elif content == APPLICATION_DATA or content is None:
        yield "ApplicationData"


class Observer:
    """Turns frames into steps, with just enough TCP to name them."""

    def __init__(self, truth):
        # What comes before a tunnel's or STARTTLS's ClientHello is no TLS.
        self.plain = truth["history"] is None or any(
            mark.startswith(("starttls", "tunnelled")) for mark in truth["marks"])
        self.inner = "inner" in truth  # a TLS within the one that is told
        self.client_port = None
        self.steps = []
        self.by_sequence = {}  # (side, first sequence number, length) -> names
        self.fin_end = {}  # side -> what acknowledges its FIN
        self.fin_acked = set()
        self.opened = False
        self.finished = set()
        self.changed = set()  # sides whose last record was ChangeCipherSpec

    def _payload_names(self, side, frame, length):
        records = [tls for tls in frame.findall("proto[@name='tls']")
                   if tls.find("field[@name='tls.record']") is not None]
        if self.inner:
            records = records[:1]
        self.plain = self.plain and not records
        if self.plain:
            return ["ApplicationData"] if length else []
        names = []
        for tls in records:
            for record in tls.findall("field[@name='tls.record']"):
                names += self._finished_name(side, record) or _record_names(record)
        return [self._early_name(side, name) for name in names]

    def _finished_name(self, side, record):
        """RFC 5246 7.4.9: after ChangeCipherSpec comes Finished, also where it cannot be read."""
        content = _integer(record, "tls.record.content_type")
        unread = (content == HANDSHAKE and _integer(record, "tls.handshake.type") is None
                  and _integer(record, "tls.record.opaque_type") is None)
        after = side in self.changed
        self.changed.discard(side)
        if content == CHANGE_CIPHER_SPEC:
            self.changed.add(side)
        return ["Finished"] if unread and after else None

    def _early_name(self, side, name):
        if name == "Finished":
            self.finished.add(side)
        early = name == "ApplicationData" and side == "client" and side not in self.finished
        return "EarlyData" if early else name

    def _close_names(self, side, tcp, sequence, length):
        other = "server" if side == "client" else "client"
        acks_fin = (other in self.fin_end and other not in self.fin_acked
                    and _integer(tcp, "tcp.ack") == self.fin_end[other])
        if acks_fin:
            self.fin_acked.add(other)
        if _integer(tcp, "tcp.flags.fin"):
            self.fin_end[side] = sequence + length + 1
            return [], ["FIN-ACK" if acks_fin else "FIN"]
        return (["ACK"] if acks_fin else []), []

    def _open_names(self, side, syn, ack):
        if syn:
            return ["SYN-ACK" if ack else "SYN"]
        opens = side == "client" and ack and not self.opened and self._has("SYN-ACK")
        self.opened = self.opened or opens
        return ["ACK"] if opens else []

    def _has(self, name):
        return any(step["step"] == name for step in self.steps)

    def see(self, frame):
        """Adds the steps of one frame."""
        tcp = frame.find("proto[@name='tcp']")
        port = _integer(tcp, "tcp.srcport")
        self.client_port = self.client_port or port
        side = "client" if port == self.client_port else "server"
        syn, ack = _integer(tcp, "tcp.flags.syn"), _integer(tcp, "tcp.flags.ack")
        length, sequence = _integer(tcp, "tcp.len"), _integer(tcp, "tcp.seq")
        opening = self._open_names(side, syn, ack)
        acks, fins = self._close_names(side, tcp, sequence, length)
        payload = self._payload_names(side, frame, length)
        names = opening + acks + payload + fins
        key = (side, sequence, length)
        repeats = bool(syn or length or fins) and key in self.by_sequence
        if repeats and not (syn or fins):
            names = opening + self.by_sequence[key]
        elif length or syn or fins:
            self.by_sequence[key] = names
        if syn and length:  # without Fast Open the SYN's data comes again, behind the SYN
            self.by_sequence[side, sequence + 1, length] = payload
        if _integer(tcp, "tcp.flags.reset"):
            names = names + ["RST"]
        time_ms = float(_first(frame, "frame.time_relative")) * 1000
        for name in names:
            self._add(side, name, time_ms, repeats and name != "ACK")

    def _add(self, side, name, time_ms, repeats):
        last = self.steps[-1] if self.steps else {}
        if name in ("ApplicationData", "EarlyData") and not repeats and \
                (last.get("from"), last.get("step")) == (side, name):
            return
        step = {"from": side, "step": name, "time_ms": time_ms}
        if repeats:
            step["retransmission"] = True
        self.steps.append(step)


def observe(frames, truth):
    """The steps that a capture holds, with the time of each."""
    observer = Observer(truth)
    for frame in frames:
        observer.see(frame)
    return observer.steps


def _line(step):
    return step["from"], step["step"], step.get("retransmission", False)


def check_steps(expected, seen):
    """One line for the first place where the steps differ."""
    for place in range(max(len(expected), len(seen))):
        wanted = _line(expected[place]) if place < len(expected) else "nothing"
        found = _line(seen[place]) if place < len(seen) else "nothing"
        if wanted != found:
            return [f"step {place}: expected {wanted}, found {found}"]
    return []


def check_times(expected, seen):
    """A line for each step that comes too soon or too late after the one before it in the truth,
    which is its cause; the capture may have others between them."""
    problems = []
    pairs = sorted(zip(expected, seen), key=lambda pair: pair[0].place)
    for (before, seen_before), (now, seen_now) in zip(pairs, pairs[1:]):
        due_ms = now.time_ms - before.time_ms
        took_ms = seen_now["time_ms"] - seen_before["time_ms"]
        hops = 2 * abs(now.step["rtt_position"] - before.step["rtt_position"])
        late_ms = LATE_MS_PER_HOP * max(1, hops) + LATE_MS_LOOKUP * now.num_lookups
        slack_ms = LOSS_SHARE * now.rough_ms
        if not -EARLY_MS - slack_ms <= took_ms - due_ms <= late_ms + slack_ms:
            problems.append(f"{_line(now.step)}: {took_ms:.1f} ms after {_line(before.step)}, "
                            f"expected {due_ms:.1f}")
    return problems


def _records(frames):
    return (field for field in frames.iter("field") if field.get("name") == "tls.record")


def _version(element, name):
    return VERSION_NAMES[_integer(element, name)]


def _offered(hello):
    """What supported_versions names, without GREASE."""
    named = (int(field.get("show"), 0) for field in hello.iter("field")
             if field.get("name") == "tls.handshake.extensions.supported_version")
    return [VERSION_NAMES[version] for version in named if version in VERSION_NAMES]


def _hellos(frames, kind):
    return (record for record in _records(frames)
            if _integer(record, "tls.handshake.type") == kind)


def version_path(frames):
    """The version path, as model.md has it, of a capture's first handshake."""
    client_hello = next(_hellos(frames, 1))
    hops = ["record " + _version(client_hello, "tls.record.version"),
            "hello " + _version(client_hello, "tls.handshake.version")]
    if _offered(client_hello):
        hops.append("offered " + ", ".join(_offered(client_hello)))
    for hello in _hellos(frames, 2):
        random = _random(hello)
        selected = "".join(_offered(hello))
        if random == RETRY_RANDOM:
            hops.append("retry " + selected)
            continue
        version = _version(hello, "tls.handshake.version")
        answered = {"3.0": "SSL 3.0"}.get(version, version) + SENTINELS.get(random[-16:], "")
        hops.append(f"selected {selected}" if selected else f"server hello {answered}")
        return " › ".join(hops)
    return " › ".join(hops + [f"alert {name}" for name in alerts(frames)])


def alerts(frames):
    """The names of a capture's alerts but close_notify."""
    numbers = (_integer(record, "tls.alert_message.desc") for record in _records(frames))
    return [ALERT_NAMES[number] for number in numbers if number]


def check_path(frames, truth):
    """One line when the version path is another than the truth's."""
    seen = version_path(frames) if truth["version_path"] else None
    wanted = truth["version_path"]
    return [] if seen == wanted else [f"version path: expected {wanted}, found {seen}"]


def check_alert(frames, truth):
    """One line when the alerts are others than the truth's."""
    wanted = truth.get("alerts", [truth["alert"]] if "alert" in truth else [])
    seen = alerts(frames)
    return [] if seen == wanted else [f"alerts: expected {wanted}, found {seen}"]


def has_states(truth):
    """Whether the truth is one of plain TCP that says the states."""
    return any("states" in step for step in truth["steps"])


def check_tcp(entry, truth, path, stream):
    """What is wrong with one connection of a capture of plain TCP."""
    steps = entry.get("steps", truth["steps"])
    fields = [word for name in verify_tcp.FIELDS for word in ("-e", name)]
    notes = truth.get("notes", ())
    # Of a frame with two TCP layers the first belongs to the connection that the capture is of.
    outer = stream == 0 and any(note["note"] == "two-tcp-layers" for note in notes)
    rows = verify_tcp.rows_read(tshark(
        path, "-Y", f"tcp.stream=={stream} || icmp", "-T", "fields", "-E",
        f"occurrence={'f' if outer else 'l'}", *fields).decode())
    segments = verify_tcp.rows_once([row for row in rows if not row["icmp.type"]], notes)
    problems, seen = verify_tcp.check_steps(segments, steps)
    if not problems and not truth.get("untimed"):
        problems = check_times(expected_at(truth, entry["point"], entry["capture_point"]), seen)
    return problems + verify_tcp.check_notes(notes, entry["point"], rows)


def check_file(entry, truth, folder, options):
    """What is wrong with one connection of a capture with keys; `options` are those that its
    dissection needs."""
    path = os.path.join(folder, entry["file"])
    if has_states(truth):
        return check_tcp(entry, truth, path, entry.get("stream", 0))
    expected = expected_at(truth, entry["point"], entry["capture_point"])
    chosen = ("-Y", f"tcp.stream=={entry['stream']}") if "stream" in entry else ()
    frames = ElementTree.fromstring(tshark(path, "-T", "pdml", *chosen, *options))
    seen = observe(frames, truth)
    return (check_steps([each.step for each in expected], seen) or check_path(frames, truth)
            or check_alert(frames, truth) or check_times(expected, seen))


def is_keyless(name):
    """Whether a capture is the one of the same name without the ending, less its keys."""
    return name.endswith(NO_KEYS + ".pcapng")


def keyless_made(scenario, folder, made):
    """Makes a scenario's captures without keys of those with keys, which are in folder."""
    for entry in scenario["files"]:
        if is_keyless(entry["file"]):
            source = pathlib.Path(folder) / entry["file"].replace(NO_KEYS, "")
            write_without_keys(source, pathlib.Path(made) / entry["file"])


def further_of(scenario, entry):
    """The further connections of one capture: an entry for each, and its truth."""
    for place, truth in enumerate(scenario.get("also", ()), 1):
        stream = truth.get("streams", {entry["point"]: place}).get(entry["point"])
        point = truth.get("capture_points", {}).get(entry["point"], entry["capture_point"])
        if stream is not None:
            yield {**entry, "steps": truth["steps"], "stream": stream,
                   "capture_point": point}, truth


def check_scenario(scenario, folder):
    """What is wrong with a scenario's captures, a line each."""
    with tempfile.TemporaryDirectory() as made:
        keyless_made(scenario, folder, made)
        return check_captures(scenario, folder, made)


def check_captures(scenario, folder, made):
    """The same, where those without keys are in made."""
    problems = []
    # Of one connection alone nothing has to be chosen.
    alone = not scenario.get("lookups")
    for entry in scenario["files"]:
        without_keys = is_keyless(entry["file"])
        place = made if without_keys else folder
        for other, truth in further_of(scenario, entry):
            if has_states(truth) or not without_keys:
                problems += [f"{entry['file']}, stream {other['stream']}: {problem}"
                             for problem in check_file(other, truth, place, ())]
        if not alone:
            entry = {"stream": 0, **entry}
        if not alone or "stapled" in scenario["truth"]:
            problems += [f"{entry['file']}: {problem}" for problem in verify_authority.check(
                scenario, entry, os.path.join(place, entry["file"]), tshark)]
        if not without_keys:
            problems += [f"{entry['file']}: {problem}" for problem in check_file(
                entry, scenario["truth"], folder, scenario.get("tshark", ()))]
    return problems


def main(names):
    """Checks the scenarios named, or all."""
    with open(os.path.join(CAPTURES, "manifest.json"), encoding="utf-8") as file:
        scenarios = json.load(file)["scenarios"]
    num_problems = 0
    for scenario in scenarios:
        if names and scenario["name"] not in names:
            continue
        problems = check_scenario(scenario, CAPTURES)
        num_problems += len(problems)
        print(f"{scenario['name']}: {'as the truth says' if not problems else 'differs'}")
        for problem in problems:
            print("  " + problem)
    return 1 if num_problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
