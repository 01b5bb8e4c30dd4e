/* notes.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "notes.h"

#include <glib.h>

#include "model/core/connection.h"

void hsviz_note_add_finding(struct hsviz_connection *connection, const struct hsviz_note *note)
{
    if (connection->num_notes == HSVIZ_NOTES_MAX) {
        connection->flags |= HSVIZ_NOTES_FULL;
        return;
    }
    connection->notes = g_renew(struct hsviz_note, connection->notes, connection->num_notes + 1);
    connection->notes[connection->num_notes++] = *note;
}

void hsviz_note_add_plain_finding(struct hsviz_connection *connection, enum hsviz_note_type type)
{
    hsviz_note_add_finding(connection, &(struct hsviz_note){ .type = (uint8_t)type });
}

void hsviz_note_add_count_finding(struct hsviz_connection *connection, enum hsviz_note_type type,
                                  uint32_t count)
{
    hsviz_note_add_finding(connection,
                           &(struct hsviz_note){ .type = (uint8_t)type, .count = count });
}

void hsviz_note_add(struct hsviz_connection *connection, const struct hsviz_note *note)
{
    /* The rest is kept for those that speak of the connection as a whole. */
    if (connection->num_fed_notes == HSVIZ_FRAME_NOTES_MAX) {
        connection->flags |= HSVIZ_FRAME_NOTES_FULL;
        return;
    }
    connection->num_notes = connection->num_fed_notes;
    hsviz_note_add_finding(connection, note);
    connection->num_fed_notes = connection->num_notes;
}

void hsviz_notes_forget_findings(struct hsviz_connection *connection)
{
    connection->num_notes = connection->num_fed_notes;
    connection->flags &= (uint16_t)~HSVIZ_NOTES_FULL;
}
