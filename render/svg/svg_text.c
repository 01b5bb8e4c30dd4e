/* svg_text.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "svg_text.h"

#include <string.h>

#include "render/shared/escape.h"
#include "render/shared/plain.h"
#include "model/core/append.h"

#define ELLIPSIS "…"
#define MONOSPACE "DejaVu Sans Mono, Menlo, Consolas, Courier New, monospace"

enum face { FACE_PLAIN, FACE_BOLD, FACE_MONO, FACE_MONO_BOLD };

enum {
    FIRST = ' ',
    NUM_ASCII = 95,
    /* In hundredths of the font's size: of fonts with one width, and of what is not ASCII: letters
     * of Europe, ideographs, and those that are widest of all. */
    WIDTH_MONO = 61,
    WIDTH_EUROPEAN = 112,
    WIDTH_IDEOGRAPH = 122,
    WIDTH_ANY = 170,
    LAST_EUROPEAN = 0x52f,
    WORD_LONG = 8, /* its beginning says something */
};

/* Advance widths of DejaVu Sans and DejaVu Sans Bold, in hundredths of the font's size. */
static const uint8_t
    widths[][NUM_ASCII] = {
        [FACE_PLAIN] = { 32,  41, 46, 84, 64, 96, 78, 28, 40, 40, 50, 84, 32, 37, 32, 34,
                         64,  64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 54,
                         100, 69, 69, 70, 77, 64, 58, 78, 76, 30, 30, 66, 56, 87, 75, 79,
                         61,  79, 70, 64, 62, 74, 69, 99, 69, 62, 69, 40, 34, 40, 84, 50,
                         50,  62, 64, 55, 64, 62, 36, 64, 64, 28, 28, 58, 28, 98, 64, 62,
                         64,  64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84 },
        [FACE_BOLD] = { 35,  46, 53, 84, 70, 101, 88, 31,  46, 46, 53, 84, 38, 42,  38, 37,
                        70,  70, 70, 70, 70, 70,  70, 70,  70, 70, 40, 40, 84, 84,  84, 58,
                        100, 78, 77, 74, 83, 69,  69, 83,  84, 38, 38, 78, 64, 100, 84, 85,
                        74,  85, 77, 73, 69, 82,  78, 111, 78, 73, 73, 46, 37, 46,  84, 50,
                        50,  68, 72, 60, 72, 68,  44, 72,  72, 35, 35, 67, 35, 105, 72, 69,
                        72,  72, 50, 60, 48, 72,  66, 93,  65, 66, 59, 72, 37, 72,  84 },
    };

/* clang-format off */
static const struct {
    enum face face;
    int size;
    enum hsviz_svg_colour colour;
} styles[HSVIZ_SVG_NUM_STYLES] = {
    [HSVIZ_SVG_TITLE] = { FACE_BOLD, 19, HSVIZ_SVG_INK },
    [HSVIZ_SVG_LEAD] = { FACE_BOLD, 14, HSVIZ_SVG_INK },
    [HSVIZ_SVG_BODY] = { FACE_PLAIN, 13, HSVIZ_SVG_MUTED },
    [HSVIZ_SVG_NAME] = { FACE_BOLD, 13, HSVIZ_SVG_INK },
    [HSVIZ_SVG_DETAIL] = { FACE_PLAIN, 11, HSVIZ_SVG_MUTED },
    [HSVIZ_SVG_CAPTION] = { FACE_PLAIN, 11, HSVIZ_SVG_MUTED },
    [HSVIZ_SVG_HEADING] = { FACE_PLAIN, 11, HSVIZ_SVG_MUTED },
    [HSVIZ_SVG_NUMBER] = { FACE_MONO, 12, HSVIZ_SVG_INK },
    [HSVIZ_SVG_STATE] = { FACE_MONO_BOLD, 11, HSVIZ_SVG_TCP },
    [HSVIZ_SVG_END] = { FACE_BOLD, 15, HSVIZ_SVG_INK },
    [HSVIZ_SVG_ADDRESS] = { FACE_MONO, 11, HSVIZ_SVG_MUTED },
    [HSVIZ_SVG_PHASE] = { FACE_PLAIN, 11, HSVIZ_SVG_MUTED },
    [HSVIZ_SVG_SHARE] = { FACE_BOLD, 11, HSVIZ_SVG_PAGE },
    [HSVIZ_SVG_STRONG] = { FACE_BOLD, 12, HSVIZ_SVG_INK },
};
/* clang-format on */

enum hsviz_svg_colour hsviz_svg_style_colour(enum hsviz_svg_style style)
{
    return styles[style].colour;
}

