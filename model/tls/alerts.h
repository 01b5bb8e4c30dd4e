/* alerts.h
 * The alerts of TLS and SSL: their names (RFC 8446 6, and the standards named in the table).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_ALERTS_H
#define HSVIZ_MODEL_TLS_ALERTS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/core/names.h"

enum { HSVIZ_ALERT_CLOSE_NOTIFY = 0, HSVIZ_ALERT_ILLEGAL_PARAMETER = 47 };

extern const struct hsviz_word hsviz_alerts[];

/* hsviz_alert_name: static; NULL for a number that no standard has assigned. */
const char *hsviz_alert_name(uint8_t description);

/* hsviz_alert_ends: whether an alert ends the connection: every fatal one, and in TLS 1.3 every one
 * but close_notify and user_canceled, whatever its level says (RFC 8446 6). */
bool hsviz_alert_ends(uint8_t level, uint8_t description);

#endif
