/* test_render_facts.c
 * The table of facts: a fact that is made up here, with one row, is in all that shows facts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "test_render_script.h"

#include <inttypes.h>

#include "render/shared/facts.h"
#include "tools/schema_facts.h"
#include "model/connection.h"
#include "model/connection/view.h"

static void get_mood(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                     const struct hsviz_subject *subject)
{
    (void)fact;
    g_string_append_printf(value->text, "cheerful, %" PRIu32,
                           hsviz_connection_stream(subject->connection));
    value->is_known = true;
}

static void get_nap(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                    const struct hsviz_subject *subject)
{
    (void)fact;
    (void)subject;
    value->ns = 7250000;
    value->is_known = true;
}

/* The one row that a fact takes. */
static const struct hsviz_fact mood = {
    "tcp.mood",
    HSVIZ_FACT_TEXT,
    get_mood,
    .help = "How it felt.",
    .titles = { [HSVIZ_IN_TABLE] = { "Mood", 0 },
                [HSVIZ_IN_TREE] = { "Moods", 0 },
                [HSVIZ_IN_SUMMARY] = { "mood", HSVIZ_RANK_TCP },
                [HSVIZ_IN_OVERVIEW] = { "Mood", 0 } },
};

static const struct hsviz_fact nap = {
    "nap",
    HSVIZ_FACT_MS,
    get_nap,
    .titles = { [HSVIZ_IN_SUMMARY] = { "a nap", 1 } },
};

/* The table with a row behind the one of a path. An array that the caller unrefs. */
static GArray *facts_with(const struct hsviz_fact *more, const char *behind)
{
    GArray *facts = g_array_new(FALSE, FALSE, sizeof(struct hsviz_fact));
    const struct hsviz_fact *fact = hsviz_facts;

    do {
        g_array_append_val(facts, *fact);
        if (g_strcmp0(fact->path, behind) == 0)
            g_array_append_val(facts, *more);
    } while (fact++->path != NULL);
    return facts;
}

static char *drawn_as(const char *format, const struct hsviz_fact *more, const char *behind)
{
    GArray *facts = facts_with(more, behind);
    struct hsviz_render_options options = {
        .format = hsviz_format_find(format),
        .facts = (const struct hsviz_fact *)(void *)facts->data,
    };
    char *text = render(script_tls13("example.test", "h2"), &options);

    g_array_unref(facts);
    return text;
}

static void assert_in(const char *format, const struct hsviz_fact *more, const char *behind,
                      const char *expected)
{
    char *text = drawn_as(format, more, behind);

    if (strstr(text, expected) == NULL)
        fail_msg("%s is not in:\n%s", expected, text);
    g_free(text);
}

/* ---- Where a row is found ---- */

static void formats(void **state)
{
    (void)state;
    assert_in("json", &mood, "tcp.close",
              "\"close\":\"three-segment\",\"mood\":\"cheerful, 0\",\"client_state\":");
    assert_in("csv", &mood, "tcp.close", ",tcp_close,tcp_mood,tcp_client_state,");
    assert_in("csv", &mood, "tcp.close", ",three-segment,\"cheerful, 0\",TIME-WAIT,");
    assert_in("html", &mood, "tcp.close", "<dt>Mood</dt>\n<dd>cheerful, 0</dd>");
    assert_in("summary", &mood, "tcp.close", "\n\nmood  ");
    assert_in("summary", &mood, "tcp.close", "\n  cheerful, 0  ");
    assert_in("json", &nap, "notes", "\"nap\":7.250,\"authority\":null,");
    assert_in("summary", &nap, "notes", "\n  a nap  ");
}

/* A row at the table's end is behind all objects. */
static void last_row(void **state)
{
    (void)state;
    assert_in("json", &nap, "outcome", "\"outcome\":\"complete\",\"nap\":7.250}");
    assert_in("csv", &nap, "outcome", ",outcome,nap\n");
}

