/* twin.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "twin.h"

#include <string.h>

#include "infer.h"
#include "internal.h"

enum { WRONG_INFERENCES_MAX = 4 }; /* notes: the first ones tell what went wrong */

/* ---- Making ---- */

static struct hsviz_tls *copy_tls(const struct hsviz_tls *tls)
{
    struct hsviz_tls *copy = g_memdup2(tls, sizeof *tls);

    copy->server_name = g_strdup(tls->server_name);
    copy->alpn = g_strdup(tls->alpn);
    return copy;
}

static void copy_track(struct hsviz_direction *direction)
{
    if (direction->track)
        direction->track = g_memdup2(direction->track, sizeof *direction->track);
}

static struct hsviz_connection *make_twin(const struct hsviz_connection *connection)
{
    struct hsviz_connection *twin = g_memdup2(connection, sizeof *connection);

    for (size_t side = 0; side < HSVIZ_NUM_SIDES; side++) {
        twin->name[side].address = g_strdup(connection->name[side].address);
        copy_track(&twin->direction[side]);
    }
    twin->steps = g_memdup2(connection->steps,
                            connection->capacity_steps * sizeof connection->steps[0]);
    twin->tls = copy_tls(connection->tls);
    twin->notes = NULL;
    twin->num_notes = twin->num_fed_notes = 0;
    twin->clock = NULL;
    twin->twin = NULL;
    twin->guessed = NULL;
    twin->strays = NULL;
    twin->chain = NULL;
    twin->lookups = NULL;
    twin->flags |= HSVIZ_WITHOUT_KEYS;
    return twin;
}

/* ---- Feeding ---- */

static bool is_decrypted(const struct hsviz_record *record, bool is_protected)
{
    if (record->num_parts == 0)
        return false;
    if (record->content_type == HSVIZ_CONTENT_APPLICATION_DATA)
        return true;
    return is_protected && record->parts[0].type == HSVIZ_PART_HANDSHAKE;
}

static bool has_decrypted(const struct hsviz_connection *connection,
                          const struct hsviz_frame *frame, enum hsviz_side side)
{
    bool is_protected = connection->tls->side_flags[side] & HSVIZ_TLS_PROTECTED;

    for (size_t i = 0; i < frame->num_records; i++) {
        if (is_decrypted(&frame->records[i], is_protected))
            return true;
        is_protected |= frame->records[i].content_type == HSVIZ_CONTENT_CHANGE_CIPHER_SPEC;
    }
    return false;
}

void hsviz_twin_feed(struct hsviz_connection *connection, const struct hsviz_frame *frame,
                     enum hsviz_side side)
{
    struct hsviz_frame_facts ignored;

    if (connection->flags & HSVIZ_WITHOUT_KEYS || !connection->tls || !connection->clock)
        return;
    if (!connection->twin && has_decrypted(connection, frame, side))
        connection->twin = make_twin(connection);
    if (connection->twin)
        hsviz_connection_feed(connection->twin, &ignored, frame);
}

/* ---- Comparing ---- */

static bool holds(const struct hsviz_step *step, uint32_t frame)
{
    return step->frame <= frame && frame <= step->last_frame;
}

/* A compressed certificate is a certificate as far as order and size can tell. */
static bool is_same_message(const struct hsviz_step *a, const struct hsviz_step *b)
{
    return hsviz_step_words[a->type].letter == hsviz_step_words[b->type].letter;
}

/* What the steps of side in frame really are: type where one of them is of it, else the first. */
static enum hsviz_step_type truth_of(const struct hsviz_connection *connection,
                                     const struct hsviz_step *inferred)
{
    enum hsviz_step_type truth = HSVIZ_STEP_NONE;

    for (size_t i = 0; i < connection->num_steps; i++) {
        const struct hsviz_step *step = &connection->steps[i];

        if (step->side != inferred->side || !holds(step, inferred->frame) ||
            !hsviz_step_words[step->type].letter)
            continue;
        if (is_same_message(step, inferred))
            return (enum hsviz_step_type)inferred->type;
        if (truth == HSVIZ_STEP_NONE && step->source == HSVIZ_DECRYPTED)
            truth = (enum hsviz_step_type)step->type;
    }
    return truth;
}

/* Keys may be missing for a part: only what was decrypted can prove an inference wrong. */
void hsviz_twin_compare(struct hsviz_connection *connection)
{
    struct hsviz_connection *twin = connection->twin;
    size_t num_wrong = 0;

    if (!twin)
        return;
    hsviz_infer_finish(twin);
    for (size_t i = 0; i < twin->num_steps && num_wrong < WRONG_INFERENCES_MAX; i++) {
        const struct hsviz_step *step = &twin->steps[i];
        enum hsviz_step_type truth;

        if (step->source != HSVIZ_INFERRED || step->flags & HSVIZ_STEP_GAP || step->repeat_of)
            continue;
        truth = truth_of(connection, step);
        if (truth == HSVIZ_STEP_NONE || truth == step->type)
            continue;
        num_wrong++;
        hsviz_note_add(connection, HSVIZ_NOTE_WRONG_INFERENCE, step->frame, step->type, truth, 0);
    }
    hsviz_connection_free(twin);
    connection->twin = NULL;
}
