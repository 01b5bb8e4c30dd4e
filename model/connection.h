/* connection.h
 * The life of a connection: created, fed, finished, freed.
 *
 * Purpose: the model's driver. Frames go in, in the order of the capture. Steps, states, RTT
 *          positions and the facts of the handshake can be read at any time (connection/view.h and
 *          others); they are final once hsviz_connection_finish() was called after the last frame.
 * Ownership: hsviz_connection_new() gives a connection that hsviz_connection_free() frees, with
 *          everything in it. Pointers read from it are valid until it is fed or freed.
 * Memory: about 500 bytes, and 56 per step. An ordinary TLS handshake takes less than 2 KiB, an
 *         unanswered SYN less than 1.6 KB, including all that hsviz keeps elsewhere for it. Nothing
 *         is kept for a frame of application data.
 * Errors: none. Every input, however malformed, gives a result.
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

/* hsviz_connection_new: a TCP connection that was fed nothing yet; stream is its number in
 * `tcp.stream`. Never NULL. */
struct hsviz_connection *hsviz_connection_new(uint32_t stream);

/* hsviz_connection_new_over: the same over any transport. The transport reports its packets through
 * the headers of core/ and tls/records.h. */
struct hsviz_connection *hsviz_connection_new_over(const struct hsviz_transport *transport,
                                                   uint32_t stream);

/* hsviz_connection_fix_capture_point: the user states the capture point, instead of its estimate
 * from the TCP handshake. */
void hsviz_connection_fix_capture_point(struct hsviz_connection *connection,
                                        enum hsviz_capture_point point);

/* hsviz_connection_free: frees connection and all that it owns; NULL is allowed. */
void hsviz_connection_free(struct hsviz_connection *connection);

/* hsviz_connection_feed: feeds the next frame of the connection, in the order of the capture, and
 * fills facts, which must not be NULL. */
void hsviz_connection_feed(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                           const struct hsviz_frame *frame);

/* hsviz_connection_take_icmp: feeds an ICMP error about a segment of the connection; ignored if the
 * connection never sent that segment. */
void hsviz_connection_take_icmp(struct hsviz_connection *connection, const struct hsviz_icmp *icmp);

/* hsviz_connection_reuses: states that stream, an earlier connection, had the same addresses and
 * ports. */
void hsviz_connection_reuses(struct hsviz_connection *connection, uint32_t stream);

/* hsviz_connection_leave_out: counts a segment that was not fed because its checksum is wrong. */
void hsviz_connection_leave_out(struct hsviz_connection *connection);

/* hsviz_connection_finish: the capture has ended. Draws the conclusions that only the end allows,
 * and frees memory that only feeding needed. Feeding may continue afterwards (live captures); then
 * call this again. */
void hsviz_connection_finish(struct hsviz_connection *connection);

/* hsviz_connection_set_unordered: the dissector does not reassemble out-of-order segments, so that
 * the records of a late segment are not found. A note says so where it happened. */
void hsviz_connection_set_unordered(struct hsviz_connection *connection);

/* hsviz_connection_forbid_inference: records that cannot be decrypted stay Encrypted instead of
 * being inferred. Call it before the first frame. */
void hsviz_connection_forbid_inference(struct hsviz_connection *connection);

/* hsviz_connection_settle: finishes, unless nothing was fed since the last call. */
void hsviz_connection_settle(struct hsviz_connection *connection);

/* hsviz_connection_annotate: updates the notes to what was fed so far, as finishing does, without
 * its other effects. */
void hsviz_connection_annotate(struct hsviz_connection *connection);

#endif
