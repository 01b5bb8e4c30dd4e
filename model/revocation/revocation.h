/* revocation.h
 * Who asks certificate authorities in a capture, and for which connection.
 *
 * A client that has received a server's certificate may ask whether it still holds: an OCSP request
 * (RFC 6960) or the fetch of a revocation list (RFC 5280) over plain HTTP. What the question is
 * about tells which connection it belongs to: the certificate's serial number and issuer, or the
 * address that the certificate gives. Only where the certificate is encrypted, when it was asked
 * must tell. All of this is in the capture before the question is, so that a lookup is joined once,
 * when it begins, and what comes later changes nothing but its answer.
 *
 * Ownership: hsviz_revocation_new() gives what hsviz_revocation_free() frees, before the
 *            connections that were handed in or after them. Until then these must live; lookups
 *            belong to them.
 * Memory: some 100 bytes for each client that speaks TLS, and for each plain HTTP connection of
 *         such a client; 8 for each of a client's HSVIZ_WATCHED_MAX connections, 24 a lookup.
 * Cost: an opening or a question is compared with at most HSVIZ_WATCHED_MAX chains.
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
    /* Open connections of one client that may have caused a lookup: the newest; a browser has some
     * dozens open. */
    HSVIZ_WATCHED_MAX = 64,
};

struct hsviz_revocation *hsviz_revocation_new(void);

/* hsviz_revocation_free: NULL is allowed. */
void hsviz_revocation_free(struct hsviz_revocation *revocation);

/* hsviz_revocation_take: takes each frame, after it was fed to its connection, with the HTTP
 * messages that it completes. */
void hsviz_revocation_take(struct hsviz_revocation *revocation, struct hsviz_connection *connection,
                           const struct hsviz_segment *segment,
                           const struct hsviz_http_message *messages, size_t num_messages);

/* hsviz_revocation_find: the connection for which the stream to an authority asked something in
 * frame, or was answered, or both in frames around it; NULL where there is none. */
const struct hsviz_connection *hsviz_revocation_find(const struct hsviz_revocation *revocation,
                                                     uint32_t stream, uint32_t frame);

#endif
