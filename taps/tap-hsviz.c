/* tap-hsviz.c
 * `tshark -z hsviz`: draws the connections when the capture has been read.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "taps.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <epan/packet_info.h>
#include <epan/stat_tap_ui.h>
#include <epan/tap.h>

#include "dissect/ws-compat.h"
#include "cli/fold.h"
#include "cli/options.h"
#include "packet-hsviz.h"
#include "cli/platform.h"
#include "render/render.h"
#include "cli/target.h"
#include "model/connection/view.h"

/* How many connections a terminal is given at once. */
enum { CONNECTIONS_MAX = 50 };

/* Status of tshark when a drawing could not be written. */
enum { STATUS_NOT_WRITTEN = 2 };

/* Whether something came since the last drawing. */
enum freshness { NOT_DRAWN, DRAWN };

/* One `-z hsviz`. */
struct listener {
    struct hsviz_options options;
    struct hsviz_place place;
    GHashTable *streams; /* those of which a frame passed the filter */
    enum freshness freshness;
};

/* What a drawing came to. */
struct tally {
    size_t drawn, left_out;
};

/* ---- What the terminal can show ---- */

static unsigned columns_of_terminal(void)
{
    const char *columns = getenv("COLUMNS");
    uint64_t given = columns ? g_ascii_strtoull(columns, NULL, 10) : 0;

    return given > 0 && given <= UINT16_MAX ? (unsigned)given : hsviz_platform_columns();
}

static bool terminal_likes_colour(void)
{
    const char *no_colour = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");

    return !(no_colour && *no_colour) && !(terminal && strcmp(terminal, "dumb") == 0);
}

/* Fills what the argument left open. What does not go to a terminal is the same everywhere, but
 * for the locale's characters. */
static void options_complete(struct hsviz_options *options)
{
    struct hsviz_render_options *render = &options->render;

    render->charset = g_get_charset(NULL) ? HSVIZ_CHARSET_UNICODE : HSVIZ_CHARSET_ASCII;
    if (options->file || !hsviz_platform_is_terminal() ||
        render->format->audience == HSVIZ_FOR_PROGRAMS)
        return;
    if (render->width == 0)
        render->width = columns_of_terminal();
    if (terminal_likes_colour())
        render->colour = HSVIZ_COLOUR_ON;
}

/* ---- Errors ---- */

/* Runs when tshark ends or unloads the plugin: other statistics were drawn by then. */
static void end_with_failure(void)
{
    fflush(NULL);
    _Exit(STATUS_NOT_WRITTEN);
}

static void fail_silently(void)
{
    static bool failed;

    if (!failed)
        atexit(end_with_failure);
    failed = true;
}

static void fail(const char *message)
{
    fprintf(stderr, "hsviz: %s\n", message);
    fail_silently();
}

/* Who closes a pipe, as `head` does, has what it wanted. */
static void fail_to_write(const char *path, int error)
{
    char *message =
        g_strdup_printf("cannot write %s: %s", path ? path : "standard output", g_strerror(error));

    if (error == EPIPE)
        fail_silently();
    else
        fail(message);
    g_free(message);
}

/* ---- Drawing ---- */

static bool is_chosen(const struct listener *listener, const struct hsviz_connection *connection)
{
    uint32_t stream = hsviz_connection_stream(connection);

    return hsviz_options_has_stream(&listener->options, stream) &&
           g_hash_table_contains(listener->streams, GUINT_TO_POINTER(stream));
}

static size_t connections_limit(const struct hsviz_options *options)
{
    bool whole =
        options->streams || options->file || options->render.format->audience != HSVIZ_FOR_TERMINAL;

    return whole ? SIZE_MAX : CONNECTIONS_MAX;
}

/* The connections to draw, in the order of their streams. */
static GPtrArray *connections_chosen(const struct listener *listener)
{
    GPtrArray *chosen = g_ptr_array_new();

    for (size_t i = 0; i < hsviz_num_connections(); i++) {
        const struct hsviz_connection *connection = hsviz_connection_at(i);

        if (connection && is_chosen(listener, connection))
            g_ptr_array_add(chosen, (gpointer)connection);
    }
    return chosen;
}

