#!/usr/bin/python3
"""memcheck: draws all captures with tshark under valgrind's memcheck.

    tests/fuzz/memcheck.py [--jobs NUMBER] BUILD LOG [FOLDER]

The captures in FOLDER, the lab's where none is given, in all formats, with their trees, in two passes.
What valgrind does before it runs anything takes longer than a capture: some dozens are merged and read
as one, so that all of their connections are drawn; neighbours by name, which often have the same
addresses and ports, are not merged. Each allocation of Wireshark's is a block of its own. BUILD is one
without sanitizers. LOG gets what memcheck says; what has the plugin in its stack is printed, and the
status is not 0 then. Leaks are what tests/end_to_end/test_memory.py looks for.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import argparse
import concurrent.futures
import os
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end_to_end"))

import forked  # noqa: E402
import pcapng  # noqa: E402
import runner  # noqa: E402
from test_memory import ALLOCATOR, ours, records  # noqa: E402

# tshark draws as text as many connections as this.
MERGED_MAX = 40
SECONDS_MAX = 600
QUICK = {"HSVIZ_NO_CLEANUP": "1", "WIRESHARK_EXTCAP_DIR": "/nonexistent"}


def groups_of(captures):
    number = -(-len(captures) // MERGED_MAX)
    return [captures[i::number] for i in range(number)]


class Checked:
    """tshark under memcheck, which reads groups of captures."""

    def __init__(self, build):
        self.tshark = runner.Tshark(build / "plugins")
        folder = self.tshark.folder / "captures"
        self.parts, self.place, self.keys = folder / "parts", folder / "merged", folder / "keys"
        self.log, self.json = self.tshark.out / "memcheck", self.tshark.out / "json"
        self.parts.mkdir()
        library = self.tshark.folder / "fork_server.so"
        self.write(library, (build / "fork_server.so").read_bytes())
        self.write(self.place, b"")
        valgrind = ["valgrind", "--num-callers=30", "--keep-debuginfo=yes", "--fullpath-after=",
                    f"--log-file={self.log}"]
        self.server = forked.ForkedTshark(self.tshark, library, self.place, *self.arguments(),
                                          seconds_max=SECONDS_MAX, wrapper=valgrind, **ALLOCATOR,
                                          **QUICK)

    @staticmethod
    def write(path, content):
        path.write_bytes(content)
        path.chmod(0o755)

    def arguments(self):
        found = [*runner.SETTINGS, "-o", f"tls.keylog_file:{self.keys}", *runner.TWO_PASSES,
                 "-V", "-O", "hsviz"]
        for name in [*runner.FORMATS, "unicode,explain"]:
            place = (self.json if name == "json" else
                     f"{self.tshark.out / name}/" if name in runner.ONE_A_FILE else os.devnull)
            found += ["-z", f"hsviz,{name},file={place}"]
        return [*found, "-z", runner.FLOW, "-z", "hsviz,tree", "-z", "hsviz,table"]

    def merge(self, captures):
        names, keys = [], b""
        for i, capture in enumerate(captures):
            held, content = pcapng.keys_taken_out(capture.read_bytes())
            names.append(self.parts / f"{i}")
            self.write(names[-1], content)
            keys += held
        self.tshark.output("-a", "-w", self.tshark.out / "merged", *names, tool="mergecap")
        self.write(self.place, (self.tshark.out / "merged").read_bytes())
        self.write(self.keys, keys)

    def read(self, captures):
        """How many connections the captures have, merged; and what went wrong, None where nothing
        did."""
        self.merge(captures)
        self.json.unlink(missing_ok=True)
        status, complaint = self.server.read()
        connections = len(self.json.read_bytes().splitlines()) if self.json.exists() else 0
        if status == 0 and "CRITICAL" not in complaint:
            return connections, None
        return connections, f"status {status}, {[path.name for path in captures]}\n{complaint}"

    def close(self):
        """Returns what memcheck said."""
        self.server.close()
        said = self.log.read_text(encoding="utf-8", errors="replace")
        self.tshark.close()
        return said


def check(build, groups):
    """Reads the groups: how many connections they have, what went wrong, what memcheck said."""
    checked = Checked(build)
    try:
        results = [checked.read(group) for group in groups]
    finally:
        said = checked.close()
    return (sum(connections for connections, _ in results),
            [wrong for _, wrong in results if wrong], said)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("log", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path, nargs="?")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    captures = (runner.captures_in(arguments.folder) if arguments.folder
                else runner.all_captures())
    groups = groups_of(captures)
    with concurrent.futures.ProcessPoolExecutor(arguments.jobs) as pool:
        work = [pool.submit(check, arguments.build, groups[i::arguments.jobs])
                for i in range(arguments.jobs)]
        results = [done.result() for done in work]
    text = "\n".join(said for _, _, said in results)
    arguments.log.write_text(text, encoding="utf-8")
    wrong = [problem for _, problems, _ in results for problem in problems]
    findings = [record for record in records(text) if ours(record)]
    for problem in [*wrong, *findings]:
        print(problem)
    print(f"{len(captures)} captures under valgrind, merged into {len(groups)}: "
          f"{sum(number for number, _, _ in results)} connections, {len(wrong) + len(findings)} "
          "findings")
    sys.exit(bool(wrong or findings))


if __name__ == "__main__":
    main()
