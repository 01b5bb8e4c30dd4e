/* grow.c
 * grow SHAPE N: feeds N times what SHAPE repeats, and draws it in all formats where N is small.
 * What that costs must grow as N does: doubling.py counts instructions.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_expect.h"

#include "render/render.h"
#include "cli/fold.h"
#include "model/connection.h"
#include "model/tcp/segment.h"

#define THREE_WAY "C S", "S SA", "C A"
#define FULL_12                                                                                   \
    THREE_WAY, "C A CH", "S A SH CERT12/900 M12/300 M14/0", "C A M16/32 ccs M20/12",               \
        "S A ccs M20/12", "C A app/100", "S A app/500"

/* More steps than these are not kept, and drawing has no more than them to do. */
enum { DRAWN_TIMES_MAX = 50 };

/* One connection: its beginning, and the frames that come again and again. */
static const struct shape {
    const char *name;
    const char *begin[12], *again[8];
} shapes[] = {
    { "syns", { "C S" }, { "C S seq=0" } },
    { "other-syns", { "C S" }, { "C S seq=7", "C S seq=9" } },
    { "data", { FULL_12 }, { "C A app/10", "S A app/20" } },
    { "plain", { THREE_WAY }, { "C A text=question", "S A text=answer" } },
    { "renegotiations", { FULL_12 },
      { "S A M0/0", "C A CH", "S A SH|CERT12/900|M12/300|M14/0", "C A M16/32 ccs M20/12",
        "S A ccs M20/12" } },
    { "encrypted", { FULL_12 }, { "C A enc/40", "S A enc/60 enc/80 enc/90 enc/100" } },
    { "inferred", { THREE_WAY, "C A CH/13", "S A SH/selected=0304" },
      { "S A app/32 app/1200", "C A app/53", "C! A app/10" } },
    { "holes", { FULL_12 }, { "S! A app/500", "S A app/500", "C A" } },
    { "repeats", { FULL_12 }, { "C A seq=1 len=61", "S A seq=1 len=200" } },
    { "windows", { FULL_12 }, { "C A win=0", "S A app/1", "C A win=100" } },
    { "alerts", { FULL_12 }, { "S A alert/1/90", "C A alert/1/100" } },
    { "messages", { THREE_WAY, "C A CH", "S A SH" },
      { "S A M99/0|M99/0|M99/0|M99/0|M99/0|M99/0|M99/0|M99/0" } },
    { "resets", { FULL_12 }, { "C R", "S R", "C FA seq=5", "S FA seq=9" } },
};

static void draw(const struct hsviz_connection *connection)
{
    for (const struct hsviz_format *format = hsviz_formats; format->name; format++) {
        struct hsviz_render_options options = { .format = format };
        GString *text = g_string_new(NULL);
        struct hsviz_output output = hsviz_output_to_string(text);
        struct hsviz_rendering *rendering = hsviz_render_begin(&output, &options);

        hsviz_render_connection(rendering, connection);
        hsviz_render_end(rendering);
        g_string_free(text, TRUE);
    }
}

static void feed_shape(const struct shape *shape, unsigned times)
{
    struct lines lines = lines_begin();

    for (size_t i = 0; i < G_N_ELEMENTS(shape->begin) && shape->begin[i]; i++)
        lines_feed(&lines, shape->begin[i]);
    for (unsigned n = 0; n < times; n++) {
        for (size_t i = 0; i < G_N_ELEMENTS(shape->again) && shape->again[i]; i++)
            lines_feed(&lines, shape->again[i]);
    }
    hsviz_connection_finish(lines.script.connection);
    if (times <= DRAWN_TIMES_MAX)
        draw(lines.script.connection);
    hsviz_connection_free(lines.script.connection);
}

/* Connections of which each is one SYN, counted, folded, and drawn all together. */
static void feed_flood(unsigned times)
{
    struct hsviz_fold *fold = hsviz_fold_new();
    struct hsviz_render_options options = { .format = hsviz_format_find("summary") };
    GString *text = g_string_new(NULL);
    struct hsviz_output output = hsviz_output_to_string(text);
    struct hsviz_rendering *rendering = hsviz_render_begin(&output, &options);

    for (uint32_t stream = 0; stream < times; stream++) {
        struct script script = script_begin(stream);

        script.port[HSVIZ_CLIENT] = (uint16_t)stream;
        script_tcp(&script, stream, HSVIZ_CLIENT, HSVIZ_TCP_SYN);
        hsviz_connection_finish(script.connection);
        hsviz_fold_count(fold, script.connection);
        hsviz_fold_line(fold, text, script.connection);
        hsviz_render_connection(rendering, script.connection);
        hsviz_connection_free(script.connection);
    }
    hsviz_render_end(rendering);
    g_string_free(text, TRUE);
    hsviz_fold_free(fold);
}

int main(int argc, char **argv)
{
    unsigned times = argc == 3 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;

    if (argc == 1) { /* the shapes there are */
        puts("flood");
        for (size_t i = 0; i < G_N_ELEMENTS(shapes); i++)
            puts(shapes[i].name);
        return 0;
    }
    if (strcmp(argv[1], "flood") == 0) {
        feed_flood(times);
        return 0;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(shapes); i++) {
        if (strcmp(argv[1], shapes[i].name) == 0) {
            feed_shape(&shapes[i], times);
            return 0;
        }
    }
    return 2;
}
