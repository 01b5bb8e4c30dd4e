"""Pictures: valid, harmless, complete, with nothing over anything else, and to scale; and the files
that they go to.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import re
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest

import goldens
import runner

SVG = "{http://www.w3.org/2000/svg}"
KINDS = ["0rtt-full", "alert-handshake-failure", "ca-ocsp-silent-tls12", "ca-ocsp-slow-tls12",
         "ca-seed-004", "client-gave-up-rst", "http-connect", "loss-ack3", "loss-server-flight-hole", "loss-syn", "loss-synack", "reset-by-server", "ssl30",
         "starttls-smtp", "tcp-close-four", "tcp-server-first", "tfo-tls13-0rtt",
         "think-client-200-13", "think-server-80-12", "timed-out", "tls-in-tls", "tls12-full",
         "tls12-renegotiation-server", "tls13-0rtt-rejected", "tls13-full", "tls13-hrr",
         "tls13-many-records", "wrap"]
# A fifth of all kinds beside, and everything without keys in the other scale.
CAPTURES = sorted({path.stem for path in goldens.captures()[::5]} |
                  {f"{kind}-client" for kind in KINDS})
SCALES = ["steps", "time"]
MIDDLES = ["tls13-full-middle", "think-server-80-13-middle-nokeys", "loss-ack3-middle",
           "tls12-full-server", "tls13-hrr-middle-nokeys", "asymmetric-near-client-middle"]


@pytest.fixture(scope="module")
def pictures(tshark):
    """Gives the pictures of a capture's first connection, by scale, and what JSON tells of it."""
    known = {}

    def draw(stem):
        if stem not in known:
            places = {scale: tshark.out / f"{scale}.svg" for scale in SCALES}
            statistics = ["-q", "-z", "hsviz,json"]
            for scale, path in places.items():
                statistics += ["-z", f"hsviz,svg,stream=0,data=all,scale={scale},file={path}"]
            status, told, complaint = tshark.read(runner.capture(stem), *statistics)
            assert (status, complaint) == (0, ""), (stem, status, complaint)
            files = {scale: path.replace(tshark.out / f"{stem}-{scale}.svg")
                     for scale, path in places.items()}
            known[stem] = files, json.loads(told.splitlines()[0])
        return known[stem]

    return draw


def elements(path):
    return ElementTree.parse(path).getroot()


def groups_of(root):
    return [group for group in root.iter(f"{SVG}g") if "step" in group.get("class", "").split()]


def steps_of(root):
    return [group for group in groups_of(root) if "lookup" not in group.get("class").split()]


def lookups_of(root):
    return [group for group in groups_of(root) if "lookup" in group.get("class").split()]


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("stem", CAPTURES)
def test_viewers_accept(pictures, stem, scale):
    path = pictures(stem)[0][scale]
    checked = subprocess.run(["xmllint", "--noout", "--nonet", path], check=False,
                             capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")
    drawn = subprocess.run(["rsvg-convert", "--zoom=0.2", path], check=False, capture_output=True)
    assert (drawn.returncode, drawn.stderr) == (0, b"")
    assert drawn.stdout.startswith(b"\x89PNG")


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("stem", CAPTURES)
def test_is_self_contained_and_says_what_it_is(pictures, stem, scale):
    root = elements(pictures(stem)[0][scale])
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "style", "g", "rect", "line", "path", "circle", "text",
                    "tspan"}
    for element in root.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on") and "href" not in name and "url(" not in value
    assert root.get("role") == "img"
    labels = root.get("aria-labelledby").split()
    texts = {element.get("id"): element.text for element in root if element.get("id")}
    assert all(texts[label] for label in labels)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(name.startswith("hsviz-") for name in ids)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("stem", CAPTURES)
def test_every_step_is_there(pictures, stem, scale):
    files, connection = pictures(stem)
    groups = steps_of(elements(files[scale]))
    shown = [step for step in connection["steps"]]
    assert len(groups) == len(shown)
    for group, step in zip(groups, shown):
        title = group.find(f"{SVG}title").text
        assert title.startswith(f"{step['step']}, from the {step['from']}")
        assert step["frame"] is None or f"; frame {step['frame']}" in title
        texts = ["".join(text.itertext()) for text in group.iter(f"{SVG}text")]
        assert any(text.startswith(step["step"]) for text in texts)
        classes = group.get("class").split()
        assert ("inferred" in classes) == (
            step["source"] == "inferred" and step["frame"] is not None and
            not (step["detail"] or "").startswith("retransmission"))
        assert ("gap" in classes) == (step["frame"] is None)
        assert group.get("id") == f"hsviz-step-{group.get('data-step')}"


# ---- Nothing stands over anything else ----

WIDTHS = {c: ems for ems, cs in {0.29: "iIjlJ'", 0.34: " .,:;|/", 0.40: "tfr()[]!-", 0.54: "csz?_",
                                 0.64: "FLTSEP", 0.85: "=+→←", 0.98: "mMWw%@…"}.items() for c in cs}


def width_of(text, size, bold, mono):
    """What a text takes in the widest of the fonts asked for, within a few per cent."""
    if mono:
        return 0.602 * size * len(text)
    ems = sum(WIDTHS.get(c, 0.74 if c.isupper() else 0.62) for c in text)
    return ems * size * (1.13 if bold else 1.0)


def box_of(text):
    """Left, top, right, bottom of a <text>."""
    parts = list(text) or [text]
    width = sum(width_of(part.text or "", int(part.get("font-size")),
                         part.get("font-weight") == "bold",
                         "Mono" in part.get("font-family", "")) + int(part.get("dx", 0))
                for part in parts)
    size = max(int(part.get("font-size")) for part in parts)
    x, y = int(text.get("x")), int(text.get("y"))
    left = x - {"middle": width / 2, "end": width}.get(text.get("text-anchor"), 0)
    return left, y - 0.74 * size, left + width, y + 0.20 * size


def overlap(one, other):
    return (one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3])


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("stem", CAPTURES)
def test_texts_do_not_touch(pictures, stem, scale):
    root = elements(pictures(stem)[0][scale])
    texts = [(box_of(text), "".join(text.itertext())) for text in root.iter(f"{SVG}text")]
    width, height = int(root.get("width")), int(root.get("height"))
    for i, (box, text) in enumerate(texts):
        assert box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height, text
        for other, other_text in texts[:i]:
            assert not overlap(box, other), (text, other_text)


