/* html_parts.h
 * Elements of a page of HTML.
 *
 * Ownership: everything is borrowed for the call.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_HTML_HTML_PARTS_H
#define HSVIZ_RENDER_HTML_HTML_PARTS_H

#include <stdint.h>

#include "render/shared/markup.h"

struct hsviz_connection;

/* hsviz_html_element: one element with a text in it, and its class where it is not NULL. */
void hsviz_html_element(struct hsviz_markup *markup, const char *name, const char *class,
                        const char *text);

/* hsviz_html_open: begins an element of a class. */
void hsviz_html_open(struct hsviz_markup *markup, const char *name, const char *class);

/* hsviz_html_fact: one row of a list of facts. */
void hsviz_html_fact(struct hsviz_markup *markup, const char *term, const char *class,
                     const char *text);

/* hsviz_html_notes: the notes of a frame as a list, or, of frame 0, all notes; nothing where there
 * are none. */
void hsviz_html_notes(struct hsviz_markup *markup, const struct hsviz_connection *connection,
                      uint32_t frame);

#endif
