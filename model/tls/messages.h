/* messages.h
 * What TLS says that a handshake consists of: the order of its messages, as tables. The messages
 * themselves are rows of hsviz_step_words, but for those of SSL 2, which have numbers of their own.
 *
 * Purpose: one list per kind of handshake for the order of messages of each side. A walker follows all lists at once, and says of each message
 *          whether any of them has a place for it.
 * Zero: a walk that has seen nothing follows no list until hsviz_walk_start().
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

/* hsviz_message_step: the step that a handshake message is; HSVIZ_STEP_OTHER_HANDSHAKE for a
 * number that the table lacks. */
enum hsviz_step_type hsviz_message_step(uint8_t number);

/* hsviz_ssl2_message_step: the same for a message of SSL 2 (draft-hickman-netscape-ssl). */
enum hsviz_step_type hsviz_ssl2_message_step(uint8_t number);

enum hsviz_presence { HSVIZ_REQUIRED, HSVIZ_OPTIONAL };

/* One place in a handshake. */
struct hsviz_message_place {
    enum hsviz_side side;
    enum hsviz_step_type step;
    enum hsviz_presence presence;
};

enum { HSVIZ_PLACES_MAX = 20 };

/* One kind of handshake: its places in order, ended by HSVIZ_STEP_NONE. */
struct hsviz_message_order {
    const char *name;
    const char *rfc;
    struct hsviz_message_place places[HSVIZ_PLACES_MAX];
};

extern const struct hsviz_message_order hsviz_message_orders[];
extern const size_t hsviz_num_message_orders;

enum { HSVIZ_MESSAGE_ORDERS_MAX = 12 };

/* A walk through all grammars at once: which ones still fit, and where each side stands. */
struct hsviz_walk {
    uint16_t matching; /* bit i: hsviz_grammars[i] has had a place for every message so far */
    uint8_t place[HSVIZ_MESSAGE_ORDERS_MAX][HSVIZ_NUM_SIDES]; /* the next one to look at */
};

/* hsviz_walk_start: a handshake begins; every grammar fits. */
void hsviz_walk_start(struct hsviz_walk *walk);

/* hsviz_walk_step: whether a fitting grammar has a place for step of side now. Grammars without
 * one no longer fit, unless none would be left. A walk that was not started expects everything. */
bool hsviz_walk_step(struct hsviz_walk *walk, enum hsviz_side side, enum hsviz_step_type step);

#endif
