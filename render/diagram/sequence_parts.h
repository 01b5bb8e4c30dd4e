/* sequence_parts.h
 * What the parts of a sequence diagram share.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_DIAGRAM_SEQUENCE_PARTS_H
#define HSVIZ_RENDER_DIAGRAM_SEQUENCE_PARTS_H

#include "render/layout/layout.h"
#include "sequence.h"
#include "render/shared/words.h"

/* Characters in a line: no syntax breaks a text by itself. The longest label keeps the lifelines
 * apart. */
enum { HSVIZ_LABEL_LINE = 64, HSVIZ_NOTE_LINE = 40, HSVIZ_NAME_LINE = 40 };

/* What drawing a diagram takes. */
struct sequence {
    struct hsviz_output *output;
    const struct hsviz_render_options *options;
    const struct hsviz_connection *connection;
    const struct hsviz_sequence_syntax *syntax;
    struct hsviz_layout *layout;
    GPtrArray *lines; /* of the text that is being made */
    GString *text;    /* to work in */
    unsigned decimals;
    unsigned whole_line; /* characters in a line over both lifelines */
    unsigned num_messages;
    struct hsviz_span spans[HSVIZ_SPANS_MAX];
    size_t num_spans;
    enum hsviz_ladder_part part;
    size_t loop_end;      /* the row that ends the loop; 0: outside of one */
    uint32_t noted_frame; /* the notes of all frames before it are written */
    bool has_arrow[HSVIZ_SEQUENCE_NUM_ARROWS];
    bool has_errand[HSVIZ_SEQUENCE_NUM_ERRANDS];
};

/* hsviz_sequence_put: writes the lines that were added as one text, with what stands around it. */
void hsviz_sequence_put(struct sequence *sequence, const char *before, const char *after);
void hsviz_sequence_put_item(struct sequence *sequence, enum hsviz_sequence_item item);

/* hsviz_sequence_add_name: adds a message's name and position as lines; frees name. */
void hsviz_sequence_add_name(struct sequence *sequence, const struct hsviz_row *row,
                             GString *name);

/* hsviz_sequence_add_detail: adds a message's detail in brackets, where there is any; frees it. */
void hsviz_sequence_add_detail(struct sequence *sequence, GString *detail);

/* ---- A certificate authority ---- */

/* hsviz_sequence_put_authority: writes the third participant. */
void hsviz_sequence_put_authority(struct sequence *sequence);

/* hsviz_sequence_put_question, hsviz_sequence_put_answer: write such a row. A question has the next
 * number, and an answer none: it belongs to that of its question. */
void hsviz_sequence_put_question(struct sequence *sequence, const struct hsviz_row *row);
void hsviz_sequence_put_answer(struct sequence *sequence, const struct hsviz_row *row);

/* hsviz_sequence_add_errands: adds what the arrows of questions and answers mean. */
void hsviz_sequence_add_errands(struct sequence *sequence);

#endif
