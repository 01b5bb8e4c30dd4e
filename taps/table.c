/* table.c
 * `-z hsviz,table`, and Statistics › Handshake Table: one row a connection.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "taps.h"

#include <string.h>

#include <glib.h>

#include <epan/stat_tap_ui.h>

#include "dissect/ws-compat.h"
#include "model/version.h"
#include "packet-hsviz.h"
#include "render/shared/escape.h"
#include "render/shared/number.h"
#include "roll.h"

#define TITLE "Handshake Table"

/* Digits of a millisecond. */
enum { TIME_DECIMALS = 3 };

/* Appends a cell's text; nothing where the capture does not tell. */
typedef void cell_text(GString *text, const struct hsviz_connection *connection);

/* ---- Cells ---- */

static void add_end(GString *text, const struct hsviz_connection *connection, enum hsviz_side side)
{
    struct hsviz_endpoint end = hsviz_connection_endpoint(connection, side);

    g_string_append_printf(text, strchr(end.address, ':') ? "[%s]:%u" : "%s:%u", end.address,
                           end.port);
}

static void add_client(GString *text, const struct hsviz_connection *connection)
{
    add_end(text, connection, HSVIZ_CLIENT);
}

static void add_server(GString *text, const struct hsviz_connection *connection)
{
    add_end(text, connection, HSVIZ_SERVER);
}

static void add_sni(GString *text, const struct hsviz_connection *connection)
{
    const char *sni = hsviz_connection_sni(connection);

    if (sni)
        hsviz_escape_terminal(text, sni, HSVIZ_TEXT_WIRE, HSVIZ_CHARSET_ASCII);
}

static void add_version(GString *text, const struct hsviz_connection *connection)
{
    uint16_t version = hsviz_connection_version(connection);

    if (version != HSVIZ_VERSION_NONE)
        hsviz_version_name(text, version);
}

/* Without TLS the handshake is TCP's, and how it opened is its kind. */
static void add_kind(GString *text, const struct hsviz_connection *connection)
{
    if (hsviz_connection_has_tls(connection))
        g_string_append(text, hsviz_word_name(hsviz_kinds, hsviz_connection_kind(connection)));
    else
        g_string_append_printf(text, "TCP %s",
                               hsviz_word_name(hsviz_opens, hsviz_connection_open(connection)));
}

static void add_time(GString *text, int64_t time_ns)
{
    if (time_ns != HSVIZ_NS_UNKNOWN)
        hsviz_number_time(text, time_ns, HSVIZ_MILLISECONDS, TIME_DECIMALS);
}

static void add_initial_rtt(GString *text, const struct hsviz_connection *connection)
{
    add_time(text, hsviz_connection_times(connection).initial_rtt_ns);
}

static void add_round_trips(GString *text, const struct hsviz_connection *connection)
{
    int32_t first_request = hsviz_connection_round_trips(connection).first_request;

    if (first_request != HSVIZ_HALF_RTT_UNKNOWN)
        hsviz_number_half_rtts(text, first_request);
}

static void add_tcp_time(GString *text, const struct hsviz_connection *connection)
{
    add_time(text, hsviz_connection_times(connection).tcp_ns);
}

static void add_tls_time(GString *text, const struct hsviz_connection *connection)
{
    add_time(text, hsviz_connection_times(connection).tls_ns);
}

static void add_request_time(GString *text, const struct hsviz_connection *connection)
{
    add_time(text, hsviz_connection_times(connection).first_request_ns);
}

static void add_response_time(GString *text, const struct hsviz_connection *connection)
{
    add_time(text, hsviz_connection_times(connection).first_response_ns);
}

static void add_outcome(GString *text, const struct hsviz_connection *connection)
{
    const char *alert = hsviz_connection_alert(connection);

    if (!hsviz_connection_has_tls(connection))
        return;
    g_string_append(text, hsviz_word_name(hsviz_outcomes, hsviz_connection_outcome(connection)));
    if (alert)
        g_string_append_printf(text, " (%s)", alert);
}

/* ---- Columns ---- */

/* Cells are text, even numbers: a table of Wireshark cannot leave a number's cell empty, and would
 * write it as the locale does. Numbers stand at the right of a fixed width, so that they sort. */
static stat_tap_table_item columns[] = {
    { TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Stream", "%6u" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Client", "%-21s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Server", "%-21s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Server Name", "%-20s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Version", "%-7s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Kind", "%-14s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_RIGHT, "RTT (ms)", "%s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_RIGHT, "Round Trips", "%s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_RIGHT, "TCP (ms)", "%s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_RIGHT, "TLS (ms)", "%s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_RIGHT, "First Request (ms)", "%s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_RIGHT, "First Response (ms)", "%s" },
    { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Outcome", "%s" },
};

enum { NUM_COLUMNS = G_N_ELEMENTS(columns), NUMBER_CELLS = 12 };

/* What stands in them; the first holds the stream. */
static cell_text *const cells[] = {
    NULL,         add_client,   add_server,       add_sni,
    add_version,  add_kind,     add_initial_rtt,  add_round_trips,
    add_tcp_time, add_tls_time, add_request_time, add_response_time,
    add_outcome,
};

G_STATIC_ASSERT(G_N_ELEMENTS(cells) == G_N_ELEMENTS(columns));

static char *cell_new(size_t column, const struct hsviz_connection *connection)
{
    GString *text = g_string_new(NULL);
    char *padded;

    cells[column](text, connection);
    if (columns[column].align == TAP_ALIGN_LEFT)
        return g_string_free(text, FALSE);
    padded = g_strdup_printf("%*s", NUMBER_CELLS, text->str);
    g_string_free(text, TRUE);
    return padded;
}

static void row_add(void *statistic, const struct hsviz_connection *connection)
{
    stat_tap_table *table = statistic;
    stat_tap_table_item_type row[NUM_COLUMNS] = { 0 };

    row[0].type = columns[0].type;
    row[0].value.uint_value = hsviz_connection_stream(connection);
    for (size_t column = 1; column < NUM_COLUMNS; column++) {
        row[column].type = columns[column].type;
        row[column].value.string_value = cell_new(column, connection);
    }
    stat_tap_init_table_row(table, table->num_elements, NUM_COLUMNS, row);
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
    table = stat_tap_init_table(TITLE, NUM_COLUMNS, 0, NULL);
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
        .nfields = NUM_COLUMNS,
        .fields = columns,
        .nparams = 1,
        .params = &filter,
    };

    register_stat_tap_table_ui(&ui);
}
