/* escape.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "escape.h"

/* Stands for a byte that starts no character of UTF-8. */
#define NO_CHARACTER ((gunichar)-1)

/* What stands in ASCII for the signs of hsviz's own wording. */
static const struct {
    gunichar sign;
    const char *ascii;
} stand_ins[] = {
    { 0x00b7, "-" },   /* middle dot */
    { 0x00d7, "x" },   /* times */
    { 0x2013, "-" },   /* en dash */
    { 0x2026, "..." }, /* ellipsis */
    { 0x203a, ">" },   /* single guillemet */
    { 0x2190, "<-" },  { 0x2192, "->" }, { 0x2264, "<=" }, { 0x2265, ">=" },
};

/* The next character of *text, which moves behind it; NO_CHARACTER moves by one byte. */
static gunichar character_take(const char **text)
{
    gunichar character = g_utf8_get_char_validated(*text, -1);

    if (character == (gunichar)-1 || character == (gunichar)-2) {
        (*text)++;
        return NO_CHARACTER;
    }
    *text = g_utf8_next_char(*text);
    return character;
}

static gboolean is_visible(gunichar character)
{
    if (character < 0x80)
        return character >= 0x20 && character != 0x7f;
    switch (g_unichar_type(character)) {
    case G_UNICODE_SPACE_SEPARATOR:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_PRIVATE_USE:
        return FALSE;
    default:
        /* Marks without width would change the character before them, which may be hsviz's. */
        return g_unichar_isprint(character) && !g_unichar_iszerowidth(character);
    }
}

static const char *stand_in(gunichar character, enum hsviz_text_class class)
{
    if (class != HSVIZ_TEXT_MODEL)
        return NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(stand_ins); i++) {
        if (stand_ins[i].sign == character)
            return stand_ins[i].ascii;
    }
    return NULL;
}

static void append_in_ascii(GString *to, gunichar character, enum hsviz_text_class class)
{
    const char *ascii = stand_in(character, class);

    if (ascii != NULL)
        g_string_append(to, ascii);
    else
        g_string_append_printf(to, "\\u{%x}", character);
}

void hsviz_escape_terminal(GString *to, const char *text, enum hsviz_text_class class,
                           enum hsviz_charset charset)
{
    while (*text != '\0') {
        unsigned char byte = (unsigned char)*text;
        gunichar character = character_take(&text);

        if (character == '\\')
            g_string_append(to, "\\\\");
        else if (character == NO_CHARACTER || (character < 0x100 && !is_visible(character)))
            g_string_append_printf(to, "\\x%02x", character == NO_CHARACTER ? byte : character);
        else if (!is_visible(character))
            g_string_append_printf(to, "\\u{%x}", character);
        else if (character >= 0x80 && charset == HSVIZ_CHARSET_ASCII)
            append_in_ascii(to, character, class);
        else
            g_string_append_unichar(to, character);
    }
}

/* RFC 8259 7: beyond U+FFFF an escape is a pair of surrogates. */
static void append_json_escape(GString *to, gunichar character)
{
    if (character < 0x10000) {
        g_string_append_printf(to, "\\u%04x", character);
        return;
    }
    g_string_append_printf(to, "\\u%04x\\u%04x", 0xd800 + ((character - 0x10000) >> 10),
                           0xdc00 + ((character - 0x10000) & 0x3ff));
}

void hsviz_escape_json(GString *to, const char *text)
{
    g_string_append_c(to, '"');
    while (*text != '\0') {
        unsigned char byte = (unsigned char)*text;
        gunichar character = character_take(&text);

        if (character == NO_CHARACTER)
            g_string_append_printf(to, "\\\\x%02x", byte);
        else if (character == '"' || character == '\\')
            g_string_append_printf(to, "\\%c", (char)character);
        else if (!is_visible(character))
            append_json_escape(to, character);
        else
            g_string_append_unichar(to, character);
    }
    g_string_append_c(to, '"');
}

/* &#39; and not &apos;, which HTML before 5 does not know. */
static const char *xml_reference(char character)
{
    switch (character) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void hsviz_escape_xml(GString *to, const char *text)
{
    GString *visible = g_string_new(NULL);

    hsviz_escape_terminal(visible, text, HSVIZ_TEXT_WIRE, HSVIZ_CHARSET_UNICODE);
    for (const char *p = visible->str; *p != '\0'; p++) {
        const char *reference = xml_reference(*p);

        if (reference != NULL)
            g_string_append(to, reference);
        else
            g_string_append_c(to, *p);
    }
    g_string_free(visible, TRUE);
}
