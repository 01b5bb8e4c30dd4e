/* line.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "line.h"

#include "render/shared/plain.h"
#include "model/core/append.h"
#include "model/core/names.h"

/* Select Graphic Rendition (ECMA-48 8.3.117). Colours of the 256 that read well on black and on
 * white, and whose neighbours in a ladder differ in brightness and in blue or yellow, so that they
 * do for those too who tell red from green badly. */
static const char *const sgr[HSVIZ_STYLE_PHASES + HSVIZ_NUM_PHASES] = {
    [HSVIZ_STYLE_PLAIN] = "0",
    [HSVIZ_STYLE_TITLE] = "1",
    [HSVIZ_STYLE_FAINT] = "38;5;244",
    [HSVIZ_STYLE_WARNING] = "1;38;5;172",
    [HSVIZ_STYLE_ERROR] = "1;38;5;167",
    [HSVIZ_STYLE_PHASES + HSVIZ_PHASE_OTHER] = "38;5;244",
    [HSVIZ_STYLE_PHASES + HSVIZ_PHASE_TCP_OPEN] = "38;5;33",
    [HSVIZ_STYLE_PHASES + HSVIZ_PHASE_HELLO] = "38;5;172",
    [HSVIZ_STYLE_PHASES + HSVIZ_PHASE_SERVER_PARAMETERS] = "38;5;37",
    [HSVIZ_STYLE_PHASES + HSVIZ_PHASE_AUTHENTICATION] = "38;5;133",
    [HSVIZ_STYLE_PHASES + HSVIZ_PHASE_KEY_EXCHANGE] = "38;5;37",
    [HSVIZ_STYLE_PHASES + HSVIZ_PHASE_FINISHED] = "38;5;71",
    [HSVIZ_STYLE_PHASES + HSVIZ_PHASE_EARLY_DATA] = "1;38;5;68",
    [HSVIZ_STYLE_PHASES + HSVIZ_PHASE_APPLICATION_DATA] = "1;38;5;68",
    [HSVIZ_STYLE_PHASES + HSVIZ_PHASE_POST_HANDSHAKE] = "38;5;101",
    [HSVIZ_STYLE_PHASES + HSVIZ_PHASE_ALERT] = "1;38;5;167",
    [HSVIZ_STYLE_PHASES + HSVIZ_PHASE_TLS_CLOSE] = "38;5;137",
    [HSVIZ_STYLE_PHASES + HSVIZ_PHASE_TCP_CLOSE] = "38;5;33",
    [HSVIZ_STYLE_PHASES + HSVIZ_PHASE_RESET] = "1;38;5;167",
    [HSVIZ_STYLE_PHASES + HSVIZ_PHASE_PLAINTEXT] = "38;5;68",
};

