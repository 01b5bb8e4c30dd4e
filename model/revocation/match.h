/* match.h
 * Which TLS connection a status request belongs to.
 *
 * Purpose: compares a status request with each of the client's open TLS connections: with its
 *          certificates, or, if these are encrypted, with whether it waits for the client.
 *          Provisional inferences of finishing are undone first, so that finishing in between
 *          changes nothing.
 * Order: a match by certificate ranks above any match by time; then connections that wait for the
 *        client; then those whose certificate the client could know when the check began; then the
 *        one that was active last.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_REVOCATION_MATCH_H
#define HSVIZ_MODEL_REVOCATION_MATCH_H

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "model/pki/ocsp.h"

struct hsviz_connection;
struct hsviz_status_request;

/* How a status request matches a connection. */
struct hsviz_match {
    struct hsviz_connection *connection; /* NULL: it matches none */
    enum hsviz_source source;
    enum hsviz_check_reason reason;
    unsigned rank; /* the higher, the better */
    struct hsviz_serial serial;
};

/* hsviz_match_is_open: whether a connection is still open, so that a check may belong to it. */
bool hsviz_match_is_open(const struct hsviz_connection *connection);

/* hsviz_match_shown_ns: the earliest time at which the capture point can see what the client sends
 * because of the certificate: that of the ServerHello plus the client's path RTT. */
int64_t hsviz_match_shown_ns(const struct hsviz_connection *connection);

/* hsviz_match_best: the best match among watched, and how many others match as well. begun_ns is
 * when the check began, possibly with a TCP handshake. */
struct hsviz_match hsviz_match_best(const GPtrArray *watched,
                                    const struct hsviz_status_request *request, int64_t begun_ns,
                                    uint32_t *num_others);

/* hsviz_match_handshake: the connection among watched that is in its TLS handshake and whose
 * certificate has a URL with the address to which http connects. */
struct hsviz_match hsviz_match_handshake(const GPtrArray *watched,
                                         const struct hsviz_connection *http);

#endif
