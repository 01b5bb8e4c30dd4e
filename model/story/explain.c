/* explain.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "explain.h"

#include <glib.h>

#include "model/connection/view.h"
#include "model/core/step.h"
#include "model/pki/checks.h"
#include "model/tcp/shape.h"
#include "model/tls/kind.h"
#include "model/tls/marks.h"
#include "model/tls/version.h"

const struct hsviz_explanation hsviz_explanations[] = {
    /* ---- TCP ---- */
    { HSVIZ_STEP_SYN, HSVIZ_WHEN_COOKIE_ASKED,
      "Asks to open a connection, and asks for a Fast Open cookie.",
      "With the cookie a later connection may carry data in its SYN, and save a round trip.",
      "RFC 7413 4.2.1" },
    { HSVIZ_STEP_SYN, HSVIZ_WHEN_DATA_IN_SYN,
      "Asks to open a connection and already carries data, with a cookie from an earlier one.",
      "The cookie shows that the client really is at its address, so the server need not wait.",
      "RFC 7413 4.2.2" },
    { HSVIZ_STEP_SYN, HSVIZ_ALWAYS,
      "Asks to open a connection, and says at which number its bytes will start.",
      "With numbers that both sides know, lost, repeated and reordered bytes are noticed.",
      "RFC 9293 3.5" },
    { HSVIZ_STEP_SYN_ACK, HSVIZ_ALWAYS,
      "Accepts: acknowledges the other side's number, and gives its own.",
      "Who gets this knows that its packets arrive and are answered.", "RFC 9293 3.5" },
    { HSVIZ_STEP_ACK, HSVIZ_IN_CLOSE,
      "Acknowledges the FIN: everything sent in that direction has arrived.",
      "If this was the last FIN, its receiver stays in TIME-WAIT for a while, in case this ACK is "
      "lost.",
      "RFC 9293 3.6" },
    { HSVIZ_STEP_ACK, HSVIZ_ALWAYS,
      "Acknowledges the other side's number: the connection is open.",
      "It shows that the client really is at its address; data may follow at once.",
      "RFC 9293 3.5" },
    { HSVIZ_STEP_FIN, HSVIZ_ALWAYS, "Says: I have sent all that I had to send.",
      "Each direction closes by itself, so that nothing still under way is lost.",
      "RFC 9293 3.6" },
    { HSVIZ_STEP_FIN_ACK, HSVIZ_ALWAYS,
      "Acknowledges the other side's FIN, and closes its own direction too.",
      "Both in one segment: the close takes three segments, not four.", "RFC 9293 3.6" },
    { HSVIZ_STEP_RST, HSVIZ_WHEN_PORT_REFUSES,
      "Refuses the connection; most often because no program listens at this port.",
      "The client learns it at once, and need not wait and try again.", "RFC 9293 3.5.2" },
    { HSVIZ_STEP_RST, HSVIZ_ALWAYS, "Ends the connection at once, in both directions.",
      "Sent when a program gives up, or for a segment that fits no connection; data under way may "
      "be lost.",
      "RFC 9293 3.5.2" },
    { HSVIZ_STEP_KEEP_ALIVE, HSVIZ_ALWAYS,
      "Asks whether the other end is still there: it repeats a number that was acknowledged.",
      "A connection on which nothing is sent would not notice that the other end is gone.",
      "RFC 9293 3.8.4" },
    { HSVIZ_STEP_ZERO_WINDOW, HSVIZ_ALWAYS, "Says: I have no room for more; stop sending.",
      "Who receives reads more slowly than the other end sends.", "RFC 9293 3.8.6.1" },
    { HSVIZ_STEP_WINDOW_PROBE, HSVIZ_ALWAYS, "Asks whether there is room again.",
      "The segment that says so could have been lost, and both ends would wait for ever.",
      "RFC 9293 3.8.6.1" },
    { HSVIZ_STEP_WINDOW_UPDATE, HSVIZ_ALWAYS, "Says: there is room again.",
      "Who has waited may go on sending.", "RFC 9293 3.8.6" },
    { HSVIZ_STEP_SEGMENT, HSVIZ_ALWAYS, "Bytes that were acknowledged, but are not in the capture.",
      "What is acknowledged has arrived; the capture did not get it.", "RFC 9293 3.4" },

    /* ---- Hellos ---- */
    { HSVIZ_STEP_CLIENT_HELLO, HSVIZ_IN_SSL_2,
      "Lists the ciphers that the client can do, and a random challenge.",
      "The server must return the challenge encrypted, which shows that it has the keys.",
      "draft-hickman-netscape-ssl 2.6.1" },
    { HSVIZ_STEP_CLIENT_HELLO, HSVIZ_AFTER_RETRY,
      "The same hello again, now with what the server asked for.",
      "It must not change otherwise: both hellos go into the checksum that Finished sends.",
      "RFC 8446 4.1.2" },
    { HSVIZ_STEP_CLIENT_HELLO, HSVIZ_AFTER_HANDSHAKE,
      "Starts another handshake inside the encrypted connection: a renegotiation.",
      "It brings new keys, or lets the server ask for a certificate later; TLS 1.3 has dropped it.",
      "RFC 5246 7.4.1.2" },
    { HSVIZ_STEP_CLIENT_HELLO, HSVIZ_IN_TLS_1_3,
      "Offers versions, cipher suites and groups, and guesses a group for a key share.",
      "If the server can do that group, both sides have keys after one round trip.",
      "RFC 8446 4.1.2" },
    { HSVIZ_STEP_CLIENT_HELLO, HSVIZ_ALWAYS,
      "Offers the versions, cipher suites and extensions that the client can do.",
      "The server chooses from them; random bytes make each handshake different.",
      "RFC 5246 7.4.1.2" },
    { HSVIZ_STEP_HELLO_RETRY_REQUEST, HSVIZ_ALWAYS,
      "Asks for another ClientHello, most often with a key share of another group.",
      "The client guessed wrong, and that costs a round trip.", "RFC 8446 4.1.4" },
    { HSVIZ_STEP_SERVER_HELLO, HSVIZ_IN_SSL_2,
      "Lists the server's ciphers, and holds its certificate.",
      "In SSL 2 it is the client that chooses.", "draft-hickman-netscape-ssl 2.7.1" },
    { HSVIZ_STEP_SERVER_HELLO, HSVIZ_IN_TLS_1_3 | HSVIZ_WHEN_PRE_SHARED,
      "Chooses version and cipher suite, and accepts the pre-shared key that the client named.",
      "Who knows that key has proved who it is, so no certificate is needed.", "RFC 8446 2.2" },
    { HSVIZ_STEP_SERVER_HELLO, HSVIZ_IN_TLS_1_3,
      "Chooses version and cipher suite, and gives the server's key share.",
      "Both sides can compute keys now: all that the server sends next is encrypted.",
      "RFC 8446 4.1.3" },
    { HSVIZ_STEP_SERVER_HELLO, HSVIZ_WHEN_RESUMED,
      "Agrees to go on with the secret of an earlier session.",
      "Certificate and key exchange are left out, which saves a round trip.",
      "RFC 5246 7.4.1.3" },
    { HSVIZ_STEP_SERVER_HELLO, HSVIZ_ALWAYS,
      "Chooses version, cipher suite and extensions from the client's offer.",
      "With random bytes from both sides, old messages cannot be played back.",
      "RFC 5246 7.4.1.3" },

    /* ---- The server's parameters, and certificates of both sides ---- */
    { HSVIZ_STEP_ENCRYPTED_EXTENSIONS, HSVIZ_ALWAYS,
      "Answers the client's other requests, such as which protocol will be spoken (ALPN).",
      "The keys do not depend on these answers, so they can be hidden from listeners.",
      "RFC 8446 4.3.1" },
    { HSVIZ_STEP_CERTIFICATE_REQUEST, HSVIZ_IN_SSL_2,
      "Asks the client for a certificate.", "Otherwise only the server says who it is.",
      "draft-hickman-netscape-ssl 2.7.4" },
    { HSVIZ_STEP_CERTIFICATE_REQUEST, HSVIZ_AFTER_HANDSHAKE | HSVIZ_IN_TLS_1_3,
      "Asks the client for a certificate, now that the handshake is over.",
      "Only what the client asked for has shown that one is needed.", "RFC 8446 4.6.2" },
    { HSVIZ_STEP_CERTIFICATE_REQUEST, HSVIZ_IN_TLS_1_3,
      "Asks the client for a certificate, and says which signatures would do.",
      "Otherwise only the server proves who it is.", "RFC 8446 4.3.2" },
    { HSVIZ_STEP_CERTIFICATE_REQUEST, HSVIZ_ALWAYS,
      "Asks the client for a certificate, and says which kinds would do.",
      "Otherwise only the server proves who it is.", "RFC 5246 7.4.4" },
    { HSVIZ_STEP_CERTIFICATE, HSVIZ_IN_SSL_2, "The client's certificate, as the server asked.",
      "It comes with a signature, since a certificate alone proves nothing.",
      "draft-hickman-netscape-ssl 2.6.3" },
    { HSVIZ_STEP_CERTIFICATE, HSVIZ_FROM_CLIENT | HSVIZ_WHEN_NO_CERTIFICATE,
      "An empty list: the client has no certificate to show.",
      "The server may go on without one, or end the handshake.", "RFC 8446 4.4.2.4" },
    { HSVIZ_STEP_CERTIFICATE, HSVIZ_FROM_CLIENT | HSVIZ_IN_TLS_1_3,
      "The client's certificate, as the server asked.",
      "It proves nothing alone, for anybody may have a copy: the signature after it does.",
      "RFC 8446 4.4.2" },
    { HSVIZ_STEP_CERTIFICATE, HSVIZ_FROM_CLIENT,
      "The client's certificate, as the server asked; before TLS 1.3 everybody can read it.",
      "It proves nothing alone, for anybody may have a copy: the signature after it does.",
      "RFC 5246 7.4.6" },
    { HSVIZ_STEP_CERTIFICATE, HSVIZ_IN_TLS_1_3,
      "The server's certificate, and those of the authorities that vouch for it.",
      "The client checks name, dates and signatures, up to an authority that it trusts.",
      "RFC 8446 4.4.2" },
    { HSVIZ_STEP_CERTIFICATE, HSVIZ_ALWAYS,
      "The server's certificate with its chain; before TLS 1.3 everybody on the way can read it.",
      "The client checks name, dates and signatures, up to an authority that it trusts.",
      "RFC 5246 7.4.2" },
    { HSVIZ_STEP_COMPRESSED_CERTIFICATE, HSVIZ_ALWAYS,
      "A certificate with its chain, compressed.",
      "Chains are the largest part of a handshake: what fits into the first flight saves time.",
      "RFC 8879 4" },
    { HSVIZ_STEP_CERTIFICATE_VERIFY, HSVIZ_IN_SSL_2,
      "The client's challenge, encrypted with the new key.",
      "Only the certificate's owner could read the key that the client sent.",
      "draft-hickman-netscape-ssl 2.7.2" },
    { HSVIZ_STEP_CERTIFICATE_VERIFY, HSVIZ_IN_TLS_1_3,
      "Signs all messages so far with the certificate's private key.",
      "It proves that the certificate is the sender's own, and belongs to this very handshake.",
      "RFC 8446 4.4.3" },
    { HSVIZ_STEP_CERTIFICATE_VERIFY, HSVIZ_ALWAYS,
      "Signs all messages so far with the private key of the client's certificate.",
      "It proves that the certificate is the client's own.", "RFC 5246 7.4.8" },
    { HSVIZ_STEP_CERTIFICATE_STATUS, HSVIZ_ALWAYS,
      "A recent statement, signed by the authority, of whether the certificate is still good.",
      "Stapled to the handshake, it saves the client from asking the authority.",
      "RFC 6066 8" },

    /* ---- Key exchange and Finished ---- */
    { HSVIZ_STEP_SERVER_KEY_EXCHANGE, HSVIZ_ALWAYS,
      "The server's half of the key exchange, as a rule signed with its certificate's key.",
      "These keys are made for one connection: a certificate's key that leaks later opens nothing.",
      "RFC 5246 7.4.3" },
    { HSVIZ_STEP_SERVER_HELLO_DONE, HSVIZ_ALWAYS,
      "Says that the server's part is over, and that the client is to go on.",
      "Most messages before it are optional, so the client could not know.", "RFC 5246 7.4.5" },
    { HSVIZ_STEP_CLIENT_KEY_EXCHANGE, HSVIZ_IN_SSL_2,
      "The client's choice of a cipher, and a master key that only the server can read.",
      "The keys of both directions are made from it.", "draft-hickman-netscape-ssl 2.6.2" },
    { HSVIZ_STEP_CLIENT_KEY_EXCHANGE, HSVIZ_ALWAYS, "The client's half of the key exchange.",
      "Both sides can now compute the same secret, and from it the keys.", "RFC 5246 7.4.7" },
    { HSVIZ_STEP_CHANGE_CIPHER_SPEC, HSVIZ_IN_TLS_1_3,
      "Does nothing in TLS 1.3.",
      "It is there for middleboxes: to those that know only TLS 1.2, the rest looks like a "
      "resumed session.",
      "RFC 8446 D.4" },
    { HSVIZ_STEP_CHANGE_CIPHER_SPEC, HSVIZ_ALWAYS,
      "From here on this side encrypts, with the keys just agreed on.",
      "It is a record of its own kind, so that the other side knows where to change keys.",
      "RFC 5246 7.1" },
    { HSVIZ_STEP_FINISHED, HSVIZ_IN_SSL_2, "Says that this side has its keys and is done.",
      "It returns a value of the other side, encrypted, as proof.",
      "draft-hickman-netscape-ssl 2.6.4" },
    { HSVIZ_STEP_FINISHED, HSVIZ_IN_TLS_1_3 | HSVIZ_FROM_SERVER,
      "A checksum over all messages so far that only the owner of the keys can make.",
      "The client sees that nobody changed a message on the way.", "RFC 8446 4.4.4" },
    { HSVIZ_STEP_FINISHED, HSVIZ_IN_TLS_1_3,
      "The client's checksum in return: the handshake is complete.",
      "Application data may go with it in the same flight.", "RFC 8446 4.4.4" },
    { HSVIZ_STEP_FINISHED, HSVIZ_WHEN_FULL | HSVIZ_FROM_SERVER,
      "The server's checksum in return: the handshake is complete.",
      "Only now, after two round trips, does the client know that nothing was changed.",
      "RFC 5246 7.4.9" },
    { HSVIZ_STEP_FINISHED, HSVIZ_WHEN_RESUMED | HSVIZ_FROM_CLIENT,
      "The client's checksum in return: the handshake is complete.",
      "The server went first, so application data may go with it after one round trip.",
      "RFC 5246 7.3" },
    { HSVIZ_STEP_FINISHED, HSVIZ_ALWAYS,
      "The first message under the new keys: a checksum over all messages so far.",
      "It shows that both sides have the same keys, and that nobody changed a message.",
      "RFC 5246 7.4.9" },

    /* ---- After the handshake ---- */
    { HSVIZ_STEP_NEW_SESSION_TICKET, HSVIZ_IN_TLS_1_3,
      "A ticket with which the client may come back.",
      "The next connection then needs no certificate, and may send early data.",
      "RFC 8446 4.6.1" },
    { HSVIZ_STEP_NEW_SESSION_TICKET, HSVIZ_ALWAYS,
      "The session's secret, sealed by the server, for the client to keep.",
      "It brings it along next time to save a round trip, and the server need not remember.",
      "RFC 5077 3.3" },
    { HSVIZ_STEP_END_OF_EARLY_DATA, HSVIZ_ALWAYS, "The early data ends here.",
      "What the client sends next is under the keys of this handshake.", "RFC 8446 4.5" },
    { HSVIZ_STEP_KEY_UPDATE, HSVIZ_ALWAYS, "From here on this side uses new keys.",
      "No key should protect too much data, and who steals one cannot read what came before it.",
      "RFC 8446 4.6.3" },
    { HSVIZ_STEP_HELLO_REQUEST, HSVIZ_ALWAYS,
      "The server asks the client to start another handshake.",
      "It wants new keys, or a certificate that it did not ask for before.",
      "RFC 5246 7.4.1.1" },
    { HSVIZ_STEP_OTHER_HANDSHAKE, HSVIZ_ALWAYS,
      "A handshake message of a type that hsviz does not know.",
      "Other standards than those of TLS itself may define such types.", "RFC 8446 4" },

    /* ---- Alerts and data ---- */
    { HSVIZ_STEP_ALERT, HSVIZ_ALWAYS, "Says what went wrong.",
      "A fatal alert ends the connection at once, so that nobody goes on after an error or an "
      "attack.",
      "RFC 8446 6" },
    { HSVIZ_STEP_CLOSE_NOTIFY, HSVIZ_IN_TLS_1_3,
      "Says inside TLS that this side has sent all that it had to send.",
      "A FIN can be forged, this cannot: the receiver knows that nothing was cut off.",
      "RFC 8446 6.1" },
    { HSVIZ_STEP_CLOSE_NOTIFY, HSVIZ_ALWAYS,
      "Says that TLS ends here; the other side answers with its own.",
      "A FIN can be forged, this cannot: the receiver knows that nothing was cut off.",
      "RFC 5246 7.2.1" },
    { HSVIZ_STEP_EARLY_DATA, HSVIZ_WHEN_EARLY_REJECTED,
      "Application data with the first flight (0-RTT), which the server here skipped unread.",
      "It no longer had the key, or did not want early data: the client must send it again.",
      "RFC 8446 4.2.10" },
    { HSVIZ_STEP_EARLY_DATA, HSVIZ_ALWAYS,
      "Application data with the first flight (0-RTT), under a key from an earlier connection.",
      "It saves a round trip, but an attacker can send it again: only for what may happen twice.",
      "RFC 8446 2.3" },
    { HSVIZ_STEP_APPLICATION_DATA, HSVIZ_IN_PLAINTEXT | HSVIZ_WHEN_STARTTLS,
      "The application's own greeting, in clear, until both sides agree to start TLS.",
      "One port serves old clients and new ones, but each turn costs a round trip.",
      "RFC 9325 3.2" },
    { HSVIZ_STEP_APPLICATION_DATA, HSVIZ_IN_PLAINTEXT | HSVIZ_WHEN_TUNNELLED,
      "Asks a proxy to pass on what follows to the server, and its answer.",
      "The proxy sees the server's name, but not what TLS protects.", "RFC 9110 9.3.6" },
    { HSVIZ_STEP_APPLICATION_DATA, HSVIZ_IN_PLAINTEXT, "Bytes of the application, in clear.",
      "Everybody on the way can read and change them.", "RFC 9293 3.8" },
    { HSVIZ_STEP_APPLICATION_DATA, HSVIZ_WHEN_FALSE_START | HSVIZ_FROM_CLIENT,
      "Application data before the server's Finished: False Start.",
      "The client trusts the strong key exchange that it has checked, and saves a round trip.",
      "RFC 7918 4" },
    { HSVIZ_STEP_APPLICATION_DATA, HSVIZ_IN_TLS_1_3,
      "Bytes of the application, encrypted, and protected against change.",
      "All protected records of TLS 1.3 call themselves application data, to hide their type.",
      "RFC 8446 5.2" },
    { HSVIZ_STEP_APPLICATION_DATA, HSVIZ_ALWAYS,
      "Bytes of the application, encrypted, and protected against change.",
      "From outside only their time, size and direction are seen.", "RFC 5246 10" },
    { HSVIZ_STEP_HEARTBEAT, HSVIZ_ALWAYS,
      "Asks the other side to return some bytes, or returns them.",
      "It shows that the other side is still there.", "RFC 6520 4" },
    { HSVIZ_STEP_ENCRYPTED, HSVIZ_ALWAYS,
      "A record that is encrypted, and that nothing tells more about.",
      "With the connection's keys Wireshark could show what it is.",
      "RFC 8446 5.2" },
};

