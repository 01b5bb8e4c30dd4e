/* escape_csv.c
 * Fields of CSV that neither break their line nor are taken for formulas.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "escape_csv.h"

#include <string.h>

#include "render/shared/escape.h"
#include "render/shared/plain.h"
#include "model/core/append.h"

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

/* Whether text is a field as it stands. */
static gboolean is_plain_field(const char *text)
{
    size_t len = hsviz_plain_len(text, HSVIZ_IN_CSV);

    return text[len] == '\0' && len > 0 && *text != ' ' && text[len - 1] != ' ' &&
           strchr(formula_starts, *text) == NULL;
}

void hsviz_escape_csv(GString *to, const char *text)
{
    GString *shown;
    const char *quote;

    if (is_plain_field(text)) {
        hsviz_append(to, text);
        return;
    }
    shown = g_string_new(NULL);
    hsviz_escape_terminal(shown, text, HSVIZ_TEXT_WIRE, HSVIZ_CHARSET_UNICODE);
    quote = needs_quotes(shown->str) ? "\"" : "";
    hsviz_append(to, quote);
    if (is_like_formula(shown->str))
        hsviz_append(to, "'");
    for (const char *c = shown->str; *c != '\0';) {
        size_t len = strcspn(c, ";\"");

        hsviz_append_bytes(to, c, len);
        c += len;
        if (*c != '\0')
            hsviz_append(to, *c++ == ';' ? "\\x3b" : "\"\"");
    }
    hsviz_append(to, quote);
    g_string_free(shown, TRUE);
}
