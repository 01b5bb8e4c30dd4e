/* request.h
 * Reading status requests from HTTP requests.
 *
 * Purpose: recognises OCSP requests and requests for CRLs.
 * Ownership: hsviz_status_request_read() fills what hsviz_status_request_free() frees.
 * Source: RFC 6960 A.1, RFC 5280 4.2.1.13, RFC 2585 4.1.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_REVOCATION_REQUEST_H
#define HSVIZ_MODEL_REVOCATION_REQUEST_H

#include <stdbool.h>

#include "model/pki/ocsp.h"

struct hsviz_http_head;
struct hsviz_http_message;

struct hsviz_status_request {
    enum hsviz_check_method method;
    struct hsviz_ocsp_request ocsp; /* without ids if unreadable or absent */
    guchar *decoded;                /* what ocsp borrows from, in a GET */
    char *url;                      /* NULL if it is too long or not http: */
    char *host;                     /* NULL if the request names none */
    bool is_of_list;                /* of a CRL, by its name (RFC 2585 4.1) */
};

/* hsviz_status_request_read: reads the request in message, whose head is head; false if it cannot
 * be a status request. Any GET may be for a CRL: only its URL shows that. */
bool hsviz_status_request_read(struct hsviz_status_request *request,
                               const struct hsviz_http_head *head,
                               const struct hsviz_http_message *message);

/* hsviz_status_request_free: frees its contents, also after false. */
void hsviz_status_request_free(struct hsviz_status_request *request);

#endif