# ---- Authorities ----

def title_of(group):
    return group.find(f"{SVG}title").text


def lifelines_of(root):
    return [int(line.get("x1")) for line in root.iter(f"{SVG}line")
            if line.get("class", "").startswith("lifeline")]


@pytest.mark.parametrize("scale", SCALES)
def test_questions_go_over_the_server_to_the_authority(pictures, scale):
    root = elements(pictures("ca-ocsp-slow-tls12-client")[0][scale])
    question, answer = lookups_of(root)
    assert re.match(r"OCSP request, from the client to the OCSP responder: GET from ocsp\.test, "
                    r"certificate 1001; frame \d+, ", title_of(question))
    assert re.match(r"OCSP response, from the OCSP responder: good, .*; frame \d+, ", title_of(answer))
    client, server, authority = lifelines_of(root)
    assert client < server < authority
    for group, way in ((question, (client, authority)), (answer, (authority, client))):
        shaft, hop = [path.get("d") for path in group.iter(f"{SVG}path")
                      if "shaft" in path.get("class")]
        ends = [int(x) for x in re.findall(r"[ML](-?\d+) ", shaft)]
        assert ends[0] == way[0] and abs(ends[-1] - way[1]) < 10
        start, end = [int(x) for x in re.match(r"M(\d+) .* (\d+) -?\d+$", hop).groups()]
        assert start + end == 2 * server and start != end


def test_no_answer_is_said(pictures):
    (question,) = lookups_of(elements(pictures("ca-ocsp-silent-tls12-client")[0]["steps"]))
    assert title_of(question).endswith("; no answer")
    assert "no answer" in ["".join(text.itertext()) for text in question.iter(f"{SVG}text")]


@pytest.mark.parametrize("stem", ["tls12-full-client", "ca-ocsp-slow-tls12-server"])
def test_no_authority_where_none_was_seen(pictures, stem):
    for path in pictures(stem)[0].values():
        root = elements(path)
        assert len(lifelines_of(root)) == 2 and lookups_of(root) == []


def test_wait_for_an_authority_is_part_of_the_clients_time(pictures):
    """The injected 300 ms, with two round trips of 30 ms, beside the bar and under the ledger."""
    root = elements(pictures("ca-ocsp-slow-tls12-client")[0]["time"])
    texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    (beside,) = [text for text in texts if re.fullmatch(r"OCSP responder [\d.]+ ms", text)]
    (under,) = [text for text in texts if text.startswith("of which revocation check ")]
    assert abs(float(beside.split()[2]) - 361) < 5
    assert abs(float(under.split()[4]) - 361) < 5


# ---- To scale ----

