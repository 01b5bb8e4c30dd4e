/* summary_counts.h
 * What a summary counts: one section per fact, one label per value.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SUMMARY_SUMMARY_COUNTS_H
#define HSVIZ_RENDER_SUMMARY_SUMMARY_COUNTS_H

#include <glib.h>

#include "render/shared/fact.h"
#include "render/text/line.h"
#include "tally.h"

/* The connections that a section is about, and that its shares are of. KNOWN: those that it
 * counts. */
enum hsviz_whole { HSVIZ_OF_ALL, HSVIZ_OF_TLS, HSVIZ_OF_KNOWN, HSVIZ_NUM_WHOLES };

/* Counts a connection once for each label that is true of it; for none where nothing is known. */
typedef void hsviz_count_one(struct hsviz_tally *tally, const struct hsviz_subject *subject);

/* One section: a fact whose value is the label, or else a function that counts. */
struct hsviz_section {
    const char *title;
    int rank;                      /* lower ones stand first */
    const struct hsviz_fact *fact; /* NULL: count */
    hsviz_count_one *count;
    enum hsviz_whole whole;
    enum hsviz_text_class class; /* of its labels */
    enum hsviz_style style;      /* of its labels */
    unsigned rows_max;           /* labels shown; the others are added up */
};

/* hsviz_sections_new: an array of struct hsviz_section in the order in which they are shown, with
 * those of facts that the summary shows. The caller unrefs it. */
GArray *hsviz_sections_new(const struct hsviz_fact *facts);

/* hsviz_section_count: counts a connection in a section's tally; value is to work in. */
void hsviz_section_count(const struct hsviz_section *section, struct hsviz_tally *tally,
                         const struct hsviz_subject *subject, struct hsviz_fact_value *value);

#endif
