/* tally.c
 * Connections for statistics: each once, and not before all is known of it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "tally.h"

#include <epan/packet_info.h>
#include <epan/tap.h>

struct hsviz_tally {
    hsviz_tally_add *add;
    void *statistic;
    GHashTable *streams; /* those that were added or wait */
    GArray *waiting;     /* their uint32_t, in the order in which they came */
    bool is_listening;   /* the tally has a listener of its own */
};

struct hsviz_tally *hsviz_tally_new(hsviz_tally_add *add, void *statistic)
{
    struct hsviz_tally *tally = g_new0(struct hsviz_tally, 1);

    tally->add = add;
    tally->statistic = statistic;
    tally->streams = g_hash_table_new(g_direct_hash, g_direct_equal);
    tally->waiting = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    return tally;
}

static void tally_settle(void *tapdata)
{
    struct hsviz_tally *tally = tapdata;

    hsviz_finish_connections();
    for (guint i = 0; i < tally->waiting->len; i++)
        tally->add(tally->statistic,
                   hsviz_connection_at(g_array_index(tally->waiting, uint32_t, i)));
    g_array_set_size(tally->waiting, 0);
}

/* Listeners are drawn from the youngest to the oldest: one that is registered once packets come is
 * younger than the statistic's, and so has the last word before that is drawn. */
static void tally_listen(struct hsviz_tally *tally)
{
    GString *error;

    if (tally->is_listening)
        return;
    error = register_tap_listener(HSVIZ_NAME, tally, NULL, TL_REQUIRES_NOTHING, NULL, NULL,
                                  tally_settle, NULL);
    tally->is_listening = !error;
    if (error)
        g_string_free(error, TRUE);
}

void hsviz_tally_packet(struct hsviz_tally *tally, const struct hsviz_tap_data *data)
{
    uint32_t stream = hsviz_connection_stream(data->connection);

    if (!g_hash_table_add(tally->streams, GUINT_TO_POINTER(stream)))
        return;
    if (data->is_later_pass) {
        hsviz_finish_connections();
        tally->add(tally->statistic, data->connection);
    } else {
        tally_listen(tally);
        g_array_append_val(tally->waiting, stream);
    }
}

void hsviz_tally_free(struct hsviz_tally *tally)
{
    if (!tally)
        return;
    if (tally->is_listening)
        remove_tap_listener(tally);
    g_hash_table_destroy(tally->streams);
    g_array_free(tally->waiting, TRUE);
    g_free(tally);
}