/* Groups of unanswered SYNs, unless streams were selected by number; else NULL. */
static struct hsviz_fold *fold_new(const struct listener *listener, const GPtrArray *chosen)
{
    const struct hsviz_options *options = &listener->options;
    struct hsviz_fold *fold;

    if (options->streams || options->render.format->audience != HSVIZ_FOR_TERMINAL)
        return NULL;
    fold = hsviz_fold_new();
    for (guint i = 0; i < chosen->len; i++)
        hsviz_fold_count(fold, g_ptr_array_index(chosen, i));
    return fold;
}

/* Draws connection, or the line of the group that it is the first of; false where neither is
 * due. */
static bool connection_draw(struct hsviz_rendering *rendering, struct hsviz_fold *fold,
                            const struct hsviz_connection *connection)
{
    GString *line = g_string_new(NULL);
    enum hsviz_folded folded =
        fold ? hsviz_fold_line(fold, line, connection) : HSVIZ_NOT_FOLDED;

    if (folded == HSVIZ_NOT_FOLDED) {
        hsviz_render_connection(rendering, connection);
    } else if (folded == HSVIZ_FOLDED_FIRST) {
        if (rendering->num_connections > 0)
            hsviz_output_text(rendering->output, "\n");
        hsviz_output_text(rendering->output, line->str);
        rendering->num_connections++;
    }
    g_string_free(line, TRUE);
    return folded != HSVIZ_FOLDED;
}

/* As many as the terminal is given, in one rendering. */
static struct tally draw_many(const struct listener *listener, struct hsviz_output *output,
                              const GPtrArray *chosen)
{
    size_t limit = connections_limit(&listener->options);
    struct hsviz_rendering *rendering = hsviz_render_begin(output, &listener->options.render);
    struct hsviz_fold *fold = fold_new(listener, chosen);
    struct tally tally = { 0 };

    for (guint i = 0; i < chosen->len; i++) {
        if (tally.drawn == limit)
            tally.left_out++;
        else
            tally.drawn += connection_draw(rendering, fold, g_ptr_array_index(chosen, i));
    }
    hsviz_fold_free(fold);
    hsviz_render_end(rendering);
    return tally;
}

static void draw_one(const struct listener *listener, struct hsviz_output *output,
                     const struct hsviz_connection *connection)
{
    struct hsviz_rendering *rendering = hsviz_render_begin(output, &listener->options.render);

    hsviz_render_connection(rendering, connection);
    hsviz_render_end(rendering);
}

static struct tally connections_draw(const struct listener *listener, struct hsviz_output *output,
                                     const GPtrArray *chosen)
{
    struct tally tally = { .drawn = chosen->len };

    if (listener->options.render.format->capacity == HSVIZ_HOLDS_MANY)
        return draw_many(listener, output, chosen);
    for (guint i = 0; i < chosen->len; i++) {
        if (i > 0)
            hsviz_output_text(output, "\n");
        draw_one(listener, output, g_ptr_array_index(chosen, i));
    }
    return tally;
}

/* The line under a drawing that does not show all, or nothing; NULL where none is needed. */
static char *remark_new(const struct tally *tally)
{
    if (tally->left_out > 0)
        return g_strdup_printf("%zu more connections not drawn: select them with stream=LIST or a "
                               "filter, or write all with file=PATH\n",
                               tally->left_out);
    if (tally->drawn > 0)
        return NULL;
    if (hsviz_num_connections() > 0)
        return g_strdup_printf("hsviz: none of the %zu TCP connections in this capture matches "
                               "stream= and the filter\n",
                               hsviz_num_connections());
    return g_strdup("hsviz: no TCP connection in this capture\n");
}

