/* fold.h
 * Many unanswered SYNs, as of a scan or a flood, become one line per group.
 *
 * Purpose: decides for each connection whether it is drawn, or belongs to a group with a line.
 * Ownership: hsviz_fold_new() gives what hsviz_fold_free() frees.
 * Memory: two texts per group while the groups are counted.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_CLI_FOLD_H
#define HSVIZ_CLI_FOLD_H

#include <glib.h>

struct hsviz_connection;

struct hsviz_fold;

/* As many of one group are still worth a ladder each. */
enum { HSVIZ_FOLD_MIN = 4 };

enum hsviz_folded {
    HSVIZ_NOT_FOLDED,
    HSVIZ_FOLDED_FIRST, /* the first of its group, whose line goes here */
    HSVIZ_FOLDED,
};

struct hsviz_fold *hsviz_fold_new(void);

/* hsviz_fold_free: NULL is allowed. */
void hsviz_fold_free(struct hsviz_fold *fold);

/* hsviz_fold_count: counts connection into its groups: that of its client's address, and that of
 * its server's address and port. Comes before the first hsviz_fold_line(). */
void hsviz_fold_count(struct hsviz_fold *fold, const struct hsviz_connection *connection);

/* hsviz_fold_line: what becomes of connection; appends the line of its group to text where it is
 * the first of it. */
enum hsviz_folded hsviz_fold_line(struct hsviz_fold *fold, GString *text,
                                  const struct hsviz_connection *connection);

#endif
