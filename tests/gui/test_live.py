"""Live captures: what hsviz says comes with the packets, in tshark and in Wireshark.

Packets come through a named pipe, which needs no rights.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import subprocess
import threading

import pytest

import desktop as desktops
import runner

CAPTURE = runner.capture("tls13-full-client-nokeys")
WINDOW = "Handshakes$"
# The capture's parts: the frames of the opening, the handshake, and all others.
PCAP_HEADER_BYTES = 24
PARTS = ["1-3", "4-8", "9-99"]


@pytest.fixture
def pipe(tshark):
    """A named pipe that an ordinary user may read."""
    path = tshark.folder / "captures" / "pipe"
    os.mkfifo(path, 0o644)
    path.chmod(0o644)
    yield path
    path.unlink()


@pytest.fixture
def go_on(tmp_path, pipe):
    """Writes the capture's first part into the pipe, and the next with each call."""
    parts = []
    for frames in PARTS:
        part = tmp_path / f"{frames}.pcap"
        subprocess.run(["editcap", "-F", "pcap", "-r", CAPTURE, part, frames], check=True)
        # The header of a file stands once.
        parts.append(part.read_bytes()[0 if not parts else PCAP_HEADER_BYTES:])
    gate = threading.Semaphore(1)

    def write():
        with pipe.open("wb", buffering=0) as target:
            for part in parts:
                gate.acquire(timeout=desktops.PATIENCE_S)
                target.write(part)

    writer = threading.Thread(target=write)
    writer.start()
    yield gate.release
    gate.release(len(parts))
    writer.join()


def drawn(tshark, tmp_path, frames):
    """What tshark draws of the frames, read from a file."""
    part = tmp_path / "part.pcap"
    subprocess.run(["editcap", "-F", "pcap", "-r", CAPTURE, part, frames], check=True)
    readable = tshark.folder / "captures" / "part.pcap"
    readable.write_bytes(part.read_bytes())
    readable.chmod(0o644)
    return tshark.output("-q", "-z", "hsviz,unicode,width=100", capture=readable)


def test_tshark(tshark, pipe, go_on, tmp_path):
    """Fields come with each packet, before the next, and the drawing when the capture ends."""
    process = subprocess.Popen(
        tshark.command(*runner.SETTINGS, "-i", pipe, "-l", "-T", "fields", "-e", "hsviz.step",
                       "-e", "hsviz.rtt_position", "-z", "hsviz,unicode,width=100"),
        env=tshark.environment(), encoding="utf-8", stdout=subprocess.PIPE,
        stderr=subprocess.PIPE)
    lines = [process.stdout.readline() for _ in range(3)]
    assert [line.split()[-1] for line in lines] == ["0", "0.5", "1"]
    go_on()
    go_on()
    rest = process.communicate(timeout=desktops.PATIENCE_S)[0]
    assert process.returncode == 0
    assert rest.endswith(drawn(tshark, tmp_path, "1-99"))


def test_wireshark(tshark, desktop, pipe, go_on, tmp_path):
    """The window is there from the first packets on, and grows with the capture."""
    wireshark = desktops.Wireshark(tshark, desktop, "pipe", "-k", "-i", pipe)

    wireshark.menu("Handshakes", WINDOW)
    wireshark.press("Picture/Text")
    for so_far in ("1-3", "1-8", "1-99"):
        wanted = drawn(tshark, tmp_path, so_far).strip()
        desktops.wait_until(f"frames {so_far}", lambda: wireshark.text_shown().strip() == wanted)
        go_on()
    wireshark.press("Close")
    desktop.gone(WINDOW)
    assert wireshark.complaints() == []
    wireshark.close()