const size_t hsviz_num_explanations = G_N_ELEMENTS(hsviz_explanations);

const struct hsviz_word hsviz_conditions[] = {
    { HSVIZ_FROM_CLIENT, "from the client", "" },
    { HSVIZ_FROM_SERVER, "from the server", "" },
    { HSVIZ_IN_SSL_2, "SSL 2", "" },
    { HSVIZ_IN_TLS_1_3, "TLS 1.3", "" },
    { HSVIZ_IN_PLAINTEXT, "in clear", "" },
    { HSVIZ_IN_CLOSE, "while TCP closes", "" },
    { HSVIZ_AFTER_HANDSHAKE, "after the handshake", "" },
    { HSVIZ_AFTER_RETRY, "after a HelloRetryRequest", "" },
    { HSVIZ_WHEN_FULL, "full handshake", "" },
    { HSVIZ_WHEN_RESUMED, "resumed", "" },
    { HSVIZ_WHEN_COOKIE_ASKED, "Fast Open cookie asked for", "" },
    { HSVIZ_WHEN_DATA_IN_SYN, "Fast Open with data", "" },
    { HSVIZ_WHEN_PORT_REFUSES, "as the answer to a SYN", "" },
    { HSVIZ_WHEN_FALSE_START, "False Start", "" },
    { HSVIZ_WHEN_NO_CERTIFICATE, "without a certificate", "" },
    { HSVIZ_WHEN_EARLY_REJECTED, "early data rejected", "" },
    { HSVIZ_WHEN_STARTTLS, "before STARTTLS", "" },
    { HSVIZ_WHEN_TUNNELLED, "through a proxy", "" },
    { HSVIZ_WHEN_PRE_SHARED, "pre-shared key", "" },
    { -1, NULL, NULL },
};

