/* escape_markup.h
 * Text made harmless for the languages that diagrams and tables are written in.
 *
 * Purpose: beyond what hsviz_escape_terminal() spells out, nothing of a text is taken for syntax:
 *          it shows as what it is, wherever in a line it stands.
 * Ownership: text is borrowed, to is the caller's.
 * Errors: none; every input has an output.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_DIAGRAM_ESCAPE_MARKUP_H
#define HSVIZ_RENDER_DIAGRAM_ESCAPE_MARKUP_H

#include <glib.h>

#include "render/shared/escape.h"

/* hsviz_escape_mermaid: for a participant's name, a message, a note, a label. What Mermaid could
 * take for syntax becomes one of its entity codes, #59; for a semicolon. */
void hsviz_escape_mermaid(GString *to, const char *text);

/* hsviz_escape_plantuml: the same for PlantUML, between quotation marks as well. What it could take
 * for Creole, HTML, a comment or a call of its preprocessor becomes <U+..>. */
void hsviz_escape_plantuml(GString *to, const char *text);

/* hsviz_escape_markdown: for a line or a table's cell of CommonMark, with the extensions that code
 * forges know. MODEL text has its special characters escaped. WIRE text becomes a code span, in
 * which nothing is a link, a mention or an emoji; a backquote and a bar are spelt out in it. */
void hsviz_escape_markdown(GString *to, const char *text, enum hsviz_text_class class);

#endif
