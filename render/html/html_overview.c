/* html_overview.c
 * What a page says of a connection as a whole: facts, where the time went, notes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "html.h"

#include "render/shared/number.h"
#include "render/shared/words.h"

void hsviz_html_fact(struct hsviz_markup *markup, const char *term, const char *class,
                     const char *text)
{
    hsviz_html_element(markup, "dt", NULL, term);
    hsviz_html_element(markup, "dd", class, text);
}

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

/* ---- Notes ---- */

static void put_note(struct hsviz_markup *markup, const struct hsviz_note *note)
{
    static const char *const classes[] = {
        [HSVIZ_CHAT] = NULL,
        [HSVIZ_NOTICE] = NULL,
        [HSVIZ_WARNING] = "warning",
        [HSVIZ_ERROR] = "error",
    };
    GString *heading = g_string_new(NULL), *text = g_string_new(": ");

    hsviz_note_heading(heading, note);
    hsviz_note_text(text, note);
    hsviz_html_open(markup, "li", classes[hsviz_note_severity(note)]);
    hsviz_markup_open(markup, "strong");
    hsviz_markup_text(markup, heading->str);
    hsviz_markup_close(markup);
    hsviz_markup_text(markup, text->str);
    hsviz_markup_close(markup);
    hsviz_markup_line(markup);
    g_string_free(text, TRUE);
    g_string_free(heading, TRUE);
}

void hsviz_html_notes(struct hsviz_markup *markup, const struct hsviz_connection *connection,
                      uint32_t frame)
{
    bool is_open = false;

    for (size_t i = 0; i < hsviz_connection_num_notes(connection); i++) {
        const struct hsviz_note *note = hsviz_connection_note(connection, i);

        if (frame != 0 && note->frame != frame)
            continue;
        if (!is_open)
            hsviz_html_open(markup, "ul", "notes");
        is_open = true;
        put_note(markup, note);
    }
    if (is_open)
        hsviz_markup_close(markup);
}
