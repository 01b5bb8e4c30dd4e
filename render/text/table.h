/* table.h
 * Rows of cells on a terminal, aligned, none longer than its width.
 *
 * Purpose: the first column is for labels and begins at the left, the others are for numbers and
 *          end at the right; behind them a row can have a bar. Where the width does not suffice the
 *          bars go first, then long labels are cut, then columns go, as they are worth.
 * Ownership: hsviz_table_new() gives what hsviz_table_put() frees. Rows take their cells.
 * Units: cells of a terminal.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_TEXT_TABLE_H
#define HSVIZ_RENDER_TEXT_TABLE_H

#include "line.h"

enum { HSVIZ_TABLE_COLUMNS_MAX = 8 };

/* What a row is for. A heading has an empty line before it. */
enum hsviz_table_row_kind { HSVIZ_TABLE_ROW, HSVIZ_TABLE_HEADING };

/* One row. A cell that is NULL is empty. */
struct hsviz_table_row {
    enum hsviz_table_row_kind kind;
    enum hsviz_text_class class; /* of the label; the rest is hsviz's own */
    enum hsviz_style style;      /* of the label */
    char *cells[HSVIZ_TABLE_COLUMNS_MAX];
    unsigned bar; /* its length, in thousandths of the longest; 0: none */
};

struct hsviz_table;

/* hsviz_table_new: without rows. worth has a number for each of num_columns columns; of those that
 * do not fit, the one worth least goes first, the label never. worth must outlive the table. */
struct hsviz_table *hsviz_table_new(const unsigned *worth, unsigned num_columns);

/* hsviz_table_add: one more row. */
void hsviz_table_add(struct hsviz_table *table, const struct hsviz_table_row *row);

/* hsviz_table_put: writes the rows, none longer than width; frees table. line is empty before and
 * after. */
void hsviz_table_put(struct hsviz_table *table, struct hsviz_line *line,
                     struct hsviz_output *output, unsigned width);

#endif
