/* plaintext.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "plaintext.h"

#include "model/core/connection.h"
#include "model/core/packet.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/plaintext/sayings.h"

/* What is shown after a command: a host, an address. */
struct name {
    uint32_t frame;
    uint16_t code; /* of the step in frame that shows it */
    char *text;
};

struct hsviz_plaintext {
    struct name names[HSVIZ_PLAIN_NAMES_MAX];
    uint32_t protocols; /* 1 << each that it may be; 0: nothing is known */
    uint8_t num_names;
    uint8_t num_sayings;
    uint8_t last_end;               /* enum hsviz_end, that spoke last */
    bool has_spoken[HSVIZ_NUM_ENDS]; /* in the dialogue; the header of a proxy is none */
    bool goes_on[HSVIZ_NUM_ENDS];   /* what it sends next belongs to what it said */
    bool is_released[HSVIZ_NUM_ENDS]; /* what it sends next is no command */
    bool is_proxied;
};

void hsviz_plaintext_free(struct hsviz_plaintext *plaintext)
{
    if (!plaintext)
        return;
    for (size_t i = 0; i < plaintext->num_names; i++)
        g_free(plaintext->names[i].text);
    g_free(plaintext);
}

static const struct hsviz_saying *saying_of(const struct hsviz_step *step)
{
    return step->type == HSVIZ_STEP_PLAINTEXT && step->code != HSVIZ_SAYING_UNKNOWN &&
                   step->code <= hsviz_num_sayings
               ? &hsviz_sayings[step->code - 1]
               : NULL;
}

/* ---- Taking ---- */

static void keep_name(struct hsviz_plaintext *plaintext, const struct hsviz_step *step,
                      const GString *name)
{
    if (name->len == 0 || plaintext->num_names == HSVIZ_PLAIN_NAMES_MAX)
        return;
    plaintext->names[plaintext->num_names++] =
        (struct name){ step->frame, step->code, g_strdup(name->str) };
}

static bool may_be_kept(const struct hsviz_plaintext *plaintext, const struct hsviz_said *said)
{
    bool is_http = said->protocols == 1U << HSVIZ_PLAIN_HTTP;

    return plaintext->num_sayings < (is_http ? HSVIZ_HTTP_SAYINGS_MAX : HSVIZ_SAYINGS_MAX);
}

/* A step that ends left bytes before the packet's end. */
static void push(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                 uint16_t code, uint32_t len, uint32_t left, const GString *name)
{
    struct hsviz_step *step = hsviz_steps_push(connection, packet, HSVIZ_STEP_PLAINTEXT);

    if (!step)
        return;
    step->code = code;
    step->bytes = len;
    step->space_end -= left;
    if (name)
        keep_name(connection->plaintext, step, name);
}

/* Bytes that are no known command: they extend the run of their end, unless that is a command which
 * was whole. */
static void take_unknown(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                         uint32_t len)
{
    struct hsviz_plaintext *plaintext = connection->plaintext;
    const struct hsviz_step *last = hsviz_steps_last_of(connection, packet->end);
    bool follows_command = last && last == connection->steps + connection->num_steps - 1 &&
                           last->type == HSVIZ_STEP_PLAINTEXT &&
                           last->code != HSVIZ_SAYING_UNKNOWN && !plaintext->goes_on[packet->end];

    if (follows_command && plaintext->num_sayings < HSVIZ_SAYINGS_MAX)
        push(connection, packet, HSVIZ_SAYING_UNKNOWN, len, 0, NULL);
    else
        hsviz_steps_extend(connection, packet, HSVIZ_STEP_PLAINTEXT, HSVIZ_PHASE_PLAINTEXT, len);
    plaintext->goes_on[packet->end] = true;
}

/* What was said changes what may be said next. */
static void follow(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                   const struct hsviz_said *said)
{
    struct hsviz_plaintext *plaintext = connection->plaintext;
    enum hsviz_end other = hsviz_other_end(packet->end);

    if (said->flags & HSVIZ_SAYING_HEADER) {
        plaintext->is_proxied = true;
        return;
    }
    connection->flags |= HSVIZ_HAS_PLAINTEXT;
    plaintext->has_spoken[packet->end] = true;
    plaintext->protocols = said->protocols;
    plaintext->goes_on[packet->end] = said->flags & HSVIZ_SAYING_GOES_ON;
    plaintext->is_released[other] = said->flags & HSVIZ_SAYING_RELEASES;
    if (said->flags & HSVIZ_SAYING_TUNNEL)
        connection->flags |= HSVIZ_IN_TUNNEL;
    if (said->flags & HSVIZ_SAYING_TUNNELS && connection->flags & HSVIZ_IN_TUNNEL) {
        plaintext->protocols = 0;
        plaintext->has_spoken[packet->end] = plaintext->has_spoken[other] = false;
        plaintext->goes_on[packet->end] = plaintext->goes_on[other] = false;
    }
}

