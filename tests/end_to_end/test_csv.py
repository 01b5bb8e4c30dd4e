"""CSV is a projection of the JSON: each column is a key, the path to it joined by underscores, with
the same value.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import csv
import io
import json

import pytest

import runner


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def flat(value, path=""):
    """The keys of a connection, whose numbers are text, as CSV has them, and their values."""
    if isinstance(value, dict):
        return {name: text for key, member in value.items()
                for name, text in flat(member, f"{path}_{key}" if path else key).items()}
    if isinstance(value, list):
        return {path: str(len(value)) if path == "steps" else " | ".join(value)}
    return {path: {None: "", True: "true", False: "false"}.get(value, value)}


def assert_the_same(lines, text):
    """Holds a capture's CSV to the lines of its JSON."""
    rows = rows_of(text)
    # Numbers stay the text that they are.
    told = [json.loads(line, parse_float=str, parse_int=str) for line in lines.splitlines()]
    assert len(rows) == len(told) > 0
    for row, connection in zip(rows, told):
        (connection["authority"] or {}).pop("others", None)
        expected = flat(connection)
        assert expected.pop("schema") == "hsviz/1"
        # A part that is null in JSON is an empty field for each of its keys.
        unknown = [name for name, value in expected.items() if value == "" and name not in row]
        expected = {name: value for name, value in expected.items() if name not in unknown}
        # Of an authority, CSV has what one sorts and filters by.
        expected = {name: value for name, value in expected.items()
                    if name in row or not name.startswith("authority_")}
        assert {name: value for name, value in row.items() if name in expected} == expected
        # In the JSON's order, but for an authority's, which come last.
        in_order = [name for name in expected if not name.startswith("authority_")]
        assert [name for name in row if name in in_order] == in_order
        for name in set(row) - set(expected):
            assert row[name] == "" and any(name.startswith(f"{part}_") for part in unknown), name


@pytest.mark.parametrize("capture", runner.all_captures(), ids=lambda path: path.stem)
def test_csv_says_what_json_says(drawn, capture):
    drawings = drawn.of(capture)
    assert_the_same(drawings["json"], drawings["csv"])


@pytest.mark.parametrize("tcp", ["all", "none"])
def test_csv_counts_the_steps_that_json_shows(tshark, handshake, tcp):
    assert_the_same(*(tshark.output("-q", "-z", f"hsviz,{drawing},tcp={tcp}", capture=handshake)
                      for drawing in ("json", "csv")))
