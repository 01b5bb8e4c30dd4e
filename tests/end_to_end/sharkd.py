"""A small client of sharkd: Wireshark without its window, that is asked over a pipe.

A request is a line of JSON-RPC 2.0, and so is its answer.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import signal
import subprocess
import threading

import runner

# What each request may take on a slow machine that does other things too; under valgrind as well.
PATIENCE_S = 120
# What sharkd itself says: that it began, and each file that it loads.
USUAL = ("Hello in child.", "load: filename=")


class Sharkd:
    """One process, which may open many captures one after the other; close() ends it. A wrapper is
    a command that runs it, valgrind for one."""

    def __init__(self, tshark, wrapper=(), patience_s=PATIENCE_S, **environment):
        self.tshark = tshark
        self.patience_s = patience_s
        self.said = []
        program, *arguments = [*wrapper, "sharkd", "-"]
        self.process = subprocess.Popen(
            tshark.command(*arguments, tool=program),
            env=tshark.environment(program, **environment),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            encoding="utf-8", errors="replace")
        # What it says beside its answers is read as it comes: a full pipe would stop it.
        self.reader = threading.Thread(target=self.said.extend, args=(self.process.stderr,))
        self.reader.start()
        self.number = 0
        self.conf("tcp.reassemble_out_of_order", "TRUE")

    def ask(self, method, **parameters):
        """The result of a request that must succeed."""
        answer = self.answer(method, **parameters)
        assert "result" in answer, answer
        return answer["result"]

    def answer(self, method, **parameters):
        self.number += 1
        request = {"jsonrpc": "2.0", "id": self.number, "method": method, "params": parameters}
        if not parameters:
            del request["params"]
        alarm = threading.Timer(self.patience_s, self.process.kill)
        alarm.start()
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        alarm.cancel()
        assert line, (f"no answer to {method}, status {self.process.poll()}", self.said[-20:])
        answer = json.loads(line)
        assert answer["id"] == self.number
        return answer

    def conf(self, name, value):
        """Sets a preference."""
        assert self.ask("setconf", name=name, value=value) == {"status": "OK"}

    def load(self, capture):
        assert self.ask("load", file=str(self.tshark.readable(capture))) == {"status": "OK"}

    def columns(self, fields, **choice):
        """What columns of these fields hold, a row a frame: its number, and then the columns."""
        columns = {f"column{i}": f"{field}:0" for i, field in enumerate(fields)}
        return [[frame["num"], *frame["c"]] for frame in self.ask("frames", **columns, **choice)]

    def tree(self, number):
        """The lines of a frame's tree that are hsviz's, in order; one list a TCP layer."""
        def lines(node):
            return [node["l"], *(line for child in node.get("n", ()) for line in lines(child))]

        return [lines(node) for node in self.ask("frame", frame=number, proto=True)["tree"]
                if node.get("f") == "hsviz"]

    def close(self):
        """Ends it as a user would; returns its status, and what it said beside the usual."""
        if self.process.poll() is None:
            self.ask("bye")
            self.process.stdin.close()
        try:
            status = self.process.wait(self.patience_s)
        finally:
            self.kill()
        return status, [line for line in self.said if not line.startswith(USUAL)]

    def kill(self):
        """Ends it in any case; may be called again."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.reader.join()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            pipe.close()


def told_by_tshark(tshark, capture, fields, *arguments):
    """The same as Sharkd.columns(), from a tshark that has read nothing else, twice."""
    columns = ",".join(f'"{i}","%Cus:{field}:0"' for i, field in enumerate(fields))
    status, output, complaint = tshark.read(capture, "-2", "-T", "tabs", "-o",
                                            f'gui.column.format:"n","%m",{columns}', *arguments)
    assert (status, complaint) == (0, ""), (capture, status, complaint)
    rows = [line.split("\t") for line in output.splitlines()]
    return [[int(row[0]), *(cell.strip() for cell in row[1:])] for row in rows]
