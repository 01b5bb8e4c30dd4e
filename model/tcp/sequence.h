/* sequence.h
 * One sender: its sequence space, and the RTT positions of its bytes.
 *
 * Purpose: tracks which bytes of one sender were seen, which of them the other end acknowledged,
 *          and so the RTT positions of its segments (docs/model.md, section 3).
 * Units: relative sequence numbers (the SYN is 0, the first byte of data 1; without a SYN, the
 *        first byte seen is 1), positions in half round trips.
 * Memory: fixed; nothing grows with the traffic.
 * Source: RFC 9293 3.4 (comparison modulo 2^32).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_SEQUENCE_H
#define HSVIZ_MODEL_TCP_SEQUENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/core/packet.h"

struct hsviz_segment;

enum {
    /* Positions of outstanding bytes that are remembered. A window of data sent at one position is
     * one range, so that more than two or three are rare. */
    HSVIZ_RANGES_MAX = 4,
    /* Holes in the sequence space that are remembered: as many as selective acknowledgements can
     * report at a time (RFC 2018 3). The oldest is forgotten first, and a note says so. */
    HSVIZ_HOLES_MAX = 4,
};

/* Flags of a sender. */
enum hsviz_tcp_sequence_flag {
    HSVIZ_HAS_BASE = 0x0001,
    HSVIZ_SENT_SYN = 0x0002,
    HSVIZ_SENT_SYN_ACK = 0x0004,
    HSVIZ_SENT_ACK_OF_SYN = 0x0008,
    HSVIZ_SENT_PAYLOAD = 0x0010,
    HSVIZ_SENT_FIN = 0x0020,
    HSVIZ_SENT_ACK_OF_FIN = 0x0040,
    HSVIZ_SENT_RST = 0x0080,
    HSVIZ_SYN_REPEATED = 0x0100,
    HSVIZ_SYN_HAD_PAYLOAD = 0x0200,
    HSVIZ_SENT_ANYTHING = 0x0800,
    HSVIZ_FIN_ACKS_FIN = 0x2000,       /* its FIN was its first acknowledgement of the other end's
                                          FIN */
    HSVIZ_SEQUENCE_RESTARTED = 0x1000, /* a second SYN with another sequence number */
    HSVIZ_RETIRED = 0x4000,            /* TCP has closed: no track is kept */
    HSVIZ_SYN_ACK_HAD_PAYLOAD = 0x8000,
    HSVIZ_LOSS_NOTED = 0x20000,     /* a note on data after its reset was made */
    HSVIZ_WINDOW_CLOSED = 0x10000,  /* its newest window is zero */
    HSVIZ_HOLE_FORGOTTEN = 0x40000, /* there were more than HSVIZ_HOLES_MAX */
    HSVIZ_SHOWED_SYN = 0x80000,     /* its SYN or SYN-ACK is in the capture */
    HSVIZ_SCALES_WINDOW = 0x100000, /* and has the option for it */
    HSVIZ_ECHOED = 0x200000,        /* it echoed the other end's newest timestamp once */
    HSVIZ_SENT_MUCH = 0x400000,     /* more than a window can hold */
    HSVIZ_HOLES_PASSED = 0x800000,  /* the other end has acknowledged bytes in holes */
};

/* Bytes that left at one position: the first segment ended at first_end, the last at end. */
struct hsviz_range {
    uint32_t first_end, end;
    int32_t half_rtt;
};

/* A bare acknowledgement, the first at its position with a new timestamp: a segment that echoes the
 * timestamp was sent after this had arrived (RFC 7323 4.3). */
struct hsviz_bare_ack {
    uint32_t tsval;
    uint32_t acknowledged_before; /* relative, in the other end's space */
    int32_t half_rtt;
};

enum {
    HSVIZ_BARE_ACKS_MAX = 2, /* the newest position, and one that may still be in flight */
    HSVIZ_INITIAL_WINDOW_SEGMENTS = 10, /* RFC 6928 2 */
    HSVIZ_MSS_DEFAULT = 1460,           /* of Ethernet and IPv4, if no SYN was captured */
};

/* Bytes [start, end) that had not been seen when a later segment came. */
struct hsviz_hole {
    int64_t time_ns; /* of that segment */
    uint32_t start, end;
    uint32_t tsval;   /* of that segment; 0 if it has none */
    bool is_reported; /* they were acknowledged, and have a gap */
};

/* Segments that say nothing about what their sender has received (docs/model.md, section 3). */
enum hsviz_probe { HSVIZ_NO_PROBE, HSVIZ_KEEP_ALIVE, HSVIZ_WINDOW_PROBE };

/* State of a sender that is needed only while the connection is open. */
struct hsviz_track {
    int64_t newest_ns; /* of its newest segment */
    struct hsviz_range ranges[HSVIZ_RANGES_MAX];          /* oldest first */
    struct hsviz_hole holes[HSVIZ_HOLES_MAX];             /* oldest first */
    struct hsviz_bare_ack bare_acks[HSVIZ_BARE_ACKS_MAX]; /* oldest first */
    uint32_t num_duplicate_acks;                          /* since its last acknowledgement of new
                                                             data */
    uint8_t num_ranges, num_holes, num_bare_acks;
};

