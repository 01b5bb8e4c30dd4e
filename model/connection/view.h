/* view.h
 * Reading a connection: its ends, its steps, what its hellos said. Everything by role.
 *
 * Lifetime: pointers read from a connection are valid until it is fed or freed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CONNECTION_VIEW_H
#define HSVIZ_MODEL_CONNECTION_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/core/endpoint.h"
#include "model/core/names.h"

struct hsviz_connection;
struct hsviz_frame_facts;
struct hsviz_note;
struct hsviz_step;

/* ---- Who ---- */

uint32_t hsviz_connection_stream(const struct hsviz_connection *connection);
uint32_t hsviz_connection_first_frame(const struct hsviz_connection *connection);
uint32_t hsviz_connection_last_frame(const struct hsviz_connection *connection);

/* hsviz_connection_start_ns: time of the first frame captured. */
int64_t hsviz_connection_start_ns(const struct hsviz_connection *connection);

/* hsviz_connection_endpoint: address and port of one role. The address is text, never NULL. */
struct hsviz_endpoint hsviz_connection_endpoint(const struct hsviz_connection *connection,
                                                enum hsviz_side side);

/* hsviz_connection_client_guessed: true if neither a SYN nor a ClientHello showed who the client
 * is. */
bool hsviz_connection_client_guessed(const struct hsviz_connection *connection);

/* hsviz_connection_side: which role an end has (struct hsviz_frame_facts), as known now. */
enum hsviz_side hsviz_connection_side(const struct hsviz_connection *connection, unsigned end);

/* ---- Steps ---- */

size_t hsviz_connection_num_steps(const struct hsviz_connection *connection);

/* hsviz_connection_step: step i, in the order of the capture; i must be below the number of
 * steps. */
const struct hsviz_step *hsviz_connection_step(const struct hsviz_connection *connection, size_t i);

/* hsviz_step_side, hsviz_step_state, hsviz_step_state_is_assumed: who sent a step, the TCP state of
 * a role after it, and whether that state is assumed; roles as known now. */
enum hsviz_side hsviz_step_side(const struct hsviz_connection *connection,
                                const struct hsviz_step *step);
enum hsviz_tcp_state hsviz_step_state(const struct hsviz_connection *connection,
                                      const struct hsviz_step *step, enum hsviz_side side);
bool hsviz_step_state_is_assumed(const struct hsviz_connection *connection,
                                 const struct hsviz_step *step, enum hsviz_side side);

/* hsviz_connection_steps_of_frame: the range [*first, *end) of steps that frame completes. */
void hsviz_connection_steps_of_frame(const struct hsviz_connection *connection, size_t *first,
                                     size_t *end, uint32_t frame);

/* hsviz_connection_state_before: the TCP state of a role before the first step that frame
 * completes; if it completes none, the state after all steps so far. */
enum hsviz_tcp_state hsviz_connection_state_before(const struct hsviz_connection *connection,
                                                   uint32_t frame, enum hsviz_side side);

/* hsviz_connection_neighbours: the frames of the steps before and after those that frame completes,
 * or before and after the frame itself if it completes none; 0 without one. Gaps, which have no
 * frame, are skipped. */
void hsviz_connection_neighbours(const struct hsviz_connection *connection, uint32_t *previous,
                                 uint32_t *next, uint32_t frame);

/* hsviz_connection_completed_in: the frame that completes the step of which frame carries a
 * fragment; 0 if it carries no fragment of a handshake step. */
uint32_t hsviz_connection_completed_in(const struct hsviz_connection *connection, uint32_t frame,
                                       enum hsviz_side side);

/* hsviz_connection_phase: the phase of a frame with the facts that feeding it gave; for a fragment,
 * the phase of the step to which it turned out to belong. */
enum hsviz_phase hsviz_connection_phase(const struct hsviz_connection *connection, uint32_t frame,
                                        const struct hsviz_frame_facts *facts);

/* ---- Notes ---- */

size_t hsviz_connection_num_notes(const struct hsviz_connection *connection);
const struct hsviz_note *hsviz_connection_note(const struct hsviz_connection *connection, size_t i);

/* ---- TLS ---- */

/* hsviz_connection_has_tls: true once a TLS or SSL record was seen. Without it, the functions below
 * return their "unknown" value. */
bool hsviz_connection_has_tls(const struct hsviz_connection *connection);

/* hsviz_connection_version: the wire number of the negotiated version; 0 until it is known. */
uint16_t hsviz_connection_version(const struct hsviz_connection *connection);

/* hsviz_connection_client_hello: the frame of the first ClientHello; 0 without one. */
uint32_t hsviz_connection_client_hello(const struct hsviz_connection *connection);

/* hsviz_connection_alert: the name of the alert that ended the handshake; NULL without one. */
const char *hsviz_connection_alert(const struct hsviz_connection *connection);

/* The names in the hellos: bytes from the wire, NUL-terminated, truncated to a limit, otherwise
 * unchecked. NULL without one. Renderers escape them. */
const char *hsviz_connection_sni(const struct hsviz_connection *connection);
const char *hsviz_connection_alpn(const struct hsviz_connection *connection);

#endif
