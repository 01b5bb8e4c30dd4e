/* facts.c
 * What the flags of a connection add up to: how it opened and closed, its kind, marks and outcome.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "alerts.h"
#include "cipher_suites.h"
#include "internal.h"
#include "textbook.h"
#include "version.h"

/* ---- Who ---- */

uint32_t hsviz_connection_stream(const struct hsviz_connection *connection)
{
    return connection->stream;
}

uint32_t hsviz_connection_first_frame(const struct hsviz_connection *connection)
{
    return connection->first_frame;
}

uint32_t hsviz_connection_last_frame(const struct hsviz_connection *connection)
{
    return connection->last_frame;
}

int64_t hsviz_connection_start_ns(const struct hsviz_connection *connection)
{
    return connection->start_ns;
}

struct hsviz_endpoint hsviz_connection_endpoint(const struct hsviz_connection *connection,
                                                enum hsviz_side side)
{
    const struct hsviz_side_name *name = &connection->name[side];

    return (struct hsviz_endpoint){ name->address ? name->address : "", name->port };
}

bool hsviz_connection_client_guessed(const struct hsviz_connection *connection)
{
    return !(connection->flags & HSVIZ_CLIENT_KNOWN);
}

enum hsviz_side hsviz_connection_side(const struct hsviz_connection *connection, unsigned end)
{
    bool client_is_end_1 = connection->flags & HSVIZ_ENDS_SWAPPED;

    return (end != 0) == client_is_end_1 ? HSVIZ_CLIENT : HSVIZ_SERVER;
}

enum hsviz_tcp_state hsviz_connection_initial_state(const struct hsviz_connection *connection,
                                                    enum hsviz_side side)
{
    return (enum hsviz_tcp_state)connection->initial_state[side];
}

enum hsviz_tcp_state hsviz_connection_final_state(const struct hsviz_connection *connection,
                                                  enum hsviz_side side)
{
    return (enum hsviz_tcp_state)connection->state[side];
}

/* ---- Steps ---- */

size_t hsviz_connection_num_steps(const struct hsviz_connection *connection)
{
    return connection->num_steps;
}

const struct hsviz_step *hsviz_connection_step(const struct hsviz_connection *connection, size_t i)
{
    return &connection->steps[i];
}

void hsviz_connection_steps_of_frame(const struct hsviz_connection *connection, size_t *first,
                                     size_t *end, uint32_t frame)
{
    size_t i = connection->num_steps;

    while (i > 0 && connection->steps[i - 1].frame != frame)
        i--;
    *end = i;
    while (i > 0 && connection->steps[i - 1].frame == frame)
        i--;
    *first = i;
}

/* The first step that stands after all that came before frame. */
static size_t first_step_at(const struct hsviz_connection *connection, uint32_t frame)
{
    size_t first, end;

    hsviz_connection_steps_of_frame(connection, &first, &end, frame);
    if (first < end)
        return first;
    for (first = connection->num_steps; first > 0; first--) {
        const struct hsviz_step *step = &connection->steps[first - 1];

        if (step->frame != 0 && step->frame < frame)
            break;
    }
    return first;
}

enum hsviz_tcp_state hsviz_connection_state_before(const struct hsviz_connection *connection,
                                                   uint32_t frame, enum hsviz_side side)
{
    size_t first = first_step_at(connection, frame);

    return (enum hsviz_tcp_state)(first > 0 ? connection->steps[first - 1].state[side]
                                            : connection->initial_state[side]);
}

void hsviz_connection_neighbours(const struct hsviz_connection *connection, uint32_t *previous,
                                 uint32_t *next, uint32_t frame)
{
    size_t first = first_step_at(connection, frame), i;

    *previous = *next = 0;
    for (i = first; i > 0 && *previous == 0; i--)
        *previous = connection->steps[i - 1].frame;
    for (i = first; i < connection->num_steps && *next == 0; i++) {
        if (connection->steps[i].frame != frame)
            *next = connection->steps[i].frame;
    }
}

/* The step that frame's bytes went into; NULL where it is no fragment. */
static const struct hsviz_step *completed_step(const struct hsviz_connection *connection,
                                               uint32_t frame, enum hsviz_side side)
{
    for (size_t i = 0; i < connection->num_steps; i++) {
        const struct hsviz_step *step = &connection->steps[i];

        if (step->side == side && step->first_frame <= frame && frame < step->frame)
            return step;
    }
    return NULL;
}

uint32_t hsviz_connection_completed_in(const struct hsviz_connection *connection, uint32_t frame,
                                       enum hsviz_side side)
{
    const struct hsviz_step *step = completed_step(connection, frame, side);

    return step ? step->frame : 0;
}

