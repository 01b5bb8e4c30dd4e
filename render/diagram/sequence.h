/* sequence.h
 * A connection as a sequence diagram in text: what all its syntaxes share.
 *
 * Purpose: what a diagram says, in which order, and how its texts break into lines. A syntax is a
 *          table of what stands around each text; no text reaches the output but through its
 *          escaping.
 * Order:   begin; the participants, an authority last; the head; then sections, messages, loops,
 *          folds and notes as the connection has them; the foot, where there is anything to say in
 *          it; end.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_DIAGRAM_SEQUENCE_H
#define HSVIZ_RENDER_DIAGRAM_SEQUENCE_H

#include "render/shared/rendering.h"

/* What a diagram is made of, beside messages. */
enum hsviz_sequence_item {
    HSVIZ_SEQUENCE_CLIENT, /* the participants */
    HSVIZ_SEQUENCE_SERVER,
    HSVIZ_SEQUENCE_AUTHORITY,  /* where one was asked */
    HSVIZ_SEQUENCE_HEAD,       /* what the connection is */
    HSVIZ_SEQUENCE_SECTION,    /* another part of the conversation begins */
    HSVIZ_SEQUENCE_LOOP,       /* application data; ended by loop_end */
    HSVIZ_SEQUENCE_FOLD,       /* many steps of data */
    HSVIZ_SEQUENCE_NOTE,       /* on what stands above it */
    HSVIZ_SEQUENCE_VALIDATION, /* why the client asks an authority */
    HSVIZ_SEQUENCE_SILENCE,    /* which did not answer */
    HSVIZ_SEQUENCE_FOOT,       /* where the time went, and what holds of the whole */
    HSVIZ_SEQUENCE_NUM_ITEMS
};

/* How a message is drawn. */
enum hsviz_sequence_arrow {
    HSVIZ_SEQUENCE_SEEN,
    HSVIZ_SEQUENCE_INFERRED,
    HSVIZ_SEQUENCE_GAP, /* not captured */
    HSVIZ_SEQUENCE_RESET,
    HSVIZ_SEQUENCE_NUM_ARROWS
};

/* How a question to an authority is drawn, and its answer. */
enum hsviz_sequence_errand {
    HSVIZ_SEQUENCE_QUESTION,
    HSVIZ_SEQUENCE_QUESTION_INFERRED, /* that it belongs here is */
    HSVIZ_SEQUENCE_ANSWER,
    HSVIZ_SEQUENCE_REFUSAL,
    HSVIZ_SEQUENCE_NUM_ERRANDS
};

/* What stands around the text of an item, in one line. */
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
    const char *arrows[HSVIZ_SEQUENCE_NUM_ARROWS][HSVIZ_NUM_SIDES]; /* by sender; before a label */
    const char *errands[HSVIZ_SEQUENCE_NUM_ERRANDS];                /* before a label */
};

/* hsviz_sequence_draw: writes one diagram; an empty line stands before all but the first. */
void hsviz_sequence_draw(struct hsviz_rendering *rendering,
                         const struct hsviz_connection *connection,
                         const struct hsviz_sequence_syntax *syntax);

#endif