/* Takes the saying with which heard begins; its length, 0 if there is none. */
static uint32_t take_saying(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                            const struct hsviz_heard *heard)
{
    struct hsviz_said said = { .code = HSVIZ_SAYING_UNKNOWN };
    struct hsviz_plaintext *plaintext = connection->plaintext;
    GString *name = g_string_new(NULL);

    hsviz_saying_read(&said, name, heard);
    if (said.len > 0 && may_be_kept(plaintext, &said)) {
        plaintext->num_sayings++;
        push(connection, packet, said.code, said.len, heard->len - said.len, name);
        follow(connection, packet, &said);
    } else if (said.len > 0) {
        hsviz_steps_extend(connection, packet, HSVIZ_STEP_PLAINTEXT, HSVIZ_PHASE_PLAINTEXT,
                           said.len);
        follow(connection, packet, &said);
    }
    g_string_free(name, TRUE);
    return said.len;
}

static struct hsviz_plaintext *make(struct hsviz_connection *connection, enum hsviz_end end)
{
    if (!connection->plaintext) {
        connection->plaintext = g_new0(struct hsviz_plaintext, 1);
        connection->plaintext->last_end = (uint8_t)end;
    }
    return connection->plaintext;
}

void hsviz_plaintext_take(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                          const uint8_t *bytes, size_t captured_len, uint32_t len)
{
    struct hsviz_plaintext *plaintext = make(connection, packet->end);
    enum hsviz_side side = hsviz_side_of(connection, packet->end);

    if (plaintext->last_end != packet->end) {
        plaintext->last_end = (uint8_t)packet->end;
        plaintext->goes_on[packet->end] = false;
    }
    captured_len = bytes ? MIN(captured_len, len) : 0;
    while (len > 0) {
        struct hsviz_heard heard = {
            .bytes = bytes,
            .captured_len = captured_len,
            .len = len,
            .speaker = side == HSVIZ_CLIENT ? HSVIZ_SAID_BY_CLIENT : HSVIZ_SAID_BY_SERVER,
            .protocols = plaintext->protocols,
            .is_first = !plaintext->has_spoken[HSVIZ_END_0] && !plaintext->has_spoken[HSVIZ_END_1],
        };
        bool is_content = plaintext->goes_on[packet->end] || plaintext->is_released[packet->end];
        uint32_t said_len = is_content ? 0 : take_saying(connection, packet, &heard);

        if (said_len == 0)
            break;
        len -= said_len;
        bytes = bytes ? bytes + MIN(said_len, captured_len) : NULL;
        captured_len -= MIN(said_len, captured_len);
    }
    if (len == 0)
        return;
    take_unknown(connection, packet, len);
    plaintext->has_spoken[packet->end] = true;
    plaintext->is_released[hsviz_other_end(packet->end)] = false;
    connection->flags |= HSVIZ_HAS_PLAINTEXT;
}

/* ---- Showing ---- */

/* The one protocol that is left. */
static enum hsviz_plain_protocol shown_protocol(const struct hsviz_plaintext *plaintext)
{
    for (int protocol = HSVIZ_PLAIN_UNKNOWN + 1; protocol < HSVIZ_NUM_PLAIN_PROTOCOLS; protocol++) {
        if (plaintext->protocols == 1U << protocol)
            return (enum hsviz_plain_protocol)protocol;
    }
    return HSVIZ_PLAIN_UNKNOWN;
}

/* An end that the capture lacks may have spoken, and so may both before it began. */
static bool is_dialogue(const struct hsviz_connection *connection)
{
    if (!(connection->flags & HSVIZ_SEEN_FROM_START) && connection->flags & HSVIZ_HAS_PLAINTEXT)
        return true;
    for (enum hsviz_end end = HSVIZ_END_0; end < HSVIZ_NUM_ENDS; end++) {
        if (connection->peer[end].is_seen && !connection->plaintext->has_spoken[end])
            return false;
    }
    return true;
}

