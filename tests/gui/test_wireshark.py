"""Every window of hsviz in the real Wireshark: opened, used by keys, compared with tshark, closed.

The tests share one Wireshark, and run in the order in which they stand here.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import collections
import os
import re
import shutil
import time

import pytest

import desktop as desktops
import runner

WINDOW = "Handshakes$"
DIALOG = "Save handshake as$"
# The stream of the frame that is selected when Wireshark starts.
SELECTED = 5


def rows_of_statistics(tshark, capture):
    kinds = collections.Counter(told["tls"]["kind"] for told in tshark.connections(capture)
                                if told["tls"])
    return [(kind, str(number)) for kind, number in kinds.items()]


def rows_of_table(tshark, capture):
    return [(str(told["stream"]), f"{told['client']['address']}:{told['client']['port']}")
            for told in tshark.connections(capture)]


# Pixels: no letter or line has as many.
AREA_MIN = 5000
# The beginnings of lines that their copied text must have.
STATISTICS = {"Handshake Statistics": rows_of_statistics, "Handshake Table": rows_of_table}


def install_profile(tshark):
    """As `cmake --install` does for one user."""
    configuration = tshark.folder / "home" / "xdg"
    shutil.copytree(runner.ROOT / "profile", configuration / "wireshark" / "profiles",
                    dirs_exist_ok=True)
    for path in [configuration, *configuration.rglob("*")]:
        if tshark.is_root:
            os.chown(path, runner.ORDINARY_USER, runner.ORDINARY_USER)


@pytest.fixture(scope="module")
def wireshark(tshark, desktop, capture):
    install_profile(tshark)
    frame = tshark.connections(capture)[SELECTED]["first_frame"] + 3
    instance = desktops.Wireshark(tshark, desktop, f"^{capture.name}$", "-C", "hsviz",
                                   "-g", frame, "-r", capture)
    yield instance
    instance.close()


@pytest.fixture
def drawn(tshark, capture):
    """What tshark draws of one connection."""
    def draw(drawing, stream):
        return tshark.output("-q", "-z", f"hsviz,{drawing},stream={stream}", capture=capture)

    return draw


@pytest.fixture
def save_as(desktop, wireshark):
    """Fills in the dialog in which a file is named."""
    def save(path):
        wireshark.press("Save As…")
        desktop.click(DIALOG, 0.75, 0.3)
        desktop.keys("ctrl+a")
        desktop.type(str(path))
        desktop.keys("Return")

    return save


@pytest.fixture
def copied(desktop, wireshark):
    """What a button copies."""
    def copy(button):
        desktop.clear_clipboard()
        wireshark.press(button)
        return desktops.wait_until(f"copy by {button}", desktop.clipboard)

    return copy


def test_profile(wireshark, desktop, pictures):
    wireshark.activate()
    desktop.run("xdotool", "windowsize", "--sync", wireshark.main, "1360", "760")
    desktop.picture(pictures / "profile.png", wireshark.title)


def test_window_shows_the_selected_frame(wireshark, desktop, copied, drawn, pictures):
    window = wireshark.menu("Handshakes", WINDOW)
    desktop.run("xdotool", "windowsize", "--sync", window, "1120", "900")
    desktop.picture(pictures / "window.png", WINDOW)
    assert copied("Copy Text") == drawn("unicode", SELECTED)
    assert copied("Copy Mermaid") == drawn("mermaid", SELECTED)


def test_next_previous_selected(wireshark, copied, drawn):
    wireshark.press("Next")
    assert copied("Copy Text") == drawn("unicode", SELECTED + 1)
    wireshark.press("Next")
    assert copied("Copy Text") == drawn("unicode", SELECTED + 2)
    wireshark.press("Previous")
    assert copied("Copy Text") == drawn("unicode", SELECTED + 1)
    wireshark.press("Selected")
    assert copied("Copy Text") == drawn("unicode", SELECTED)


def test_text_instead_of_picture(wireshark, desktop, drawn, pictures):
    wireshark.press("Picture/Text")
    desktop.picture(pictures / "window-text.png", WINDOW)
    assert wireshark.text_shown().strip() == drawn("unicode", SELECTED).strip()
    wireshark.press("Picture/Text")


def test_save_as(save_as, desktop, tshark, drawn):
    for drawing in ("svg", "html", "json"):
        path = tshark.out / f"saved.{drawing}"
        save_as(path)
        desktop.gone(DIALOG)
        desktops.wait_until(path, path.exists)
        assert path.read_text(encoding="utf-8") == drawn(drawing, SELECTED)


@pytest.mark.parametrize("name", ["no-extension", "saved.svg", "no-folder/saved.svg"])
def test_save_as_says_why_not(save_as, desktop, tshark, name):
    before = (tshark.out / "saved.svg").stat()
    save_as(tshark.out / name)
    desktop.activate("^Wireshark$")
    desktop.keys("Return")
    desktop.gone(DIALOG)
    assert (tshark.out / "saved.svg").stat() == before
    assert not (tshark.out / "no-extension").exists()


def test_browser(wireshark, tshark, drawn):
    wireshark.press("Browser")
    page = tshark.out / "opened.html"
    desktops.wait_until(page, lambda: page.exists() and page.stat().st_size > 0)
    assert page.read_text(encoding="utf-8") == drawn("html", SELECTED)
    assert len(list(tshark.out.glob("hsviz-*"))) == 1


def test_go_to_packet(wireshark, desktop):
    wireshark.press("Next")
    wireshark.press("Go to Packet")
    wireshark.activate()
    # Follow TCP Stream, which names the stream of the packet that is selected.
    desktop.keys("ctrl+shift+alt+t")
    desktop.activate(rf"Follow TCP Stream \(tcp.stream eq {SELECTED + 1}\)")
    desktop.keys("Escape")
    desktop.gone("Follow TCP Stream")


def filter_line(wireshark, desktop):
    """What stands in the line of the display filter."""
    desktop.clear_clipboard()
    wireshark.activate()
    desktop.keys("ctrl+slash", "ctrl+a", "ctrl+c")
    return desktops.wait_until("filter", desktop.clipboard)


def test_filter(wireshark, desktop):
    wireshark.press("Filter")
    assert filter_line(wireshark, desktop) == f"tcp.stream == {SELECTED + 1}"


def test_conversation_filter(wireshark, desktop):
    wireshark.activate()
    desktop.keys("alt+a")
    time.sleep(desktops.MENU_OPENS_S)
    # Conversation Filter is the seventh from below, Handshake the last in it.
    desktop.keys(*["Up"] * 7, "Right")
    time.sleep(desktops.MENU_OPENS_S)
    desktop.keys("Up", "Return")
    assert filter_line(wireshark, desktop).startswith(f"hsviz.stream == {SELECTED + 1} and ")


def test_several_windows_leave_nothing_behind(wireshark, desktop, tshark):
    wireshark.menu("Handshakes", WINDOW)
    desktops.wait_until("second window", lambda: len(desktop.windows(WINDOW)) == 2)
    for left in (1, 0):
        wireshark.press("Close")
        desktops.wait_until("one window less", lambda: len(desktop.windows(WINDOW)) == left)
    assert not list(tshark.out.glob("hsviz-*"))


@pytest.mark.parametrize(("title", "size"), [("Handshake Statistics", ("900", "690")),
                                             ("Handshake Table", ("1390", "330"))])
def test_statistics(wireshark, desktop, tshark, capture, pictures, title, size):
    window = wireshark.menu(title, title)
    desktop.run("xdotool", "windowsize", "--sync", window, *size)
    desktop.picture(pictures / f"{title.replace(' ', '-').lower()}.png", title)
    desktop.clear_clipboard()
    desktop.click(title, 0.5, 0.5)
    # Past the filter and its button.
    desktop.keys("Tab", "Tab", "Tab", "space")
    copied = desktops.wait_until("copy", desktop.clipboard)
    for cells in STATISTICS[title](tshark, capture):
        assert re.search(r"^ *" + r"\W+".join(map(re.escape, cells)), copied, re.MULTILINE), cells
    desktop.keys("Escape")
    desktop.gone(title)


# Wireshark's rows of errors; all errors of this capture are notes of hsviz.
COLOUR_OF_ERRORS = "#FF5C5C"


def test_expert_information(wireshark, desktop, pictures):
    """The dialog dissects again without a tree."""
    window = wireshark.menu("Expert Information", "Expert Information")
    desktop.run("xdotool", "windowsize", "--sync", window, "1000", "500")
    picture = pictures / "expert-information.png"
    desktops.wait_until("row of errors", lambda: (
        desktop.picture(picture, "Expert Information"),
        COLOUR_OF_ERRORS in colours_of(desktop, picture))[1])
    desktop.keys("Escape")
    desktop.gone("Expert Information")


# Of TCP's opening and closing, hellos, authentication and Finished, as in the profile.
COLOURS_OF_FLOW = {"#DDDDEE", "#B4A4B4", "#99DDFF", "#BBCC33", "#55C8A0"}


def colours_of(desktop, picture):
    """The colours that areas of a picture have."""
    told = desktop.run("convert", str(picture), "-format", "%c", "histogram:info:-")
    found = re.findall(r"(\d+): \(.*?\) (#[0-9A-F]{6})", told)
    return {colour for count, colour in found if int(count) >= AREA_MIN}


def test_flow_graph(wireshark, desktop, tshark, capture, pictures):
    path = tshark.out / "flow.txt"
    window = wireshark.menu("Flow Graph", "Flow ")
    desktop.run("xdotool", "windowsize", "--sync", window, "1300", "800")
    # The list of kinds, in the middle below the graph, chooses by the letters that one types.
    desktop.click("Flow ", 0.53, 0.931)
    desktop.type("tcp and")
    desktop.keys("Return")
    desktop.picture(pictures / "flow.png", "Flow ")
    assert COLOURS_OF_FLOW <= colours_of(desktop, pictures / "flow.png")
    desktop.keys("alt+e")
    desktop.activate("Save Graph As")
    desktop.type(str(path))
    # The last of the types, in a list below the name, is text.
    desktop.click("Save Graph As", 0.5, 0.942)
    desktop.keys("End", "Return", "alt+s")
    desktop.gone("Save Graph As")
    desktops.wait_until(path, path.exists)
    # Wireshark has read all when it draws, as tshark has in a second pass.
    told = tshark.output("-2", "-q", "-z", runner.FLOW, capture=capture)
    wanted = [line.rstrip() for line in told.splitlines() if "|" in line]
    written = path.read_text(encoding="utf-8").splitlines()
    assert [line.rstrip() for line in written if "|" in line] == wanted
    desktop.keys("Escape")
    desktop.gone("Flow ")


def test_window_follows_to_another_file(wireshark, desktop, tshark, copied, pictures):
    other = runner.capture("tls12-full-client")
    told = tshark.output("-q", "-z", "hsviz,unicode", capture=other)
    wireshark.menu("Handshakes", WINDOW)
    wireshark.press("Picture/Text")
    wireshark.activate()
    desktop.keys("ctrl+o")
    desktop.activate("Open Capture File")
    desktop.type(str(tshark.readable(other)))
    desktop.keys("Return")
    wireshark.title = f"^{other.name}$"
    desktop.window(wireshark.title)
    desktops.wait_until("the other file's connection",
                        lambda: wireshark.text_shown().strip() == told.strip())
    assert copied("Copy Text") == told
    wireshark.activate()
    desktop.keys("ctrl+w")
    wireshark.title = "^The Wireshark Network Analyzer"
    desktop.window(wireshark.title)
    desktops.wait_until("empty window", lambda: "No TCP connection" in wireshark.text_shown())
    desktop.picture(pictures / "window-empty.png", WINDOW)
    desktop.clear_clipboard()
    for button in desktops.BUTTONS:
        wireshark.press(button)
    desktop.gone(WINDOW)
    assert desktop.clipboard() == ""


def test_wireshark_ends_without_a_complaint(wireshark, tshark):
    assert wireshark.close() == 0
    assert wireshark.complaints() == []
    assert not list(tshark.out.glob("hsviz-*"))
