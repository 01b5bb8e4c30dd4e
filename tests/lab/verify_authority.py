"""Holds what captures have of a certificate authority, asked or stapled, against the manifest, with
the fields that stock tshark has of HTTP, OCSP, CRLs and certificates.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import base64
import datetime
import re
import subprocess
import urllib.parse

AUTHORITY_ADDRESS = "203.0.113.30"
FIELDS = ("frame.number", "tcp.stream", "ip.src", "tcp.len", "http.request.method", "http.host",
          "http.request.uri", "http.response.code", "http.content_length", "ocsp.serialNumber",
          "ocsp.responseStatus", "ocsp.certStatus", "x509af.serialNumber", "x509af.userCertificate",
          "tls.handshake.type", "tls.record.content_type", "tcp.flags.syn", "http.content_type",
          "ocsp.thisUpdate", "frame.time_epoch", "_ws.malformed")
CERT_STATUSES = {"0": "good", "1": "revoked", "2": "unknown"}
# RFC 6960 4.2.1.
RESPONSE_STATUSES = {"1": "malformedRequest", "2": "internalError", "3": "tryLater",
                     "6": "unauthorized"}
SUCCESSFUL = "0"
TIME_FORMAT = "%b %d, %Y %H:%M:%S"
CLIENT_HELLO, CERTIFICATE = "1", "11"
APPLICATION_DATA = "23"


class Row(dict):
    """A frame's fields; each has a list of values."""

    def first(self, name):
        """The first value, or nothing."""
        return (self[name] or [""])[0]

    @property
    def number(self):
        """The frame's number."""
        return int(self.first("frame.number"))

    @property
    def is_from_client(self):
        """Whether the client's host sent it."""
        return self.first("ip.src").startswith("192.0.2.")


def rows_read(tshark, path):
    """All frames of a capture."""
    words = [word for name in FIELDS for word in ("-e", name)]
    text = tshark(path, "-2", "-T", "fields", "-E", "aggregator=;", *words).decode()
    return [Row((name, value.split(";") if value else [])
                for name, value in zip(FIELDS, line.split("\t"))) for line in text.splitlines()]


def _serial_of(row):
    """The certificate that an OCSP request asks about; of one in a URL tshark shows nothing."""
    if row.first("http.request.method") == "POST":
        return row.first("ocsp.serialNumber")
    der = base64.b64decode(urllib.parse.unquote(row.first("http.request.uri").lstrip("/")))
    run = subprocess.run(["openssl", "ocsp", "-reqin", "/dev/stdin", "-req_text"], input=der,
                         check=True, capture_output=True)
    return re.search(rb"Serial Number: (\w+)", run.stdout)[1].decode()


def _method_of(row):
    if row.first("http.request.uri").endswith(".crl"):
        return "crl"
    return "ocsp-" + row.first("http.request.method").lower()


def _status_of(row, certificate):
    """What a response says about the certificate, in the manifest's words."""
    code = row.first("http.response.code")
    if code != "200":
        return "HTTP " + code
    if row.first("http.content_length") == "0":
        return "empty"
    if row["_ws.malformed"]:
        return "truncated"
    if row.first("http.content_type") == "application/pkix-crl":
        return "revoked" if certificate in row["x509af.userCertificate"] else "good"
    status = row.first("ocsp.responseStatus")
    if status != SUCCESSFUL:
        return RESPONSE_STATUSES[status]
    if row.first("ocsp.serialNumber") != certificate:
        return "for another certificate"
    return CERT_STATUSES[row.first("ocsp.certStatus")]


def exchanges_of(rows, stream):
    """The requests of one connection to the authority, each with its response or None."""
    mine = [row for row in rows if row.first("tcp.stream") == str(stream)]
    requests = [row for row in mine if row.first("http.request.method")]
    responses = [row for row in mine if row.first("http.response.code")]
    return [(request, next((row for row in responses if row.number > request.number), None))
            for request in requests]


