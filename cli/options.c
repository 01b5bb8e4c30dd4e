/* options.c
 * The argument of `-z hsviz`, read part by part from tables.
 *
 * A part is a format, a key with its value, or `explain`; the first that is none of them is a
 * display filter, and takes all that follows, because filters may contain commas.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "options.h"

#include <string.h>

#define PREFIX "hsviz"

/* One choice of a key that has few. */
struct choice {
    const char *name;
    int value;
};

/* One key. read takes the value, and returns false where it makes no sense; NULL: the value is a
 * filter, and takes the rest of the argument. */
struct key {
    const char *name;
    const char *values; /* as shown in the help and in errors */
    const char *meaning;
    bool (*read)(struct hsviz_options *options, const char *value);
};

static const struct choice scales[] = {
    { "steps", HSVIZ_SCALE_STEPS },
    { "time", HSVIZ_SCALE_TIME },
    { NULL, 0 },
};

static const struct choice tcp_shown[] = {
    { "handshake", HSVIZ_TCP_SHOWN_HANDSHAKE },
    { "all", HSVIZ_TCP_SHOWN_ALL },
    { "none", HSVIZ_TCP_SHOWN_NONE },
    { NULL, 0 },
};

static const struct choice data_shown[] = {
    { "fold", HSVIZ_DATA_SHOWN_FOLD },
    { "all", HSVIZ_DATA_SHOWN_ALL },
    { NULL, 0 },
};

static bool choice_read(int *chosen, const struct choice *choices, const char *value)
{
    for (const struct choice *choice = choices; choice->name; choice++) {
        if (strcmp(choice->name, value) == 0) {
            *chosen = choice->value;
            return true;
        }
    }
    return false;
}

static bool number_read(uint32_t *number, const char **text)
{
    char *end;
    guint64 value;

    if (!g_ascii_isdigit(**text))
        return false;
    value = g_ascii_strtoull(*text, &end, 10);
    if (value > UINT32_MAX)
        return false;
    *number = (uint32_t)value;
    *text = end;
    return true;
}

static bool file_read(struct hsviz_options *options, const char *value)
{
    g_free(options->file);
    options->file = g_strdup(value);
    return *value != '\0';
}

/* LIST = RANGE *("+" RANGE); RANGE = NUMBER ["-" NUMBER] */
static bool streams_read(struct hsviz_options *options, const char *value)
{
    if (!options->streams)
        options->streams = g_array_new(FALSE, FALSE, sizeof(struct hsviz_stream_range));
    for (;;) {
        struct hsviz_stream_range range;

        if (!number_read(&range.first, &value))
            return false;
        range.last = range.first;
        if (*value == '-') {
            value++;
            if (!number_read(&range.last, &value) || range.last < range.first)
                return false;
        }
        g_array_append_val(options->streams, range);
        if (*value == '\0')
            return true;
        if (*value++ != '+')
            return false;
    }
}

static bool width_read(struct hsviz_options *options, const char *value)
{
    return number_read(&options->render.width, &value) && *value == '\0' &&
           options->render.width >= HSVIZ_WIDTH_MIN && options->render.width <= HSVIZ_WIDTH_MAX;
}

static bool scale_read(struct hsviz_options *options, const char *value)
{
    int chosen = 0;
    bool known = choice_read(&chosen, scales, value);

    options->render.scale = (enum hsviz_scale)chosen;
    return known;
}

static bool tcp_read(struct hsviz_options *options, const char *value)
{
    int chosen = 0;
    bool known = choice_read(&chosen, tcp_shown, value);

    options->render.tcp = (enum hsviz_tcp_shown)chosen;
    return known;
}

static bool data_read(struct hsviz_options *options, const char *value)
{
    int chosen = 0;
    bool known = choice_read(&chosen, data_shown, value);

    options->render.data = (enum hsviz_data_shown)chosen;
    return known;
}

_Static_assert(HSVIZ_WIDTH_MIN == 40 && HSVIZ_WIDTH_MAX == 400, "the help says other widths");

