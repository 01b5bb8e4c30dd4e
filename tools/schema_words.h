/* schema_words.h
 * The words of the code's tables, as a schema lists them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_TOOLS_SCHEMA_WORDS_H
#define HSVIZ_TOOLS_SCHEMA_WORDS_H

#include <glib.h>

struct hsviz_word;

/* hsviz_schema_list: appends a list by its name, so that it stands inside the quotes of a string: a
 * string and line each, indented, or, of letters, one after the other. FALSE: there is none. */
gboolean hsviz_schema_list(GString *text, const char *name, int indent);

/* hsviz_schema_vocabulary: the same for a table of names. */
void hsviz_schema_vocabulary(GString *text, const struct hsviz_word *table, int indent);

#endif
