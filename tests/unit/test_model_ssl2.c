/* test_model_ssl2.c
 * Where records of SSL 2 are believed: as a side's first bytes, and after the other side's hello.
 * Elsewhere they are a dissector's guess in the middle of other bytes, which are drawn as such.
 *
 * Source: draft-hickman-netscape-ssl 2.6.1, 2.7.1; RFC 5246 E.2.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_expect.h"
#include "model/connection.h"

#define THREE_WAY "C S", "S SA", "C A"

static const struct place {
    const char *name;
    const char *lines[LINES_MAX];
    const char *steps; /* those that are not of TCP */
} places[] = {
    { "a hello as the client's first bytes", { THREE_WAY, "C A s2ch/0002", "S A s2sh" },
      "ClientHello ServerHello " },
    { "a hello that leads to TLS 1.0", { THREE_WAY, "C A s2ch/0301", "S A SH/hello=0301" },
      "ClientHello ServerHello " },
    { "a hello after plaintext",
      { THREE_WAY, "S A text=220", "C A text=STARTTLS", "S A text=220", "C A s2ch/0301",
        "S A SH/hello=0301" },
      "Plaintext Plaintext Plaintext ClientHello ServerHello " },
    { "a hello where the capture begins", { "C A s2ch/0002", "S A s2sh" },
      "ClientHello ServerHello " },
    { "the server alone", { "S SA ack=1", "S A s2sh" }, "ServerHello " },
    { "a message in mid-stream", { "S A s2m/0/3", "C A s2m/0/3" },
      "Plaintext Plaintext " },
    { "a message that is no hello as the first bytes", { THREE_WAY, "C A s2m/0/3" },
      "Plaintext " },
    { "a hello of a version that nobody knows", { THREE_WAY, "C A s2ch/9e6f" },
      "Plaintext " },
    { "a hello of the server's", { THREE_WAY, "C A text=x", "S A s2ch/0002" },
      "Plaintext Plaintext " },
    { "a hello that is longer than its lists", { THREE_WAY, "C A s2m/1/40" }, "Plaintext " },
    { "an answer that nobody asked for", { THREE_WAY, "C A text=x", "C A s2sh" },
      "Plaintext " },
    { "a guess after a hello of TLS", { THREE_WAY, "C A CH", "C A s2ch/0002" }, "ClientHello " },
    { "a guess after both hellos of TLS",
      { THREE_WAY, "C A CH", "S A SH CERT12/900 M14/0", "S A s2m/4/30", "C A s2m/2/30" },
      "ClientHello ServerHello Certificate ServerHelloDone " },
};

static GString *names_text(const struct hsviz_connection *connection)
{
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < hsviz_connection_num_steps(connection); i++) {
        const struct hsviz_step *step = hsviz_connection_step(connection, i);

        if (!hsviz_step_type_is_transport(step->type))
            g_string_append_printf(text, "%s ", hsviz_step_name(step));
    }
    return text;
}

static void run(void **state)
{
    const struct place *place = *state;
    struct hsviz_connection *connection = lines_connection(place->lines);

    expect_text(names_text(connection), place->steps, place->name);
    hsviz_connection_free(connection);
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(places)];

    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        tests[i] = row_test(places[i].name, run, &places[i]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
