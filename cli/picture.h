/* picture.h
 * Connections as a window of Wireshark shows them: its text windows take a subset of HTML.
 *
 * Purpose: what a renderer draws, packed so that the window shows it and obeys nothing in it.
 * Ownership: every string returned is the caller's to free.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_CLI_PICTURE_H
#define HSVIZ_CLI_PICTURE_H

#include <stddef.h>
#include <glib.h>

#include "render/render.h"

struct hsviz_connection;

/* How a window shows a connection. */
enum hsviz_view { HSVIZ_VIEW_PICTURE, HSVIZ_VIEW_TEXT };

/* hsviz_drawing_new: what the format of that name, which must exist, draws of a connection. */
GString *hsviz_drawing_new(const char *format, const struct hsviz_connection *connection);

/* hsviz_page_new: a connection, which is number i (from 1) of num_connections, as a page. */
char *hsviz_page_new(enum hsviz_view view, const struct hsviz_connection *connection, size_t i,
                     size_t num_connections);

/* hsviz_page_new_empty: a page that says why there is nothing to show. */
char *hsviz_page_new_empty(const char *reason);

#endif
