/* fields.h
 * The fields `hsviz.*`: registered once, and put into the tree of a frame.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_DISSECT_FIELDS_H
#define HSVIZ_DISSECT_FIELDS_H

#include <stddef.h>

#include <epan/packet.h>

#include "frames.h"
#include "model/story/note_text.h"

struct hsviz_connection;
struct hsviz_frame_facts;

/* hsviz_fields_register: registers fields, subtrees and expert notes of protocol. */
void hsviz_fields_register(int protocol);

/* hsviz_fields_show: adds the subtree of one TCP layer to tree, with the notes that are as severe
 * as least or more. cause is the connection to whose revocation check the frame belongs; NULL: to
 * none. */
void hsviz_fields_show(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo,
                       const struct hsviz_connection *connection,
                       const struct hsviz_connection *cause,
                       const struct hsviz_frame_facts *facts, enum hsviz_severity least);

/* hsviz_fields_tell_notes: without a tree: tells those who listen to the expert information the
 * notes of one TCP layer that are as severe as least or more. */
void hsviz_fields_tell_notes(packet_info *pinfo, const struct hsviz_connection *connection,
                             enum hsviz_severity least);

/* hsviz_fields_steps: the range [*first, *end) of steps that the packet completes. A frame that a
 * read filter drops leaves its number to the next one, but not its steps. */
void hsviz_fields_steps(const struct hsviz_connection *connection, const packet_info *pinfo,
                        size_t *first, size_t *end);

#endif
