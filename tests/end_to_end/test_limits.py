"""Limits: docs/limits.md says what the code has, and nothing recurses but what is known to end.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import concurrent.futures
import json
import os
import re
import shlex
import subprocess

import pytest

import runner
from wire import (CLIENT, SERVER, Conversation, client_hello, pcap, record, server_hello,
                  server_name)

PARTS = ("model", "render", "cli", "dissect", "taps")
DOCUMENT = (runner.ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
DOCUMENTED = dict(re.findall(r"`(\w+)` = (\d+)", DOCUMENT))
# Constants whose names are alike, and that limit nothing which comes from the wire: tables whose
# rows are in the code, thresholds, sizes of headers, and what follows from another limit.
NO_LIMITS = {
    "HSVIZ_MESSAGE_ORDERS_MAX", "HSVIZ_PLACES_MAX", "HSVIZ_SENTENCE_MAX", "HSVIZ_INFERENCES_MAX",
    "ACKS_MAX", "DIGITS_MAX", "HSVIZ_CARRIER_HEAD_MAX", "UNKNOWN_MAX_PERCENT", "OVERTAKEN_MAX_NS", "SAME_PLACE_MAX_NS",
    "OTHER_PLACE_MAX_NS",
    "WINDOW_SHIFT_MAX", "WINDOW_MAX", "UNSCALED_WINDOW_MAX", "SYN_DATA_MAX", "TIMESTAMP_MAX_NS",
    "HSVIZ_TICKET_MAX_LEN", "ALERT_RECORD_MAX_LEN", "IPV4_MAX_LEN", "HSVIZ_TABLE_COLUMNS_MAX",
    "STATUS_MAX", "DIGEST_MAX", "MSS_OPTIONS_MAX", "NUMBERING_MAX_SKIPPED", "AT_END_MAX_NS",
    "ENCRYPTED_BYTE_MAX_LEN", "EXPECTED_MAX_LEN", "HSVIZ_SNIFF_MAX_LEN", "PADDING_MAX_LEN",
    "RECORD_MAX_LEN", "VERSION_MINOR_MAX",
}
# Of drawings: how wide, how far apart.
DRAWN = re.compile(r"(CELLS|WIDTH|NOTE|LABEL|BAR|ARROW|ID|SCALE|SERIES|STRETCH|GAP|LINES"
                   r"|HALVINGS)_MAX$")
# Each ends: the tree's depth is bounded, a number has ten digits.
RECURSIVE = {("append_thousands",)}


def sources():
    return [path for part in PARTS for path in sorted((runner.ROOT / part).rglob("*.[ch]"))]


def defined():
    """The constants of the code: name → value as written."""
    found = {}
    for path in sources():
        found.update(re.findall(r"\b([A-Z][A-Z0-9_]*_M(?:AX|IN)(?:_\w+)?) = ([^,}\n]+?)\s*[,}]",
                                path.read_text(encoding="utf-8")))
    return found


def test_the_table_says_what_the_code_has():
    values = defined()
    assert len(DOCUMENTED) > 20
    assert {name: values.get(name) for name in DOCUMENTED} == DOCUMENTED


def test_every_limit_is_in_the_table():
    limits = {name for name in defined() if "_MAX" in name and not DRAWN.search(name)}
    assert limits - NO_LIMITS - set(DOCUMENTED) == set()


def test_notes_of_the_table_exist():
    tables = (runner.ROOT / "model" / "story" / "note_text.c").read_text(encoding="utf-8")
    for note in re.findall(r"note `(\w+)`", DOCUMENT):
        assert f'"{note}"' in tables


# ---- With the real tshark: what its dissectors find, and hsviz takes of it ----

def many_messages(conversation, number):
    conversation.send(CLIENT, client_hello())
    conversation.send(SERVER, server_hello() + record(22, b"\x0e\0\0\0" * number))


def long_name(conversation, length):
    conversation.send(CLIENT, client_hello(server_name(b"a" * length)))
    conversation.send(SERVER, server_hello())


def name_with_zero(conversation, end):
    conversation.send(CLIENT, client_hello(server_name(b"bank.example\0.attacker.example"[:end])))
    conversation.send(SERVER, server_hello())


def many_holes(conversation, number):
    for _ in range(number):
        conversation.send(CLIENT, b"not captured")
        del conversation.frames[-1]
        conversation.send(CLIENT, b"captured")


@pytest.mark.parametrize("shape, within, beyond, said", [
    (many_messages, 64, 65, "a record contains more than 64 messages"),
    (many_messages, 64, 500, "a record contains more than 64 messages"),
    (long_name, 255, 256, "a name in the hellos contains a zero byte or exceeds 255 bytes"),
    (name_with_zero, 12, 30, "a name in the hellos contains a zero byte or exceeds 255 bytes"),
    (many_holes, 4, 5, "the client's data had more than 4 gaps at once"),
])
def test_reached(tshark, shape, within, beyond, said):
    for number, num_notes in ((within, 0), (beyond, 1)):
        conversation = Conversation()
        shape(conversation, number)
        path = tshark.folder / "captures" / "reached.pcap"
        path.write_bytes(pcap(conversation.frames))
        path.chmod(0o644)
        (connection,) = tshark.connections(path)
        assert len([text for text in connection["notes"] if said in text]) == num_notes, connection


# ---- Recursion ----

def compile_commands():
    """How the build compiles each of our files; skips where the build is not beside the plugin."""
    path = runner.PLUGINS.parent / "compile_commands.json"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    ours = [entry for entry in json.loads(path.read_text(encoding="utf-8"))
            if os.path.relpath(entry["file"], runner.ROOT).split("/")[0] in
            (*PARTS, "packet-hsviz.c", "plugin.c")]
    return {entry["file"]: entry for entry in ours}.values()


def calls_of(entry, folder):
    """The calls in one file, as GCC draws them: (caller, called)."""
    target = folder / entry["file"].replace("/", "_")
    words = shlex.split(entry["command"])
    if "-o" in words:
        del words[words.index("-o"):words.index("-o") + 2]
    words = [word for word in words if not re.match(r"-O\d|-fsanitize|-D_FORTIFY|-M[DTF]", word)
             and not word.endswith((".o", ".o.d"))]
    subprocess.run([*words, "-O0", "-fcallgraph-info", "-o", f"{target}.o"], check=True,
                   cwd=entry["directory"], capture_output=True)
    graph = (folder / f"{target.name}.ci").read_text(encoding="utf-8")
    return re.findall(r'edge: \{ sourcename: "([^"]+)" targetname: "([^"]+)"', graph)


def circles(calls):
    """The sets of functions that reach themselves."""
    def reached(start):
        seen, todo = set(), [start]
        while todo:
            for called in calls.get(todo.pop(), ()):
                if called not in seen:
                    seen.add(called)
                    todo.append(called)
        return seen

    reach = {name: reached(name) for name in calls}
    return {tuple(sorted(other.split(":")[-1] for other in calls
                         if other in reach[name] and name in reach[other]))
            for name in calls if name in reach[name]}


def test_recursion(tmp_path):
    entries = list(compile_commands())
    assert len(entries) > 80
    compiler = shlex.split(entries[0]["command"])[0]
    tried = subprocess.run([compiler, "-fcallgraph-info", "-c", "-xc", os.devnull, "-o",
                            tmp_path / "nothing.o"], check=False, capture_output=True)
    if tried.returncode != 0:
        pytest.skip("this compiler draws no call graphs")
    calls = {}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for edges in pool.map(lambda entry: calls_of(entry, tmp_path), entries):
            for caller, called in edges:
                calls.setdefault(caller, set()).add(called)
    assert circles(calls) == RECURSIVE
