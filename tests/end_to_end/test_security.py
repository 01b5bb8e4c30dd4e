"""What docs/SECURITY.md promises, as far as no other test has it; and that the tests which it names
exist.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import re
import shutil
import stat
import subprocess

import pytest

import runner

DOCUMENT = (runner.ROOT / "docs" / "SECURITY.md").read_text(encoding="utf-8")
# Functions that start programs, load code or open connections: of the C library, GLib, Wireshark.
FORBIDDEN = re.compile(
    r"system|popen|v?fork|clone|exec[vl]p?e?|fexecve|posix_spawnp?|dlopen|dlmopen|g_module_open"
    r"|g_spawn_.*|ws_pipe_.*|g_app_info_.*|socket|connect|bind|accept4?|listen|getaddrinfo"
    r"|gethostbyname.*|sendto|g_socket_.*|g_network_.*|g_resolver_.*|luaL_.*")


def test_named_tests_exist():
    files = {path.name: path.read_text(encoding="utf-8")
             for path in (runner.ROOT / "tests").rglob("test_*") if path.suffix in (".py", ".c")}
    named = re.findall(r"`(test_\w+\.(?:py|c))(?:::(\w+))?`", DOCUMENT)
    assert len(named) > 20
    for file, test in named:
        assert f"def {test}(" in files[file] if test else file in files, (file, test)
    for place in re.findall(r"`(tests/[\w/.]+|tools/\w+)", DOCUMENT):
        assert (runner.ROOT / place).exists(), place


# ---- What it could do ----

def test_nothing_that_executes_or_connects():
    """None of those is imported, so that no input can lead there."""
    (library,) = runner.PLUGINS.rglob("hsviz.so")
    listed = subprocess.run(["nm", "-D", "--undefined-only", library], check=True,
                            capture_output=True, encoding="utf-8").stdout
    imported = {line.split()[-1].split("@")[0] for line in listed.splitlines()}
    assert "g_mkstemp" in imported
    assert {name for name in imported if FORBIDDEN.fullmatch(name)} == set()


# ---- What is written ----

@pytest.fixture(name="places")
def fixture_places(tshark):
    """Folders in which a program may be tempted to write, all empty: its own, that for temporary
    files, and the user's."""
    folder = tshark.out / "places"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    places = {name: folder / name for name in ("cwd", "tmp", "home")}
    for place in [folder, *places.values()]:
        place.mkdir(exist_ok=True)
        place.chmod(0o777)
    return places


def files_in(places):
    return sorted(str(path.relative_to(place)) for place in places.values()
                  for path in place.rglob("*") if path.is_file())


def test_nothing_else_is_written(tshark, handshake, places):
    home, tmp = str(places["home"]), str(places["tmp"])
    environment = {"HOME": home, "XDG_CONFIG_HOME": f"{home}/.config", "TMPDIR": tmp,
                   "XDG_CACHE_HOME": f"{home}/.cache", "XDG_DATA_HOME": f"{home}/.local"}
    options = {"capture": handshake, "environment": environment, "cwd": places["cwd"]}
    drawings = [argument for name in runner.FORMATS for argument in ("-z", f"hsviz,{name}")]
    tshark.output("-q", *drawings, "-z", runner.FLOW, "-z", "hsviz,tree", "-z", "hsviz,table",
                  **options)
    assert files_in(places) == []
    tshark.output("-q", "-z", "hsviz,svg,file=one.svg", "-z", "hsviz,json,file=each/", **options)
    assert files_in(places) == ["each/stream-0.json", "one.svg"]


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002, 0o027])
def test_umask(tshark, handshake, places, mask):
    old = places["cwd"] / "old.json"
    old.write_text("something older", encoding="utf-8")
    old.chmod(0o646)
    for file in ("new.json", "each/", "old.json"):
        tshark.output("-q", "-z", f"hsviz,json,file={file}", capture=handshake,
                      cwd=places["cwd"], preexec_fn=lambda: os.umask(mask))
    modes = {str(path.relative_to(places["cwd"])): stat.S_IMODE(path.stat().st_mode)
             for path in places["cwd"].rglob("*")}
    assert modes == {"new.json": 0o666 & ~mask, "each": 0o777 & ~mask,
                     "each/stream-0.json": 0o666 & ~mask, "old.json": 0o646}


PAYLOAD = {
    "tls13-full-client": ["GET / ", "Host:", "Content-Type", "text/plain"],
    # Commands and reply codes of a table are told, nothing that comes with them.
    "starttls-smtp-client": ["client.test", "ESMTP", "250-", "2.0.0", "Ready"],
    "tls12-full-client": ["GET / ", "Host:", "Content-Type", "text/plain"],
}


@pytest.mark.parametrize("name", PAYLOAD)
def test_no_payload_and_no_keys(tshark, name):
    """The capture has the keys with it, and Wireshark decrypts: neither goes into any drawing."""
    capture = runner.capture(name)
    content = capture.read_bytes()
    secrets = re.findall(rb"\b[A-Z_0-9]+ ([0-9a-f]{64}) ([0-9a-f]{64,96})\b", content)
    assert secrets
    drawings = [argument for drawing in runner.FORMATS for argument in
                ("-z", f"hsviz,{drawing},explain,tcp=all,data=all")]
    drawn = tshark.output("-q", *drawings, capture=capture)
    assert "example.test" in drawn
    for secret in {word.decode() for words in secrets for word in words}:
        assert secret not in drawn.lower()
        assert secret[:16] not in drawn.lower()
    for word in PAYLOAD[name]:
        assert word not in drawn, word
