"""The HTML page in a real browser: played by keyboard, looked through by axe-core, fed with names
that try to be more than text.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import re
import struct

import pytest
from selenium.webdriver.common.keys import Keys

import browser as browsers
import npm
import runner

# Of different kinds, and without keys, so that they can be joined.
MANY = ["tls13-full-client-nokeys", "tls12-full-client-nokeys", "alert-unknown-ca-client-nokeys",
        "tls13-hrr-client-nokeys"]
VERSIONS = ["tls13-full-client", "tls12-full-client"]
NOW = ".entry.on"


def capture(name):
    return runner.capture(name)


@pytest.fixture(scope="module")
def browser():
    instance = browsers.Browser()
    yield instance
    instance.close()


@pytest.fixture(autouse=True)
def desktop(browser):
    browser.set_screen(browsers.DESKTOP, browsers.LIGHT)


@pytest.fixture(scope="module")
def page(tshark):
    """Draws the page of a capture, once."""
    known = {}

    def draw(path):
        if path not in known:
            known[path] = tshark.out / f"{path.stem}.html"
            tshark.output("-q", "-z", f"hsviz,html,file={known[path]}", capture=path)
        return known[path]

    return draw


@pytest.fixture(scope="module")
def many(tshark):
    """A capture with several connections."""
    joined = tshark.folder / "captures" / "pages.pcapng"
    tshark.run("-a", "-w", joined, *[tshark.readable(capture(name)) for name in MANY],
               tool="mergecap")
    return joined


@pytest.fixture(params=["one", "many"])
def any_capture(request, many):
    return capture("tls13-full-client") if request.param == "one" else many


def is_clean(browser, path):
    """Nothing in the console, and nothing asked for but the page itself."""
    asked = []
    for entry in browser.driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            asked.append(message["params"]["request"]["url"].partition("#")[0])
    return browser.complaints() == [] and set(asked) <= {path.as_uri()}


# ---- Played ----

@pytest.mark.parametrize("name", VERSIONS)
def test_played_to_the_last_step_by_keyboard(browser, page, tshark, name):
    (connection,) = tshark.connections(capture(name))
    steps = connection["steps"]
    path = page(capture(name))
    browser.open(path)
    assert browser.visible(NOW) == []
    for number, step in enumerate(steps, 1):
        browser.keys(Keys.ARROW_RIGHT)
        (entry,) = browser.visible(NOW)
        position = step["rtt_position"]
        assert entry.startswith(step["step"])
        assert f"frame {step['frame']} ·" in entry
        assert f"sent at {position:.1f}, arrives at {position + 0.5:.1f}" in entry
        assert step["phase"] in entry
        assert step["detail"] in entry
        assert browser.text(f"{NOW} .what") and browser.text(f"{NOW} .facts a").startswith("RFC ")
        for end in ("client", "server"):
            assert step[f"{end}_state"] in entry
        assert browser.text(".status").startswith(f"Step {number} of {len(steps)}: {step['step']}")
        assert browser.run("return document.querySelectorAll('.step.now').length") == 1
        later = browser.run("return document.querySelectorAll('.step.later').length")
        assert later == len(steps) - number
    browser.keys(Keys.ARROW_RIGHT)
    assert browser.text(".status").startswith(f"Step {len(steps)} of {len(steps)}: ")
    assert is_clean(browser, path)


@pytest.mark.parametrize("screen", [browsers.DESKTOP, browsers.PHONE])
def test_questions_to_an_authority_are_played(browser, page, screen):
    browser.set_screen(screen, browsers.LIGHT)
    path = page(capture("ca-ocsp-slow-tls12-client"))
    browser.open(path, "#stream-0-step-question-0")
    name = ("const name = document.querySelector(arguments[0]).innerText;"
            "return [...document.querySelectorAll('.now tspan')]"
            ".find(e => e.textContent === name).getBoundingClientRect()")
    for words in ["OCSP request, from the client to the OCSP responder, ",
                  "OCSP response, from the OCSP responder, "]:
        assert words in browser.run("return document.querySelector('.status').textContent")
        (entry,) = browser.visible(NOW)
        assert entry.startswith(words.partition(",")[0])
        assert "ocsp.test · " in entry and "seen: serial number and issuer" in entry
        assert browser.run("return document.querySelectorAll('.step.now.lookup').length") == 1
        box = browser.run(name, f"{NOW} h3")
        assert 0 <= box["left"] and box["right"] <= screen[0]
        browser.keys(Keys.ARROW_RIGHT)
    assert browser.text(f"{NOW} h3") == "ClientKeyExchange"
    browser.keys(Keys.ARROW_LEFT)
    assert browser.run("return location.hash") == "#stream-0-step-answer-0"
    assert re.search(r"Status\s+good\s", browser.text(NOW))
    browser.keys(Keys.ESCAPE)
    assert "ocsp.test · " in browser.text(".overview")
    assert is_clean(browser, path)


def test_states_before_and_after(browser, page, handshake):
    browser.open(page(handshake))
    for states in [["CLOSED → SYN-SENT", "LISTEN"], ["SYN-SENT", "LISTEN → SYN-RCVD"],
                   ["SYN-SENT → ESTABLISHED", "SYN-RCVD → ESTABLISHED"], ["ESTABLISHED"] * 2]:
        browser.keys(Keys.ARROW_RIGHT)
        facts = dict(browser.run("return [...document.querySelectorAll(arguments[0])].map("
                                 "e => [e.innerText, e.nextElementSibling.innerText])",
                                 f"{NOW} .facts dt"))
        assert [facts["Client"], facts["Server"]] == states


def test_first_last_and_whole(browser, page, handshake):
    browser.open(page(handshake))
    browser.keys(Keys.END)
    last = browser.text(".status")
    browser.keys(Keys.HOME)
    assert browser.text(".status").startswith("Step 1 of 21: SYN, from the client, RTT 0.0")
    browser.keys(Keys.ARROW_LEFT)
    assert browser.text(".status") == "The whole picture, 21 steps"
    browser.keys(Keys.END)
    assert browser.text(".status") == last
    browser.keys(Keys.ESCAPE)
    assert browser.visible(".overview") and browser.visible(NOW) == []


def click(browser, selector):
    browser.driver.find_element("css selector", selector).click()


def test_buttons_slider_and_picture(browser, page, handshake):
    browser.open(page(handshake))
    for selector, number in [(".last", 21), (".previous", 20), (".first", 1), (".next", 2)]:
        click(browser, f".player {selector}")
        assert browser.text(".status").startswith(f"Step {number} of 21: ")
    # A button keeps the focus, and the keys still play.
    browser.keys(Keys.ARROW_RIGHT)
    assert browser.text(".status").startswith("Step 3 of 21: ")
    slider = browser.driver.find_element("css selector", ".player input")
    slider.send_keys(Keys.ARROW_RIGHT)
    assert browser.text(".status").startswith("Step 4 of 21: ClientHello")
    assert slider.get_attribute("aria-valuetext") == "4 of 21"
    click(browser, "#stream-0-step-1 text")
    assert browser.text(".status").startswith("Step 2 of 21: ")


def wait_for(browser, script):
    """Waits until the script's value is true: at most some seconds."""
    return browser.driver.execute_async_script(
        "const [script, done] = arguments, is = new Function('return ' + script);"
        "const end = performance.now() + 8000;"
        "const look = () => is() || performance.now() > end ? done(is()) : setTimeout(look, 20);"
        "look();", script)


