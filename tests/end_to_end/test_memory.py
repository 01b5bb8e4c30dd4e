"""No leak and no wrong access of ours while one process opens captures one after the other, under
valgrind's memcheck. What Wireshark itself does wrong does not count.

HSVIZ_MEMCHECK_CAPTURES is how many captures: few by default, for each takes seconds.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import pathlib
import re
import shutil

import pytest

import runner
import sharkd as sharkds
from test_sharkd import COLUMNS, captures

NUM_CAPTURES = int(os.environ.get("HSVIZ_MEMCHECK_CAPTURES", "3"))
PATIENCE_S = 600
# GLib's own list of what it keeps.
SUPPRESSIONS = pathlib.Path("/usr/share/glib-2.0/valgrind/glib.supp")
# Wireshark's allocator hands out single blocks that valgrind sees.
ALLOCATOR = {"WIRESHARK_DEBUG_WMEM_OVERRIDE": "simple", "G_SLICE": "always-malloc"}

pytestmark = [pytest.mark.skipif(not (shutil.which("sharkd") and shutil.which("valgrind")),
                                 reason="sharkd or valgrind is not installed"),
              pytest.mark.skipif(runner.IS_SANITIZED,
                                 reason="valgrind does not run what AddressSanitizer is in")]


def records(text):
    """What memcheck complains of, each with its stacks."""
    text = re.sub(r"^==\d+== ?", "", text, flags=re.MULTILINE)
    return [part for part in re.split(r"\n\s*\n", text) if re.search(r"^ +at 0x", part,
                                                                     re.MULTILINE)]


def ours(record):
    """Whether the plugin is anywhere in it; with debug information its sources have their path."""
    return f"({runner.ROOT}/" in record or "hsviz.so" in record


def test_no_leak_and_no_wrong_access(tshark):
    log = tshark.out / "memcheck"
    suppressions = [f"--suppressions={SUPPRESSIONS}"] if SUPPRESSIONS.exists() else []
    valgrind = ["valgrind", "--leak-check=full", "--num-callers=30", "--keep-debuginfo=yes",
                "--fullpath-after=", f"--log-file={log}", *suppressions]
    sharkd = sharkds.Sharkd(tshark, wrapper=valgrind, patience_s=PATIENCE_S, **ALLOCATOR)
    try:
        for capture in captures(NUM_CAPTURES):
            sharkd.load(capture)
            assert sharkd.columns(COLUMNS)
            sharkd.tree(1)
            sharkd.ask("follow", follow="TCP", filter="tcp.stream == 0")
        assert sharkd.close() == (0, [])
    finally:
        sharkd.kill()
    text = log.read_text(encoding="utf-8", errors="replace")
    assert "ERROR SUMMARY" in text and "LEAK SUMMARY" in text
    assert [record for record in records(text) if ours(record)] == []
