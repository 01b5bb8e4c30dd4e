/* html.c
 * A page that plays handshakes step by step: one file, no network.
 *
 * Each connection is a section with its picture and, as text, all that is said of its steps; a
 * script then shows one step at a time. Without the script the page is whole, only longer. The
 * page's own style sheet and script are all that its content security policy lets in.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "html.h"

#include <inttypes.h>
#include <stdio.h>

#include "html_overview.h"
#include "html_parts.h"
#include "html_steps.h"
#include "render/shared/number.h"
#include "page.h"
#include "render/svg/svg.h"
#include "render/svg/svg_style_sheet.h"
#include "render/shared/words.h"
#include "model/connection/outcome.h"
#include "model/connection/view.h"
#include "model/core/append.h"
#include "model/core/units.h"
#include "model/time/times.h"

enum {
    ID_MAX = 24,        /* "stream-" and ten digits */
    PHRASE_OF_NAME = 2, /* in a title, after the stream and its ends */
};

/* ---- Pieces ---- */

/* Takes text. */
static void text_write(struct hsviz_rendering *rendering, GString *text)
{
    hsviz_output_bytes(rendering->output, text->str, text->len);
    g_string_free(text, TRUE);
}

/* A style sheet or script, as it is: its hash stands in the policy. */
static void put_raw(struct hsviz_markup *markup, const char *element, const GString *content)
{
    hsviz_markup_open(markup, element);
    hsviz_markup_insert(markup, content);
    hsviz_markup_close(markup);
    hsviz_markup_line(markup);
}

static void put_meta(struct hsviz_markup *markup, const char *key, const char *name,
                     const char *content)
{
    hsviz_markup_open(markup, "meta");
    hsviz_markup_attribute(markup, key, name);
    hsviz_markup_attribute(markup, "content", content);
    hsviz_markup_close(markup);
    hsviz_markup_line(markup);
}

/* ---- The page's head ---- */

/* CSP 3, 2.3.1: the hash that lets in one inline style sheet or script. */
static void append_hash(GString *policy, const char *content)
{
    guint8 digest[32];
    gsize digest_len = sizeof digest;
    GChecksum *checksum = g_checksum_new(G_CHECKSUM_SHA256);
    char *text;

    g_checksum_update(checksum, (const guchar *)content, -1);
    g_checksum_get_digest(checksum, digest, &digest_len);
    text = g_base64_encode(digest, digest_len);
    g_string_append_printf(policy, " 'sha256-%s'", text);
    g_free(text);
    g_checksum_free(checksum);
}

static void put_policy(struct hsviz_markup *markup, const char *style)
{
    GString *policy = g_string_new("default-src 'none'; base-uri 'none'; form-action 'none'; "
                                   "require-trusted-types-for 'script'; script-src");

    append_hash(policy, hsviz_page_script);
    g_string_append(policy, "; style-src");
    append_hash(policy, style);
    put_meta(markup, "http-equiv", "Content-Security-Policy", policy->str);
    g_string_free(policy, TRUE);
}

static void put_head(struct hsviz_markup *markup, const char *title)
{
    GString *style = g_string_new(hsviz_page_style);

    g_string_append_c(style, '\n');
    hsviz_svg_style_sheet(style, ".picture", HSVIZ_SVG_IN_PAGE);
    hsviz_markup_open(markup, "head");
    hsviz_markup_line(markup);
    hsviz_markup_open(markup, "meta");
    hsviz_markup_attribute(markup, "charset", "utf-8");
    hsviz_markup_close(markup);
    hsviz_markup_line(markup);
    put_policy(markup, style->str);
    put_meta(markup, "name", "viewport", "width=device-width, initial-scale=1");
    put_meta(markup, "name", "color-scheme", "light dark");
    put_meta(markup, "name", "referrer", "no-referrer");
    hsviz_html_element(markup, "title", NULL, title);
    put_raw(markup, "style", style);
    hsviz_markup_close(markup);
    hsviz_markup_line(markup);
    g_string_free(style, TRUE);
}

