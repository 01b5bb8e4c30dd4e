"""Fixtures of the end-to-end tests.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import collections

import pytest

# What a drawing should have been is shown as in a test.
pytest.register_assert_rewrite("differences")

import differences  # noqa: E402
import runner  # noqa: E402


@pytest.fixture(scope="session")
def tshark():
    """The real tshark, with the plugin that was built."""
    if not runner.PLUGINS.is_dir():
        pytest.exit(f"no plugin in {runner.PLUGINS}: build it, or run tools/test", returncode=1)
    instance = runner.Tshark()
    plugins = instance.run("-G", "plugins")
    if "hsviz.so" not in plugins.stdout:
        pytest.exit(f"tshark does not load the plugin: {plugins.stderr}", returncode=1)
    yield instance
    instance.close()


@pytest.fixture(scope="session")
def handshake():
    """A capture with one connection, TLS 1.3 with its keys."""
    return runner.CAPTURES / "tls13-full-client.pcapng"


@pytest.fixture(scope="session")
def connection_of(tshark):
    """Gives the connection of a manifest's entry; each file is read once, and has those connections
    that the manifest knows."""
    known = {}
    expected = collections.Counter(entry["file"] for entry, _ in runner.manifest())

    def find(entry):
        name = entry["file"]
        if name not in known:
            known[name] = tshark.connections(runner.CAPTURES / name)
        why = differences.reason(name)
        if why:
            assert len(known[name]) != expected[name], f"{name} does not differ: {why} no longer"
            pytest.skip(why)
        assert len(known[name]) == expected[name]
        return known[name][entry.get("stream", 0)]

    return find