/* ---- The conditions of a step ---- */

static const unsigned phase_conditions[HSVIZ_NUM_PHASES] = {
    [HSVIZ_PHASE_PLAINTEXT] = HSVIZ_IN_PLAINTEXT,
    [HSVIZ_PHASE_TCP_CLOSE] = HSVIZ_IN_CLOSE,
    [HSVIZ_PHASE_POST_HANDSHAKE] = HSVIZ_AFTER_HANDSHAKE,
};

static const unsigned kind_conditions[HSVIZ_NUM_KINDS] = {
    [HSVIZ_KIND_FULL] = HSVIZ_WHEN_FULL,
    [HSVIZ_KIND_RESUMED_ID] = HSVIZ_WHEN_RESUMED,
    [HSVIZ_KIND_RESUMED_TICKET] = HSVIZ_WHEN_RESUMED,
    [HSVIZ_KIND_RESUMED_PSK] = HSVIZ_WHEN_PRE_SHARED,
    [HSVIZ_KIND_PSK_ONLY] = HSVIZ_WHEN_PRE_SHARED,
};

static const unsigned open_conditions[HSVIZ_NUM_OPENS] = {
    [HSVIZ_OPEN_FAST_OPEN_COOKIE_REQUEST] = HSVIZ_WHEN_COOKIE_ASKED,
    [HSVIZ_OPEN_FAST_OPEN_DATA_ACCEPTED] = HSVIZ_WHEN_DATA_IN_SYN,
    [HSVIZ_OPEN_FAST_OPEN_DATA_REJECTED] = HSVIZ_WHEN_DATA_IN_SYN,
    [HSVIZ_OPEN_REFUSED] = HSVIZ_WHEN_PORT_REFUSES,
};