@pytest.mark.parametrize("pace", ["even", "true"])
def test_plays_by_itself(browser, page, handshake, pace):
    browser.open(page(handshake))
    if pace == "true":
        click(browser, ".pace")
        assert browser.run("return document.querySelector('.pace').ariaPressed") == "true"
        browser.run("document.activeElement.blur()")
    browser.keys(Keys.SPACE)
    assert browser.text(".status").startswith("Step 1 of 21")
    assert browser.run("return document.querySelector('.play').ariaLabel") == "Pause"
    assert wait_for(browser, "document.querySelector('.counter').textContent === '2/21'")
    browser.keys(Keys.SPACE)
    assert browser.run("return document.querySelector('.play').ariaLabel") == "Play"


# ---- Several connections ----

def test_list_is_filtered(browser, page, many):
    browser.open(page(many))
    assert browser.text("nav .count") == f"{len(MANY)} connections"
    search = browser.driver.find_element("css selector", "nav input")
    for words, number in [("tls 1.2", 1), ("EXAMPLE.test", len(MANY)), ("rejected", 1),
                          ("retry 1.3", 1), ("192.0.2.10 full", len(MANY)), ("nothing", 0)]:
        search.clear()
        search.send_keys(words)
        assert len(browser.visible("nav li")) == number, words
        assert browser.text("nav .count") == f"{number} of {len(MANY)} connections"
    # What is typed does not play.
    assert browser.text(".status").startswith("The whole picture")


