/* kind.h
 * The kind of handshake: full, resumed, by a pre-shared key.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_KIND_H
#define HSVIZ_MODEL_TLS_KIND_H

#include "model/core/names.h"

struct hsviz_connection;

/* hsviz_kind_so_far: the kind according to the messages so far; connection must have TLS. */
enum hsviz_kind hsviz_kind_so_far(const struct hsviz_connection *connection);

/* hsviz_connection_kind: the kind of the first handshake; UNKNOWN without TLS. */
enum hsviz_kind hsviz_connection_kind(const struct hsviz_connection *connection);

#endif
