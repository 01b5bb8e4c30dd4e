/* failure.h
 * How long a connection took that came to nothing.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CONNECTION_FAILURE_H
#define HSVIZ_MODEL_CONNECTION_FAILURE_H

#include <stdint.h>

struct hsviz_connection;

/* hsviz_connection_failed_ns: as the client saw it, from the connection's first packet until the
 * alert, FIN or RST that ended a handshake, or until the last packet if nothing did: what the ledger
 * covers (model/time/ending.h).
 * HSVIZ_NS_UNKNOWN if the handshake is complete, or the capture does not show that it failed. */
int64_t hsviz_connection_failed_ns(const struct hsviz_connection *connection);

#endif
