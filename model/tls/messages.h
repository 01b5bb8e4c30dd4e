/* messages.h
 * The order of messages in TLS handshakes, as tables. The messages themselves are rows of
 * hsviz_step_words, except those of SSL 2, which have numbers of their own.
 *
 * Purpose: one list per kind of handshake. A walk follows all lists at once, and says for each
 *          message whether any of them allows it at this place.
 * Zero: a walk that was not started follows no list.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_MESSAGES_H
#define HSVIZ_MODEL_TLS_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/core/step_types.h"

/* One handshake message of SSL 2. */
struct hsviz_message {
    uint8_t number;
    enum hsviz_step_type step;
    const char *rfc;
};

extern const struct hsviz_message hsviz_ssl2_messages[];
extern const size_t hsviz_num_ssl2_messages;

/* hsviz_message_step: the step type of a handshake message; HSVIZ_STEP_OTHER_HANDSHAKE for an
 * unknown number. */
enum hsviz_step_type hsviz_message_step(uint8_t number);

/* hsviz_ssl2_message_step: the same for a message of SSL 2 (draft-hickman-netscape-ssl). */
enum hsviz_step_type hsviz_ssl2_message_step(uint8_t number);

enum hsviz_presence { HSVIZ_REQUIRED, HSVIZ_OPTIONAL };

/* One place in an order of messages. */
struct hsviz_message_place {
    enum hsviz_side side;
    enum hsviz_step_type step;
    enum hsviz_presence presence;
};

enum { HSVIZ_PLACES_MAX = 20 };

/* The order of messages of one kind of handshake; ends with HSVIZ_STEP_NONE. */
struct hsviz_message_order {
    const char *name;
    const char *rfc;
    struct hsviz_message_place places[HSVIZ_PLACES_MAX];
};

extern const struct hsviz_message_order hsviz_message_orders[];
extern const size_t hsviz_num_message_orders;

enum { HSVIZ_MESSAGE_ORDERS_MAX = 12 };

/* A walk through all orders at once: which ones still match, and the place of each role. */
struct hsviz_walk {
    uint16_t matching; /* bit i: hsviz_message_orders[i] allowed every message so far */
    uint8_t place[HSVIZ_MESSAGE_ORDERS_MAX][HSVIZ_NUM_SIDES]; /* the next place to compare */
};

/* hsviz_walk_start: a handshake begins; every order matches. */
void hsviz_walk_start(struct hsviz_walk *walk);

/* hsviz_walk_step: whether a matching order allows step from side at this place. Orders that do not
 * no longer match, unless none would be left. A walk that was not started allows everything. */
bool hsviz_walk_step(struct hsviz_walk *walk, enum hsviz_side side, enum hsviz_step_type step);

#endif
