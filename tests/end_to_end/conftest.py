"""Fixtures of the end-to-end tests.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import collections
import os
import shutil

import pytest

# What a drawing should have been is shown as in a test.
pytest.register_assert_rewrite("differences")

import differences  # noqa: E402
import drawn as drawings  # noqa: E402
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
    return runner.capture("tls13-full-client")


def folder_of_run(tmp_path_factory):
    """A folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "drawn"


@pytest.fixture(scope="session")
def drawn(tshark, tmp_path_factory):
    """Gives what captures are drawn as."""
    folder = folder_of_run(tmp_path_factory)
    folder.mkdir(exist_ok=True)
    return drawings.Drawn(tshark, folder)


def pytest_sessionfinish(session):
    """pytest keeps the folders of some runs; the drawings of all captures are too much for that."""
    factory = getattr(session.config, "_tmp_path_factory", None)
    if factory and "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(folder_of_run(factory), ignore_errors=True)


@pytest.fixture(scope="session")
def connection_of(drawn):
    """Gives the connection of a manifest's entry; each file has those connections that the manifest
    knows."""
    expected = collections.Counter(entry["file"] for entry, _ in runner.manifest())

    def find(entry):
        name = entry["file"]
        told = drawn.connections(runner.capture(name))
        why = differences.reason(name)
        if why:
            assert len(told) != expected[name], f"{name} does not differ: {why} no longer"
            pytest.skip(why)
        assert len(told) == expected[name]
        return told[entry.get("stream", 0)]

    return find
