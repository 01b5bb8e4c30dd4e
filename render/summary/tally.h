/* tally.h
 * How many connections are said to be what: a number a label.
 *
 * Ownership: hsviz_tally_new() gives what hsviz_tally_free() frees; labels are copied.
 * Memory: bounded by HSVIZ_TALLY_LABELS_MAX, for labels that come from the wire.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SUMMARY_TALLY_H
#define HSVIZ_RENDER_SUMMARY_TALLY_H

#include <stdint.h>

#include <glib.h>

/* More than a capture has of servers that one looks at; with names of 255 bytes about 1 MiB. */
enum { HSVIZ_TALLY_LABELS_MAX = 4096 };

/* One label. */
struct hsviz_tally_row {
    const char *label;
    int32_t rank;    /* lower ones come first */
    uint32_t num;    /* connections */
    uint32_t stream; /* of the first */
};

struct hsviz_tally;

/* hsviz_tally_new: counts nothing yet. Never NULL. */
struct hsviz_tally *hsviz_tally_new(void);

/* hsviz_tally_free: frees it; NULL is allowed. */
void hsviz_tally_free(struct hsviz_tally *tally);

/* hsviz_tally_count: one connection more with that label. The rank is that of the first. A label
 * beyond the last that there is room for is counted without its name. */
void hsviz_tally_count(struct hsviz_tally *tally, const char *label, int32_t rank, uint32_t stream);

/* hsviz_tally_rows: an array of struct hsviz_tally_row by rank, number, first stream, which the
 * caller unrefs. Its labels are valid until the tally is freed. */
GArray *hsviz_tally_rows(const struct hsviz_tally *tally);

/* hsviz_tally_unnamed: how many were counted without a name. */
uint32_t hsviz_tally_unnamed(const struct hsviz_tally *tally);

#endif
