/* sequence.h
 * One sender: its sequence space, and how many round trips stand before it.
 *
 * Purpose: knows which bytes of one sender were seen, which of them the other side showed to have
 *          received, and so at which RTT position a segment stands (docs/model.md, section 3).
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
    /* Positions that one side has outstanding at a time: a window's worth of data sent at one
     * position is one range, so that more than two or three are rare. */
    HSVIZ_RANGES_MAX = 4,
    /* Holes in the sequence space that are remembered: a receiver's selective acknowledgements
     * tell of as many at a time (RFC 2018 3). The oldest is forgotten first, and a note says so. */
    HSVIZ_HOLES_MAX = 4,
};

/* What was learned of a sender, a bit each. */
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
    HSVIZ_RECORDS_ALIGNED = 0x0400, /* record_end is where the last TLS record ended */
    HSVIZ_SENT_ANYTHING = 0x0800,
    HSVIZ_FIN_ACKS_FIN = 0x2000,       /* its FIN was its first acknowledgement of the other's */
    HSVIZ_SEQUENCE_RESTARTED = 0x1000, /* a second SYN with another sequence number */
    HSVIZ_RETIRED = 0x4000,            /* TCP has closed: there will be no track */
    HSVIZ_SYN_ACK_HAD_PAYLOAD = 0x8000,
    HSVIZ_LOSS_NOTED = 0x20000,     /* data that came after its reset */
    HSVIZ_WINDOW_CLOSED = 0x10000,  /* the newest window that it announced is zero */
    HSVIZ_HOLE_FORGOTTEN = 0x40000, /* there was one more than HSVIZ_HOLES_MAX */
};

/* Bytes that left at one position: the first segment ended at first_end, the last at end. */
struct hsviz_range {
    uint32_t first_end, end;
    int32_t half_rtt;
};

/* A bare acknowledgement, the first at its position whose timestamp no frame before it had: what
 * echoes it was sent after it had come (RFC 7323 4.3). */
struct hsviz_bare_ack {
    uint32_t tsval;
    uint32_t acknowledged_before; /* relative, of the other side's space */
    int32_t half_rtt;
};

enum {
    HSVIZ_BARE_ACKS_MAX = 2, /* the newest position, and the one that may still be on its way */
    HSVIZ_INITIAL_WINDOW_SEGMENTS = 10, /* RFC 6928 2 */
    HSVIZ_MSS_DEFAULT = 1460,           /* of Ethernet and IPv4, where no SYN was captured */
};

/* Bytes [start, end) that were not seen when the segment behind them came. */
struct hsviz_hole {
    int64_t time_ns; /* of that segment */
    uint32_t start, end;
    uint32_t tsval;   /* of that segment; 0 where it has none */
    bool is_reported; /* they were acknowledged, and a gap stands for them */
};

/* By what a segment's copy is known. */
struct hsviz_signature {
    int64_t time_ns;
    uint32_t seq, ack, payload_len, window, tsval;
    uint8_t flags;
};

/* What a segment is that shows nothing of what its sender has received (docs/model.md, section 3). */
enum hsviz_probe { HSVIZ_NO_PROBE, HSVIZ_KEEP_ALIVE, HSVIZ_WINDOW_PROBE };

/* What only an open connection needs to know of its bytes. */
struct hsviz_track {
    struct hsviz_signature newest;
    struct hsviz_range ranges[HSVIZ_RANGES_MAX];          /* oldest first */
    struct hsviz_hole holes[HSVIZ_HOLES_MAX];             /* oldest first */
    struct hsviz_bare_ack bare_acks[HSVIZ_BARE_ACKS_MAX]; /* oldest first */
    uint32_t num_duplicate_acks;                          /* since it acknowledged anything new */
    uint8_t num_ranges, num_holes, num_bare_acks;
};

/* One sender. All zero: nothing seen. Owns its track. */
struct hsviz_tcp_sequence {
    struct hsviz_track *track; /* NULL until it is needed, and again once TCP has closed */
    uint32_t base;             /* raw sequence number of relative 0 */
    uint32_t high;             /* relative, after the newest byte */
    uint32_t acknowledged; /* relative, of the other side's space: the newest that this side sent */
    uint32_t record_end;   /* relative, after the last whole TLS record */
    uint32_t fin_end;      /* relative, after the FIN */
    uint32_t tsval;        /* the newest */
    uint32_t largest_flight; /* bytes that were outstanding at a time */
    uint32_t pending_frame;  /* first frame of a TLS record that is not whole yet; 0: none */
    int32_t half_rtt;        /* of the newest frame that was not a repetition */
    uint32_t earlier_base;   /* of the SYN before, where it had another number */
    uint32_t flags;          /* enum hsviz_tcp_sequence_flag */
    uint16_t mss;            /* that it announced; 0: it did not */
};