def events_of(root, connection):
    """(milliseconds, y, pixels that it may be off) of each departure and arrival."""
    rtt = connection["rtt"]["initial_ms"] or 0.0
    to_client = (connection["capture_point"] or 0.0) * rtt
    before = {"client": to_client, "server": rtt - to_client}
    if connection["capture_point"] is None:
        before = {"client": 0.0, "server": 0.0}
    after = {"client": before["server"], "server": before["client"]}
    for group, step in zip(steps_of(root), connection["steps"]):
        shaft = next(line for line in group.iter(f"{SVG}line") if "shaft" in line.get("class"))
        head = next(path for path in group.iter(f"{SVG}path") if "head" in path.get("class"))
        arrived = int(re.match(r"translate\(-?\d+ (-?\d+)\)", head.get("transform")).group(1))
        double = 2 if (step["detail"] or "").startswith("retransmission") else 0
        yield step["time_ms"] - before[step["from"]] / 2, int(shaft.get("y1")) + double, 2
        # What an end sent at once may have been put before the arrival by its estimate.
        yield step["time_ms"] + after[step["from"]] / 2, arrived, 6


def pauses_of(root):
    """(first y, last y) of each piece of time that is left out."""
    for group in root.iter(f"{SVG}g"):
        if group.get("class") == "pause":
            ys = [int(line.get(y)) for line in group.iter(f"{SVG}line") for y in ("y1", "y2")]
            yield min(ys), max(ys)


def segments_of(root, connection):
    """The events between two pauses."""
    pauses = list(pauses_of(root))
    segments = {}
    for event in events_of(root, connection):
        above = sum(1 for first, last in pauses if event[1] > (first + last) / 2)
        segments.setdefault(above, []).append(event)
    return [sorted(segment) for _, segment in sorted(segments.items())]


@pytest.mark.parametrize("stem", sorted({*CAPTURES, *MIDDLES}))
def test_true_to_scale(pictures, stem):
    files, connection = pictures(stem)
    root = elements(files["time"])
    segments = segments_of(root, connection)
    longest = max(segments, key=lambda segment: segment[-1][0] - segment[0][0])
    if longest[-1][0] - longest[0][0] <= 0:
        pytest.skip("everything at once")
    scale = (longest[-1][1] - longest[0][1]) / (longest[-1][0] - longest[0][0])
    for segment in segments:
        for time_ms, y, slack in segment:
            due = segment[0][1] + scale * (time_ms - segment[0][0])
            assert abs(y - due) <= slack + 2, (time_ms, y, due)


def test_arrows_slope_as_long_as_the_way_takes(pictures):
    files, connection = pictures("tls13-full-middle")
    ways = [y for _, y, _ in events_of(elements(files["time"]), connection)]
    assert all(80 <= arrived - left <= 88 for left, arrived in zip(ways[::2], ways[1::2]))


def test_a_pause_says_how_long_it_is(pictures):
    root = elements(pictures("loss-syn-client")[0]["time"])
    (pause,) = [group for group in root.iter(f"{SVG}g") if group.get("class") == "pause"]
    assert float(pause.find(f"{SVG}text").text.removesuffix(" ms")) > 900


# ---- Options ----

def draw(tshark, capture, options=""):
    return tshark.output("-q", "-z", f"hsviz,svg{options}", capture=capture)


def test_steps_are_even_by_default(tshark, handshake):
    assert draw(tshark, handshake) == draw(tshark, handshake, ",scale=steps")
    assert draw(tshark, handshake) != draw(tshark, handshake, ",scale=time")


def test_width_means_cells_of_text_alone(tshark, handshake):
    assert draw(tshark, handshake) == draw(tshark, handshake, ",width=40")


@pytest.mark.parametrize("scale", SCALES)
def test_options_of_content(tshark, handshake, scale):
    without = draw(tshark, handshake, f",tcp=none,scale={scale}")
    assert ">SYN<" not in without and ">ClientHello<" in without
    explained = draw(tshark, handshake, f",explain,scale={scale}")
    assert "(RFC 8446 4.1.2)" in explained
    root = ElementTree.fromstring(explained.encode())
    texts = [box_of(text) for text in root.iter(f"{SVG}text")]
    assert not any(overlap(box, other) for i, box in enumerate(texts) for other in texts[:i])


def test_folds(tshark):
    capture = runner.capture("tls-in-tls-client")
    assert 'class="step fold"' in draw(tshark, capture)
    assert "more: → " in draw(tshark, capture, ",scale=time")
    assert "fold" not in draw(tshark, capture, ",data=all")


def test_dark_colours_for_who_likes_them(tshark, handshake):
    root = ElementTree.fromstring(draw(tshark, handshake).encode())
    style = root.find(f"{SVG}style").text
    assert style.startswith("@media (prefers-color-scheme: dark) {")
    rules = re.findall(r"(\S+) \.([\w-]+) \{(fill|stroke): #[0-9a-f]{6}\}", style)
    assert {scope for scope, _, _ in rules} == {"#" + root.get("id")}
    themed = {name for _, name, _ in rules}
    # Whatever has a light colour has a dark one.
    for element in root.iter():
        classes = set(element.get("class", "").split())
        for attribute, letter in (("fill", "f"), ("stroke", "s")):
            if element.get(attribute, "none") != "none":
                assert any(name.startswith(letter + "-") for name in classes & themed)


