"""What users do to a capture that is open: it is marked, a time reference is set, frames are
ignored, it is read again, the profile changes. What the window shows stays right.

The tests share one Wireshark, and run in the order in which they stand here.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import re

import pytest

import desktop as desktops
import runner
from test_wireshark import install_profile

CAPTURE = runner.capture("tls13-full-client")
# That of the SYN: the first frame is selected, also when the capture was read again.
FRAME = 1


@pytest.fixture(scope="module")
def wireshark(tshark, desktop):
    install_profile(tshark)
    instance = desktops.Wireshark(tshark, desktop, f"^{CAPTURE.name}$", "-r",
                                  tshark.readable(CAPTURE))
    instance.menu("Handshakes", "Handshakes$")
    instance.press("Picture/Text")
    yield instance
    instance.close()


@pytest.fixture(scope="module")
def told(tshark):
    return tshark.output("-q", "-z", "hsviz,unicode", capture=CAPTURE).strip()


def has_frame(text):
    return re.search(rf"^ +{FRAME} ", text, re.MULTILINE) is not None


def test_what_is_shown_first(wireshark, told):
    assert wireshark.text_shown().strip() == told
    assert has_frame(told)


@pytest.mark.parametrize("keys", [["ctrl+m"], ["ctrl+t"], ["ctrl+r"], ["ctrl+t", "ctrl+r"],
                                  ["ctrl+m"]], ids="+".join)
def test_nothing_changes(wireshark, desktop, told, keys):
    wireshark.activate()
    desktop.keys(*keys)
    desktops.wait_until("text", lambda: wireshark.text_shown().strip() == told)


def test_an_ignored_frame_is_gone_until_it_is_not_ignored(wireshark, desktop, told):
    wireshark.activate()
    desktop.keys("ctrl+d")
    desktops.wait_until("text without the frame", lambda: not has_frame(wireshark.text_shown()))
    wireshark.activate()
    desktop.keys("ctrl+d")
    desktops.wait_until("text with the frame", lambda: wireshark.text_shown().strip() == told)


def test_another_profile(wireshark, desktop, told):
    wireshark.activate()
    desktop.keys("ctrl+shift+a")
    desktop.activate("Configuration Profiles")
    # Ours comes after the default one.
    desktop.keys("Down", "Return")
    desktop.gone("Configuration Profiles")
    desktops.wait_until("text", lambda: wireshark.text_shown().strip() == told)


def test_wireshark_ends_without_a_complaint(wireshark, tshark):
    wireshark.press("Close")
    assert wireshark.close() == 0
    assert wireshark.complaints() == []
    recent = (tshark.folder / "home" / "xdg" / "wireshark" / "recent_common").read_text("utf-8")
    assert "gui.last_used_profile: hsviz" in recent
