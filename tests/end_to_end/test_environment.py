"""What is drawn does not depend on where: locale, time zone, terminal, user's settings.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import functools
import os
import pty
import shutil
import subprocess

import pytest

import runner

SURROUNDINGS = {
    "time zone": {"TZ": "Pacific/Kiritimati"},
    "columns": {"COLUMNS": "77"},
    "terminal": {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    "no terminal": {"TERM": None},
    "language": {"LANGUAGE": "de"},
}


@pytest.fixture(scope="module")
def usual(tshark, handshake):
    """Gives what is usually drawn."""
    return functools.cache(
        lambda drawing: tshark.output("-q", "-z", f"hsviz,{drawing}", capture=handshake))


@pytest.mark.parametrize("changes", SURROUNDINGS.values(), ids=SURROUNDINGS.keys())
@pytest.mark.parametrize("drawing", runner.FORMATS)
def test_surroundings(tshark, handshake, usual, drawing, changes):
    changed = tshark.output("-q", "-z", f"hsviz,{drawing}", capture=handshake,
                            environment=changes)
    assert changed == usual(drawing)


@pytest.mark.parametrize("locale", ["C", "POSIX"])
@pytest.mark.parametrize("drawing", ["unicode", "ascii", "json", "csv"])
def test_characters_that_were_asked_for(tshark, handshake, usual, drawing, locale):
    assert usual(drawing) == tshark.output("-q", "-z", f"hsviz,{drawing}", capture=handshake,
                                           environment={"LC_ALL": locale})


def test_text_has_the_locales_characters(tshark, handshake):
    unicode = tshark.output("-q", "-z", "hsviz", capture=handshake)
    plain = tshark.output("-q", "-z", "hsviz", capture=handshake, environment={"LC_ALL": "C"})
    assert unicode == tshark.output("-q", "-z", "hsviz,unicode", capture=handshake)
    assert plain == tshark.output("-q", "-z", "hsviz,ascii", capture=handshake)
    assert plain.isascii() and not unicode.isascii()


def test_ascii_is_ascii(tshark, handshake):
    assert tshark.output("-q", "-z", "hsviz,ascii", capture=handshake).isascii()


@pytest.fixture(scope="module")
def comma_locale(tshark):
    """A locale whose decimal sign is a comma, made here, for none may be installed."""
    if not shutil.which("localedef") or not os.path.exists("/usr/share/i18n/locales/de_DE"):
        pytest.skip("localedef's sources are not installed")
    folder = tshark.folder / "locales"
    folder.mkdir()
    subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", folder / "de_DE.UTF-8"],
                   check=False, capture_output=True)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755)
    return {"LC_ALL": "de_DE.UTF-8", "LOCPATH": str(folder)}


@pytest.mark.parametrize("drawing", runner.FORMATS)
def test_decimal_comma(tshark, handshake, usual, comma_locale, drawing):
    assert usual(drawing) == tshark.output("-q", "-z", f"hsviz,{drawing}", capture=handshake,
                                           environment=comma_locale)


def on_terminal(tshark, capture, argument, **environment):
    """What tshark writes to a terminal."""
    leader, follower = pty.openpty()
    command = tshark.command(*runner.SETTINGS, "-r", tshark.readable(capture), "-q", "-z", argument)
    process = subprocess.Popen(command, env=tshark.environment(**environment), stdout=follower,
                               stderr=subprocess.DEVNULL)
    os.close(follower)
    content = b""
    while True:
        try:
            piece = os.read(leader, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not piece:
            break
        content += piece
    os.close(leader)
    assert process.wait(timeout=60) == 0
    return content.decode("utf-8").replace("\r\n", "\n")


def test_colour_on_a_terminal(tshark, handshake):
    assert "\x1b[" in on_terminal(tshark, handshake, "hsviz", TERM="xterm")
    assert "\x1b[" not in on_terminal(tshark, handshake, "hsviz", TERM="xterm", NO_COLOR="1")
    assert "\x1b[" not in on_terminal(tshark, handshake, "hsviz", TERM="dumb")
    assert "\x1b[" not in on_terminal(tshark, handshake, "hsviz,json", TERM="xterm")
    assert "\x1b[" not in tshark.output("-q", "-z", "hsviz", capture=handshake)


def test_width_of_the_terminal(tshark, handshake):
    text = on_terminal(tshark, handshake, "hsviz", TERM="xterm", NO_COLOR="1", COLUMNS="70")
    assert text == tshark.output("-q", "-z", "hsviz,width=70", capture=handshake)


def test_users_settings_do_not_matter(tshark, handshake):
    usual = tshark.output("-q", "-z", "hsviz,json", capture=handshake)
    for preference in ["gui.column.format:\"No\",\"%m\"", "tcp.relative_sequence_numbers:FALSE",
                       "tcp.calculate_timestamps:FALSE"]:
        assert usual == tshark.output("-o", preference, "-q", "-z", "hsviz,json",
                                      capture=handshake), preference


@pytest.mark.parametrize("printing", [[], ["-V"], ["-x"], ["-T", "json"], ["-P", "-q"],
                                      ["-T", "fields", "-e", "frame.number"],
                                      ["-T", "fields", "-e", "tls.handshake.type"],
                                      ["-Y", "tls"]],
                         ids=" ".join)
def test_what_else_is_printed_does_not_matter(tshark, handshake, printing):
    usual = tshark.output("-q", "-z", "hsviz,json", capture=handshake)
    place = tshark.out / "beside.json"
    tshark.output(*printing, "-z", f"hsviz,json,file={place}", capture=handshake)
    assert place.read_text(encoding="utf-8") == usual
