/* clock.h
 * Where a connection's time went: the time of each frame, split along its chain of causes.
 *
 * The cause of a frame f of end X is the latest of: a frame g of the other end that f acknowledges,
 * and X's own previous frame e. Of the leg from g to f, the shortest path RTT of X seen so far is
 * network time and the rest is X's think time. The leg from e to f is think time; the leg from a
 * frame to its retransmission is loss recovery (docs/model.md, section 4).
 *
 *     client           e ············· f     g passes the capture point, reaches X, X thinks,
 *     capture point    │   g ──┐       │     f passes the capture point:
 *                                            f - g = path RTT + think time
 *
 * Ownership: a connection owns its clock until hsviz_clock_free(); a ledger is a plain value.
 * Memory: a clock has about 580 bytes, and 112 per remembered cause. It is freed when TCP has
 *         closed.
 * Units: nanoseconds. Parts are never negative, and add up exactly to the frame's time.
 * Time: a frame with an earlier time than the one before it is treated as having that one's time.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TIME_CLOCK_H
#define HSVIZ_MODEL_TIME_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "model/core/ledger.h"
#include "model/time/candidates.h"
#include "model/time/causes.h"
#include "model/time/check_times.h"
#include "model/time/numbering.h"

struct hsviz_packet;

enum {
    /* Outstanding packets with data, and acknowledgements without, that are remembered apart. */
    HSVIZ_CAUSES_MAX = 8,
    HSVIZ_RELEASES_MAX = 4,
};

/* One end and its packets. */
struct hsviz_clock_end {
    struct hsviz_causes data; /* its packets with data */
    struct hsviz_causes acks; /* its acknowledgements without data: what releases data that waits */
    struct hsviz_cause last;  /* its newest packet, with data or without */
    int64_t path_rtt_ns;      /* the shortest between capture point and this end */
    struct hsviz_numbering numbering;
    int64_t unseen_ns;        /* since when it reports data that the capture lacks */
    int64_t known_think_ns;   /* before its newest data that was acknowledged before it came, in */
    uint32_t known_frame;     /* this frame; 0: none */
    bool shows_unseen;        /* it reports such data */
    bool has_last;
    bool has_path_rtt;
    bool has_opened;           /* the path RTT was measured in the opening too */
    bool is_path_rtt_doubtful; /* until a packet that was sent once measures it */
};

struct hsviz_clock {
    struct hsviz_clock_end from[HSVIZ_NUM_ENDS];
    struct hsviz_candidates candidates; /* for the first response */
    struct hsviz_check_times checks;    /* of the client; packets taken before are not affected */
    struct hsviz_ledger last_step;      /* of the newest frame that completed a step */
    struct hsviz_ledger ended;          /* of the frame that ended a handshake (ending.h); */
    uint32_t ended_frame;               /* 0: none so far */
    int64_t now_ns;                     /* the latest time seen */
    bool is_started;
};

/* hsviz_clock_new: a clock that was given no packet yet. */
struct hsviz_clock *hsviz_clock_new(void);

/* hsviz_clock_free: NULL is allowed. */
void hsviz_clock_free(struct hsviz_clock *clock);

/* Facts of a packet that the clock needs besides struct hsviz_packet. */
struct hsviz_evidence {
    bool opens;         /* part of the transport's opening: its path RTT has no think time */
    bool is_missing;    /* it replies to data that was not captured */
    bool is_released;   /* a bare acknowledgement released it (docs/model.md, section 3, rule 3) */
    bool is_repacked;   /* it begins with data that was sent before */
    bool completes_split; /* it shows that its end's SYN, which acknowledged nothing, was an answer */
    bool needs_opening; /* its end's first data, which needs the ACK that completes the opening */
    bool resets;        /* a reset; and without an acknowledgement, so that its own number is that
                           of the packet that it answers: */
    bool answers_number;
    bool is_short;  /* less than a full segment */
    bool shows_unseen;    /* it reports data behind a hole that the capture has not (RFC 2018) */
    bool fills_unseen;    /* it fills a hole that the other end reported */
    bool is_known;        /* its data is new here, and was acknowledged before */
    bool has_duplicate;   /* it reports that data up to duplicate_end came twice (RFC 2883) */
    uint32_t duplicate_end;
    bool has_stamp; /* it has a timestamp and echoes one of the other end */
    uint32_t stamp, echo;
    uint16_t identification; /* IPv4; 0: none */
};

/* hsviz_clock_take: takes the next packet, and fills its timing. */
void hsviz_clock_take(struct hsviz_clock *clock, struct hsviz_packet *packet,
                      const struct hsviz_evidence *evidence);

/* hsviz_clock_numbers_successively: whether end numbers its packets one by one, as far as seen. */
bool hsviz_clock_numbers_successively(const struct hsviz_clock *clock, enum hsviz_end end);

/* hsviz_clock_take_aside: fills the timing of a packet that neither end sent: the time until it is
 * unknown, and it causes nothing. */
void hsviz_clock_take_aside(const struct hsviz_clock *clock, struct hsviz_packet *packet);

/* hsviz_ledger_sum: the sum of the parts. */
int64_t hsviz_ledger_sum(const struct hsviz_ledger *ledger);

#endif
