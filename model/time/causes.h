/* causes.h
 * The packets of one end that may be the cause of later packets of the other.
 *
 * Purpose: bounded memory of who could have caused what. A full list joins the two neighbours that
 *          are closest in time, so that the packets of one burst become one cause, and those that
 *          are a round trip apart do not.
 * Ownership: a list owns its causes until hsviz_causes_free().
 * Memory: about 100 bytes per cause.
 * Units: nanoseconds, relative sequence numbers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TIME_CAUSES_H
#define HSVIZ_MODEL_TIME_CAUSES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/core/ledger.h"

/* A packet, or several that are close in time. */
struct hsviz_cause {
    struct hsviz_ledger ledger; /* until the newest of them */
    int64_t time_ns;            /* of the newest of them */
    uint32_t first_end;         /* in its sender's sequence space, after the data of the first */
    uint32_t space_end;         /* and of the newest */
    uint32_t shown;             /* what the newest acknowledged */
    uint32_t first_stamp;       /* timestamp of the first */
    uint32_t frame;             /* the newest */
    bool is_joined;             /* it is several: its time measures nothing */
    bool is_repeated;           /* it repeats data: an answer may be to an earlier copy (Karn) */
    bool is_short;              /* less than a full segment */
    bool opens;                 /* it is the acknowledgement that completes the opening */
    bool has_stamp;
};

struct hsviz_causes {
    struct hsviz_cause *list; /* oldest first; NULL until there is one */
    uint8_t num, capacity;
};

/* hsviz_causes_add: adds cause, the newest; at most max are kept. */
void hsviz_causes_add(struct hsviz_causes *causes, const struct hsviz_cause *cause, uint8_t max);

void hsviz_causes_free(struct hsviz_causes *causes);

/* hsviz_causes_covered: the latest cause among those that ack covers; NULL without one. Of copies
 * of the same data, one that is less than doubt_ns before now_ns came too late to be it. */
const struct hsviz_cause *hsviz_causes_covered(const struct hsviz_causes *causes, uint32_t ack,
                                               int64_t now_ns, int64_t doubt_ns);

/* hsviz_causes_forget_covered: drops those that ack covers, except the newest of them: they cause
 * nothing more. */
void hsviz_causes_forget_covered(struct hsviz_causes *causes, uint32_t ack);

/* hsviz_causes_with: the first packet that had the data before end, or the first that had the byte
 * after begin if end is not known; NULL without one. */
const struct hsviz_cause *hsviz_causes_with(const struct hsviz_causes *causes, uint32_t end);

/* hsviz_causes_echoed: the newest whose timestamp echo is, or is newer than; the oldest if that one
 * was forgotten. NULL without any. */
const struct hsviz_cause *hsviz_causes_echoed(const struct hsviz_causes *causes, uint32_t echo);

#endif