def test_the_same_in_one_pass_and_two(tshark, handshake):
    again = tshark.output("-2", "-q", "-z", "hsviz,svg", capture=handshake)
    assert again == draw(tshark, handshake)


# ---- Files ----

@pytest.fixture(scope="module")
def several(tshark):
    """A capture with three connections."""
    path = tshark.folder / "captures" / "several.pcap"
    names = ["tls13-full-client-nokeys", "loss-syn-client-nokeys", "tls12-full-client-nokeys"]
    subprocess.run(["mergecap", "-F", "pcap", "-w", path,
                    *[runner.capture(name) for name in names]], check=True)
    path.chmod(0o644)
    return path


@pytest.fixture
def folder(tshark, request):
    """An empty folder that the ordinary user can write to."""
    path = tshark.out / re.sub(r"\W", "-", request.node.name)
    path.mkdir()
    path.chmod(0o777)
    return path


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def refused(tshark, capture, argument, status):
    """Runs what must fail; returns the one line that says why."""
    done = tshark.run("-q", "-z", argument, capture=capture)
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.count("\n") == 1
    return done.stderr


@pytest.mark.parametrize("name", ["", "/", "/new/", "/new/er/"])
def test_a_folder_has_a_file_each(tshark, several, folder, name):
    assert tshark.output("-q", "-z", f"hsviz,svg,file={folder}{name}", capture=several) == ""
    place = folder / name.strip("/")
    assert names_in(place) == ["stream-0.svg", "stream-1.svg", "stream-2.svg"]
    for number in range(3):
        alone = tshark.output("-q", "-z", f"hsviz,svg,stream={number}", capture=several)
        assert (place / f"stream-{number}.svg").read_text(encoding="utf-8") == alone


def test_a_number_in_the_name(tshark, several, folder):
    tshark.output("-q", "-z", f"hsviz,svg,stream=0+2,file={folder}/100%%-%d.svg", capture=several)
    assert names_in(folder) == ["100%-0.svg", "100%-2.svg"]


@pytest.mark.parametrize("place", ["", "/%d.json"])
def test_formats_that_hold_many_do_the_same(tshark, several, folder, place):
    tshark.output("-q", "-z", f"hsviz,json,file={folder}{place}", capture=several)
    lines = [(folder / name).read_text(encoding="utf-8") for name in names_in(folder)]
    assert "".join(lines) == tshark.output("-q", "-z", "hsviz,json", capture=several)


@pytest.mark.parametrize("name", ["%d-%d", "%s-%d", "%d%n", "%d%", "%3d%d"])
def test_other_signs_make_no_sense(tshark, several, folder, name):
    line = refused(tshark, several, f"hsviz,svg,file={folder}/{name}", 1)
    assert f"file={folder}/{name} is invalid" in line
    assert names_in(folder) == []


def test_signs_without_a_number_are_a_name(tshark, handshake, folder):
    tshark.output("-q", "-z", f"hsviz,svg,file={folder}/%s%n.svg", capture=handshake)
    assert names_in(folder) == ["%s%n.svg"]


def test_one_place_holds_one_connection(tshark, several, folder):
    line = refused(tshark, several, "hsviz,svg", 2)
    assert "svg holds one connection, but 3 are selected" in line
    assert "stream=" in line and "file=FOLDER/" in line
    line = refused(tshark, several, f"hsviz,svg,file={folder}/out.svg", 2)
    assert line.startswith(f"hsviz: {folder}/out.svg: svg holds one connection")
    assert names_in(folder) == []
    assert draw(tshark, several, ",stream=1").startswith("<?xml")


def test_no_file_for_no_connection(tshark, several, folder):
    for place in ("none.svg", "none/"):
        done = tshark.run("-q", "-z", f"hsviz,svg,stream=7,file={folder}/{place}",
                          capture=several)
        assert (done.returncode, done.stdout) == (0, "")
        assert "none of the 3 TCP connections in this capture matches" in done.stderr
    assert names_in(folder) == []


@pytest.mark.parametrize("drawing", ["svg", "json", "text"])
def test_folders_that_cannot_be_written(tshark, several, folder, drawing):
    folder.chmod(0o555)
    line = refused(tshark, several, f"hsviz,{drawing},file={folder}", 2)
    assert f"cannot write {folder}/stream-0." in line
    line = refused(tshark, several, f"hsviz,{drawing},file={folder}/new/", 2)
    assert f"cannot write {folder}/new/: " in line
    line = refused(tshark, several, f"hsviz,{drawing},file=/", 2)
    assert "cannot write /stream-0." in line
    line = refused(tshark, several, f"hsviz,{drawing},file={folder}/%d/x", 2)
    assert f"cannot write {folder}/0/x: " in line