/* ---- Widths ---- */

static bool is_mono(enum hsviz_svg_style style)
{
    return styles[style].face == FACE_MONO || styles[style].face == FACE_MONO_BOLD;
}

static unsigned character_width(enum hsviz_svg_style style, gunichar character)
{
    if (character >= FIRST && character < FIRST + NUM_ASCII)
        return is_mono(style) ? WIDTH_MONO : widths[styles[style].face][character - FIRST];
    if (g_unichar_iswide(character))
        return WIDTH_IDEOGRAPH;
    return character <= LAST_EUROPEAN || (character >= 0x2010 && character < 0x2300)
               ? WIDTH_EUROPEAN
               : WIDTH_ANY;
}

/* Of what text becomes, whatever it is. */
static unsigned escaped_width(enum hsviz_svg_style style, const char *text)
{
    GString *visible = g_string_new(NULL);
    unsigned width = 0;

    hsviz_escape_terminal(visible, text, HSVIZ_TEXT_WIRE, HSVIZ_CHARSET_UNICODE);
    for (const char *p = visible->str; *p != '\0'; p = g_utf8_next_char(p))
        width += character_width(style, g_utf8_get_char(p));
    g_string_free(visible, TRUE);
    return width;
}

/* Of len characters that are shown as they are. */
static unsigned plain_width(enum hsviz_svg_style style, const char *text, size_t len)
{
    unsigned width = 0;

    if (is_mono(style))
        return WIDTH_MONO * (unsigned)len;
    for (size_t i = 0; i < len; i++)
        width += widths[styles[style].face][text[i] - FIRST];
    return width;
}

/* In hundredths of the font's size, which add up. */
static unsigned text_width(enum hsviz_svg_style style, const char *text)
{
    size_t len = hsviz_plain_len(text, HSVIZ_IN_TERMINAL);
    unsigned width = plain_width(style, text, len);

    return text[len] != '\0' ? width + escaped_width(style, text + len) : width;
}

static int pixels(enum hsviz_svg_style style, unsigned width)
{
    return (int)((width * (unsigned)styles[style].size + 99) / 100);
}

int hsviz_svg_width(enum hsviz_svg_style style, const char *text)
{
    return pixels(style, text_width(style, text));
}

/* ---- Fitting ---- */

/* The length of the longest beginning of text, of whole characters, that is no wider. */
static size_t fitting_len(enum hsviz_svg_style style, const char *text, int max_width)
{
    GString *character = g_string_new(NULL);
    const char *p = text;
    unsigned width = 0;

    while (*p != '\0') {
        const char *end = hsviz_character_end(p);

        g_string_truncate(character, 0);
        hsviz_append_bytes(character, p, (size_t)(end - p));
        width += text_width(style, character->str);
        if (pixels(style, width) > max_width)
            break;
        p = end;
    }
    g_string_free(character, TRUE);
    return (size_t)(p - text);
}

/* Behind the last word that fits, or inside one that is so long that its beginning says something.
 */
static size_t cut_point(const char *text, size_t len)
{
    size_t word = len;

    while (word > 0 && text[word - 1] != ' ')
        word--;
    if (text[len] != ' ' && len - word < WORD_LONG)
        len = word;
    while (len > 0 && strchr(" ,;:", text[len - 1]) != NULL)
        len--;
    return len;
}

char *hsviz_svg_fit(enum hsviz_svg_style style, const char *text, int max_width)
{
    size_t len;
    char *head, *fitting;

    if (hsviz_svg_width(style, text) <= max_width)
        return g_strdup(text);
    len = fitting_len(style, text, max_width - hsviz_svg_width(style, ELLIPSIS));
    len = cut_point(text, len);
    head = g_strndup(text, len);
    fitting = len > 0 ? g_strconcat(head, ELLIPSIS, NULL) : g_strdup("");
    g_free(head);
    return fitting;
}

/* Adds to lines all of a word but what fits beside what is to follow, which stays in line. */
static void break_word(GPtrArray *lines, GString *line, enum hsviz_svg_style style,
                       const char *word, int max_width)
{
    while (hsviz_svg_width(style, word) > max_width) {
        size_t len = fitting_len(style, word, max_width);

        len = MAX(len, (size_t)(g_utf8_next_char(word) - word));
        len = MIN(len, strlen(word));
        g_ptr_array_add(lines, g_strndup(word, len));
        word += len;
    }
    g_string_assign(line, word);
}

