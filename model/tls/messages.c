/* messages.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "messages.h"

#include <string.h>

#include <glib.h>

/* draft-hickman-netscape-ssl 2.5 to 2.7. Its verify and finished messages are encrypted. */
const struct hsviz_message hsviz_ssl2_messages[] = {
    { 1, HSVIZ_STEP_CLIENT_HELLO, "draft-hickman-netscape-ssl 2.6.1" },
    { 2, HSVIZ_STEP_CLIENT_KEY_EXCHANGE, "draft-hickman-netscape-ssl 2.6.2" },
    { 3, HSVIZ_STEP_FINISHED, "draft-hickman-netscape-ssl 2.6.4" },
    { 4, HSVIZ_STEP_SERVER_HELLO, "draft-hickman-netscape-ssl 2.7.1" },
    { 5, HSVIZ_STEP_CERTIFICATE_VERIFY, "draft-hickman-netscape-ssl 2.7.2" },
    { 6, HSVIZ_STEP_FINISHED, "draft-hickman-netscape-ssl 2.7.3" },
    { 7, HSVIZ_STEP_CERTIFICATE_REQUEST, "draft-hickman-netscape-ssl 2.7.4" },
    { 8, HSVIZ_STEP_CERTIFICATE, "draft-hickman-netscape-ssl 2.6.3" },
};

const size_t hsviz_num_ssl2_messages = G_N_ELEMENTS(hsviz_ssl2_messages);

#define CLIENT(step, presence) { HSVIZ_CLIENT, HSVIZ_STEP_##step, HSVIZ_##presence }
#define SERVER(step, presence) { HSVIZ_SERVER, HSVIZ_STEP_##step, HSVIZ_##presence }

/* What the kinds of TLS 1.3 have in common, flight by flight (RFC 8446 2). */
#define TLS13_RETRY \
    CLIENT(CLIENT_HELLO, REQUIRED), SERVER(HELLO_RETRY_REQUEST, REQUIRED), \
        CLIENT(CLIENT_HELLO, REQUIRED)
#define TLS13_SERVER_BEGINS \
    SERVER(SERVER_HELLO, REQUIRED), SERVER(ENCRYPTED_EXTENSIONS, REQUIRED)
#define TLS13_CERTIFICATE \
    SERVER(CERTIFICATE_REQUEST, OPTIONAL), SERVER(CERTIFICATE, REQUIRED), \
        SERVER(CERTIFICATE_VERIFY, REQUIRED), SERVER(FINISHED, REQUIRED)
#define TLS13_COMPRESSED_CERTIFICATE \
    SERVER(CERTIFICATE_REQUEST, OPTIONAL), SERVER(COMPRESSED_CERTIFICATE, REQUIRED), \
        SERVER(CERTIFICATE_VERIFY, REQUIRED), SERVER(FINISHED, REQUIRED)
#define TLS13_CLIENT_ENDS \
    CLIENT(END_OF_EARLY_DATA, OPTIONAL), CLIENT(CERTIFICATE, OPTIONAL), \
        CLIENT(COMPRESSED_CERTIFICATE, OPTIONAL), CLIENT(CERTIFICATE_VERIFY, OPTIONAL), \
        CLIENT(FINISHED, REQUIRED)

