"""Statistics: the tree and the table say what -z hsviz,json says, in one pass and in two.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import collections
import re
import subprocess

import pytest

import runner

# Their frames are read one after the other, as streams 0, 1, ...
CAPTURES = ["tls13-full", "tls13-hrr", "tls13-psk-resumed", "tls13-0rtt-accepted",
            "tls12-resumed-ticket", "alert-unknown-ca", "tls13-no-request", "tcp-close-four",
            "loss-synack"]

both_passes = pytest.mark.parametrize("passes", [runner.ONE_PASS, runner.TWO_PASSES],
                                      ids=["one", "two"])


@pytest.fixture(scope="module")
def many(tshark):
    """A capture with many connections."""
    path = tshark.folder / "captures" / "many.pcapng"
    parts = [runner.capture(f"{name}-client") for name in CAPTURES]
    subprocess.run(["mergecap", "-a", "-w", path, *parts], check=True)
    path.chmod(0o644)
    return path


@pytest.fixture(scope="module")
def connections(tshark, many):
    told = tshark.connections(many)
    assert len(told) == len(CAPTURES)
    return told


def tree(tshark, capture, passes, statistic="hsviz,tree"):
    """{branch: {leaf: count}}, with the branch's own count under None."""
    branches = {}
    for line in tshark.output(*passes, "-q", "-z", statistic, capture=capture).splitlines():
        row = re.match(r"( ?)(\S.*?) +(\d+) +[\d.]+ +[\d.]+%", line)
        if row and not row[1]:
            leaves = branches[row[2]] = {None: int(row[3])}
        elif row:
            leaves[row[2]] = int(row[3])
    return branches


def table(tshark, capture, passes, statistic="hsviz,table"):
    """The rows, each a list of cells."""
    lines = tshark.output(*passes, "-q", "-z", statistic, capture=capture).splitlines()
    return [[cell.strip() for cell in line.split("|")[:-1]] for line in lines
            if re.match(r" *\d+ \|", line)]


def counted(values):
    counts = collections.Counter(values)
    return {None: sum(counts.values()), **counts}


def trips(number):
    return f"{number:g} RTT"


@both_passes
def test_tree(tshark, many, connections, passes):
    with_tls = [told["tls"] for told in connections if told["tls"]]
    requests = [told["rtt"]["first_request"] for told in connections]
    branches = tree(tshark, many, passes)
    assert branches["TCP connections"] == counted(told["tcp"]["open"] for told in connections)
    assert branches["TLS versions"] == counted(tls["version"] or "none negotiated" for tls in with_tls)
    assert branches["TLS handshakes"] == counted(tls["kind"] for tls in with_tls)
    assert branches["Marks of TLS handshakes"] == counted(
        mark for tls in with_tls for mark in tls["marks"])
    assert branches["Outcomes of TLS handshakes"] == counted(tls["outcome"] for tls in with_tls)
    assert branches["Alerts that ended handshakes"] == counted(
        tls["alert"] for tls in with_tls if tls["alert"])
    assert branches["Round trips before the first request"] == counted(
        trips(number) for number in requests if number is not None)


@both_passes
def test_phases(tshark, many, connections, passes):
    told = connections[0]
    branches = tree(tshark, many, passes, "hsviz,tree,tcp.stream == 0")
    assert branches["Steps by phase"] == counted(step["phase"] for step in told["steps"])


def number(value, digits):
    return "" if value is None else f"{value:.{digits}f}"


def row_of(told):
    tls, times = told["tls"], told["time_ms"]
    alert = tls and tls["alert"]
    assert told["outcome"] == (tls["outcome"] if tls else told["outcome"])
    return [str(told["stream"]),
            f"{told['client']['address']}:{told['client']['port']}",
            f"{told['server']['address']}:{told['server']['port']}",
            told["sni"] or "",
            (tls and tls["version"]) or "",
            tls["kind"] if tls else f"TCP {told['tcp']['open']}",
            number(told["rtt"]["initial_ms"], 3),
            number(told["rtt"]["first_request"], 1),
            *(number(times[part], 3) for part in ("tcp", "tls", "first_request", "first_response")),
            (told["outcome"] or "") + (f" ({alert})" if alert else "")]


@both_passes
def test_table(tshark, many, connections, passes):
    assert table(tshark, many, passes) == [row_of(told) for told in connections]


@both_passes
def test_filter(tshark, many, connections, passes):
    assert (table(tshark, many, passes, "hsviz,table,tcp.stream == 1 or tcp.stream == 4")
            == [row_of(connections[1]), row_of(connections[4])])
    branches = tree(tshark, many, passes, "hsviz,tree,tcp.stream == 1")
    assert branches["TLS handshakes"] == {None: 1, "full": 1}


def test_statistics_of_one_run_do_not_disturb_each_other(tshark, many):
    apart = [tshark.output("-q", "-z", statistic, capture=many)
             for statistic in ("hsviz,tree", "hsviz,table", "hsviz,arrows")]
    together = tshark.output("-q", "-z", "hsviz,arrows", "-z", "hsviz,table", "-z", "hsviz,tree",
                             capture=many)
    assert sorted(together.splitlines()) == sorted("".join(apart).splitlines())


def test_no_connection(tshark):
    empty = tshark.folder / "captures" / "empty.pcapng"
    subprocess.run(["tshark", "-r", runner.capture("tcp-close-four-client"), "-Y", "udp",
                    "-w", empty], check=True, stderr=subprocess.DEVNULL)
    empty.chmod(0o644)
    assert table(tshark, empty, runner.ONE_PASS) == []
    assert tshark.output("-q", "-z", "hsviz,tree", capture=empty).count("%") == 8


def test_listed(tshark, handshake):
    listed = tshark.run("-z", "help").stderr.split()
    told = tshark.output("-q", "-z", "hsviz,help", capture=handshake)
    for statistic in ("hsviz,tree", "hsviz,table"):
        assert statistic in listed
        assert statistic in told