static void put_top(struct hsviz_markup *markup)
{
    hsviz_html_open(markup, "a", "skip");
    hsviz_markup_attribute(markup, "href", "#main");
    hsviz_markup_text(markup, "Skip to the handshake");
    hsviz_markup_close(markup);
    hsviz_markup_line(markup);
    hsviz_html_open(markup, "header", "top");
    hsviz_html_element(markup, "h1", NULL, "TCP and TLS handshakes");
    hsviz_html_element(markup, "p", NULL, "step by step");
    hsviz_markup_close(markup);
    hsviz_markup_line(markup);
}

/* The markup of one call has to close what it opens; these elements stay open until the end. */
static void page_open(struct hsviz_rendering *rendering, const char *title)
{
    GString *text = g_string_new("<!doctype html>\n<html lang=\"en\">\n");
    struct hsviz_markup markup = hsviz_markup_begin(text);

    put_head(&markup, title);
    hsviz_append(text, "<body>\n");
    put_top(&markup);
    hsviz_append(text, "<main id=\"main\" tabindex=\"-1\">\n");
    hsviz_markup_end(&markup);
    text_write(rendering, text);
}

/* ---- One connection ---- */

/* Takes phrases. */
static void put_phrases(struct hsviz_markup *markup, const char *class, GArray *phrases)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < phrases->len; i++) {
        g_string_append(text, i > 0 ? " · " : "");
        g_string_append(text, g_array_index(phrases, struct hsviz_phrase, i).text);
    }
    if (text->len > 0)
        hsviz_html_element(markup, "p", class, text->str);
    g_string_free(text, TRUE);
    g_array_unref(phrases);
}

static bool has_name(const struct hsviz_connection *connection)
{
    const char *sni = hsviz_connection_sni(connection);

    return sni != NULL && *sni != '\0';
}

/* What a connection is called: the server's name, or else its address. */
static void append_name(GString *name, const struct hsviz_connection *connection)
{
    if (has_name(connection))
        g_string_append(name, hsviz_connection_sni(connection));
    else
        hsviz_words_end(name, connection, HSVIZ_SERVER);
}

static void put_names(struct hsviz_markup *markup, const struct hsviz_connection *connection,
                      const char *title_id)
{
    GString *name = g_string_new(NULL);
    GArray *title = hsviz_phrases_new(), *handshake = hsviz_phrases_new(),
           *trips = hsviz_phrases_new();

    append_name(name, connection);
    hsviz_phrases_title(title, connection);
    if (has_name(connection))
        g_array_remove_index(title, PHRASE_OF_NAME);
    hsviz_phrases_handshake(handshake, connection);
    hsviz_phrases_round_trips(trips, connection);
    hsviz_html_open(markup, "div", "names");
    hsviz_markup_line(markup);
    hsviz_markup_open(markup, "h2");
    hsviz_markup_attribute(markup, "id", title_id);
    hsviz_markup_text(markup, name->str);
    hsviz_markup_close(markup);
    hsviz_markup_line(markup);
    put_phrases(markup, "ends", title);
    put_phrases(markup, "handshake", handshake);
    put_phrases(markup, "trips", trips);
    hsviz_markup_close(markup);
    hsviz_markup_line(markup);
    g_string_free(name, TRUE);
}

/* What may scroll must be reachable by keyboard (WCAG 2.2, 2.1.1). */
static void open_box(struct hsviz_markup *markup, const char *class, const char *label)
{
    hsviz_html_open(markup, "div", class);
    hsviz_markup_attribute(markup, "tabindex", "0");
    hsviz_markup_attribute(markup, "role", "group");
    hsviz_markup_attribute(markup, "aria-label", label);
    hsviz_markup_line(markup);
}

static void put_picture(struct hsviz_markup *markup, const struct hsviz_rendering *rendering,
                        const struct hsviz_connection *connection, const char *id)
{
    char *prefix = g_strdup_printf("%s-", id);
    char *label =
        g_strdup_printf("Picture of stream %" PRIu32, hsviz_connection_stream(connection));

    open_box(markup, "picture", label);
    hsviz_svg_picture(markup->text, &rendering->options, connection, prefix, HSVIZ_SVG_IN_PAGE);
    hsviz_markup_close(markup);
    hsviz_markup_line(markup);
    g_free(label);
    g_free(prefix);
}

