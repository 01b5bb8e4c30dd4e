"""The plugin of another version of Wireshark is refused in Wireshark's own words, and tshark goes on.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import re
import shutil
import subprocess

import pytest

import runner


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def place_in_file(library, symbol):
    """Where in its file a constant of the library stands."""
    address = int(re.search(rf"(\w+) R {symbol}$", run("nm", "-D", library), re.MULTILINE)[1], 16)
    section = re.search(r" \.rodata +PROGBITS +(\w+) (\w+)", run("readelf", "-SW", library))
    start, offset = (int(number, 16) for number in section.groups())
    return address - start + offset


@pytest.fixture(name="other")
def plugin_of_another_version(tshark):
    """Gives a folder whose plugin says that it was built for another version."""
    folder = tshark.folder / "other-version"
    shutil.copytree(tshark.plugins, folder)
    (library,) = folder.rglob("hsviz.so")
    content = bytearray(library.read_bytes())
    place = place_in_file(library, "plugin_want_minor")
    content[place] = 99
    library.write_bytes(content)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_other_version_is_refused(tshark, handshake, other):
    environment = {"WIRESHARK_PLUGIN_DIR": str(other)}
    done = tshark.run("-c", "1", capture=handshake, environment=environment)
    assert "hsviz.so' was compiled for Wireshark version 4.99" in done.stderr
    assert done.returncode == 0 and "[SYN]" in done.stdout
    assert "hsviz" not in tshark.run("-G", "plugins", environment=environment).stdout
