/* tree.c
 * `-z hsviz,tree`, and Statistics › Handshake Statistics: how often each version, kind, outcome,
 * alert, number of round trips and phase comes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "taps.h"

#include <epan/stats_tree.h>

#include "dissect/ws-compat.h"
#include "model/version.h"
#include "packet-hsviz.h"
#include "render/shared/number.h"
#include "roll.h"

/* What is counted, a branch of the tree each. */
enum branch {
    BRANCH_OPENS,
    BRANCH_VERSIONS,
    BRANCH_KINDS,
    BRANCH_MARKS,
    BRANCH_OUTCOMES,
    BRANCH_ALERTS,
    BRANCH_ROUND_TRIPS,
    BRANCH_PHASES,
    NUM_BRANCHES
};

static const char *const branch_names[NUM_BRANCHES] = {
    [BRANCH_OPENS] = "TCP connections",
    [BRANCH_VERSIONS] = "TLS versions",
    [BRANCH_KINDS] = "TLS handshakes",
    [BRANCH_MARKS] = "Marks of TLS handshakes",
    [BRANCH_OUTCOMES] = "Outcomes of TLS handshakes",
    [BRANCH_ALERTS] = "Alerts that ended handshakes",
    [BRANCH_ROUND_TRIPS] = "Round trips before the first request",
    [BRANCH_PHASES] = "Steps by phase",
};

/* One tree that is open. Counts are kept here and set in the tree, because what Wireshark counts by
 * itself it also relates to the time of counting, which means nothing for a whole connection. */
struct tree {
    stats_tree *nodes;
    struct hsviz_roll *roll;
    int node[NUM_BRANCHES];
    int count[NUM_BRANCHES];
    GHashTable *leaves[NUM_BRANCHES]; /* name → count */
};

static GHashTable *trees; /* stats_tree → struct tree */

/* ---- Counting ---- */

static void count(struct tree *tree, enum branch branch, const char *leaf)
{
    GHashTable *leaves = tree->leaves[branch];
    int num = GPOINTER_TO_INT(g_hash_table_lookup(leaves, leaf)) + 1;

    g_hash_table_insert(leaves, g_strdup(leaf), GINT_TO_POINTER(num));
    tree->count[branch]++;
    set_stat_node(tree->nodes, branch_names[branch], 0, TRUE, tree->count[branch]);
    set_stat_node(tree->nodes, leaf, tree->node[branch], FALSE, num);
}

static void count_version(struct tree *tree, const struct hsviz_connection *connection)
{
    uint16_t version = hsviz_connection_version(connection);
    GString *name = g_string_new(NULL);

    if (version != HSVIZ_VERSION_NONE)
        hsviz_version_name(name, version);
    else
        g_string_append(name, "none agreed");
    count(tree, BRANCH_VERSIONS, name->str);
    g_string_free(name, TRUE);
}

static void count_marks(struct tree *tree, const struct hsviz_connection *connection)
{
    uint32_t marks = hsviz_connection_marks(connection);

    for (const struct hsviz_word *mark = hsviz_marks; mark->value >= 0; mark++)
        if (marks & 1U << mark->value)
            count(tree, BRANCH_MARKS, mark->name);
}

static void count_round_trips(struct tree *tree, const struct hsviz_connection *connection)
{
    int32_t first_request = hsviz_connection_round_trips(connection).first_request;
    GString *name;

    if (first_request == HSVIZ_HALF_RTT_UNKNOWN)
        return;
    name = g_string_new(NULL);
    hsviz_number_round_trips(name, first_request);
    g_string_append(name, " RTT");
    count(tree, BRANCH_ROUND_TRIPS, name->str);
    g_string_free(name, TRUE);
}

static void count_phases(struct tree *tree, const struct hsviz_connection *connection)
{
    for (size_t i = 0; i < hsviz_connection_num_steps(connection); i++) {
        const struct hsviz_step *step = hsviz_connection_step(connection, i);

        count(tree, BRANCH_PHASES, hsviz_word_name(hsviz_phases, step->phase));
    }
}

static void count_connection(void *statistic, const struct hsviz_connection *connection)
{
    struct tree *tree = statistic;
    const char *alert = hsviz_connection_alert(connection);

    count(tree, BRANCH_OPENS, hsviz_word_name(hsviz_opens, hsviz_connection_open(connection)));
    count_round_trips(tree, connection);
    count_phases(tree, connection);
    if (!hsviz_connection_has_tls(connection))
        return;
    count_version(tree, connection);
    count(tree, BRANCH_KINDS, hsviz_word_name(hsviz_kinds, hsviz_connection_kind(connection)));
    count_marks(tree, connection);
    count(tree, BRANCH_OUTCOMES,
          hsviz_word_name(hsviz_outcomes, hsviz_connection_outcome(connection)));
    if (alert)
        count(tree, BRANCH_ALERTS, alert);
}

/* ---- Callbacks ---- */

static void tree_free(void *value)
{
    struct tree *tree = value;

    hsviz_roll_free(tree->roll);
    for (int branch = 0; branch < NUM_BRANCHES; branch++)
        g_hash_table_destroy(tree->leaves[branch]);
    g_free(tree);
}

/* Called for a new tree, and again when its packets are about to come anew. */
static void tree_init(stats_tree *nodes)
{
    struct tree *tree = g_new0(struct tree, 1);

    tree->nodes = nodes;
    tree->roll = hsviz_roll_new(count_connection, tree);
    for (int branch = 0; branch < NUM_BRANCHES; branch++) {
        tree->node[branch] = stats_tree_create_pivot(nodes, branch_names[branch], 0);
        tree->leaves[branch] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    }
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