const struct hsviz_message_order hsviz_message_orders[] = {
    { "TLS 1.2 and before, full", "RFC 5246 7.3, figure 1",
      { CLIENT(CLIENT_HELLO, REQUIRED), SERVER(SERVER_HELLO, REQUIRED),
        SERVER(CERTIFICATE, OPTIONAL), SERVER(CERTIFICATE_STATUS, OPTIONAL),
        SERVER(SERVER_KEY_EXCHANGE, OPTIONAL), SERVER(CERTIFICATE_REQUEST, OPTIONAL),
        SERVER(SERVER_HELLO_DONE, REQUIRED), CLIENT(CERTIFICATE, OPTIONAL),
        CLIENT(CLIENT_KEY_EXCHANGE, REQUIRED), CLIENT(CERTIFICATE_VERIFY, OPTIONAL),
        CLIENT(CHANGE_CIPHER_SPEC, REQUIRED), CLIENT(FINISHED, REQUIRED),
        SERVER(NEW_SESSION_TICKET, OPTIONAL), SERVER(CHANGE_CIPHER_SPEC, REQUIRED),
        SERVER(FINISHED, REQUIRED) } },
    { "TLS 1.2 and before, resumed", "RFC 5246 7.3, figure 2; RFC 5077 3.1",
      { CLIENT(CLIENT_HELLO, REQUIRED), SERVER(SERVER_HELLO, REQUIRED),
        SERVER(NEW_SESSION_TICKET, OPTIONAL), SERVER(CHANGE_CIPHER_SPEC, REQUIRED),
        SERVER(FINISHED, REQUIRED), CLIENT(CHANGE_CIPHER_SPEC, REQUIRED),
        CLIENT(FINISHED, REQUIRED) } },
    { "TLS 1.3, full", "RFC 8446 2, figure 1",
      { CLIENT(CLIENT_HELLO, REQUIRED), TLS13_SERVER_BEGINS, TLS13_CERTIFICATE,
        TLS13_CLIENT_ENDS } },
    { "TLS 1.3, certificate compressed", "RFC 8879 4",
      { CLIENT(CLIENT_HELLO, REQUIRED), TLS13_SERVER_BEGINS, TLS13_COMPRESSED_CERTIFICATE,
        TLS13_CLIENT_ENDS } },
    { "TLS 1.3, pre-shared key", "RFC 8446 2.2, figure 3",
      { CLIENT(CLIENT_HELLO, REQUIRED), TLS13_SERVER_BEGINS, SERVER(FINISHED, REQUIRED),
        TLS13_CLIENT_ENDS } },
    { "TLS 1.3, full after a retry", "RFC 8446 2.1, figure 2",
      { TLS13_RETRY, TLS13_SERVER_BEGINS, TLS13_CERTIFICATE, TLS13_CLIENT_ENDS } },
    { "TLS 1.3, certificate compressed after a retry", "RFC 8879 4",
      { TLS13_RETRY, TLS13_SERVER_BEGINS, TLS13_COMPRESSED_CERTIFICATE, TLS13_CLIENT_ENDS } },
    { "TLS 1.3, pre-shared key after a retry", "RFC 8446 2.1, 2.2",
      { TLS13_RETRY, TLS13_SERVER_BEGINS, SERVER(FINISHED, REQUIRED), TLS13_CLIENT_ENDS } },
    { "SSL 2", "draft-hickman-netscape-ssl 2.1",
      { CLIENT(CLIENT_HELLO, REQUIRED), SERVER(SERVER_HELLO, REQUIRED),
        CLIENT(CLIENT_KEY_EXCHANGE, OPTIONAL), SERVER(CERTIFICATE_VERIFY, OPTIONAL),
        CLIENT(FINISHED, REQUIRED), SERVER(CERTIFICATE_REQUEST, OPTIONAL),
        CLIENT(CERTIFICATE, OPTIONAL), SERVER(FINISHED, REQUIRED) } },
};

const size_t hsviz_num_message_orders = G_N_ELEMENTS(hsviz_message_orders);

G_STATIC_ASSERT(G_N_ELEMENTS(hsviz_message_orders) <= HSVIZ_MESSAGE_ORDERS_MAX);

enum hsviz_step_type hsviz_message_step(uint8_t number)
{
    for (unsigned type = 0; type < HSVIZ_NUM_STEP_TYPES; type++) {
        if (hsviz_step_words[type].is_message && hsviz_step_words[type].number == number)
            return (enum hsviz_step_type)type;
    }
    return HSVIZ_STEP_OTHER_HANDSHAKE;
}

enum hsviz_step_type hsviz_ssl2_message_step(uint8_t number)
{
    for (size_t i = 0; i < hsviz_num_ssl2_messages; i++) {
        if (hsviz_ssl2_messages[i].number == number)
            return hsviz_ssl2_messages[i].step;
    }
    return HSVIZ_STEP_OTHER_HANDSHAKE;
}

void hsviz_walk_start(struct hsviz_walk *walk)
{
    memset(walk, 0, sizeof *walk);
    walk->matching = (uint16_t)((1U << hsviz_num_message_orders) - 1);
}

/* Whether the other side has sent all messages that are required before place. */
static bool other_side_is_past(const struct hsviz_walk *walk, size_t order, size_t place)
{
    const struct hsviz_message_place *places = hsviz_message_orders[order].places;

    for (size_t i = 0; i < place; i++) {
        if (places[i].side != places[place].side && places[i].presence == HSVIZ_REQUIRED &&
            walk->place[order][places[i].side] <= i)
            return false;
    }
    return true;
}

/* The place of step from side in an order, from the side's current place on; -1 without one. */
static int find_place(const struct hsviz_walk *walk, size_t order, enum hsviz_side side,
                      enum hsviz_step_type step)
{
    const struct hsviz_message_place *places = hsviz_message_orders[order].places;

    for (size_t i = walk->place[order][side]; places[i].step != HSVIZ_STEP_NONE; i++) {
        if (places[i].side != side)
            continue;
        if (places[i].step == step)
            return other_side_is_past(walk, order, i) ? (int)i : -1;
        if (places[i].presence == HSVIZ_REQUIRED)
            return -1;
    }
    return -1;
}

bool hsviz_walk_step(struct hsviz_walk *walk, enum hsviz_side side, enum hsviz_step_type step)
{
    uint16_t still_matching = 0;

    if (walk->matching == 0)
        return true;
    for (size_t i = 0; i < hsviz_num_message_orders; i++) {
        int place = walk->matching & (1U << i) ? find_place(walk, i, side, step) : -1;

        if (place < 0)
            continue;
        walk->place[i][side] = (uint8_t)(place + 1);
        still_matching |= (uint16_t)(1U << i);
    }
    if (still_matching == 0)
        return false;
    walk->matching = still_matching;
    return true;
}
