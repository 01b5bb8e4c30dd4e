"""Remakes test-captures/: runs each scenario on the lab's network and keeps what passes verify.py.

    lab.py [SCENARIO...]
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import certificates
import network
import verify
from scenarios import SCENARIOS
from truth import POINTS, capture_point, comment_of, expected_at, truth_of

HERE = os.path.dirname(os.path.abspath(__file__))
CAPTURES = os.path.normpath(os.path.join(HERE, "..", "..", "test-captures"))
ATTEMPTS = 6
SETTLE_S = 0.3  # for dumpcap to see what the kernel has
SCRIPTS_TIMEOUT_S = 30
US_PER_MS = 1000
FIRST_CLIENT_PORT = 41800
FIRST_PRIMING_PORT = 51800

# What the lab runs, and the Debian package that brings it.
TOOLS = {
    "cc": "gcc", "dumpcap": "wireshark-common", "editcap": "wireshark-common",
    "ethtool": "ethtool", "ip": "iproute2", "openssl": "openssl", "pkg-config": "pkg-config",
    "sysctl": "procps", "tshark": "tshark",
}
LIBRARIES = {"libssl": "libssl-dev", "gnutls": "libgnutls28-dev"}
PROGRAMS = {
    "relay": (("relay.c",), ()),
    "peer": (("peer.c", "tls_openssl.c"), ("-lssl", "-lcrypto")),
    "peer-gnutls": (("peer.c", "tls_gnutls.c"), ("-lgnutls",)),
}


class AttemptFailed(Exception):
    """A run that gave no usable captures; the next attempt may."""


def missing_packages():
    """The Debian packages that the lab needs and this machine lacks."""
    missing = {package for tool, package in TOOLS.items() if not shutil.which(tool)}
    if "pkg-config" not in missing:
        missing |= {package for library, package in LIBRARIES.items()
                    if subprocess.run(["pkg-config", "--exists", library], check=False).returncode}
    return sorted(missing)


def build_programs(folder):
    """Compiles the wire and the peers into `folder`."""
    for name, (sources, libraries) in PROGRAMS.items():
        subprocess.run(["cc", "-std=c11", "-O2", "-Wall", "-Wextra", "-o",
                        os.path.join(folder, name),
                        *(os.path.join(HERE, source) for source in sources), *libraries],
                       check=True)


class Run:
    """One attempt at one scenario: the processes it starts, and the folder it works in."""

    def __init__(self, scenario, programs, folder):
        self.scenario = scenario
        self.programs = programs
        self.folder = folder
        self.processes = []
        self.client_port = FIRST_CLIENT_PORT + SCENARIOS.index(scenario)

    def path(self, name):
        """A file of this attempt."""
        return os.path.join(self.folder, name)

    def start(self, node, argv, ready=None, **streams):
        """Starts a program in a namespace, and waits for the line that says it is ready."""
        process = subprocess.Popen(network.inside(node, *argv), cwd=self.folder, text=True,
                                   stdin=subprocess.DEVNULL, **streams)
        self.processes.append(process)
        stream = process.stdout or process.stderr
        while ready and ready not in (line := stream.readline()):
            if not line:
                raise AttemptFailed(f"{argv[0]} did not start")
        return process

    def stop(self, process, how=signal.SIGTERM):
        """Ends a process that this run started."""
        process.send_signal(how)
        process.wait()
        for stream in (process.stdout, process.stderr):
            if stream:
                stream.close()
        self.processes.remove(process)

    def stop_all(self):
        """Ends what is left."""
        for process in list(self.processes):
            self.stop(process, signal.SIGKILL)

    def wires_start(self, losses):
        """Starts both wires; the rules count from now."""
        wires = []
        for (wire, ends), delay_ms in zip(network.WIRES.items(), self.scenario.delays_ms):
            rules = [rule for where, rule in losses if where == wire]
            argv = [os.path.join(self.programs, "relay"), *ends, int(delay_ms * US_PER_MS), *rules]
            wires.append(self.start("wire", argv, "ready", stdout=subprocess.PIPE))
        return wires

    def server_start(self):
        """Starts the server with a script for each priming connection and for the captured one."""
        scripts = [script for _, script in self.scenario.prime] + [self.scenario.server]
        argv = [os.path.join(self.programs, "peer"), "server", f"port={self.scenario.port}",
                *self.scenario.server_settings]
        for script in scripts:
            argv += ["--", *script]
        return self.start("server", argv, "ready", stdout=subprocess.PIPE)

    def client_run(self, script, port, settings, program="peer"):
        """Runs the client through one connection."""
        client = self.start("client", [
            os.path.join(self.programs, program), "client", f"address={network.SERVER_ADDRESS}",
            f"port={self.scenario.port}", f"local-port={port}", *settings, "--", *script])
        if client.wait(SCRIPTS_TIMEOUT_S):
            raise AttemptFailed("the client failed")
        self.processes.remove(client)

    def taps_start(self):
        """Starts a capture at each point, of the connection's packets alone."""
        taps = []
        for point, interface in network.TAPS.items():
            argv = ["dumpcap", "-q", "-P", "-i", interface, "-w", self.path(point + ".pcap"),
                    "-f", f"tcp port {self.scenario.port} and tcp port {self.client_port}"]
            taps.append(self.start(point, argv, "File:", stderr=subprocess.PIPE))
        time.sleep(SETTLE_S)
        return taps

    def connection_run(self, server):
        """The captured connection, from before its SYN until after its last segment."""
        taps = self.taps_start()
        settings = self.scenario.client_settings
        if self.scenario.tls:
            settings += ("keylog=keys.txt",)
        self.client_run(self.scenario.client, self.client_port, settings, self.scenario.program)
        if server.wait(SCRIPTS_TIMEOUT_S):
            raise AttemptFailed("the server failed")
        time.sleep(2 * sum(self.scenario.delays_ms) / 1000 + SETTLE_S)
        for tap in taps:
            self.stop(tap, signal.SIGINT)

    def play(self):
        """Plays the whole scenario."""
        wires = self.wires_start(())
        server = self.server_start()
        for place, (script, _) in enumerate(self.scenario.prime):
            self.client_run(script, FIRST_PRIMING_PORT + place, self.scenario.prime_settings)
        for wire in wires:
            self.stop(wire)
        self.wires_start(self.scenario.losses)
        self.connection_run(server)

    def has_keys(self):
        """Whether there are keys: plain TCP has none, nor a handshake that an alert ended early."""
        return os.path.exists(self.path("keys.txt"))

    def export(self, point, keys):
        """Writes one capture of the manifest, and returns its entry."""
        twin = self.has_keys() and not keys
        name = f"{self.scenario.name}-{point}{verify.NO_KEYS if twin else ''}.pcapng"
        secrets = ["--inject-secrets", "tls," + self.path("keys.txt")] if keys else []
        subprocess.run(["editcap", "-F", "pcapng", *secrets,
                        "--capture-comment", comment_of(self.scenario, point),
                        self.path(point + ".pcap"), self.path(name)],
                       check=True, stderr=subprocess.DEVNULL)
        return {"file": name, "point": point, "keys": keys,
                "capture_point": capture_point(self.scenario, point)}

    def entry(self):
        """The scenario's entry in the manifest; its files are in this attempt's folder."""
        truth = truth_of(self.scenario)
        files = [self.export(point, keys) for point in POINTS
                 for keys in ((True, False) if self.has_keys() else (False,))]
        for file in files:
            expected = expected_at(truth, file["point"], file["capture_point"])
            here = [each.step for each in expected]
            if here != truth["steps"]:
                file["steps"] = here
        return {"name": self.scenario.name, "shows": self.scenario.shows,
                "made_with": self.scenario.made_with, "files": files, "truth": truth}


