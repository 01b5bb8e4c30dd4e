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
@pytest.mark.parametrize("drawings", [["json"], ["text"], ["html"], ["json", "text"], ["help"]],
                         ids=str)
def test_closed_pipe(tshark, handshake, drawings, at_pipe):
    """Silent, as any filter is, but no success."""
    reader, writer = os.pipe()
    os.close(reader)
    statistics = [word for drawing in drawings for word in ("-z", f"hsviz,{drawing}")]
    command = tshark.command("-r", tshark.readable(handshake), "-q", *statistics)
    done = subprocess.run(command, check=False, stdout=writer, stderr=subprocess.PIPE,
                          env=tshark.environment(), restore_signals=False,
                          preexec_fn=lambda: signal.signal(signal.SIGPIPE, at_pipe))
    os.close(writer)
    assert done.returncode != 0
    assert done.stderr == b""


def test_pipe_that_is_closed_in_the_middle(tshark, handshake):
    reader, writer = os.pipe()
    command = tshark.command("-r", tshark.readable(handshake), "-q", "-z", "hsviz,html")
    with subprocess.Popen(command, stdout=writer, stderr=subprocess.PIPE,
                          env=tshark.environment()) as process:
        os.close(writer)
        assert os.read(reader, 15) == b"<!doctype html>"
        os.close(reader)
        assert process.stderr.read() == b""
    assert process.returncode != 0


LINKS = [
    # where a link leads to, what is written, or why not
    ("made.json", "made.json", None),
    ("inner/made.json", "inner/made.json", None),
    ("other", "made.json", None),  # a link to made.json
    ("there.json", "there.json", None),
    ("missing/made.json", None, "No such file or directory"),
    ("link", None, "Too many levels of symbolic links"),
    ("closed/made.json", None, "Permission denied"),
    ("closed.json", None, "Permission denied"),
    ("closed/inner/made.json", None, "Permission denied"),
]


@pytest.mark.parametrize(("leads_to", "made", "why"), LINKS, ids=[link[0] for link in LINKS])
def test_links(tshark, handshake, leads_to, made, why):
    """A link stays a link, whatever it leads to."""
    folder = tshark.out / f"links-{LINKS.index((leads_to, made, why))}"
    for name, mode in (("", 0o777), ("inner", 0o777), ("closed", 0o500)):
        (folder / name).mkdir()
        (folder / name).chmod(mode)
    (folder / "there.json").write_text("something older")
    (folder / "there.json").chmod(0o666)
    (folder / "closed.json").write_text("something older")
    (folder / "closed.json").chmod(0o444)
    for name, text in (("link", leads_to), ("other", "made.json")):
        (folder / name).symlink_to(text)
        if tshark.is_root:
            os.lchown(folder / name, runner.ORDINARY_USER, runner.ORDINARY_USER)
    before = {str(path) for path in folder.rglob("*")}
    done = tshark.run("-q", "-z", f"hsviz,json,file={folder}/link", capture=handshake)
    assert os.readlink(folder / "link") == leads_to
    assert (done.returncode, done.stdout) == (2 if why else 0, "")
    assert done.stderr == (f"hsviz: cannot write {folder}/link: {why}\n" if why else "")
    if made:
        assert (folder / made).read_text().startswith('{"schema"')
        assert not (folder / made).is_symlink()
        before.add(str(folder / made))
    assert {str(path) for path in folder.rglob("*")} == before


def test_link_to_a_folder(tshark, handshake):
    folder = tshark.out / "link-to-folder"
    folder.mkdir()
    folder.chmod(0o777)
    link = tshark.out / "folder"
    link.symlink_to(folder)
    assert tshark.output("-q", "-z", f"hsviz,svg,file={link}", capture=handshake) == ""
    assert link.is_symlink()
    assert [path.name for path in folder.iterdir()] == ["stream-0.svg"]


def test_status_is_zero_where_all_is_well(tshark, handshake):
    for name in runner.FORMATS:
        tshark.output("-q", "-z", f"hsviz,{name}", capture=handshake)
