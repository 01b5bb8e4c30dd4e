/* escape_csv.c
 * Fields of CSV that neither break their line nor are taken for formulas.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "escape_csv.h"

#include "render/shared/escape.h"

#include <string.h>

/* What a formula begins with (OWASP, "CSV Injection"), in full width too, which some locales' input
 * takes for the same; and the apostrophe that takes a formula's meaning away. Tabs and line ends
 * cannot come first: they are spelt out. */
static const char formula_starts[] = "=+-@'＝＋－＠";

static gboolean is_like_formula(const char *text)
{
    text += strspn(text, " ");
    return *text != '\0' && g_utf8_strchr(formula_starts, -1, g_utf8_get_char(text)) != NULL;
}

static gboolean needs_quotes(const char *text)
{
    return strpbrk(text, ",\"") != NULL || g_str_has_prefix(text, " ") ||
           g_str_has_suffix(text, " ");
}

void hsviz_escape_csv(GString *to, const char *text)
{
    GString *shown = g_string_new(NULL);
    const char *quote;

    hsviz_escape_terminal(shown, text, HSVIZ_TEXT_WIRE, HSVIZ_CHARSET_UNICODE);
    quote = needs_quotes(shown->str) ? "\"" : "";
    g_string_append(to, quote);
    if (is_like_formula(shown->str))
        g_string_append_c(to, '\'');
    for (const char *c = shown->str; *c != '\0'; c++) {
        if (*c == ';')
            g_string_append(to, "\\x3b");
        else if (*c == '"')
            g_string_append(to, "\"\"");
        else
            g_string_append_c(to, *c);
    }
    g_string_append(to, quote);
    g_string_free(shown, TRUE);
}