static const unsigned mark_conditions[HSVIZ_NUM_MARKS] = {
    [HSVIZ_MARK_FALSE_START] = HSVIZ_WHEN_FALSE_START,
    [HSVIZ_MARK_CLIENT_AUTH_REQUESTED] = HSVIZ_WHEN_NO_CERTIFICATE, /* and not sent */
    [HSVIZ_MARK_EARLY_DATA_REJECTED] = HSVIZ_WHEN_EARLY_REJECTED,
    [HSVIZ_MARK_STARTTLS] = HSVIZ_WHEN_STARTTLS,
    [HSVIZ_MARK_TUNNELLED] = HSVIZ_WHEN_TUNNELLED,
};

static unsigned conditions_of_marks(const struct hsviz_connection *connection)
{
    uint32_t marks = hsviz_connection_marks(connection);
    unsigned conditions = 0;

    for (int mark = 0; mark < HSVIZ_NUM_MARKS; mark++) {
        if (marks & (1U << mark))
            conditions |= mark_conditions[mark];
    }
    return conditions;
}

static unsigned conditions_of_version(const struct hsviz_connection *connection)
{
    uint16_t version = hsviz_connection_version(connection);

    if (version == HSVIZ_SSL_2)
        return HSVIZ_IN_SSL_2;
    return hsviz_version_is_13(version) ? HSVIZ_IN_TLS_1_3 : HSVIZ_ALWAYS;
}

