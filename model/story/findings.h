/* findings.h
 * Findings: notes on a connection as a whole, from all that was fed so far.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_STORY_FINDINGS_H
#define HSVIZ_MODEL_STORY_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

struct hsviz_connection;

/* hsviz_findings_renew: replaces the notes that speak of the connection as a whole. */
void hsviz_findings_renew(struct hsviz_connection *connection);

/* hsviz_connection_note_is_settled: whether its frame decides note i, and nothing that comes after
 * it changes it. */
bool hsviz_connection_note_is_settled(const struct hsviz_connection *connection, size_t i);

#endif