static const struct key keys[] = {
    { "file", "PATH", "output file; one file per stream: a folder, or %d in the name", file_read },
    { "stream", "LIST", "draw these connections: 3, 0-9, 1+4+7", streams_read },
    { "width", "40 to 400", "columns of the ladder (default: terminal's, else 100)", width_read },
    { "scale", "steps|time", "vertical distance between steps: equal, or by time", scale_read },
    { "tcp", "handshake|all|none", "which TCP segments to draw", tcp_read },
    { "data", "fold|all", "whether to fold runs of application data into one arrow", data_read },
    { "filter", "EXPR", "a display filter; everything that follows, including commas", NULL },
};

/* What else there is, with arguments of its own. */
static const struct {
    const char *name, *meaning;
} statistics[] = {
    { "-z " PREFIX ",tree[,FILTER]", "counts of versions, kinds, outcomes, phases" },
    { "-z " PREFIX ",table[,FILTER]", "a table with one row per connection" },
    { "-z flow," PREFIX ",standard", "a flow graph with one arrow per step" },
};

/* Words that stand alone, without a value. */
#define EXPLAIN "explain"
#define HELP "help"

static void formats_append(GString *text, const char *separator)
{
    for (const struct hsviz_format *format = hsviz_formats; format->name; format++)
        g_string_append_printf(text, "%s%s", format == hsviz_formats ? "" : separator,
                               format->name);
}

static void keys_append(GString *text, const char *separator)
{
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
        g_string_append_printf(text, "%s=%s", keys[i].name, separator);
    g_string_append(text, EXPLAIN);
}

static void help_append(GString *text)
{
    g_string_append(text, "-z " PREFIX "[,FORMAT][,KEY=VALUE]...[,FILTER]\n\nFORMAT\n");
    for (const struct hsviz_format *format = hsviz_formats; format->name; format++)
        g_string_append_printf(text, "  %-27s %s\n", format->name, format->description);
    g_string_append(text, "\nKEY\n");
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        char *example = g_strdup_printf("%s=%s", keys[i].name, keys[i].values);

        g_string_append_printf(text, "  %-27s %s\n", example, keys[i].meaning);
        g_free(example);
    }
    g_string_append_printf(text, "  %-27s %s\n", EXPLAIN, "a sentence or two under the first step "
                                                          "of each kind");
    g_string_append_printf(text, "  %-27s %s\n", HELP, "this help");
    g_string_append(text, "\nA final argument that is neither a format nor a key is a display "
                          "filter; it may contain commas.\n\nOTHER STATISTICS\n");
    for (size_t i = 0; i < G_N_ELEMENTS(statistics); i++)
        g_string_append_printf(text, "  %-27s %s\n", statistics[i].name, statistics[i].meaning);
}

/* The key that part begins with, NULL where there is none; value becomes what follows its "=". */
static const struct key *key_find(const char **value, const char *part)
{
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        size_t len = strlen(keys[i].name);

        /* "tcp==1" is a filter that someone mistyped, not the value "=1". */
        if (strncmp(part, keys[i].name, len) == 0 && part[len] == '=' && part[len + 1] != '=') {
            *value = part + len + 1;
            return &keys[i];
        }
    }
    return NULL;
}

/* The key that part is the name of, without a value; NULL where it is none. */
static const struct key *key_without_value(const char *part)
{
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (strcmp(keys[i].name, part) == 0)
            return &keys[i];
    }
    return NULL;
}

static enum hsviz_options_result value_miss(GString *message, const struct key *key)
{
    g_string_append_printf(message, PREFIX ": %s has no value, expected %s=%s (%s)", key->name,
                           key->name, key->values, key->meaning);
    /* Some are protocols too, and so filters. */
    if (key->read)
        g_string_append_printf(message, " or filter=%s for a display filter", key->name);
    return HSVIZ_OPTIONS_WRONG;
}

static enum hsviz_options_result format_set(struct hsviz_options *options, GString *message,
                                            const struct hsviz_format *format)
{
    if (options->render.format) {
        g_string_append_printf(message, PREFIX ": two formats given, %s and %s; choose one",
                               options->render.format->name, format->name);
        return HSVIZ_OPTIONS_WRONG;
    }
    options->render.format = format;
    return HSVIZ_OPTIONS_DRAW;
}