static unsigned conditions_before(const struct hsviz_connection *connection,
                                  const struct hsviz_step *step)
{
    for (size_t i = 0; i < hsviz_connection_num_steps(connection); i++) {
        const struct hsviz_step *earlier = hsviz_connection_step(connection, i);

        if (earlier == step)
            break;
        if (earlier->type == HSVIZ_STEP_HELLO_RETRY_REQUEST)
            return HSVIZ_AFTER_RETRY;
    }
    return HSVIZ_ALWAYS;
}

const struct hsviz_explanation *hsviz_explain_step(const struct hsviz_connection *connection,
                                                   const struct hsviz_step *step)
{
    unsigned holding =
        hsviz_step_side(connection, step) == HSVIZ_CLIENT ? HSVIZ_FROM_CLIENT : HSVIZ_FROM_SERVER;

    holding |= phase_conditions[step->phase];
    holding |= kind_conditions[hsviz_connection_kind(connection)];
    holding |= open_conditions[hsviz_connection_open(connection)];
    holding |= conditions_of_marks(connection) | conditions_of_version(connection);
    holding |= conditions_before(connection, step);
    for (size_t i = 0; i < hsviz_num_explanations; i++) {
        const struct hsviz_explanation *row = &hsviz_explanations[i];

        if (row->step == (enum hsviz_step_type)step->type && (row->when & holding) == row->when)
            return row;
    }
    return NULL;
}

