/* marks.h
 * What stands beside the kind of a handshake.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_MARKS_H
#define HSVIZ_MODEL_TLS_MARKS_H

#include <stdint.h>

struct hsviz_connection;

/* hsviz_connection_marks: bit HSVIZ_MARK_x is set where the mark x holds; 0 without TLS. */
uint32_t hsviz_connection_marks(const struct hsviz_connection *connection);

/* hsviz_connection_mark_texts: the marks as shown, the one with a protocol with its name; NULL
 * behind the last. The caller frees them with g_strfreev(). */
char **hsviz_connection_mark_texts(const struct hsviz_connection *connection);

#endif
