/* describe.h
 * Texts of a connection: its history, the names and details of its steps.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_STORY_DESCRIBE_H
#define HSVIZ_MODEL_STORY_DESCRIBE_H

#include <glib.h>

struct hsviz_connection;
struct hsviz_step;

/* hsviz_connection_history: appends one letter per TLS step (docs/model.md has the letters). */
void hsviz_connection_history(const struct hsviz_connection *connection, GString *text);

/* hsviz_connection_cipher_suite: appends the suite's IANA name, 0x.... for an unknown one, nothing
 * if no ServerHello chose one. */
void hsviz_connection_cipher_suite(const struct hsviz_connection *connection, GString *text);

/* hsviz_step_detail: appends what a step carried: sequence numbers, sizes, alert, retransmission,
 * reason for an inference. May contain bytes from the wire. */
void hsviz_step_detail(const struct hsviz_connection *connection, GString *text,
                       const struct hsviz_step *step);

/* hsviz_step_name: the step's name as users know it. Static. */
const char *hsviz_step_name(const struct hsviz_step *step);

#endif
