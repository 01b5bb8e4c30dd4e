/* http.h
 * The head of an HTTP message, as far as asking an authority needs it.
 *
 * Purpose: method, target and host of a request; status of a response; where the body begins.
 * Ownership: windows borrow from the bytes that were read.
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

/* A message that the dissector found whole, or as whole as it came. */
struct hsviz_http_message {
    const uint8_t *bytes; /* from its first line on */
    size_t len;
    const uint8_t *ocsp; /* what its body was dissected as; NULL where it is no OCSP */
    size_t ocsp_len;
};

/* Messages of one frame that are looked at: a segment that carries more is a flood. */
enum { HSVIZ_HTTP_MESSAGES_MAX = 32 };

/* A head that was read. */
struct hsviz_http_head {
    uint16_t status;                       /* of a response; 0: a request */
    struct hsviz_bytes method, target;     /* of a request */
    struct hsviz_bytes host, content_type; /* empty where there is none */
    struct hsviz_bytes body; /* what follows the head, empty where the head does not end */
};

/* hsviz_http_read: reads the head of a message; false where it is neither request nor response. */
bool hsviz_http_read(struct hsviz_http_head *head, const struct hsviz_http_message *message);

/* hsviz_http_normal_url: text if it is an address with http:, in the one form in which two
 * addresses are compared (RFC 3986 6.2.2.1, 6.2.3): scheme and host in lower case, no default port,
 * a path; NULL where it is none. The caller frees it. */
char *hsviz_http_normal_url(struct hsviz_bytes text);

/* hsviz_http_begins_with: whether text begins with prefix, in letters of either case. */
bool hsviz_http_begins_with(struct hsviz_bytes text, const char *prefix);

/* hsviz_http_url: the address that a request asks for, in that form; NULL where it is none. The
 * caller frees it. */
char *hsviz_http_url(const struct hsviz_http_head *head);

#endif
