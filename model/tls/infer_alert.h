/* infer_alert.h
 * Encrypted records of an alert's size: close_notify, an alert of unknown kind, or neither.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_INFER_ALERT_H
#define HSVIZ_MODEL_TLS_INFER_ALERT_H

#include <stdbool.h>

#include "model/core/names.h"
struct hsviz_connection;
struct hsviz_packet;
struct hsviz_step;

/* hsviz_infer_alert_reason: why a record of an alert's size is one: by its size, or also because
 * it stands where packet's end owes an answer. Then it is an alert, but not known to be which. */
enum hsviz_reason hsviz_infer_alert_reason(const struct hsviz_connection *connection,
                                           const struct hsviz_packet *packet);

/* hsviz_infer_is_alert_sized: whether step is an encrypted record that can be an alert by its
 * size. */
bool hsviz_infer_is_alert_sized(const struct hsviz_step *step);

/* hsviz_infer_name_alert: step is an alert of unknown kind. It ends the handshake if that is not
 * complete, or as a server's refusal. */
void hsviz_infer_name_alert(struct hsviz_connection *connection, struct hsviz_step *step);

/* hsviz_infer_last_of: the newest step of TLS of end that repeats nothing; NULL without one. */
struct hsviz_step *hsviz_infer_last_of(const struct hsviz_connection *connection,
                                       enum hsviz_end end);

/* hsviz_infer_close: end closes the transport: if its last record has an alert's size and answers
 * nothing, it was close_notify. */
void hsviz_infer_close(struct hsviz_connection *connection, enum hsviz_end end);

#endif
