/* findings_tcp.h
 * The findings of TCP: what the handshake negotiated, and what was counted. A connection over
 * another transport has none.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_STORY_FINDINGS_TCP_H
#define HSVIZ_MODEL_STORY_FINDINGS_TCP_H

struct hsviz_connection;

/* hsviz_findings_cut_records: records that are incomplete. */
void hsviz_findings_cut_records(struct hsviz_connection *connection);

/* hsviz_findings_copies: packets that were captured twice. */
void hsviz_findings_copies(struct hsviz_connection *connection);

/* hsviz_findings_cut_frames: frames that the snapshot length cut. */
void hsviz_findings_cut_frames(struct hsviz_connection *connection);

/* hsviz_findings_holes: more holes at a time than are remembered. */
void hsviz_findings_holes(struct hsviz_connection *connection);

/* hsviz_findings_tcp: the rest. */
void hsviz_findings_tcp(struct hsviz_connection *connection);

#endif
