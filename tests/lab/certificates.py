"""The lab's certificates: made afresh for each attempt, for they matter only by size and kind."""

import os
import subprocess

# long: a server flight of more than 20 kB; elliptic: ECDSA keys for server and client; short: RSA
# keys of 1024 bits, for a stack that would take too long otherwise.
NUM_NAMES = {"": 0, "middling": 100, "long": 900, "elliptic": 0,
             "short": 0}
RSA = ("rsa:2048",)
KINDS = {"elliptic": ("ec", "-pkeyopt", "ec_paramgen_curve:P-256"), "short": ("rsa:1024",)}
VALID_DAYS = "3650"
VALID_UNTIL = "491231235959Z"


def _openssl(folder, *argv):
    run = subprocess.run(["openssl", *argv], cwd=folder, check=True, capture_output=True, text=True)
    return run.stdout


def _certify(folder, name, subject, *options, kind=RSA):
    _openssl(folder, "req", "-x509", "-newkey", *kind, "-nodes", "-days", VALID_DAYS,
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
    and .key, and ocsp.der. `size`, a key of NUM_NAMES, says what the server's certificate is
    like."""
    names = ["example.test"] + [f"host-{number:04}.example.test" for number in
                                range(NUM_NAMES[size])]
    signed = ("-CA", "ca.pem", "-CAkey", "ca.key")
    _certify(folder, "ca", "hsviz lab")
    kind = KINDS.get(size, RSA)
    _certify(folder, "server", "example.test", *signed,
             "-addext", "subjectAltName=" + ",".join("DNS:" + name for name in names), kind=kind)
    _certify(folder, "client", "client.test", *signed, kind=kind)
    _staple(folder)


def make_database(folder):
    """NSS's database of the same certificates, in `folder`/nss; their nicknames are their names."""
    database = "sql:" + os.path.join(folder, "nss")
    os.mkdir(os.path.join(folder, "nss"))
    subprocess.run(["certutil", "-N", "-d", database, "--empty-password"], check=True)
    for name in ("server", "client"):
        _openssl(folder, "pkcs12", "-export", "-in", name + ".pem", "-inkey", name + ".key",
                 "-out", name + ".p12", "-passout", "pass:", "-name", name)
        subprocess.run(["pk12util", "-i", name + ".p12", "-d", database, "-W", "", "-K", ""],
                       cwd=folder, check=True, stdout=subprocess.DEVNULL)
