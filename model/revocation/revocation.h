/* revocation.h
 * The revocation checks in a capture, matched with the connections that caused them.
 *
 * A client that has received a server's certificate may check whether it was revoked, by an OCSP
 * request (RFC 6960) or by fetching a CRL (RFC 5280), over plain HTTP. The certificate's serial
 * number and issuer, or the URL in the certificate, show which connection the check belongs to; if
 * the certificate is encrypted, only the time does. All of this is in the capture before the
 * request, so that a check is matched once, when it begins; what comes later only adds its
 * response.
 *
 * Ownership: hsviz_revocation_new() gives what hsviz_revocation_free() frees, before or after the
 *            connections that were passed in. While checks are taken, these must exist; checks
 *            belong to them.
 * Memory: some 100 bytes for each client that uses TLS, and for each plain HTTP connection of such
 *         a client; 8 for each of a client's HSVIZ_WATCHED_MAX connections, 24 per check.
 * Cost: a SYN or a request is compared with at most HSVIZ_WATCHED_MAX chains.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_REVOCATION_REVOCATION_H
#define HSVIZ_MODEL_REVOCATION_REVOCATION_H

#include <stddef.h>
#include <stdint.h>

struct hsviz_revocation;
struct hsviz_connection;
struct hsviz_http_message;
struct hsviz_segment;

enum {
    /* Open connections of one client that may have caused a check: the newest. A browser has some
     * dozens open. */
    HSVIZ_WATCHED_MAX = 64,
};

struct hsviz_revocation *hsviz_revocation_new(void);

/* hsviz_revocation_free: NULL is allowed. */
void hsviz_revocation_free(struct hsviz_revocation *revocation);

/* hsviz_revocation_take: takes every frame, after it was fed to its connection, with the HTTP
 * messages that it completes. */
void hsviz_revocation_take(struct hsviz_revocation *revocation, struct hsviz_connection *connection,
                           const struct hsviz_segment *segment,
                           const struct hsviz_http_message *messages, size_t num_messages);

/* hsviz_revocation_find: the connection whose check, on the HTTP connection stream, frame belongs
 * to: from its first frame to the frame that completes its response; NULL if there is none. */
const struct hsviz_connection *hsviz_revocation_find(const struct hsviz_revocation *revocation,
                                                     uint32_t stream, uint32_t frame);

#endif
