/* check_times.h
 * When the client made revocation checks, so that the ledger can tell how much of its think time
 * they took.
 *
 * Ownership: hsviz_check_times_free() frees the list.
 * Memory: 16 bytes per check.
 * Units: nanoseconds since the epoch.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TIME_CHECK_TIMES_H
#define HSVIZ_MODEL_TIME_CHECK_TIMES_H

#include <stdint.h>

#include "model/core/names.h"

/* The most checks of one connection that are remembered: more do not delay one handshake. */
enum { HSVIZ_CHECK_TIMES_MAX = 8 };

struct hsviz_check_time {
    int64_t start_ns, end_ns; /* INT64_MAX: it goes on */
};

struct hsviz_check_times {
    struct hsviz_check_time *list; /* in the order of their beginnings; NULL until one */
    uint8_t num;
    uint8_t end; /* enum hsviz_end, that made them */
};

void hsviz_check_times_free(struct hsviz_check_times *checks);

/* hsviz_check_times_begin, hsviz_check_times_end: the client, which is end, begins a check, or ends
 * the running one that began at start_ns. */
void hsviz_check_times_begin(struct hsviz_check_times *checks, enum hsviz_end end,
                             int64_t start_ns);
void hsviz_check_times_end(struct hsviz_check_times *checks, int64_t start_ns, int64_t end_ns);

/* hsviz_check_times_drop: drops the check that began at start_ns, which turned out to be none. */
void hsviz_check_times_drop(struct hsviz_check_times *checks, int64_t start_ns);

/* hsviz_check_times_between: how much of the time between then_ns and now_ns checks of end took.
 * Overlapping checks count once. */
int64_t hsviz_check_times_between(const struct hsviz_check_times *checks, enum hsviz_end end,
                                  int64_t then_ns, int64_t now_ns);

#endif