enum hsviz_phase hsviz_connection_phase(const struct hsviz_connection *connection, uint32_t frame,
                                        const struct hsviz_frame_facts *facts)
{
    const struct hsviz_step *step = NULL;
    size_t first, end;

    hsviz_connection_steps_of_frame(connection, &first, &end, frame);
    while (first < end && connection->steps[end - 1].flags & HSVIZ_STEP_HIDDEN)
        end--;
    if (first < end)
        step = &connection->steps[end - 1];
    else if (facts->fragment)
        step = completed_step(connection, frame, hsviz_connection_side(connection, facts->end));
    return (enum hsviz_phase)(step ? step->phase : facts->phase);
}

size_t hsviz_connection_num_notes(const struct hsviz_connection *connection)
{
    return connection->num_notes;
}

const struct hsviz_note *hsviz_connection_note(const struct hsviz_connection *connection, size_t i)
{
    return &connection->notes[i];
}

/* ---- TCP ---- */

static bool has_sent(const struct hsviz_connection *connection, enum hsviz_side side,
                     enum hsviz_direction_flag flag)
{
    return connection->direction[side].flags & flag;
}

static enum hsviz_open open_without_answer(const struct hsviz_connection *connection)
{
    if (has_sent(connection, HSVIZ_SERVER, HSVIZ_SENT_RST) ||
        connection->flags & HSVIZ_REFUSED_BY_ICMP)
        return HSVIZ_OPEN_REFUSED;
    return has_sent(connection, HSVIZ_CLIENT, HSVIZ_SENT_ACK_OF_SYN) ? HSVIZ_OPEN_THREE_WAY
                                                                     : HSVIZ_OPEN_UNANSWERED;
}

static enum hsviz_open open_by_options(const struct hsviz_connection *connection)
{
    if (connection->flags & HSVIZ_FAST_OPEN_TAKEN)
        return HSVIZ_OPEN_FAST_OPEN_DATA_ACCEPTED;
    if (connection->syn_options & HSVIZ_OPTION_FAST_OPEN_REQUEST)
        return HSVIZ_OPEN_FAST_OPEN_COOKIE_REQUEST;
    if (connection->syn_options & HSVIZ_OPTION_FAST_OPEN_COOKIE)
        return HSVIZ_OPEN_FAST_OPEN_DATA_REJECTED;
    return HSVIZ_OPEN_THREE_WAY;
}

/* In a simultaneous opening both ends answer the other's SYN with a SYN-ACK (RFC 9293 figure 7); a
 * server that splits its SYN-ACK in two answers the client's SYN-ACK with an ACK. */
static bool is_split(const struct hsviz_connection *connection)
{
    return connection->flags & HSVIZ_SYN_ACKED_ALONE ||
           (has_sent(connection, HSVIZ_SERVER, HSVIZ_SENT_ACK_OF_SYN) &&
            !has_sent(connection, HSVIZ_SERVER, HSVIZ_SENT_SYN_ACK));
}

enum hsviz_open hsviz_connection_open(const struct hsviz_connection *connection)
{
    if (!(connection->flags & HSVIZ_STARTED_WITH_SYN))
        return HSVIZ_OPEN_MID_STREAM;
    if (has_sent(connection, HSVIZ_CLIENT, HSVIZ_SENT_SYN) &&
        has_sent(connection, HSVIZ_SERVER, HSVIZ_SENT_SYN))
        return is_split(connection) ? HSVIZ_OPEN_SPLIT : HSVIZ_OPEN_SIMULTANEOUS;
    if (!has_sent(connection, HSVIZ_SERVER, HSVIZ_SENT_SYN_ACK))
        return open_without_answer(connection);
    return open_by_options(connection);
}

bool hsviz_connection_is_bare_syn(const struct hsviz_connection *connection)
{
    return hsviz_connection_open(connection) == HSVIZ_OPEN_UNANSWERED &&
           !has_sent(connection, HSVIZ_CLIENT, HSVIZ_SENT_PAYLOAD) &&
           !has_sent(connection, HSVIZ_SERVER, HSVIZ_SENT_ANYTHING);
}

enum hsviz_close hsviz_connection_close(const struct hsviz_connection *connection)
{
    return (enum hsviz_close)connection->close;
}

/* ---- TLS ---- */

bool hsviz_connection_has_tls(const struct hsviz_connection *connection)
{
    return connection->tls != NULL;
}

uint16_t hsviz_connection_version(const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;

    return tls && tls->flags & HSVIZ_TLS_SERVER_HELLO ? tls->version : HSVIZ_VERSION_NONE;
}

const char *hsviz_connection_sni(const struct hsviz_connection *connection)
{
    return connection->tls ? connection->tls->server_name : NULL;
}

