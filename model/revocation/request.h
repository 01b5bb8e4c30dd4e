/* request.h
 * What an HTTP request asks a certificate authority.
 *
 * Purpose: tells an OCSP request or the fetch of a revocation list from any other request.
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
    struct hsviz_ocsp_request ocsp; /* without ids where it is not readable, or none */
    guchar *decoded;                /* what ocsp borrows from, of a GET */
    char *url;                      /* NULL where it is none that an authority could have */
    char *host;                     /* NULL where the request names none */
    bool is_of_list;                /* by its name (RFC 2585 4.1) */
};

/* hsviz_status_request_read: what the request in message, with that head, asks; false where it is not of
 * this kind. Any other GET may still be of a list: its address tells. */
bool hsviz_status_request_read(struct hsviz_status_request *request,
                               const struct hsviz_http_head *head,
                               const struct hsviz_http_message *message);

/* hsviz_status_request_free: frees what it holds, also after false. */
void hsviz_status_request_free(struct hsviz_status_request *request);

#endif
