/* html.h
 * The parts of a page of HTML, for html.c alone.
 *
 * Ownership: everything is borrowed for the call.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_HTML_HTML_H
#define HSVIZ_RENDER_HTML_HTML_H

#include "render/layout/layout.h"
#include "render/shared/markup.h"

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

/* hsviz_html_overview: what is said of the connection as a whole. */
void hsviz_html_overview(struct hsviz_markup *markup, const struct hsviz_connection *connection);

/* hsviz_html_steps: each step drawn, as a list of texts. */
void hsviz_html_steps(struct hsviz_markup *markup, const struct hsviz_render_options *options,
                      const struct hsviz_connection *connection);

#endif
