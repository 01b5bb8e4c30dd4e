"""Remakes test-captures/: runs each scenario on the lab's network and keeps what passes verify.py.

    lab.py [SCENARIO...]
    lab.py --truth SCENARIO...    # only rewrite their truth in the manifest, from the tables

SPDX-License-Identifier: GPL-2.0-or-later
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
import derive
import network
import verify
from scenarios import SCENARIOS
from scenarios_derived import DERIVED
from truth import (also_of, capture_point, comment_of, expected_at, steps_read, stream_at,
                   truth_of)

HERE = os.path.dirname(os.path.abspath(__file__))
CAPTURES = os.path.normpath(os.path.join(HERE, "..", "..", "test-captures"))
ATTEMPTS = 6
SETTLE_S = 0.3  # for dumpcap to see what the kernel has
SCRIPTS_TIMEOUT_S = 30
US_PER_MS = 1000
FIRST_CLIENT_PORT = 41800
FIRST_PRIMING_PORT = 51800
# The real responder, which a busy machine must not make slow; other programs of the authority's
# host are the lab's own.
RESPONDER = ("chrt", "-f", "5", "openssl", "ocsp", "-port", "80", "-index", "index.txt", "-CA",
             "ca.pem", "-rsigner", "ca.pem", "-rkey", "ca.key", "-resp_no_certs", "-ndays", "7")

# What the lab runs, and the Debian package that brings it.
TOOLS = {
    "cc": "gcc", "dumpcap": "wireshark-common", "editcap": "wireshark-common",
    "ethtool": "ethtool", "ip": "iproute2", "openssl": "openssl", "pkg-config": "pkg-config",
    "sysctl": "procps", "tshark": "tshark", "pk12util": "libnss3-tools", "nft": "nftables",
    "chrt": "util-linux",
}
LIBRARIES = {"libssl": "libssl-dev", "gnutls": "libgnutls28-dev", "nss": "libnss3-dev"}
PROGRAMS = {
    "relay": (("relay.c",), ()),
    "peer": (("peer.c", "tls_openssl.c", "authority.c"), ("-lssl", "-lcrypto")),
    "peer-gnutls": (("peer.c", "tls_gnutls.c"), ("-lgnutls",)),
    "peer-nss": (("peer.c", "tls_nss.c"),
                 ("-I/usr/include/nss", "-I/usr/include/nspr", "-lssl3", "-lnss3", "-lnspr4",
                  "-ldl")),
}
# Plays segments that no kernel sends; a kernel is at the other end.
SCRIPTED = "raw.py"
# What OpenSSL 3.5 alone can do comes from a Debian 13 beside this one; README.md says how.
DEBIAN_13 = os.environ.get("HSVIZ_LAB_DEBIAN_13", "/tmp/trixie")


class AttemptFailed(Exception):
    """A run that gave no usable captures; the next attempt may."""


def missing_packages():
    """The Debian packages that the lab needs and this machine lacks."""
    missing = {package for tool, package in TOOLS.items() if not shutil.which(tool)}
    if "pkg-config" not in missing:
        missing |= {package for library, package in LIBRARIES.items()
                    if subprocess.run(["pkg-config", "--exists", library], check=False).returncode}
    return sorted(missing)


def compile_program(path, sources, options):
    """Compiles one program of the lab."""
    subprocess.run(["cc", "-std=c11", "-O2", "-Wall", "-Wextra", "-o", path,
                    *(os.path.join(HERE, source) for source in sources), *options], check=True)


def build_openssl35(folder):
    """Compiles the peer for the OpenSSL of Debian 13, whose own loader has to start it."""
    libraries = os.path.join(DEBIAN_13, "usr/lib/x86_64-linux-gnu")
    include = os.path.join(folder, "openssl35")
    package = os.path.join(DEBIAN_13, "tmp")
    subprocess.run(["chroot", DEBIAN_13, "sh", "-c", "cd /tmp && apt-get download -q libssl-dev"],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for name in os.listdir(package):
        if name.startswith("libssl-dev_"):
            subprocess.run(["dpkg", "-x", os.path.join(package, name), include], check=True)
            os.remove(os.path.join(package, name))
    binary = os.path.join(folder, "peer-openssl35.bin")
    compile_program(binary, ("peer.c", "tls_openssl.c", "authority.c"), (
        "-I" + os.path.join(include, "usr/include"),
        "-I" + os.path.join(include, "usr/include/x86_64-linux-gnu"),
        "-L" + libraries, "-Wl,--allow-shlib-undefined", "-l:libssl.so.3", "-l:libcrypto.so.3"))
    starter = os.path.join(folder, "peer-openssl35")
    loader = os.path.join(DEBIAN_13, "lib64/ld-linux-x86-64.so.2")
    with open(starter, "w", encoding="ascii") as file:
        file.write(f'#!/bin/sh\nexec {loader} --library-path {libraries} {binary} "$@"\n')
    os.chmod(starter, 0o755)


def build_programs(folder, scenarios):
    """Compiles the wire and the peers that the scenarios need into `folder`."""
    wanted = {"relay"} | {program for scenario in scenarios
                          for program in (scenario.program, scenario.server_program)}
    for name in wanted & PROGRAMS.keys():
        compile_program(os.path.join(folder, name), *PROGRAMS[name])
    if "peer-openssl35" in wanted:
        build_openssl35(folder)
    if SCRIPTED in wanted:
        os.symlink(os.path.join(HERE, SCRIPTED), os.path.join(folder, SCRIPTED))


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
        if self.scenario.authority:
            argv = [os.path.join(self.programs, "relay"), *network.AUTHORITY_WIRE,
                    int(self.scenario.authority_ms * US_PER_MS)]
            wires.append(self.start("wire", argv, "ready", stdout=subprocess.PIPE))
        return wires

    def authority_start(self):
        """Starts what the certificate authority's host runs, if there is one."""
        program, *arguments = self.scenario.authority or (None,)
        if program == "openssl":
            self.start("authority", RESPONDER, "ACCEPT", stdout=subprocess.PIPE,
                       stderr=subprocess.DEVNULL)
            # What it looks up when it first answers takes milliseconds.
            subprocess.run(network.inside("authority", "openssl", "ocsp", "-url",
                                          "http://127.0.0.1/", "-issuer", "ca.pem", "-cert",
                                          "absent.pem", "-noverify", "-no_nonce"),
                           cwd=self.folder, check=True, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
        elif program and program != "nobody":
            self.start("authority", [os.path.join(HERE, program), *arguments], "ready",
                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def others_start(self, role, *settings):
        """Starts the further servers or clients."""
        return [self.start("server" if role == "server" else "client",
                           [os.path.join(self.programs, "peer"), role, *its_settings, *settings,
                            "--", *script],
                           *(("ready",) if role == "server" else ()),
                           **({"stdout": subprocess.PIPE} if role == "server" else {}))
                for its_role, its_settings, script in self.scenario.others if its_role == role]

    def server_start(self):
        """Starts the server with a script for each priming connection and for the captured one."""
        if self.scenario.server is None:
            return None
        scripts = [script for _, script in self.scenario.prime] + [self.scenario.server]
        argv = [os.path.join(self.programs, self.scenario.server_program), "server",
                f"port={self.scenario.port}", *self.scenario.server_settings,
                *(("keylog=server-keys.txt",) if self.scenario.keylog == "server" else ())]
        for script in scripts:
            argv += ["--", *script]
        node = "client" if self.scenario.loopback else "server"
        return self.start(node, argv, "ready", stdout=subprocess.PIPE)

    def server_connect(self, settings):
        """Starts the server as one that connects, from its own port to the client's."""
        return self.start("server", [
            os.path.join(self.programs, self.scenario.server_program), "client",
            f"address={network.CLIENT_ADDRESS}", f"port={self.client_port}",
            f"local-port={self.scenario.port}", *settings, "--", *self.scenario.server])

    def client_start(self, script, port, settings):
        """Starts the client on one connection."""
        script = script() if callable(script) else script
        return self.start("client", [
            os.path.join(self.programs, self.scenario.program), "client",
            f"address={network.SERVER_ADDRESS}", f"port={self.scenario.port}",
            f"local-port={port}", *settings, "--", *script])

    def client_run(self, script, port, settings):
        """Runs the client through one connection."""
        client = self.client_start(script, port, settings)
        if client.wait(SCRIPTS_TIMEOUT_S):
            raise AttemptFailed("the client failed")
        self.processes.remove(client)

    def taps(self):
        """Where it is captured: an interface of each point."""
        return {"client": "lo"} if self.scenario.loopback else network.TAPS

    def taps_start(self):
        """Starts a capture at each point, of the connection's packets alone."""
        taps = []
        chosen = (self.scenario.capture_filter
                  or f"tcp port {self.scenario.port} and tcp port {self.client_port}")
        for point, interface in self.taps().items():
            argv = ["dumpcap", "-q", "-P", "-i", interface, "-w", self.path(point + ".pcap"),
                    "-f", chosen]
            taps.append(self.start(point, argv, "File:", stderr=subprocess.PIPE))
        time.sleep(SETTLE_S)
        return taps

    def connection_run(self, server):
        """The captured connection, from before its SYN until after its last segment."""
        others = self.others_start("server")
        taps = self.taps_start()
        settings = self.scenario.client_settings
        if self.scenario.tls and self.scenario.keylog == "client":
            settings += ("keylog=keys.txt",)
        if self.scenario.begin_together:
            together = (f"begin-s={int(time.time()) + 2}",)
            server = self.server_connect(together)
            settings += together
        if self.scenario.others:
            together = (f"begin-s={int(time.time()) + 2}",)
            settings += together
            others += self.others_start("client", "keylog=keys.txt", *together)
        if self.scenario.cut_s:
            self.client_start(self.scenario.client, self.client_port, settings)
            time.sleep(self.scenario.cut_s)
        else:
            self.client_run(self.scenario.client, self.client_port, settings)
            if server and server.wait(SCRIPTS_TIMEOUT_S):
                raise AttemptFailed("the server failed")
            if any(other.wait(SCRIPTS_TIMEOUT_S) for other in others):
                raise AttemptFailed("another end failed")
            time.sleep(2 * sum(self.scenario.delays_ms) / 1000 + SETTLE_S)
        for tap in taps:
            self.stop(tap, signal.SIGINT)
        if self.scenario.keylog == "server":
            os.replace(self.path("server-keys.txt"), self.path("keys.txt"))

    def play(self):
        """Plays the whole scenario."""
        if self.scenario.authority:
            network.add_authority()
        for extension in self.scenario.network:
            getattr(network, extension)()
        wires = self.wires_start(())
        self.authority_start()
        server = None if self.scenario.begin_together else self.server_start()
        for place, (script, _) in enumerate(self.scenario.prime):
            self.client_run(script, FIRST_PRIMING_PORT + place, self.scenario.prime_settings)
        for wire in wires:
            self.stop(wire)
        self.wires_start(self.scenario.losses)
        for node, setting in self.scenario.sysctls:
            subprocess.run(network.inside(node, "sysctl", "-q", "-w", setting), check=True)
        for node, commands in self.scenario.firewall:
            network.firewall(node, commands)
        self.connection_run(server)

    def has_keys(self):
        """Whether there are keys: plain TCP has none, nor a handshake that an alert ended early."""
        return os.path.exists(self.path("keys.txt"))

    def export(self, point, keys):
        """Writes one capture of the manifest, unless it is one without keys, and returns its entry."""
        without = self.has_keys() and not keys
        name = f"{self.scenario.name}-{point}{verify.NO_KEYS if without else ''}.pcapng"
        secrets = ["--inject-secrets", "tls," + self.path("keys.txt")] if keys else []
        if not without:  # else the tests make it of the one with keys
            subprocess.run(["editcap", "-F", "pcapng", *secrets,
                            "--capture-comment", comment_of(self.scenario, point),
                            self.path(point + ".pcap"), self.path(name)],
                           check=True, stderr=subprocess.DEVNULL)
        return {"file": name, "point": point, "keys": keys,
                "capture_point": capture_point(self.scenario, point)}

    def entry(self):
        """The scenario's entry in the manifest; its files are in this attempt's folder."""
        return entry_of(self.scenario, [
            self.export(point, keys) for point in self.taps() if self.scenario.at.get(point) != ""
            for keys in ((True, False) if self.has_keys() else (False,))])


def entry_of(scenario, files):
    """A scenario's entry in the manifest, with these files."""
    truth = truth_of(scenario)
    for file in files:
        expected = expected_at(truth, file["point"], file["capture_point"])
        here = [each.step for each in expected]
        if file["point"] in scenario.at:
            here = steps_read(scenario.at[file["point"]])
        file.pop("truth", None)
        file.pop("stream", None)
        if stream_at(scenario, file["point"]):
            file["stream"] = stream_at(scenario, file["point"])
        if file["point"] in scenario.told_at:
            file["truth"] = scenario.told_at[file["point"]]
        file.pop("steps", None)
        if here != truth["steps"]:
            file["steps"] = here
    entry = {"name": scenario.name, "shows": scenario.shows, "made_with": scenario.made_with,
             "files": files, "truth": truth}
    if scenario.also:
        entry["also"] = also_of(scenario)
    if scenario.lookups:
        entry["lookups"] = list(scenario.lookups)
    if scenario.tshark:
        entry["tshark"] = list(scenario.tshark)
    return entry


def attempt(scenario, programs, made):
    """Plays a scenario once; returns its entry, or None after saying what was wrong. Its files go
    into `made`."""
    with tempfile.TemporaryDirectory() as folder:
        certificates.make(folder, scenario.certificate)
        if "peer-nss" in (scenario.program, scenario.server_program):
            certificates.make_database(folder)
        run = Run(scenario, programs, folder)
        network.build()
        try:
            run.play()
            entry = run.entry()
        except (AttemptFailed, FileNotFoundError, subprocess.TimeoutExpired) as failure:
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
            shutil.copyfile(run.path(file["file"]), os.path.join(made, file["file"]))
        return entry


def make(scenario, programs, made):
    """Makes a scenario's captures, again while the machine was too noisy for its tolerances."""
    for number in range(1, ATTEMPTS + 1):
        print(f"{scenario.name}, attempt {number}", flush=True)
        entry = attempt(scenario, programs, made)
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
             "Made by `tests/lab/make` with real TCP and TLS stacks. `manifest.json` has the truth",
             "of each; `tests/lab/README.md` says how they are made, and what its keys mean.",
             "Each scenario was captured at three points at once: `-client`, `-middle`, `-server`.",
             "Those derived from other captures, and those within one host, have one point only.",
             "The captures contain their TLS keys. The manifest's `-nokeys` are the same captures",
             "without them: the tests make them, in `build/captures/` (`tests/end_to_end/pcapng.py`).",
             "",
             "| scenario | shows | made with |", "| --- | --- | --- |"]
    lines += [f"| {entry['name']} | {entry['shows']} | {entry['made_with']} |" for entry in entries]
    return "\n".join(lines) + "\n"


def file_write(name, text):
    """Writes a file of test-captures/ so that who reads it sees all of the old or of the new."""
    path = os.path.join(CAPTURES, name)
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(path + ".new", path)


def publish(made, new_entries):
    """Moves the captures in `made` to test-captures/, and then writes the manifest and its README;
    removes captures that no scenario has any more."""
    by_name = {**manifest_load(), **new_entries}
    entries = [by_name[scenario.name] for scenario in (*SCENARIOS, *DERIVED)
               if scenario.name in by_name]
    for name in os.listdir(made):
        shutil.copyfile(os.path.join(made, name), os.path.join(CAPTURES, name + ".new"))
        os.replace(os.path.join(CAPTURES, name + ".new"), os.path.join(CAPTURES, name))
    file_write("manifest.json",
               json.dumps({"scenarios": entries}, indent=1, ensure_ascii=False) + "\n")
    file_write("README.md", readme_text(entries))
    listed = {file["file"] for entry in entries for file in entry["files"]}
    for name in os.listdir(CAPTURES):
        if name.endswith(".pcapng") and name not in listed:
            os.remove(os.path.join(CAPTURES, name))


def truth_renew(names):
    """Writes the tables' truth of some scenarios into the manifest; their captures stay."""
    by_name = manifest_load()
    entries = {scenario.name: entry_of(scenario, by_name[scenario.name]["files"])
               for scenario in (*SCENARIOS, *DERIVED) if scenario.name in names}
    problems = [problem for entry in entries.values()
                for problem in verify.check_scenario(entry, CAPTURES)]
    if problems:
        sys.exit("\n".join(problems))
    with tempfile.TemporaryDirectory() as nothing:
        publish(nothing, entries)


def derive_all(scenarios):
    """Makes derived captures and publishes them; returns the names of those that are not right."""
    entries, failed = {}, []
    with tempfile.TemporaryDirectory() as made:
        for scenario in scenarios:
            print(scenario.name, flush=True)
            entry = entry_of(scenario, derive.derive(scenario, CAPTURES, made))
            problems = verify.check_scenario(entry, made)
            for problem in problems:
                print("  " + problem)
            failed += [scenario.name] if problems else []
            entries[scenario.name] = entry
        if not failed:
            publish(made, entries)
    return failed


def main(names):
    """Makes the scenarios named, or all, and publishes them together at the end."""
    if names[:1] == ["--truth"]:
        return truth_renew(names[1:])
    unknown = set(names) - {scenario.name for scenario in (*SCENARIOS, *DERIVED)}
    if unknown:
        sys.exit(f"lab: no such scenario: {', '.join(sorted(unknown))}")
    if missing_packages():
        sys.exit(f"lab: apt-get install {' '.join(missing_packages())}")
    if os.geteuid():
        sys.exit("lab: network namespaces need root")
    os.makedirs(CAPTURES, exist_ok=True)
    names = set(names)
    chosen = [scenario for scenario in SCENARIOS if not names or scenario.name in names]
    programs = {name for each in chosen for name in (each.program, each.server_program)}
    if "peer-openssl35" in programs and not os.path.isdir(DEBIAN_13):
        sys.exit(f"lab: debootstrap --variant=minbase trixie {DEBIAN_13}")
    with tempfile.TemporaryDirectory() as programs, tempfile.TemporaryDirectory() as made:
        build_programs(programs, chosen)
        entries = {scenario.name: make(scenario, programs, made) for scenario in chosen}
        publish(made, {name: entry for name, entry in entries.items() if entry})
    failed = [name for name, entry in entries.items() if not entry]
    failed += derive_all([scenario for scenario in DERIVED
                          if not names or names & {scenario.name, scenario.source}])
    return f"lab: could not be made: {', '.join(failed)}" if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
