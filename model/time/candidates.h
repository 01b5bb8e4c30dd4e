/* candidates.h
 * The packets of the server that may turn out to complete the first response.
 *
 * Purpose: encrypted records may be identified later, when packets have followed them: until then
 *          each packet that completes a record is kept. A full list joins the two neighbours that
 *          are closest in time, so that no number of packets makes the response's time unknown.
 * Ownership: hsviz_candidates_free() frees the list.
 * Memory: about 90 bytes per candidate.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TIME_CANDIDATES_H
#define HSVIZ_MODEL_TIME_CANDIDATES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/core/ledger.h"

enum {
    HSVIZ_CANDIDATES_MAX = 4,
    /* So many packets after one that seems to be the first response, no inference takes that back:
     * more than the tickets that a server sends in a row. */
    HSVIZ_CANDIDATES_AFTER_RESPONSE = 16,
};

/* One packet, or several that are close in time. */
struct hsviz_candidate {
    struct hsviz_ledger ledger; /* of the first */
    int64_t time_ns, last_ns;   /* of the first and the last */
    uint32_t first_frame, last_frame;
};

struct hsviz_candidates {
    struct hsviz_candidate *list; /* in the order of frames; NULL until there is one */
    uint8_t num;
    uint16_t num_steps; /* of the connection, when the request was last looked for */
    uint8_t num_after;  /* packets since one seems to be the response */
    bool has_response;  /* one seems to be it */
};

/* hsviz_candidates_forget: drops all: they did not respond to a request inside TLS. */
void hsviz_candidates_forget(struct hsviz_candidates *candidates);

/* hsviz_candidates_drop_before: drops those before frame, that of the request. */
void hsviz_candidates_drop_before(struct hsviz_candidates *candidates, uint32_t frame);

void hsviz_candidates_free(struct hsviz_candidates *candidates);

/* hsviz_candidates_keep: keeps ledger, that of frame at time_ns. */
void hsviz_candidates_keep(struct hsviz_candidates *candidates, uint32_t frame, int64_t time_ns,
                           const struct hsviz_ledger *ledger);

/* hsviz_candidates_ledger: fills the ledger of frame, that end sent at time_ns. What passed since
 * the first packet that it was joined with counts as think time of end. False if frame is none. */
bool hsviz_candidates_ledger(const struct hsviz_candidates *candidates, struct hsviz_ledger *ledger,
                             uint32_t frame, int64_t time_ns, enum hsviz_end end);

#endif
