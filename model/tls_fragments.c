/* tls_fragments.c
 * Handshake messages that go on over several records (RFC 8446 5.1). The dissector joins most of
 * them; very long ones it takes for encrypted, so that their lengths are followed here.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "internal.h"

enum { HANDSHAKE_HEADER_LEN = 4 }; /* RFC 8446 4 */

static void begin_message(struct hsviz_tls *tls, enum hsviz_side side, struct hsviz_bytes *bytes)
{
    tls->open_type[side] = (uint8_t)hsviz_bytes_number(bytes, 1);
    tls->open_len[side] = HANDSHAKE_HEADER_LEN + hsviz_bytes_number(bytes, 3);
    tls->open_left[side] = tls->open_len[side] - HANDSHAKE_HEADER_LEN;
}

static void end_message(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                        enum hsviz_source source)
{
    struct hsviz_tls *tls = connection->tls;
    enum hsviz_step_type type = hsviz_message_step(tls->open_type[moment->side]);
    struct hsviz_step *step =
        hsviz_tls_push(connection, moment, type, source, tls->open_len[moment->side]);

    if (step && type == HSVIZ_STEP_OTHER_HANDSHAKE)
        step->code = tls->open_type[moment->side];
}

/* The bytes of one fragment; a header that is split over two records ends the following. */
static void take_fragment(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                          struct hsviz_bytes bytes, enum hsviz_source source)
{
    uint32_t *left = &connection->tls->open_left[moment->side];

    while (bytes.len > 0) {
        if (*left == 0) {
            if (bytes.len < HANDSHAKE_HEADER_LEN)
                return;
            begin_message(connection->tls, moment->side, &bytes);
        }
        *left -= (uint32_t)hsviz_bytes_take(&bytes, MIN(*left, bytes.len)).len;
        if (*left == 0)
            end_message(connection, moment, source);
    }
}

void hsviz_tls_take_fragments(struct hsviz_connection *connection,
                              const struct hsviz_moment *moment,
                              const struct hsviz_record *record, enum hsviz_source source)
{
    size_t num_parts = MIN(record->num_parts, HSVIZ_RECORD_PARTS_MAX);

    for (size_t i = 0; i < num_parts; i++) {
        const struct hsviz_part *part = &record->parts[i];
        struct hsviz_bytes bytes = { part->bytes, part->captured_len, false };

        if (part->type == HSVIZ_PART_HANDSHAKE_FRAGMENT && part->captured_len == part->reported_len)
            take_fragment(connection, moment, bytes, source);
    }
}
