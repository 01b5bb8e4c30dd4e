/* spans.h
 * The parts of a ladder that a bracket binds.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TIME_SPANS_H
#define HSVIZ_MODEL_TIME_SPANS_H

#include <stddef.h>
#include <stdint.h>

struct hsviz_connection;

/* A part of the ladder that is bound by a bracket: the TCP opening, each TLS handshake. */
struct hsviz_span {
    const char *label; /* "TCP", "TLS"; static */
    size_t first_step, last_step;
    int32_t half_rtts;   /* round trips it took, or HSVIZ_HALF_RTT_UNKNOWN */
    int64_t duration_ns; /* or HSVIZ_NS_UNKNOWN */
};

/* The opening, and as many handshakes as the longest list of steps can hold, for each has two of
 * its own at least: there are never more. */
enum { HSVIZ_SPANS_MAX = 257 };

/* hsviz_connection_spans: fills at most max spans, in the order of their steps, which do not
 * overlap; returns how many. */
size_t hsviz_connection_spans(const struct hsviz_connection *connection, struct hsviz_span *spans,
                              size_t max);

#endif
