/* row.h
 * One row of a ladder: an arrow between two participants, or what is between arrows.
 *
 * Purpose: all that a renderer needs to draw it, whoever the participants are; the steps that it
 *          shows can be asked for more (layout.h).
 * Units: nanoseconds since the epoch, half round trips; y counts rows from 0.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_LAYOUT_ROW_H
#define HSVIZ_RENDER_LAYOUT_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>

#include "exchange.h"
#include "render/shared/steps.h"
#include "model/core/step_types.h"

/* What a row shows. */
enum hsviz_row_kind {
    HSVIZ_ROW_START, /* the states before the first step */
    HSVIZ_ROW_ARROW,
    HSVIZ_ROW_FOLD,  /* many steps of data as one row */
    HSVIZ_ROW_PAUSE, /* more time than the scale has room for */
};

/* How an arrow differs from a plain one, a bit each. */
enum hsviz_arrow_style {
    HSVIZ_ARROW_GAP = 0x01, /* the capture lacks it */
    HSVIZ_ARROW_REPEATED = 0x02,
    HSVIZ_ARROW_INFERRED = 0x04,   /* encrypted: from order and size */
    HSVIZ_ARROW_UNEXPECTED = 0x08, /* the standards have no place for it here */
    HSVIZ_ARROW_REFUSES = 0x10,    /* breaks off, or says no */
    HSVIZ_ARROW_REPLY = 0x20,      /* belongs to the request of its exchange */
    HSVIZ_ARROW_UNANSWERED = 0x40, /* a request without a reply */
    HSVIZ_ARROW_ASCRIBED = 0x80,   /* that it belongs to the connection is inferred */
};

/* How its shaft looks: the first of these that holds. */
enum hsviz_shaft {
    HSVIZ_SHAFT_PLAIN,
    HSVIZ_SHAFT_GAP,
    HSVIZ_SHAFT_REPEATED,
    HSVIZ_SHAFT_INFERRED,
    HSVIZ_NUM_SHAFTS
};

/* One row. */
struct hsviz_row {
    enum hsviz_row_kind kind;
    bool opens_frame; /* and so shows its number and time */
    unsigned y;

    /* Of an arrow, and of a fold, which is told of by its first step. */
    unsigned from, to; /* participants */
    const char *name;  /* static */
    char *detail;      /* may contain bytes from the wire */
    unsigned style;    /* enum hsviz_arrow_style */
    enum hsviz_step_layer layer;
    enum hsviz_phase phase;
    enum hsviz_verdict verdict;
    uint32_t frame; /* 0: not captured */
    int64_t time_ns;
    int32_t half_rtt;

    /* What it stands for: steps, or one arrow of an exchange. */
    bool has_steps;
    size_t first_step, last_step; /* both the same, but of a fold */
    size_t exchange;
    enum hsviz_exchange_arrow exchange_arrow;

    /* After it, at the ends of the connection. */
    enum hsviz_tcp_state state[HSVIZ_NUM_SIDES];
    bool is_assumed[HSVIZ_NUM_SIDES];
    bool shows_state[HSVIZ_NUM_SIDES]; /* it differs from the row before */

    int64_t pause_ns; /* of a pause */
};

/* hsviz_row_has_frame: whether a row shows what passed the capture point: an arrow or a fold. */
bool hsviz_row_has_frame(const struct hsviz_row *row);

/* hsviz_row_is_aside: whether it is an arrow to or from somebody who is no end of the
 * connection. */
bool hsviz_row_is_aside(const struct hsviz_row *row);

/* hsviz_row_is_message: whether it is one arrow between the ends of the connection. */
bool hsviz_row_is_message(const struct hsviz_row *row);

/* hsviz_row_shaft: how its shaft looks. */
enum hsviz_shaft hsviz_row_shaft(const struct hsviz_row *row);

/* hsviz_label_side: the role on whose side the label of a participant is: whoever is no end of the
 * connection is at the server's side, beyond it. hsviz_row_label_side: its sender's. */
enum hsviz_side hsviz_label_side(unsigned participant);
enum hsviz_side hsviz_row_label_side(const struct hsviz_row *row);

/* hsviz_row_key: appends what tells a row that has a frame from all others of its connection: the
 * number of its first step, or "question-0" and "answer-0" of the first exchange. */
void hsviz_row_key(GString *key, const struct hsviz_row *row);

#endif
