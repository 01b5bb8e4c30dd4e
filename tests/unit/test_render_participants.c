/* test_render_participants.c
 * The table of participants: one that is made up here, with one row, has its lifeline and its
 * arrows in all that draws a ladder.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "test_render_script.h"

#include "render/layout/layout.h"
#include "render/shared/words.h"
#include "model/connection/view.h"
#include "model/pki/check_names.h"
#include "model/story/explain.h"

/* ---- A name server, which no connection of the model has ---- */

static unsigned asks_from = HSVIZ_CLIENT;

static void address(GString *text, const struct hsviz_connection *connection)
{
    (void)connection;
    g_string_append(text, "192.0.2.53:53");
}

static void addresses(GArray *phrases, const struct hsviz_connection *connection)
{
    GString *text = g_string_new(NULL);

    address(text, connection);
    hsviz_phrase_add(phrases, HSVIZ_TEXT_MODEL, g_string_free(text, FALSE));
}

static size_t num_exchanges(const struct hsviz_connection *connection)
{
    (void)connection;
    return 1;
}

static void ask(struct hsviz_exchange *exchange, const struct hsviz_connection *connection,
                size_t i)
{
    static const struct hsviz_explanation explanations[HSVIZ_NUM_EXCHANGE_ARROWS] = {
        [HSVIZ_REQUEST] = { .what = "Asks for an address.",
                            .why = "It has none.",
                            .rfc = "RFC 1035 4.1" },
        [HSVIZ_REPLY] = { .what = "Gives an address.",
                          .why = "It was asked.",
                          .rfc = "RFC 1035 4.1" },
    };
    int64_t start_ns = hsviz_connection_start_ns(connection);

    (void)i;
    exchange->from = asks_from;
    exchange->start_ns = start_ns + 51000000;
    exchange->duration_ns = 20000000;
    exchange->port = 53;
    exchange->destination = g_strdup("ns.test · 192.0.2.53:53");
    exchange->result = g_strdup("found");
    exchange->purpose = "Looks a name up";
    exchange->rfc = "RFC 1035 4.1";
    exchange->reason = "of the same name";
    exchange->source = HSVIZ_SEEN;
    exchange->phase = HSVIZ_PHASE_OTHER;
    exchange->arrows[HSVIZ_REQUEST] = (struct hsviz_exchange_message){
        .frame = 5,
        .time_ns = start_ns + 51000000,
        .name = "Query",
        .detail = g_strdup("A"),
        .explanation = &explanations[HSVIZ_REQUEST],
    };
    exchange->arrows[HSVIZ_REPLY] = (struct hsviz_exchange_message){
        .frame = 5,
        .time_ns = start_ns + 71000000,
        .name = "Response",
        .detail = g_strdup("192.0.2.20"),
        .explanation = &explanations[HSVIZ_REPLY],
    };
}

/* The table with one more row, after the ends and the responder. */
static const struct hsviz_participant *participants(void)
{
    static struct hsviz_participant all[8];
    static const struct hsviz_participant more = {
        "Names", "Names",   "NS",          "Name Server", "name server",
        address, addresses, num_exchanges, ask,
    };

    size_t num = 0;

    for (; hsviz_participants[num].id != NULL; num++) {
        assert_true(num < G_N_ELEMENTS(all) - 2);
        all[num] = hsviz_participants[num];
    }
    all[num] = more;
    return all;
}

static char *drawn_as(const char *format, struct hsviz_connection *connection,
                      enum hsviz_scale scale)
{
    struct hsviz_render_options options = {
        .format = hsviz_format_find(format),
        .width = 120,
        .scale = scale,
        .participants = participants(),
    };

    return render(connection, &options);
}

static void assert_drawn(const char *format, struct hsviz_connection *connection,
                         const char *const *expected)
{
    char *text = drawn_as(format, connection, HSVIZ_SCALE_STEPS);

    for (; *expected != NULL; expected++) {
        if (strstr(text, *expected) == NULL)
            fprintf(stderr, "missing from %s: %s\n%s\n", format, *expected, text);
        assert_non_null(strstr(text, *expected));
    }
    g_free(text);
}

static struct hsviz_connection *asking(void)
{
    return script_asking("ocsp.test", HSVIZ_STATUS_GOOD, HSVIZ_SEEN);
}

/* ---- Alone beside the ends ---- */

static void texts(void **state)
{
    static const char *const ladder[] = {
        "│ Names │\n",
        " ├─ Query  A ",
        "─┼────────────►│ │\n",
        "─ Response  192.0.2.20 ─┼─────────────┤ │\n",
        NULL,
    };
    static const char *const arrows[] = {
        "Client               >  Query                          >  Names\n",
        "Client               <  Response, found                <  Names\n",
        NULL,
    };
    static const char *const markdown[] = {
        "| 5. Query | **Client:** Asks for an address. | frame 5, A; seen: of the same name |"
        " It has none. (RFC 1035 4.1) |  | 51.0 |\n",
        "| Response | **Names:** Gives an address. | frame 5, 192.0.2.20; took 20.0 ms |",
        NULL,
    };

    (void)state;
    assert_drawn("unicode", script_tls13("example.test", "h2"), ladder);
    assert_drawn("arrows", script_tls13("example.test", "h2"), arrows);
    assert_drawn("markdown", script_tls13("example.test", "h2"), markdown);
}

