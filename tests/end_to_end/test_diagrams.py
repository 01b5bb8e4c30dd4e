"""What is written for other programs to draw is accepted by those programs, and whatever names a
capture holds are text to them: Mermaid's own parser in a browser, PlantUML, GitHub's Markdown.

The diagrams of ordinary captures are those that test_golden.py compares.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import html.parser
import json
import re
import subprocess
import xml.etree.ElementTree

import pytest

import goldens
import hostile
import npm
import runner
from browser import Browser
from test_damage import pcap

CAPTURES = goldens.captures()

# In the loosest setting, for whoever pastes a diagram does not choose it. Gives for each diagram its
# participants, its messages in their order, and what a reader finds in the picture.
PARSE = """
const [diagrams, draws, done] = arguments;
mermaid.initialize({startOnLoad: false, securityLevel: "loose"});
(async () => {
    const found = [];
    for (const [number, text] of diagrams.entries()) {
        try {
            const {type, db} = await mermaid.mermaidAPI.getDiagramFromText(text);
            const result = {type, actors: [...db.getActors().keys()]};
            result.messages = db.getMessages().filter(message => message.from !== message.to)
                .filter(message => message.from && message.to && !("placement" in message))
                .map(message => ({from: message.from, to: message.to, text: message.message}));
            result.blocks = db.getMessages().length;
            if (draws) {
                document.body.innerHTML = (await mermaid.render("picture" + number, text)).svg;
                const svg = document.querySelector("svg");
                result.text = [...svg.querySelectorAll("text")].map(text => text.textContent);
                result.alien = svg.querySelectorAll("script, a, img, image, iframe, object, " +
                    "foreignObject, [onerror], [onclick]").length;
            }
            found.push(result);
        } catch (error) {
            found.push({error: String(error)});
        }
    }
    done(found);
})();
"""


@pytest.fixture(scope="module")
def mermaid(tmp_path_factory):
    """Gives what Mermaid finds in diagrams, and, where it is to draw them, in the pictures."""
    script = npm.modules() / "mermaid/dist/mermaid.min.js"
    page = tmp_path_factory.mktemp("mermaid") / "page.html"
    page.write_text(f'<meta charset="utf-8"><script src="{script.as_uri()}"></script>',
                    encoding="utf-8")
    browser = Browser()
    browser.driver.set_script_timeout(120)
    browser.open(page)
    yield lambda diagrams, draws=False: browser.driver.execute_async_script(PARSE, diagrams, draws)
    browser.close()


@pytest.fixture(scope="module")
def all_in(drawn):
    """Gives each capture's drawing in a format, by the capture's name."""
    return lambda drawing: {capture.stem: drawn.of(capture)[drawing] for capture in CAPTURES}


@pytest.fixture(scope="module")
def connections_of(drawn):
    return lambda name: drawn.connections(runner.capture(name))


def steps_of(connection):
    return [(step["from"].capitalize(), step["step"]) for step in connection["steps"]]


@pytest.fixture(scope="module")
def hostile_drawings(tshark):
    """The diagrams of hostile names, by format, in the order of the names."""
    path = tshark.folder / "captures" / "hostile.pcap"
    path.write_bytes(pcap(list(hostile.frames())))
    path.chmod(0o644)
    drawings = {}
    for name in ["mermaid", "plantuml", "markdown"]:
        folder = tshark.out / f"hostile-{name}"
        folder.mkdir()
        folder.chmod(0o777)
        tshark.output("-q", "-z", f"hsviz,{name},file={folder}/", capture=path)
        places = {int(place.stem.removeprefix("stream-")): place for place in folder.iterdir()}
        assert sorted(places) == list(range(len(hostile.NAMES)))
        drawings[name] = [places[number].read_text(encoding="utf-8") for number in sorted(places)]
    return drawings


def without_blanks(text):
    """Lines break where the picture needs it."""
    return "".join(text.split())


def shown(name):
    return without_blanks(name[1])


# ---- Mermaid ----

def split_mermaid(text):
    return ["sequenceDiagram" + part for part in text.split("sequenceDiagram")[1:]]


def third_of(connection):
    """Whom the client asked for the certificate's status; an attempt to connect does not say."""
    asked = connection.get("authority")
    if not asked:
        return []
    methods = {check["method"].split("-")[0] for check in [asked, *asked["others"]]} - {"connect"}
    return ["Revocation" if len(methods) != 1 else methods.pop().upper()]


