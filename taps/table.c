/* table.c
 * `-z hsviz,table`, and Statistics › Handshake Table: one row a connection, a column for each fact
 * that has a heading there.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "taps.h"

#include <glib.h>

#include <epan/stat_tap_ui.h>

#include "dissect/ws-compat.h"
#include "packet-hsviz.h"
#include "render/shared/facts.h"
#include "roll.h"

#define TITLE "Handshake Table"

enum { NUMBER_CELLS = 12 };

/* ---- Columns ---- */

static GPtrArray *facts; /* pointers to struct hsviz_fact, a column each */

/* Numbers stand at the right of a fixed width, so that they sort. */
static bool is_number(const struct hsviz_fact *fact)
{
    return fact->type == HSVIZ_FACT_MS || fact->type == HSVIZ_FACT_ROUND_TRIPS ||
           fact->type == HSVIZ_FACT_SHARE || fact->type == HSVIZ_FACT_SECONDS;
}

/* Cells are text, even most numbers: a table of Wireshark cannot leave a number's cell empty, and
 * would write it as the locale does. Of the first, the stream, neither matters. */
static stat_tap_table_item column_of(const struct hsviz_fact *fact)
{
    const char *name = fact->titles[HSVIZ_IN_TABLE].name;
    bool is_uint = fact->type == HSVIZ_FACT_NUMBER;
    stat_tap_table_item column = {
        .type = is_uint ? TABLE_ITEM_UINT : TABLE_ITEM_STRING,
        .align = is_uint || is_number(fact) ? TAP_ALIGN_RIGHT : TAP_ALIGN_LEFT,
        .column_name = name,
        .field_format = "%s",
    };

    if (is_uint)
        column.field_format = g_strdup_printf("%%%uu", fact->column_cells);
    else if (fact->column_cells > 0)
        column.field_format = g_strdup_printf("%%-%us", fact->column_cells);
    return column;
}

/* For as long as Wireshark runs. */
static stat_tap_table_item *columns_new(void)
{
    stat_tap_table_item *columns;

    facts = hsviz_facts_placed(hsviz_facts, HSVIZ_IN_TABLE);
    columns = g_new0(stat_tap_table_item, facts->len);
    for (guint i = 0; i < facts->len; i++)
        columns[i] = column_of(g_ptr_array_index(facts, i));
    return columns;
}

static char *cell_new(const struct hsviz_fact *fact, const struct hsviz_subject *subject)
{
    GString *text = g_string_new(NULL);
    char *padded;

    hsviz_fact_cell(text, fact, subject);
    if (!is_number(fact))
        return g_string_free(text, FALSE);
    padded = g_strdup_printf("%*s", NUMBER_CELLS, text->str);
    g_string_free(text, TRUE);
    return padded;
}

static void cell_fill(stat_tap_table_item_type *cell, const struct hsviz_fact *fact,
                      const struct hsviz_subject *subject)
{
    struct hsviz_fact_value *value;

    if (fact->type != HSVIZ_FACT_NUMBER) {
        cell->type = TABLE_ITEM_STRING;
        cell->value.string_value = cell_new(fact, subject);
        return;
    }
    value = hsviz_fact_value_new();
    hsviz_fact_read(value, fact, subject);
    cell->type = TABLE_ITEM_UINT;
    cell->value.uint_value = value->is_known ? value->number : 0;
    hsviz_fact_value_free(value);
}

static void row_add(void *statistic, const struct hsviz_connection *connection)
{
    struct hsviz_subject subject = hsviz_subject_of(connection, HSVIZ_TCP_SHOWN_HANDSHAKE);
    stat_tap_table *table = statistic;
    stat_tap_table_item_type *row = g_new0(stat_tap_table_item_type, facts->len);

    for (guint i = 0; i < facts->len; i++)
        cell_fill(&row[i], g_ptr_array_index(facts, i), &subject);
    stat_tap_init_table_row(table, table->num_elements, facts->len, row);
    g_free(row);
}

/* ---- Callbacks ---- */

static GHashTable *rolls; /* stat_tap_table → its struct hsviz_roll */

static void roll_free(void *roll)
{
    hsviz_roll_free(roll);
}

static void cell_free(stat_tap_table *table, guint row, guint column,
                      stat_tap_table_item_type *cell)
{
    (void)table;
    (void)row;
    (void)column;
    if (cell->type == TABLE_ITEM_STRING)
        g_free((char *)cell->value.string_value);
    cell->type = TABLE_ITEM_NONE;
}

/* Tables of windows that may still be open, and point into them. */
static GArray *retired;

/* All windows share one description, and so one array of tables, of which each shows the first. A
 * window keeps pointers into its table as long as it is open, but is counted only in refcount. */
static void tables_renew(stat_tap_table_ui *ui)
{
    if (!retired)
        retired = g_array_new(FALSE, TRUE, sizeof(stat_tap_table *));
    if (ui->tables) {
        g_array_append_vals(retired, ui->tables->data, ui->tables->len);
        g_array_set_size(ui->tables, 0);
    }
    if (ui->refcount <= 1) {
        stat_tap_table_ui of_closed = { .tables = retired,
                                        .stat_tap_free_table_item_cb = cell_free };

        free_stat_tables(&of_closed);
    }
}

static void table_init(stat_tap_table_ui *ui)
{
    stat_tap_table *table;

    tables_renew(ui);
    table = stat_tap_init_table(TITLE, (int)facts->len, 0, NULL);
    stat_tap_add_table(ui, table);
    if (!rolls)
        rolls = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, roll_free);
    g_hash_table_replace(rolls, table, hsviz_roll_new(row_add, table));
}

static tap_packet_status table_packet(void *tapdata, packet_info *pinfo, epan_dissect_t *edt,
                                      const void *data, tap_flags_t flags)
{
    const stat_data_t *statistic = tapdata;
    stat_tap_table *table = g_array_index(statistic->stat_tap_data->tables, stat_tap_table *, 0);

    (void)pinfo;
    (void)edt;
    (void)flags;
    hsviz_roll_packet(g_hash_table_lookup(rolls, table), data);
    return TAP_PACKET_REDRAW;
}

void hsviz_register_table(void)
{
    static tap_param filter = { PARAM_FILTER, "filter", "Filter", NULL, TRUE };
    static stat_tap_table_ui ui = {
        .group = REGISTER_PACKET_STAT_GROUP_UNSORTED,
        .title = TITLE,
        .tap_name = HSVIZ_NAME,
        .cli_string = HSVIZ_NAME ",table",
        .stat_tap_init_cb = table_init,
        .packet_func = table_packet,
        .stat_tap_free_table_item_cb = cell_free,
        .nparams = 1,
        .params = &filter,
    };

    ui.fields = columns_new();
    ui.nfields = facts->len;
    register_stat_tap_table_ui(&ui);
}
