"""Where the time went is the same at every capture point: the ledger's parts at client, middle and
server, the network's two sides together, which each point divides at its own place.

Run as a program it prints the table: scenario, part, the points, and the spread between them.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import collections

import pytest

import runner

TOLERANCE_MS = 3.0
PARTS = ("client_think", "server_think", "loss_recovery", "unknown")

# What no capture at some point can know: the scenario, the parts, and the evidence that is missing.
FIRST_SYN = ({"loss_recovery"}, "the first SYN did not come this far, and nothing in the second "
                                "says that it was sent before")
NO_TURN = ({"network"}, "the client sends nothing after the reset that refuses its SYN: no turn "
                        "through it shows how far away it is")
CANNOT_KNOW = {
    ("loss-syn", 0): FIRST_SYN,
    ("tcp-loss-syn", 0): FIRST_SYN,
    ("tcp-fast-open-lost", 0): FIRST_SYN,
    ("tcp-refused", 0): NO_TURN,
    ("ca-ocsp-refused-tls13", 1): NO_TURN,
    ("tcp-simultaneous-open", 0): ({"network", "client_think", "server_think", "unknown"},
                                   "each point takes the end whose SYN it saw first for the "
                                   "client, and the SYNs crossed"),
}


def parts_of(connection):
    ledger = connection["time_ms"]["ledger"]
    told = {"network": ledger["client_network"] + ledger["server_network"]}
    told.update({part: ledger[part] for part in PARTS})
    return told


def scenarios():
    """(scenario, place of the connection in it, with keys) → its entries, by point; those that
    several points saw."""
    found = collections.defaultdict(dict)
    for entry, scenario in runner.manifest():
        place = next((place for place, other in enumerate(scenario.get("also", ()), 1)
                      if scenario["truth"] is other), 0)
        found[scenario["name"], place, entry["keys"]][entry["point"]] = entry
    return {key: entries for key, entries in found.items() if len(entries) > 1}


SCENARIOS = scenarios()
IDS = [f"{name}-{place}-{'keys' if keys else 'nokeys'}" for name, place, keys in SCENARIOS]


def spreads(connections):
    """Part → (by point, the spread)."""
    told = {point: parts_of(connection) for point, connection in connections.items()
            if connection["time_ms"]["ledger"] is not None}
    return {part: ({point: parts[part] for point, parts in told.items()},
                   max(parts[part] for parts in told.values()) -
                   min(parts[part] for parts in told.values()))
            for part in ("network", *PARTS)} if told else {}


@pytest.mark.parametrize("key", SCENARIOS, ids=IDS)
def test_parts_are_the_same_at_every_point(connection_of, key):
    unknown, _ = CANNOT_KNOW.get(key[:2], (set(), ""))
    told = spreads({point: connection_of(entry) for point, entry in SCENARIOS[key].items()})
    apart = {part: by_point for part, (by_point, spread) in told.items()
             if spread > TOLERANCE_MS and part not in unknown}
    assert not apart


@pytest.mark.parametrize("key", SCENARIOS, ids=IDS)
def test_the_ledger_of_a_failure_covers_it(connection_of, key):
    """To the time that it took to fail; and that is the same at every point."""
    unknown, _ = CANNOT_KNOW.get(key[:2], (set(), ""))
    times = [connection_of(entry)["time_ms"] for entry in SCENARIOS[key].values()]
    failed = [one["failed"] for one in times if one["failed"] is not None]
    for one in times:
        if one["failed"] is not None:
            assert sum(one["ledger"].values()) == pytest.approx(one["failed"], abs=0.004)
    if failed and not unknown:
        assert max(failed) - min(failed) <= TOLERANCE_MS


def test_what_cannot_be_known_is_not(connection_of):
    """A row whose difference is gone has to go too."""
    for name, place in CANNOT_KNOW:
        keys = [key for key in SCENARIOS if key[:2] == (name, place)]
        told = [spreads({point: connection_of(entry) for point, entry in SCENARIOS[key].items()})
                for key in keys]
        assert any(spread > TOLERANCE_MS for one in told for _, spread in one.values()), name


def main():
    tshark = runner.Tshark()
    for key, entries in SCENARIOS.items():
        name = f"{key[0]}{f'/{key[1]}' if key[1] else ''}{'' if key[2] else ' (no keys)'}"
        connections = {point: tshark.connections(runner.capture(entry["file"]))
                       for point, entry in entries.items()}
        connections = {point: told[entries[point].get("stream", 0)]
                       for point, told in connections.items()
                       if len(told) > entries[point].get("stream", 0)}
        for part, (by_point, spread) in spreads(connections).items():
            unknown, why = CANNOT_KNOW.get(key[:2], (set(), ""))
            values = " ".join(f"{point} {ms:9.1f}" for point, ms in by_point.items())
            told = ""
            if spread > TOLERANCE_MS:
                told = f"  cannot know: {why}" if part in unknown else "  DIFFERS"
            print(f"{name:44s} {part:14s} {values}  spread {spread:7.1f}{told}")
    tshark.close()


if __name__ == "__main__":
    main()