/* Into the drawing that people read; beside any other, and beside several. */
static void remark_write(const struct listener *listener, struct hsviz_output *output,
                         const struct tally *tally)
{
    char *remark = remark_new(tally);

    if (remark && output && listener->options.render.format->audience != HSVIZ_FOR_PROGRAMS)
        hsviz_output_text(output, remark);
    else if (remark)
        fputs(remark, stderr);
    g_free(remark);
}

/* Standard output, or the one file. */
static void draw_together(const struct listener *listener, const GPtrArray *chosen)
{
    struct hsviz_target target;
    struct hsviz_output output;
    struct tally tally;
    const char *path = listener->place.path;
    int error = hsviz_target_open(&target, path);

    if (!error) {
        output = hsviz_output_to_file(target.file);
        tally = connections_draw(listener, &output, chosen);
        remark_write(listener, &output, &tally);
        error = hsviz_target_close(&target, output.error);
    }
    if (error)
        fail_to_write(path, error);
}

static int draw_file(const struct listener *listener, const GPtrArray *chosen, size_t i,
                     const char *path)
{
    struct hsviz_target target;
    struct hsviz_output output;
    int error = hsviz_target_open(&target, path);

    if (error)
        return error;
    output = hsviz_output_to_file(target.file);
    draw_one(listener, &output, g_ptr_array_index(chosen, i));
    return hsviz_target_close(&target, output.error);
}

/* A file each, up to the first that cannot be written: the next ones would not fare better. */
static void draw_apart(const struct listener *listener, const GPtrArray *chosen)
{
    struct tally tally = { .drawn = chosen->len };
    int error = chosen->len > 0 ? hsviz_place_prepare(&listener->place) : 0;

    if (error)
        fail_to_write(listener->place.folder, error);
    for (size_t i = 0; i < chosen->len && !error; i++) {
        uint32_t stream = hsviz_connection_stream(g_ptr_array_index(chosen, i));
        char *path = hsviz_place_path(&listener->place, stream);

        error = draw_file(listener, chosen, i, path);
        if (error)
            fail_to_write(path, error);
        g_free(path);
    }
    remark_write(listener, NULL, &tally);
}

/* Whether one place cannot hold what was chosen; says so. */
static bool is_too_much(const struct listener *listener, size_t num_chosen)
{
    const struct hsviz_format *format = listener->options.render.format;
    const char *path = listener->place.path;
    char *message;

    if (num_chosen <= 1 || format->capacity == HSVIZ_HOLDS_MANY ||
        listener->place.kind == HSVIZ_PLACE_FILE_EACH ||
        (!path && format->capacity == HSVIZ_HOLDS_ONE_TEXT))
        return false;
    message = g_strdup_printf("%s%s%s holds one connection, but %zu are selected: select one with "
                              "stream=NUMBER, or write one file per connection with file=FOLDER/ "
                              "or file=NAME-%%d.%s",
                              path ? path : "", path ? ": " : "", format->name, num_chosen,
                              format->extension);
    fail(message);
    g_free(message);
    return true;
}

/* A file that should hold one connection is not made for none. */
static bool is_apart(const struct listener *listener, size_t num_chosen)
{
    return listener->place.kind == HSVIZ_PLACE_FILE_EACH ||
           (num_chosen == 0 && listener->options.render.format->capacity != HSVIZ_HOLDS_MANY);
}

static void listener_draw(void *tapdata)
{
    struct listener *listener = tapdata;
    GPtrArray *chosen;

    if (listener->freshness == DRAWN)
        return;
    listener->freshness = DRAWN;
    hsviz_finish_connections();
    chosen = connections_chosen(listener);
    if (!is_too_much(listener, chosen->len)) {
        if (is_apart(listener, chosen->len))
            draw_apart(listener, chosen);
        else
            draw_together(listener, chosen);
    }
    g_ptr_array_unref(chosen);
}

/* ---- Listening ---- */

