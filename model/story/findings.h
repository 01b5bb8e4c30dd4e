/* findings.h
 * Findings: notes on a connection as a whole, from all that was fed so far.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_STORY_FINDINGS_H
#define HSVIZ_MODEL_STORY_FINDINGS_H

struct hsviz_connection;

/* hsviz_findings_renew: replaces the notes that speak of the connection as a whole. */
void hsviz_findings_renew(struct hsviz_connection *connection);

#endif