const char *hsviz_connection_alpn(const struct hsviz_connection *connection)
{
    return connection->tls ? connection->tls->alpn : NULL;
}

static enum hsviz_kind kind_of_13(const struct hsviz_tls *tls)
{
    if (!(tls->server_flags & HSVIZ_HELLO_PRE_SHARED_KEY))
        return HSVIZ_KIND_FULL;
    return tls->client_flags & HSVIZ_HELLO_EXTERNAL_PSK ? HSVIZ_KIND_PSK_ONLY
                                                        : HSVIZ_KIND_RESUMED_PSK;
}

/* A server that changes its cipher without a key exchange resumes (RFC 5246 7.3); by the ticket,
 * where the client gave one (RFC 5077 3.4). */
static enum hsviz_kind kind_of_12(const struct hsviz_tls *tls)
{
    if (tls->flags & HSVIZ_TLS_KEY_EXCHANGE && hsviz_cipher_suite_is_psk(tls->cipher_suite))
        return HSVIZ_KIND_PSK_ONLY;
    if (tls->flags & HSVIZ_TLS_KEY_EXCHANGE ||
        tls->side_flags[HSVIZ_SERVER] & HSVIZ_TLS_SENT_CERTIFICATE)
        return HSVIZ_KIND_FULL;
    if (!(tls->side_flags[HSVIZ_SERVER] & HSVIZ_TLS_SENT_CCS))
        return HSVIZ_KIND_UNKNOWN;
    return tls->client_flags & HSVIZ_HELLO_TICKET ? HSVIZ_KIND_RESUMED_TICKET
                                                  : HSVIZ_KIND_RESUMED_ID;
}

enum hsviz_kind hsviz_kind_so_far(const struct hsviz_tls *tls)
{
    if (!(tls->flags & HSVIZ_TLS_SERVER_HELLO))
        return HSVIZ_KIND_UNKNOWN;
    if (hsviz_tls_is_13(tls))
        return kind_of_13(tls);
    if (tls->version == HSVIZ_SSL_2)
        return tls->server_flags & HSVIZ_HELLO_SESSION_ID_HIT ? HSVIZ_KIND_RESUMED_ID
                                                              : HSVIZ_KIND_FULL;
    return kind_of_12(tls);
}

/* A renegotiation has a kind of its own, which says nothing of the first handshake. */
enum hsviz_kind hsviz_connection_kind(const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;

    if (!tls)
        return HSVIZ_KIND_UNKNOWN;
    return tls->kind != HSVIZ_KIND_UNKNOWN ? (enum hsviz_kind)tls->kind : hsviz_kind_so_far(tls);
}

/* Early data: accepted where the server said so or the client ended it; rejected where the
 * handshake went on without either (RFC 8446 4.2.10). */
static uint32_t early_data_mark(const struct hsviz_tls *tls)
{
    if (!(tls->client_flags & HSVIZ_HELLO_EARLY_DATA) && !(tls->flags & HSVIZ_TLS_EARLY_DATA_SENT))
        return 0;
    if (tls->flags & HSVIZ_TLS_EARLY_DATA_ACCEPTED)
        return 1U << HSVIZ_MARK_EARLY_DATA_ACCEPTED;
    if (tls->flags & (HSVIZ_TLS_EXTENSIONS_READ | HSVIZ_TLS_RETRY) ||
        tls->side_flags[HSVIZ_CLIENT] & HSVIZ_TLS_FINISHED)
        return 1U << HSVIZ_MARK_EARLY_DATA_REJECTED;
    return 1U << HSVIZ_MARK_EARLY_DATA_OFFERED;
}

/* One mark of three: what became of the request for a certificate. */
static uint32_t client_auth_mark(const struct hsviz_tls *tls)
{
    uint8_t client = tls->side_flags[HSVIZ_CLIENT];

    if (client & HSVIZ_TLS_SENT_CERTIFICATE && tls->flags & HSVIZ_TLS_ALERTED &&
        tls->alert_side == HSVIZ_SERVER)
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
    marks = early_data_mark(tls) | client_auth_mark(tls);
    for (size_t i = 0; i < G_N_ELEMENTS(marks_of_flags); i++) {
        if (tls->flags & marks_of_flags[i].flag)
            marks |= 1U << marks_of_flags[i].mark;
    }
    if (connection->flags & (HSVIZ_IN_TUNNEL | HSVIZ_CARRIES_INNER_TLS))
        marks |= 1U << HSVIZ_MARK_TUNNELLED;
    if (connection->flags & HSVIZ_HAS_PLAINTEXT && !(connection->flags & HSVIZ_IN_TUNNEL) &&
        tls->num_handshakes > 0 && !(tls->flags & HSVIZ_TLS_ANSWERED_IN_PLAIN))
        marks |= 1U << HSVIZ_MARK_STARTTLS;
    return marks;
}

