/* milestones.h
 * The steps that a connection is measured by: first request and response, and when the client may
 * send.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TIME_MILESTONES_H
#define HSVIZ_MODEL_TIME_MILESTONES_H

#include <stdint.h>

struct hsviz_connection;
struct hsviz_step;

/* hsviz_first_request, hsviz_first_response: the steps of the first request and response; NULL
 * without one. */
const struct hsviz_step *hsviz_first_request(const struct hsviz_connection *connection);
const struct hsviz_step *hsviz_first_response(const struct hsviz_connection *connection);

/* hsviz_received_response: the first response, unless the client had reset the connection before it
 * could come. */
const struct hsviz_step *hsviz_received_response(const struct hsviz_connection *connection);

/* ready is the step that lets the client send application data, travel_half_rtts the half round
 * trips until it has that step, last the handshake's last Finished. All steps are NULL if the
 * handshake did not get that far. */
struct hsviz_readiness {
    const struct hsviz_step *hello, *ready, *last;
    int32_t travel_half_rtts;
};

/* hsviz_readiness_of: of the connection's first handshake.
 * hsviz_readiness_from: of the handshake that begins with hello, which may be NULL; ready is the
 * Finished that lets the client send data, its own or the server's. */
struct hsviz_readiness hsviz_readiness_of(const struct hsviz_connection *connection);
struct hsviz_readiness hsviz_readiness_from(const struct hsviz_connection *connection,
                                            const struct hsviz_step *hello);

/* hsviz_half_rtts_until_ready: from the hello until the client is ready; ready must not be NULL. */
int32_t hsviz_half_rtts_until_ready(const struct hsviz_readiness *readiness);

#endif