def test_mermaid_accepts_every_diagram(mermaid, all_in, connections_of):
    drawn = all_in("mermaid")
    diagrams = [(name, number, diagram) for name, text in drawn.items()
                for number, diagram in enumerate(split_mermaid(text))]
    found = mermaid([diagram for _, _, diagram in diagrams])
    num_compared = 0
    for (name, number, diagram), result in zip(diagrams, found):
        assert "error" not in result, (name, result)
        connection = connections_of(name)[number]
        third = third_of(connection)
        assert (result["type"], result["actors"]) == ("sequence", ["Client", "Server"] + third), name
        # An answer has the number of its question.
        labels = [message["text"].split("<br/>")[0] for message in result["messages"]
                  if message["from"] not in third]
        assert [label.split(".")[0] for label in labels] == [
            str(place + 1) for place in range(len(labels))], name
        if " more: " in diagram:
            continue
        steps = [(message["from"], re.match(r"\d+\. ([\w-]+)", message["text"]).group(1))
                 for message in result["messages"]
                 if not {message["from"], message["to"]} & set(third)]
        assert steps == steps_of(connection), name
        num_compared += 1
    assert num_compared > len(CAPTURES) / 2


def test_mermaid_draws(mermaid, all_in, connections_of):
    drawn = all_in("mermaid")
    names = ["tls12-full-client", "tls13-full-client-nokeys", "alert-unknown-ca-client"]
    for name, result in zip(names, mermaid([drawn[name] for name in names], True)):
        (connection,) = connections_of(name)
        text = " ".join(result["text"])
        for _, step in steps_of(connection):
            assert step in text, (name, step)
        assert result["alien"] == 0


def test_mermaid_shows_hostile_names_as_text(mermaid, hostile_drawings):
    found = mermaid(hostile_drawings["mermaid"], True)
    for name, result in zip(hostile.NAMES, found):
        assert "error" not in result, (name, result)
        assert result["actors"] == ["Client", "Server"], name
        assert len(result["messages"]) == 5 and result["blocks"] == found[0]["blocks"], name
        assert result["alien"] == 0, name
        # Twice in the head, and at both ends of the server's lifeline.
        assert without_blanks("".join(result["text"])).count(shown(name)) >= 4, (name, result)


# ---- PlantUML ----

def plantuml(folder, *options):
    files = sorted(folder.glob("*.puml"))
    return subprocess.run(["plantuml", "-charset", "UTF-8", *options, *map(str, files)],
                          check=False, capture_output=True, encoding="utf-8", timeout=120)


def write_all(folder, drawings):
    for name, text in drawings:
        (folder / f"{name}.puml").write_text(text, encoding="utf-8")


def test_plantuml_accepts_every_diagram(tmp_path, all_in):
    write_all(tmp_path, all_in("plantuml").items())
    done = plantuml(tmp_path, "-checkonly")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_plantuml_notices_a_wrong_one(tmp_path):
    write_all(tmp_path, [("right", "@startuml\nClient -> Server\n@enduml\n"),
                         ("wrong", "@startuml\nClient -> : (\nnot a line\n@enduml\n")])
    assert plantuml(tmp_path, "-checkonly").returncode != 0


def picture(path):
    """The texts of an SVG in their order, and how often each element stands in it."""
    elements = list(xml.etree.ElementTree.parse(path).iter())
    names = [element.tag.split("}")[-1] for element in elements]
    texts = ["".join(element.itertext()) for element, name in zip(elements, names)
             if name == "text"]
    return texts, {name: names.count(name) for name in names if name not in ("text", "tspan")}


