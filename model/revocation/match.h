/* match.h
 * Which connection a question to an authority belongs to.
 *
 * Purpose: compares a question with what each of a client's open connections has shown: its
 *          certificates, or, where these are encrypted, whether it waits for the client.
 *          What finishing has guessed of them is taken back: whoever looks in between changes
 *          nothing.
 * Order: what a certificate tells is worth more than any time; then, what waits for the client more
 *        than what does not; then, what could be known before the client began to ask; then what
 *        was heard from last.
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

/* How a question fits a connection. */
struct hsviz_match {
    struct hsviz_connection *connection; /* NULL: it fits none */
    enum hsviz_source source;
    enum hsviz_check_reason reason;
    unsigned rank; /* the higher, the better */
    struct hsviz_serial serial;
};

/* hsviz_match_is_open: whether a connection is still open, so that something may wait for it. */
bool hsviz_match_is_open(const struct hsviz_connection *connection);

/* hsviz_match_shown_ns: since when what the client of connection sends may be because of the
 * certificate, at the tap: on its way there and back lies the client. */
int64_t hsviz_match_shown_ns(const struct hsviz_connection *connection);

/* hsviz_match_best: the connection of watched that the question belongs to, and how many others it
 * might. begun_ns is when the client began to ask, be it with an opening. */
struct hsviz_match hsviz_match_best(const GPtrArray *watched,
                                    const struct hsviz_status_request *request, int64_t begun_ns,
                                    uint32_t *num_others);

/* hsviz_match_opening: the connection of watched that is in its handshake, and whose certificate
 * gives the very address to which the asking connection is being opened. */
struct hsviz_match hsviz_match_opening(const GPtrArray *watched,
                                       const struct hsviz_connection *http);

#endif