static void diagrams(void **state)
{
    static const char *const mermaid[] = {
        "    participant Names as Name Server<br/>192.0.2.53:53\n",
        "    Note over Client: Looks a name up<br/>took 20.0 ms<br/>",
        "    Client->>Names: 5. Query ",
        "    Names-->>Client: Response ",
        "dashed line from the name server: its response",
        NULL,
    };
    static const char *const plantuml[] = {
        "participant \"Name Server\\n192.0.2.53:53\" as Names\n",
        "note over Client : Looks a name up\\n",
        "Client -> Names : 5. Query ",
        "Names --> Client : Response ",
        NULL,
    };

    (void)state;
    assert_drawn("mermaid", script_tls13("example.test", "h2"), mermaid);
    assert_drawn("plantuml", script_tls13("example.test", "h2"), plantuml);
}

static void pictures(void **state)
{
    static const char *const svg[] = {
        ">Names<",
        ">192.0.2.53:53<",
        "<title>Query, from the client to the name server: A; frame 5, 51.0 ms</title>",
        "<title>Response, from the name server: 192.0.2.20; frame 5, 71.0 ms</title>",
        "class=\"shaft hop ",
        "client to name server: Query. name server: Response, 192.0.2.20",
        NULL,
    };
    static const char *const html[] = {
        "<h3>Query</h3>\n<p class=\"when\">from the client to the name server · frame 5 · 51.0 ms<",
        "<dt>Names</dt>\n<dd>ns.test · 192.0.2.53:53: Query, 192.0.2.20, after 20.0 ms</dd>",
        "<dt>Status</dt>\n<dd class=\"position\">found</dd>",
        NULL,
    };
    char *to_scale = drawn_as("svg", script_tls13("example.test", "h2"), HSVIZ_SCALE_TIME);

    (void)state;
    assert_drawn("svg", script_tls13("example.test", "h2"), svg);
    assert_drawn("html", script_tls13("example.test", "h2"), html);
    assert_non_null(strstr(to_scale, ">Names<"));
    assert_non_null(strstr(to_scale, ">name server 20.0 ms<"));
    assert_non_null(strstr(to_scale, "s as captured<"));
    g_free(to_scale);
}

/* What is explained of steps is explained of its arrows. */
static void explained(void **state)
{
    static const struct {
        const char *format, *expected;
    } cases[] = {
        { "markdown", "   - **Response** (name server): Gives an address.\n" },
        { "unicode", "Asks for an address. It has none. (RFC 1035 4.1)" },
        { "svg", ">Asks for an address. It has none. (RFC 1035 4.1)<" },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct hsviz_render_options options = {
            .format = hsviz_format_find(cases[i].format),
            .width = 160,
            .explain = HSVIZ_EXPLAIN_ON,
            .participants = participants(),
        };
        char *text = render(script_tls13("example.test", "h2"), &options);

        if (strstr(text, cases[i].expected) == NULL)
            fprintf(stderr, "missing: %s\n%s\n", cases[i].expected, text);
        assert_non_null(strstr(text, cases[i].expected));
        g_free(text);
    }
}

/* ---- Beside others ---- */

/* Its arrows cross the responder's lifeline as well, and the responder's are unchanged. */
static void second_aside(void **state)
{
    static const char *const ladder[] = {
        "│ OCSP │      │ Names │\n",          " ├─ Query  A ",
        "─┼─────────────┼────────────►│ │\n", " ├─ OCSP request ",
        "┼────────────►│             │ │\n",  NULL,
    };
    static const char *const svg[] = { ">OCSP responder<", ">Names<", NULL };
    char *text = drawn_as("svg", asking(), HSVIZ_SCALE_STEPS);
    unsigned num_hops = 0;

    (void)state;
    assert_drawn("unicode", asking(), ladder);
    assert_drawn("svg", asking(), svg);
    for (const char *hop = text; (hop = strstr(hop, "class=\"shaft hop ")) != NULL; hop++)
        num_hops++;
    assert_int_equal(num_hops, 2 + 2 * 2);
    g_free(text);
}

/* The server sends the request: the arrow begins at its lifeline. */
static void from_the_server(void **state)
{
    static const char *const ladder[] = {
        " ├─ Query  A ─►│ │\n",
        " │◄─ Response ─┤ │\n",
        NULL,
    };
    static const char *const arrows[] = { "Server               >  Query ", NULL };
    static const char *const mermaid[] = { "Server->>Names: 5. Query", "Note over Server: ", NULL };
    static const char *const svg[] = {
        "<title>Query, from the server to the name server: A; frame 5, 51.0 ms</title>",
        NULL,
    };

    (void)state;
    asks_from = HSVIZ_SERVER;
    assert_drawn("arrows", script_tls13("example.test", "h2"), arrows);
    assert_drawn("mermaid", script_tls13("example.test", "h2"), mermaid);
    assert_drawn("svg", script_tls13("example.test", "h2"), svg);
    assert_drawn("unicode", script_tls13("example.test", "h2"), ladder);
    asks_from = HSVIZ_CLIENT;
}

/* However narrow: nothing breaks. */
static void narrow(void **state)
{
    static const char *const formats[] = { "ascii", "unicode", "arrows" };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        struct hsviz_render_options options = {
            .format = hsviz_format_find(formats[i]),
            .width = HSVIZ_WIDTH_MIN,
            .participants = participants(),
        };
        char *text = render(asking(), &options);

        assert_non_null(strstr(text, i < 2 ? " NS " : "Names"));
        g_free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts),        cmocka_unit_test(diagrams),
        cmocka_unit_test(pictures),     cmocka_unit_test(explained),
        cmocka_unit_test(second_aside), cmocka_unit_test(from_the_server),
        cmocka_unit_test(narrow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
