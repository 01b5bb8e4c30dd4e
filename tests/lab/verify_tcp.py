"""Holds captures of plain TCP, whose truth says the ends' states, against that truth.

A frame's flags and length say what it must be a step of; a bare acknowledgement may be one, where
the truth has one. Of what else the truth says (its notes) stock tshark's own analysis sees some.

SPDX-License-Identifier: GPL-2.0-or-later
"""

FIN, SYN, RST, ACK, ECE, CWR, ACCURATE = 0x01, 0x02, 0x04, 0x10, 0x40, 0x80, 0x100
# Of the opening's segments, what ECN says with: RFC 3168 6.1.1, RFC 9768 3.1.1.
ECN = ECE | CWR | ACCURATE
ADDRESSES = ("ip.src", "ipv6.src")
NUMBERS = ("tcp.srcport", "tcp.flags", "tcp.len", "tcp.seq_raw", "tcp.ack_raw", "frame.len",
           "frame.cap_len")
TIMES = ("frame.time_relative", "frame.time_delta_displayed")
# Those of the last layer are the connection's, but of the frame, and of a packet that ICMP quotes.
MARKS = ("tcp.analysis.ack_lost_segment", "tcp.analysis.keep_alive", "tcp.analysis.out_of_order",
         "tcp.analysis.reused_ports", "tcp.analysis.window_full", "tcp.analysis.zero_window",
         "tcp.options.tfo.cookie", "tcp.options.mptcp.subtype",
         "icmp.type")
FIELDS = ADDRESSES + NUMBERS + TIMES + MARKS


def _syn_ack(row, ecn=None):
    """Whether it is a SYN-ACK, and one that answers an offer of ECN so."""
    return row["tcp.flags"] & (SYN | ACK) == SYN | ACK and (
        ecn is None or row["tcp.flags"] & ECN == ecn)


def _offers_ecn(row):
    return row["tcp.flags"] & (SYN | ACK) == SYN and row["tcp.flags"] & (ECE | CWR) == ECE | CWR


def _accurate(row):
    return _syn_ack(row) and row["tcp.flags"] & (CWR | ACCURATE) != 0


# What stock tshark can tell of the truth's notes: whether a segment shows it. All others are the
# hand's alone.
NOTES = {
    "accecn-negotiated": _accurate,
    "acknowledged-not-captured": lambda row: row["tcp.analysis.ack_lost_segment"],
    "data-in-syn-ack": lambda row: _syn_ack(row) and row["tcp.len"],
    "ecn-negotiated": lambda row: _syn_ack(row, ECE),
    "fast-open-cookie-given": lambda row: _syn_ack(row) and row["tcp.options.tfo.cookie"],
    "icmp-refused": lambda row: row["icmp.type"] == "3",
    "keep-alive": lambda row: row["tcp.analysis.keep_alive"],
    "mptcp-capable": lambda row: _syn_ack(row) and row["tcp.options.mptcp.subtype"] == "0",
    "mptcp-join": lambda row: _syn_ack(row) and row["tcp.options.mptcp.subtype"] == "1",
    "out-of-order": lambda row: row["tcp.analysis.out_of_order"],
    "port-reused": lambda row: (row["tcp.analysis.reused_ports"]
                                and row["tcp.flags"] & (SYN | ACK) == SYN),
    "snapped": lambda row: row["frame.cap_len"] < row["frame.len"],
    "time-went-back": lambda row: row["frame.time_delta_displayed"] < 0,
    "window-full": lambda row: row["tcp.analysis.window_full"],
    "zero-window": lambda row: row["tcp.analysis.zero_window"],
}
OTHER_NOTES = {
    "client-guessed", "copies", "data-after-fin", "data-lost-with-reset", "ecn-refused",
    "fast-open-ignored", "lost-after-tap", "lost-before-tap", "mid-stream", "mptcp-refused",
    "network-duplicate", "one-sided", "reset-ignored", "syn-ack-different-sequence", "syn-cookie",
    "syn-different-sequence", "two-tcp-layers", "window-probe",
}
MODULUS = 2 ** 32
FIRST_USER_PORT = 1024  # RFC 6335 6: below it are servers