/* ---- Revocation checks ---- */

/* The rows about them. */
enum row {
    ROW_ASK_CONNECT,
    ROW_ASK_OCSP,
    ROW_ASK_CRL,
    ROW_OCSP,
    ROW_OCSP_ERROR,
    ROW_OTHER_CERTIFICATE,
    ROW_CRL,
    ROW_NO_STATUS,
    ROW_REFUSED,
};

/* clang-format off */
const struct hsviz_explanation hsviz_check_explanations[] = {
    [ROW_ASK_CONNECT] = {
        HSVIZ_STEP_NONE, HSVIZ_ALWAYS,
        "Tries to reach the authority, to ask whether the certificate still holds.",
        "A client that waits for the answer loses all the time until it gives up.",
        "RFC 9293 3.5",
    },
    [ROW_ASK_OCSP] = {
        HSVIZ_STEP_NONE, HSVIZ_ALWAYS,
        "Asks the authority whether the certificate still holds (OCSP).",
        "An authority may revoke a certificate before it expires, and the certificate cannot "
        "say so.",
        "RFC 6960 2.1",
    },
    [ROW_ASK_CRL] = {
        HSVIZ_STEP_NONE, HSVIZ_ALWAYS,
        "Fetches the authority's list of the certificates that it has revoked (CRL).",
        "An authority may revoke a certificate before it expires, and the certificate cannot "
        "say so.",
        "RFC 5280 3.3",
    },
    [ROW_OCSP] = {
        HSVIZ_STEP_NONE, HSVIZ_ALWAYS,
        "Says whether the certificate still holds, signed by the authority or in its name.",
        "The signature shows who says so, and the dates in it for how long it may be relied on.",
        "RFC 6960 2.2",
    },
    [ROW_OCSP_ERROR] = {
        HSVIZ_STEP_NONE, HSVIZ_ALWAYS,
        "An error instead of a status; nobody has signed it.",
        "The client has learnt nothing of the certificate, and decides by itself whether to go "
        "on.",
        "RFC 6960 2.3",
    },
    [ROW_OTHER_CERTIFICATE] = {
        HSVIZ_STEP_NONE, HSVIZ_ALWAYS,
        "A status, but not of the certificate that was asked about.",
        "The client must not take it for an answer to its question.",
        "RFC 6960 3.2",
    },
    [ROW_CRL] = {
        HSVIZ_STEP_NONE, HSVIZ_ALWAYS,
        "The list of the serial numbers of revoked certificates, signed, with its dates.",
        "The client looks for the certificate in it, and may keep the list until the next is "
        "due.",
        "RFC 5280 5.1",
    },
    [ROW_NO_STATUS] = {
        HSVIZ_STEP_NONE, HSVIZ_ALWAYS,
        "An answer of the HTTP server in which no status can be read.",
        "The client has learnt nothing of the certificate, and decides by itself whether to go "
        "on.",
        "RFC 9110 15",
    },
    [ROW_REFUSED] = {
        HSVIZ_STEP_NONE, HSVIZ_ALWAYS,
        "Refuses or ends the connection on which the client asked.",
        "The client has learnt nothing of the certificate, and decides by itself whether to go "
        "on.",
        "RFC 9293 3.5.2",
    },
};
/* clang-format on */

