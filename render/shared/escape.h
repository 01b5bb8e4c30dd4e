/* escape.h
 * Text made harmless for each syntax that renderers write.
 *
 * Purpose: the only way from a string to an output. What came from the wire is hostile: it may
 *          hold terminal commands, characters that turn the reading direction, or bytes that are
 *          no text. Each function takes any bytes up to a NUL and appends text that is safe and
 *          valid in its syntax, and in which nothing of the kind remains invisible. Two texts that
 *          differ never become one: what is spelt out begins with a backslash, and a backslash of
 *          the text's own that could be taken for one of those is two.
 * Ownership: text is borrowed, to is the caller's.
 * Errors: none; every input has an output.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SHARED_ESCAPE_H
#define HSVIZ_RENDER_SHARED_ESCAPE_H

#include <glib.h>

#include "rendering.h"

/* Where a text comes from. MODEL text is hsviz's own wording, though it may quote the wire: its
 * typographic signs have stand-ins in ASCII. WIRE text has none: what is not ASCII is spelt out. */
enum hsviz_text_class { HSVIZ_TEXT_MODEL, HSVIZ_TEXT_WIRE };

/* hsviz_escape_terminal: for a terminal or plain text. Bytes that are no UTF-8 and control
 * characters of ASCII become \x.., other characters that a terminal would obey or not show
 * (controls, formats, bidirectional marks, separators, marks without width, fillers, blank glyphs)
 * \u{..}, and a backslash two, so that the text can be read back. With HSVIZ_CHARSET_ASCII so does
 * everything not ASCII, but for the stand-ins of MODEL text. */
void hsviz_escape_terminal(GString *to, const char *text, enum hsviz_text_class class,
                           enum hsviz_charset charset);

/* hsviz_escape_json: a JSON string, quotes included (RFC 8259 7). Valid UTF-8 reads back exactly as
 * it was, with \u.... in the file for all that hsviz_escape_terminal would spell out. A byte that
 * is no UTF-8 reads back as the four characters \x.., and backslashes that stand right before such
 * a byte, or before what reads like x.., as twice as many: an odd number means a byte. */
void hsviz_escape_json(GString *to, const char *text);

/* hsviz_escape_xml: for XML and HTML, as text and inside an attribute's quotes. Spelt out like
 * hsviz_escape_terminal's with all characters allowed, and & < > " ' as references, so that nothing
 * becomes markup, and nothing that XML forbids is written (XML 1.0 2.2). */
void hsviz_escape_xml(GString *to, const char *text);

#endif
