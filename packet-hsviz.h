/* packet-hsviz.h
 * The post-dissector: what the front ends in taps/ may rely on.
 *
 * Purpose: one place that holds the connections of the capture file that is open.
 * Lifetime: connections live from their first frame until the file is closed or redissected;
 *           nobody but the post-dissector frees them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_PACKET_HSVIZ_H
#define HSVIZ_PACKET_HSVIZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <epan/packet_info.h>

struct hsviz_connection;

/* The name of the tap, of the protocol, and of the prefix of every field. */
#define HSVIZ_NAME "hsviz"

/* What the tap "hsviz" hands to its listeners, once for each TCP segment of a frame. Valid during
 * the call only; the connection as long as its file. */
struct hsviz_tap_data {
    const struct hsviz_connection *connection;
    bool is_later_pass; /* the frame was dissected before, and what follows it is known */
};

/* hsviz_num_connections: the numbers of streams that the file has so far are below this. */
size_t hsviz_num_connections(void);

/* hsviz_connection_at: the connection of stream i, which must be below the number; NULL where no
 * frame of it holds a whole TCP header. */
const struct hsviz_connection *hsviz_connection_at(size_t i);

/* hsviz_connection_of_frame: the innermost connection that a frame carries a segment of; NULL for
 * a frame without TCP, and for one that was not dissected yet. */
const struct hsviz_connection *hsviz_connection_of_frame(uint32_t frame);

/* hsviz_connection_of_check: the connection to whose revocation check frame of stream belongs; NULL
 * if to none. */
const struct hsviz_connection *hsviz_connection_of_check(uint32_t stream, uint32_t frame);

/* hsviz_annotate_connection: brings the notes of the connection with that stream, to which the
 * frame belongs, up to date: with its frames so far, and in a later pass with all of them. */
void hsviz_annotate_connection(const packet_info *pinfo, uint32_t stream);

/* hsviz_finish_connections: the capture's end is reached as far as the caller knows: settles every
 * connection, as drawing needs it. Cheap when nothing came since the last call. */
void hsviz_finish_connections(void);

/* proto_register_hsviz, proto_reg_handoff_hsviz: called by plugin.c. */
void proto_register_hsviz(void);
void proto_reg_handoff_hsviz(void);

#endif
