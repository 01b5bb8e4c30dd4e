"""Captures, and what is done to them: bytes changed (editcap -E), frames cut short, dropped, given
twice, swapped, times changed.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import pathlib

import pcapng

PCAP_HEADER, FRAME_HEADER = 24, 16
CHANCES = ["0.001", "0.01", "0.05"]
# Of damages, so many have bytes changed.
BYTES_CHANGED = 0.7
FRAMES_CHANGED_MAX = 5


class Source:
    """A capture that is to be damaged, with the keys that it holds."""

    def __init__(self, tshark, path):
        self.tshark = tshark
        self.path = pathlib.Path(path)
        self.pcap, self.made = tshark.out / "source.pcap", tshark.out / "edited.pcap"
        # editcap refuses captures with keys.
        self.keys, content = pcapng.keys_taken_out(self.path.read_bytes())
        bare = tshark.folder / "captures" / "bare"
        bare.write_bytes(content)
        bare.chmod(0o644)
        self.edit(bare, self.pcap, "-F", "pcap")

    def edit(self, source, made, *changes):
        made.unlink(missing_ok=True)
        done = self.tshark.run(*changes, source, made, tool="editcap")
        if not made.exists():
            raise ValueError(f"editcap cannot edit {self.path}: {done.stderr}")

    def whole(self):
        return self.path.read_bytes()

    def edited(self, *changes):
        """As pcap, without keys, with changes that editcap makes."""
        self.edit(self.pcap, self.made, *changes, "-F", "pcap")
        return self.made.read_bytes()

    def cut(self, length):
        return self.edited("-s", length)

    def damaged(self, chance):
        changes = []
        if chance.random() < BYTES_CHANGED:
            changes = ["-E", chance.choice(CHANCES), "--seed", chance.randrange(2**31)]
        return frames_damaged(chance, self.edited(*changes))


def frames_damaged(chance, content):
    """Drops, repeats and swaps frames of a pcap, changes their times and cuts them."""
    order = "little" if content[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else "big"
    frames, at = [], PCAP_HEADER
    while at + FRAME_HEADER <= len(content):
        end = at + FRAME_HEADER + int.from_bytes(content[at + 8:at + 12], order)
        frames.append(bytearray(content[at:end]))
        at = end
    for _ in range(chance.randrange(FRAMES_CHANGED_MAX + 1)):
        frame_damage(chance, frames, order)
    return content[:PCAP_HEADER] + b"".join(frames)


def frame_damage(chance, frames, order):
    i = chance.randrange(len(frames))
    how = chance.choice(["drop", "double", "swap", "time", "cut", "snaplen", "reverse"])
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
        frame_cut(frames[i], chance.randrange(len(frames[i]) - FRAME_HEADER + 1), order)
    elif how == "snaplen":
        snaplen = chance.randrange(14, 400)
        for frame in frames:
            frame_cut(frame, snaplen, order)
    elif how == "reverse" and chance.random() < 0.1:
        frames.reverse()


def frame_cut(frame, keep, order):
    keep = min(keep, len(frame) - FRAME_HEADER)
    frame[8:12] = keep.to_bytes(4, order)
    del frame[FRAME_HEADER + keep:]
