/* clock.h
 * Where a connection's time went: each frame's time, split along its chain of causes.
 *
 * A frame f of side X leaves because of what came last at X: a frame g of the other side, which f
 * shows to have received, or X's own frame e before it. On the hop from g to f the shortest turn
 * through X that was seen is the network's, and the rest is X's think time; the hop from e to f
 * is think time; a hop from a frame to its repetition is loss recovery (docs/model.md, section 4).
 *
 *     client   e ·········· f            g passes the tap, reaches X, X thinks, f passes the tap:
 *     tap      │  g ──┐     │            f - g = turn + think
 *
 * Ownership: a connection owns its clock until hsviz_clock_free(); a ledger is a plain value.
 * Memory: a clock has about 300 bytes and 64 a cause that is remembered, and goes when TCP has
 *         closed.
 * Units: nanoseconds. Parts are never negative, and add up exactly to the frame's time.
 * Time: a frame that is older than the one before it counts as of that one's time.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TIME_CLOCK_H
#define HSVIZ_MODEL_TIME_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "model/core/ledger.h"

struct hsviz_packet;

/* Something else that the client did while it thought, such as asking an authority. */
struct hsviz_clock_check {
    int64_t start_ns, end_ns; /* INT64_MAX: it goes on */
};

/* Errands of one connection that are remembered; more are not the wait for one handshake. */
enum { HSVIZ_CLOCK_CHECKS_MAX = 8 };

/* A frame that later ones may be the consequence of. */
struct hsviz_cause {
    struct hsviz_ledger ledger;
    int64_t time_ns;
    uint32_t space_end; /* of its sender's space, after its data */
};

/* Frames with bytes that one side may have outstanding, remembered one by one; where there are
 * more, the two oldest count as one, which only blurs what a bare acknowledgement of the first
 * of them was the answer to. */
enum { HSVIZ_CAUSES_MAX = 8 };

/* A bare acknowledgement, known by its timestamp: what releases a window that was used up. */
struct hsviz_release {
    struct hsviz_cause cause;
    uint32_t stamp;
};

enum { HSVIZ_RELEASES_MAX = 4 };

/* A server's frame that may turn out to hold the first response. What encrypted records are is
 * settled later, so that several are kept. */
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
    struct hsviz_cause last;    /* its newest frame, with bytes or without */
    bool has_last;
    bool has_path_rtt;
    int64_t path_rtt_ns; /* the shortest from the tap through this side and back */
};

struct hsviz_clock {
    struct hsviz_cause_list from[HSVIZ_NUM_ENDS];
    struct hsviz_candidate *candidates; /* in the order of frames; NULL until there is one */
    struct hsviz_clock_check *checks;   /* in the order of their beginnings; NULL until one */
    struct hsviz_ledger last_step;      /* of the newest frame that completed a step */
    uint8_t num_candidates, num_checks;
    uint8_t checks_end;  /* enum hsviz_end, whose errands they are */
    int64_t now_ns;      /* the newest time seen */
    bool is_started;
};

/* hsviz_clock_new: a clock that has seen nothing. */
struct hsviz_clock *hsviz_clock_new(void);

/* hsviz_clock_free: NULL is allowed. */
void hsviz_clock_free(struct hsviz_clock *clock);

/* What is known of a packet besides its place in its sender's space. */
struct hsviz_evidence {
    bool opens;       /* of the transport's opening: its path RTT is the network's alone */
    bool is_missing;  /* it answers data that was not captured */
    bool is_released; /* a bare acknowledgement released it (docs/model.md, section 3, rule 3) */
    bool has_stamp;   /* it has a timestamp, and echoes one of the other end's */
    uint32_t stamp, echo;
};

/* hsviz_clock_take: takes the next packet, and fills its timing. */
void hsviz_clock_take(struct hsviz_clock *clock, struct hsviz_packet *packet,
                      const struct hsviz_evidence *evidence);

/* hsviz_clock_forget_candidates: what was an answer until now answered no request inside TLS. */
void hsviz_clock_forget_candidates(struct hsviz_clock *clock);

/* hsviz_clock_keep_candidate: keeps ledger as that of frame, which may hold the first response. */
void hsviz_clock_keep_candidate(struct hsviz_clock *clock, uint32_t frame,
                                const struct hsviz_ledger *ledger);

/* hsviz_clock_ledger_of: the ledger of a candidate; NULL where frame is none. */
const struct hsviz_ledger *hsviz_clock_ledger_of(const struct hsviz_clock *clock, uint32_t frame);

/* hsviz_clock_begin_check, hsviz_clock_end_check: the client, at end, goes on an errand, and
 * comes back from one that began at start_ns and goes on. Frames that were taken before count without it. */
void hsviz_clock_begin_check(struct hsviz_clock *clock, enum hsviz_end end, int64_t start_ns);
void hsviz_clock_end_check(struct hsviz_clock *clock, int64_t start_ns, int64_t end_ns);

/* hsviz_clock_drop_check: the errand that began at start_ns turned out to be none. */
void hsviz_clock_drop_check(struct hsviz_clock *clock, int64_t start_ns);

/* hsviz_ledger_sum: what the parts add up to. */
int64_t hsviz_ledger_sum(const struct hsviz_ledger *ledger);

#endif