GPtrArray *hsviz_svg_wrap(enum hsviz_svg_style style, const char *text, int max_width)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    GString *line = g_string_new(NULL);
    unsigned width = 0; /* of the line */

    for (size_t len = strcspn(text, " ");; text += len + 1, len = strcspn(text, " ")) {
        gsize end = line->len;
        char *word;

        if (end > 0)
            hsviz_append(line, " ");
        hsviz_append_bytes(line, text, len);
        width += text_width(style, line->str + end);
        if (pixels(style, width) > max_width) {
            g_string_truncate(line, end);
            if (end > 0)
                g_ptr_array_add(lines, g_strdup(line->str));
            word = g_strndup(text, len);
            break_word(lines, line, style, word, max_width);
            width = text_width(style, line->str);
            g_free(word);
        }
        if (text[len] == '\0')
            break;
    }
    g_ptr_array_add(lines, g_string_free(line, FALSE));
    return lines;
}

/* ---- Drawing ---- */

static bool is_bold(enum hsviz_svg_style style)
{
    return styles[style].face == FACE_BOLD || styles[style].face == FACE_MONO_BOLD;
}

/* Of texts in a page, by their style. */
static const char *const classes[] = {
    "t-0", "t-1", "t-2", "t-3",  "t-4",  "t-5",  "t-6",
    "t-7", "t-8", "t-9", "t-10", "t-11", "t-12", "t-13",
};

G_STATIC_ASSERT(G_N_ELEMENTS(classes) == HSVIZ_SVG_NUM_STYLES);

void hsviz_svg_fonts(GString *rules, const char *scope)
{
    for (int style = 0; style < HSVIZ_SVG_NUM_STYLES; style++)
        g_string_append_printf(
            rules, "\n%s .%s {font-size: %dpx%s%s}", scope, classes[style], styles[style].size,
            is_bold((enum hsviz_svg_style)style) ? "; font-weight: bold" : "",
            is_mono((enum hsviz_svg_style)style) ? "; font-family: " MONOSPACE : "");
}

/* Font and colour of the text that was opened; in a page its style sheet has the fonts. */
static void put_look(struct hsviz_svg *svg, enum hsviz_svg_style style,
                     enum hsviz_svg_colour colour)
{
    if (svg->place == HSVIZ_SVG_IN_PAGE) {
        hsviz_svg_paint(svg, classes[style], colour, HSVIZ_SVG_UNSAID);
        return;
    }
    if (is_mono(style))
        hsviz_markup_own(&svg->markup, "font-family", MONOSPACE);
    if (is_bold(style))
        hsviz_markup_own(&svg->markup, "font-weight", "bold");
    hsviz_markup_number(&svg->markup, "font-size", styles[style].size);
    hsviz_svg_paint(svg, NULL, colour, HSVIZ_SVG_UNSAID);
}

static void put_place(struct hsviz_svg *svg, enum hsviz_svg_anchor anchor, int x, int y)
{
    hsviz_markup_open(&svg->markup, "text");
    hsviz_markup_number(&svg->markup, "x", x);
    hsviz_markup_number(&svg->markup, "y", y);
    if (anchor != HSVIZ_SVG_START)
        hsviz_markup_own(&svg->markup, "text-anchor",
                         anchor == HSVIZ_SVG_MIDDLE ? "middle" : "end");
}

void hsviz_svg_text(struct hsviz_svg *svg, enum hsviz_svg_style style, enum hsviz_svg_anchor anchor,
                    int x, int y, const char *text)
{
    if (*text == '\0')
        return;
    put_place(svg, anchor, x, y);
    put_look(svg, style, styles[style].colour);
    hsviz_markup_text(&svg->markup, text);
    hsviz_markup_close(&svg->markup);
}

void hsviz_svg_text_begin(struct hsviz_svg *svg, enum hsviz_svg_anchor anchor, int x, int y)
{
    put_place(svg, anchor, x, y);
    /* Qt, and so Wireshark, knows no dx, and drops the blank that a span begins with. */
    hsviz_markup_own(&svg->markup, "xml:space", "preserve");
}

void hsviz_svg_span(struct hsviz_svg *svg, enum hsviz_svg_style style, enum hsviz_svg_colour colour,
                    int air, const char *text)
{
    hsviz_markup_open(&svg->markup, "tspan");
    if (air > 0)
        hsviz_markup_number(&svg->markup, "dx", air);
    put_look(svg, style, colour);
    if (air > 0)
        hsviz_markup_text(&svg->markup, " ");
    hsviz_markup_text(&svg->markup, text);
    hsviz_markup_close(&svg->markup);
}

void hsviz_svg_text_end(struct hsviz_svg *svg)
{
    hsviz_markup_close(&svg->markup);
}
