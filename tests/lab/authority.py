#!/usr/bin/python3 -B
"""The certificate authority's host, where `openssl ocsp` would not do what a scenario wants.

    authority.py crl                    # Python's own web server, with lab.crl
    authority.py ocsp [NAME=VALUE]...   # answers OCSP requests with what certificates.py prepared

Settings of `ocsp`: `answer` is a certificate's status (good, revoked, unknown) or one of ODD or of
HTTP; `delay-ms` is how long after the request's last byte the response leaves; `keep-alive=1`
leaves the connection open. It runs in the folder of the certificates, and says "ready" when it
listens.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import base64
import http.server
import os
import socket
import sys
import time
import urllib.parse

PORT = 80
IN_MAX = 65536
# RFC 6960 4.2.1: an OCSPResponse that has a responseStatus and no more.
STATUS_ONLY = {"malformed": 1, "internal-error": 2, "try-later": 3, "unauthorized": 6}
TRUNCATED_LEN = 200
HTTP = {
    "404": ("404 Not Found", "Content-Type: text/html\r\n", b"<p>Not here.</p>\n"),
    "500": ("500 Internal Server Error", "Content-Type: text/html\r\n", b"<p>Out of order.</p>\n"),
    "redirect": ("302 Found", "Location: http://ocsp2.test/\r\n", b""),
    "empty": ("200 OK", "Content-Type: application/ocsp-response\r\n", b""),
}
OCSP = ("200 OK", "Content-Type: application/ocsp-response\r\n")


def file_read(name):
    """A prepared file."""
    with open(name, "rb") as file:
        return file.read()


def certificate_of(request):
    """The name of the certificate that an OCSP request asks about."""
    prepared = (name for name in os.listdir() if name.endswith(".req"))
    return next(name.removeprefix("ocsp-").removesuffix(".req") for name in prepared
                if file_read(name) == request)


def body_of(answer, request):
    """What `answer` has for a request."""
    if answer in STATUS_ONLY:
        return bytes([0x30, 3, 0x0a, 1, STATUS_ONLY[answer]])
    if answer == "another":
        return file_read("ocsp-other-good.der")
    status = "good" if answer == "truncated" else answer
    body = file_read(f"ocsp-{certificate_of(request)}-{status}.der")
    return body[:TRUNCATED_LEN] if answer == "truncated" else body


def response_of(settings, request):
    """All bytes of the response."""
    answer = settings["answer"]
    status, header, body = HTTP.get(answer) or (*OCSP, body_of(answer, request))
    kept = "" if settings.get("keep-alive") else "Connection: close\r\n"
    head = f"HTTP/1.1 {status}\r\n{header}Content-Length: {len(body)}\r\n{kept}\r\n"
    return head.encode("ascii") + body


def request_read(connection):
    """The OCSP request out of the next HTTP request, or None where none comes any more."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(IN_MAX)
        if not more:
            return None
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("ascii").split("\r\n")
    if first.startswith("GET"):
        return base64.b64decode(urllib.parse.unquote(first.split(" ")[1].removeprefix("/")))
    length = next(int(line.split(":")[1]) for line in lines if line.startswith("Content-Length"))
    while len(body) < length:
        body += connection.recv(IN_MAX)
    return body


def serve(connection, settings):
    """Answers what comes over one connection."""
    while (request := request_read(connection)) is not None:
        due = time.monotonic() + int(settings.get("delay-ms", 0)) / 1000
        if settings["answer"] == "silent":
            continue
        response = response_of(settings, request)
        time.sleep(max(0, due - time.monotonic()))
        connection.sendall(response)
        if not settings.get("keep-alive"):
            return


def ocsp_run(settings):
    """Takes one connection after the other."""
    with socket.create_server(("", PORT)) as listening:
        print("ready", flush=True)
        while True:
            connection, _ = listening.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with connection:
                serve(connection, settings)


def crl_run():
    """Serves the folder as files."""
    handler = http.server.SimpleHTTPRequestHandler
    handler.extensions_map = {**handler.extensions_map, ".crl": "application/pkix-crl"}
    with http.server.HTTPServer(("", PORT), handler) as server:
        print("ready", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    # A busy machine must not look like a slow authority.
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(5))
    if sys.argv[1] == "crl":
        crl_run()
    ocsp_run(dict(word.split("=") for word in sys.argv[2:]))
