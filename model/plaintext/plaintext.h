/* plaintext.h
 * The bytes of a connection that are outside TLS: the dialogue before STARTTLS, the request for a
 * tunnel, the header of a proxy, and everything on a connection without TLS.
 *
 * Purpose: turns them into steps Plaintext, and keeps what they say about the connection.
 * Memory: some 60 bytes for a connection with such bytes, and up to HSVIZ_PLAIN_NAMES_MAX hosts.
 * Ownership: a connection owns its plaintext; hsviz_plaintext_free() frees it.
 * Trust: the bytes come from the wire. What a step shows of them comes from a table (sayings.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_PLAINTEXT_PLAINTEXT_H
#define HSVIZ_MODEL_PLAINTEXT_PLAINTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

#include "model/plaintext/protocols.h"

struct hsviz_connection;
struct hsviz_packet;
struct hsviz_plaintext;
struct hsviz_step;

enum {
    /* Commands and replies of one connection with a step each. A dialogue before TLS has 2 to 12;
     * of HTTP, whose connections go on, as many as other runs of data have (HSVIZ_RUNS_MAX). Later
     * ones extend the last run of their end. */
    HSVIZ_SAYINGS_MAX = 32,
    HSVIZ_HTTP_SAYINGS_MAX = 8,
    /* Hosts and addresses of one connection: of a PROXY header, of a CONNECT, of one that was
     * repeated with a login. */
    HSVIZ_PLAIN_NAMES_MAX = 4,
};

/* hsviz_plaintext_take: takes new bytes of packet's end that are outside TLS: pushes a step
 * Plaintext for each command and reply that is known, extends the run of its end by all others,
 * and sets HSVIZ_HAS_PLAINTEXT and HSVIZ_IN_TUNNEL of the connection. len bytes were sent, of
 * which captured_len are readable at bytes (NULL if none). packet's space_end is the end of these
 * bytes in the sequence space, and its half_rtt their position; what else the segment carries is
 * the caller's. Retransmitted bytes are not given to it, nor those of TLS. */
void hsviz_plaintext_take(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                          const uint8_t *bytes, size_t captured_len, uint32_t len);

/* hsviz_plaintext_protocol: the protocol that precedes TLS, or stands in its place: as the dialogue
 * shows it; else, if both ends had one, as the server's port has it. */
enum hsviz_plain_protocol hsviz_plaintext_protocol(const struct hsviz_connection *connection);

/* hsviz_plaintext_label: what the round trips before TLS are called: "SMTP", "proxy" of a tunnel,
 * "plaintext" of an unknown protocol. Static. */
const char *hsviz_plaintext_label(const struct hsviz_connection *connection);

/* hsviz_plaintext_upgrades: whether the plaintext can be the dialogue before STARTTLS: that of a
 * protocol that upgrades, or an unknown one between both ends; no request for a tunnel, no header
 * of a proxy. */
bool hsviz_plaintext_upgrades(const struct hsviz_connection *connection);

/* hsviz_plaintext_carries_tls: whether TLS follows in packets of the protocol. */
bool hsviz_plaintext_carries_tls(const struct hsviz_connection *connection);

/* hsviz_plaintext_packets: those into which the protocol that the bytes show divides TLS. */
enum hsviz_plain_packets hsviz_plaintext_packets(const struct hsviz_connection *connection);

/* hsviz_plaintext_is_proxied: whether a PROXY header came first. */
bool hsviz_plaintext_is_proxied(const struct hsviz_connection *connection);

/* hsviz_plaintext_is_header: whether step is a PROXY header. */
bool hsviz_plaintext_is_header(const struct hsviz_step *step);

/* hsviz_plaintext_is_upgrade: whether step asks for TLS. */
bool hsviz_plaintext_is_upgrade(const struct hsviz_step *step);

/* hsviz_plaintext_is_dialogue: whether step is a command or reply of a dialogue, which drawings do
 * not fold: any that is known, except those of HTTP. */
bool hsviz_plaintext_is_dialogue(const struct hsviz_step *step);

/* hsviz_plaintext_detail: appends what a step Plaintext says: the command or reply, and the host or
 * address that may follow it; of unknown bytes the protocol, if it is known. */
void hsviz_plaintext_detail(const struct hsviz_connection *connection, GString *text,
                            const struct hsviz_step *step);

/* hsviz_plaintext_free: NULL is allowed. */
void hsviz_plaintext_free(struct hsviz_plaintext *plaintext);

#endif