/* Each is one cell wide. No sign is one that fonts draw as a picture. */
static const struct {
    const char *unicode, *ascii;
} signs[HSVIZ_NUM_SIGNS] = {
    [HSVIZ_SIGN_SPACE] = { " ", " " },
    [HSVIZ_SIGN_LIFELINE] = { "│", "|" },
    [HSVIZ_SIGN_LIFELINE_CUT] = { "┊", ":" },
    [HSVIZ_SIGN_LIFELINE_END] = { "┴", "+" },
    [HSVIZ_SIGN_LIFELINE_ON] = { "▼", "V" },
    [HSVIZ_SIGN_TAIL_RIGHT] = { "├", "|" },
    [HSVIZ_SIGN_TAIL_LEFT] = { "┤", "|" },
    [HSVIZ_SIGN_CROSSING] = { "┼", "+" },
    [HSVIZ_SIGN_HEAD_RIGHT] = { "►", ">" },
    [HSVIZ_SIGN_HEAD_LEFT] = { "◄", "<" },
    [HSVIZ_SIGN_HOLLOW_RIGHT] = { "▻", ">" },
    [HSVIZ_SIGN_HOLLOW_LEFT] = { "◅", "<" },
    [HSVIZ_SIGN_SHAFT] = { "─", "-" },
    [HSVIZ_SIGN_SHAFT_INFERRED] = { "┄", "." },
    [HSVIZ_SIGN_SHAFT_REPEATED] = { "═", "=" },
    [HSVIZ_SIGN_SHAFT_GAP] = { "·", "~" },
    [HSVIZ_SIGN_BOX_TOP_LEFT] = { "┌", "+" },
    [HSVIZ_SIGN_BOX_TOP_RIGHT] = { "┐", "+" },
    [HSVIZ_SIGN_BOX_BOTTOM_LEFT] = { "└", "+" },
    [HSVIZ_SIGN_BOX_BOTTOM_RIGHT] = { "┘", "+" },
    [HSVIZ_SIGN_BOX_LINE] = { "─", "-" },
    [HSVIZ_SIGN_BOX_SIDE] = { "│", "|" },
    [HSVIZ_SIGN_BOX_LEG] = { "┬", "+" },
    [HSVIZ_SIGN_BOX_LEG_LEFT] = { "├", "+" },
    [HSVIZ_SIGN_BOX_LEG_RIGHT] = { "┤", "+" },
    [HSVIZ_SIGN_BRACKET_TOP] = { "┐", "+" },
    [HSVIZ_SIGN_BRACKET_SIDE] = { "│", "|" },
    [HSVIZ_SIGN_BRACKET_BOTTOM] = { "┘", "+" },
    [HSVIZ_SIGN_BRACKET_ONLY] = { "]", "]" },
    [HSVIZ_SIGN_BAR] = { "█", "#" },
};

struct hsviz_line *hsviz_line_new(const struct hsviz_render_options *options)
{
    struct hsviz_line *line = g_new0(struct hsviz_line, 1);

    line->text = g_string_new(NULL);
    line->charset = options->charset;
    line->colour = options->colour;
    return line;
}

void hsviz_line_free(struct hsviz_line *line)
{
    if (line == NULL)
        return;
    g_string_free(line->text, TRUE);
    g_free(line);
}

enum hsviz_style hsviz_style_of_phase(enum hsviz_phase phase)
{
    return (enum hsviz_style)(HSVIZ_STYLE_PHASES + (int)phase);
}

void hsviz_line_style(struct hsviz_line *line, enum hsviz_style style)
{
    if (style == line->style)
        return;
    if (line->colour == HSVIZ_COLOUR_ON) {
        /* From plain the style alone does; from another it must be taken off first. */
        const char *reset =
            line->style == HSVIZ_STYLE_PLAIN || style == HSVIZ_STYLE_PLAIN ? "" : "0;";

        hsviz_append(line->text, "\033[");
        hsviz_append(line->text, reset);
        hsviz_append(line->text, sgr[style]);
        hsviz_append(line->text, "m");
    }
    line->style = style;
}

static unsigned cells_of(gunichar character)
{
    return g_unichar_iswide(character) ? 2 : 1;
}

/* Both take text that is escaped, and so valid and without characters of no width. */
static unsigned count_cells(const char *escaped)
{
    unsigned cells = 0;

    for (const char *p = escaped; *p != '\0'; p = g_utf8_next_char(p))
        cells += cells_of(g_utf8_get_char(p));
    return cells;
}

static const char *cut_point(const char *escaped, unsigned max_cells)
{
    unsigned cells = 0;
    const char *p = escaped;

    while (*p != '\0' && cells + cells_of(g_utf8_get_char(p)) <= max_cells) {
        cells += cells_of(g_utf8_get_char(p));
        p = g_utf8_next_char(p);
    }
    return p;
}

