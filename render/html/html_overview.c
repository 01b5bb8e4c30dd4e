/* html_overview.c
 * What a page says of a connection as a whole: facts, where the time went, notes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "html_overview.h"

#include "html_parts.h"
#include "render/shared/number.h"
#include "render/shared/words.h"

/* Takes text; an empty one is no fact. */
static void put_fact(struct hsviz_markup *markup, const char *term, const char *class,
                     GString *text)
{
    if (text->len > 0)
        hsviz_html_fact(markup, term, class, text->str);
    g_string_free(text, TRUE);
}

static void put_tls_facts(struct hsviz_markup *markup, const struct hsviz_connection *connection)
{
    GString *path = g_string_new(NULL), *cipher_suite = g_string_new(NULL);

    hsviz_connection_version_path(connection, path, UINT32_MAX);
    put_fact(markup, "Version path", "path", path);
    hsviz_connection_cipher_suite(connection, cipher_suite);
    put_fact(markup, "Cipher suite", "path", cipher_suite);
}

/* Several values of one term, a line each. */
static void put_ledger(struct hsviz_markup *markup, const struct hsviz_connection *connection)
{
    GArray *phrases = hsviz_phrases_new();

    hsviz_phrases_ledger(phrases, connection);
    if (phrases->len > 0)
        hsviz_html_element(markup, "dt", NULL, "Time");
    for (guint i = 0; i < phrases->len; i++)
        hsviz_html_element(markup, "dd", NULL, g_array_index(phrases, struct hsviz_phrase, i).text);
    g_array_unref(phrases);
}

/* "ocsp.test · 203.0.113.30:80: OCSP request, good, 3 hours old, after 61.2 ms", a line each. */
static void put_lookups(struct hsviz_markup *markup, const struct hsviz_connection *connection)
{
    size_t num_lookups = hsviz_connection_num_lookups(connection);

    if (num_lookups > 0)
        hsviz_html_element(markup, "dt", NULL, "Authority");
    for (size_t i = 0; i < num_lookups; i++) {
        const struct hsviz_lookup *lookup = hsviz_connection_lookup(connection, i);
        int64_t duration_ns = hsviz_lookup_duration_ns(lookup);
        GString *text = g_string_new(NULL);

        hsviz_words_asked(text, lookup);
        g_string_append_printf(text, ": %s, ", hsviz_lookup_question(lookup));
        if (lookup->answer_frame == 0)
            g_string_append(text, "no answer");
        else
            hsviz_lookup_answer_detail(text, lookup);
        if (duration_ns != HSVIZ_NS_UNKNOWN) {
            g_string_append(text, ", after ");
            hsviz_number_time(text, duration_ns, HSVIZ_MILLISECONDS,
                              hsviz_time_decimals(connection));
            g_string_append(text, " ms");
        }
        hsviz_html_element(markup, "dd", NULL, text->str);
        g_string_free(text, TRUE);
    }
}

void hsviz_html_overview(struct hsviz_markup *markup, const struct hsviz_connection *connection)
{
    hsviz_html_open(markup, "div", "overview");
    hsviz_markup_line(markup);
    hsviz_html_element(markup, "h3", NULL, "Overview");
    hsviz_html_open(markup, "dl", "facts");
    hsviz_markup_line(markup);
    hsviz_html_fact(markup, "TCP opening", NULL,
                    hsviz_word_name(hsviz_opens, hsviz_connection_open(connection)));
    hsviz_html_fact(markup, "TCP close", NULL,
                    hsviz_word_name(hsviz_closes, hsviz_connection_close(connection)));
    put_tls_facts(markup, connection);
    put_ledger(markup, connection);
    put_lookups(markup, connection);
    hsviz_markup_close(markup);
    hsviz_markup_line(markup);
    hsviz_html_notes(markup, connection, 0);
    hsviz_markup_close(markup);
    hsviz_markup_line(markup);
}
