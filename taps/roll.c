/* roll.c
 * Connections for statistics: each once, and not before all is known of it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "roll.h"

#include <epan/packet_info.h>
#include <epan/tap.h>

#include "model/connection/view.h"

struct hsviz_roll {
    hsviz_roll_add *add;
    void *statistic;
    GHashTable *streams; /* those that were added or wait */
    GArray *waiting;     /* their uint32_t, in the order in which they came */
    bool is_listening;   /* the roll has a listener of its own */
};

struct hsviz_roll *hsviz_roll_new(hsviz_roll_add *add, void *statistic)
{
    struct hsviz_roll *roll = g_new0(struct hsviz_roll, 1);

    roll->add = add;
    roll->statistic = statistic;
    roll->streams = g_hash_table_new(g_direct_hash, g_direct_equal);
    roll->waiting = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    return roll;
}

static void roll_settle(void *tapdata)
{
    struct hsviz_roll *roll = tapdata;

    hsviz_finish_connections();
    for (guint i = 0; i < roll->waiting->len; i++)
        roll->add(roll->statistic,
                   hsviz_connection_at(g_array_index(roll->waiting, uint32_t, i)));
    g_array_set_size(roll->waiting, 0);
}

/* At exit, Wireshark 4.6 frees all listeners, from the newest to the oldest: the roll's own, and
 * then the statistic's, which frees the roll. What is gone must not be removed again. */
static void roll_listener_gone(void *tapdata)
{
    struct hsviz_roll *roll = tapdata;

    roll->is_listening = false;
}

/* Listeners are drawn from the youngest to the oldest: one that is registered once packets come is
 * younger than the statistic's, and so has the last word before that is drawn. */
static void roll_listen(struct hsviz_roll *roll)
{
    GString *error;

    if (roll->is_listening)
        return;
    error = register_tap_listener(HSVIZ_NAME, roll, NULL, TL_REQUIRES_NOTHING, NULL, NULL,
                                  roll_settle, roll_listener_gone);
    roll->is_listening = !error;
    if (error)
        g_string_free(error, TRUE);
}

void hsviz_roll_packet(struct hsviz_roll *roll, const struct hsviz_tap_data *data)
{
    uint32_t stream = hsviz_connection_stream(data->connection);

    if (!g_hash_table_add(roll->streams, GUINT_TO_POINTER(stream)))
        return;
    if (data->is_later_pass) {
        hsviz_finish_connections();
        roll->add(roll->statistic, data->connection);
    } else {
        roll_listen(roll);
        g_array_append_val(roll->waiting, stream);
    }
}

void hsviz_roll_free(struct hsviz_roll *roll)
{
    if (!roll)
        return;
    if (roll->is_listening)
        remove_tap_listener(roll);
    g_hash_table_destroy(roll->streams);
    g_array_free(roll->waiting, TRUE);
    g_free(roll);
}
