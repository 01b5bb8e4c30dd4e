/* ledger.h
 * Where a connection's time went: each frame's time, split along its chain of causes.
 *
 * A frame f of side X leaves because of what came last at X: a frame g of the other side, which f
 * shows to have received, or X's own frame e before it. On the hop from g to f the shortest turn
 * through X that was seen is the network's, and the rest is X's think time; the hop from e to f
 * is think time; a hop from a frame to its repetition is loss recovery (model, section 4).
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

#ifndef HSVIZ_MODEL_LEDGER_H
#define HSVIZ_MODEL_LEDGER_H

#include "direction.h"

/* The time from the first frame to some other one, in its parts. */
struct hsviz_ledger {
    int64_t part_ns[HSVIZ_NUM_LEDGER_PARTS];
    int64_t errand_ns; /* of the client's think time: the part that its errands took */
};

/* Something else that the client did while it thought, such as asking an authority. */
struct hsviz_errand {
    int64_t start_ns, end_ns; /* INT64_MAX: it goes on */
};

/* Errands of one connection that are remembered; more are not the wait for one handshake. */
enum { HSVIZ_ERRANDS_MAX = 8 };

/* A frame that later ones may be the consequence of. */
struct hsviz_cause {
    struct hsviz_ledger ledger;
    int64_t time_ns;
    uint32_t end; /* relative sequence number after its last byte */
};

/* Frames with bytes that one side may have outstanding, remembered one by one; where there are
 * more, the two oldest count as one, which only blurs what a bare acknowledgement of the first
 * of them was the answer to. */
enum { HSVIZ_CAUSES_MAX = 8 };

/* A bare acknowledgement, known by its timestamp: what releases a window that was used up. */
struct hsviz_release {
    struct hsviz_cause cause;
    uint32_t tsval;
};

enum { HSVIZ_RELEASES_MAX = 4 };

/* A server's frame that may turn out to hold the first response. What encrypted records are is
 * settled later, so that several are kept. */
struct hsviz_candidate {
    struct hsviz_ledger ledger;
    uint32_t frame;
};

enum { HSVIZ_CANDIDATES_MAX = 4 };

/* The causes of one side's frames. */
struct hsviz_cause_list {
    struct hsviz_release *releases; /* oldest first; NULL until there is one */
    uint8_t num_releases;
    uint8_t num, capacity;
    struct hsviz_cause *causes; /* oldest first */
    struct hsviz_cause last; /* its newest frame, with bytes or without */
    bool has_last;
    bool has_turn;
    int64_t turn_ns; /* the shortest from the tap through this side and back */
};

struct hsviz_clock {
    struct hsviz_cause_list side[HSVIZ_NUM_SIDES];
    struct hsviz_candidate *candidates; /* in the order of frames; NULL until there is one */
    struct hsviz_errand *errands;       /* in the order of their beginnings; NULL until one */
    struct hsviz_ledger last_step;      /* of the newest frame that completed a step */
    uint8_t num_candidates, num_errands;
    int64_t now_ns; /* the newest time seen */
    bool is_started;
};

/* What the clock says of a frame. */
struct hsviz_timing {
    struct hsviz_ledger ledger;
    int64_t think_ns; /* HSVIZ_NS_UNKNOWN where causes do not tell */
    int64_t late_ns;  /* loss recovery before it; 0 for what is no repetition */
};

/* hsviz_clock_new: a clock that has seen nothing. */
struct hsviz_clock *hsviz_clock_new(void);

/* hsviz_clock_free: NULL is allowed. */
void hsviz_clock_free(struct hsviz_clock *clock);

/* hsviz_clock_swap_sides: what was noted of one side belongs to the other. */
void hsviz_clock_swap_sides(struct hsviz_clock *clock);

/* What is known of a frame besides its sequence numbers, a bit each. */
enum hsviz_evidence {
    HSVIZ_EVIDENCE_OPENS = 0x01,   /* of the opening: its turn is the network's alone */
    HSVIZ_EVIDENCE_MISSING = 0x02, /* it answers bytes that were not captured */
    HSVIZ_EVIDENCE_WINDOW = 0x04,  /* a bare acknowledgement released it (model, section 3) */
};

/* hsviz_clock_take: takes the next frame, sent by side, and fills timing. */
void hsviz_clock_take(struct hsviz_clock *clock, struct hsviz_timing *timing,
                      enum hsviz_side side, const struct hsviz_arrival *arrival,
                      const struct hsviz_segment *segment, unsigned evidence);

/* hsviz_clock_keep_candidate: keeps ledger as that of frame, which may hold the first response. */
void hsviz_clock_keep_candidate(struct hsviz_clock *clock, uint32_t frame,
                                const struct hsviz_ledger *ledger);

/* hsviz_clock_ledger_of: the ledger of a candidate; NULL where frame is none. */
const struct hsviz_ledger *hsviz_clock_ledger_of(const struct hsviz_clock *clock, uint32_t frame);

/* hsviz_clock_begin_errand, hsviz_clock_end_errand: the client goes on an errand, and comes back
 * from one that began at start_ns and goes on. Frames that were taken before count without it. */
void hsviz_clock_begin_errand(struct hsviz_clock *clock, int64_t start_ns);
void hsviz_clock_end_errand(struct hsviz_clock *clock, int64_t start_ns, int64_t end_ns);

/* hsviz_clock_drop_errand: the errand that began at start_ns turned out to be none. */
void hsviz_clock_drop_errand(struct hsviz_clock *clock, int64_t start_ns);

/* hsviz_ledger_sum: what the parts add up to. */
int64_t hsviz_ledger_sum(const struct hsviz_ledger *ledger);

#endif
