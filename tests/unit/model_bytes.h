/* model_bytes.h
 * Connections by bytes alone: no record is separated by a dissector, unless a line says so.
 *
 * A side first says what it will send, and then sends parts of it, in any order and as often as it
 * likes. To the words of model_lines.h come lines
 *
 *     C= CH/13 app/99         what the client sends after what it said before: the words of records
 *
 * and words of a frame
 *
 *     C A bytes=0-100         the first hundred of them, with their sequence number; without a
 *                             number, from the beginning or to the end
 *     C A bytes=100-          the rest
 *     C A bytes=0-100 snap=9  of which nine were captured
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_TESTS_MODEL_BYTES_H
#define HSVIZ_TESTS_MODEL_BYTES_H

#include <stddef.h>
#include <stdint.h>
#include <glib.h>

#include "model_expect.h"
#include "model/connection.h"
#include "model/core/names.h"

struct sending {
    struct lines lines;
    GByteArray *bytes[HSVIZ_NUM_SIDES]; /* what each side sends, after its SYN */
};

static inline struct sending sending_begin(void)
{
    return (struct sending){ .lines = lines_begin(),
                             .bytes = { g_byte_array_new(), g_byte_array_new() } };
}

static inline void sending_end(struct sending *sending)
{
    g_byte_array_free(sending->bytes[HSVIZ_CLIENT], TRUE);
    g_byte_array_free(sending->bytes[HSVIZ_SERVER], TRUE);
    hsviz_connection_free(sending->lines.script.connection);
}

static inline void sending_say(struct sending *sending, enum hsviz_side side, char **words)
{
    struct script_frame *frame = frame_begin(&sending->lines.script, 0, side, 0);

    for (; *words; words++)
        add_word(&sending->lines, frame, side, *words);
    g_byte_array_append(sending->bytes[side], frame->bytes->data, frame->bytes->len);
    sending->lines.script.frame--;
    g_byte_array_free(frame->bytes, TRUE);
    g_free(frame);
}

/* A frame of len of the side's bytes from at on; of these, captured_len are in the capture. */
static inline struct script_frame *sending_frame(struct sending *sending, double ms,
                                                 enum hsviz_side side, uint8_t flags, size_t at,
                                                 size_t len)
{
    struct script_frame *frame = frame_begin(&sending->lines.script, ms, side, flags);

    assert_true(at + len <= sending->bytes[side]->len);
    frame->segment.seq = sending->lines.first_seq[side] + 1 + (uint32_t)at;
    frame->segment.payload_len = (uint32_t)len;
    g_byte_array_append(frame->bytes, sending->bytes[side]->data + at, (guint)len);
    return frame;
}

/* Takes the words that only these frames have out of words; the part that is sent, if any. */
static inline bool take_part(char **words, size_t *begin, size_t *end, uint32_t *snap)
{
    bool has_part = false;

    for (; *words; words++) {
        if (g_str_has_prefix(*words, "bytes=")) {
            const char *dash = strchr(*words, '-');

            has_part = true;
            *begin = (size_t)atoi(*words + 6);
            if (dash[1])
                *end = (size_t)atoi(dash + 1);
        } else if (g_str_has_prefix(*words, "snap=")) {
            *snap = (uint32_t)atoi(*words + 5);
        } else {
            continue;
        }
        **words = '\0'; /* a word that says nothing */
    }
    return has_part;
}

static inline void sending_send(struct sending *sending, char **words, double ms)
{
    enum hsviz_side side = words[0][0] == 'C' ? HSVIZ_CLIENT : HSVIZ_SERVER;
    size_t begin = 0, end = sending->bytes[side]->len;
    uint32_t snap = UINT32_MAX;
    struct script_frame *frame;

    if (!take_part(words + 2, &begin, &end, &snap)) {
        feed_words(&sending->lines, words, ms);
        return;
    }
    frame = sending_frame(sending, ms, side, word_flags(words[1]), begin, end - begin);
    for (char **word = words + 2; *word; word++) {
        if (**word && !add_header_word(&sending->lines, frame, side, *word) && **word != '@')
            fail_msg("no word of a frame: %s", *word);
    }
    script_feed_cut(&sending->lines.script, frame, side,
                    words[0][1] == '!' ? SCRIPT_NOT_CAPTURED : SCRIPT_CAPTURED, snap);
}

static inline void sending_play(struct sending *sending, const char *line)
{
    char **words = g_strsplit(line, " ", -1);

    if (words[0][1] == '=')
        sending_say(sending, words[0][0] == 'C' ? HSVIZ_CLIENT : HSVIZ_SERVER, words + 1);
    else if (words[0][1] == '\0' || strstr(line, " bytes="))
        sending_send(sending, words, line_ms(&sending->lines, line));
    else
        lines_feed(&sending->lines, line);
    g_strfreev(words);
}

#endif
