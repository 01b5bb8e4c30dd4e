"""No line of text is wider than asked for, counted in cells by another library than hsviz's.

All golden captures are drawn, in few runs of tshark: those with keys, and those without, each
merged into one capture.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import pytest
import wcwidth

import differences
import goldens
import made
import pcapng
import runner

WIDTHS = [40, 80, 100, 140]
DRAWINGS = ["unicode", "ascii", "summary", "unicode,explain", "ascii,explain"]

# Names of as many bytes as the one they stand for. Each has to be shown, or be spelt out.
SERVER_NAME = "example.test"
NAMES = {
    "wide": "你好世界",
    "wide kana": "ハンドシ",
    "hangul": "한국한국",
    "hangul of parts": "\u1112\u1161\u11ab...",
    "combining": "e\u0301" * 4,
    "stacked": "a" + "\u0301" * 5 + ".",
    "emoji": "😀🚀🔒",
    "emoji of several": "👩\u200d💻.",
    "emoji and selector": "❤\ufe0f❤\ufe0f",
    "full width": "ＴＬＳ＝",
    "no width": "a\u200b\u200b\u200bbc",
    "right to left": "שלוםשל",
    "soft hyphen": "\u00ad" * 6,
    "variation": "葛\U000e0100.....",
}


def assert_fits(text, width):
    for line in text.splitlines():
        cells = wcwidth.wcswidth(line)
        assert 0 <= cells <= width, f"{cells} cells instead of {width}: {line!r}"


def drawn(tshark, capture, *arguments):
    """(width, text) of all drawings in all widths, from one run."""
    files = {(width, drawing): tshark.out / f"width-{width}-{drawing.replace(',', '-')}"
             for width in WIDTHS for drawing in DRAWINGS}
    statistics = [part for (width, drawing), file in files.items()
                  for part in ("-z", f"hsviz,{drawing},width={width},file={file}")]
    tshark.output(*arguments, "-q", *statistics, capture=capture)
    for (width, _), file in files.items():
        yield width, file.read_text(encoding="utf-8")
        file.unlink()


@pytest.mark.parametrize("has_keys", [True, False], ids=["keys", "no keys"])
def test_all_captures_fit(tshark, has_keys):
    # One made of another, or that carries it, has its ports, and would be one connection with it.
    derived = {entry["file"] for entry, scenario in runner.manifest()
               if entry.get("derived_from") or scenario["name"] == "tcp-in-tcp"}
    captures = [capture for capture in goldens.captures()
                if capture.stem.endswith("-nokeys") != has_keys and capture.name not in derived
                and not differences.reason(capture)]
    keys, merged = tshark.out / "keys.txt", tshark.out / "merged.pcapng"
    keys.write_bytes(b"".join(pcapng.keys_taken_out(path.read_bytes())[0] for path in captures))
    keys.chmod(0o644)
    tshark.output("-a", "-w", merged, *map(tshark.readable, captures), tool="mergecap")
    known = ["-o", f"tls.keylog_file:{keys}"]
    found = tshark.connections(merged, *known)
    # Connections of different captures must not have become one.
    drawn_alone = [goldens.path_of(capture, "json").read_text("utf-8") for capture in captures]
    assert len(found) == sum(text.count("\n") for text in drawn_alone)
    assert has_keys == any(step["source"] == "decrypted"
                           for connection in found for step in connection["steps"])
    for width, text in drawn(tshark, merged, *known):
        assert len(text) > len(found)
        assert_fits(text, width)


@pytest.mark.parametrize("name", NAMES)
def test_names_of_the_wire_fit(tshark, name):
    hostile = NAMES[name].encode()
    assert len(hostile) == len(SERVER_NAME)
    frames = made.frames_read(tshark, made.HANDSHAKE)
    for frame in frames:
        frame.content = frame.content.replace(SERVER_NAME.encode(), hostile)
    capture = made.capture_write(tshark.folder / "captures" / "name.pcap", frames)
    (connection,) = tshark.connections(capture)
    assert connection["sni"] == NAMES[name]
    for width, text in drawn(tshark, capture):
        assert SERVER_NAME not in text
        assert_fits(text, width)


def test_wide_characters_count_two(tshark):
    """A title breaks where its cells, not its characters, would overfill the line."""
    frames = made.frames_read(tshark, made.HANDSHAKE)
    for frame in frames:
        frame.content = frame.content.replace(SERVER_NAME.encode(), NAMES["wide"].encode())
    capture = made.capture_write(tshark.folder / "captures" / "wide.pcap",
                                 made.many_connections([frames], 1))
    title = f"stream 0 · 192.0.2.1:{made.FIRST_PORT} → 198.51.100.20:443 · {NAMES['wide']}"
    cells = wcwidth.wcswidth(title)
    assert cells > len(title)
    for width, line in [(cells, 0), (cells - 1, 1)]:
        text = tshark.output("-q", "-z", f"hsviz,unicode,width={width}", capture=capture)
        assert NAMES["wide"] in text.splitlines()[line]
