/* infer_undo.h
 * What finishing inferred is provisional: it is taken back when the capture goes on after all.
 *
 * Ownership: a connection owns its struct hsviz_provisional.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_INFER_UNDO_H
#define HSVIZ_MODEL_TLS_INFER_UNDO_H

struct hsviz_connection;
struct hsviz_provisional;

/* hsviz_infer_provisionally: infers what only the capture's end lets one infer, and keeps what was
 * known before it. */
void hsviz_infer_provisionally(struct hsviz_connection *connection);

/* hsviz_infer_take_back: restores what was known before hsviz_infer_provisionally(). */
void hsviz_infer_take_back(struct hsviz_connection *connection);

/* hsviz_provisional_free: NULL is allowed. */
void hsviz_provisional_free(struct hsviz_provisional *provisional);

#endif