static void table_and_tree(void **state)
{
    GArray *facts = facts_with(&mood, "tcp.close");
    const struct hsviz_fact *rows = (const struct hsviz_fact *)(void *)facts->data;
    GPtrArray *columns = hsviz_facts_placed(rows, HSVIZ_IN_TABLE);
    GPtrArray *branches = hsviz_facts_placed(rows, HSVIZ_IN_TREE);
    GPtrArray *leaves = g_ptr_array_new_with_free_func(g_free);
    struct hsviz_connection *connection = script_tls13("example.test", "h2");
    struct hsviz_subject subject = hsviz_subject_of(connection, HSVIZ_TCP_SHOWN_HANDSHAKE);
    const struct hsviz_fact *column = g_ptr_array_index(columns, 4);
    const struct hsviz_fact *branch = g_ptr_array_index(branches, 1);
    GString *cell = g_string_new(NULL);

    (void)state;
    assert_string_equal(column->titles[HSVIZ_IN_TABLE].name, "Mood");
    hsviz_fact_cell(cell, column, &subject);
    assert_string_equal(cell->str, "cheerful, 0");
    assert_string_equal(branch->titles[HSVIZ_IN_TREE].name, "Moods");
    hsviz_fact_leaves(leaves, branch, &subject);
    assert_int_equal(leaves->len, 1);
    assert_string_equal(g_ptr_array_index(leaves, 0), "cheerful, 0");
    g_string_free(cell, TRUE);
    hsviz_connection_free(connection);
    g_ptr_array_unref(leaves);
    g_ptr_array_unref(branches);
    g_ptr_array_unref(columns);
    g_array_unref(facts);
}

static void schema(void **state)
{
    GArray *facts = facts_with(&mood, "tcp.close");
    GString *text = g_string_new(NULL);

    (void)state;
    hsviz_schema_properties(text, (const struct hsviz_fact *)(void *)facts->data, 4);
    assert_non_null(strstr(text->str,
                           "\"required\": [\"open\", \"close\", \"mood\", \"client_state\", "
                           "\"server_state\"],\n"));
    assert_non_null(strstr(text->str, "        \"mood\": {\n"
                                      "          \"description\": \"How it felt.\",\n"
                                      "          \"type\": \"string\", \"minLength\": 1\n"
                                      "        },\n"));
    g_array_unref(facts);
    facts = facts_with(&nap, "notes");
    g_string_truncate(text, 0);
    hsviz_schema_keys(text, (const struct hsviz_fact *)(void *)facts->data, 4);
    assert_non_null(strstr(text->str, "\"notes\", \"nap\",\n    \"authority\""));
    g_string_free(text, TRUE);
    g_array_unref(facts);
}

/* ---- What the rows say, as people read them ---- */

static struct hsviz_connection *plain_tcp(void)
{
    struct script script = script_begin(0);

    script_open(&script);
    hsviz_connection_finish(script.connection);
    return script.connection;
}

static struct hsviz_connection *full(void)
{
    return script_tls13("example.test", "h2");
}

/* The server rejects the ClientHello. */
static struct hsviz_connection *rejected(void)
{
    struct script script = script_begin(0);

    script_open(&script);
    script_client_hello(&script, 50.9, "example.test", "h2");
    script_alert(&script, 101, HSVIZ_SERVER, 40);
    hsviz_connection_finish(script.connection);
    return script.connection;
}

