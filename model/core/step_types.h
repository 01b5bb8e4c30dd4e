/* step_types.h
 * What an arrow can stand for: one row per type of step.
 *
 * Purpose: everything that is true of every step of a type, for whoever would else list types: name
 *          and letter, the layer and the phase it belongs to, its number on the wire, and what its
 *          mere presence says of the handshake.
 * Lifetime: every string is static.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CORE_STEP_TYPES_H
#define HSVIZ_MODEL_CORE_STEP_TYPES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/core/names.h"

/* What an arrow stands for. */
enum hsviz_step_type {
    HSVIZ_STEP_NONE, /* no step: a plain acknowledgement, a fragment */
    HSVIZ_STEP_SYN,
    HSVIZ_STEP_SYN_ACK,
    HSVIZ_STEP_ACK,
    HSVIZ_STEP_FIN,
    HSVIZ_STEP_FIN_ACK, /* a FIN that is also the first acknowledgement of the other side's */
    HSVIZ_STEP_RST,
    HSVIZ_STEP_KEEP_ALIVE,  /* this and the next three: hidden in the default drawing */
    HSVIZ_STEP_ZERO_WINDOW,
    HSVIZ_STEP_WINDOW_PROBE,
    HSVIZ_STEP_WINDOW_UPDATE, /* that opens a window which was closed */
    HSVIZ_STEP_SEGMENT,       /* bytes of which nothing is known: always a gap */
    HSVIZ_STEP_CLIENT_HELLO,
    HSVIZ_STEP_HELLO_RETRY_REQUEST,
    HSVIZ_STEP_SERVER_HELLO,
    HSVIZ_STEP_ENCRYPTED_EXTENSIONS,
    HSVIZ_STEP_CERTIFICATE_REQUEST,
    HSVIZ_STEP_CERTIFICATE,
    HSVIZ_STEP_COMPRESSED_CERTIFICATE,
    HSVIZ_STEP_CERTIFICATE_VERIFY,
    HSVIZ_STEP_CERTIFICATE_STATUS,
    HSVIZ_STEP_SERVER_KEY_EXCHANGE,
    HSVIZ_STEP_SERVER_HELLO_DONE,
    HSVIZ_STEP_CLIENT_KEY_EXCHANGE,
    HSVIZ_STEP_CHANGE_CIPHER_SPEC,
    HSVIZ_STEP_FINISHED,
    HSVIZ_STEP_NEW_SESSION_TICKET,
    HSVIZ_STEP_END_OF_EARLY_DATA,
    HSVIZ_STEP_KEY_UPDATE,
    HSVIZ_STEP_HELLO_REQUEST,
    HSVIZ_STEP_OTHER_HANDSHAKE, /* any other handshake message; its type is in the step's value */
    HSVIZ_STEP_ALERT,
    HSVIZ_STEP_CLOSE_NOTIFY,
    HSVIZ_STEP_EARLY_DATA,
    HSVIZ_STEP_APPLICATION_DATA, /* outside TLS, its phase is HSVIZ_PHASE_PLAINTEXT */
    HSVIZ_STEP_HEARTBEAT,
    HSVIZ_STEP_ENCRYPTED, /* encrypted, and nothing tells what it is */
    HSVIZ_NUM_STEP_TYPES
};

/* Who carries a step: the transport itself, or TLS above it. Of TLS, what a handshake is made of
 * stands apart from what may come at any time. */
enum hsviz_step_layer {
    HSVIZ_LAYER_TCP,
    HSVIZ_LAYER_HANDSHAKE, /* messages that a handshake's order gives a place */
    HSVIZ_LAYER_RECORD,    /* alerts and data, which have none */
};

/* What a message's presence says of its handshake, a bit each. */
enum hsviz_handshake_flag {
    HSVIZ_TLS_CERTIFICATE_REQUESTED = 0x0008,
    HSVIZ_TLS_STAPLED = 0x0010,
    HSVIZ_TLS_KEY_EXCHANGE = 0x0020, /* ServerHelloDone or ClientKeyExchange: not resumed */
    HSVIZ_TLS_EARLY_DATA_ACCEPTED = 0x0080,
};

/* What it says of the end that sent it, a bit each. */
enum hsviz_handshake_end_flag {
    HSVIZ_TLS_FINISHED = 0x04,
    HSVIZ_TLS_SENT_CERTIFICATE = 0x10,
};

/* One type of step. */
struct hsviz_step_word {
    const char *name;
    const char *rfc; /* standard and section */
    enum hsviz_step_layer layer;
    enum hsviz_phase phase;
    char letter;         /* in the history, a capital; '\0' for steps of the transport */
    bool is_message;     /* of TLS, with a number on the wire */
    uint8_t number;      /* HandshakeType (RFC 8446 4) */
    uint8_t says_of_end; /* enum hsviz_handshake_end_flag */
    uint16_t says;       /* enum hsviz_handshake_flag */
};

/* hsviz_step_words: by enum hsviz_step_type. */
extern const struct hsviz_step_word hsviz_step_words[HSVIZ_NUM_STEP_TYPES];

/* hsviz_step_type_is_tls: whether TLS carries steps of the type, not the transport. */
static inline bool hsviz_step_type_is_tls(unsigned type)
{
    return hsviz_step_words[type].layer != HSVIZ_LAYER_TCP;
}

#endif