/* One segment while it is fed. By convention its name is `now`. */
struct hsviz_tcp_packet {
    struct hsviz_packet packet; /* its space is that of relative sequence numbers; shown is the
                                   relative acknowledgement, 0 without the ACK bit */
    const struct hsviz_segment *segment;
    struct hsviz_hole filled; /* of OUT_OF_ORDER: the newest hole that it filled, in part or all */
    int64_t idle_ns;          /* since the connection's packet before */
    enum hsviz_probe probe;
    bool opens_hole;   /* bytes before it are missing */
    bool other_number; /* a SYN or SYN-ACK with another sequence number than the one before */
};

/* hsviz_tcp_sequence_is_copy: whether segment is the sender's newest one once more, as mirror ports
 * and captures on several interfaces give it: the same in all, and sooner than any sender repeats
 * (RFC 6298 2.4, RFC 8985 7.2). If it is not, it becomes the newest. */
bool hsviz_tcp_sequence_is_copy(struct hsviz_tcp_sequence *sender,
                                const struct hsviz_segment *segment);

/* hsviz_tcp_sequence_take: counts now's segment into sender's sequence space and receiver's
 * acknowledgements, and fills of now what that tells: space, what it shows, novelty, holes. */
void hsviz_tcp_sequence_take(struct hsviz_tcp_sequence *sender, struct hsviz_tcp_sequence *receiver,
                             struct hsviz_tcp_packet *now);

/* hsviz_tcp_sequence_arrival_half_rtt: the position at which the newest of sender's bytes that ack
 * covers arrived at the other side; HSVIZ_HALF_RTT_UNKNOWN where it covers none. */
int32_t hsviz_tcp_sequence_arrival_half_rtt(const struct hsviz_tcp_sequence *sender, uint32_t ack);

/* hsviz_tcp_sequence_half_rtt_of: the position at which the byte before end left; that of the oldest
 * bytes remembered where it is older; HSVIZ_HALF_RTT_UNKNOWN where nothing was remembered. */
int32_t hsviz_tcp_sequence_half_rtt_of(const struct hsviz_tcp_sequence *sender, uint32_t end);

/* hsviz_tcp_sequence_window_half_rtt: rule 3 of docs/model.md, section 3: the position before which a
 * payload segment of sender could not leave, because its window was used up until a bare
 * acknowledgement of receiver had come; HSVIZ_HALF_RTT_UNKNOWN where that does not hold. Counts
 * the segment into sender's largest flight. */
int32_t hsviz_tcp_sequence_window_half_rtt(struct hsviz_tcp_sequence *sender,
                                           const struct hsviz_tcp_sequence *receiver,
                                           const struct hsviz_tcp_packet *now);

/* hsviz_tcp_sequence_keep_ack: remembers now's segment where it is a bare acknowledgement that a later
 * segment's echo of its timestamp would single out. */
void hsviz_tcp_sequence_keep_ack(struct hsviz_tcp_sequence *sender,
                                 const struct hsviz_tcp_packet *now);

/* hsviz_tcp_sequence_mark: remembers at which position now's bytes left. */
void hsviz_tcp_sequence_mark(struct hsviz_tcp_sequence *sender, const struct hsviz_tcp_packet *now);

/* hsviz_tcp_sequence_retire: TCP has closed: frees the track. Bytes that still come count, but which
 * of them are new is told by the newest alone. Also what frees a sequence. */
void hsviz_tcp_sequence_retire(struct hsviz_tcp_sequence *sender);

/* hsviz_tcp_sequence_delay: sender's newest bytes turn out to have left half a round trip later. */
void hsviz_tcp_sequence_delay(struct hsviz_tcp_sequence *sender);

/* hsviz_tcp_sequence_assume: the capture lacks what sender sent before end, which left at half_rtt: a
 * SYN, a FIN. */
void hsviz_tcp_sequence_assume(struct hsviz_tcp_sequence *sender, uint32_t end, int32_t half_rtt);

#endif
