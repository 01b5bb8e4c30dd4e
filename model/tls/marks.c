/* marks.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "marks.h"

#include <glib.h>

#include "model/core/connection.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/plaintext/plaintext.h"
#include "model/tls/tls.h"

/* Whether all that the client sent in its handshake can be told: EndOfEarlyData may be among what
 * was not captured, or has no name. */
static bool is_client_known(const struct hsviz_connection *connection)
{
    enum hsviz_end client = hsviz_end_of(connection, HSVIZ_CLIENT);

    return !hsviz_end_has_holes(connection, client) &&
           !hsviz_steps_find(connection, client, HSVIZ_STEP_ENCRYPTED);
}

/* Early data is accepted if the server said so or the client ended it, and rejected if the
 * handshake continued without either (RFC 8446 4.2.10). */
uint32_t hsviz_early_data_mark(const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;

    if (!tls)
        return 0;
    if (tls->flags & HSVIZ_TLS_EARLY_DATA_ACCEPTED)
        return 1U << HSVIZ_MARK_EARLY_DATA_ACCEPTED;
    if (!(tls->client_flags & HSVIZ_HELLO_EARLY_DATA) && !(tls->flags & HSVIZ_TLS_EARLY_DATA_SENT))
        return 0;
    if (tls->flags & (HSVIZ_TLS_EXTENSIONS_READ | HSVIZ_TLS_RETRY) ||
        (hsviz_tls_flags_of(connection, HSVIZ_CLIENT) & HSVIZ_TLS_FINISHED &&
         is_client_known(connection)))
        return 1U << HSVIZ_MARK_EARLY_DATA_REJECTED;
    return 1U << HSVIZ_MARK_EARLY_DATA_OFFERED;
}

/* One mark of three: what became of the request for a certificate. */
static uint32_t client_auth_mark(const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;
    uint8_t client = hsviz_tls_flags_of(connection, HSVIZ_CLIENT);

    if (client & HSVIZ_TLS_SENT_CERTIFICATE && tls->flags & HSVIZ_TLS_ALERTED &&
        hsviz_side_of(connection, (enum hsviz_end)tls->alert_end) == HSVIZ_SERVER)
        return 1U << HSVIZ_MARK_CLIENT_AUTH_REFUSED;
    if (client & HSVIZ_TLS_SENT_CERTIFICATE && !(client & HSVIZ_TLS_EMPTY_CERTIFICATE))
        return 1U << HSVIZ_MARK_CLIENT_AUTH_SENT;
    return tls->flags & HSVIZ_TLS_CERTIFICATE_REQUESTED ? 1U << HSVIZ_MARK_CLIENT_AUTH_REQUESTED
                                                        : 0;
}

uint32_t hsviz_connection_marks(const struct hsviz_connection *connection)
{
    static const struct {
        uint16_t flag;
        enum hsviz_mark mark;
    } marks_of_flags[] = {
        { HSVIZ_TLS_RETRY, HSVIZ_MARK_RETRY },
        { HSVIZ_TLS_FALSE_START, HSVIZ_MARK_FALSE_START },
        { HSVIZ_TLS_STAPLED, HSVIZ_MARK_STAPLED },
        { HSVIZ_TLS_RENEGOTIATED, HSVIZ_MARK_RENEGOTIATED },
    };
    const struct hsviz_tls *tls = connection->tls;
    uint32_t marks;

    if (!tls)
        return 0;
    marks = hsviz_early_data_mark(connection) | client_auth_mark(connection);
    for (size_t i = 0; i < G_N_ELEMENTS(marks_of_flags); i++) {
        if (tls->flags & marks_of_flags[i].flag)
            marks |= 1U << marks_of_flags[i].mark;
    }
    if (connection->flags & (HSVIZ_IN_TUNNEL | HSVIZ_CARRIES_INNER_TLS) ||
        hsviz_plaintext_carries_tls(connection))
        marks |= 1U << HSVIZ_MARK_TUNNELLED;
    if (hsviz_plaintext_upgrades(connection) && tls->num_handshakes > 0 &&
        !(tls->flags & HSVIZ_TLS_ANSWERED_IN_PLAIN))
        marks |= 1U << HSVIZ_MARK_STARTTLS;
    return marks;
}

char **hsviz_connection_mark_texts(const struct hsviz_connection *connection)
{
    const char *protocol = hsviz_plain_protocols[hsviz_plaintext_protocol(connection)].name;
    uint32_t marks = hsviz_connection_marks(connection);
    char **texts = g_new0(char *, HSVIZ_NUM_MARKS + 1);
    size_t num = 0;

    for (int mark = 0; mark < HSVIZ_NUM_MARKS; mark++) {
        const char *name = hsviz_word_name(hsviz_marks, mark);

        if (marks & 1U << mark)
            texts[num++] = mark == HSVIZ_MARK_STARTTLS && *protocol
                               ? g_strdup_printf("%s %s", name, protocol)
                               : g_strdup(name);
    }
    return texts;
}
