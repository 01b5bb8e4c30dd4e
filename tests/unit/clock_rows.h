/* clock_rows.h
 * The scripts of test_model_clock.c, included in its table: name, lines, what is expected in
 * milliseconds: network of both sides, think time of client and server, loss recovery, unknown.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/* clang-format off */
    /* ---- Turns ---- */
    { "a request and its response",
      { OPEN, "C A text=q @45", "S A text=r @75" },
      "network 80, client 5, server 10" },
    { "the opening has no think time, however long it takes",
      { "C S @0", "S SA @320", "C A @340", "C A text=q @345", "S A text=r @365" },
      "network 380, client 5" },
    { "an acknowledgement by a nearer box shortens no turn",
      { OPEN, "C A text=q @45", "S A @30", "S A text=r @75" },
      "C: network 80, client 5, server 10\n" },
    { "a turn of more than 240 s is none",
      { "C S @0", "S SA @250000", "C A @250020", "C A text=q @250025", "S A text=r @250055" },
      "C: client 5, unknown 250070\n"
      "M: network 40, client 5, unknown 250030\n"
      "S: network 80, client 5, unknown 249990\n" },
    { "what acknowledges more than was captured has an unknown turn",
      { OPEN, "C A text=q @45 !0", "S A text=r @75" },
      "C: network 40, unknown 55\n"
      "M: network 60, unknown 35\n"
      "S: network 80, unknown 15\n" },
    { "of a SYN that was sent twice no turn is measured",
      { "C S @0", "C S seq=0 @1000", "S SA @1020", "C A @1040", "C A text=q @1045",
        "S A text=r @1075" },
      "network 90, client 5, loss 1000" },
    { "a transmission that came too late is no cause",
      { OPEN, "C A text=q @45", "C A seq=1 text=q @80", "S A text=r @75" },
      "network 80, client 5, server 10" },
    { "a split handshake's SYN is an answer",
      { "C S @0", "S S @20", "C SA @40", "S A @60", "C A text=q @85",
        "S A text=r @115" },
      "network 120, client 5, server 10" },
    { "an answer that leaves when its cause comes, and something else left then",
      { OPEN, "C A text=q @45", "S A ack=1 @65", "S A text=r @75" },
      "network 80, client 5, server 10" },

    /* ---- What a rule explains ---- */
    { "data that the window held back needs the ACK that opens it",
      { "C S mss=1000 ts=1000,0 @0", "S SA mss=1000 ts=5020,1000 @20", "C A ts=1040,5020 @40",
        "S A ts=5061,1040 len=5000 @61", "S A ts=5061,1040 len=5000 @61",
        "C A ts=1081,5061 ack=5001 @81", "S A ts=5101,1081 len=5000 @101",
        "C A ts=1126,5101 text=q @126", "S A ts=5156,1126 text=r @156" },
      "network 160, client 5, server 11" },
    { "a banner needs the ACK that completes the opening",
      { OPEN, "S A text=b @65", "C A text=q @95", "S A text=r @125" },
      "network 120, client 10, server 15" },
    { "a small segment is held until everything before is acknowledged",
      { OPEN, "C A text=q @45", "S A @105", "C A text=q @125", "S A text=r @145" },
      "network 160, client 5" },
    { "but not if it had not got that acknowledgement",
      { OPEN_STAMPS, "C A ts=1045,5020 text=q @45", "S A ts=5105,1045 @105",
        "C A ts=1125,5020 text=q @125", "S A ts=5145,1125 text=r @145" },
      "network 80, client 85" },
    { "nor if it left later",
      { OPEN, "C A text=q @45", "S A @105", "C A text=q @145", "S A text=r @165" },
      "network 80, client 105" },

    /* ---- Loss ---- */
    { "a request that is sent again",
      { OPEN, "C A text=q @45 !2", "C A seq=1 text=q @345", "S A text=r @375" },
      "C: network 80, client 5, server 10, loss 300\n"
      "M: network 80, client 5, server 10, loss 300\n"
      "S: network 80, client 305, server 10\n" },
    { "again and again: from the first",
      { OPEN, "C A text=q @45 !2", "C A seq=1 text=q @345 !2", "C A seq=1 text=q @945",
        "S A text=r @975" },
      "C: network 80, client 5, server 10, loss 900\n"
      "M: network 80, client 5, server 10, loss 900\n"
      "S: network 80, client 905, server 10\n" },
    { "with other borders",
      { OPEN, "C A len=100 @45 !2", "C A seq=1 len=150 @345", "S A text=r @375" },
      "C: network 80, client 5, server 10, loss 300\n"
      "M: network 80, client 5, server 10, loss 300\n"
      "S: network 80, client 305, server 10\n" },
    { "the first of a flight",
      { OPEN, "C A len=100 @45 !1", "C A len=100 @46", "S A ack=1 @67", "C A seq=1 len=100 @345",
        "S A text=r @375" },
      "C: network 80, client 5, server 10, loss 300\n"
      "M: network 80, client 6, server 10, loss 299\n"
      "S: network 80, client 6, server 10, loss 299\n" },
    { "lost before the capture point: a number is skipped",
      { OPEN_IDS, "S A text=b @60", "C A id=3 @80", "C A id=4 text=q @81 !1",
        "C A id=5 seq=1 text=q @381", "S A text=r @411" },
      "C: network 120, client 1, server 10, loss 300\n"
      "M: network 120, server 10, loss 301\n"
      "S: network 120, server 10, loss 301\n" },
    { "lost before the capture point at the other end",
      { "C S @0", "S SA id=11 @20", "C A @40", "S A id=12 text=b @60", "C A text=q @85",
        "S A id=13 @106", "S A id=14 text=r @115 !2", "S A id=15 seq=2 text=r @415" },
      "C: network 120, client 5, server 1, loss 309\n"
      "M: network 120, client 5, server 1, loss 309\n"
      "S: network 120, client 5, server 10\n" },
    { "lost before the capture point: the other end reports the hole, and more than was captured",
      { OPEN, "C A len=100 @45 !1", "C A len=100 @45 !0", "S A ack=1 sacks=101,201 @65",
        "C A seq=1 len=100 @185", "S A text=r @215" },
      "M: network 60, loss 140, unknown 35\n"
      "S: network 80, loss 140, unknown 15\n" },
    { "not captured at first: the other end had acknowledged it, and got it twice",
      { OPEN, "C A len=100 @45 !0", "S A @65 !1", "C A seq=1 len=100 @345",
        "S A ack=101 sacks=1,101 @365", "S A text=r @375" },
      "M: network 80, server 10, loss 305\n"
      "S: network 80, server 10, loss 305\n" },
    { "but what only came after its acknowledgement was not sent twice",
      { OPEN, "C A len=100 @45 !0", "S A @65 !1", "C A seq=1 len=100 @345", "S A ack=101 @365",
        "S A text=r @375" },
      "network 80, client 305, server 10" },
    { "but a side that skips numbers anyhow thought",
      { OPEN_IDS, "S A text=b @60", "C A id=3 @80", "C A id=5 @81", "C A id=7 text=q @381",
        "S A text=r @411" },
      "network 120, client 301, server 10" },
    { "and so did one whose wait is shorter than any repetition",
      { OPEN_IDS, "S A text=b @60", "C A id=3 @80", "C A id=5 text=q @140", "S A text=r @170" },
      "network 120, client 60, server 10" },

    /* ---- What did not succeed ---- */
    { "a rejected handshake ends with the alert",
      { OPEN, "C A CH @45", "S A alert/2/40 @75", "S FA @80", "C FA @100", "S A @120" },
      "network 80, client 5, server 10, failed 95" },
    { "one that is given up, with the first FIN",
      { OPEN, "C A CH @45", "S FA @175", "C A @195", "C FA @400", "S A @420" },
      "network 80, client 5, server 110, failed 195" },
    { "or with the first RST",
      { OPEN, "C A CH @45", "S RA @75" },
      "network 80, client 5, server 10, failed 95" },
    { "one that times out, with the last packet",
      { OPEN, "C A CH @45", "S A @65", "C A seq=0 @1085", "S A @1105" },
      "network 80, client 5, server 1040, failed 1125" },
    { "an attempt that is refused, with the RST",
      { "C S @0", "S RA @20" },
      "C: network 40, failed 40\n"
      "M: network 20, failed 20\n"
      "S: \n" },
    { "and again, with the last one",
      { "C S @0", "S RA @20", "C S seq=0 @520", "S RA @540" },
      "C: network 40, client 520, failed 560\n"
      "M: network 20, client 520, failed 540\n"
      "S: client 520, failed 520\n" },
    { "one that is not answered, with the last SYN",
      { "C S @0 !2", "C S seq=0 @1000 !2", "C S seq=0 @3000 !2" },
      "C: loss 3000, failed 3000\n"
      "M: loss 3000, failed 3000\n" },
    { "a reset without ACK answers what has its number",
      { OPEN, "C A text=q @45", "S A @66", "C A text=q @5045", "C A text=q @5055",
        "S R @5066" },
      "network 80, client 5005, server 1" },
/* clang-format on */
