/* marks.h
 * The marks beside the kind of a handshake.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_MARKS_H
#define HSVIZ_MODEL_TLS_MARKS_H

#include <stdint.h>

struct hsviz_connection;

/* hsviz_connection_marks: bit HSVIZ_MARK_x is set if the mark applies; 0 without TLS. */
uint32_t hsviz_connection_marks(const struct hsviz_connection *connection);

/* hsviz_early_data_mark: those of early data alone, of which one applies at most. All of them take
 * longer, and each packet is asked for these. */
uint32_t hsviz_early_data_mark(const struct hsviz_connection *connection);

/* hsviz_connection_mark_texts: the marks as shown, STARTTLS with the name of its protocol;
 * NULL-terminated. The caller frees them with g_strfreev(). */
char **hsviz_connection_mark_texts(const struct hsviz_connection *connection);

#endif
