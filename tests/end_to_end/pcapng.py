"""Keys inside captures, and captures without them.

A pcapng file may hold the key logs that decrypt it, in blocks of their own
(draft-ietf-opsawg-pcapng 4.7). The lab's captures do, in front of the interface's block, where
editcap and mergecap of Wireshark 4.0 cannot read them.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import struct

# A capture whose name ends so is the one without the ending, less its keys.
NO_KEYS = "-nokeys"
SECTION_HEADER = b"\x0a\x0d\x0d\x0a"
SECRETS_BLOCK, TLS_KEY_LOG = 0x0000000A, 0x544C534B


def keys_taken_out(content):
    """The key logs that a pcapng of a little-endian machine holds, and the file without them, all
    else byte for byte the same; any other file as it is."""
    keys, rest, at = b"", b"", 0
    while content.startswith(SECTION_HEADER) and at + 12 <= len(content):
        kind, length = struct.unpack_from("<II", content, at)
        if length < 12:
            break
        if kind == SECRETS_BLOCK:
            secrets, held = struct.unpack_from("<II", content, at + 8)
            keys += content[at + 16:at + 16 + held] + b"\n" if secrets == TLS_KEY_LOG else b""
        else:
            rest += content[at:at + length]
        at += length
    return keys, rest + content[at:]


def write_without_keys(source, made):
    """Writes a capture without its keys, unless it is there; others may be reading it."""
    _, content = keys_taken_out(source.read_bytes())
    if made.exists() and made.read_bytes() == content:
        return
    made.parent.mkdir(parents=True, exist_ok=True)
    part = made.with_name(f"{made.name}.{os.getpid()}")
    part.write_bytes(content)
    part.replace(made)