def test_connections_by_keyboard(browser, page, many):
    path = page(many)
    browser.open(path)
    for key, stream in [("j", 1), ("j", 2), ("k", 1)]:
        browser.keys(key)
        assert browser.run("return location.hash") == f"#stream-{stream}"
        assert len(browser.visible("section.connection")) == 1
        assert browser.run("return document.querySelector('nav [aria-current]').hash") == \
            f"#stream-{stream}"
    assert "TLS 1.2" in browser.driver.title
    click(browser, ".help summary")
    click(browser, ".keys input")
    browser.keys("j")
    assert browser.run("return location.hash") == "#stream-1"
    assert is_clean(browser, path)


def test_links_lead_to_a_step(browser, page, many, tshark):
    steps = tshark.connections(many)[3]["steps"]
    browser.open(page(many), "#stream-3-step-3")
    assert browser.visible("section.connection h2") == ["example.test"]
    assert browser.text(NOW).startswith(steps[3]["step"])
    browser.run("location.hash = '#stream-1'")
    assert wait_for(browser, "document.querySelector('#stream-1').classList.contains('on')")
    browser.keys(Keys.ARROW_RIGHT)
    assert browser.run("return location.hash") == "#stream-1-step-0"


def test_one_connection_has_no_list(browser, page, handshake):
    browser.open(page(handshake))
    assert browser.visible("nav") == []


def pcap_of_refusals(number):
    """So many connections, each a SYN and its RST."""
    content = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    client, server = bytes([192, 0, 2, 10]), bytes([198, 51, 100, 20])
    for port in range(20000, 20000 + number):
        for source, destination, ports, ack, flags in [
                (client, server, (port, 443), 0, 0x02), (server, client, (443, port), 2, 0x14)]:
            tcp = struct.pack("!HHIIBBHHH", *ports, 1 if flags == 2 else 0, ack, 0x50, flags, 1000,
                              0, 0)
            ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 40, 1, 0, 64, 6, 0, source, destination)
            frame = bytes(12) + b"\x08\x00" + ip + tcp
            content += struct.pack("<IIII", 1700000000, port, len(frame), len(frame)) + frame
    return content


def test_thousand_connections(browser, page, tshark):
    path = tshark.folder / "captures" / "thousand.pcap"
    path.write_bytes(pcap_of_refusals(1000))
    path.chmod(0o644)
    browser.open(page(path))
    assert browser.text("nav .count") == "1,000 connections"
    search = browser.driver.find_element("css selector", "nav input")
    started = browser.run("return performance.now()")
    search.send_keys("20500")
    assert browser.text("nav .count") == "1 of 1,000 connections"
    # Five letters, each looked for in all of them: far below what one would feel.
    assert browser.run("return performance.now()") - started < 2000
    assert browser.complaints() == []


def test_no_connection(browser, tshark):
    empty = tshark.folder / "captures" / "none.pcap"
    empty.write_bytes(pcap_of_refusals(0))
    empty.chmod(0o644)
    path = tshark.out / "none.html"
    done = tshark.run("-q", "-z", f"hsviz,html,file={path}", capture=empty)
    assert done.returncode == 0
    browser.open(path)
    assert browser.text("main") == "No TCP connection to draw."
    assert is_clean(browser, path)


