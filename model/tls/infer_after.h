/* infer_after.h
 * Encrypted records after their sender's Finished: tickets, KeyUpdate, alerts, data.
 *
 * Units: lengths in bytes, of records without their header.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_INFER_AFTER_H
#define HSVIZ_MODEL_TLS_INFER_AFTER_H

#include <stdint.h>

#include "model/core/names.h"
struct hsviz_connection;
struct hsviz_packet;

/* hsviz_infer_push_encrypted: pushes an `Encrypted` step, which may be identified later. */
void hsviz_infer_push_encrypted(struct hsviz_connection *connection,
                                const struct hsviz_packet *packet, uint32_t length,
                                enum hsviz_reason reason);

/* hsviz_infer_take_after_finished: a record that its sender sent after its Finished. */
void hsviz_infer_take_after_finished(struct hsviz_connection *connection,
                                     const struct hsviz_packet *packet, uint32_t length);

#endif
