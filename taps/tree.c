/* tree.c
 * `-z hsviz,tree`, and Statistics › Handshake Statistics: how often each value comes of the facts
 * that have a branch there.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "taps.h"

#include <epan/stats_tree.h>

#include "dissect/ws-compat.h"
#include "packet-hsviz.h"
#include "render/shared/facts.h"
#include "roll.h"

/* A fact that is counted. */
struct branch {
    const struct hsviz_fact *fact;
    int node, count;
    GHashTable *leaves; /* name → count */
};

/* One tree that is open. Counts are kept here and set in the tree, because what Wireshark counts by
 * itself it also relates to the time of counting, which means nothing for a whole connection. */
struct tree {
    stats_tree *nodes;
    struct hsviz_roll *roll;
    GArray *branches; /* of struct branch */
};

static GHashTable *trees; /* stats_tree → struct tree */

/* ---- Counting ---- */

static void count(stats_tree *nodes, struct branch *branch, const char *leaf)
{
    int num = GPOINTER_TO_INT(g_hash_table_lookup(branch->leaves, leaf)) + 1;

    g_hash_table_insert(branch->leaves, g_strdup(leaf), GINT_TO_POINTER(num));
    branch->count++;
    set_stat_node(nodes, branch->fact->titles[HSVIZ_IN_TREE].name, 0, TRUE, branch->count);
    set_stat_node(nodes, leaf, branch->node, FALSE, num);
}

static void count_connection(void *statistic, const struct hsviz_connection *connection)
{
    struct hsviz_subject subject = hsviz_subject_of(connection, HSVIZ_TCP_SHOWN_HANDSHAKE);
    struct tree *tree = statistic;

    for (guint i = 0; i < tree->branches->len; i++) {
        struct branch *branch = &g_array_index(tree->branches, struct branch, i);
        GPtrArray *leaves = g_ptr_array_new_with_free_func(g_free);

        hsviz_fact_leaves(leaves, branch->fact, &subject);
        for (guint leaf = 0; leaf < leaves->len; leaf++)
            count(tree->nodes, branch, g_ptr_array_index(leaves, leaf));
        g_ptr_array_unref(leaves);
    }
}

/* ---- Callbacks ---- */

static void tree_free(void *value)
{
    struct tree *tree = value;

    hsviz_roll_free(tree->roll);
    for (guint i = 0; i < tree->branches->len; i++)
        g_hash_table_destroy(g_array_index(tree->branches, struct branch, i).leaves);
    g_array_unref(tree->branches);
    g_free(tree);
}

/* Called for a new tree, and again when its packets are about to come anew. */
static void tree_init(stats_tree *nodes)
{
    struct tree *tree = g_new0(struct tree, 1);
    GPtrArray *facts = hsviz_facts_placed(hsviz_facts, HSVIZ_IN_TREE);

    tree->nodes = nodes;
    tree->roll = hsviz_roll_new(count_connection, tree);
    tree->branches = g_array_new(FALSE, FALSE, sizeof(struct branch));
    for (guint i = 0; i < facts->len; i++) {
        struct branch branch = { .fact = g_ptr_array_index(facts, i) };

        branch.node = stats_tree_create_pivot(nodes, branch.fact->titles[HSVIZ_IN_TREE].name, 0);
        branch.leaves = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_array_append_val(tree->branches, branch);
    }
    g_ptr_array_unref(facts);
    if (!trees)
        trees = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, tree_free);
    g_hash_table_replace(trees, nodes, tree);
}

static tap_packet_status tree_packet(stats_tree *nodes, packet_info *pinfo, epan_dissect_t *edt,
                                     const void *data, tap_flags_t flags)
{
    struct tree *tree = g_hash_table_lookup(trees, nodes);

    (void)pinfo;
    (void)edt;
    (void)flags;
    hsviz_roll_packet(tree->roll, data);
    return TAP_PACKET_REDRAW;
}

static void tree_cleanup(stats_tree *nodes)
{
    g_hash_table_remove(trees, nodes);
}

void hsviz_register_tree(void)
{
    stats_tree_register_plugin(HSVIZ_NAME, HSVIZ_NAME, "Handshake Statistics", 0, tree_packet,
                               tree_init, tree_cleanup);
}
