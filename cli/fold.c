/* fold.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "fold.h"

#include <inttypes.h>

#include "model/connection/view.h"
#include "model/tcp/shape.h"

/* The connections of one client, or to one server. */
struct group {
    uint32_t num, first_stream, last_stream;
    enum { GROUP_COUNTED, GROUP_DRAWN } state;
};

struct hsviz_fold {
    GHashTable *groups; /* "from ADDRESS" or "to ADDRESS:PORT" → struct group */
};

struct hsviz_fold *hsviz_fold_new(void)
{
    struct hsviz_fold *fold = g_new(struct hsviz_fold, 1);

    fold->groups = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return fold;
}

void hsviz_fold_free(struct hsviz_fold *fold)
{
    if (!fold)
        return;
    g_hash_table_destroy(fold->groups);
    g_free(fold);
}

/* The name of the group of one side, to be freed. */
static char *name_of(const struct hsviz_connection *connection, enum hsviz_side side)
{
    struct hsviz_endpoint endpoint = hsviz_connection_endpoint(connection, side);

    if (side == HSVIZ_CLIENT)
        return g_strdup_printf("from %s", endpoint.address);
    return g_strdup_printf("to %s:%u", endpoint.address, endpoint.port);
}

static void count_into(struct hsviz_fold *fold, char *name, uint32_t stream)
{
    struct group *group = (struct group *)g_hash_table_lookup(fold->groups, name);

    if (!group) {
        group = g_new0(struct group, 1);
        group->first_stream = stream;
        g_hash_table_insert(fold->groups, g_strdup(name), group);
    }
    group->num++;
    group->last_stream = stream;
    g_free(name);
}

void hsviz_fold_count(struct hsviz_fold *fold, const struct hsviz_connection *connection)
{
    uint32_t stream = hsviz_connection_stream(connection);

    if (!hsviz_connection_is_bare_syn(connection))
        return;
    count_into(fold, name_of(connection, HSVIZ_CLIENT), stream);
    count_into(fold, name_of(connection, HSVIZ_SERVER), stream);
}

static void append_line(GString *text, const char *name, const struct group *group)
{
    g_string_append_printf(text,
                           "%" PRIu32 " connections %s got no response: streams %" PRIu32
                           " to %" PRIu32 "\n",
                           group->num, name, group->first_stream, group->last_stream);
}

enum hsviz_folded hsviz_fold_line(struct hsviz_fold *fold, GString *text,
                                  const struct hsviz_connection *connection)
{
    enum hsviz_folded folded = HSVIZ_NOT_FOLDED;
    struct group *groups[HSVIZ_NUM_SIDES];
    char *names[HSVIZ_NUM_SIDES];
    enum hsviz_side larger;

    if (!hsviz_connection_is_bare_syn(connection))
        return folded;
    for (int side = 0; side < HSVIZ_NUM_SIDES; side++) {
        names[side] = name_of(connection, (enum hsviz_side)side);
        groups[side] = (struct group *)g_hash_table_lookup(fold->groups, names[side]);
    }
    larger = groups[HSVIZ_CLIENT]->num > groups[HSVIZ_SERVER]->num ? HSVIZ_CLIENT : HSVIZ_SERVER;
    if (groups[larger]->num >= HSVIZ_FOLD_MIN) {
        folded = groups[larger]->state == GROUP_DRAWN ? HSVIZ_FOLDED : HSVIZ_FOLDED_FIRST;
        if (folded == HSVIZ_FOLDED_FIRST)
            append_line(text, names[larger], groups[larger]);
        groups[larger]->state = GROUP_DRAWN;
    }
    g_free(names[HSVIZ_CLIENT]);
    g_free(names[HSVIZ_SERVER]);
    return folded;
}
