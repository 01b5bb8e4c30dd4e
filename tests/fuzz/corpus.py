#!/usr/bin/python3
"""corpus: makes the fuzzers' first inputs from captures of the lab, in the form of fuzz_input.h, and
from an authority's messages, in that of fuzz_authority.c.

    tests/fuzz/corpus.py FOLDER

FOLDER gets a folder for each fuzzer, with one input a connection and kind. The same captures give
the same bytes. What fuzzing found beyond them is merged by tools/fuzz.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import base64
import pathlib
import re
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


def authority_bytes():
    """The messages of tests/unit/revocation_bytes.h, by name."""
    header = (pathlib.Path(__file__).resolve().parents[1] / "unit/revocation_bytes.h").read_text()
    return {name: bytes(int(byte, 16) for byte in re.findall(r"0x([0-9a-f]{2})", digits))
            for name, digits in re.findall(r"uint8_t (\w+)\[\] = \{([^}]*)\}", header)}


def frame(connection, content, flags, more=b"", later=2, server=False):
    return bytes([connection | (8 if server else 0) | content << 4, flags, later]) + more


def opened(connection):
    return (frame(connection, 0, 0x02) + frame(connection, 0, 0x12, server=True) +
            frame(connection, 0, 0x10))


def handshake(kind, body):
    return vector(bytes([kind]) + struct.pack("!I", len(body))[1:] + body)


def long_vector(content):
    return struct.pack("!I", len(content))[1:] + content


def hello(kind, suites, extensions=b""):
    return handshake(kind, b"\x03\x03" + bytes(33) + suites + vector(extensions))


def with_server(connection, certificate, version):
    """Opening, hellos and the server's flight: "12", "13" (encrypted) or "keys" (decrypted)."""
    chosen = b"" if version == "12" else b"\x00\x2b\x00\x02\x03\x04"
    client = hello(1, b"\x00\x02\x13\x01\x01\x00", b"\x00\x2b\x00\x03\x02\x03\x04")
    server = hello(2, b"\x13\x01\x00", chosen)
    entry = long_vector(certificate)
    made_of = (opened(connection) + frame(connection, 1, 0x18, b"\x01" + client) +
               frame(connection, 1, 0x18, b"\x01" + server, server=True))
    if version == "12":
        body = long_vector(entry + entry)
        return made_of + frame(connection, 1, 0x18, b"\x02" + handshake(11, body) +
                               handshake(14, b""), server=True)
    if version == "keys":
        body = b"\x00" + long_vector(entry + b"\x00\x00")
        return made_of + frame(connection, 2, 0x18, b"\x03" + handshake(8, b"\x00\x00") +
                               handshake(11, body) + handshake(20, bytes(32)), server=True)
    for length in (30, 900, 300, 53):
        made_of += frame(connection, 3, 0x18, b"\x17" + vector(bytes(length)), server=True)
    return made_of


def http(connection, *messages, server=False):
    return frame(connection, 4, 0x18, bytes([len(messages)]) + b"".join(map(vector, messages)), 20,
                 server)


def authority_inputs():
    """Readers' bytes by name, and captures with questions and answers."""
    known = authority_bytes()
    inputs = {name: b"\x00\x02\x0a\x01" + content for name, content in known.items()}
    inputs["chain"] = (b"\x00\x02\x0a\x01" +
                       long_vector(long_vector(known["server_certificate"]) * 2))
    get = b"GET /" + base64.b64encode(known["request_sha1"]) + b" HTTP/1.1\r\nHost: o.test\r\n\r\n"
    post = (b"POST / HTTP/1.1\r\nContent-Type: application/ocsp-request\r\n\r\n" +
            known["request_sha256"])
    crl = b"GET /ca.crl HTTP/1.1\r\nHost: crl.example.test\r\n\r\n"
    answer = b"HTTP/1.1 200 OK\r\n\r\n"
    inputs["get"], inputs["post"] = b"\x00\x00" + get, b"\x00\x00" + post
    # An authority at a literal address: of the same length, so that all lengths stay right.
    literal = known["server_certificate"].replace(b"http://ocsp.example.test/",
                                                  b"http://192.0.2.30/example")
    for version in ("12", "13", "keys"):
        finished = frame(0, 3, 0x18, b"\x17" + vector(bytes(53)), 20)
        for name, certificate in (("", known["server_certificate"]), ("-literal", literal)):
            inputs[f"capture-{version}{name}"] = (
                b"\x01" + with_server(0, certificate, version) + opened(4) + http(4, get, crl) +
                http(4, b"HTTP/1.1 100 Continue\r\n\r\n", server=True) +
                http(4, answer + known["response_good"], server=True) +
                http(4, answer + known["list_of_one"], server=True) + finished +
                with_server(1, certificate, version) + opened(5) + http(5, post) +
                frame(5, 0, 0x14, server=True) + finished + frame(0, 0, 0x11) +
                frame(0, 0, 0x11, server=True) + bytes([0x60, 0x71]))
    return inputs


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    tshark = runner.Tshark()
    for target in ("fuzz_model", "fuzz_render", "fuzz_authority"):
        (folder / target).mkdir(parents=True, exist_ok=True)
    for name, content in authority_inputs().items():
        (folder / "fuzz_authority" / name).write_bytes(content)
    hostile = b"".join(vector(name.encode("utf-8", "surrogatepass")) for name in HOSTILE)
    for number, name in enumerate(NAMES):
        capture = runner.capture(name)
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
