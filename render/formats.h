/* formats.h
 * The renderers, for the table of formats alone: a front end goes through render.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_FORMATS_H
#define HSVIZ_RENDER_FORMATS_H

#include "render.h"

hsviz_render_one hsviz_text_connection;     /* text.c */
hsviz_render_one hsviz_arrows_connection;   /* arrows.c */
hsviz_render_one hsviz_markdown_connection; /* markdown.c */
hsviz_render_one hsviz_mermaid_connection;  /* mermaid.c */
hsviz_render_one hsviz_plantuml_connection; /* plantuml.c */
hsviz_render_one hsviz_svg_connection;      /* svg.c */
hsviz_render_one hsviz_json_connection;     /* json.c */

/* html.c */
hsviz_render_one hsviz_html_connection;
hsviz_render_edge hsviz_html_end;

/* csv.c */
hsviz_render_edge hsviz_csv_begin;
hsviz_render_one hsviz_csv_connection;

/* summary.c */
hsviz_render_edge hsviz_summary_begin, hsviz_summary_end;
hsviz_render_one hsviz_summary_connection;

#endif