# ---- Everywhere ----

def test_phone(browser, page, any_capture):
    browser.set_screen(browsers.PHONE, browsers.LIGHT)
    path = page(any_capture)
    browser.open(path)
    overflow = "return document.scrollingElement.scrollWidth - innerWidth"
    label = ("const name = document.querySelector(arguments[0]).innerText;"
             "return [...document.querySelectorAll('.now tspan')]"
             ".find(e => e.textContent === name).getBoundingClientRect()")
    for key in [Keys.ARROW_RIGHT] * 8 + [Keys.END]:
        assert browser.run(overflow) <= 0
        browser.keys(key)
        box = browser.run(label, f"{NOW} h3")
        assert 0 <= box["left"] and box["right"] <= browsers.PHONE[0]
    assert browser.run(overflow) <= 0
    # Picture, panel and player are in sight together.
    for selector in (".now", f"{NOW} h3", ".player"):
        box = browser.run("return document.querySelector(arguments[0]).getBoundingClientRect()",
                          selector)
        assert 0 <= box["top"] < browsers.PHONE[1], selector


def test_list_on_a_phone_folds_behind_a_choice(browser, page, many):
    browser.set_screen(browsers.PHONE, browsers.LIGHT)
    browser.open(page(many))
    assert browser.visible("nav li") == []
    click(browser, "nav summary")
    click(browser, "nav li:nth-child(2) a")
    assert wait_for(browser, "location.hash === '#stream-1'")
    assert browser.visible("nav li") == []
    assert "TLS 1.2" in browser.visible(".handshake")[0]


