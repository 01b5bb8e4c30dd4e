/* step_types.h
 * The types of steps: one row each.
 *
 * Purpose: what is true of every step of a type: name and letter, layer and phase, number on the
 *          wire, and what its presence implies about the handshake. Code tests these properties
 *          instead of listing types.
 * Lifetime: every string is static.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CORE_STEP_TYPES_H
#define HSVIZ_MODEL_CORE_STEP_TYPES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/core/names.h"

/* The types of steps. */
enum hsviz_step_type {
    HSVIZ_STEP_NONE, /* no step: a bare acknowledgement, a fragment */
    HSVIZ_STEP_SYN,
    HSVIZ_STEP_SYN_ACK,
    HSVIZ_STEP_ACK,
    HSVIZ_STEP_FIN,
    HSVIZ_STEP_FIN_ACK, /* a FIN that is also the first acknowledgement of the other end's FIN */
    HSVIZ_STEP_RST,
    HSVIZ_STEP_KEEP_ALIVE,  /* this and the next three: hidden in the default drawing */
    HSVIZ_STEP_ZERO_WINDOW,
    HSVIZ_STEP_WINDOW_PROBE,
    HSVIZ_STEP_WINDOW_UPDATE, /* reopens a zero window */
    HSVIZ_STEP_SEGMENT,       /* bytes of unknown content: always a gap */
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
    HSVIZ_STEP_OTHER_HANDSHAKE, /* any other handshake message; its type is the step's code */
    HSVIZ_STEP_ALERT,
    HSVIZ_STEP_CLOSE_NOTIFY,
    HSVIZ_STEP_EARLY_DATA,
    HSVIZ_STEP_APPLICATION_DATA,
    HSVIZ_STEP_HEARTBEAT,
    HSVIZ_STEP_ENCRYPTED, /* encrypted and unidentified */
    HSVIZ_STEP_PLAINTEXT, /* bytes outside TLS: its code is that of a saying (model/plaintext) */
    HSVIZ_NUM_STEP_TYPES
};

/* The layer of a step: the transport, TLS, or neither; of TLS, handshake messages or other
 * records. */
enum hsviz_step_layer {
    HSVIZ_LAYER_TCP,
    HSVIZ_LAYER_HANDSHAKE, /* messages, which have a place in the order of messages */
    HSVIZ_LAYER_RECORD,    /* alerts and data, which have none */
    HSVIZ_LAYER_PLAINTEXT, /* data outside TLS */
};

/* What the presence of a message implies about its handshake; flags. */
enum hsviz_handshake_flag {
    HSVIZ_TLS_CERTIFICATE_REQUESTED = 0x0008,
    HSVIZ_TLS_STAPLED = 0x0010,
    HSVIZ_TLS_KEY_EXCHANGE = 0x0020, /* ServerHelloDone or ClientKeyExchange: not resumed */
    HSVIZ_TLS_EARLY_DATA_ACCEPTED = 0x0080,
};

/* What it implies about its sender; flags. */
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
    char letter;         /* upper case, in the history; '\0' for steps of the transport */
    bool is_message;     /* of TLS, with a number on the wire */
    uint8_t number;      /* HandshakeType (RFC 8446 4) */
    uint8_t says_of_end; /* enum hsviz_handshake_end_flag */
    uint16_t says;       /* enum hsviz_handshake_flag */
};

/* hsviz_step_words: by enum hsviz_step_type. */
extern const struct hsviz_step_word hsviz_step_words[HSVIZ_NUM_STEP_TYPES];

/* hsviz_step_type_is_tls: whether steps of the type belong to TLS. */
static inline bool hsviz_step_type_is_tls(unsigned type)
{
    return hsviz_step_words[type].layer == HSVIZ_LAYER_HANDSHAKE ||
           hsviz_step_words[type].layer == HSVIZ_LAYER_RECORD;
}

/* hsviz_step_type_is_transport: whether they belong to the transport. */
static inline bool hsviz_step_type_is_transport(unsigned type)
{
    return hsviz_step_words[type].layer == HSVIZ_LAYER_TCP;
}

#endif
