/* table.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "table.h"

enum {
    INDENT = 2,     /* of rows under a heading */
    AIR = 2,        /* before each column but the first */
    LABEL_MIN = 24, /* columns go before labels are cut to less */
    LABEL_MAX = 40,
    BAR_MIN = 8,
    BAR_MAX = 40,
};

struct hsviz_table {
    GArray *rows; /* of struct hsviz_table_row */
    const unsigned *worth;
    unsigned num_columns;
    unsigned widths[HSVIZ_TABLE_COLUMNS_MAX]; /* 0: left out */
    unsigned bar;                             /* of the longest */
};

static void row_clear(gpointer row)
{
    for (unsigned i = 0; i < HSVIZ_TABLE_COLUMNS_MAX; i++)
        g_free(((struct hsviz_table_row *)row)->cells[i]);
}

struct hsviz_table *hsviz_table_new(const unsigned *worth, unsigned num_columns)
{
    struct hsviz_table *table = g_new0(struct hsviz_table, 1);

    table->rows = g_array_new(FALSE, FALSE, sizeof(struct hsviz_table_row));
    g_array_set_clear_func(table->rows, row_clear);
    table->worth = worth;
    table->num_columns = num_columns;
    return table;
}

void hsviz_table_add(struct hsviz_table *table, const struct hsviz_table_row *row)
{
    g_array_append_vals(table->rows, row, 1);
}

/* ---- Widths ---- */

static unsigned indent_of(const struct hsviz_table_row *row)
{
    return row->kind == HSVIZ_TABLE_HEADING ? 0 : INDENT;
}

static unsigned cell_width(const struct hsviz_table_row *row, unsigned column,
                           enum hsviz_charset charset)
{
    const char *text = row->cells[column];

    if (text == NULL)
        return 0;
    if (column > 0)
        return hsviz_text_cells(HSVIZ_TEXT_MODEL, text, charset);
    return MIN(hsviz_text_cells(row->class, text, charset) + indent_of(row), LABEL_MAX + INDENT);
}

static void measure(struct hsviz_table *table, enum hsviz_charset charset)
{
    for (guint i = 0; i < table->rows->len; i++) {
        const struct hsviz_table_row *row = &g_array_index(table->rows, struct hsviz_table_row, i);

        for (unsigned column = 0; column < table->num_columns; column++)
            table->widths[column] = MAX(table->widths[column], cell_width(row, column, charset));
    }
}

static unsigned whole_width(const struct hsviz_table *table)
{
    unsigned width = table->widths[0];

    for (unsigned column = 1; column < table->num_columns; column++)
        width += table->widths[column] > 0 ? table->widths[column] + AIR : 0;
    return width;
}

/* The column that goes next; 0, the labels', where no other is left. */
static unsigned least_worth(const struct hsviz_table *table)
{
    unsigned least = 0;

    for (unsigned column = 1; column < table->num_columns; column++) {
        if (table->widths[column] > 0 && (least == 0 || table->worth[column] < table->worth[least]))
            least = column;
    }
    return least;
}

static void fit(struct hsviz_table *table, unsigned width)
{
    unsigned column;

    while (whole_width(table) > width) {
        unsigned excess = whole_width(table) - width;

        if (table->widths[0] > LABEL_MIN)
            table->widths[0] -= MIN(excess, table->widths[0] - LABEL_MIN);
        else if ((column = least_worth(table)) != 0)
            table->widths[column] = 0;
        else
            table->widths[0] = width;
    }
    table->bar = MIN(width - whole_width(table), BAR_MAX + AIR);
    table->bar = table->bar >= BAR_MIN + AIR ? table->bar - AIR : 0;
}

/* ---- Rows ---- */

static void put_cell(struct hsviz_line *line, const char *text, unsigned end)
{
    unsigned cells = hsviz_text_cells(HSVIZ_TEXT_MODEL, text, line->charset);

    hsviz_line_fill(line, HSVIZ_SIGN_SPACE, end - MIN(end, cells));
    hsviz_line_put(line, HSVIZ_TEXT_MODEL, text, G_MAXUINT);
}

static void put_bar(const struct hsviz_table *table, struct hsviz_line *line,
                    const struct hsviz_table_row *row, unsigned start)
{
    /* Whatever is there at all can be seen. */
    unsigned cells = MAX(1, (table->bar * row->bar + 500) / 1000);

    hsviz_line_fill(line, HSVIZ_SIGN_SPACE, start);
    hsviz_line_style(line, row->style == HSVIZ_STYLE_PLAIN ? HSVIZ_STYLE_FAINT : row->style);
    hsviz_line_fill(line, HSVIZ_SIGN_BAR, start + cells);
}

static void put_row(const struct hsviz_table *table, struct hsviz_line *line,
                    const struct hsviz_table_row *row)
{
    unsigned end = table->widths[0];

    hsviz_line_fill(line, HSVIZ_SIGN_SPACE, indent_of(row));
    hsviz_line_style(line, row->style);
    if (row->cells[0] != NULL)
        hsviz_line_put(line, row->class, row->cells[0], end - MIN(end, line->cells));
    hsviz_line_style(line,
                     row->kind == HSVIZ_TABLE_HEADING ? HSVIZ_STYLE_FAINT : HSVIZ_STYLE_PLAIN);
    for (unsigned column = 1; column < table->num_columns; column++) {
        if (table->widths[column] == 0)
            continue;
        end += AIR + table->widths[column];
        if (row->cells[column] != NULL)
            put_cell(line, row->cells[column], end);
    }
    if (row->bar > 0 && table->bar > 0)
        put_bar(table, line, row, end + AIR);
}

void hsviz_table_put(struct hsviz_table *table, struct hsviz_line *line,
                     struct hsviz_output *output, unsigned width)
{
    measure(table, line->charset);
    fit(table, width);
    for (guint i = 0; i < table->rows->len; i++) {
        const struct hsviz_table_row *row = &g_array_index(table->rows, struct hsviz_table_row, i);

        if (row->kind == HSVIZ_TABLE_HEADING)
            hsviz_line_end(line, output);
        put_row(table, line, row);
        hsviz_line_end(line, output);
    }
    g_array_free(table->rows, TRUE);
    g_free(table);
}
