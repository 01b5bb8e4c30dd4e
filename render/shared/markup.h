/* markup.h
 * A writer of XML elements: everything that is said goes through its one escaping.
 *
 * Purpose: names of elements and attributes are the renderer's own words; every text, and every
 *          value that is not the renderer's own too, is escaped here, and elements close in the
 *          order in which they opened, so that no renderer can write anything that is not
 *          well-formed, whatever the wire carried.
 * Ownership: a markup borrows its text; hsviz_markup_end() frees what it took to write.
 * Errors: none.
 *
 *     hsviz_markup_open(&markup, "text");
 *     hsviz_markup_number(&markup, "x", 12);
 *     hsviz_markup_text(&markup, "a < b");
 *     hsviz_markup_close(&markup);
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SHARED_MARKUP_H
#define HSVIZ_RENDER_SHARED_MARKUP_H

#include <stdbool.h>
#include <glib.h>

/* One document, or a part of one, being written. */
struct hsviz_markup {
    GString *text;
    GPtrArray *elements; /* names of those open, the innermost last; static strings */
    bool is_tag_open;    /* attributes may follow */
};

/* hsviz_markup_begin: a markup that appends to text. */
struct hsviz_markup hsviz_markup_begin(GString *text);

/* hsviz_markup_end: closes what is open. */
void hsviz_markup_end(struct hsviz_markup *markup);

/* hsviz_markup_open: begins an element; name is static. */
void hsviz_markup_open(struct hsviz_markup *markup, const char *name);

/* hsviz_markup_attribute, hsviz_markup_number: right after the element was opened. */
void hsviz_markup_attribute(struct hsviz_markup *markup, const char *name, const char *value);
void hsviz_markup_number(struct hsviz_markup *markup, const char *name, int value);

/* hsviz_markup_own: an attribute whose value is the renderer's own, of words and numbers that mean
 * nothing to XML, and so is not looked at. hsviz_markup_begin_own, hsviz_markup_end_own: one whose
 * value is appended to the text in between. Nothing else may be written so. */
void hsviz_markup_own(struct hsviz_markup *markup, const char *name, const char *value);
void hsviz_markup_begin_own(struct hsviz_markup *markup, const char *name);
void hsviz_markup_end_own(struct hsviz_markup *markup);

/* hsviz_markup_text: text inside the element. */
void hsviz_markup_text(struct hsviz_markup *markup, const char *text);

/* hsviz_markup_close: ends the innermost element, as an empty one where nothing is in it. */
void hsviz_markup_close(struct hsviz_markup *markup);

/* hsviz_markup_line: a line end, where blanks mean nothing: for people who read the source. */
void hsviz_markup_line(struct hsviz_markup *markup);

/* hsviz_markup_insert: what another markup wrote, as it is. */
void hsviz_markup_insert(struct hsviz_markup *markup, const GString *written);

#endif
