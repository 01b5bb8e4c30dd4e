/* escape.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "escape.h"

#include <string.h>

#include "model/core/append.h"
#include "plain.h"

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

/* What no eye sees, though some of it is a letter or a symbol to GLib. All of Unicode 16's
 * Default_Ignorable_Code_Point (DerivedCoreProperties.txt), and below it what has a blank glyph by
 * its name in the code charts, or as most fonts draw it. In the order of the numbers. */
static const struct {
    gunichar first, last;
} blanks[] = {
    { 0x00ad, 0x00ad },   /* soft hyphen */
    { 0x034f, 0x034f },   /* combining grapheme joiner */
    { 0x061c, 0x061c },   /* Arabic letter mark */
    { 0x115f, 0x1160 },   /* Hangul fillers */
    { 0x17b4, 0x17b5 },   /* Khmer inherent vowels */
    { 0x180b, 0x180f },   /* Mongolian variation selectors, vowel separator */
    { 0x200b, 0x200f },   /* zero width space to right-to-left mark */
    { 0x202a, 0x202e },   /* bidirectional embeddings and overrides */
    { 0x2060, 0x206f },   /* word joiner to nominal digit shapes */
    { 0x2800, 0x2800 },   /* blank glyph: braille pattern blank */
    { 0x3164, 0x3164 },   /* Hangul filler */
    { 0xfe00, 0xfe0f },   /* variation selectors */
    { 0xfeff, 0xfeff },   /* zero width no-break space */
    { 0xffa0, 0xffa0 },   /* halfwidth Hangul filler */
    { 0xfff0, 0xfff8 },   /* not assigned, ignorable all the same */
    { 0xfffc, 0xfffc },   /* blank glyph: object replacement character */
    { 0x13441, 0x13442 }, /* blank glyphs: Egyptian hieroglyph full and half blank */
    { 0x16fe4, 0x16fe4 }, /* blank glyph: Khitan small script filler */
    { 0x1bca0, 0x1bca3 }, /* shorthand format controls */
    { 0x1d159, 0x1d159 }, /* blank glyph: musical symbol null notehead */
    { 0x1d173, 0x1d17a }, /* musical symbols that begin and end beams, ties, slurs, phrases */
    { 0xe0000, 0xe0fff }, /* tags, variation selectors supplement */
};

static gboolean is_blank(gunichar character)
{
    for (size_t i = 0; i < G_N_ELEMENTS(blanks) && character >= blanks[i].first; i++) {
        if (character <= blanks[i].last)
            return TRUE;
    }
    return FALSE;
}

static gboolean is_visible(gunichar character)
{
    if (character < 0x80)
        return character >= 0x20 && character != 0x7f;
    if (is_blank(character))
        return FALSE;
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

/* Spells out what is at text, which is not plain; returns what comes behind it. */
static const char *append_special(GString *to, const char *text, enum hsviz_text_class class,
                                  enum hsviz_charset charset)
{
    unsigned char byte = (unsigned char)*text;
    gunichar character = character_take(&text);

    if (character == '\\')
        hsviz_append(to, "\\\\");
    else if (character == NO_CHARACTER || (character < 0x80 && !is_visible(character)))
        g_string_append_printf(to, "\\x%02x", byte);
    else if (!is_visible(character))
        g_string_append_printf(to, "\\u{%x}", character);
    else if (character >= 0x80 && charset == HSVIZ_CHARSET_ASCII)
        append_in_ascii(to, character, class);
    else
        g_string_append_unichar(to, character);
    return text;
}

/* Appends what of text stands for itself; returns what comes behind it. */
static const char *append_plain(GString *to, const char *text, enum hsviz_syntax syntax)
{
    size_t len = hsviz_plain_len(text, syntax);

    hsviz_append_bytes(to, text, len);
    return text + len;
}

void hsviz_escape_terminal(GString *to, const char *text, enum hsviz_text_class class,
                           enum hsviz_charset charset)
{
    while (*(text = append_plain(to, text, HSVIZ_IN_TERMINAL)) != '\0')
        text = append_special(to, text, class, charset);
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

/* Whether backslashes before rest would make it, or what stands for it, another text than it is:
 * rest begins like the text form of a byte that is no UTF-8, or with such a byte. */
static gboolean is_spelt_like_byte(const char *rest)
{
    const char *next = rest;

    if (rest[0] == 'x')
        return g_ascii_isxdigit(rest[1]) && g_ascii_isxdigit(rest[2]);
    return *rest != '\0' && character_take(&next) == NO_CHARACTER;
}

/* One backslash of the text, as JSON writes it; two where it could be taken for the first of \x..,
 * for which an odd number stands. */
static void append_json_backslash(GString *to, const char *rest)
{
    rest += strspn(rest, "\\");
    g_string_append(to, is_spelt_like_byte(rest) ? "\\\\\\\\" : "\\\\");
}

static const char *append_json_special(GString *to, const char *text)
{
    unsigned char byte = (unsigned char)*text;
    gunichar character = character_take(&text);

    if (character == NO_CHARACTER)
        g_string_append_printf(to, "\\\\x%02x", byte);
    else if (character == '\\')
        append_json_backslash(to, text);
    else if (character == '"')
        hsviz_append(to, "\\\"");
    else if (!is_visible(character))
        append_json_escape(to, character);
    else
        g_string_append_unichar(to, character);
    return text;
}

void hsviz_escape_json(GString *to, const char *text)
{
    hsviz_append(to, "\"");
    while (*(text = append_plain(to, text, HSVIZ_IN_JSON)) != '\0')
        text = append_json_special(to, text);
    hsviz_append(to, "\"");
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
    while (*(text = append_plain(to, text, HSVIZ_IN_XML)) != '\0') {
        const char *reference = xml_reference(*text);

        if (reference != NULL) {
            hsviz_append(to, reference);
            text++;
        } else {
            text = append_special(to, text, HSVIZ_TEXT_WIRE, HSVIZ_CHARSET_UNICODE);
        }
    }
}
