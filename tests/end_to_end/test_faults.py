"""Faults while a file is written: a full disk, a limit on its size, a kill. Whatever happens, the
old file stays as it was, or the new one is whole; and what is left over says what it is.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import resource
import shutil
import signal
import subprocess
import time

import pytest

import made
import runner

OLD = "something older\n"
UNFINISHED = "hsviz-unfinished-"
# A page of memory, and so the least that a file takes in a tmpfs.
PAGE = 4096
# Formats that draw all connections into one file; svg and mermaid have one each.
TOGETHER = [name for name in runner.FORMATS if name not in runner.ONE_A_FILE]
# Formats of which one connection can stand alone.
APART = [name for name in runner.FORMATS if name != "summary"]
NUMBER = 40


def fresh_folder(tshark, name):
    """An empty folder that everybody may write to."""
    folder = tshark.out / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    folder.chmod(0o777)
    return folder


def old_file(path):
    path.write_text(OLD, encoding="utf-8")
    path.chmod(0o666)


@pytest.fixture(name="several", scope="module")
def fixture_several(tshark):
    """A capture with several connections, of which each format draws some pages."""
    handshake = made.frames_read(tshark, made.HANDSHAKE)
    return made.capture_write(tshark.folder / "captures" / "faults.pcap",
                              made.many_connections([handshake], NUMBER))


@pytest.fixture(name="whole", scope="module")
def fixture_whole(tshark, several):
    """What each format draws when nothing happens, of all connections and of each, by file."""
    drawn = {}
    for name in TOGETHER:
        drawn[name] = {"out": tshark.output("-q", "-z", f"hsviz,{name},width=100", capture=several)}
    for name in APART:
        folder = fresh_folder(tshark, "whole-faults")
        tshark.output("-q", "-z", f"hsviz,{name},width=100,file={folder}/", capture=several)
        drawn[name, "/"] = {path.name: path.read_text(encoding="utf-8")
                            for path in folder.iterdir()}
    return drawn


def expect_old_or_whole(folder, whole):
    """Each file is what it was or what it should be; others are unfinished. Returns how many of
    each there are."""
    num = {"old": 0, "whole": 0, "unfinished": 0}
    for path in folder.iterdir():
        if path.name.startswith(UNFINISHED):
            num["unfinished"] += 1
            continue
        text = path.read_text(encoding="utf-8")
        assert text in (OLD, whole[path.name]), path.name
        num["old" if text == OLD else "whole"] += 1
    return num


# ---- A file that may not grow: as a full disk, and as a kill in the middle of it ----

def limited(tshark, drawing, capture, at_limit, size):
    """Runs tshark with a limit on the size of files, where the kernel kills (RLIMIT_FSIZE)."""
    def prepare():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGXFSZ, at_limit)

    command = tshark.command(*runner.SETTINGS, "-r", tshark.readable(capture), "-q", "-z", drawing)
    return subprocess.run(command, check=False, capture_output=True, encoding="utf-8",
                          env=tshark.environment(**runner.SANITIZER), restore_signals=False,
                          preexec_fn=prepare, timeout=120)


@pytest.mark.parametrize("name", TOGETHER)
def test_file_that_may_not_grow(tshark, several, whole, name):
    folder = fresh_folder(tshark, "limited")
    old_file(folder / "out")
    size = len(whole[name]["out"].encode()) // 2
    done = limited(tshark, f"hsviz,{name},width=100,file={folder}/out", several, signal.SIG_IGN,
                   size)
    assert done.returncode == 2
    assert f"cannot write {folder}/out: File too large" in done.stderr
    assert expect_old_or_whole(folder, whole[name]) == {"old": 1, "whole": 0, "unfinished": 0}


@pytest.mark.parametrize("name", TOGETHER)
def test_killed_in_the_middle_of_a_file(tshark, several, whole, name):
    folder = fresh_folder(tshark, "killed")
    old_file(folder / "out")
    size = len(whole[name]["out"].encode()) // 2
    done = limited(tshark, f"hsviz,{name},width=100,file={folder}/out", several, signal.SIG_DFL,
                   size)
    assert done.returncode == -signal.SIGXFSZ
    assert expect_old_or_whole(folder, whole[name]) == {"old": 1, "whole": 0, "unfinished": 1}
    # The next run is not in its way.
    tshark.output("-q", "-z", f"hsviz,{name},width=100,file={folder}/out", capture=several)
    assert expect_old_or_whole(folder, whole[name]) == {"old": 0, "whole": 1, "unfinished": 1}


@pytest.mark.parametrize("name", APART)
def test_killed_in_the_middle_of_a_folder(tshark, several, whole, name):
    """The largest of the files is the first that cannot be written."""
    folder = fresh_folder(tshark, "killed-each")
    files = whole[name, "/"]
    for file in files:
        old_file(folder / file)
    size = max(len(text.encode()) for text in files.values()) - 1
    done = limited(tshark, f"hsviz,{name},width=100,file={folder}/", several, signal.SIG_DFL, size)
    assert done.returncode == -signal.SIGXFSZ
    num = expect_old_or_whole(folder, files)
    assert num["unfinished"] == 1 and num["old"] >= 1
    assert num["old"] + num["whole"] == len(files)


# ---- SIGKILL ----

def test_sigkill(tshark, whole, several):
    """Killed as soon as the unfinished file is there, which is luck, and so several times."""
    num_unfinished = 0
    for _ in range(5):
        folder = fresh_folder(tshark, "sigkill")
        old_file(folder / "out")
        command = tshark.command(*runner.SETTINGS, "-r", tshark.readable(several), "-q", "-z",
                                 f"hsviz,html,width=100,file={folder}/out")
        with subprocess.Popen(command, env=tshark.environment(**runner.SANITIZER),
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            while process.poll() is None and len(os.listdir(folder)) == 1:
                time.sleep(0.0002)
            process.send_signal(signal.SIGKILL)
        num_unfinished += expect_old_or_whole(folder, whole["html"])["unfinished"]
    assert num_unfinished > 0


# ---- A full disk ----

# In a mount namespace of its own, which root has at once, and others inside a user namespace, where
# they become themselves again for Wireshark to take the plugin.
MOUNT = """
mount -t tmpfs -o size=$2,mode=777 tmpfs "$1" || exit 77
shift 2
"""
OF_ROOT = ["unshare", "-m", "sh", "-c", MOUNT + 'exec "$@"', "sh"]
OF_OTHERS = ["unshare", "-rm", "sh", "-c",
             MOUNT + f'exec unshare -U --map-user={os.getuid()} -- "$@"', "sh"]
# Fills what is free, draws, and says what is there afterwards.
FILL_AND_DRAW = """
folder=$1 free=$2
shift 2
printf 'something older\\n' >"$folder/out"
chmod 666 "$folder/out"
head -c "$free" /dev/zero >"$folder/free"
cat /dev/zero >"$folder/full" 2>/dev/null
rm "$folder/free"
"$@"
status=$?
rm "$folder/full"
cp -r "$folder/." "$AFTER"
exit $status
"""


@pytest.fixture(name="namespace", scope="module")
def fixture_namespace(tshark):
    """How to begin a command with a small disk of its own."""
    begin = OF_ROOT if tshark.is_root else OF_OTHERS
    folder = fresh_folder(tshark, "disk")
    tried = subprocess.run([*begin, folder, str(PAGE), "true"], check=False, capture_output=True)
    if tried.returncode != 0:
        pytest.skip(f"no disk of one's own here: {tried.stderr.decode()}")
    return begin


def on_full_disk(tshark, namespace, drawing, capture, free):
    """Draws to the file "out" on a disk with so many bytes free; returns the finished process and
    the folder as it was afterwards."""
    disk, after = fresh_folder(tshark, "disk"), fresh_folder(tshark, "after")
    command = tshark.command(*runner.SETTINGS, "-r", tshark.readable(capture), "-q", "-z",
                             f"{drawing},file={disk}/out")
    begin = [*namespace, disk, str(64 * PAGE), "sh", "-c", FILL_AND_DRAW, "sh", disk, str(free)]
    done = subprocess.run([*begin, *command], check=False, capture_output=True, encoding="utf-8",
                          env=tshark.environment(AFTER=str(after), **runner.SANITIZER),
                          timeout=120)
    return done, after


@pytest.mark.parametrize("name", TOGETHER)
def test_full_disk(tshark, namespace, several, whole, name):
    """Room for a part of it, or for nothing."""
    size = len(whole[name]["out"].encode())
    free = (size - 1) // PAGE * PAGE
    done, after = on_full_disk(tshark, namespace, f"hsviz,{name},width=100", several,
                               min(free, 8 * PAGE))
    assert done.returncode == 2, done
    assert "/out: No space left on device" in done.stderr
    assert expect_old_or_whole(after, whole[name]) == {"old": 1, "whole": 0, "unfinished": 0}


def test_disk_with_room(tshark, namespace, several, whole):
    """The same with as much room as it takes."""
    done, after = on_full_disk(tshark, namespace, "hsviz,csv,width=100", several, 8 * PAGE)
    assert (done.returncode, done.stderr) == (0, "")
    assert expect_old_or_whole(after, whole["csv"]) == {"old": 0, "whole": 1, "unfinished": 0}


# ---- Links ----

def test_links_of_others(tshark, several):
    """Somebody else's link is not followed, nor replaced; one's own is followed."""
    if not tshark.is_root:
        pytest.skip("only root makes links as somebody else")
    folder = fresh_folder(tshark, "links")
    old_file(folder / "mine")
    for name, owner in (("own", runner.ORDINARY_USER), ("other", 12345)):
        (folder / name).symlink_to("mine")
        os.lchown(folder / name, owner, owner)
    done = tshark.run("-q", "-z", f"hsviz,csv,file={folder}/other", capture=several)
    assert done.returncode == 2
    assert done.stderr == f"hsviz: cannot write {folder}/other: Operation not permitted\n"
    assert (folder / "mine").read_text(encoding="utf-8") == OLD
    assert (folder / "other").is_symlink()
    tshark.output("-q", "-z", f"hsviz,csv,file={folder}/own", capture=several)
    assert (folder / "own").is_symlink()
    assert (folder / "mine").read_text(encoding="utf-8").count("\n") == NUMBER + 1
