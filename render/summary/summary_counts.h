/* summary_counts.h
 * What a summary counts: one section a question, one label an answer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SUMMARY_SUMMARY_COUNTS_H
#define HSVIZ_RENDER_SUMMARY_SUMMARY_COUNTS_H

#include "render/text/line.h"
#include "model/connection.h"
#include "tally.h"

/* The connections that a section is about, and that its shares are of. */
enum hsviz_whole { HSVIZ_OF_ALL, HSVIZ_OF_TLS, HSVIZ_NUM_WHOLES };

/* Counts a connection once for each label that is true of it; for none where nothing is known. */
typedef void hsviz_count_one(struct hsviz_tally *tally, const struct hsviz_connection *connection);

/* One section. */
struct hsviz_section {
    const char *title;
    hsviz_count_one *count;
    enum hsviz_whole whole;
    enum hsviz_text_class class; /* of its labels */
    enum hsviz_style style;      /* of its labels */
    unsigned rows_max;           /* labels shown; the others are added up */
};

enum { HSVIZ_NUM_SECTIONS = 14 };

/* hsviz_sections: in the order in which they are shown: what went wrong stands first. */
extern const struct hsviz_section hsviz_sections[HSVIZ_NUM_SECTIONS];

#endif
