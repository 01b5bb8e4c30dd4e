"""Fixtures of the tests with the real Wireshark.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end_to_end"))

import desktop as desktops  # noqa: E402
import runner  # noqa: E402

# In the order in which they were made, as streams 0, 1, ...
CAPTURES = ["tcp-close-four", "tls13-full", "tls12-resumed-ticket", "tls13-0rtt-accepted",
            "think-server-80-13", "tls13-hrr", "alert-unknown-ca", "starttls-smtp"]


@pytest.fixture(scope="session")
def tshark():
    missing = [tool for tool in desktops.TOOLS if not shutil.which(tool)]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    instance = runner.Tshark()
    yield instance
    instance.close()


@pytest.fixture(scope="session")
def desktop(tshark):  # pylint: disable=unused-argument
    instance = desktops.Desktop()
    yield instance
    instance.close()


@pytest.fixture(scope="session")
def capture(tshark):
    """A capture with several connections."""
    path = tshark.folder / "captures" / "handshakes.pcapng"
    parts = [runner.capture(f"{name}-client") for name in CAPTURES]
    subprocess.run(["mergecap", "-w", path, *parts], check=True)
    path.chmod(0o644)
    return path


@pytest.fixture(scope="session")
def pictures(tshark):
    """Where pictures go: a folder that outlives the tests where HSVIZ_PICTURES names one."""
    path = pathlib.Path(os.environ.get("HSVIZ_PICTURES", tshark.folder / "pictures"))
    path.mkdir(parents=True, exist_ok=True)
    return path


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Takes a picture of what was on the desktop when a test failed."""
    report = (yield).get_result()
    if call.when == "call" and report.failed and "HSVIZ_PICTURES" in os.environ:
        item.funcargs["desktop"].picture(
            pathlib.Path(os.environ["HSVIZ_PICTURES"]) / f"failed-{item.name}.png")
