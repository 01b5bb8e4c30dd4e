/* describe.h
 * A connection in words: its history, and the details of a step.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_STORY_DESCRIBE_H
#define HSVIZ_MODEL_STORY_DESCRIBE_H

#include <glib.h>

struct hsviz_connection;
struct hsviz_step;

/* hsviz_connection_history: appends a letter a TLS step (`docs/` has the letters). */
void hsviz_connection_history(const struct hsviz_connection *connection, GString *text);

/* hsviz_connection_cipher_suite: appends the suite's IANA name, 0x.... for an unknown one, nothing
 * where no ServerHello chose one. */
void hsviz_connection_cipher_suite(const struct hsviz_connection *connection, GString *text);

/* hsviz_step_detail: appends what a step carried: sequence numbers, sizes, alert, repetition,
 * reason of an inference, each from the capture. May contain bytes from the wire. */
void hsviz_step_detail(const struct hsviz_connection *connection, GString *text,
                       const struct hsviz_step *step);

/* hsviz_step_name: the step's name as users know it. Static. */
const char *hsviz_step_name(const struct hsviz_step *step);

#endif
