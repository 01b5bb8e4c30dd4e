/* render.c
 * The table of formats, and the way into it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "render.h"

#include <string.h>

#include "render/data/csv.h"
#include "render/data/json.h"
#include "render/diagram/markdown.h"
#include "render/diagram/mermaid.h"
#include "render/diagram/plantuml.h"
#include "render/html/html.h"
#include "render/summary/summary.h"
#include "render/svg/svg.h"
#include "render/text/arrows.h"
#include "render/text/text.h"

/* clang-format off */
const struct hsviz_format hsviz_formats[] = {
    { "text", "the ladder, in Unicode if the locale supports it, else in ASCII", "txt",
      HSVIZ_HOLDS_MANY, HSVIZ_FOR_TERMINAL, HSVIZ_CHARSET_DEFAULT,
      NULL, hsviz_text_connection, NULL },
    { "ascii", "the ladder, in ASCII only", "txt",
      HSVIZ_HOLDS_MANY, HSVIZ_FOR_TERMINAL, HSVIZ_CHARSET_ASCII,
      NULL, hsviz_text_connection, NULL },
    { "unicode", "the ladder, in Unicode", "txt",
      HSVIZ_HOLDS_MANY, HSVIZ_FOR_TERMINAL, HSVIZ_CHARSET_UNICODE,
      NULL, hsviz_text_connection, NULL },
    { "arrows", "one line per step: Client(SYN-SENT)  >  SYN  >  Server(LISTEN)", "txt",
      HSVIZ_HOLDS_MANY, HSVIZ_FOR_TERMINAL, HSVIZ_CHARSET_DEFAULT,
      NULL, hsviz_arrows_connection, NULL },
    { "markdown", "one table per connection: step, parameters, purpose, RTT, time",
                  "md",
      HSVIZ_HOLDS_MANY, HSVIZ_FOR_PROGRAMS, HSVIZ_CHARSET_UNICODE,
      NULL, hsviz_markdown_connection, NULL },
    { "mermaid", "a sequence diagram as text, for Mermaid", "mmd",
      HSVIZ_HOLDS_ONE_TEXT, HSVIZ_FOR_PROGRAMS, HSVIZ_CHARSET_UNICODE,
      NULL, hsviz_mermaid_connection, NULL },
    { "plantuml", "a sequence diagram as text, for PlantUML", "puml",
      HSVIZ_HOLDS_MANY, HSVIZ_FOR_PROGRAMS, HSVIZ_CHARSET_UNICODE,
      NULL, hsviz_plantuml_connection, NULL },
    { "svg", "a picture in the viewer's light or dark setting; one connection per file", "svg",
      HSVIZ_HOLDS_ONE, HSVIZ_FOR_PROGRAMS, HSVIZ_CHARSET_UNICODE,
      NULL, hsviz_svg_connection, NULL },
    { "html", "a self-contained page that plays the handshakes step by step", "html",
      HSVIZ_HOLDS_MANY, HSVIZ_FOR_PROGRAMS, HSVIZ_CHARSET_UNICODE,
      NULL, hsviz_html_connection, hsviz_html_end },
    { "json", "one JSON object per connection and line, schema hsviz/1", "json",
      HSVIZ_HOLDS_MANY, HSVIZ_FOR_PROGRAMS, HSVIZ_CHARSET_DEFAULT,
      NULL, hsviz_json_connection, NULL },
    { "csv", "one line per connection, with a header", "csv",
      HSVIZ_HOLDS_MANY, HSVIZ_FOR_PROGRAMS, HSVIZ_CHARSET_DEFAULT,
      hsviz_csv_begin, hsviz_csv_connection, NULL },
    { "summary", "statistics of all connections: outcomes, versions, round trips, times", "txt",
      HSVIZ_HOLDS_MANY, HSVIZ_FOR_OVERVIEW, HSVIZ_CHARSET_DEFAULT,
      hsviz_summary_begin, hsviz_summary_connection, hsviz_summary_end },
    { .name = NULL },
};
/* clang-format on */

const struct hsviz_format *hsviz_format_find(const char *name)
{
    for (const struct hsviz_format *format = hsviz_formats; format->name != NULL; format++) {
        if (strcmp(format->name, name) == 0)
            return format;
    }
    return NULL;
}

/* The options as a renderer sees them: nothing left open, everything within what can be drawn. */
static struct hsviz_render_options options_settle(const struct hsviz_render_options *options)
{
    struct hsviz_render_options settled = *options;

    if (options->format->charset != HSVIZ_CHARSET_DEFAULT)
        settled.charset = options->format->charset;
    else if (options->charset == HSVIZ_CHARSET_DEFAULT)
        settled.charset = HSVIZ_CHARSET_UNICODE;
    if (options->width == 0)
        settled.width = HSVIZ_WIDTH_DEFAULT;
    settled.width = CLAMP(settled.width, HSVIZ_WIDTH_MIN, HSVIZ_WIDTH_MAX);
    return settled;
}

struct hsviz_rendering *hsviz_render_begin(struct hsviz_output *output,
                                           const struct hsviz_render_options *options)
{
    struct hsviz_rendering *rendering = g_new0(struct hsviz_rendering, 1);

    rendering->output = output;
    rendering->options = options_settle(options);
    if (options->format->begin != NULL)
        options->format->begin(rendering);
    return rendering;
}

void hsviz_render_connection(struct hsviz_rendering *rendering,
                             const struct hsviz_connection *connection)
{
    rendering->options.format->connection(rendering, connection);
    rendering->num_connections++;
}

void hsviz_render_end(struct hsviz_rendering *rendering)
{
    if (rendering->options.format->end != NULL)
        rendering->options.format->end(rendering);
    g_free(rendering);
}
