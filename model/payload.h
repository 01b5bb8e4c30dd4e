/* payload.h
 * Telling TLS by a payload's first bytes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_PAYLOAD_H
#define HSVIZ_MODEL_PAYLOAD_H

#include "segment.h"

/* hsviz_payload_is_alert: whether a segment's payload is one alert in clear and nothing else. */
bool hsviz_payload_is_alert(const struct hsviz_segment *segment);

/* hsviz_payload_begins_record: whether a segment's payload looks like the begin of a record. */
bool hsviz_payload_begins_record(const struct hsviz_segment *segment);

/* hsviz_payload_is_client_hello: whether it begins with a record that holds a ClientHello, both
 * whole, and the lengths of both agree (RFC 8446 4, 5.1). No other protocol begins like that. */
bool hsviz_payload_is_client_hello(const struct hsviz_segment *segment);

#endif
