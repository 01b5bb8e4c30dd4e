"""The profile hsviz: it installs with the plugin, loads without a word, and can be read by everyone.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import csv
import itertools
import math
import os
import re
import subprocess

import pytest

import runner

PROFILE = runner.ROOT / "profile" / "hsviz"
# WCAG 2.1, 1.4.3, asks for 4.5; 1.4.6 for 7.
CONTRAST_MIN = 6
# Distance in CIELAB; above 10 two areas are told apart at a glance.
DISTANCE_MIN = 10
# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
SIGHT = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
                   (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
                     (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
                   (0.004733, 0.691367, 0.303900)),
}


def rules():
    """(name, filter, background, foreground) of each colour rule; colours as linear RGB."""
    found = []
    for line in (PROFILE / "colorfilters").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            _, name, rule, colours = line.split("@")
            found.append((name, rule, *map(linear, re.findall(r"\[([\d,]+)\]", colours))))
    return found


def buttons():
    """(label, filter) of each button beside the filter line."""
    lines = (PROFILE / "dfilter_buttons").read_text(encoding="utf-8").splitlines()
    rows = csv.reader(line for line in lines if not line.startswith("#"))
    return [(label, rule.replace(r"\x22", '"')) for _, label, rule, _ in rows]


def linear(numbers):
    """IEC 61966-2-1."""
    values = (int(number) / 65535 for number in numbers.split(","))
    return tuple(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
                 for value in values)


def luminance(colour):
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), colour))


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def seen_with(sight, colour):
    return [min(1, max(0, sum(part * value for part, value in zip(row, colour))))
            for row in SIGHT[sight]]


def lab(colour):
    red, green, blue = colour
    relative = ((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047,
                0.2126 * red + 0.7152 * green + 0.0722 * blue,
                (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883)
    x, y, z = (value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116
               for value in relative)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.fixture(scope="module")
def installed(tshark):
    """The environment of a tshark that finds what `cmake --install` put into an empty folder."""
    root = tshark.folder / "root"
    subprocess.run(["cmake", "--install", runner.PLUGINS.parent], check=True,
                   env={**os.environ, "DESTDIR": str(root)}, stdout=subprocess.DEVNULL)
    for path in [root, *root.rglob("*")]:
        path.chmod(0o755)
    (library,) = root.rglob("hsviz.so")
    (profile,) = root.rglob("profiles/hsviz")
    return {"WIRESHARK_PLUGIN_DIR": str(library.parents[2]),
            "WIRESHARK_DATA_DIR": str(profile.parents[1])}


def test_installed_profile_loads(tshark, handshake, installed):
    shown = tshark.output("-C", "hsviz", capture=handshake, environment=installed).splitlines()
    for line, words in ((0, "tcp-open SYN 0"), (1, "tcp-open SYN-ACK 0.5"),
                        (3, "hello ClientHello 1")):
        assert words in shown[line]


@pytest.mark.parametrize(("name", "rule"), [*((name, rule) for name, rule, *_ in rules()),
                                            *buttons()])
def test_filters_are_valid(tshark, handshake, name, rule):
    assert name
    tshark.output("-Y", rule, capture=handshake)


def test_every_phase_but_other_has_a_colour(tshark):
    values = [line.split("\t") for line in tshark.output("-G", "values").splitlines()
              if "\thsviz.phase\t" in line]
    phases = {value[-1] for value in values}
    assert len(phases) == 15
    coloured = [phase for _, rule, *_ in rules() for phase in re.findall(r'"(.*?)"', rule)]
    assert sorted(coloured) == sorted(phases - {"other"})


@pytest.mark.parametrize(("label", "capture", "frames"), [
    ("Extra round trip", "tls13-hrr-client.pcapng", True),
    ("Extra round trip", "tls13-full-client.pcapng", False),
    ("Failed", "alert-unknown-ca-client.pcapng", True),
    ("Failed", "timed-out-client.pcapng", True),
    ("Failed", "tls13-full-client.pcapng", False),
    ("Resumed", "tls13-psk-resumed-client.pcapng", True),
    ("Resumed", "tls12-resumed-id-client.pcapng", True),
    ("Resumed", "tls13-full-client.pcapng", False),
    ("Slow", "think-server-80-13-client.pcapng", True),
    ("Slow", "loss-clienthello-client.pcapng", True),
    ("Slow", "tls13-full-client.pcapng", False),
])
def test_buttons_find(tshark, label, capture, frames):
    shown = tshark.output("-2", "-Y", dict(buttons())[label], capture=runner.capture(capture))
    assert bool(shown) == frames


@pytest.mark.parametrize(("name", "background", "foreground"),
                         [(name, *colours) for name, _, *colours in rules()])
def test_text_can_be_read(name, background, foreground):
    assert contrast(background, foreground) >= CONTRAST_MIN, name


@pytest.mark.parametrize("sight", SIGHT)
def test_phases_are_told_apart(sight):
    for (one, _, first, _), (other, _, second, _) in itertools.combinations(rules(), 2):
        distance = math.dist(lab(seen_with(sight, first)), lab(seen_with(sight, second)))
        assert distance >= DISTANCE_MIN, (one, other, distance)
