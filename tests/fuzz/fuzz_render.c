/* fuzz_render.c
 * Fuzzes the renderers: any connection, with any names, in any format and with any options, gives
 * text that is UTF-8, obeys the requested character set, and holds no control character.
 *
 * Input: format, options and width, a byte each; then four names (client's and server's address,
 * server name, protocol), each of two bytes of length and as many bytes; then what fuzz_input.h
 * says.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "fuzz_target.h"

#include "model/connection.h"
#include "model/core/connection.h"
#include "model/tls/tls.h"
#include "render/render.h"
#include "cli/fold.h"

enum { NUM_NAMES = 4, NAME_MAX_LEN = 300 };

enum option_bit {
    OPTION_ASCII = 0x01,
    OPTION_COLOUR = 0x02,
    OPTION_TIME = 0x04,
    OPTION_ALL_DATA = 0x08,
    OPTION_EXPLAIN = 0x10,
    OPTION_TCP_ALL = 0x20,
    OPTION_TCP_NONE = 0x40,
    OPTION_TWICE = 0x80, /* the connection stands twice in the output */
};

static struct hsviz_render_options read_options(struct fuzz *fuzz, uint8_t *bits)
{
    size_t num_formats = 0;
    struct hsviz_render_options options = { 0 };

    while (hsviz_formats[num_formats].name)
        num_formats++;
    options.format = &hsviz_formats[fuzz_number(fuzz, 1) % num_formats];
    *bits = (uint8_t)fuzz_number(fuzz, 1);
    options.width = fuzz_number(fuzz, 1) * 2;
    options.charset = *bits & OPTION_ASCII ? HSVIZ_CHARSET_ASCII : HSVIZ_CHARSET_UNICODE;
    options.colour = *bits & OPTION_COLOUR ? HSVIZ_COLOUR_ON : HSVIZ_COLOUR_OFF;
    options.scale = *bits & OPTION_TIME ? HSVIZ_SCALE_TIME : HSVIZ_SCALE_STEPS;
    options.data = *bits & OPTION_ALL_DATA ? HSVIZ_DATA_SHOWN_ALL : HSVIZ_DATA_SHOWN_FOLD;
    options.explain = *bits & OPTION_EXPLAIN ? HSVIZ_EXPLAIN_ON : HSVIZ_EXPLAIN_OFF;
    options.tcp = *bits & OPTION_TCP_ALL    ? HSVIZ_TCP_SHOWN_ALL
                  : *bits & OPTION_TCP_NONE ? HSVIZ_TCP_SHOWN_NONE
                                            : HSVIZ_TCP_SHOWN_HANDSHAKE;
    return options;
}

/* An empty name in the input leaves what the frames said. */
static void read_names(struct fuzz *fuzz, char *names[NUM_NAMES])
{
    for (size_t i = 0; i < NUM_NAMES; i++) {
        size_t len = fuzz_number(fuzz, 2);
        struct hsviz_bytes bytes = hsviz_bytes_take(&fuzz->input, MIN(len, NAME_MAX_LEN));

        names[i] = bytes.len > 0 ? g_strndup((const char *)bytes.start, bytes.len) : NULL;
    }
}

static void set_name(char **name, char *to)
{
    if (!to)
        return;
    g_free(*name);
    *name = to;
}

static void set_names(struct hsviz_connection *connection, char *names[NUM_NAMES])
{
    set_name(&connection->peer[HSVIZ_END_0].address, names[0]);
    set_name(&connection->peer[HSVIZ_END_1].address, names[1]);
    if (connection->tls) {
        set_name(&connection->tls->server_name, names[2]);
        set_name(&connection->tls->alpn, names[3]);
    } else {
        g_free(names[2]);
        g_free(names[3]);
    }
}

static void expect_harmless(const GString *text, const struct hsviz_render_options *options)
{
    bool is_ascii = options->format->charset == HSVIZ_CHARSET_ASCII ||
                    (options->format->audience == HSVIZ_FOR_TERMINAL &&
                     options->format->charset == HSVIZ_CHARSET_DEFAULT &&
                     options->charset == HSVIZ_CHARSET_ASCII);

    assert_true(g_utf8_validate(text->str, (gssize)text->len, NULL));
    for (size_t i = 0; i < text->len; i++) {
        uint8_t byte = (uint8_t)text->str[i];

        assert_true(byte >= 0x20 || byte == '\n' ||
                    (byte == 0x1b && options->colour == HSVIZ_COLOUR_ON));
        assert_true(byte != 0x7f);
        assert_true(byte < 0x80 || !is_ascii);
    }
}

static GString *draw(const struct hsviz_connection *connection,
                     const struct hsviz_render_options *options, unsigned times)
{
    GString *text = g_string_new(NULL);
    struct hsviz_output output = hsviz_output_to_string(text);
    struct hsviz_rendering *rendering = hsviz_render_begin(&output, options);

    for (unsigned i = 0; i < times; i++)
        hsviz_render_connection(rendering, connection);
    hsviz_render_end(rendering);
    return text;
}

static void fold(const struct hsviz_connection *connection)
{
    struct hsviz_fold *fold = hsviz_fold_new();
    GString *text = g_string_new(NULL);

    for (unsigned i = 0; i < HSVIZ_FOLD_MIN; i++)
        hsviz_fold_count(fold, connection);
    hsviz_fold_line(fold, text, connection);
    g_string_free(text, TRUE);
    hsviz_fold_free(fold);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz fuzz = { .input = { data, size, false } };
    char *names[NUM_NAMES];
    uint8_t bits;
    struct hsviz_render_options options = read_options(&fuzz, &bits);
    struct hsviz_connection *connection;
    unsigned times;
    GString *text;

    read_names(&fuzz, names);
    connection = fuzz_connection(fuzz.input.start, fuzz.input.len);
    set_names(connection, names);
    hsviz_connection_finish(connection);
    times = bits & OPTION_TWICE && options.format->capacity == HSVIZ_HOLDS_MANY ? 2 : 1;
    text = draw(connection, &options, times);
    expect_harmless(text, &options);
    g_string_free(text, TRUE);
    fold(connection);
    hsviz_connection_free(connection);
    return 0;
}
