/* escape_markup.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "escape_markup.h"

#include <stdbool.h>
#include <string.h>

/* The text as it can be read, without anything invisible; all syntaxes begin with it. */
static char *spell(const char *text)
{
    GString *spelt = g_string_new(NULL);

    hsviz_escape_terminal(spelt, text, HSVIZ_TEXT_WIRE, HSVIZ_CHARSET_UNICODE);
    return g_string_free(spelt, FALSE);
}

static bool is_one_of(gunichar character, const char *set)
{
    return character < 0x80 && strchr(set, (int)character) != NULL;
}

static bool is_word(gunichar character)
{
    return character >= 0x80 || g_ascii_isalnum((char)character);
}

/* ---- Mermaid ---- */

/* Mermaid writes its entities with these while it works, and then turns all of them back. */
static bool marks_entity(gunichar character)
{
    return character == 0xfb02 || character == 0xb6; /* ligature fl, pilcrow */
}

void hsviz_escape_mermaid(GString *to, const char *text)
{
    char *spelt = spell(text);

    for (const char *p = spelt; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar character = g_utf8_get_char(p);
        /* A text that begins with "wrap:" sets an option. */
        bool is_option = character == ':' && g_str_has_suffix(to->str, "wrap");

        if (marks_entity(character) || is_option ||
            !(is_word(character) || is_one_of(character, " .,:()/=+-_'!?")))
            g_string_append_printf(to, "#%u;", character);
        else
            g_string_append_unichar(to, character);
    }
    g_free(spelt);
}

/* ---- PlantUML ---- */

void hsviz_escape_plantuml(GString *to, const char *text)
{
    char *spelt = spell(text);

    for (const char *p = spelt; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar character = g_utf8_get_char(p);
        char before = to->len > 0 ? to->str[to->len - 1] : '\0';
        /* Two of a kind begin and end italic, struck and underlined text, and lines; an equals sign
         * at the beginning makes a heading. */
        bool is_pair = is_one_of(character, "-/_.:") && before == (char)character;
        bool is_sum = character == '=' && p > spelt && g_ascii_isalnum(p[-1]);

        if (is_pair || !(is_word(character) || is_sum || is_one_of(character, " .,:()/+-_?")))
            g_string_append_printf(to, "<U+%04X>", character);
        else
            g_string_append_unichar(to, character);
    }
    g_free(spelt);
}

/* ---- Markdown ---- */

static void append_code(GString *to, const char *spelt)
{
    if (*spelt == '\0')
        return;
    g_string_append_c(to, '`');
    for (const char *p = spelt; *p != '\0'; p++) {
        if (*p == '`' || *p == '|')
            g_string_append_printf(to, "\\x%02x", (unsigned char)*p);
        else
            g_string_append_c(to, *p);
    }
    g_string_append_c(to, '`');
}

/* Whether a character could make what surrounds it a link or a mention of somebody, which escaping
 * does not always prevent, since some programs look for them when the text is set. */
static bool can_link(const char *text, const char *p)
{
    return *p == '@' || *p == '#' || g_str_has_prefix(p, "://") ||
           (*p == '.' && p - text >= 3 && g_ascii_strncasecmp(p - 3, "www", 3) == 0);
}

/* An underscore inside a word is one. */
static bool is_inside_word(const char *text, const char *p)
{
    return p > text && g_ascii_isalnum(p[-1]) && g_ascii_isalnum(p[1]);
}

static void append_marked_down(GString *to, const char *text, const char *p)
{
    static const struct {
        char character;
        const char *entity;
    } entities[] = { { '<', "&lt;" }, { '>', "&gt;" }, { '&', "&amp;" } };

    for (size_t i = 0; i < G_N_ELEMENTS(entities); i++) {
        if (*p == entities[i].character) {
            g_string_append(to, entities[i].entity);
            return;
        }
    }
    if (can_link(text, p))
        g_string_append_printf(to, "`%c`", *p);
    else if (strchr("\\`*[]{}|~$^", *p) != NULL || (*p == '_' && !is_inside_word(text, p)))
        g_string_append_printf(to, "\\%c", *p);
    else
        g_string_append_c(to, *p);
}

void hsviz_escape_markdown(GString *to, const char *text, enum hsviz_text_class class)
{
    char *spelt = spell(text);

    if (class == HSVIZ_TEXT_WIRE) {
        append_code(to, spelt);
    } else {
        for (const char *p = spelt; *p != '\0'; p++)
            append_marked_down(to, spelt, p);
    }
    g_free(spelt);
}
