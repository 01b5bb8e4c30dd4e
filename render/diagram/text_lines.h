/* text_lines.h
 * Texts broken into lines for syntaxes that do not break them.
 *
 * Ownership: lines is an array of strings that frees them; texts are borrowed. Nothing is escaped.
 * Units: characters, as many as a terminal has cells for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_DIAGRAM_TEXT_LINES_H
#define HSVIZ_RENDER_DIAGRAM_TEXT_LINES_H

#include <glib.h>

/* hsviz_line_characters: how many a text has once it can be read. */
unsigned hsviz_line_characters(const char *text);

/* hsviz_lines_add_words: adds text as lines of at most max characters, broken at blanks. A word
 * that is longer breaks anywhere. */
void hsviz_lines_add_words(GPtrArray *lines, const char *text, unsigned max);

/* hsviz_lines_add_phrases: adds phrases (words.h) with dots between them, as many as fit on each
 * line, and frees them. A phrase that is longer than a line breaks as words do. */
void hsviz_lines_add_phrases(GPtrArray *lines, GArray *phrases, unsigned max);

#endif
