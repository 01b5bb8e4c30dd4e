/* comment.h
 * A step, or an arrow of an exchange, in two short texts, for front ends that
 * draw their own arrows: Wireshark's flow graph.
 *
 * Ownership: appends to the caller's text. What comes from the wire is escaped.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_TEXT_COMMENT_H
#define HSVIZ_RENDER_TEXT_COMMENT_H

#include <glib.h>

#include "render/layout/exchange.h"

struct hsviz_connection;
struct hsviz_step;

/* hsviz_comment_label: the step's name, and its detail where both are short. */
void hsviz_comment_label(GString *to, const struct hsviz_connection *connection,
                         const struct hsviz_step *step);

/* hsviz_comment_text: RTT position, time, think time, how it is known, what the notes say of its
 * frame, and its detail, the most important first: a narrow column cuts the end. */
void hsviz_comment_text(GString *to, const struct hsviz_connection *connection,
                        const struct hsviz_step *step);

/* hsviz_comment_exchange: the same of an arrow of an exchange, whose label is its name: its time in
 * connection, how it is known to belong there, and its detail. */
void hsviz_comment_exchange(GString *to, const struct hsviz_connection *connection,
                            const struct hsviz_exchange *exchange, enum hsviz_exchange_arrow arrow);

#endif