static enum hsviz_options_result key_set(struct hsviz_options *options, GString *message,
                                         const struct key *key, const char *value)
{
    if (key->read(options, value))
        return HSVIZ_OPTIONS_DRAW;
    g_string_append_printf(message, PREFIX ": %s=%s is invalid; expected %s (%s)", key->name,
                           value, key->values, key->meaning);
    return HSVIZ_OPTIONS_WRONG;
}

/* Reads one part; rest is where it begins in the argument, and becomes NULL when the part took all
 * that follows. */
static enum hsviz_options_result part_read(struct hsviz_options *options, GString *message,
                                           const char *part, const char **rest)
{
    const struct hsviz_format *format = hsviz_format_find(part);
    const char *value;
    const struct key *key = key_find(&value, part);

    if (format)
        return format_set(options, message, format);
    if (strcmp(part, HELP) == 0) {
        help_append(message);
        return HSVIZ_OPTIONS_HELP;
    }
    if (strcmp(part, EXPLAIN) == 0) {
        options->render.explain = HSVIZ_EXPLAIN_ON;
        return HSVIZ_OPTIONS_DRAW;
    }
    if (key && key->read)
        return key_set(options, message, key, value);
    if (!key && key_without_value(part))
        return value_miss(message, key_without_value(part));
    if (!key)
        options->guess = g_strdup(part);
    options->filter = g_strdup(key ? *rest + (value - part) : *rest);
    *rest = NULL;
    return HSVIZ_OPTIONS_DRAW;
}

static enum hsviz_options_result parts_read(struct hsviz_options *options, GString *message,
                                            const char *rest)
{
    enum hsviz_options_result result = HSVIZ_OPTIONS_DRAW;

    while (rest && result == HSVIZ_OPTIONS_DRAW) {
        size_t len = strcspn(rest, ",");
        char *part = g_strndup(rest, len);

        if (len == 0 && rest[len] == ',') {
            g_string_append(message, PREFIX ": nothing between two commas; remove one");
            result = HSVIZ_OPTIONS_WRONG;
        } else if (len > 0) {
            result = part_read(options, message, part, &rest);
        }
        g_free(part);
        if (rest)
            rest = rest[len] == ',' ? rest + len + 1 : NULL;
    }
    return result;
}

enum hsviz_options_result hsviz_options_parse(struct hsviz_options *options, GString *message,
                                              const char *argument)
{
    const char *rest = argument + strlen(PREFIX);
    enum hsviz_options_result result;

    if (*rest != '\0' && *rest != ',') {
        g_string_append_printf(
            message, PREFIX ": unknown statistic \"%s\"; try -z " PREFIX ",help",
            argument);
        return HSVIZ_OPTIONS_WRONG;
    }
    result = parts_read(options, message, *rest ? rest + 1 : NULL);
    if (!options->render.format)
        options->render.format = hsviz_formats;
    if (options->filter && *options->filter == '\0')
        g_clear_pointer(&options->filter, g_free);
    return result;
}

void hsviz_options_filter_wrong(const struct hsviz_options *options, GString *message,
                                const char *reason)
{
    if (options->guess) {
        g_string_append_printf(message, PREFIX ": \"%s\" is neither a format (", options->guess);
        formats_append(message, ", ");
        g_string_append(message, "), nor a key (");
        keys_append(message, ", ");
        g_string_append_printf(message, "), nor a valid display filter: %s", reason);
    } else {
        g_string_append_printf(message, PREFIX ": filter=%s is not a valid display filter: %s",
                               options->filter, reason);
    }
    /* Filters and reasons may hold line ends; an error is one line. */
    g_strdelimit(message->str, "\r\n", ' ');
}

bool hsviz_options_has_stream(const struct hsviz_options *options, uint32_t stream)
{
    if (!options->streams)
        return true;
    for (guint i = 0; i < options->streams->len; i++) {
        const struct hsviz_stream_range *range =
            &g_array_index(options->streams, struct hsviz_stream_range, i);

        if (stream >= range->first && stream <= range->last)
            return true;
    }
    return false;
}

void hsviz_options_clear(struct hsviz_options *options)
{
    g_free(options->file);
    g_free(options->filter);
    g_free(options->guess);
    if (options->streams)
        g_array_free(options->streams, TRUE);
    *options = (struct hsviz_options){ 0 };
}