def test_plantuml_shows_hostile_names_as_text(tmp_path, hostile_drawings):
    write_all(tmp_path, ((f"{number:03}", text)
                         for number, text in enumerate(hostile_drawings["plantuml"])))
    done = plantuml(tmp_path, "-tsvg")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    pictures = sorted(tmp_path.glob("*.svg"))
    assert len(pictures) == len(hostile.NAMES)
    harmless = picture(pictures[0])[1]
    for name, path in zip(hostile.NAMES, pictures):
        texts, elements = picture(path)
        assert elements == harmless, name
        assert without_blanks("".join(texts)).count(shown(name)) >= 3, (name, texts)


# ---- Markdown ----

class Page(html.parser.HTMLParser):
    """What stands in a page: its elements, its headings, and the rows of each table."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.headings, self.tables, self.codes = [], [], [], []
        self.open = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        self.open.append(tag)
        if tag == "h2":
            self.headings.append("")
        elif tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
        elif tag == "code":
            self.codes.append("")

    def handle_endtag(self, tag):
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data):
        if "h2" in self.open:
            self.headings[-1] += data
        if "code" in self.open:
            self.codes[-1] += data
        if "td" in self.open or "th" in self.open:
            self.tables[-1][-1][-1] += data

    def handle_comment(self, data):
        self.elements.append("comment")


def page(text):
    """As GitHub sets it, but for what it would take away."""
    extensions = ["-e", "table", "-e", "strikethrough", "-e", "autolink"]
    done = subprocess.run(["cmark-gfm", "--unsafe", *extensions],
                          check=True, input=text, capture_output=True, encoding="utf-8")
    return Page(done.stdout)


OURS = {"h2", "ul", "li", "p", "strong", "code", "table", "thead", "tbody", "tr", "th", "td"}
# What was asked of an authority, and came back, are rows that are no steps.
QUESTION = r"\d+\. (OCSP request|CRL request|TCP connection attempt)$"
ANSWERER = "(OCSP responder|CRL server|OCSP/CRL server):"
COLUMNS = ["Step", "Description", "Flags or parameters", "Purpose", "RTT", "ms"]


def test_markdown_has_a_table_a_connection(all_in, connections_of):
    for name, text in all_in("markdown").items():
        found = page(text)
        connections = connections_of(name)
        assert set(found.elements) <= OURS, name
        assert len(found.headings) == len(connections)
        tables = iter(found.tables)
        for connection in connections:
            if not connection["steps"]:
                continue
            rows = next(tables)
            assert rows[0] == COLUMNS and {len(row) for row in rows} == {len(COLUMNS)}, name
            if not any(row[0] == "…" for row in rows):
                steps = [(row[1].split(":")[0], re.match(r"\d+\. ([\w-]+)", row[0]).group(1))
                         for row in rows[1:]
                         if not re.match(QUESTION, row[0]) and not re.match(ANSWERER, row[1])]
                assert steps == steps_of(connection), name
        assert next(tables, None) is None, name


def test_markdown_explains_each_step(tshark, handshake):
    found = page(tshark.output("-q", "-z", "hsviz,markdown,explain", capture=handshake))
    rows = found.tables[0][1:]
    assert set(found.elements) <= OURS | {"h3", "ol"}
    assert found.elements.count("ol") == 1
    # A step is an item, and so is each of its points.
    assert found.elements.count("li") > 3 * len(rows)


def test_markdown_shows_hostile_names_as_text(hostile_drawings):
    texts = hostile_drawings["markdown"]
    harmless = page(texts[0])
    for name, text in zip(hostile.NAMES, texts):
        found = page(text)
        assert found.elements == harmless.elements, name
        assert [len(row) for row in found.tables[0]] == [len(COLUMNS)] * 6
        # A backquote and a bar would end the code or the cell, and are spelt out.
        spelt = name[1].replace("`", r"\x60").replace("|", r"\x7c")
        assert found.codes == [spelt, spelt], name