static void put_panel(struct hsviz_markup *markup, const struct hsviz_rendering *rendering,
                      const struct hsviz_connection *connection)
{
    open_box(markup, "panel", "Details");
    hsviz_html_overview(markup, &rendering->options, connection);
    hsviz_html_steps(markup, &rendering->options, connection);
    hsviz_markup_close(markup);
    hsviz_markup_line(markup);
}

static void open_section(struct hsviz_markup *markup, const struct hsviz_connection *connection,
                         const char *id, const char *title_id)
{
    int64_t initial_rtt_ns = hsviz_connection_times(connection).initial_rtt_ns;
    GString *initial_rtt = g_string_new(NULL);

    hsviz_html_open(markup, "section", "connection");
    hsviz_markup_attribute(markup, "id", id);
    hsviz_markup_attribute(markup, "aria-labelledby", title_id);
    if (hsviz_connection_has_tls(connection))
        hsviz_markup_attribute(
            markup, "data-outcome",
            hsviz_word_name(hsviz_outcomes, hsviz_connection_outcome(connection)));
    if (initial_rtt_ns != HSVIZ_NS_UNKNOWN) {
        hsviz_number_time(initial_rtt, initial_rtt_ns, HSVIZ_MILLISECONDS, 3);
        hsviz_markup_attribute(markup, "data-rtt", initial_rtt->str);
    }
    hsviz_markup_line(markup);
    g_string_free(initial_rtt, TRUE);
}

static void put_connection(struct hsviz_rendering *rendering,
                           const struct hsviz_connection *connection)
{
    GString *text = g_string_new(NULL);
    struct hsviz_markup markup = hsviz_markup_begin(text);
    char id[ID_MAX], title_id[ID_MAX + sizeof "-name"];

    snprintf(id, sizeof id, "stream-%" PRIu32, hsviz_connection_stream(connection));
    snprintf(title_id, sizeof title_id, "%s-name", id);
    open_section(&markup, connection, id, title_id);
    put_names(&markup, connection, title_id);
    hsviz_html_open(&markup, "div", "stage");
    hsviz_markup_line(&markup);
    put_picture(&markup, rendering, connection, id);
    put_panel(&markup, rendering, connection);
    hsviz_markup_end(&markup);
    hsviz_append(text, "\n");
    text_write(rendering, text);
}

static char *page_title(const struct hsviz_connection *connection)
{
    GString *title = g_string_new(NULL);
    GArray *handshake = hsviz_phrases_new();

    append_name(title, connection);
    hsviz_phrases_handshake(handshake, connection);
    g_string_append_printf(title, " · %s · hsviz",
                           g_array_index(handshake, struct hsviz_phrase, 0).text);
    g_array_unref(handshake);
    return g_string_free(title, FALSE);
}

void hsviz_html_connection(struct hsviz_rendering *rendering,
                           const struct hsviz_connection *connection)
{
    if (rendering->num_connections == 0) {
        char *title = page_title(connection);

        page_open(rendering, title);
        g_free(title);
    }
    put_connection(rendering, connection);
}

/* ---- The page's end ---- */

void hsviz_html_end(struct hsviz_rendering *rendering)
{
    GString *script = g_string_new(hsviz_page_script), *text = g_string_new(NULL);
    struct hsviz_markup markup = hsviz_markup_begin(text);

    if (rendering->num_connections == 0)
        page_open(rendering, "TCP and TLS handshakes · hsviz");
    if (rendering->num_connections == 0)
        hsviz_html_element(&markup, "p", NULL, "No TCP connection to draw.");
    hsviz_append(text, "</main>\n");
    hsviz_html_element(&markup, "footer", "foot",
                       "Drawn by hsviz, a plugin for Wireshark and tshark. Round trips are counted "
                       "from causality, not from timestamps.");
    put_raw(&markup, "script", script);
    hsviz_markup_end(&markup);
    hsviz_append(text, "</body>\n</html>\n");
    text_write(rendering, text);
    g_string_free(script, TRUE);
}
