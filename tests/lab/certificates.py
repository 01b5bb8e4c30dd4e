"""The lab's certificates: made afresh for each attempt, for they matter only by size and kind."""

import os
import subprocess

NUM_NAMES = {"": 0, "middling": 100, "long": 900}  # long: a server flight of more than 20 kB
VALID_DAYS = "3650"
VALID_UNTIL = "491231235959Z"


def _openssl(folder, *argv):
    run = subprocess.run(["openssl", *argv], cwd=folder, check=True, capture_output=True, text=True)
    return run.stdout


def _certify(folder, name, subject, *options):
    _openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", VALID_DAYS,
             "-subj", "/CN=" + subject, "-keyout", name + ".key", "-out", name + ".pem", *options)


def _staple(folder):
    """What an OCSP responder of the authority says about the server: good."""
    serial = _openssl(folder, "x509", "-in", "server.pem", "-noout", "-serial").strip()
    with open(os.path.join(folder, "index.txt"), "w", encoding="ascii") as index:
        index.write("\t".join(["V", VALID_UNTIL, "", serial.removeprefix("serial="), "unknown",
                               "/CN=example.test"]) + "\n")
    _openssl(folder, "ocsp", "-issuer", "ca.pem", "-cert", "server.pem", "-reqout", "ocsp.req")
    _openssl(folder, "ocsp", "-index", "index.txt", "-CA", "ca.pem", "-rsigner", "ca.pem",
             "-rkey", "ca.key", "-reqin", "ocsp.req", "-respout", "ocsp.der")


def make(folder, size):
    """Writes into `folder` an authority (ca), what it signed for server and client, each with .pem
    and .key, and ocsp.der. `size` says how many names the server's certificate has."""
    names = ["example.test"] + [f"host-{number:04}.example.test" for number in
                                range(NUM_NAMES[size])]
    signed = ("-CA", "ca.pem", "-CAkey", "ca.key")
    _certify(folder, "ca", "hsviz lab")
    _certify(folder, "server", "example.test", *signed,
             "-addext", "subjectAltName=" + ",".join("DNS:" + name for name in names))
    _certify(folder, "client", "client.test", *signed)
    _staple(folder)
