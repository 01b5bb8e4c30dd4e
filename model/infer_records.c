/* infer_records.c
 * TLS 1.2 and before without keys: a record says that it carries handshake messages, but not which
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

#include "infer.h"
#include "infer_flight.h"
#include "internal.h"

/* What order tells of a record; ENCRYPTED where it tells nothing. */
struct conclusion {
    enum hsviz_step_type type;
    enum hsviz_reason reason;
};

static bool is_newer(const struct hsviz_step *step, const struct hsviz_step *than)
{
    return step && (!than || step > than);
}

static struct conclusion conclude_from_client(const struct hsviz_connection *connection)
{
    const struct hsviz_step *finished =
        hsviz_steps_find(connection, HSVIZ_CLIENT, HSVIZ_STEP_FINISHED);
    const struct hsviz_step *hello =
        hsviz_steps_find(connection, HSVIZ_CLIENT, HSVIZ_STEP_CLIENT_HELLO);

    if (is_newer(hello, finished))
        return (struct conclusion){ HSVIZ_STEP_ENCRYPTED, HSVIZ_REASON_NONE };
    return (struct conclusion){ HSVIZ_STEP_CLIENT_HELLO, HSVIZ_REASON_HANDSHAKE_AGAIN };
}

static struct conclusion conclude_from_server(const struct hsviz_connection *connection)
{
    const struct hsviz_step *finished =
        hsviz_steps_find(connection, HSVIZ_SERVER, HSVIZ_STEP_FINISHED);
    const struct hsviz_step *answer =
        hsviz_steps_find(connection, HSVIZ_SERVER, HSVIZ_STEP_SERVER_HELLO);
    const struct hsviz_step *hello =
        hsviz_steps_find(connection, HSVIZ_CLIENT, HSVIZ_STEP_CLIENT_HELLO);

    if (is_newer(answer, finished))
        return (struct conclusion){ HSVIZ_STEP_ENCRYPTED, HSVIZ_REASON_NONE };
    if (is_newer(hello, finished))
        return (struct conclusion){ HSVIZ_STEP_SERVER_HELLO,
                                    HSVIZ_REASON_FIRST_AFTER_CLIENT_HELLO };
    return (struct conclusion){ HSVIZ_STEP_HELLO_REQUEST, HSVIZ_REASON_ASKED_BEFORE_HELLO };
}

static struct conclusion conclude(const struct hsviz_connection *connection, enum hsviz_side side)
{
    const struct hsviz_step *finished = hsviz_steps_find(connection, side, HSVIZ_STEP_FINISHED);
    const struct hsviz_step *change =
        hsviz_steps_find(connection, side, HSVIZ_STEP_CHANGE_CIPHER_SPEC);

    if (!(connection->tls->side_flags[side] & HSVIZ_TLS_FINISHED) || is_newer(change, finished))
        return (struct conclusion){ HSVIZ_STEP_FINISHED, HSVIZ_REASON_AFTER_CHANGE_CIPHER_SPEC };
    /* What stands between the two Finished of one handshake is not told. */
    if (!hsviz_tls_is_complete(connection->tls))
        return (struct conclusion){ HSVIZ_STEP_ENCRYPTED, HSVIZ_REASON_NONE };
    return side == HSVIZ_CLIENT ? conclude_from_client(connection)
                                : conclude_from_server(connection);
}

void hsviz_infer_handshake_record(struct hsviz_connection *connection,
                                  const struct hsviz_moment *moment, uint32_t length)
{
    static const struct conclusion none = { HSVIZ_STEP_ENCRYPTED, HSVIZ_REASON_NONE };
    struct conclusion conclusion = connection->flags & HSVIZ_WITHOUT_INFERENCE
                                       ? none
                                       : conclude(connection, moment->side);
    bool is_told = conclusion.type != HSVIZ_STEP_ENCRYPTED;
    struct hsviz_step *step = hsviz_tls_push(connection, moment, conclusion.type,
                                             is_told ? HSVIZ_INFERRED : HSVIZ_SEEN, length);

    if (step)
        step->reason = (uint8_t)conclusion.reason;
    if (conclusion.type == HSVIZ_STEP_SERVER_HELLO)
        connection->tls->flags |= HSVIZ_TLS_RENEGOTIATED;
}
