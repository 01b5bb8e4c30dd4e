/* connection.h
 * A connection's life: made, fed, finished, freed.
 *
 * Purpose: the model's driver. Frames go in, in the order of the capture; steps, states, RTT
 *          positions and the handshake's facts are there to be read at any time (connection/view.h
 *          and its like), and are final when the last frame has gone in and
 *          hsviz_connection_finish() was called.
 * Ownership: hsviz_connection_new() gives a connection that hsviz_connection_free() frees, with
 *          everything in it. Pointers read from it are valid until it is fed or freed.
 * Memory: about 500 bytes and 56 a step; an ordinary TLS handshake stays below 2 KiB, a SYN that
 *          nobody answers below 1.6 KB, with all that hsviz keeps elsewhere for it. Nothing is
 *          kept for a frame of application data.
 * Errors: none. The model is total: whatever comes in, there is an observation to make.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CONNECTION_H
#define HSVIZ_MODEL_CONNECTION_H

#include <stdint.h>

#include "model/time/capture_point.h"

struct hsviz_connection;
struct hsviz_frame;
struct hsviz_frame_facts;
struct hsviz_icmp;
struct hsviz_transport;

/* hsviz_connection_new: a connection of TCP that has seen nothing, with the number that `tcp.stream`
 * gives it. Never NULL. */
struct hsviz_connection *hsviz_connection_new(uint32_t stream);

/* hsviz_connection_new_over: the same over any transport, which tells what it sees of a packet
 * through the headers of core/ and tls/records.h. */
struct hsviz_connection *hsviz_connection_new_over(const struct hsviz_transport *transport,
                                                   uint32_t stream);

/* hsviz_connection_fix_capture_point: the user knows better than the opening tells. */
void hsviz_connection_fix_capture_point(struct hsviz_connection *connection,
                                        enum hsviz_capture_point point);

/* hsviz_connection_free: frees connection and all that it owns; NULL is allowed. */
void hsviz_connection_free(struct hsviz_connection *connection);

/* hsviz_connection_feed: takes the next frame of the connection, and fills facts, which must not
 * be NULL. Frames come in the order of the capture. */
void hsviz_connection_feed(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                           const struct hsviz_frame *frame);

/* hsviz_connection_take_icmp: a router or host tells of a segment of the connection; one that the
 * connection never sent is not believed. */
void hsviz_connection_take_icmp(struct hsviz_connection *connection, const struct hsviz_icmp *icmp);

/* hsviz_connection_reuses: the addresses and ports are those of an earlier stream. */
void hsviz_connection_reuses(struct hsviz_connection *connection, uint32_t stream);

/* hsviz_connection_leave_out: a segment was not fed, for its checksum is wrong. */
void hsviz_connection_leave_out(struct hsviz_connection *connection);

/* hsviz_connection_finish: the capture has ended. Settles what only the end can settle, and gives
 * back memory that only feeding needed. Feeding after it is allowed (live captures), and must be
 * followed by another call. */
void hsviz_connection_finish(struct hsviz_connection *connection);

/* hsviz_connection_set_unordered: segments are dissected in the order in which they came, so that a
 * late one hides what it carries. A note then says so where it happened. */
void hsviz_connection_set_unordered(struct hsviz_connection *connection);

/* hsviz_connection_forbid_inference: what is encrypted, and has no keys, stays Encrypted. Comes
 * before the first frame. */
void hsviz_connection_forbid_inference(struct hsviz_connection *connection);

/* hsviz_connection_annotate: brings the notes up to date with what was fed so far, as finishing
 * does, but settles nothing. Cheap where nothing was fed since. */
void hsviz_connection_annotate(struct hsviz_connection *connection);

#endif