def attempt(scenario, programs):
    """Plays a scenario once; returns its entry, or None after saying what was wrong."""
    with tempfile.TemporaryDirectory() as folder:
        certificates.make(folder, scenario.certificate)
        run = Run(scenario, programs, folder)
        network.build()
        try:
            run.play()
            entry = run.entry()
        except (AttemptFailed, subprocess.TimeoutExpired) as failure:
            print(f"  {failure}")
            return None
        finally:
            run.stop_all()
            network.remove()
        problems = verify.check_scenario(entry, folder)
        for problem in problems:
            print("  " + problem)
        if problems:
            return None
        for file in entry["files"]:
            shutil.copyfile(run.path(file["file"]), os.path.join(CAPTURES, file["file"]))
        return entry


def make(scenario, programs):
    """Makes a scenario's captures, again while the machine was too noisy for its tolerances."""
    for number in range(1, ATTEMPTS + 1):
        print(f"{scenario.name}, attempt {number}", flush=True)
        entry = attempt(scenario, programs)
        if entry:
            return entry
    return None


def manifest_load():
    """The manifest as it stands: scenarios by name."""
    path = os.path.join(CAPTURES, "manifest.json")
    if not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as file:
        return {entry["name"]: entry for entry in json.load(file)["scenarios"]}


def readme_text(entries):
    """test-captures/README.md, from the manifest."""
    lines = ["# Captures from the lab", "",
             "Made by `tests/lab/make` with real TLS stacks; `manifest.json` holds the truth of",
             "each, `tests/lab/README.md` says how they are made and what the truth's keys mean.",
             "Each scenario was captured at three points at once: `-client`, `-middle`, `-server`.",
             "The TLS keys are inside; `-nokeys` is the same capture without them.", "",
             "| scenario | shows | made with |", "| --- | --- | --- |"]
    lines += [f"| {entry['name']} | {entry['shows']} | {entry['made_with']} |" for entry in entries]
    return "\n".join(lines) + "\n"


def manifest_save(by_name):
    """Writes the manifest and its README, and removes captures that no scenario has any more."""
    entries = [by_name[scenario.name] for scenario in SCENARIOS if scenario.name in by_name]
    with open(os.path.join(CAPTURES, "manifest.json"), "w", encoding="utf-8") as file:
        json.dump({"scenarios": entries}, file, indent=1, ensure_ascii=False)
        file.write("\n")
    with open(os.path.join(CAPTURES, "README.md"), "w", encoding="utf-8") as file:
        file.write(readme_text(entries))
    listed = {file["file"] for entry in entries for file in entry["files"]}
    for name in os.listdir(CAPTURES):
        if name.endswith(".pcapng") and name not in listed:
            os.remove(os.path.join(CAPTURES, name))


def main(names):
    """Makes the scenarios named, or all; the manifest is written after each."""
    unknown = set(names) - {scenario.name for scenario in SCENARIOS}
    if unknown:
        sys.exit(f"lab: no such scenario: {', '.join(sorted(unknown))}")
    if missing_packages():
        sys.exit(f"lab: apt-get install {' '.join(missing_packages())}")
    if os.geteuid():
        sys.exit("lab: network namespaces need root")
    os.makedirs(CAPTURES, exist_ok=True)
    by_name = manifest_load()
    failed = []
    with tempfile.TemporaryDirectory() as programs:
        build_programs(programs)
        for scenario in SCENARIOS:
            if names and scenario.name not in names:
                continue
            entry = make(scenario, programs)
            if entry:
                by_name[scenario.name] = entry
                manifest_save(by_name)
            else:
                failed.append(scenario.name)
    return f"lab: could not be made: {', '.join(failed)}" if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
