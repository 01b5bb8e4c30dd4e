/* note_text.h
 * Notes in words.
 *
 * Lifetime: every string returned is static.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_STORY_NOTE_TEXT_H
#define HSVIZ_MODEL_STORY_NOTE_TEXT_H

#include <glib.h>

#include "model/core/notes.h"

struct hsviz_connection;

/* How grave a note is, as Wireshark's expert information counts. The last is graver than any. */
enum hsviz_severity {
    HSVIZ_CHAT,
    HSVIZ_NOTICE,
    HSVIZ_WARNING,
    HSVIZ_ERROR,
    HSVIZ_BEYOND_ERROR,
};

/* hsviz_note_text: appends the one sentence of a note of connection. Contains nothing from the wire
 * but numbers. */
void hsviz_note_text(const struct hsviz_connection *connection, GString *text,
                     const struct hsviz_note *note);

enum hsviz_severity hsviz_note_severity(const struct hsviz_note *note);

/* hsviz_note_summary: what notes of this type are about, with no number filled in. */
const char *hsviz_note_summary(enum hsviz_note_type type);

/* hsviz_note_pattern: the sentence of notes of this type, with {NAME} where a value stands, by
 * what it is: a number, a step, a side. */
const char *hsviz_note_pattern(enum hsviz_note_type type);

/* hsviz_note_key: a name for filters, as in `hsviz.note.KEY`. */
const char *hsviz_note_key(enum hsviz_note_type type);

#endif
