"""Runs the real tshark with the plugin that was built, and draws captures with it.

Shared by the tests and by tools/goldens. Root's tshark ignores plugins outside the system's folder,
so that root drops to an ordinary user, who gets copies of plugin and captures to read.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import functools
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import forked
import pcapng

ROOT = pathlib.Path(__file__).resolve().parents[2]
CAPTURES = ROOT / "test-captures"
# Captures without keys are made when they are asked for.
NO_KEYS = pcapng.NO_KEYS
KEYLESS = ROOT / "build" / "captures"
PLUGINS = pathlib.Path(os.environ.get("HSVIZ_PLUGINS", ROOT / "build" / "plugins"))

# The sanitizers' runtime and options, where tools/sanitize runs a plugin that needs them. Python
# itself must not have the runtime, so that it comes under another name; nor what does not load the
# plugin: editcap hangs at its end under it, in the destructor of a library (p11-kit).
LOADERS = ("tshark", "sharkd", "wireshark")
SANITIZER = {name: os.environ[f"HSVIZ_{name}"]
             for name in ("LD_PRELOAD", "ASAN_OPTIONS", "UBSAN_OPTIONS", "WIRESHARK_EXTCAP_DIR")
             if f"HSVIZ_{name}" in os.environ}
IS_SANITIZED = "LD_PRELOAD" in SANITIZER
# What UBSan says of a finding, on standard error: no status that a test may expect hides it.
UBSAN = "runtime error:"

# What each kind of golden file holds. Those drawn with -z hsviz share a run, and write files.
DRAWINGS = {
    "unicode": "hsviz,unicode,width=100",
    "ascii": "hsviz,ascii,width=100",
    "arrows": "hsviz,arrows",
    "markdown": "hsviz,markdown",
    "mermaid": "hsviz,mermaid",
    "plantuml": "hsviz,plantuml",
    "svg": "hsviz,svg",
    "html": "hsviz,html",
    "json": "hsviz,json",
    "csv": "hsviz,csv",
    "summary": "hsviz,summary",
}
# All formats: text is one of those.
FORMATS = [*DRAWINGS, "text"]
# Those of which a file holds one connection: they are drawn into a folder.
ONE_A_FILE = {"mermaid", "svg"}
FLOW = "flow,hsviz,standard"

# What is preloaded into a tshark that reads many captures (forked.py), and how long each may take;
# and how many such tsharks, of 100 MB each, wait at a time.
FORK_SERVER = next((folder / "fork_server.so" for folder in (PLUGINS.parent, ROOT / "build")
                    if (folder / "fork_server.so").exists()), ROOT / "build" / "fork_server.so")
SECONDS_MAX = 100
WAITING_MAX = 4

# Wireshark's own files. Those that give numbers a name are most of what it reads when it starts and
# again when it opens a capture, and nothing shows a name.
DATA = pathlib.Path(shutil.which("tshark") or "/usr/bin/tshark").parents[1] / "share" / "wireshark"
NAMES_OF_NUMBERS = ("manuf", "services", "enterprises.tsv")

# No names are resolved, and a segment that came late does not hide a message.
SETTINGS = ["-n", "-o", "tcp.reassemble_out_of_order:TRUE"]
ORDINARY_USER = 65534
DROP = ["setpriv", f"--reuid={ORDINARY_USER}", f"--regid={ORDINARY_USER}", "--clear-groups"]
ONE_PASS, TWO_PASSES = [], ["-2"]


def without_fixed_parts(page):
    """A page without its style and script, which have files of their own, and with a hash in the
    place of each picture, for svg has goldens of its own."""
    def digest(match):
        return f"<svg: sha256 {hashlib.sha256(match[0].encode('utf-8')).hexdigest()}>"

    page = re.sub(r"<(style|script)\b[^>]*>.*?</\1>", r"<\1>", page, flags=re.DOTALL)
    page = re.sub(r"sha256-[^&]*", "sha256-...", page, count=2)
    return re.sub(r"<svg\b.*?</svg>", digest, page, flags=re.DOTALL)


class Tshark:
    """tshark as an ordinary user, with a home of its own; close() removes what it made."""

    def __init__(self, plugins=PLUGINS):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hsviz-"))
        self.out = self.folder / "out"
        self.is_root = os.geteuid() == 0
        self.folder.chmod(0o755)
        for name in ("home", "out", "captures"):
            (self.folder / name).mkdir()
            (self.folder / name).chmod(0o777)
        self.data = self.folder / "data"
        self.data.mkdir(mode=0o755)
        for path in DATA.iterdir() if DATA.is_dir() else ():
            if path.name in NAMES_OF_NUMBERS:
                (self.data / path.name).touch()
            else:
                (self.data / path.name).symlink_to(path)
        self.waiting, self.num_started = {}, 0
        self.plugins = plugins
        if self.is_root:
            self.plugins = self.folder / "plugins"
            shutil.copytree(plugins, self.plugins)
            for path in [self.plugins, *self.plugins.rglob("*")]:
                path.chmod(0o755)

    def close(self):
        for reader in self.waiting.values():
            reader.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def readable(self, capture):
        """The capture where the ordinary user can read it."""
        if not self.is_root or self.folder in pathlib.Path(capture).parents:
            return capture
        copy = self.folder / "captures" / pathlib.Path(capture).name
        if not copy.exists():
            shutil.copyfile(capture, copy)
            copy.chmod(0o644)
        return copy

    def command(self, *arguments, tool="tshark"):
        return [*(DROP if self.is_root else []), tool, *map(str, arguments)]

    def environment(self, tool="tshark", **changes):
        """What tool needs; a value of None removes a variable."""
        home = self.folder / "home"
        variables = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8",
                     "TZ": "UTC", "TMPDIR": str(self.out), "XDG_CONFIG_HOME": str(home / "xdg"),
                     "WIRESHARK_PLUGIN_DIR": str(self.plugins)}
        if DATA.is_dir():
            variables["WIRESHARK_DATA_DIR"] = str(self.data)
        variables.update(SANITIZER if tool in LOADERS else {})
        variables.update(changes)
        return {name: value for name, value in variables.items() if value is not None}

    def run(self, *arguments, capture=None, tool="tshark", settings=SETTINGS, environment=None,
            **options):
        """Runs and returns the finished process, its output as text."""
        reading = [*settings, "-r", self.readable(capture)] if capture else []
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        options.setdefault("timeout", 120)
        done = subprocess.run(self.command(*reading, *arguments, tool=tool), check=False,
                              env=self.environment(tool, **(environment or {})), encoding="utf-8",
                              errors="replace", **options)
        assert UBSAN not in (done.stderr or ""), done
        return done

    def output(self, *arguments, **options):
        """Runs, and returns standard output of a run that must succeed and be silent beside it."""
        done = self.run(*arguments, **options)
        assert (done.returncode, done.stderr) == (0, ""), done
        return done.stdout

    def take(self, name, place):
        """What was drawn at place, which is gone then: of several files one behind the other."""
        if name not in ONE_A_FILE:
            text = place.read_text(encoding="utf-8")
            place.unlink()
            return text if name != "html" else without_fixed_parts(text)
        if not place.exists():  # no connection, no picture
            return ""
        files = sorted(place.iterdir(), key=lambda path: int(path.stem.split("-")[1]))
        text = "".join(path.read_text(encoding="utf-8") for path in files)
        shutil.rmtree(place)
        return text

    def draw(self, capture, passes=ONE_PASS, status=0):
        """All drawings of a capture, by format, from a tshark that ends with status."""
        files = {name: self.out / f"drawn.{name}" for name in DRAWINGS}
        arguments = [*passes, "-q"]
        for name, options in DRAWINGS.items():
            folder = "/" if name in ONE_A_FILE else ""
            arguments += ["-z", f"{options},file={files[name]}{folder}"]
        found, flow, complaint = self.read(capture, *arguments, "-z", FLOW)
        assert found == status and "CRITICAL" not in complaint, (capture, found, complaint)
        drawn = {name: self.take(name, place) for name, place in files.items()}
        # The width of columns in tshark's own text leaves spaces at the ends of lines.
        drawn["flow"] = "".join(line.rstrip() + "\n" for line in flow.splitlines())
        return drawn

    def read(self, capture, *arguments):
        """As run() with these arguments does, by a tshark that has started once with them and waits
        for captures: status, standard output and error."""
        reader = self.waiting.pop(arguments, None) or self.start_waiting(*arguments)
        self.waiting[arguments] = reader  # the last used comes last
        if len(self.waiting) > WAITING_MAX:
            self.waiting.pop(next(iter(self.waiting))).close()
        shutil.copyfile(capture, reader.place)
        status, complaint = reader.read()
        assert UBSAN not in complaint, (capture, complaint)
        return status, reader.out.read_text(encoding="utf-8", errors="replace"), complaint

    def start_waiting(self, *arguments):
        self.num_started += 1
        place = self.folder / "captures" / f"read-{self.num_started}"
        place.touch(mode=0o644)
        library = self.folder / "fork_server.so"
        if not library.exists():
            shutil.copyfile(FORK_SERVER, library)
            library.chmod(0o755)
        return forked.ForkedTshark(
            self, library, place, *SETTINGS, *arguments, seconds_max=SECONDS_MAX,
            **({"LD_PRELOAD": SANITIZER["LD_PRELOAD"]} if IS_SANITIZED else {}))

    def connections(self, capture, *arguments, **options):
        """The connections of a capture, as -z hsviz,json tells them."""
        asked = [*arguments, "-q", "-z", "hsviz,json"]
        if arguments or options:
            lines = self.output(*asked, capture=capture, **options)
        else:
            status, lines, complaint = self.read(capture, *asked)
            assert (status, complaint) == (0, ""), (capture, status, complaint)
        return [json.loads(line) for line in lines.splitlines()]


@functools.cache
def manifest():
    """(file's entry, scenario) for each connection of each capture of the lab; what a capture point
    saw otherwise is in the scenario's truth, and further connections say their stream."""
    scenarios = json.loads((CAPTURES / "manifest.json").read_text(encoding="utf-8"))["scenarios"]
    found = []
    for scenario in scenarios:
        for entry in scenario["files"]:
            truth = {**scenario["truth"], **entry.get("truth", {})}
            found.append((entry, {**scenario, "truth": truth}))
            for place, other in enumerate(scenario.get("also", ()), 1):
                stream = other.get("streams", {entry["point"]: place}).get(entry["point"])
                if stream is None:  # not every point sees every connection
                    continue
                further = {key: value for key, value in entry.items() if key != "steps"}
                further["stream"] = stream
                further["capture_point"] = other.get("capture_points", {}).get(
                    entry["point"], other.get("capture_point", entry["capture_point"]))
                found.append((further, {**scenario, "truth": other}))
    return found


def name_of(entry):
    """A name for a connection of the manifest."""
    stream = entry.get("stream", 0)
    return entry["file"].removesuffix(".pcapng") + (f"-{stream}" if stream else "")


def capture(name):
    """The capture of test-captures with that name, with its suffix or without; one without keys is
    made of that with keys, all else byte for byte the same."""
    stem = name.removesuffix(".pcapng")
    if not stem.endswith(NO_KEYS):
        return CAPTURES / f"{stem}.pcapng"
    made = KEYLESS / f"{stem}.pcapng"
    pcapng.write_without_keys(CAPTURES / f"{stem.removesuffix(NO_KEYS)}.pcapng", made)
    return made


def captures_in(folder):
    """All captures in a folder and those in it, in order of their paths."""
    return sorted(path for path in folder.rglob("*") if {".pcap", ".pcapng"} & set(path.suffixes))


def all_captures():
    """All captures of test-captures, and those without keys, in order of their names."""
    made = {capture(entry["file"]) for entry, _ in manifest()}
    return sorted(made.union(captures_in(CAPTURES)), key=lambda path: path.name)
