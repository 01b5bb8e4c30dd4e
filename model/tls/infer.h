/* infer.h
 * Inferring what encrypted records are from their order, their size, and what had been received
 * when they were sent (docs/model.md, section 7).
 *
 * Purpose: makes an inferred step with its reason out of a record that was not decrypted, or an
 *          `Encrypted` step if nothing can be inferred. A step may be identified later, when the
 *          rest of its flight is there.
 * Units: lengths in bytes, of records without their five bytes of header.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_INFER_H
#define HSVIZ_MODEL_TLS_INFER_H

#include <stdbool.h>
#include <stdint.h>

#include "model/core/names.h"

struct hsviz_connection;
struct hsviz_packet;

/* hsviz_infer_take: takes an encrypted record of TLS 1.3 of which only the length is known. */
void hsviz_infer_take(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                      uint32_t length);

/* hsviz_infer_answer: a record of TLS 1.3 that was decrypted answers what the other end's records
 * before it hold: these are identified. */
void hsviz_infer_answer(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                        uint32_t length);

/* hsviz_infer_is_early: whether a record of the client's is early data: it offered some, and began
 * to send the record before it could have the ServerHello (RFC 8446 4.2.10). */
bool hsviz_infer_is_early(const struct hsviz_connection *connection,
                          const struct hsviz_packet *packet);

/* hsviz_infer_lose: bytes of end, before its next record, are missing in the capture, though the
 * other end had them: nothing is inferred across them. */
void hsviz_infer_lose(struct hsviz_connection *connection, enum hsviz_end end);

/* hsviz_infer_finish: the capture ended: identifies the flights that are still open. */
void hsviz_infer_finish(struct hsviz_connection *connection);

#endif