def swipe(browser, by):
    command = browser.driver.execute_cdp_cmd
    command("Input.dispatchTouchEvent",
            {"type": "touchStart", "touchPoints": [{"x": 180, "y": 500}]})
    for part in (0.5, 1):
        command("Input.dispatchTouchEvent",
                {"type": "touchMove", "touchPoints": [{"x": 180 + by * part, "y": 500}]})
    command("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_swipes(browser, page, handshake):
    browser.set_screen(browsers.PHONE, browsers.LIGHT)
    browser.open(page(handshake))
    browser.keys(Keys.ARROW_RIGHT)
    # The page handles a touch when it gets to it, later than the command returns.
    swipe(browser, -100)
    assert wait_for(browser, f"document.querySelector('{NOW} h3')?.innerText === 'SYN-ACK'")
    swipe(browser, 100)
    assert wait_for(browser, f"document.querySelector('{NOW} h3')?.innerText === 'SYN'")
    swipe(browser, -20)
    assert browser.text(NOW).startswith("SYN\n")


def test_without_scripts_everything_is_shown(browser, page, many, tshark):
    path = page(many)
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.open(path)
        # Out of sight is not hidden: the browser need not have laid it out.
        shown = "return [...document.querySelectorAll(arguments[0])].filter(" \
                "e => e.checkVisibility()).map(e => e.textContent)"
        entries = browser.run(shown, ".entry h3")
        pictures = browser.run(shown, ".picture")
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    steps = [step for connection in tshark.connections(many) for step in connection["steps"]]
    assert len(pictures) == len(MANY)
    assert entries == [step["step"] for step in steps]


def test_on_paper_everything_is_shown(browser, page, handshake):
    browser.open(page(handshake))
    browser.keys(Keys.ARROW_RIGHT)
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert len(browser.visible(".entry")) == 21
    assert browser.visible(".overview") and not browser.visible(".player")
    assert browser.run("return document.querySelector('.halo').getClientRects().length") == 0
    faded = "return [...document.querySelectorAll('.step')].filter(" \
            "e => getComputedStyle(e).opacity < 1).length"
    assert browser.run(faded) == 0
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_same_in_one_pass_and_two(tshark, many):
    drawn = []
    for passes in (runner.ONE_PASS, runner.TWO_PASSES):
        drawn.append(tshark.output(*passes, "-q", "-z", "hsviz,html", capture=many))
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("scheme", [browsers.LIGHT, browsers.DARK])
def test_accessibility(browser, page, any_capture, scheme):
    browser.set_screen(browsers.DESKTOP, scheme)
    browser.open(page(any_capture))
    browser.run((npm.modules() / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    for key in ("", Keys.ARROW_RIGHT, Keys.END):
        browser.keys(key)
        browser.run("document.querySelector('.help').open = true")
        found = browser.driver.execute_async_script(
            "axe.run(document).then(r => arguments[0]("
            "r.violations.map(v => [v.impact, v.id, v.nodes.map(n => n.html)])))")
        assert [what for what in found if what[0] in ("serious", "critical")] == []


# ---- Hostile ----

HOSTILE = {
    "script": b"</script><script>alert(1)</script>",
    "image": b"<img src=x onerror=alert(1)>",
    "attribute": b"\" onload=\"alert(1)\" x='\"><b>&amp;&lt;",
    "comment": b"--><svg/onload=alert(1)>]]><!--",
    "style": b"</style></title><style>*{display:none}</style>",
    "terminal": b"\x1b[31mred\x1b]0;title\x07\r\nnext\x7f\x9b1m",
    "invalid": b"\xff\xfe\xc3(\xed\xa0\x80\xf5overlong\xc0\xaf",
    "direction": "a\u202etset.elpmaxe\u2066\u200b\ufeffb\u2028c".encode(),
}


def with_server_name(content, name):
    """A capture whose ClientHello has another server name: the extensions that follow it give the
    room, and what they leave is filled up."""
    start = content.index(b"\0\0\x0cexample.test") + 3
    end = start + 12
    while end - start < len(name):
        end += 4 + int.from_bytes(content[end + 2:end + 4], "big")
    name = name.ljust(end - start, b".")
    lengths = struct.pack("!HHBH", len(name) + 5, len(name) + 3, 0, len(name))
    return content[:start - len(lengths)] + lengths + name + content[end:]


def with_protocol(content, protocol):
    """A capture whose hellos speak of another application protocol, as long as the real one."""
    assert len(protocol) == len(b"http/1.1")
    assert content.count(b"\0\x09\x08http/1.1") >= 2
    return content.replace(b"\0\x09\x08http/1.1", b"\0\x09\x08" + protocol)


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_names_are_text(browser, tshark, kind):
    content = capture("tls12-full-client-nokeys").read_bytes()
    damaged = tshark.folder / "captures" / f"hostile-{kind}.pcapng"
    damaged.write_bytes(with_server_name(with_protocol(content, b"<b>\"'\x1b\xff&"), HOSTILE[kind]))
    damaged.chmod(0o644)
    path = tshark.out / f"hostile-{kind}.html"
    title, *_ = tshark.output("-q", "-z", f"hsviz,html,file={path}", "-z",
                              "hsviz,unicode,width=400", capture=damaged).splitlines()
    browser.open(path)
    # What the ladder's title says, with all that is not visible spelt out.
    name, protocol = title.split(" · ")[2:]
    assert protocol == r"""<b>"'\x1b\xff&"""
    assert len(name) >= len(HOSTILE[kind])
    assert browser.run("return document.querySelector('h2').textContent") == name
    assert browser.driver.title.startswith(name)
    assert protocol in browser.text(".ends")
    assert browser.run("return document.scripts.length") == 1
    assert browser.run("return document.querySelectorAll('img, b, iframe, body style').length") == 0
    browser.keys(Keys.END)
    assert browser.text(".status").startswith("Step 20 of 20: ")
    assert is_clean(browser, path)


@pytest.mark.parametrize("injected", ["<script>document.title = 'injected'</script>",
                                      "<img src='file:///etc/hostname'>",
                                      "<style>main { display: none }</style>"])
def test_policy_holds_what_escaping_would_let_through(browser, page, handshake, tshark, injected):
    path = tshark.out / "injected.html"
    text = page(handshake).read_text(encoding="utf-8")
    path.write_text(text.replace("<main", injected + "<main", 1), encoding="utf-8")
    browser.open(path)
    assert "Content Security Policy" in " ".join(browser.complaints())
    assert browser.driver.title != "injected"
    assert browser.visible("main")
