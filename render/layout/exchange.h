/* exchange.h
 * A request of the client to another participant because of the connection, and its reply: two
 * arrows of the ladder that are no steps of the connection.
 *
 * Ownership: an exchange owns its texts, from whoever fills it (participants.h) to
 *            hsviz_exchange_clear(); strings that are const are static.
 * Units: nanoseconds since the epoch, at the capture point.
 * Zero: no reply came.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_LAYOUT_EXCHANGE_H
#define HSVIZ_RENDER_LAYOUT_EXCHANGE_H

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

#include "model/core/names.h"

struct hsviz_explanation;

/* Its two arrows. */
enum hsviz_exchange_arrow { HSVIZ_REQUEST, HSVIZ_REPLY, HSVIZ_NUM_EXCHANGE_ARROWS };

/* What a reply means for the client. */
enum hsviz_verdict { HSVIZ_VERDICT_NONE, HSVIZ_VERDICT_BAD, HSVIZ_VERDICT_ODD };

/* One arrow. */
struct hsviz_exchange_message {
    uint32_t frame; /* 0: there is no such arrow */
    int64_t time_ns;
    const char *name;
    char *detail; /* may contain bytes from the wire */
    const struct hsviz_explanation *explanation;
};

/* One exchange. */
struct hsviz_exchange {
    unsigned from, to; /* participants; the request goes to `to` */
    struct hsviz_exchange_message arrows[HSVIZ_NUM_EXCHANGE_ARROWS];
    int64_t start_ns;    /* when the exchange began, with its TCP handshake */
    int64_t duration_ns; /* from there to the reply, as the client saw it; HSVIZ_NS_UNKNOWN */
    bool has_handshake;  /* its TCP handshake is a part of that */
    bool is_handshake;   /* it came no further */
    bool is_refused;
    uint32_t stream; /* of the connection to `to` */
    uint16_t port;
    char *destination;        /* who, with address; may contain bytes from the wire */
    char *result;             /* what came back, in a word or two */
    const char *purpose;      /* what the client does with it */
    const char *rfc;          /* standard and section */
    const char *reason;       /* why it belongs to the connection */
    enum hsviz_source source; /* of knowing that */
    enum hsviz_verdict verdict;
    enum hsviz_phase phase; /* of the connection, that it belongs to */
};

/* hsviz_exchange_clear: frees its texts. */
void hsviz_exchange_clear(struct hsviz_exchange *exchange);

/* hsviz_exchange_is_answered: whether a reply came. */
bool hsviz_exchange_is_answered(const struct hsviz_exchange *exchange);

/* hsviz_exchange_time: appends how long it took, in milliseconds with decimals digits, and whether
 * a TCP handshake is a part of that; nothing without a reply. */
void hsviz_exchange_time(GString *text, const struct hsviz_exchange *exchange, unsigned decimals);

/* hsviz_exchange_join: appends how an exchange is known to belong to its connection, and why. */
void hsviz_exchange_join(GString *text, const struct hsviz_exchange *exchange);

#endif