static tap_packet_status listener_packet(void *tapdata, packet_info *pinfo, epan_dissect_t *edt,
                                         const void *data, tap_flags_t flags)
{
    struct listener *listener = tapdata;
    const struct hsviz_tap_data *tap_data = data;
    uint32_t stream = hsviz_connection_stream(tap_data->connection);

    (void)pinfo;
    (void)edt;
    (void)flags;
    g_hash_table_add(listener->streams, GUINT_TO_POINTER(stream));
    listener->freshness = NOT_DRAWN;
    return TAP_PACKET_REDRAW;
}

static void listener_reset(void *tapdata)
{
    struct listener *listener = tapdata;

    g_hash_table_remove_all(listener->streams);
    listener->freshness = NOT_DRAWN;
}

static void listener_free(void *tapdata)
{
    struct listener *listener = tapdata;

    hsviz_options_clear(&listener->options);
    hsviz_place_clear(&listener->place);
    g_hash_table_destroy(listener->streams);
    g_free(listener);
}

/* ---- Starting ---- */

/* Parses argument; false where nothing is to be drawn, with the reason in message. */
static bool listener_configure(struct listener *listener, GString *message, const char *argument)
{
    char *reason = NULL;

    switch (hsviz_options_parse(&listener->options, message, argument)) {
    case HSVIZ_OPTIONS_HELP:
        fputs(message->str, stdout);
        exit(fflush(stdout) == 0 ? EXIT_SUCCESS : STATUS_NOT_WRITTEN);
    case HSVIZ_OPTIONS_WRONG:
        return false;
    case HSVIZ_OPTIONS_DRAW:
        break;
    }
    if (listener->options.filter)
        reason = hsviz_filter_check(listener->options.filter);
    if (!reason)
        return true;
    hsviz_options_filter_wrong(&listener->options, message, reason);
    g_free(reason);
    return false;
}

/* What is about all connections together cannot be parted by them. */
static bool is_place_for_format(const struct listener *listener, GString *message)
{
    const struct hsviz_format *format = listener->options.render.format;

    if (format->audience != HSVIZ_FOR_OVERVIEW ||
        listener->place.kind != HSVIZ_PLACE_FILE_EACH)
        return true;
    g_string_append_printf(message,
                           "hsviz: %s covers all connections together; file= must be one file, not "
                           "a folder or a name with %%d", format->name);
    return false;
}

static bool listener_start(struct listener *listener, GString *message, const char *argument)
{
    GString *error;

    if (!listener_configure(listener, message, argument))
        return false;
    options_complete(&listener->options);
    if (!hsviz_place_parse(&listener->place, message, listener->options.file,
                           listener->options.render.format->extension) ||
        !is_place_for_format(listener, message))
        return false;
    error =
        register_tap_listener(HSVIZ_NAME, listener, listener->options.filter, TL_REQUIRES_NOTHING,
                              listener_reset, listener_packet, listener_draw, listener_free);
    if (!error)
        return true;
    g_string_append_printf(message, "hsviz: %s", error->str);
    g_string_free(error, TRUE);
    return false;
}

static hsviz_stat_result stat_start(const char *argument, void *userdata)
{
    struct listener *listener = g_new0(struct listener, 1);
    GString *message = g_string_new(NULL);
    bool started;

    (void)userdata;
    listener->streams = g_hash_table_new(g_direct_hash, g_direct_equal);
    started = listener_start(listener, message, argument);
    if (!started) {
        fprintf(stderr, "%s\n", message->str);
        listener_free(listener);
    }
    g_string_free(message, TRUE);
    if (!started)
        HSVIZ_STAT_REFUSED;
    HSVIZ_STAT_STARTED;
}

void hsviz_register_stat_tap(void)
{
    static stat_tap_ui ui = {
        .group = REGISTER_STAT_GROUP_GENERIC,
        .title = "TCP and TLS handshakes (hsviz)",
        .cli_string = HSVIZ_NAME,
        .tap_init_cb = stat_start,
    };

    register_stat_tap_ui(&ui, NULL);
}
