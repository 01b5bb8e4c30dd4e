#!/usr/bin/python3
"""mutate: draws captures, whole and damaged in many ways, with the real tshark.

    tests/fuzz/mutate.py [--each NUMBER | --inputs NUMBER | --seconds NUMBER] [--seed NUMBER]
                         [--jobs NUMBER] BUILD FINDINGS [FOLDER]

Of the captures in FOLDER, the lab's where none is given: with --each, each of them whole, cut at 60
and at 96 bytes, and damaged NUMBER times; with --inputs, any of them, damaged NUMBER times in all;
with --seconds, until the time is up. What is damaged and how follows from the seed and the number
of the input, whatever the number of jobs; damage.py says how. Each is drawn in all formats, with
its fields or its tree, in one pass or two, those that are not damaged in both. BUILD is one of the
plugin with sanitizers. What ends with a signal, works for more than ten seconds or waits for a
minute, complains, or writes a line of JSON that does not parse, is kept in FINDINGS as a capture,
with what was wrong and the arguments.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import argparse
import collections
import concurrent.futures
import itertools
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end_to_end"))

import damage  # noqa: E402
import forked  # noqa: E402
import runner  # noqa: E402

# The runtime of the sanitizers comes before all others; leaks are looked for in unit tests.
RUNTIME = {"ASAN_OPTIONS": "detect_leaks=0", "UBSAN_OPTIONS": "print_stacktrace=1",
           "WIRESHARK_EXTCAP_DIR": "/nonexistent"}
# A dissector of Wireshark's own that does not bear damaged bytes says so, and is left out.
OTHERS_BUG = re.compile(r"^.*Dissector bug, protocol (?!hsviz).*\n", re.MULTILINE | re.IGNORECASE)
COMPLAINTS = ("Sanitizer", runner.UBSAN, "CRITICAL", "WARNING **", "Assertion", "DISSECTOR BUG",
              "Dissector bug")
FIELDS = ["-T", "fields", "-e", "hsviz.step", "-e", "hsviz.phase", "-e", "hsviz.version_path"]
TREE = ["-V", "-O", "hsviz"]
OPTIONS = ["width=40", "tcp=all", "data=all", "explain", "scale=time", "tcp=none"]
# Where json, csv and summary take no options.
PLAIN = ("json", "csv", "summary")
# So many tsharks with other options each; what is damaged goes to one in turn. The last takes four
# times as long, and so has fewer turns: each of Wireshark's allocations is a block of its own, as
# AddressSanitizer sees best, and all is freed at the end.
NUM_VARIANTS = 6
THOROUGH_EACH = 20
QUICK = {"HSVIZ_NO_CLEANUP": "1"}
THOROUGH = {"WIRESHARK_DEBUG_WMEM_OVERRIDE": "simple"}
CUTS = (60, 96)
# A hang, where all but a hang work for part of a second.
SECONDS_MAX = 10


def turn_of(number):
    """The tshark that reads what is damaged as that number."""
    is_thorough = number % THOROUGH_EACH == THOROUGH_EACH - 1
    return NUM_VARIANTS - 1 if is_thorough else number % (NUM_VARIANTS - 1)


class Variants:
    """tsharks of other options each, which read the same place."""

    def __init__(self, build, seed):
        self.tshark = runner.Tshark(build / "plugins")
        self.place = self.tshark.folder / "captures" / "damaged"
        self.keys = self.tshark.folder / "captures" / "keys"
        self.json = self.tshark.out / "json"
        self.counts = collections.Counter()
        library = subprocess.run(["cc", "-print-file-name=libasan.so"], capture_output=True,
                                 text=True, check=True).stdout.strip()
        self.write(self.place, b"")
        self.arguments = [self.arguments_of(random.Random(f"{seed} {i}"), i)
                          for i in range(NUM_VARIANTS)]
        self.servers = [forked.ForkedTshark(self.tshark, build / "fork_server.so", self.place,
                                            *arguments, seconds_max=SECONDS_MAX,
                                            LD_PRELOAD=library, **RUNTIME,
                                            **(THOROUGH if i == NUM_VARIANTS - 1 else QUICK))
                        for i, arguments in enumerate(self.arguments)]

    def arguments_of(self, chance, i):
        """Each format once, with options of all kinds; one pass, or two where i is odd."""
        found = [*runner.SETTINGS, "-o", f"tls.keylog_file:{self.keys}",
                 *(runner.TWO_PASSES if i % 2 else runner.ONE_PASS),
                 *(FIELDS if i % 4 < 2 else TREE)]
        for name in runner.FORMATS:
            place = (self.json if name == "json" else
                     f"{self.tshark.out / name}/" if name in runner.ONE_A_FILE else os.devnull)
            options = [] if name in PLAIN else chance.sample(OPTIONS, 2)
            found += ["-z", ",".join(["hsviz", name, f"file={place}", *options])]
        return [*found, "-z", runner.FLOW, "-z", "hsviz,tree", "-z", "hsviz,table"]

    @staticmethod
    def write(path, content):
        path.write_bytes(content)
        path.chmod(0o644)

    def read(self, content, keys, i):
        """What is wrong with what the i-th tshark makes of it, None where nothing is."""
        self.write(self.place, content)
        self.write(self.keys, keys)
        self.json.unlink(missing_ok=True)
        status, said = self.servers[i].read()
        complaint, others = OTHERS_BUG.subn("", said)
        self.counts["others"] += others > 0
        self.counts["runs"] += 1
        if forked.took_too_long(status):
            return "takes too long"
        if status not in (0, 2) or any(word in complaint for word in COMPLAINTS):
            return f"status {status}\n{complaint}"
        return self.json_wrong()

    def json_wrong(self):
        for line in self.json.read_bytes().splitlines() if self.json.exists() else []:
            self.counts["lines"] += 1
            try:
                json.loads(line.decode("utf-8"))
            except ValueError as error:
                return f"JSON: {error}: {line!r}"
        return None

    def close(self):
        for server in self.servers:
            server.close()
        self.tshark.close()


class Worker:
    """Reads captures, keeps the findings, and counts."""

    def __init__(self, arguments):
        self.arguments = arguments
        self.variants = Variants(arguments.build, arguments.seed)
        self.counts = self.variants.counts

    def take(self, name, content, keys, i):
        wrong = self.variants.read(content, keys, i)
        if not wrong:
            return
        self.counts["findings"] += 1
        kept = self.arguments.findings / f"capture-{name}.pcap"
        kept.write_bytes(content)
        kept.with_suffix(".keys").write_bytes(keys)
        kept.with_suffix(".txt").write_text(
            f"{wrong}\ntshark {' '.join(self.variants.arguments[i])}\n", encoding="utf-8")
        print(f"finding: {kept}: {wrong.splitlines()[0]}", flush=True)

    def damage(self, source, number):
        """Reads the capture damaged as the seed and the number say."""
        chance = random.Random(f"{self.arguments.seed} {source.path.name} {number}")
        name = f"{source.path.name}-{self.arguments.seed}-{number}"
        self.counts["inputs"] += 1
        self.take(name, source.damaged(chance), source.keys, turn_of(number))

    def exhaust(self, path):
        """The capture whole, cut, and damaged as often as asked for."""
        source = damage.Source(self.variants.tshark, path)
        undamaged = {"whole": source.whole(), **{f"cut-{length}": source.cut(length)
                                                 for length in CUTS}}
        for how, content in undamaged.items():
            self.counts["inputs"] += 1
            for i in range(NUM_VARIANTS):
                self.take(f"{path.name}-{how}-{i}", content, source.keys, i)
        for number in range(self.arguments.each):
            self.damage(source, number)

    def wander(self, captures, first):
        """Any of the captures, a block of inputs each, until the inputs or the time are used up;
        each job takes its turn of the blocks."""
        end = time.monotonic() + (self.arguments.seconds or float("inf"))
        last = self.arguments.inputs if self.arguments.inputs is not None else float("inf")
        for block in itertools.count(first, self.arguments.jobs):
            chance = random.Random(f"{self.arguments.seed} {block}")
            source = damage.Source(self.variants.tshark, chance.choice(captures))
            for number in range(block * NUM_VARIANTS, (block + 1) * NUM_VARIANTS):
                if number >= last or time.monotonic() >= end:
                    return
                self.damage(source, number)


def exhaust(arguments, captures):
    worker = Worker(arguments)
    try:
        for path in captures:
            worker.exhaust(path)
            print(f"{path.name}: {worker.counts['inputs']} inputs so far, "
                  f"{worker.counts['findings']} findings", flush=True)
    finally:
        worker.variants.close()
    return worker.counts


def wander(arguments, captures, first):
    worker = Worker(arguments)
    try:
        worker.wander(captures, first)
    finally:
        worker.variants.close()
    return worker.counts


def parsed():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("findings", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path, nargs="?")
    amount = parser.add_mutually_exclusive_group(required=True)
    amount.add_argument("--each", type=int)
    amount.add_argument("--inputs", type=int)
    amount.add_argument("--seconds", type=float)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    return parser.parse_args()


def main():
    arguments = parsed()
    captures = (runner.captures_in(arguments.folder) if arguments.folder
                else runner.all_captures())
    with concurrent.futures.ProcessPoolExecutor(arguments.jobs) as pool:
        if arguments.each is not None:
            work = [pool.submit(exhaust, arguments, captures[i::arguments.jobs])
                    for i in range(arguments.jobs)]
        else:
            work = [pool.submit(wander, arguments, captures, i)
                    for i in range(arguments.jobs)]
        counts = sum((done.result() for done in work), collections.Counter())
    print(f"{len(captures)} captures, seed {arguments.seed}, {counts['inputs']} inputs, "
          f"{counts['runs']} runs of tshark ({counts['others']} with a bug of another dissector), "
          f"{counts['lines']} lines of JSON, {counts['findings']} findings")
    sys.exit(counts["findings"] > 0)


if __name__ == "__main__":
    main()
