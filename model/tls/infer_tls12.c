/* infer_tls12.c
 * A record says that it carries handshake messages, but not which
 * (RFC 5246 6.2.1). Their order tells some:
 *
 *   the first one after ChangeCipherSpec                    Finished       7.4.9
 *   after its Finished, the client's next one               ClientHello    7.4.1.2
 *   the server's, while no new ClientHello has come         HelloRequest   7.4.1.1
 *   the server's first one after a new ClientHello          ServerHello    7.4.1.3
 *
 * The rest of a renegotiation stays "Encrypted".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "infer_tls12.h"

#include "model/core/connection.h"
#include "model/core/packet.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/tls/handshake.h"
#include "model/tls/tls.h"

/* What a record is by its order; ENCRYPTED if that is unknown. */
struct conclusion {
    enum hsviz_step_type type;
    enum hsviz_reason reason;
};

static bool is_newer(const struct hsviz_step *step, const struct hsviz_step *than)
{
    return step && (!than || step > than);
}

/* The newest step of a role and type that repeats nothing. */
static const struct hsviz_step *find(const struct hsviz_connection *connection,
                                     enum hsviz_side side, enum hsviz_step_type type)
{
    return hsviz_steps_find(connection, hsviz_end_of(connection, side), type);
}

static struct conclusion conclude_from_client(const struct hsviz_connection *connection)
{
    const struct hsviz_step *finished = find(connection, HSVIZ_CLIENT, HSVIZ_STEP_FINISHED);
    const struct hsviz_step *hello = find(connection, HSVIZ_CLIENT, HSVIZ_STEP_CLIENT_HELLO);

    if (is_newer(hello, finished))
        return (struct conclusion){ HSVIZ_STEP_ENCRYPTED, HSVIZ_REASON_NONE };
    return (struct conclusion){ HSVIZ_STEP_CLIENT_HELLO, HSVIZ_REASON_HANDSHAKE_AGAIN };
}

/* A HelloRequest is shorter than a Finished (RFC 5246 7.4.1.1, 7.4.9). */
static struct conclusion conclude_from_server(const struct hsviz_connection *connection,
                                              uint32_t length)
{
    const struct hsviz_step *finished = find(connection, HSVIZ_SERVER, HSVIZ_STEP_FINISHED);
    const struct hsviz_step *response = find(connection, HSVIZ_SERVER, HSVIZ_STEP_SERVER_HELLO);
    const struct hsviz_step *hello = find(connection, HSVIZ_CLIENT, HSVIZ_STEP_CLIENT_HELLO);

    if (is_newer(response, finished))
        return (struct conclusion){ HSVIZ_STEP_ENCRYPTED, HSVIZ_REASON_NONE };
    if (is_newer(hello, finished))
        return (struct conclusion){ HSVIZ_STEP_SERVER_HELLO,
                                    HSVIZ_REASON_FIRST_AFTER_CLIENT_HELLO };
    if (finished && length > finished->bytes)
        return (struct conclusion){ HSVIZ_STEP_ENCRYPTED, HSVIZ_REASON_NONE };
    return (struct conclusion){ HSVIZ_STEP_HELLO_REQUEST, HSVIZ_REASON_ASKED_BEFORE_HELLO };
}

static struct conclusion conclude(const struct hsviz_connection *connection, enum hsviz_end end,
                                  uint32_t length)
{
    const struct hsviz_step *finished = hsviz_steps_find(connection, end, HSVIZ_STEP_FINISHED);
    const struct hsviz_step *change =
        hsviz_steps_find(connection, end, HSVIZ_STEP_CHANGE_CIPHER_SPEC);

    if (change && !connection->tls->lacks[end] &&
        (!(connection->tls->end_flags[end] & HSVIZ_TLS_FINISHED) || is_newer(change, finished)))
        return (struct conclusion){ HSVIZ_STEP_FINISHED, HSVIZ_REASON_AFTER_CHANGE_CIPHER_SPEC };
    if (connection->tls->lacks[HSVIZ_END_0] || connection->tls->lacks[HSVIZ_END_1] ||
        connection->peer[hsviz_other_end(end)].is_incomplete)
        return (struct conclusion){ HSVIZ_STEP_ENCRYPTED, HSVIZ_REASON_NONE };
    /* Records between the two Finished of one handshake are not inferred. */
    if (!hsviz_tls_is_complete(connection->tls))
        return (struct conclusion){ HSVIZ_STEP_ENCRYPTED, HSVIZ_REASON_NONE };
    return hsviz_side_of(connection, end) == HSVIZ_CLIENT ? conclude_from_client(connection)
                                                          : conclude_from_server(connection, length);
}

void hsviz_infer_handshake_record(struct hsviz_connection *connection,
                                  const struct hsviz_packet *packet, uint32_t length)
{
    static const struct conclusion none = { HSVIZ_STEP_ENCRYPTED, HSVIZ_REASON_NONE };
    struct conclusion conclusion =
        connection->flags & HSVIZ_WITHOUT_INFERENCE ? none : conclude(connection, packet->end, length);
    bool is_told = conclusion.type != HSVIZ_STEP_ENCRYPTED;
    struct hsviz_step *step = hsviz_tls_push(connection, packet, conclusion.type,
                                             is_told ? HSVIZ_INFERRED : HSVIZ_SEEN, length);

    if (step)
        step->reason = (uint8_t)conclusion.reason;
    if (conclusion.type == HSVIZ_STEP_SERVER_HELLO)
        connection->tls->flags |= HSVIZ_TLS_RENEGOTIATED;
}
