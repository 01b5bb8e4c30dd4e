/* copies.h
 * Packets that the capture has more than once: of mirror ports, several interfaces, capture points
 * that were merged into one file.
 *
 * Purpose: tells a packet that was captured twice from a segment that its sender sent twice, by the
 *          IP identification, the TCP timestamps, the hop limit and the place of capture
 *          (docs/model.md, section 3, "Copies").
 * Ownership: it is a part of struct hsviz_tcp; hsviz_copies_free() frees what it points to.
 * Memory: 24 bytes for each packet remembered; after the close HSVIZ_COPIES_CLOSED per end.
 * Source: RFC 6864 (identification), 7323 (timestamps), 6298 2.4 and 8985 7.2 (when senders
 *         retransmit), 9293 3.10.7.1 (one reset for each segment to a closed end).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_COPIES_H
#define HSVIZ_MODEL_TCP_COPIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/core/ledger.h"

struct hsviz_frame_facts;
struct hsviz_segment;
struct hsviz_tcp_packet;
struct hsviz_tcp_sequence;

enum {
    /* Packets of one end that are remembered as long as nothing was captured twice: a burst of an
     * initial window and its acknowledgements. The first one stays, since an interface that follows
     * another one in the file begins with it. */
    HSVIZ_COPIES_MIN = 16,
    /* The same once something was captured twice: 100 Mbit/s between two capture points that are
     * 30 ms apart. Copies of older packets are then recognised by the place of capture alone. */
    HSVIZ_COPIES_MAX = 256,
    /* The same after the close: the first packet, and what may still be on its way. */
    HSVIZ_COPIES_CLOSED = 4,
};

/* One packet of an end. */
struct hsviz_seen {
    int64_t time_ns;
    uint32_t digest;  /* of what its header has in common with a copy's */
    uint16_t payload; /* digest of the payload's first bytes; 0: too few were captured */
    uint16_t ip_id;
    uint16_t place; /* digest of where it was captured */
    int16_t half_rtt;
    uint8_t hops;
    uint8_t phase;
    uint8_t num_copies; /* saturates */
};

/* The packets of one end. */
struct hsviz_seen_list {
    struct hsviz_seen *seen; /* the first, and behind it a ring; NULL until there is one */
    uint16_t num, capacity;
    uint16_t next; /* where the oldest of a full ring is */
    uint16_t newest_id;
    uint32_t newest_digest;
    bool has_newest : 1; /* the two above are those of its newest packet */
    bool id_varies : 1;  /* two of its packets had different identifications, other than 0 */
    bool id_repeats : 1; /* two of its packets had the same one: it tells nothing */
    /* One bit for each place, hop limit included, by its digest: where its packets were captured
     * first, and where their copies were. */
    uint64_t places_of_first, places_of_copies;
};

struct hsviz_copies {
    struct hsviz_seen_list list[HSVIZ_NUM_ENDS];
    int64_t newest_ns; /* the latest time of a packet */
    int64_t lag_ns;    /* the longest time between a packet and its copy */
    /* The same of copies that their identification shows, at another place and at the same one. */
    int64_t lag_elsewhere_ns, lag_same_place_ns;
    uint32_t num;  /* copies of both ends; saturates */
    uint8_t most;  /* copies of one packet */
    bool is_again; /* the newest copy was captured before packets that came earlier in the file */
};

/* hsviz_copies_free: frees what copies points to. */
void hsviz_copies_free(struct hsviz_copies *copies);

/* hsviz_copies_find: whether now's packet was captured before; if so, counts it, and original is
 * what it copies, or NULL if that is no longer remembered. Sets the digest of now. */
bool hsviz_copies_find(struct hsviz_copies *copies, const struct hsviz_seen **original,
                       struct hsviz_tcp_packet *now, const struct hsviz_tcp_sequence *sender,
                       const struct hsviz_tcp_sequence *receiver);

/* hsviz_copies_keep: remembers now's packet, which was not captured before. */
void hsviz_copies_keep(struct hsviz_copies *copies, const struct hsviz_tcp_packet *now,
                       const struct hsviz_frame_facts *facts);

/* hsviz_copies_retire: TCP has closed: forgets all but the first and the newest packets. */
void hsviz_copies_retire(struct hsviz_copies *copies);

#endif
