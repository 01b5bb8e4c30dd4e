/* fragments.c
 * Handshake messages that go on over several records (RFC 8446 5.1). The dissector joins most of
 * them; very long ones it takes for encrypted, so that their lengths are followed here.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "fragments.h"

#include <glib.h>

#include "model/core/connection.h"
#include "model/core/packet.h"
#include "model/core/step.h"
#include "model/core/unit.h"
#include "model/tls/handshake.h"
#include "model/tls/tls.h"

enum { HANDSHAKE_HEADER_LEN = 4 }; /* RFC 8446 4 */

static void begin_message(struct hsviz_tls *tls, enum hsviz_end end, struct hsviz_bytes *bytes)
{
    tls->open_type[end] = (uint8_t)hsviz_bytes_number(bytes, 1);
    tls->open_len[end] = HANDSHAKE_HEADER_LEN + hsviz_bytes_number(bytes, 3);
    tls->open_left[end] = tls->open_len[end] - HANDSHAKE_HEADER_LEN;
}

static void end_message(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                        enum hsviz_source source)
{
    struct hsviz_tls *tls = connection->tls;
    enum hsviz_step_type type = hsviz_message_step(tls->open_type[packet->end]);
    struct hsviz_step *step =
        hsviz_tls_push(connection, packet, type, source, tls->open_len[packet->end]);

    if (step && type == HSVIZ_STEP_OTHER_HANDSHAKE)
        step->code = tls->open_type[packet->end];
}

/* The bytes of one fragment; a header that is split over two records ends the following. */
static void take_fragment(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                          struct hsviz_bytes bytes, enum hsviz_source source)
{
    uint32_t *left = &connection->tls->open_left[packet->end];

    while (bytes.len > 0) {
        if (*left == 0) {
            if (bytes.len < HANDSHAKE_HEADER_LEN)
                return;
            begin_message(connection->tls, packet->end, &bytes);
        }
        *left -= (uint32_t)hsviz_bytes_take(&bytes, MIN(*left, bytes.len)).len;
        if (*left == 0)
            end_message(connection, packet, source);
    }
}

void hsviz_tls_take_fragments(struct hsviz_connection *connection,
                              const struct hsviz_packet *packet, const struct hsviz_unit *unit,
                              enum hsviz_source source)
{
    size_t num_parts = MIN(unit->num_parts, HSVIZ_UNIT_PARTS_MAX);

    for (size_t i = 0; i < num_parts; i++) {
        const struct hsviz_part *part = &unit->parts[i];
        struct hsviz_bytes bytes = { part->bytes, part->captured_len, false };

        if (part->type == HSVIZ_PART_HANDSHAKE_FRAGMENT && part->captured_len == part->reported_len)
            take_fragment(connection, packet, bytes, source);
    }
}