char **hsviz_connection_mark_texts(const struct hsviz_connection *connection)
{
    const char *protocol = hsviz_starttls_protocol(connection->name[HSVIZ_SERVER].port);
    uint32_t marks = hsviz_connection_marks(connection);
    char **texts = g_new0(char *, HSVIZ_NUM_MARKS + 1);
    size_t num = 0;

    for (int mark = 0; mark < HSVIZ_NUM_MARKS; mark++) {
        const char *name = hsviz_word_name(hsviz_marks, mark);

        if (marks & 1U << mark)
            texts[num++] = mark == HSVIZ_MARK_STARTTLS && protocol
                               ? g_strdup_printf("%s %s", name, protocol)
                               : g_strdup(name);
    }
    return texts;
}

static bool is_one_sided(const struct hsviz_connection *connection)
{
    return !has_sent(connection, HSVIZ_CLIENT, HSVIZ_SENT_ANYTHING) ||
           !has_sent(connection, HSVIZ_SERVER, HSVIZ_SENT_ANYTHING);
}

/* Who ended TCP before TLS was done; HSVIZ_NUM_SIDES where nobody did. */
static enum hsviz_side who_gave_up(const struct hsviz_connection *connection)
{
    bool has_reset = has_sent(connection, HSVIZ_CLIENT, HSVIZ_SENT_RST) ||
                     has_sent(connection, HSVIZ_SERVER, HSVIZ_SENT_RST);
    bool has_fin = has_sent(connection, HSVIZ_CLIENT, HSVIZ_SENT_FIN) ||
                   has_sent(connection, HSVIZ_SERVER, HSVIZ_SENT_FIN);

    if (has_fin)
        return (enum hsviz_side)connection->first_fin;
    return has_reset ? (enum hsviz_side)connection->first_rst : HSVIZ_NUM_SIDES;
}

static enum hsviz_outcome outcome_of_incomplete(const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;

    if (tls->flags & HSVIZ_TLS_ALERTED)
        return tls->alert_side == HSVIZ_CLIENT ? HSVIZ_OUTCOME_REJECTED_BY_CLIENT
                                               : HSVIZ_OUTCOME_REJECTED_BY_SERVER;
    if (tls->flags & HSVIZ_TLS_ANSWERED_IN_PLAIN)
        return HSVIZ_OUTCOME_NOT_TLS;
    if (is_one_sided(connection))
        return HSVIZ_OUTCOME_ONE_SIDED;
    if (!(tls->flags & HSVIZ_TLS_CLIENT_HELLO))
        return HSVIZ_OUTCOME_CUT;
    switch (who_gave_up(connection)) {
    case HSVIZ_CLIENT:
        return HSVIZ_OUTCOME_CLIENT_GAVE_UP;
    case HSVIZ_SERVER:
        return HSVIZ_OUTCOME_SERVER_GAVE_UP;
    default:
        break;
    }
    return tls->side_flags[HSVIZ_SERVER] & HSVIZ_TLS_SENT_RECORD ? HSVIZ_OUTCOME_CUT
                                                                 : HSVIZ_OUTCOME_TIMED_OUT;
}

enum hsviz_outcome hsviz_connection_outcome(const struct hsviz_connection *connection)
{
    if (!connection->tls)
        return HSVIZ_OUTCOME_NOT_TLS;
    if (hsviz_tls_is_complete(connection->tls) && !(connection->tls->flags & HSVIZ_TLS_REJECTED))
        return HSVIZ_OUTCOME_COMPLETE;
    return outcome_of_incomplete(connection);
}

bool hsviz_connection_outcome_is_settled(const struct hsviz_connection *connection)
{
    switch (hsviz_connection_outcome(connection)) {
    case HSVIZ_OUTCOME_COMPLETE:
    case HSVIZ_OUTCOME_REJECTED_BY_CLIENT:
    case HSVIZ_OUTCOME_REJECTED_BY_SERVER:
    case HSVIZ_OUTCOME_CLIENT_GAVE_UP:
    case HSVIZ_OUTCOME_SERVER_GAVE_UP:
        return true;
    default:
        return false;
    }
}

uint32_t hsviz_connection_client_hello(const struct hsviz_connection *connection)
{
    return connection->tls ? connection->tls->client_hello_frame : 0;
}

const char *hsviz_connection_alert(const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;

    return tls && tls->flags & HSVIZ_TLS_ALERTED ? hsviz_alert_name((uint8_t)tls->alert_code)
                                                 : NULL;
}
