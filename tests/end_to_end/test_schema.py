"""The JSON of every capture keeps to docs/hsviz-1.schema.json, which refuses what does not.

What test_golden.py holds tshark's output to is read here, so that tshark need not run again.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import copy
import json

import jsonschema
import pytest

import goldens
import runner

SCHEMA = json.loads((runner.ROOT / "docs" / "hsviz-1.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
GOLDENS = [goldens.path_of(capture, "json") for capture in goldens.captures()]

# A schema cannot say in which order keys come.
LOOKUP = ["address", "port", "host", "method", "stream", "frames", "time_ms", "serial", "status",
          "source", "reason"]
KEYS = {
    "": ["schema", "stream", "first_frame", "last_frame", "start", "client", "server", "sni",
         "alpn", "cipher_suite", "tcp", "tls", "rtt", "time_ms", "capture_point", "steps",
         "notes", "authority", "outcome"],
    "client": ["address", "port", "guessed"],
    "server": ["address", "port"],
    "tcp": ["open", "close", "client_state", "server_state"],
    "tls": ["version", "version_path", "kind", "marks", "outcome", "alert", "history"],
    "rtt": ["initial_ms", "relative", "tcp", "tls", "first_request", "first_response", "expected",
            "plaintext", "needed"],
    "time_ms": ["tcp", "tls", "first_request", "first_response", "ledger", "failed"],
    "time_ms.ledger": ["client_network", "server_network", "client_think", "server_think",
                       "loss_recovery", "unknown"],
    "authority": LOOKUP + ["client_think_ms", "others"],
    "authority.frames": ["first", "request", "answer"],
    "authority.time_ms": ["first", "request", "answer", "duration", "think"],
    "authority.others": LOOKUP,
    "authority.others.frames": ["first", "request", "answer"],
    "authority.others.time_ms": ["first", "request", "answer", "duration", "think"],
    "steps": ["frame", "time_ms", "from", "step", "phase", "rtt_position", "source",
              "client_state", "server_state", "expected", "detail", "origin"],
}


def objects(value, path=""):
    """(path, object) of all objects in value; the items of a list have the list's path."""
    if isinstance(value, dict):
        yield path, value
        for key, member in value.items():
            yield from objects(member, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for item in value:
            yield from objects(item, path)


def connections(golden):
    return [json.loads(line) for line in golden.read_text(encoding="utf-8").splitlines()]


def whole():
    """A connection in which nearly everything is known."""
    (connection,) = connections(goldens.path_of("tls13-full-client", "json"))
    return connection


def asking():
    """The same, of a connection whose client asked a certificate authority twice."""
    return connections(goldens.path_of("ca-ocsp-chain-tls12-client", "json"))[0]


def test_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda path: path.name.split(".")[0])
def test_connections_are_valid(golden):
    found = connections(golden)
    assert found
    for connection in found:
        VALIDATOR.validate(connection)
        for path, members in objects(connection):
            assert list(members) == KEYS[path], path


def changed(path, value):
    """The whole connection with another value at path."""
    connection = copy.deepcopy(whole())
    *way, last = path
    place = connection
    for key in way:
        place = place[key]
    place[last] = value
    return connection


MUTATIONS = {
    "another schema": (["schema"], "hsviz/2"),
    "a key more": (["more"], 1),
    "a key more in tls": (["tls", "more"], None),
    "a stream that is text": (["stream"], "0"),
    "a frame 0": (["first_frame"], 0),
    "a port too high": (["server", "port"], 65536),
    "no address": (["client", "address"], None),
    "an unknown opening": (["tcp", "open"], "two-way"),
    "an unknown close": (["tcp", "close"], "three-way"),
    "an unknown state": (["tcp", "client_state"], "WAIT"),
    "an unknown version": (["tls", "version"], "TLS 1.4"),
    "an unknown kind": (["tls", "kind"], "unknown"),
    "an unknown mark": (["tls", "marks"], ["starttls gopher"]),
    "a mark twice": (["tls", "marks"], ["retry", "retry"]),
    "an unknown outcome": (["tls", "outcome"], None),
    "an unknown alert": (["tls", "alert"], "handshake failure"),
    "an unknown letter": (["tls", "history"], "Cs?"),
    "a third of a round trip": (["rtt", "tls"], 1.3),
    "negative round trips": (["rtt", "expected"], -1),
    "a negative duration": (["time_ms", "tls"], -0.001),
    "a part more in the ledger": (["time_ms", "ledger", "more"], 0.0),
    "an unknown part of the ledger": (["time_ms", "ledger", "unknown"], None),
    "a capture point outside": (["capture_point"], 1.01),
    "an unknown step": (["steps", 0, "step"], "SYNACK"),
    "an unknown phase": (["steps", 0, "phase"], "open"),
    "an unknown source": (["steps", 0, "source"], "guessed"),
    "nobody's step": (["steps", 0, "from"], None),
    "a step in no frame at some time": (["steps", 0, "frame"], None),
    "a step in a frame at no time": (["steps", 0, "time_ms"], None),
    "an empty detail": (["steps", 0, "detail"], ""),
    "a note that is none": (["notes"], [None]),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_what_breaks_the_schema_is_refused(name):
    VALIDATOR.validate(whole())
    assert not VALIDATOR.is_valid(changed(*MUTATIONS[name]))


@pytest.mark.parametrize("path", KEYS)
def test_no_key_may_be_missing(path):
    for key in KEYS[path]:
        connection = asking() if path.startswith("authority") else whole()
        holder = next(members for found, members in objects(connection) if found == path)
        del holder[key]
        assert not VALIDATOR.is_valid(connection), key
