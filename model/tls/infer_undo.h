/* infer_undo.h
 * Provisional inferences of finishing, which are undone if the capture goes on.
 *
 * Ownership: a connection owns its struct hsviz_provisional.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_INFER_UNDO_H
#define HSVIZ_MODEL_TLS_INFER_UNDO_H

struct hsviz_connection;
struct hsviz_provisional;

/* hsviz_infer_provisionally: makes the inferences that only the end of the capture allows, and
 * saves the state before them. */
void hsviz_infer_provisionally(struct hsviz_connection *connection);

/* hsviz_infer_take_back: restores the state before hsviz_infer_provisionally(). */
void hsviz_infer_take_back(struct hsviz_connection *connection);

/* hsviz_provisional_free: NULL is allowed. */
void hsviz_provisional_free(struct hsviz_provisional *provisional);

#endif