/* The cells of the table, and the leaves of the tree, of each fact that has any. */
static void cells_and_leaves(void **state)
{
    static const struct {
        struct hsviz_connection *(*make)(void);
        const char *cells, *leaves;
    } rows[] = {
        { full,
          "0 | 192.0.2.10:41822 | 192.0.2.20:443 | example.test | TLS 1.3 | full | 50.300 | "
          "2.0 | 50.300 | 53.200 | 104.200 | 155.096 | complete",
          "three-way | TLS 1.3 | full |  | complete |  | 2 RTT | tcp-open, tcp-open, tcp-open, "
          "hello, hello, hello, server-parameters, authentication, authentication, finished, "
          "finished, application-data, application-data, tcp-close, tcp-close, tcp-close" },
        { rejected,
          "0 | 192.0.2.10:41822 | 192.0.2.20:443 | example.test |  | unknown | 50.300 |  | "
          "50.300 |  |  |  | rejected-by-server (handshake_failure)",
          "three-way | none negotiated | unknown |  | rejected-by-server | handshake_failure | "
          " | tcp-open, tcp-open, tcp-open, hello, alert" },
        { plain_tcp,
          "0 | 192.0.2.10:41822 | 192.0.2.20:443 |  |  | TCP three-way | 50.300 |  | 50.300 |  "
          "|  |  | ",
          "three-way |  |  |  |  |  |  | tcp-open, tcp-open, tcp-open" },
    };
    GPtrArray *columns = hsviz_facts_placed(hsviz_facts, HSVIZ_IN_TABLE);
    GPtrArray *branches = hsviz_facts_placed(hsviz_facts, HSVIZ_IN_TREE);

    (void)state;
    for (size_t row = 0; row < G_N_ELEMENTS(rows); row++) {
        struct hsviz_connection *connection = rows[row].make();
        struct hsviz_subject subject = hsviz_subject_of(connection, HSVIZ_TCP_SHOWN_HANDSHAKE);
        GString *text = g_string_new(NULL);

        for (guint i = 0; i < columns->len; i++) {
            g_string_append(text, i > 0 ? " | " : "");
            hsviz_fact_cell(text, g_ptr_array_index(columns, i), &subject);
        }
        assert_string_equal(text->str, rows[row].cells);
        g_string_truncate(text, 0);
        for (guint i = 0; i < branches->len; i++) {
            GPtrArray *leaves = g_ptr_array_new_with_free_func(g_free);

            hsviz_fact_leaves(leaves, g_ptr_array_index(branches, i), &subject);
            g_string_append(text, i > 0 ? " | " : "");
            for (guint leaf = 0; leaf < leaves->len; leaf++)
                g_string_append_printf(text, "%s%s", leaf > 0 ? ", " : "",
                                       (const char *)g_ptr_array_index(leaves, leaf));
            g_ptr_array_unref(leaves);
        }
        assert_string_equal(text->str, rows[row].leaves);
        g_string_free(text, TRUE);
        hsviz_connection_free(connection);
    }
    g_ptr_array_unref(columns);
    g_ptr_array_unref(branches);
}

/* ---- The table itself ---- */

/* Rows of an object follow it, or they would open it twice, or stand outside of it. */
static void paths(void **state)
{
    (void)state;
    for (const struct hsviz_fact *fact = hsviz_facts; fact->path != NULL; fact++) {
        const char *dot = strrchr(fact->path, '.');
        const struct hsviz_fact *outer = fact;

        for (const struct hsviz_fact *other = fact + 1; other->path != NULL; other++)
            assert_string_not_equal(fact->path, other->path);
        if (dot == NULL || g_str_has_prefix(fact->path, "authority."))
            continue;
        /* A map may stand between an object and its last rows. */
        while (outer->type != HSVIZ_FACT_OBJECT &&
               (outer->type != HSVIZ_FACT_MAP || !g_str_has_prefix(fact->path, outer->path)))
            outer--;
        assert_true(g_str_has_prefix(fact->path, outer->path) || outer == fact);
    }
}

/* A part of the ledger is called alike everywhere. */
static void ledger(void **state)
{
    const struct hsviz_fact *fact = hsviz_facts;

    (void)state;
    while (g_strcmp0(fact->path, "time_ms.ledger") != 0)
        fact++;
    for (int part = 0; part < HSVIZ_NUM_LEDGER_PARTS; part++) {
        char *key = g_strdelimit(g_strdup(hsviz_word_name(hsviz_ledger_parts, part)), " ", '_');

        fact++;
        assert_string_equal(strrchr(fact->path, '.') + 1, key);
        assert_int_equal(fact->which, part);
        g_free(key);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats),          cmocka_unit_test(last_row),
        cmocka_unit_test(table_and_tree),   cmocka_unit_test(schema),
        cmocka_unit_test(cells_and_leaves), cmocka_unit_test(paths),
        cmocka_unit_test(ledger),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
