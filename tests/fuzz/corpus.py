#!/usr/bin/python3
"""corpus: makes the fuzzers' first inputs from captures of the lab, in the form of fuzz_input.h.

    tests/fuzz/corpus.py FOLDER

FOLDER gets a folder for each fuzzer, with one input a connection and kind. The same captures give
the same bytes. What fuzzing found beyond them is merged by tools/fuzz.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import pathlib
import struct
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end_to_end"))

import made  # noqa: E402
import runner  # noqa: E402

NAMES = ["tls13-full-client-nokeys", "tls12-full-client-nokeys", "tls13-hrr-client-nokeys",
         "tls12-resumed-id-client-nokeys", "0rtt-full-client-nokeys", "starttls-smtp-client-nokeys",
         "loss-clienthello-client-nokeys", "loss-syn-client-nokeys", "hello-two-segments-client-nokeys",
         "alert-unknown-ca-client-nokeys", "tcp-simultaneous-open-client", "tfo-data-rejected-client-nokeys", "tls12-renegotiation-client-client-nokeys", "tls13-psk-resumed-client-nokeys", "http-connect-client-nokeys",
         "client-gave-up-rst-client-nokeys", "loss-server-flight-hole-client-nokeys"]
RECORDS_GIVEN, EVENT, FROM_SECOND, CUT, MILLISECONDS = 0x01, 0x02, 0x04, 0x08, 0x10
UNIT_US = 10
FORMATS = 11
HOSTILE = ["\u202e2001:db8::1", "<b>&'\"|`", "a\\x\x1b[2J\n.example;\u4f60\u597d", "=h2,-->\ud800"]


def vector(content):
    return struct.pack("!H", len(content)) + content


def operation(frame, first_port, later_us, flags=0, records=b""):
    """A frame's TCP segment; of long payloads, which are encrypted, the end is cut off."""
    second = FROM_SECOND if frame.ports()[0] != first_port else 0
    segment = bytes(frame.content[frame.tcp:frame.end])
    slow = later_us >= UNIT_US * 0xffff
    time = min(later_us // (1000 if slow else UNIT_US), 0xffff)
    return (bytes([flags | second | (MILLISECONDS if slow else 0)]) + struct.pack("!H", time) +
            vector(segment) + records)


def connection(frames, setup=0):
    """The input of one connection's frames."""
    made_of, before_us = bytes([setup]), 0
    for frame in frames:
        made_of += operation(frame, frames[0].ports()[0], max(frame.time_us - before_us, 0))
        before_us = frame.time_us
    return made_of


def message(kind, length):
    body = bytes([kind]) + struct.pack("!I", length)[1:] + bytes(length)
    return b"\x00" + vector(body) + b"\x00\x00"


def record(content_type, length, *parts, content=b""):
    return (bytes([content_type, 3]) + struct.pack("!I", length) + vector(content) +
            bytes([len(parts)]) + b"".join(parts))


def decrypted(frames):
    """The same with the messages of its encrypted flights given, as where there are keys."""
    given = [record(23, 32, message(8, 6)) + record(23, 400, message(11, 300), message(15, 60)) +
             record(23, 53, message(20, 32)), record(23, 53, message(20, 32)),
             record(23, 80, content=bytes(40)), record(23, 200, message(4, 90)),
             record(21, 2, b"\x02" + vector(b"\x01\x00") + b"\x00\x00")]
    made_of, before_us, later = b"\x00", 0, 0
    for frame in frames:
        flags, records = 0, b""
        if frame.payload_len() > 0 and frame.content[frame.payload] in (20, 23) and given:
            flags, chosen = RECORDS_GIVEN, given.pop(0)
            records = bytes([3 if later == 0 else 1]) + chosen
            later += 1
        made_of += operation(frame, frames[0].ports()[0], max(frame.time_us - before_us, 0), flags,
                             records)
        before_us = frame.time_us
    return made_of + bytes([EVENT, 0]) + bytes(4)


def shortened(frames):
    """Payloads of records that only have a length: those beyond the hellos are not needed."""
    return [frame for frame in frames if frame.payload_len() < 700]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    tshark = runner.Tshark()
    for target in ("fuzz_model", "fuzz_render"):
        (folder / target).mkdir(parents=True, exist_ok=True)
    hostile = b"".join(vector(name.encode("utf-8", "surrogatepass")) for name in HOSTILE)
    for number, name in enumerate(NAMES):
        capture = runner.CAPTURES / f"{name}.pcapng"
        if not capture.exists():
            continue
        frames = made.frames_read(tshark, capture)
        inputs = {name: connection(frames)}
        if number < 2:
            inputs[name + "-decrypted"] = decrypted(frames)
            inputs[name + "-short"] = connection(shortened(frames), 0x04)
        for which, content in inputs.items():
            (folder / "fuzz_model" / which).write_bytes(content)
        head = bytes([number % FORMATS, 0x10 * (number % 2), 50]) + (hostile if number % 2 else
                                                                     bytes(8))
        (folder / "fuzz_render" / name).write_bytes(head + connection(shortened(frames)))
    tshark.close()


if __name__ == "__main__":
    main()
