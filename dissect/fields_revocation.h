/* fields_revocation.h
 * The fields `hsviz.authority.*`: revocation checks, on the frames of the connection that caused
 * them, and links from the frames of a check to that connection.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_DISSECT_FIELDS_REVOCATION_H
#define HSVIZ_DISSECT_FIELDS_REVOCATION_H

#include <epan/packet.h>

struct hsviz_connection;

/* hsviz_fields_revocation_register: registers fields and subtrees of protocol. */
void hsviz_fields_revocation_register(int protocol);

/* hsviz_fields_revocation_show: adds a subtree for each check of connection to tree. */
void hsviz_fields_revocation_show(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo,
                                  const struct hsviz_connection *connection);

/* hsviz_fields_revocation_show_cause: adds the links to connection, to whose check the frame
 * belongs. */
void hsviz_fields_revocation_show_cause(proto_tree *tree, tvbuff_t *tvb,
                                        const struct hsviz_connection *connection);

#endif
