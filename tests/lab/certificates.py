"""The lab's certificates: made afresh for each attempt, for they matter only by size and kind.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import os
import subprocess

# long: a server flight of more than 20 kB; elliptic: ECDSA keys for server and client; short: RSA
# keys of 1024 bits, for a stack that would take too long otherwise.
NUM_NAMES = {"": 0, "middling": 100, "long": 900, "elliptic": 0,
             "short": 0}
# Those that name their authority, with what its index says of the server's.
AUTHORITY = {"authority": "good", "authority-revoked": "revoked", "authority-unknown": "unknown",
             "authority-chain": "good", "authority-old": "good"}
OLD_DAYS = 30  # how old what `authority-old` staples is
# Whom the authority knows besides the server: `other` is another server's, `absent` nobody's here.
SERIALS = {"server": "1001", "other": "1002", "absent": "1003", "inter": "1004"}
POINTERS = ("-addext", "authorityInfoAccess=OCSP;URI:http://ocsp.test/",
            "-addext", "crlDistributionPoints=URI:http://crl.test/lab.crl")
STATUSES = ("good", "revoked", "unknown")
CRL_CONFIGURATION = "[ca]\ndefault_ca=lab\n[lab]\ndatabase=index.txt\ndefault_md=sha256\n"
RSA = ("rsa:2048",)
KINDS = {"elliptic": ("ec", "-pkeyopt", "ec_paramgen_curve:P-256"), "short": ("rsa:1024",)}
VALID_DAYS = "3650"
VALID_UNTIL = "491231235959Z"


def _openssl(folder, *argv, **environment):
    run = subprocess.run(["openssl", *argv], cwd=folder, check=True, capture_output=True, text=True,
                         env={**os.environ, **environment})
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


def _index_write(folder, statuses, name="index.txt"):
    """The authority's database: of each certificate its status; what is unknown is not there."""
    words = {"good": f"V\t{VALID_UNTIL}\t", "revoked": f"R\t{VALID_UNTIL}\t250101000000Z"}
    with open(os.path.join(folder, name), "w", encoding="ascii") as index:
        index.writelines(f"{words[status]}\t{SERIALS[certificate]}\tunknown\t/CN={certificate}\n"
                         for certificate, status in statuses.items() if status in words)


def _old_clock(folder):
    """The environment of a program that shall believe that it is OLD_DAYS ago."""
    library = os.path.join(folder, "old_clock.so")
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "old_clock.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], check=True)
    return {"LD_PRELOAD": library, "OLD_CLOCK_DAYS": str(OLD_DAYS)}


def _answers_make(folder, certificate, issuer, environment):
    """An OCSP request about a certificate, and for each status the response; all DER."""
    _openssl(folder, "ocsp", "-no_nonce", "-issuer", issuer + ".pem", "-cert", certificate + ".pem",
             "-reqout", f"ocsp-{certificate}.req")
    for status in STATUSES:
        _index_write(folder, {certificate: status}, "status.txt")
        _openssl(folder, "ocsp", "-index", "status.txt", "-CA", issuer + ".pem", "-rsigner",
                 issuer + ".pem", "-rkey", issuer + ".key", "-resp_no_certs", "-ndays", "7",
                 "-reqin", f"ocsp-{certificate}.req",
                 "-respout", f"ocsp-{certificate}-{status}.der", **environment)


def _authority_make(folder, size):
    """What an authority of its own host needs: its database, answers and CRL; and certificates of
    servers that name it. In a chain `inter` signed the server's, and server.pem holds both."""
    issuer = "inter" if size == "authority-chain" else "ca"
    environment = _old_clock(folder) if size == "authority-old" else {}
    _certify(folder, "ca", "hsviz lab", "-set_serial", "1")

    def sign(certificate, subject, signer, *options):
        _certify(folder, certificate, subject, "-CA", signer + ".pem", "-CAkey", signer + ".key",
                 "-set_serial", "0x" + SERIALS[certificate], *POINTERS, *options)
        _answers_make(folder, certificate, signer, environment)

    sign("inter", "hsviz lab intermediate", "ca")
    for certificate, name in (("server", "example.test"), ("other", "other.test"),
                              ("absent", "absent.test")):
        sign(certificate, name, issuer, "-addext", "basicConstraints=critical,CA:FALSE",
             "-addext", "subjectAltName=DNS:" + name)
    _index_write(folder, {**dict.fromkeys(SERIALS, "good"), "server": AUTHORITY[size]})
    with open(os.path.join(folder, "crl.cnf"), "w", encoding="ascii") as configuration:
        configuration.write(CRL_CONFIGURATION)
    _openssl(folder, "ca", "-gencrl", "-config", "crl.cnf", "-keyfile", "ca.key", "-cert", "ca.pem",
             "-crldays", "7", "-out", "crl.pem")
    _openssl(folder, "crl", "-in", "crl.pem", "-outform", "DER", "-out", "lab.crl")
    if size == "authority-chain":
        with open(os.path.join(folder, "server.pem"), "a", encoding="ascii") as chain, \
                open(os.path.join(folder, "inter.pem"), encoding="ascii") as inter:
            chain.write(inter.read())


def make(folder, size):
    """Writes into `folder` an authority (ca), what it signed for server and client, each with .pem
    and .key, and ocsp.der. `size`, a key of NUM_NAMES, says what the server's certificate is
    like, or one of AUTHORITY."""
    if size in AUTHORITY:
        _authority_make(folder, size)
        return
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
