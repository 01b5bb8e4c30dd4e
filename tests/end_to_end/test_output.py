"""Where the output cannot be written: a status that is not 0, and a line that names the place.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import signal
import subprocess

import pytest

import runner

PLACES = ["/nonexistent/folder/out.txt", "/dev/full", "/proc/out.txt"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("drawing", ["text", "json"])
def test_unwritable(tshark, handshake, place, drawing):
    done = tshark.run("-q", "-z", f"hsviz,{drawing},file={place}", capture=handshake)
    assert done.returncode == 2
    assert done.stdout == ""
    assert f"cannot write {place}: " in done.stderr
    assert done.stderr.count("\n") == 1


def test_folder_without_permission(tshark, handshake):
    folder = tshark.out / "closed"
    folder.mkdir(mode=0o555)
    done = tshark.run("-q", "-z", f"hsviz,file={folder}/out", capture=handshake)
    assert done.returncode == 2
    assert f"cannot write {folder}/out: Permission denied" in done.stderr
    assert list(folder.iterdir()) == []


def test_other_statistics_are_still_drawn(tshark, handshake):
    done = tshark.run("-q", "-z", "hsviz,file=/dev/full", "-z", "hsviz,json", capture=handshake)
    assert done.returncode == 2
    assert done.stdout.startswith('{"schema"')


def test_file_is_whole_and_alone(tshark, handshake):
    folder = tshark.out / "whole"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    place = folder / "whole.json"
    place.write_text("something older")
    place.chmod(0o666)
    assert tshark.output("-q", "-z", f"hsviz,json,file={place}", capture=handshake) == ""
    assert place.read_text() == tshark.output("-q", "-z", "hsviz,json", capture=handshake)
    assert [path.name for path in folder.iterdir()] == ["whole.json"]


def test_full_disk_behind_standard_output(tshark, handshake):
    with open("/dev/full", "w", encoding="ascii") as full:
        done = tshark.run("-q", "-z", "hsviz", capture=handshake, stdout=full)
    assert done.returncode == 2
    assert "cannot write standard output: " in done.stderr


@pytest.mark.parametrize("at_pipe", [signal.SIG_DFL, signal.SIG_IGN], ids=["default", "ignored"])
def test_closed_pipe(tshark, handshake, at_pipe):
    reader, writer = os.pipe()
    os.close(reader)
    command = tshark.command("-r", tshark.readable(handshake), "-q", "-z", "hsviz,json")
    done = subprocess.run(command, check=False, stdout=writer, stderr=subprocess.PIPE,
                          env=tshark.environment(), restore_signals=False,
                          preexec_fn=lambda: signal.signal(signal.SIGPIPE, at_pipe))
    os.close(writer)
    assert done.returncode != 0
    if at_pipe == signal.SIG_IGN:
        assert b"cannot write standard output: Broken pipe" in done.stderr


def test_status_is_zero_where_all_is_well(tshark, handshake):
    for name in runner.FORMATS:
        tshark.output("-q", "-z", f"hsviz,{name}", capture=handshake)
