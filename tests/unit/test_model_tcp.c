/* test_model_tcp.c
 * TCP handshake, close and retransmissions: steps, positions and both ends' states.
 *
 * Source: RFC 9293 3.5 (openings), 3.6 (closes), 3.5.2 and 3.5.3 (resets); positions as the model's
 * section 3 gives them: "four segments: FIN p, ACK p+0.5, FIN p+0.5 or later, ACK one half after
 * that FIN. Three segments: FIN p, FIN+ACK p+0.5, ACK p+1."; a retransmission keeps its position.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_expect.h"
#include "model/connection.h"

#define THREE_WAY "C S", "S SA", "C A"
#define OPENING_STEPS                                                                             \
    "1 C SYN 0 SYN-SENT/LISTEN\n"                                                                 \
    "2 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"                                                         \
    "3 C ACK 1 ESTABLISHED/ESTABLISHED\n"

struct conversation {
    const char *name;
    const char *lines[LINES_MAX];
    const char *steps; /* NULL: not looked at */
    const char *tcp; /* opening, close; final states */
};

static const struct conversation conversations[] = {
    /* ---- Handshakes ---- */
    { "refused", { "C S", "S RA" },
      "1 C SYN 0 SYN-SENT/LISTEN\n2 S RST 0.5 CLOSED/CLOSED\n",
      "refused, reset-by-server; CLOSED, CLOSED" },
    { "unanswered", { "C S", "C S seq=0" },
      "1 C SYN 0 SYN-SENT/LISTEN\n2 C SYN 0 SYN-SENT/LISTEN repeats 1\n",
      "unanswered, open; SYN-SENT, LISTEN" },
    { "three-way, nothing more", { THREE_WAY }, OPENING_STEPS,
      "three-way, open; ESTABLISHED, ESTABLISHED" },
    { "simultaneous, figure 7, and data",
      { "C S", "S S", "C SA seq=0", "S SA seq=0", "C A text=a", "S A text=b" }, NULL,
      "simultaneous, open; ESTABLISHED, ESTABLISHED" },
    { "split handshake of four segments",
      { "C S", "S S", "C SA seq=0", "S A", "C A text=a", "S A text=b" },
      "1 C SYN 0 SYN-SENT/LISTEN\n"
      "2 S SYN 0.5 SYN-SENT/SYN-SENT\n"
      "3 C SYN-ACK 1 SYN-RCVD/SYN-SENT\n"
      "4 S ACK 1.5 ESTABLISHED/ESTABLISHED\n"
      "5 C Plaintext 2\n"
      "6 S Plaintext 2.5\n",
      "split, open; ESTABLISHED, ESTABLISHED" },
    { "split handshake of five segments",
      { "C S", "S A", "S S", "C SA seq=0", "S A", "C A text=a", "S A text=b" },
      "1 C SYN 0 SYN-SENT/LISTEN\n"
      "2 S ACK 0.5 SYN-SENT/LISTEN\n"
      "3 S SYN 0.5 SYN-SENT/SYN-SENT\n"
      "4 C SYN-ACK 1 SYN-RCVD/SYN-SENT\n"
      "5 S ACK 1.5 ESTABLISHED/ESTABLISHED\n"
      "6 C Plaintext 2\n"
      "7 S Plaintext 2.5\n",
      "split, open; ESTABLISHED, ESTABLISHED" },
    { "two SYN-ACKs with different sequence numbers, and the client keeps to the first",
      { "C S", "S SA", "S SA seq=777 ack=1", "C A ack=1", "S A seq=1 text=hi", "C A ack=3" },
      "1 C SYN 0 SYN-SENT/LISTEN\n"
      "2 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "3 S SYN-ACK ? SYN-SENT/SYN-RCVD\n"
      "4 C ACK 1 ESTABLISHED/ESTABLISHED\n"
      "5 S Plaintext 1.5\n",
      "three-way, open; ESTABLISHED, ESTABLISHED" },
    { "two SYN-ACKs with different sequence numbers, and the client keeps to the second",
      { "C S", "S SA", "S SA seq=777 ack=1", "C A ack=778", "S A seq=778 text=hi" },
      "1 C SYN 0 SYN-SENT/LISTEN\n"
      "2 S SYN-ACK ? SYN-SENT/SYN-RCVD\n"
      "3 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "4 C ACK 1 ESTABLISHED/ESTABLISHED\n"
      "5 S Plaintext 1.5\n",
      "three-way, open; ESTABLISHED, ESTABLISHED" },
    { "a SYN-ACK with another number after the client has answered",
      { THREE_WAY, "S SA seq=777 ack=1", "C A ack=1", "S A seq=1 text=hi", "C FA ack=3" },
      OPENING_STEPS
      "4 S SYN-ACK ? ESTABLISHED/ESTABLISHED\n"
      "6 S Plaintext 1.5\n"
      "7 C FIN 2 FIN-WAIT-1/ESTABLISHED\n",
      "three-way, half; FIN-WAIT-1, ESTABLISHED" },
    { "data in the SYN-ACK",
      { "C S", "S SA text=220", "C A seq=1 ack=4", "C FA ack=4", "S FA seq=4", "C A ack=5" },
      "1 C SYN 0 SYN-SENT/LISTEN\n"
      "2 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "2 S Plaintext 0.5\n"
      "3 C ACK 1 ESTABLISHED/ESTABLISHED\n"
      "4 C FIN 1 FIN-WAIT-1/ESTABLISHED\n"
      "5 S FIN-ACK 1.5 FIN-WAIT-2/LAST-ACK\n"
      "6 C ACK 2 TIME-WAIT/CLOSED\n",
      "three-way, three-segment; TIME-WAIT, CLOSED" },
    { "data in the SYN-ACK, which the client did not take",
      { "C S", "S SA text=220", "C A seq=1 ack=1", "S A seq=1 text=220", "C FA ack=4" },
      "1 C SYN 0 SYN-SENT/LISTEN\n"
      "2 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "2 S Plaintext 0.5\n"
      "3 C ACK 1 ESTABLISHED/ESTABLISHED\n"
      "4 S Plaintext 1.5 repeats 2\n"
      "5 C FIN 2 FIN-WAIT-1/ESTABLISHED\n",
      "three-way, half; FIN-WAIT-1, ESTABLISHED" },
    { "reset in the opening: the server listens again", { "C S", "S SA", "C R" },
      "1 C SYN 0 SYN-SENT/LISTEN\n"
      "2 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "3 C RST 1 CLOSED/LISTEN\n",
      "three-way, reset-by-client; CLOSED, LISTEN" },
    /* A new attempt, with the same SYN: nothing of the refusal holds any more. */
    { "refused, and the same SYN again, which is taken",
      { "C S", "S RA seq=0", "C S seq=0", "S SA seq=4000 ack=1", "C A ack=4001",
        "C A seq=1 ack=4001 text=hello" },
      "1 C SYN 0 SYN-SENT/LISTEN\n"
      "2 S RST 0.5 CLOSED/CLOSED\n"
      "3 C SYN 0 SYN-SENT/LISTEN\n"
      "4 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "5 C ACK 1 ESTABLISHED/ESTABLISHED\n"
      "6 C Plaintext 1\n",
      "three-way, open; ESTABLISHED, ESTABLISHED" },
    { "refused twice", { "C S", "S RA seq=0", "C S seq=0", "S RA seq=0" },
      "1 C SYN 0 SYN-SENT/LISTEN\n"
      "2 S RST 0.5 CLOSED/CLOSED\n"
      "3 C SYN 0 SYN-SENT/LISTEN\n"
      "4 S RST 0.5 CLOSED/CLOSED\n",
      "refused, reset-by-server; CLOSED, CLOSED" },
    { "reset that nobody expects",
      { THREE_WAY, "C R seq=500", "C A seq=1 text=hello", "S A ack=6" },
      OPENING_STEPS
      "4 C RST ? ESTABLISHED/ESTABLISHED\n"
      "5 C Plaintext 1\n",
      "three-way, open; ESTABLISHED, ESTABLISHED" },
    { "fast open, asks for a cookie", { "C S tfo=request", "S SA", "C A" }, OPENING_STEPS,
      "fast-open cookie-request, open; ESTABLISHED, ESTABLISHED" },
    { "fast open, data accepted", { "C S tfo=cookie text=hello", "S SA", "C A" },
      "1 C SYN 0 SYN-SENT/LISTEN\n"
      "1 C Plaintext 0\n"
      "2 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "3 C ACK 1 ESTABLISHED/ESTABLISHED\n",
      "fast-open data-accepted, open; ESTABLISHED, ESTABLISHED" },
    { "fast open, data rejected, and the answer to what is sent again",
      { "C S tfo=cookie text=hello", "S SA ack=1", "C A seq=1", "C A seq=1 len=5", "S A text=hi" },
      "1 C SYN 0 SYN-SENT/LISTEN\n"
      "1 C Plaintext 0\n"
      "2 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "3 C ACK 1 ESTABLISHED/ESTABLISHED\n"
      "4 C Plaintext 1 repeats 1\n"
      "5 S Plaintext 1.5\n",
      "fast-open data-rejected, open; ESTABLISHED, ESTABLISHED" },
    { "the server speaks first", { THREE_WAY, "S A text=220" },
      OPENING_STEPS "4 S Plaintext 1.5\n",
      "three-way, open; ESTABLISHED, ESTABLISHED" },
    /* ---- Closes ---- */
    { "four segments", { THREE_WAY, "C FA", "S A", "S FA", "C A" },
      OPENING_STEPS
      "4 C FIN 1 FIN-WAIT-1/ESTABLISHED\n"
      "5 S ACK 1.5 FIN-WAIT-2/CLOSE-WAIT\n"
      "6 S FIN 1.5 FIN-WAIT-2/LAST-ACK\n"
      "7 C ACK 2 TIME-WAIT/CLOSED\n",
      "three-way, four-segment; TIME-WAIT, CLOSED" },
    { "four segments, by the server", { THREE_WAY, "S FA", "C A", "C FA", "S A" },
      OPENING_STEPS
      "4 S FIN 0.5 ESTABLISHED/FIN-WAIT-1\n"
      "5 C ACK 1 CLOSE-WAIT/FIN-WAIT-2\n"
      "6 C FIN 1 LAST-ACK/FIN-WAIT-2\n"
      "7 S ACK 1.5 CLOSED/TIME-WAIT\n",
      "three-way, four-segment; CLOSED, TIME-WAIT" },
    { "three segments", { THREE_WAY, "C FA", "S FA", "C A" },
      OPENING_STEPS
      "4 C FIN 1 FIN-WAIT-1/ESTABLISHED\n"
      "5 S FIN-ACK 1.5 FIN-WAIT-2/LAST-ACK\n"
      "6 C ACK 2 TIME-WAIT/CLOSED\n",
      "three-way, three-segment; TIME-WAIT, CLOSED" },
    { "simultaneous, figure 13", { THREE_WAY, "C FA", "S FA ack=1", "C A", "S A" },
      OPENING_STEPS
      "4 C FIN 1 FIN-WAIT-1/ESTABLISHED\n"
      "5 S FIN 0.5 FIN-WAIT-1/FIN-WAIT-1\n"
      "6 C ACK 1 CLOSING/CLOSING\n"
      "7 S ACK 1.5 TIME-WAIT/TIME-WAIT\n",
      "three-way, simultaneous; TIME-WAIT, TIME-WAIT" },
    { "simultaneous, and the ACK of the other's FIN has the own once more",
      { THREE_WAY, "C FA", "S FA ack=1", "C FA seq=1 ack=2", "S A", "C A" },
      OPENING_STEPS
      "4 C FIN 1 FIN-WAIT-1/ESTABLISHED\n"
      "5 S FIN 0.5 FIN-WAIT-1/FIN-WAIT-1\n"
      "6 C FIN-ACK 1 CLOSING/CLOSING\n"
      "7 S ACK 1.5 TIME-WAIT/TIME-WAIT\n",
      "three-way, simultaneous; TIME-WAIT, TIME-WAIT" },
    { "half closed, and the server goes on", { THREE_WAY, "C FA", "S A", "S A text=more", "C A" },
      OPENING_STEPS
      "4 C FIN 1 FIN-WAIT-1/ESTABLISHED\n"
      "5 S ACK 1.5 FIN-WAIT-2/CLOSE-WAIT\n"
      "6 S Plaintext 1.5\n",
      "three-way, half; FIN-WAIT-2, CLOSE-WAIT" },
    { "data with the FIN", { THREE_WAY, "C FA text=bye", "S FA", "C A" },
      OPENING_STEPS
      "4 C Plaintext 1\n"
      "4 C FIN 1 FIN-WAIT-1/ESTABLISHED\n"
      "5 S FIN-ACK 1.5 FIN-WAIT-2/LAST-ACK\n"
      "6 C ACK 2 TIME-WAIT/CLOSED\n",
      "three-way, three-segment; TIME-WAIT, CLOSED" },
    { "reset by the client", { THREE_WAY, "C R" },
      OPENING_STEPS "4 C RST 1 CLOSED/CLOSED\n",
      "three-way, reset-by-client; CLOSED, CLOSED" },
    { "reset by the server, with data before", { THREE_WAY, "C A text=hello", "S RA" },
      OPENING_STEPS "4 C Plaintext 1\n5 S RST 1.5 CLOSED/CLOSED\n",
      "three-way, reset-by-server; CLOSED, CLOSED" },
    { "reset after half a close", { THREE_WAY, "C FA", "S A", "S RA" },
      OPENING_STEPS
      "4 C FIN 1 FIN-WAIT-1/ESTABLISHED\n"
      "5 S ACK 1.5 FIN-WAIT-2/CLOSE-WAIT\n"
      "6 S RST 1.5 CLOSED/CLOSED\n",
      "three-way, reset-by-server; CLOSED, CLOSED" },
    { "a FIN that comes after the reset closes nothing",
      { THREE_WAY, "C A text=hello", "C FA", "S A ack=6 text=hi", "C R seq=6", "S FA seq=3 ack=6",
        "C R seq=6" }, NULL,
      "three-way, reset-by-client; CLOSED, CLOSED" },
    /* Rule 4: the first that was not answered, whatever else had come to this capture point. */
    { "resets that answer what came after the close",
      { THREE_WAY, "C A text=hello", "S A text=hi", "C A", "C A text=more", "C FA",
        "S FA seq=3 ack=6", "C A ack=4", "S R seq=3", "S R seq=3", "S R seq=4" },
      OPENING_STEPS
      "4 C Plaintext 1\n"
      "5 S Plaintext 1.5\n"
      "7 C Plaintext 2\n"
      "8 C FIN 2 FIN-WAIT-1/ESTABLISHED\n"
      "9 S FIN 1.5 FIN-WAIT-1/FIN-WAIT-1\n"
      "10 C ACK 2 CLOSING/CLOSING\n"
      "11 S RST 2.5 CLOSED/CLOSED\n"
      "12 S RST 2.5 CLOSED/CLOSED\n"
      "13 S RST 2.5 CLOSED/CLOSED\n",
      "three-way, simultaneous; CLOSED, CLOSED" },
    { "the handshake's ACK has a FIN", { "C S", "S SA", "C FA", "S FA", "C A" },
      "1 C SYN 0 SYN-SENT/LISTEN\n"
      "2 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "3 C ACK 1 ESTABLISHED/ESTABLISHED\n"
      "3 C FIN 1 FIN-WAIT-1/ESTABLISHED\n"
      "4 S FIN-ACK 1.5 FIN-WAIT-2/LAST-ACK\n"
      "5 C ACK 2 TIME-WAIT/CLOSED\n",
      "three-way, three-segment; TIME-WAIT, CLOSED" },
    /* ---- Sent again ---- */
    { "SYN twice", { "C S", "C S seq=0", "S SA", "C A" },
      "1 C SYN 0 SYN-SENT/LISTEN\n"
      "2 C SYN 0 SYN-SENT/LISTEN repeats 1\n"
      "3 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "4 C ACK 1 ESTABLISHED/ESTABLISHED\n",
      "three-way, open; ESTABLISHED, ESTABLISHED" },
    { "SYN-ACK twice", { "C S", "S SA", "S SA seq=0", "C A" },
      "1 C SYN 0 SYN-SENT/LISTEN\n"
      "2 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "3 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD repeats 2\n"
      "4 C ACK 1 ESTABLISHED/ESTABLISHED\n",
      "three-way, open; ESTABLISHED, ESTABLISHED" },
    { "SYN-ACK again after the ACK, which was lost", { THREE_WAY, "S SA seq=0", "C A" },
      OPENING_STEPS "4 S SYN-ACK 0.5 ESTABLISHED/ESTABLISHED repeats 2\n",
      "three-way, open; ESTABLISHED, ESTABLISHED" },
    { "ClientHello twice", { THREE_WAY, "C A CH/13", "C A seq=1 len=61", "S A SH/selected=0304" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "5 C ClientHello 1 repeats 4\n"
      "6 S ServerHello 1.5\n",
      "three-way, open; ESTABLISHED, ESTABLISHED" },
    { "the server's flight twice, after an acknowledgement",
      { THREE_WAY, "C A CH", "S A SH CERT12/900 M14/0", "C A", "S A seq=1 len=971" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "5 S Certificate 1.5\n"
      "5 S ServerHelloDone 1.5\n"
      "7 S ServerHello 1.5 repeats 5\n"
      "7 S Certificate 1.5 repeats 5\n"
      "7 S ServerHelloDone 1.5 repeats 5\n",
      "three-way, open; ESTABLISHED, ESTABLISHED" },
    { "the client's flight twice", { THREE_WAY, "C A CH", "S A SH CERT12/900 M14/0",
        "C A M16/32 ccs enc/40", "C A seq=51 len=92", "S A ccs enc/40" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "5 S Certificate 1.5\n"
      "5 S ServerHelloDone 1.5\n"
      "6 C ClientKeyExchange 2\n"
      "6 C ChangeCipherSpec 2\n"
      "6 C Finished 2 inferred\n"
      "7 C ClientKeyExchange 2 repeats 6\n"
      "7 C ChangeCipherSpec 2 repeats 6\n"
      "7 C Finished 2 inferred repeats 6\n"
      "8 S ChangeCipherSpec 2.5\n"
      "8 S Finished 2.5 inferred\n",
      "three-way, open; ESTABLISHED, ESTABLISHED" },
    { "FIN twice", { THREE_WAY, "C FA", "C FA seq=1", "S FA", "C A" },
      OPENING_STEPS
      "4 C FIN 1 FIN-WAIT-1/ESTABLISHED\n"
      "5 C FIN 1 FIN-WAIT-1/ESTABLISHED repeats 4\n"
      "6 S FIN-ACK 1.5 FIN-WAIT-2/LAST-ACK\n"
      "7 C ACK 2 TIME-WAIT/CLOSED\n",
      "three-way, three-segment; TIME-WAIT, CLOSED" },
    { "the server's FIN twice, after it was acknowledged",
      { THREE_WAY, "C FA", "S FA", "C A", "S FA seq=1", "C A" },
      OPENING_STEPS
      "4 C FIN 1 FIN-WAIT-1/ESTABLISHED\n"
      "5 S FIN-ACK 1.5 FIN-WAIT-2/LAST-ACK\n"
      "6 C ACK 2 TIME-WAIT/CLOSED\n"
      "7 S FIN-ACK 1.5 TIME-WAIT/CLOSED repeats 5\n",
      "three-way, three-segment; TIME-WAIT, CLOSED" },
    /* Within a millisecond no sender repeats: a mirror port gave the frame twice. */
    { "frames that a mirror port gives twice",
      { "C S @0", "C S seq=0 @0.1", "S SA @50", "C A @50.1", "C A @50.2", "C A CH/13 @51",
        "C A seq=1 part=61 @51.2", "S A SH/selected=0304 @100" },
      "1 C SYN 0 SYN-SENT/LISTEN\n"
      "3 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "4 C ACK 1 ESTABLISHED/ESTABLISHED\n"
      "6 C ClientHello 1\n"
      "8 S ServerHello 1.5\n",
      "three-way, open; ESTABLISHED, ESTABLISHED" },
    { "plain data twice is still one run",
      { THREE_WAY, "C A text=hello", "C A seq=1 len=5", "S A" },
      OPENING_STEPS "4 C Plaintext 1\n",
      "three-way, open; ESTABLISHED, ESTABLISHED" },
    /* A keep-alive repeats the last byte (RFC 9293 3.8.4); it shows nothing. */
    { "keep-alive and its answer",
      { THREE_WAY, "C A text=hello", "S A", "C A seq=5 len=1", "S A", "S A text=hi" },
      OPENING_STEPS
      "4 C Plaintext 1\n"
      "6 C Keep-Alive 1 ESTABLISHED/ESTABLISHED hidden\n"
      "8 S Plaintext 1.5\n",
      "three-way, open; ESTABLISHED, ESTABLISHED" },
    { "keep-alives without a byte, after a TLS message, repeat nothing",
      { THREE_WAY, "C A CH/13", "S A", "C A seq=61", "S A", "C A seq=61", "C A seq=61 len=1",
        "S A SH/selected=0304" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "6 C Keep-Alive 1 ESTABLISHED/ESTABLISHED x3 hidden\n"
      "10 S ServerHello 1.5\n",
      "three-way, open; ESTABLISHED, ESTABLISHED" },
    { "one byte twice, not acknowledged, is no keep-alive",
      { THREE_WAY, "C A text=a", "C A seq=1 len=1", "S A" },
      OPENING_STEPS "4 C Plaintext 1\n",
      "three-way, open; ESTABLISHED, ESTABLISHED" },
    { "a window that closes, is probed, and opens",
      { THREE_WAY, "C A text=hello", "S A win=0", "C A len=1", "S A win=0 ack=6", "C A seq=6 len=1",
        "S A win=0 ack=6", "S A win=9 ack=6", "C A seq=6 text=again", "S A" },
      OPENING_STEPS
      "4 C Plaintext 1 x2\n"
      "5 S Zero Window 1.5 ESTABLISHED/ESTABLISHED hidden\n"
      "6 C Window Probe 1 ESTABLISHED/ESTABLISHED x2 hidden\n"
      "10 S Window Update 1.5 ESTABLISHED/ESTABLISHED hidden\n",
      "three-way, open; ESTABLISHED, ESTABLISHED" },
    { "a server flight with a hole, which the client had",
      { THREE_WAY, "C A CH", "S A SH", "S! A CERT12/900", "S A M14/0", "C A" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "- S Segment 1.5 ESTABLISHED/ESTABLISHED gap\n"
      "6 S ServerHelloDone 1.5\n",
      "three-way, open; ESTABLISHED, ESTABLISHED" },
    { "a hole whose bytes come after their acknowledgement is none",
      { THREE_WAY, "C A text=ab", "C A seq=5 text=ef", "S A ack=7", "C A seq=3 len=2",
        "S A ack=7" },
      OPENING_STEPS "4 C Plaintext 1 x3\n",
      "three-way, open; ESTABLISHED, ESTABLISHED" },
    { "the server's FIN was not captured", { THREE_WAY, "C FA", "S A", "S! FA", "C A" },
      OPENING_STEPS
      "4 C FIN 1 FIN-WAIT-1/ESTABLISHED\n"
      "5 S ACK 1.5 FIN-WAIT-2/CLOSE-WAIT\n"
      "- S FIN 1.5 (FIN-WAIT-2)/(LAST-ACK) gap\n"
      "6 C ACK 2 TIME-WAIT/CLOSED\n",
      "three-way, four-segment; TIME-WAIT, CLOSED" },
    { "neither the server's FIN nor its ACK was captured", { THREE_WAY, "C FA", "S! FA", "C A" },
      OPENING_STEPS
      "4 C FIN 1 FIN-WAIT-1/ESTABLISHED\n"
      "- S FIN-ACK 1.5 (FIN-WAIT-2)/(LAST-ACK) gap\n"
      "5 C ACK 2 TIME-WAIT/CLOSED\n",
      "three-way, three-segment; TIME-WAIT, CLOSED" },
};

static void run(void **state)
{
    const struct conversation *conversation = *state;
    struct hsviz_connection *connection = lines_connection(conversation->lines);

    if (conversation->steps)
        expect_text(steps_text(connection), conversation->steps, conversation->name);
    expect_text(tcp_text(connection), conversation->tcp, conversation->name);
    hsviz_connection_free(connection);
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(conversations)];

    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        tests[i] = row_test(conversations[i].name, run, &conversations[i]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
