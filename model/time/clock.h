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
 * Memory: a clock has about 300 bytes, and 64 per remembered cause. It is freed when TCP has
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

struct hsviz_packet;

/* A revocation check of the client, during its think time. */
struct hsviz_clock_check {
    int64_t start_ns, end_ns; /* INT64_MAX: it goes on */
};

/* The most checks of one connection that are remembered: more do not delay one handshake. */
enum { HSVIZ_CLOCK_CHECKS_MAX = 8 };

/* A frame that may be the cause of later ones. */
struct hsviz_cause {
    struct hsviz_ledger ledger;
    int64_t time_ns;
    uint32_t space_end; /* in its sender's sequence space, after its data */
};

/* Outstanding frames with data that are remembered individually. If there are more, the two oldest
 * count as one, which only affects what a bare acknowledgement of the first of them replied to. */
enum { HSVIZ_CAUSES_MAX = 8 };

/* A bare acknowledgement, identified by its timestamp: what reopens a window that was used up. */
struct hsviz_release {
    struct hsviz_cause cause;
    uint32_t stamp;
};

enum { HSVIZ_RELEASES_MAX = 4 };

/* A frame of the server that may turn out to hold the first response. Since encrypted records may
 * be identified later, several are kept. */
struct hsviz_candidate {
    struct hsviz_ledger ledger;
    uint32_t frame;
};

enum { HSVIZ_CANDIDATES_MAX = 4 };

/* The causes of one end's packets. */
struct hsviz_cause_list {
    struct hsviz_release *releases; /* oldest first; NULL until there is one */
    uint8_t num_releases;
    uint8_t num, capacity;
    struct hsviz_cause *causes; /* oldest first */
    struct hsviz_cause last;    /* its newest frame, with data or without */
    bool has_last;
    bool has_path_rtt;
    int64_t path_rtt_ns; /* the shortest between capture point and this end */
};

struct hsviz_clock {
    struct hsviz_cause_list from[HSVIZ_NUM_ENDS];
    struct hsviz_candidate *candidates; /* in the order of frames; NULL until there is one */
    struct hsviz_clock_check *checks;   /* in the order of their beginnings; NULL until one */
    struct hsviz_ledger last_step;      /* of the newest frame that completed a step */
    uint8_t num_candidates, num_checks;
    uint8_t checks_end;  /* enum hsviz_end, that made the checks */
    int64_t now_ns;      /* the latest time seen */
    bool is_started;
};

/* hsviz_clock_new: a clock that was given no packet yet. */
struct hsviz_clock *hsviz_clock_new(void);

/* hsviz_clock_free: NULL is allowed. */
void hsviz_clock_free(struct hsviz_clock *clock);

/* Facts of a packet that the clock needs besides struct hsviz_packet. */
struct hsviz_evidence {
    bool opens;       /* part of the transport's handshake: its path RTT has no think time */
    bool is_missing;  /* it replies to data that was not captured */
    bool is_released; /* a bare acknowledgement released it (docs/model.md, section 3, rule 3) */
    bool has_stamp;   /* it has a timestamp and echoes one of the other end */
    uint32_t stamp, echo;
};

/* hsviz_clock_take: takes the next packet, and fills its timing. */
void hsviz_clock_take(struct hsviz_clock *clock, struct hsviz_packet *packet,
                      const struct hsviz_evidence *evidence);

/* hsviz_clock_forget_candidates: drops the candidates: they did not respond to a request inside
 * TLS. */
void hsviz_clock_forget_candidates(struct hsviz_clock *clock);

/* hsviz_clock_keep_candidate: keeps ledger, that of frame, which may hold the first response. */
void hsviz_clock_keep_candidate(struct hsviz_clock *clock, uint32_t frame,
                                const struct hsviz_ledger *ledger);

/* hsviz_clock_ledger_of: the ledger of a candidate; NULL if frame is none. */
const struct hsviz_ledger *hsviz_clock_ledger_of(const struct hsviz_clock *clock, uint32_t frame);

/* hsviz_clock_begin_check, hsviz_clock_end_check: the client, which is end, begins a check, or ends
 * the running one that began at start_ns. Packets taken before are not affected. */
void hsviz_clock_begin_check(struct hsviz_clock *clock, enum hsviz_end end, int64_t start_ns);
void hsviz_clock_end_check(struct hsviz_clock *clock, int64_t start_ns, int64_t end_ns);

/* hsviz_clock_drop_check: drops the check that began at start_ns, which turned out to be none. */
void hsviz_clock_drop_check(struct hsviz_clock *clock, int64_t start_ns);

/* hsviz_ledger_sum: the sum of the parts. */
int64_t hsviz_ledger_sum(const struct hsviz_ledger *ledger);

#endif
