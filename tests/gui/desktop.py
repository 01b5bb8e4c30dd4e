"""A desktop without a screen, and the real Wireshark on it, driven by keys.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import contextlib
import os
import pathlib
import re
import signal
import subprocess
import time

import runner

TOOLS = ["Xvfb", "openbox", "wireshark", "xdotool", "import", "xclip"]
# Of a machine with two slow cores that does other things too.
PATIENCE_S = 20
POLL_S = 0.1
# How soon a menu takes keys, and its window comes, where nothing is lost.
MENU_OPENS_S, WINDOW_OPENS_S = 0.4, 5
# What Wireshark itself says when it starts on a machine without radio.
USUAL = ["nl80211 not found."]
# How Wireshark tells that a capture starts and stops.
CAPTURE_NEWS = "[Capture MESSAGE]"
# Qt asks the server where a window stands that has just been closed; on a busy machine the answer
# comes after it is gone. No plugin has a part in that.
CLOSED_TOO_SOON = re.compile(r"QXcbConnection: XCB error: 3 \(BadWindow\).*\(TranslateCoords\)")
# Where menus have entries without a letter to press: how often to press which arrow. Wireshark 4.0.
MENUS = {
    "Handshakes": ("alt+t", ["Up"] * 2),
    "Expert Information": ("alt+a", ["Up"]),
    "Flow Graph": ("alt+s", ["Down"] * 17),
    "Handshake Table": ("alt+s", ["Down"] * 9),
    "Handshake Statistics": ("alt+s", ["Up"]),
}
# The buttons of the window, in the order in which Tab reaches them.
BUTTONS = ["Previous", "Next", "Selected", "Picture/Text", "Copy Text", "Copy Mermaid", "Save As…",
           "Browser", "Filter", "Go to Packet", "Close"]


def wait_until(what, condition):
    """Polls until condition gives something true, and returns that."""
    end = time.monotonic() + PATIENCE_S
    while not (found := condition()):
        assert time.monotonic() < end, f"no {what} after {PATIENCE_S} s"
        time.sleep(POLL_S)
    return found


class Desktop:
    """An X server with a window manager; close() ends both."""

    def __init__(self):
        read, write = os.pipe()
        self.processes = [subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-ac", "-nolisten", "tcp", "-screen", "0",
             "1400x1000x24"], pass_fds=[write], stderr=subprocess.DEVNULL)]
        os.close(write)
        with os.fdopen(read) as number:
            self.name = f":{number.readline().strip()}"
        self.environment = {**os.environ, "DISPLAY": self.name}
        wait_until("X server", lambda: self.run("xdotool", "getdisplaygeometry"))
        self.processes.append(subprocess.Popen(["openbox"], env=self.environment,
                                               stderr=subprocess.DEVNULL))

    def close(self):
        for process in reversed(self.processes):
            process.terminate()
            process.wait()

    def run(self, *command, **options):
        return subprocess.run(command, env=self.environment, check=False, encoding="utf-8",
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **options).stdout

    def windows(self, title):
        """Wireshark's visible windows whose title contains a regular expression."""
        known = self.run("xdotool", "search", "--onlyvisible", "--class", "wireshark").split()
        # xdotool searches in an older property than the one it reads, which some windows lack.
        return [window for window in known
                if re.search(title, self.run("xdotool", "getwindowname", window).rstrip("\n"))]

    def window(self, title):
        return wait_until(f"window {title}", lambda: self.windows(title))[0]

    def gone(self, title):
        wait_until(f"end of window {title}", lambda: not self.windows(title))

    def activate(self, title):
        window = self.window(title)
        self.run("xdotool", "windowactivate", "--sync", window)
        return window

    def click(self, title, right, down):
        """Clicks into a window, at a fraction of its width and height."""
        window = self.activate(title)
        lines = self.run("xdotool", "getwindowgeometry", "--shell", window).splitlines()
        size = dict(line.split("=") for line in lines)
        self.run("xdotool", "mousemove", "--window", window, str(int(int(size["WIDTH"]) * right)),
                 str(int(int(size["HEIGHT"]) * down)), "click", "1")

    def keys(self, *keys):
        self.run("xdotool", "key", "--delay", "30", *keys)

    def type(self, text):
        self.run("xdotool", "type", "--delay", "5", text)

    def clipboard(self):
        return self.run("xclip", "-selection", "clipboard", "-o", timeout=PATIENCE_S)

    def clear_clipboard(self):
        # It stays behind to hand out what it holds, so that nothing may wait for its output.
        subprocess.run(["xclip", "-selection", "clipboard", "-i", "/dev/null"], check=True,
                       env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def picture(self, path, title="root"):
        """What a window, or the whole desktop, looks like now."""
        window = title if title == "root" else self.window(title)
        self.run("import", "-window", window, str(path))


def places(tshark):
    """Folders of a run's own, and before all programs one that takes what a browser is given."""
    programs = tshark.folder / "programs"
    own = tshark.folder / "out" / "own"
    if not own.is_dir():
        own.mkdir(mode=0o700)
        if tshark.is_root:
            os.chown(own, runner.ORDINARY_USER, runner.ORDINARY_USER)
        programs.mkdir(mode=0o755)
        browser = programs / "xdg-open"
        browser.write_text(f'#!/bin/sh\nexec cp "${{1#file://}}" {tshark.out}/opened.html\n',
                           encoding="utf-8")
        browser.chmod(0o755)
    return {"TMPDIR": str(tshark.out), "XDG_RUNTIME_DIR": str(own),
            "PATH": f"{programs}:{os.environ['PATH']}"}


class Wireshark:
    """One run of Wireshark with the plugin, as an ordinary user."""

    def __init__(self, tshark, desktop, title, *arguments):
        self.desktop = desktop
        self.title = title
        self.errors = (tshark.folder / "out" / "stderr").open("w+", encoding="utf-8")
        self.process = subprocess.Popen(
            tshark.command(*runner.SETTINGS, *arguments, tool="wireshark"),
            env=tshark.environment(DISPLAY=desktop.name, **places(tshark)),
            stdout=subprocess.DEVNULL, stderr=self.errors)
        self.main = self.desktop.window(self.title)

    def complaints(self):
        self.errors.flush()
        text = pathlib.Path(self.errors.name).read_text(encoding="utf-8")
        return [line for line in text.splitlines()
                if line not in USUAL and CAPTURE_NEWS not in line
                and not CLOSED_TOO_SOON.search(line)]

    def activate(self):
        self.desktop.activate(self.title)

    def menu(self, entry, title):
        """Opens a menu's entry, and waits for its window; gives that."""
        known = self.desktop.windows(title)
        window = wait_until(f"window {title} from the menu",
                            lambda: self.try_menu(*MENUS[entry], title, known))
        self.desktop.run("xdotool", "windowactivate", "--sync", window)
        return window

    def try_menu(self, menu, arrows, title, known):
        """The new window; None where a Wireshark that was busy lost a key on the way."""
        self.activate()
        self.desktop.keys(menu)
        time.sleep(MENU_OPENS_S)
        self.desktop.keys(*arrows, "Return")
        end = time.monotonic() + WINDOW_OPENS_S
        while time.monotonic() < end:
            new = set(self.desktop.windows(title)) - set(known)
            if new:
                return new.pop()
            time.sleep(POLL_S)
        self.desktop.keys("Escape", "Escape", "Escape")
        return None

    def press(self, button):
        """Presses a button of the window that has just been opened or pressed in."""
        # From the middle, Tab leads to the line above the buttons, and then to them.
        self.desktop.click("Handshakes$", 0.5, 0.5)
        self.desktop.keys(*["Tab"] * (BUTTONS.index(button) + 2), "space")

    def text_shown(self):
        """All text in the window, as its own copying gives it, without what counts connections."""
        self.desktop.clear_clipboard()
        self.desktop.click("Handshakes$", 0.5, 0.5)
        self.desktop.keys("ctrl+a", "ctrl+c")
        return re.sub(r"^Connection \d+ of \d+\s*", "", self.desktop.clipboard())

    def close(self):
        """Ends Wireshark as a user does; gives its exit status."""
        if self.process.poll() is None:
            self.activate()
            self.desktop.keys("ctrl+q")
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(PATIENCE_S)
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        return self.process.returncode
