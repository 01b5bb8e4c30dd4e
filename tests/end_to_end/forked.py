"""A tshark that has started once and reads capture after capture, each in a process of its own that
is forked where it would open one: fork_server.c.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import signal
import struct
import subprocess


class ForkedTshark:
    """tshark with these arguments, which reads what is at place, and may work for seconds_max each
    time; close() ends it. A wrapper is a command that runs it, valgrind for one."""

    def __init__(self, tshark, library, place, *arguments, seconds_max, wrapper=(), **environment):
        self.place = place
        self.out, self.err = (place.with_name(place.name + end) for end in (".out", ".err"))
        self.said = (tshark.out / f"{place.name}.said").open("w+b")
        preload = " ".join(filter(None, (environment.pop("LD_PRELOAD", None), str(library))))
        program, *before = [*wrapper, "tshark"]
        self.process = subprocess.Popen(
            tshark.command(*before, "-r", place, *arguments, tool=program),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.said,
            env=tshark.environment(LD_PRELOAD=preload, HSVIZ_SECONDS_MAX=str(seconds_max),
                                   **environment))

    def read(self):
        """Reads what is at place now: its status, negative for a signal, and what it complained."""
        self.process.stdin.write(b".")
        self.process.stdin.flush()
        answer = self.process.stdout.read(struct.calcsize("i"))
        if len(answer) < struct.calcsize("i"):
            self.said.seek(0)
            raise RuntimeError(f"tshark has ended: {self.said.read().decode(errors='replace')}")
        status = os.waitstatus_to_exitcode(*struct.unpack("i", answer))
        return status, self.err.read_text(encoding="utf-8", errors="replace")

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()
        self.said.close()


def took_too_long(status):
    return status in (-signal.SIGXCPU, -signal.SIGALRM)
