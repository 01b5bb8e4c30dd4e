/* model_remarks.h
 * What a connection's notes say, in the words that users read: a table's row is a script, and the
 * note that must come of it, or must not.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_TESTS_MODEL_REMARKS_H
#define HSVIZ_TESTS_MODEL_REMARKS_H

#include <stddef.h>
#include <glib.h>

#include "model_expect.h"
#include "model/connection.h"
#include "model/connection/view.h"
#include "model/story/note_text.h"

struct hsviz_connection;

struct remark {
    const char *name;
    const char *lines[LINES_MAX];
    const char *key;  /* of the note */
    const char *text; /* NULL: there must be no such note */
};

static inline const struct hsviz_note *find_note(const struct hsviz_connection *connection,
                                                 const char *key)
{
    for (size_t i = 0; i < hsviz_connection_num_notes(connection); i++) {
        const struct hsviz_note *note = hsviz_connection_note(connection, i);

        if (strcmp(hsviz_note_key((enum hsviz_note_type)note->type), key) == 0)
            return note;
    }
    return NULL;
}

static inline void expect_note(const struct hsviz_connection *connection, const char *key,
                               const char *expected, const char *name)
{
    const struct hsviz_note *note = find_note(connection, key);
    GString *text = g_string_new(note ? "" : "no note");

    if (note)
        hsviz_note_text(connection, text, note);
    expect_text(text, expected ? expected : "no note", name);
}

static inline void run_remark(void **state)
{
    const struct remark *remark = *state;
    struct hsviz_connection *connection = lines_play(remark->lines);

    hsviz_connection_finish(connection);
    expect_sound(connection);
    expect_note(connection, remark->key, remark->text, remark->name);
    hsviz_connection_free(connection);
}

#endif
