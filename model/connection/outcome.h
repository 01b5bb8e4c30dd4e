/* outcome.h
 * How a handshake ended: TLS's, and that of the connection (docs/model.md, section 6).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CONNECTION_OUTCOME_H
#define HSVIZ_MODEL_CONNECTION_OUTCOME_H

#include <stdbool.h>

#include "model/core/names.h"

struct hsviz_connection;

enum hsviz_outcome hsviz_connection_outcome(const struct hsviz_connection *connection);

/* hsviz_connection_outcome_is_settled: whether the outcome no longer depends on where the capture
 * ends. */
bool hsviz_connection_outcome_is_settled(const struct hsviz_connection *connection);

/* hsviz_connection_is_cut_on_path: whether the outcome is CUT because a box on the path reset the
 * connection (docs/model.md, section 3). */
bool hsviz_connection_is_cut_on_path(const struct hsviz_connection *connection);

/* hsviz_connection_whole_outcome: of a connection with TLS the same; without TLS REFUSED or
 * UNANSWERED, or HSVIZ_NUM_OUTCOMES if it opened, or if the capture begins later. */
enum hsviz_outcome hsviz_connection_whole_outcome(const struct hsviz_connection *connection);

/* hsviz_connection_whole_outcome_is_settled: whether that one no longer depends on where the
 * capture ends. */
bool hsviz_connection_whole_outcome_is_settled(const struct hsviz_connection *connection);

#endif
