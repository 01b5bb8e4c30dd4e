#!/usr/bin/python3
"""mutate: draws captures of the lab, damaged in many ways, with the real tshark.

    tests/fuzz/mutate.py PLUGINS FINDINGS SECONDS [SEED]

Of each round the seed tells the capture and what is done to it: bytes changed (editcap -E), frames
cut short, dropped, given twice, swapped, times changed. It is then drawn in all formats, in one pass
or two, and with its fields. PLUGINS are those of a build with sanitizers. What ends with a signal,
takes too long, or complains, is kept in FINDINGS as a capture, with the command that shows it.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import pathlib
import random
import shutil
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end_to_end"))

import runner  # noqa: E402

# The runtime of the sanitizers comes before all others; leaks are looked for in unit tests.
RUNTIME = {"ASAN_OPTIONS": "detect_leaks=0", "UBSAN_OPTIONS": "print_stacktrace=1",
           "WIRESHARK_EXTCAP_DIR": "/nonexistent"}
COMPLAINTS = ("Sanitizer", "runtime error:", "CRITICAL", "WARNING **", "Assertion", "DISSECTOR BUG",
              "Dissector bug")
FIELDS = ["-T", "fields", "-e", "hsviz.step", "-e", "hsviz.phase", "-e", "hsviz.version_path"]
PCAP_HEADER, FRAME_HEADER = 24, 16


def damage_frames(chance, content):
    """Drops, repeats and swaps frames of a pcap, changes their times and cuts them."""
    order = "little" if content[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else "big"
    frames, at = [], PCAP_HEADER
    while at + FRAME_HEADER <= len(content):
        end = at + FRAME_HEADER + int.from_bytes(content[at + 8:at + 12], order)
        frames.append(bytearray(content[at:end]))
        at = end
    for _ in range(chance.randrange(6)):
        i = chance.randrange(len(frames))
        how = chance.choice(["drop", "double", "swap", "time", "cut", "reverse"])
        if how == "drop" and len(frames) > 1:
            del frames[i]
        elif how == "double":
            frames.insert(chance.randrange(len(frames)), bytearray(frames[i]))
        elif how == "swap":
            j = chance.randrange(len(frames))
            frames[i], frames[j] = frames[j], frames[i]
        elif how == "time":
            frames[i][0:4] = chance.randbytes(4)
        elif how == "cut":
            keep = chance.randrange(len(frames[i]) - FRAME_HEADER + 1)
            frames[i][8:12] = keep.to_bytes(4, order)
            del frames[i][FRAME_HEADER + keep:]
        elif how == "reverse" and chance.random() < 0.1:
            frames.reverse()
    return content[:PCAP_HEADER] + b"".join(frames)


def damaged(chance, tshark, captures):
    """A damaged capture: its name and path."""
    source = chance.choice(captures)
    path = tshark.out / "damaged.pcap"
    path.unlink(missing_ok=True)
    changes = []
    if chance.random() < 0.7:
        changes = ["-E", chance.choice(["0.001", "0.01", "0.05"]), "--seed",
                   chance.randrange(2**31)]
    tshark.run(*changes, "-F", "pcap", tshark.readable(source), path, tool="editcap")
    if not path.exists():
        return None, None
    drawn = tshark.folder / "captures" / "damaged.pcap"
    drawn.write_bytes(damage_frames(chance, path.read_bytes()))
    drawn.chmod(0o644)
    return source.stem, drawn


def statistics(chance):
    """Each format once, with options of all kinds."""
    found = []
    for name in runner.FORMATS:
        options = [f"file={os.devnull}"]
        if name not in ("json", "csv", "summary"):
            options += chance.sample(["width=40", "tcp=all", "data=all", "explain", "scale=time",
                                      "tcp=none"], 2)
        found += ["-z", ",".join(["hsviz", name, *options])]
    return [*found, "-z", runner.FLOW, "-z", "hsviz,tree", "-z", "hsviz,table"]


def complaint(tshark, capture, arguments, environment):
    """What is wrong with a run; None where nothing is."""
    try:
        done = tshark.run(*arguments, capture=capture, environment=environment)
    except subprocess.TimeoutExpired:
        return "takes too long"
    if done.returncode in (0, 2) and not any(word in done.stderr for word in COMPLAINTS):
        return None
    return f"status {done.returncode}\n{done.stderr}"


def main():
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    plugins, findings = map(pathlib.Path, sys.argv[1:3])
    end = time.monotonic() + float(sys.argv[3])
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else int(time.time())
    library = subprocess.run(["cc", "-print-file-name=libasan.so"], capture_output=True, text=True,
                             check=True).stdout.strip()
    environment = {**RUNTIME, "LD_PRELOAD": library}
    captures = sorted(path for path in runner.CAPTURES.glob("*.pcapng"))
    tshark = runner.Tshark(plugins)
    num_rounds = num_findings = 0
    while time.monotonic() < end:
        chance = random.Random(seed + num_rounds)
        num_rounds += 1
        name, capture = damaged(chance, tshark, captures)
        if not capture:  # with keys inside, which editcap does not write as pcap
            continue
        passes = chance.choice([runner.ONE_PASS, runner.TWO_PASSES])
        arguments = [*passes, *FIELDS, *statistics(chance)]
        wrong = complaint(tshark, capture, arguments, environment)
        if not wrong:
            continue
        num_findings += 1
        kept = findings / f"capture-{seed + num_rounds - 1}-{name}.pcap"
        shutil.copyfile(capture, kept)
        kept.with_suffix(".txt").write_text(f"{wrong}\n", encoding="utf-8")
        print(f"finding: {kept}\n  again: {sys.argv[0]} {plugins} {findings} 1 "
              f"{seed + num_rounds - 1}\n  {wrong.splitlines()[0]}", flush=True)
    tshark.close()
    print(f"{num_rounds} damaged captures, {num_findings} findings")
    sys.exit(num_findings > 0)


if __name__ == "__main__":
    main()
