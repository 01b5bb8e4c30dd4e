/* spans.h
 * The brackets of a ladder.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TIME_SPANS_H
#define HSVIZ_MODEL_TIME_SPANS_H

#include <stddef.h>
#include <stdint.h>

struct hsviz_connection;

/* A part of the ladder with a bracket: the TCP handshake, the dialogue before TLS, each TLS
 * handshake. */
struct hsviz_span {
    const char *label; /* "TCP", "SMTP", "TLS"; static */
    size_t first_step, last_step;
    int32_t half_rtts;   /* half round trips it took, or HSVIZ_HALF_RTT_UNKNOWN */
    int64_t duration_ns; /* or HSVIZ_NS_UNKNOWN */
};

/* The most spans: the TCP handshake, the dialogue before TLS, and as many TLS handshakes as the longest list of steps can
 * hold, since each has at least two steps. */
enum { HSVIZ_SPANS_MAX = 258 };

/* hsviz_connection_spans: fills at most max spans, in the order of their steps, which do not
 * overlap; returns how many. */
size_t hsviz_connection_spans(const struct hsviz_connection *connection, struct hsviz_span *spans,
                              size_t max);

#endif