unsigned hsviz_text_cells(enum hsviz_text_class class, const char *text, enum hsviz_charset charset)
{
    size_t len = hsviz_plain_len(text, HSVIZ_IN_TERMINAL);
    GString *escaped;
    unsigned cells = (unsigned)len;

    if (text[len] == '\0')
        return cells;
    escaped = g_string_new(NULL);
    hsviz_escape_terminal(escaped, text + len, class, charset);
    cells += count_cells(escaped->str);
    g_string_free(escaped, TRUE);
    return cells;
}

size_t hsviz_text_fitting(enum hsviz_text_class class, const char *text, enum hsviz_charset charset,
                          unsigned max_cells)
{
    GString *character = g_string_new(NULL);
    unsigned cells = 0;
    const char *p = text;

    while (*p != '\0') {
        const char *end = hsviz_character_end(p);

        g_string_truncate(character, 0);
        hsviz_append_bytes(character, p, (size_t)(end - p));
        cells += hsviz_text_cells(class, character->str, charset);
        if (cells > max_cells)
            break;
        p = end;
    }
    g_string_free(character, TRUE);
    return (size_t)(p - text);
}

/* Cuts what of a line's text begins at start, and is escaped, to max_cells, the ellipsis among
 * them. */
static void cut(struct hsviz_line *line, gsize start, unsigned max_cells)
{
    const char *ellipsis = line->charset == HSVIZ_CHARSET_ASCII ? "..." : "…";
    unsigned ellipsis_cells = line->charset == HSVIZ_CHARSET_ASCII ? 3 : 1;

    if (max_cells < ellipsis_cells) {
        g_string_truncate(line->text, start);
        return;
    }
    g_string_truncate(
        line->text,
        (gsize)(cut_point(line->text->str + start, max_cells - ellipsis_cells) - line->text->str));
    hsviz_append(line->text, ellipsis);
}

void hsviz_line_put(struct hsviz_line *line, enum hsviz_text_class class, const char *text,
                    unsigned max_cells)
{
    size_t len = hsviz_plain_len(text, HSVIZ_IN_TERMINAL);
    gsize start = line->text->len;
    unsigned cells = (unsigned)len;

    hsviz_append_bytes(line->text, text, len);
    if (text[len] != '\0') {
        hsviz_escape_terminal(line->text, text + len, class, line->charset);
        cells += count_cells(line->text->str + start + len);
    }
    if (cells > max_cells) {
        cut(line, start, max_cells);
        cells = count_cells(line->text->str + start);
    }
    line->cells += cells;
}

void hsviz_line_sign(struct hsviz_line *line, enum hsviz_sign sign)
{
    hsviz_line_fill(line, sign, line->cells + 1);
}

void hsviz_line_fill(struct hsviz_line *line, enum hsviz_sign sign, unsigned column)
{
    const char *bytes =
        line->charset == HSVIZ_CHARSET_ASCII ? signs[sign].ascii : signs[sign].unicode;
    size_t len = strlen(bytes);
    char *to;

    if (line->cells >= column)
        return;
    to = hsviz_append_room(line->text, len * (column - line->cells));
    for (; line->cells < column; line->cells++) {
        for (size_t i = 0; i < len; i++)
            *to++ = bytes[i];
    }
}

void hsviz_line_append(struct hsviz_line *line, const struct hsviz_line *tail)
{
    hsviz_append_bytes(line->text, tail->text->str, tail->text->len);
    line->cells += tail->cells;
    line->style = tail->style;
}

void hsviz_line_clear(struct hsviz_line *line)
{
    g_string_truncate(line->text, 0);
    line->cells = 0;
    line->style = HSVIZ_STYLE_PLAIN;
}

void hsviz_line_end(struct hsviz_line *line, struct hsviz_output *output)
{
    gsize len;

    hsviz_line_style(line, HSVIZ_STYLE_PLAIN);
    len = line->text->len;
    while (len > 0 && line->text->str[len - 1] == ' ')
        len--;
    g_string_truncate(line->text, len);
    hsviz_append(line->text, "\n");
    hsviz_output_bytes(output, line->text->str, line->text->len);
    hsviz_line_clear(line);
}
