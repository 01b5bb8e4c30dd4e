/* records.h
 * From records to steps.
 *
 * Purpose: the only input of the TLS part of the model, for every transport.
 * Source: RFC 8446 5, RFC 5246 6; draft-hickman-netscape-ssl for SSL 2.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_RECORDS_H
#define HSVIZ_MODEL_TLS_RECORDS_H

#include <stdbool.h>

#include "model/core/ledger.h"

struct hsviz_connection;
struct hsviz_packet;
struct hsviz_tls;
struct hsviz_unit;

/* hsviz_tls_take: takes one whole unit of packet's end. */
void hsviz_tls_take(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                    const struct hsviz_unit *unit);

/* hsviz_tls_is_protected: whether the next unit of end is encrypted; tls may be NULL. */
bool hsviz_tls_is_protected(const struct hsviz_tls *tls, enum hsviz_end end,
                            const struct hsviz_unit *unit);

#endif
