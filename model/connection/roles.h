/* roles.h
 * Which of a connection's two ends is the client (docs/model.md, section 1).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CONNECTION_ROLES_H
#define HSVIZ_MODEL_CONNECTION_ROLES_H

#include "model/core/names.h"

struct hsviz_connection;
struct hsviz_endpoint;
struct hsviz_segment;

/* hsviz_roles_meet: the first segment. Its sender is end 0. Whether that is the client follows from
 * what it sends; otherwise the roles are guessed: the client is the end with the higher port. */
void hsviz_roles_meet(struct hsviz_connection *connection, const struct hsviz_segment *segment);

/* hsviz_roles_end: which of the connection's two ends endpoint is. */
enum hsviz_end hsviz_roles_end(const struct hsviz_connection *connection,
                               const struct hsviz_endpoint *endpoint);

#endif