const size_t hsviz_num_check_explanations = G_N_ELEMENTS(hsviz_check_explanations);

static const struct {
    enum row request, response;
} rows_of_methods[HSVIZ_NUM_CHECK_METHODS] = {
    [HSVIZ_CHECK_CONNECT] = { ROW_ASK_CONNECT, ROW_NO_STATUS },
    [HSVIZ_CHECK_OCSP_GET] = { ROW_ASK_OCSP, ROW_OCSP },
    [HSVIZ_CHECK_OCSP_POST] = { ROW_ASK_OCSP, ROW_OCSP },
    [HSVIZ_CHECK_CRL] = { ROW_ASK_CRL, ROW_CRL },
};

/* Rows of responses without the requested status; 0, which is the row of no response, for all
 * others. */
static const enum row rows_of_failures[HSVIZ_NUM_CHECK_STATUSES] = {
    [HSVIZ_STATUS_MALFORMED_REQUEST] = ROW_OCSP_ERROR,
    [HSVIZ_STATUS_INTERNAL_ERROR] = ROW_OCSP_ERROR,
    [HSVIZ_STATUS_TRY_LATER] = ROW_OCSP_ERROR,
    [HSVIZ_STATUS_SIG_REQUIRED] = ROW_OCSP_ERROR,
    [HSVIZ_STATUS_UNAUTHORIZED] = ROW_OCSP_ERROR,
    [HSVIZ_STATUS_OTHER_CERTIFICATE] = ROW_OTHER_CERTIFICATE,
    [HSVIZ_STATUS_UNREADABLE] = ROW_NO_STATUS,
    [HSVIZ_STATUS_HTTP] = ROW_NO_STATUS,
    [HSVIZ_STATUS_CUT] = ROW_NO_STATUS,
    [HSVIZ_STATUS_REFUSED] = ROW_REFUSED,
};

const struct hsviz_explanation *hsviz_explain_check(const struct hsviz_check *check,
                                                    enum hsviz_check_arrow arrow)
{
    enum row failure = rows_of_failures[check->status];

    if (arrow == HSVIZ_CHECK_REQUEST)
        return &hsviz_check_explanations[rows_of_methods[check->method].request];
    if (check->response_frame == 0)
        return NULL;
    return &hsviz_check_explanations[failure != 0 ? failure
                                                  : rows_of_methods[check->method].response];
}
