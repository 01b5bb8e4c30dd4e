/* tally.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "tally.h"

#include <string.h>

struct hsviz_tally {
    GHashTable *rows; /* label → struct hsviz_tally_row */
    uint32_t unnamed;
};

struct hsviz_tally *hsviz_tally_new(void)
{
    struct hsviz_tally *tally = g_new0(struct hsviz_tally, 1);

    tally->rows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return tally;
}

void hsviz_tally_free(struct hsviz_tally *tally)
{
    if (tally == NULL)
        return;
    g_hash_table_destroy(tally->rows);
    g_free(tally);
}

void hsviz_tally_count(struct hsviz_tally *tally, const char *label, int32_t rank, uint32_t stream)
{
    struct hsviz_tally_row *row = g_hash_table_lookup(tally->rows, label);

    if (row == NULL && g_hash_table_size(tally->rows) >= HSVIZ_TALLY_LABELS_MAX) {
        tally->unnamed++;
        return;
    }
    if (row == NULL) {
        char *key = g_strdup(label);

        row = g_new(struct hsviz_tally_row, 1);
        *row = (struct hsviz_tally_row){ .label = key, .rank = rank, .stream = stream };
        g_hash_table_insert(tally->rows, key, row);
    }
    row->num++;
}

static gint compare_rows(gconstpointer left, gconstpointer right)
{
    const struct hsviz_tally_row *a = left, *b = right;

    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    if (a->num != b->num)
        return a->num > b->num ? -1 : 1;
    if (a->stream != b->stream)
        return a->stream < b->stream ? -1 : 1;
    return strcmp(a->label, b->label);
}

GArray *hsviz_tally_rows(const struct hsviz_tally *tally)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct hsviz_tally_row));
    GHashTableIter iter;
    gpointer row;

    g_hash_table_iter_init(&iter, tally->rows);
    while (g_hash_table_iter_next(&iter, NULL, &row))
        g_array_append_vals(rows, row, 1);
    g_array_sort(rows, compare_rows);
    return rows;
}

uint32_t hsviz_tally_unnamed(const struct hsviz_tally *tally)
{
    return tally->unnamed;
}