class Segments:
    """What each segment must, or may, be a step of."""

    def __init__(self):
        self.client = self.server = None
        self.known = set()
        self.with_syn = set()  # (side, sequence number) of data that came in a SYN
        self.highest = {}  # side -> sequence number after the last byte of its data
        self.fin_end = {}
        self.fin_acked = set()
        self.found = []  # (side, name, is a repetition), whether it must be a step, when
        self.time_ms = 0.0

    def see(self, row):
        """Adds one segment."""
        self.time_ms = row["frame.time_relative"] * 1000
        source = (row["ip.src"] or row["ipv6.src"], row["tcp.srcport"])
        if self.client is None and row["tcp.flags"] & (SYN | ACK) == SYN | ACK:
            self.server = self.server or source
        elif self.client is None and row["tcp.srcport"] < FIRST_USER_PORT:  # no opening
            self.server = self.server or source
        if source != self.server:
            self.client = self.client or source
        self._names("client" if source == self.client else "server", row)

    def _names(self, side, row):
        flags, length = row["tcp.flags"], row["tcp.len"]
        key = (side, row["tcp.seq_raw"], 0 if flags & SYN else length, flags & (SYN | FIN),
               flags & ACK if flags & SYN else 0)
        again = bool(flags & (SYN | FIN) or length) and key in self.known
        self.known.add(key)
        acks_fin = self._acks_fin(side, row)
        if flags & SYN:
            self._add(side, "SYN-ACK" if flags & ACK else "SYN", again)
        elif flags & ACK and not flags & RST:
            self._add(side, "ACK", False, must=False)
        if length:
            old = self._is_old(side, row)
            self._add(side, "ApplicationData", old or self._sent_with_syn(side, row), must=not old)
        if flags & FIN:
            self._add(side, "FIN-ACK" if acks_fin else "FIN", again)
            self.fin_end[side] = (row["tcp.seq_raw"] + length + 1) % MODULUS
        if flags & RST:
            self._add(side, "RST", False)

    def _is_old(self, side, row):
        """Whether it brings no byte that this side did not send before."""
        end = (row["tcp.seq_raw"] + bool(row["tcp.flags"] & SYN) + row["tcp.len"]) % MODULUS
        highest = self.highest.get(side, (end - 1) % MODULUS)
        ahead = (end - highest) % MODULUS
        is_old = ahead == 0 or ahead > MODULUS // 2
        if not is_old and not row["tcp.flags"] & SYN:
            self.highest[side] = end
        return is_old

    def _sent_with_syn(self, side, row):
        """Without the other's consent a SYN's data comes again, behind the SYN."""
        if row["tcp.flags"] & SYN:
            self.with_syn.add((side, (row["tcp.seq_raw"] + 1) % MODULUS))
            return False
        return (side, row["tcp.seq_raw"]) in self.with_syn

    def _acks_fin(self, side, row):
        """Whether it is the first to acknowledge the other's FIN."""
        other = "server" if side == "client" else "client"
        acks = other in self.fin_end and row["tcp.ack_raw"] == self.fin_end[other]
        if not acks or other in self.fin_acked:
            return False
        if not row["tcp.flags"] & FIN:  # a FIN that does so may come again
            self.fin_acked.add(other)
        return True

    def _add(self, side, name, again, must=True):
        self.found.append(((side, name, again), must, self.time_ms))


def _merges(step, last):
    """A run of data is one step, whatever acknowledgements stand in it."""
    return step[1] == "ApplicationData" and last is not None and last[:2] == step[:2]


def check_steps(rows, wanted):
    """A line for the first segment that has no place in the truth, or what of it was not seen; and
    when the steps were seen."""
    segments = Segments()
    for row in rows:
        segments.see(row)
    last, seen = None, []
    for line, must, time_ms in segments.found:
        due = wanted[len(seen)] if len(seen) < len(wanted) else None
        if due and line == (due["from"], due["step"], due.get("retransmission", False)):
            last = line
            seen.append({"time_ms": time_ms})
        elif must and not _merges(line, last):
            expected = due and (due["from"], due["step"])
            return [f"step {len(seen)}: expected {expected}, found {line}"], seen
    missing = wanted[len(seen):len(seen) + 1]
    return [f"step {len(seen)}: not seen, {step}" for step in missing], seen


def check_notes(notes, point, rows):
    """A line for each note that stock tshark sees and the truth lacks, or the other way round."""
    wanted = {note["note"] for note in notes if point in note.get("seen_at", [point])}
    problems = [f"no such note: {name}" for name in wanted - NOTES.keys() - OTHER_NOTES]
    # A second SYN-ACK, or a reset ahead of the stream, makes stock tshark count sequence numbers
    # from there; and it takes for keep-alives Linux's window probes, which are one byte behind and
    # empty, and an ACK that a FIN overtook in the capture.
    misled = {"syn-ack-different-sequence": {"out-of-order"}, "reset-ignored": {"out-of-order"},
              "window-probe": {"keep-alive"}, "time-went-back": {"keep-alive"}}
    misled = set().union(*(misled.get(name, set()) for name in wanted))
    for name, shows in NOTES.items():
        if name not in misled and any(map(shows, rows)) != (name in wanted):
            problems.append(f"{name} is {'not ' if name in wanted else ''}to be seen")
    return problems


def rows_once(rows, notes):
    """The frames without a mirror port's copies, which must be there of all."""
    if not any(note["note"] == "copies" for note in notes):
        return rows
    once, copies = rows[::2], rows[1::2]
    same = ("tcp.seq_raw", "tcp.ack_raw", "tcp.flags", "tcp.len")
    assert all(row[name] == copy[name] for row, copy in zip(once, copies) for name in same)
    return once


def rows_read(text):
    """tshark's fields of each frame."""
    rows = []
    for line in text.splitlines():
        row = dict(zip(FIELDS, line.split("\t")))
        row.update({name: int(row[name] or "0", 0) for name in NUMBERS})
        row.update({name: float(row[name] or "0") for name in TIMES})
        rows.append(row)
    return rows