enum hsviz_plain_protocol hsviz_plaintext_protocol(const struct hsviz_connection *connection)
{
    const struct hsviz_plaintext *plaintext = connection->plaintext;
    enum hsviz_plain_protocol shown, of_port;

    if (!plaintext)
        return HSVIZ_PLAIN_UNKNOWN;
    shown = shown_protocol(plaintext);
    if (shown != HSVIZ_PLAIN_UNKNOWN || connection->flags & HSVIZ_IN_TUNNEL ||
        !is_dialogue(connection))
        return shown;
    of_port = hsviz_plain_protocol_of_port(hsviz_peer_of(connection, HSVIZ_SERVER)->port);
    return plaintext->protocols == 0 || plaintext->protocols & 1U << of_port ? of_port : shown;
}

const char *hsviz_plaintext_label(const struct hsviz_connection *connection)
{
    enum hsviz_plain_protocol protocol = hsviz_plaintext_protocol(connection);

    if (connection->flags & HSVIZ_IN_TUNNEL)
        return "proxy";
    return protocol == HSVIZ_PLAIN_UNKNOWN ? "plaintext" : hsviz_plain_protocols[protocol].name;
}

bool hsviz_plaintext_upgrades(const struct hsviz_connection *connection)
{
    enum hsviz_plain_protocol protocol = hsviz_plaintext_protocol(connection);

    if (!(connection->flags & HSVIZ_HAS_PLAINTEXT))
        return false;
    /* What a client asked of HTTP, an upgrade or a tunnel, may be in what the capture lacks. */
    if (protocol == HSVIZ_PLAIN_HTTP &&
        (connection->flags & HSVIZ_IN_TUNNEL ||
         hsviz_end_has_holes(connection, hsviz_end_of(connection, HSVIZ_CLIENT))))
        return false;
    if (protocol != HSVIZ_PLAIN_UNKNOWN)
        return hsviz_plain_protocols[protocol].upgrade == HSVIZ_UPGRADES;
    return !(connection->flags & HSVIZ_IN_TUNNEL) && is_dialogue(connection);
}

bool hsviz_plaintext_carries_tls(const struct hsviz_connection *connection)
{
    return hsviz_plain_protocols[hsviz_plaintext_protocol(connection)].upgrade ==
           HSVIZ_CARRIES_TLS;
}

enum hsviz_plain_packets hsviz_plaintext_packets(const struct hsviz_connection *connection)
{
    return connection->plaintext
               ? hsviz_plain_protocols[shown_protocol(connection->plaintext)].packets
               : HSVIZ_NO_PACKETS;
}

bool hsviz_plaintext_is_proxied(const struct hsviz_connection *connection)
{
    return connection->plaintext && connection->plaintext->is_proxied;
}

bool hsviz_plaintext_is_header(const struct hsviz_step *step)
{
    const struct hsviz_saying *saying = saying_of(step);

    return saying && saying->flags & HSVIZ_SAYING_HEADER;
}

bool hsviz_plaintext_is_upgrade(const struct hsviz_step *step)
{
    const struct hsviz_saying *saying = saying_of(step);

    return saying && saying->flags & HSVIZ_SAYING_UPGRADE & ~HSVIZ_SAYING_OPENS;
}

bool hsviz_plaintext_is_dialogue(const struct hsviz_step *step)
{
    const struct hsviz_saying *saying = saying_of(step);

    if (step->type != HSVIZ_STEP_PLAINTEXT)
        return false;
    return step->code & HSVIZ_SAYING_REPLY ||
           (saying && saying->protocols != 1U << HSVIZ_PLAIN_HTTP);
}

void hsviz_plaintext_detail(const struct hsviz_connection *connection, GString *text,
                            const struct hsviz_step *step)
{
    const struct hsviz_plaintext *plaintext = connection->plaintext;

    if (step->code == HSVIZ_SAYING_UNKNOWN) {
        if (plaintext)
            g_string_append(text, hsviz_plain_protocols[shown_protocol(plaintext)].name);
        return;
    }
    hsviz_saying_text(text, step->code);
    for (size_t i = 0; plaintext && i < plaintext->num_names; i++) {
        if (plaintext->names[i].frame != step->frame || plaintext->names[i].code != step->code)
            continue;
        g_string_append_printf(text, hsviz_plaintext_is_header(step) ? " from %s" : " %s",
                               plaintext->names[i].text);
        return;
    }
}
