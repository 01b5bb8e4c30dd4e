/* escape_csv.h
 * Text made harmless for CSV.
 *
 * Ownership: text is borrowed, to is the caller's.
 * Errors: none; every input has an output.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_DATA_ESCAPE_CSV_H
#define HSVIZ_RENDER_DATA_ESCAPE_CSV_H

#include <glib.h>

/* hsviz_escape_csv: a field of CSV, in quotes where it needs them (RFC 4180 2). The text is that of
 * hsviz_escape_terminal in Unicode, so that a field never breaks its line. No field is a formula to
 * a spreadsheet: an apostrophe goes before what begins like one, or with an apostrophe, so that it
 * can be taken off again; and a semicolon, which separates fields where the comma is the decimal
 * sign, becomes \x3b. */
void hsviz_escape_csv(GString *to, const char *text);

#endif
