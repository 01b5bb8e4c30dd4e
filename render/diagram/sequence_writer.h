/* sequence_writer.h
 * A sequence diagram in text being written: its syntax, and what stands around each text.
 *
 * Purpose: a syntax is a table; no text reaches the output but through its escaping.
 * Ownership: all is the diagram's (sequence.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_DIAGRAM_SEQUENCE_WRITER_H
#define HSVIZ_RENDER_DIAGRAM_SEQUENCE_WRITER_H

#include <stddef.h>
#include <stdint.h>
#include <glib.h>

#include "render/layout/layout.h"
#include "model/time/spans.h"

struct hsviz_connection;
struct hsviz_sequence;

/* What a diagram is made of, beside participants and messages. */
enum hsviz_sequence_item {
    HSVIZ_SEQUENCE_HEAD,    /* what the connection is */
    HSVIZ_SEQUENCE_SECTION, /* another part of the conversation begins */
    HSVIZ_SEQUENCE_LOOP,    /* application data; ended by loop_end */
    HSVIZ_SEQUENCE_FOLD,    /* many steps of data */
    HSVIZ_SEQUENCE_NOTE,    /* on what stands above it */
    HSVIZ_SEQUENCE_FOOT,    /* where the time went, and what holds of the whole */
    HSVIZ_SEQUENCE_NUM_ITEMS
};

/* How a message is drawn. */
enum hsviz_sequence_arrow {
    HSVIZ_SEQUENCE_PLAIN,
    HSVIZ_SEQUENCE_DASHED, /* inferred, or a reply */
    HSVIZ_SEQUENCE_GAP,    /* not captured */
    HSVIZ_SEQUENCE_REFUSES,
    HSVIZ_SEQUENCE_NUM_ARROWS
};

/* What stands around the text of an item, in one line. Of an item about one participant, "%s"
 * stands for its id. */
struct hsviz_sequence_frame {
    const char *before, *after;
};

/* One syntax. */
struct hsviz_sequence_syntax {
    void (*escape)(GString *to, const char *text);
    const char *begin, *end; /* whole lines */
    const char *indent;      /* of all between them; once more inside a loop */
    const char *line_break;  /* within a text */
    const char *loop_end;
    struct hsviz_sequence_frame items[HSVIZ_SEQUENCE_NUM_ITEMS];
    struct hsviz_sequence_frame participant, note_over;
    const char *arrows[HSVIZ_SEQUENCE_NUM_ARROWS]; /* between the ids of sender and receiver */
    const char *label;                             /* between the receiver's id and the text */
};

/* Characters in a line: no syntax breaks a text by itself. The longest label keeps the lifelines
 * apart. */
enum {
    HSVIZ_SEQUENCE_LABEL_LINE = 64,
    HSVIZ_SEQUENCE_NOTE_LINE = 40,
    HSVIZ_SEQUENCE_NAME_LINE = 40,
};

/* What drawing a diagram takes. */
struct hsviz_sequence {
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
};

/* hsviz_sequence_put, hsviz_sequence_put_item, hsviz_sequence_put_about: write the lines that were
 * added as one text, with what stands around it: as given, around an item, around one about a
 * participant. */
void hsviz_sequence_put(struct hsviz_sequence *sequence, const char *before, const char *after);
void hsviz_sequence_put_item(struct hsviz_sequence *sequence, enum hsviz_sequence_item item);
void hsviz_sequence_put_about(struct hsviz_sequence *sequence,
                              const struct hsviz_sequence_frame *frame, unsigned participant);

/* hsviz_sequence_id: what a participant is called in the diagram's language. Static. */
const char *hsviz_sequence_id(const struct hsviz_sequence *sequence, unsigned participant);

#endif