def check_exchange(lookup, exchange):
    """What is wrong with one question and its answer."""
    request, response = exchange
    found = {"method": _method_of(request), "host": request.first("http.host")}
    if found["method"] != "crl":
        found["certificate"] = _serial_of(request)
    found["status"] = _status_of(response, lookup["certificate"]) if response else "no answer"
    return [f"lookup's {name}: expected {lookup[name]}, found {seen}"
            for name, seen in found.items() if seen != lookup[name]]


def _when(rows, lookup, exchange):
    """When a TLS connection's client asked: by what it had sent and heard."""
    mine = [row for row in rows if row.first("tcp.stream") == str(lookup["of"])]
    heard = [row for row in mine if not row.is_from_client and row.first("tcp.len") != "0"]
    sent = [row for row in mine if row.is_from_client and row.first("tcp.len") != "0"]
    begin, end = exchange[0].number, (exchange[1] or exchange[0]).number
    sent_before = [row for row in sent if row.number < begin]
    if [row for row in sent if begin < row.number < end]:
        return "the client did not wait"
    if not sent_before and mine[0].number > end:
        return "before"
    if len(sent_before) == 1 and heard and heard[0].number < begin:
        return "handshake"
    data = [row for row in sent_before if APPLICATION_DATA in row["tls.record.content_type"]]
    # TLS 1.3's Finished is application data from outside.
    return "after" if len(sent_before) == 2 and len(data) <= 1 else "at another time"


def check_lookup(lookup, number, rows):
    """What is wrong with one lookup where it can be seen; it is its connection's `number`th."""
    exchanges = exchanges_of(rows, lookup["stream"])
    if not lookup.get("request_seen", True):
        return [f"a question is to be seen: {request}" for request, _ in exchanges]
    if not exchanges and lookup["status"] == "no answer":
        return []
    if len(exchanges) <= number:
        return ["a lookup is not to be seen"]
    exchange = exchanges[number]
    problems = check_exchange(lookup, exchange)
    seen = _when(rows, lookup, exchange) if lookup["of"] is not None else None
    if seen != lookup["when"]:
        problems.append(f"asked {seen}, expected {lookup['when']}")
    return problems


def check_join(lookup, rows):
    """The server's Certificate has the serial that was asked about, and no other connection's has
    it."""
    shown = {int(row.first("tcp.stream")) for row in rows
             if CERTIFICATE in row["tls.handshake.type"]
             and lookup["certificate"] in row["x509af.serialNumber"]}
    wanted = set() if lookup["of"] is None else {lookup["of"]}
    return [] if shown == wanted else [
        f"certificate {lookup['certificate']} is in streams {sorted(shown)}, expected "
        f"{sorted(wanted)}"]


def check_stapled(truth, rows):
    """What the server stapled."""
    seen = [(CERT_STATUSES[status], _age_days(row)) for row in rows if row["tls.handshake.type"]
            for status in row["ocsp.certStatus"]]
    answer = truth.get("stapled")
    wanted = [(answer["status"], answer.get("age_days", 0))] if answer else []
    return [] if seen == wanted else [f"stapled: expected {wanted}, found {seen}"]


def _age_days(row):
    """How old the answer is that a frame holds; tshark tells ASN.1's times in UTC."""
    text = row.first("ocsp.thisUpdate").split(".")[0]
    made = datetime.datetime.strptime(text, TIME_FORMAT)
    now = datetime.datetime.fromtimestamp(float(row.first("frame.time_epoch")),
                                          datetime.timezone.utc)
    return (now - made.replace(tzinfo=datetime.timezone.utc)).days


def check(scenario, entry, path, tshark):
    """What is wrong with a capture's lookups and stapled answers."""
    rows = rows_read(tshark, path)
    problems = []
    if entry["point"] == "server":  # the authority's path is another
        if any(AUTHORITY_ADDRESS in row["ip.src"] for row in rows):
            problems.append("the authority is to be seen at the server")
    else:
        known = {}
        for lookup in scenario.get("lookups", ()):
            number = known.get(lookup["stream"], 0)
            known[lookup["stream"]] = number + 1
            problems += check_lookup(lookup, number, rows)
            if entry["keys"]:
                problems += check_join(lookup, rows)
    if entry["keys"]:
        problems += check_stapled(scenario["truth"], rows)
    return problems
