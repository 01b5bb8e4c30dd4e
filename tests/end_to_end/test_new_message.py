"""A handshake message that does not exist takes one row in each table, and nothing else.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import re
import shutil
import subprocess

import pytest

import runner

# The file, the row that the new one follows, and the new row.
ROWS = {
    "enum": ("model/core/step_types.h", r"^    HSVIZ_STEP_HELLO_REQUEST,.*\n",
             "    HSVIZ_STEP_MADE_UP,\n"),
    "type": ("model/core/step_types.c", r"^    \[HSVIZ_STEP_HELLO_REQUEST\] = \{[^}]*\},\n",
             '    [HSVIZ_STEP_MADE_UP] = { .name = "MadeUp", .layer = HSVIZ_LAYER_HANDSHAKE, '
             ".letter = 'V', .phase = HSVIZ_PHASE_AUTHENTICATION, .is_message = true, "
             '.number = 99, .rfc = "RFC 0 0" },\n'),
    "place": ("model/tls/messages.c", r"CLIENT\(CLIENT_HELLO, REQUIRED\), ",
              "SERVER(MADE_UP, OPTIONAL), "),
    "explanation": ("model/story/explain.c", r"^    \{ HSVIZ_STEP_HELLO_REQUEST,[^}]*\},\n",
                    '    { HSVIZ_STEP_MADE_UP, HSVIZ_ALWAYS, "Is made up.", "It is a test.", '
                    '"RFC 0 0" },\n'),
}


def add_row(folder, name):
    file, row_before, row = ROWS[name]
    path = folder / file
    text, places = re.subn(f"({row_before})", lambda found: found[1] + row,
                           path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    assert places == 1, f"{file} has no row like {row_before}"
    path.write_text(text, encoding="utf-8")


def told(folder, rows):
    """What the model says of the message once it has the rows."""
    shutil.copytree(runner.ROOT / "model", folder / "model")
    for name in rows:
        add_row(folder, name)
    glib = subprocess.run(["pkg-config", "--cflags", "--libs", "glib-2.0"], check=True,
                          stdout=subprocess.PIPE, encoding="utf-8").stdout.split()
    sources = [runner.ROOT / "tests" / "end_to_end" / "new_message.c",
               *sorted((folder / "model").rglob("*.c"))]
    subprocess.run(["cc", "-std=gnu11", "-Wall", "-Werror", f"-I{folder}", *sources, *glib, "-lm",
                    "-o", folder / "told"], check=True)
    done = subprocess.run([folder / "told"], check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return done.stdout.splitlines()


def test_without_rows_it_is_some_message(tmp_path):
    assert told(tmp_path, [])[:2] == ["Cm", "Handshake"]


@pytest.mark.parametrize("place", ["expected", "unexpected"])
def test_with_one_row_in_each_table_it_is_known(tmp_path, place):
    rows = [name for name in ROWS if name != "place" or place == "expected"]
    assert told(tmp_path, rows) == ["Cv", "MadeUp", place, "authentication", "Is made up."]