/* One sender. All zero: nothing seen. Owns its track. */
struct hsviz_tcp_sequence {
    struct hsviz_track *track; /* NULL until it is needed, and again once TCP has closed */
    uint32_t base;             /* raw sequence number of relative 0 */
    uint32_t high;             /* relative, after the newest byte */
    uint32_t acknowledged; /* relative, in the other end's space: the newest that this end sent */
    uint32_t fin_end;      /* relative, after the FIN */
    uint32_t sack_left, sack_right; /* relative, in the other end's space: the bytes that its newest
                                       segment acknowledged selectively, from the first to the last;
                                       both 0: none */
    int64_t sack_ns; /* when it began to do so for the same missing bytes */
    uint16_t largest_segment; /* its payload */
    uint32_t tsval;        /* the newest */
    uint32_t largest_flight; /* the most bytes outstanding at a time */
    uint32_t pending_frame;  /* first frame of an incomplete TLS record; 0: none */
    int32_t half_rtt;        /* of the newest frame that was no retransmission */
    uint32_t earlier_base;   /* of the SYN before, if it had another number */
    uint32_t flags;          /* enum hsviz_tcp_sequence_flag */
    uint32_t right_edge;     /* relative, in the other end's space: the end of its window */
    uint32_t largest_window; /* that it has offered */
    uint32_t echo;           /* the newest timestamp that it echoed */
    uint16_t mss;            /* in its SYN; 0: none */
    uint8_t window_shift;    /* the same */
};

/* One segment while it is fed. By convention its name is `now`. */
struct hsviz_tcp_packet {
    struct hsviz_packet packet; /* in relative sequence numbers; shown is the relative
                                   acknowledgement number, 0 without the ACK bit */
    const struct hsviz_segment *segment;
    struct hsviz_hole filled; /* if OUT_OF_ORDER: the newest hole that it filled, wholly or
                                 partly */
    int64_t idle_ns;          /* since the connection's previous packet */
    enum hsviz_probe probe;
    bool opens_hole;   /* bytes before it are missing */
    bool other_number; /* a SYN or SYN-ACK with another sequence number than the one before */
    uint32_t digest;   /* of what its header has in common with a copy's (copies.h) */
    bool is_answer;    /* a RST without ACK: of what these two say, in the other end's space */
    uint32_t asked_end;
    int32_t asked_half_rtt;
    bool chose_earlier; /* it acknowledges the earlier of two such SYNs */
};

/* hsviz_tcp_sequence_is_known: whether segment says nothing new: all its bytes were sent before,
 * and what it acknowledges was acknowledged before. */
bool hsviz_tcp_sequence_is_known(const struct hsviz_tcp_sequence *sender,
                                 const struct hsviz_tcp_sequence *receiver,
                                 const struct hsviz_segment *segment);

/* hsviz_tcp_sequence_take: counts now's segment into sender's sequence space and receiver's
 * acknowledgements, and sets the fields of now that follow: space, shown, novelty, holes. */
void hsviz_tcp_sequence_take(struct hsviz_tcp_sequence *sender, struct hsviz_tcp_sequence *receiver,
                             struct hsviz_tcp_packet *now);

/* hsviz_tcp_sequence_received_half_rtt: the position at which the newest of sender's bytes that ack
 * covers arrived at the other end; HSVIZ_HALF_RTT_UNKNOWN if it covers none. */
int32_t hsviz_tcp_sequence_received_half_rtt(const struct hsviz_tcp_sequence *sender, uint32_t ack);

/* hsviz_tcp_sequence_half_rtt_of: the position at which the byte before end left, or that of the
 * oldest bytes remembered if it is older; HSVIZ_HALF_RTT_UNKNOWN if none are. */
int32_t hsviz_tcp_sequence_half_rtt_of(const struct hsviz_tcp_sequence *sender, uint32_t end);

/* hsviz_tcp_sequence_window_half_rtt: rule 3 of docs/model.md, section 3: the earliest position at
 * which a payload segment of sender could leave, because its window was used up until a bare
 * acknowledgement of receiver arrived; HSVIZ_HALF_RTT_UNKNOWN if that was not so. Also updates
 * sender's largest flight. */
int32_t hsviz_tcp_sequence_window_half_rtt(struct hsviz_tcp_sequence *sender,
                                           const struct hsviz_tcp_sequence *receiver,
                                           const struct hsviz_tcp_packet *now);

/* hsviz_tcp_sequence_keep_ack: remembers now's segment if it is a bare acknowledgement that a later
 * segment could identify by echoing its timestamp. */
void hsviz_tcp_sequence_keep_ack(struct hsviz_tcp_sequence *sender,
                                 const struct hsviz_tcp_packet *now);

/* hsviz_tcp_sequence_mark: remembers the position at which now's bytes left. */
void hsviz_tcp_sequence_mark(struct hsviz_tcp_sequence *sender, const struct hsviz_tcp_packet *now);

/* hsviz_tcp_sequence_retire: TCP has closed: frees the track. Later bytes still count, but whether
 * they are new follows from the newest byte only. Also frees a sequence. */
void hsviz_tcp_sequence_retire(struct hsviz_tcp_sequence *sender);

/* hsviz_tcp_sequence_forget: forgets all numbers of sender, and what it acknowledged: the next
 * segment sets them anew. */
void hsviz_tcp_sequence_forget(struct hsviz_tcp_sequence *sender);

/* hsviz_tcp_sequence_delay: moves sender's newest bytes half a round trip later. */
void hsviz_tcp_sequence_delay(struct hsviz_tcp_sequence *sender);

/* hsviz_tcp_sequence_assume: records that sender sent everything before end, at half_rtt, although
 * the capture lacks it: a SYN, a FIN. */
void hsviz_tcp_sequence_assume(struct hsviz_tcp_sequence *sender, uint32_t end, int32_t half_rtt);

#endif
