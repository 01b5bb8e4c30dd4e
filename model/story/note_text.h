/* note_text.h
 * Texts of notes.
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

/* Severity of a note, as in Wireshark's expert information. The last is above all of them. */
enum hsviz_severity {
    HSVIZ_CHAT,
    HSVIZ_NOTICE,
    HSVIZ_WARNING,
    HSVIZ_ERROR,
    HSVIZ_BEYOND_ERROR,
};

/* hsviz_note_text: appends the sentence of a note of connection. From the wire it contains only
 * numbers. */
void hsviz_note_text(const struct hsviz_connection *connection, GString *text,
                     const struct hsviz_note *note);

enum hsviz_severity hsviz_note_severity(const struct hsviz_note *note);

/* hsviz_note_summary: what notes of this type are about, without values. */
const char *hsviz_note_summary(enum hsviz_note_type type);

/* hsviz_note_pattern: the sentence of notes of this type, with {NAME} in place of each value: a
 * number, a step, a role. */
const char *hsviz_note_pattern(enum hsviz_note_type type);

/* hsviz_note_key: a name for filters, as in `hsviz.note.KEY`. */
const char *hsviz_note_key(enum hsviz_note_type type);

#endif
