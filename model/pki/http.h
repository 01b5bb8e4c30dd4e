/* http.h
 * The head of an HTTP message, as far as revocation checks need it.
 *
 * Purpose: method, target and host of a request, status of a response, start of the body.
 * Ownership: windows borrow from the message's bytes.
 * Source: RFC 9112 2 to 6.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_PKI_HTTP_H
#define HSVIZ_MODEL_PKI_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/core/bytes.h"

/* A message that the dissector found, complete or truncated. */
struct hsviz_http_message {
    const uint8_t *bytes; /* from its first line on */
    size_t len;
    const uint8_t *ocsp; /* its body, if dissected as OCSP; else NULL */
    size_t ocsp_len;
};

/* The most messages of one frame that are read. */
enum { HSVIZ_HTTP_MESSAGES_MAX = 32 };

/* The parsed head of a message. */
struct hsviz_http_head {
    uint16_t status;                       /* of a response; 0: a request */
    struct hsviz_bytes method, target;     /* of a request */
    struct hsviz_bytes host, content_type; /* empty if absent */
    struct hsviz_bytes body; /* what follows the head; empty if the head is incomplete */
    size_t content_len; /* of the body, as it says; SIZE_MAX: not before more has come */
};

/* hsviz_http_read: reads the head of a message; false if it is neither request nor response. */
bool hsviz_http_read(struct hsviz_http_head *head, const struct hsviz_http_message *message);

/* hsviz_http_len: the length of the message, if it is whole; 0 if more of it is to come. Bytes that
 * follow what was captured count as num_missing; nothing follows them where is_last, as behind a
 * FIN. */
size_t hsviz_http_len(const struct hsviz_http_head *head, const struct hsviz_http_message *message,
                      size_t num_missing, bool is_last);

/* hsviz_http_normal_url: an http: URL, normalised for comparison (RFC 3986 6.2.2.1, 6.2.3): scheme
 * and host in lower case, no default port, a path. NULL if text is no such URL. The caller frees
 * it. */
char *hsviz_http_normal_url(struct hsviz_bytes text);

/* hsviz_http_begins_with: whether text begins with prefix, ignoring case. */
bool hsviz_http_begins_with(struct hsviz_bytes text, const char *prefix);

/* hsviz_http_url: the URL of a request, normalised likewise; NULL if it has none. The caller frees
 * it. */
char *hsviz_http_url(const struct hsviz_http_head *head);

#endif
