/* explain.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "explain.h"

#include <glib.h>

#include "model/connection/view.h"
#include "model/core/step.h"
#include "model/pki/checks.h"
#include "model/plaintext/plaintext.h"
#include "model/tcp/shape.h"
#include "model/tls/kind.h"
#include "model/tls/marks.h"
#include "model/tls/version.h"

const struct hsviz_explanation hsviz_explanations[] = {
    /* ---- TCP ---- */
    { HSVIZ_STEP_SYN, HSVIZ_WHEN_COOKIE_ASKED,
      "Opens a connection and requests a Fast Open cookie.",
      "With the cookie, a later connection can carry data in its SYN and save a round trip.",
      "RFC 7413 4.2.1" },
    { HSVIZ_STEP_SYN, HSVIZ_WHEN_DATA_IN_SYN,
      "Opens a connection and already carries data, with a cookie from an earlier connection.",
      "The cookie proves the client's address, so the server need not wait for the ACK.",
      "RFC 7413 4.2.2" },
    { HSVIZ_STEP_SYN, HSVIZ_ALWAYS,
      "Opens a connection and announces the sender's initial sequence number.",
      "Sequence numbers make loss, duplication and reordering detectable.",
      "RFC 9293 3.5" },
    { HSVIZ_STEP_SYN_ACK, HSVIZ_ALWAYS,
      "Accepts: acknowledges the peer's sequence number and announces its own.",
      "The client now knows that its packets arrive.", "RFC 9293 3.5" },
    { HSVIZ_STEP_ACK, HSVIZ_IN_CLOSE,
      "Acknowledges the FIN: all data in that direction has arrived.",
      "After the last FIN, its receiver stays in TIME-WAIT for a while, in case this ACK is lost.",
      "RFC 9293 3.6" },
    { HSVIZ_STEP_ACK, HSVIZ_ALWAYS,
      "Acknowledges the peer's sequence number: the connection is established.",
      "It proves that the client receives at its address; data may follow at once.",
      "RFC 9293 3.5" },
    { HSVIZ_STEP_FIN, HSVIZ_ALWAYS, "Closes this direction: the sender has no more data.",
      "Each direction closes separately, so that data in flight is not lost.",
      "RFC 9293 3.6" },
    { HSVIZ_STEP_FIN_ACK, HSVIZ_ALWAYS,
      "Acknowledges the peer's FIN and closes its own direction too.",
      "With both in one segment, the close takes three segments, not four.", "RFC 9293 3.6" },
    { HSVIZ_STEP_RST, HSVIZ_WHEN_PORT_REFUSES,
      "Refuses the connection, usually because no program listens on this port.",
      "The client fails at once, without waiting for a timeout and retrying.", "RFC 9293 3.5.2" },
    { HSVIZ_STEP_RST, HSVIZ_ALWAYS, "Aborts the connection at once, in both directions.",
      "Sent when a program aborts, or for a segment that matches no connection; data in flight may "
      "be lost.",
      "RFC 9293 3.5.2" },
    { HSVIZ_STEP_KEEP_ALIVE, HSVIZ_ALWAYS,
      "Keep-alive probe: repeats an acknowledged sequence number to check that the peer is still "
      "there.",
      "An idle connection would not notice that its peer is gone.",
      "RFC 9293 3.8.4" },
    { HSVIZ_STEP_ZERO_WINDOW, HSVIZ_ALWAYS, "The receive buffer is full: the peer must stop "
                                            "sending.",
      "The application reads more slowly than the peer sends.", "RFC 9293 3.8.6.1" },
    { HSVIZ_STEP_WINDOW_PROBE, HSVIZ_ALWAYS, "Checks whether the window has reopened.",
      "The window update could have been lost, and both ends would wait forever.",
      "RFC 9293 3.8.6.1" },
    { HSVIZ_STEP_WINDOW_UPDATE, HSVIZ_ALWAYS, "The receive window is open again.",
      "The peer may resume sending.", "RFC 9293 3.8.6" },
    { HSVIZ_STEP_SEGMENT, HSVIZ_ALWAYS,
      "Bytes that were acknowledged but are missing from the capture.",
      "Acknowledged bytes have arrived: the capture missed them, not the receiver.",
      "RFC 9293 3.4" },

    /* ---- Hellos ---- */
    { HSVIZ_STEP_CLIENT_HELLO, HSVIZ_IN_SSL_2,
      "Lists the ciphers that the client supports, and a random challenge.",
      "The server must return the challenge encrypted, which proves that it has the keys.",
      "draft-hickman-netscape-ssl 2.6.1" },
    { HSVIZ_STEP_CLIENT_HELLO, HSVIZ_AFTER_RETRY,
      "A second ClientHello, now with what the server asked for.",
      "Little else may change: both hellos are part of the transcript that Finished authenticates.",
      "RFC 8446 4.1.2" },
    { HSVIZ_STEP_CLIENT_HELLO, HSVIZ_AFTER_HANDSHAKE,
      "Starts another handshake inside the encrypted connection: renegotiation.",
      "It brings new keys, or a client certificate requested later; TLS 1.3 removed it.",
      "RFC 5246 7.4.1.2" },
    { HSVIZ_STEP_CLIENT_HELLO, HSVIZ_IN_TLS_1_3,
      "Offers versions, cipher suites and groups, with a key share for a group that it guesses.",
      "If the server supports that group, both sides have keys after one round trip.",
      "RFC 8446 4.1.2" },
    { HSVIZ_STEP_CLIENT_HELLO, HSVIZ_ALWAYS,
      "Offers the versions, cipher suites and extensions that the client supports.",
      "The server chooses from them; the client random makes each handshake unique.",
      "RFC 5246 7.4.1.2" },
    { HSVIZ_STEP_HELLO_RETRY_REQUEST, HSVIZ_ALWAYS,
      "Requests another ClientHello, usually with a key share for another group.",
      "The client guessed the wrong group, which costs a round trip.", "RFC 8446 4.1.4" },
    { HSVIZ_STEP_SERVER_HELLO, HSVIZ_IN_SSL_2,
      "Lists the server's ciphers and contains its certificate.",
      "In SSL 2 the client chooses the cipher.", "draft-hickman-netscape-ssl 2.7.1" },
    { HSVIZ_STEP_SERVER_HELLO, HSVIZ_IN_TLS_1_3 | HSVIZ_WHEN_PRE_SHARED,
      "Chooses version and cipher suite, and accepts the client's pre-shared key.",
      "Knowledge of that key authenticates both sides, so no certificate is needed.",
      "RFC 8446 2.2" },
    { HSVIZ_STEP_SERVER_HELLO, HSVIZ_IN_TLS_1_3,
      "Chooses version and cipher suite, and carries the server's key share.",
      "Both sides can now compute keys: everything that follows from the server is encrypted.",
      "RFC 8446 4.1.3" },
    { HSVIZ_STEP_SERVER_HELLO, HSVIZ_WHEN_RESUMED,
      "Accepts resumption of an earlier session and its secret.",
      "Certificate and key exchange are skipped, which saves a round trip.",
      "RFC 5246 7.4.1.3" },
    { HSVIZ_STEP_SERVER_HELLO, HSVIZ_ALWAYS,
      "Chooses version, cipher suite and extensions from the client's offer.",
      "Random values from both sides prevent the replay of old messages.",
      "RFC 5246 7.4.1.3" },

    /* ---- The server's parameters, and certificates of both sides ---- */
    { HSVIZ_STEP_ENCRYPTED_EXTENSIONS, HSVIZ_ALWAYS,
      "Answers the client's remaining extensions, such as the application protocol (ALPN).",
      "The keys do not depend on these answers, so they can be encrypted already.",
      "RFC 8446 4.3.1" },
    { HSVIZ_STEP_CERTIFICATE_REQUEST, HSVIZ_IN_SSL_2,
      "Requests a client certificate.", "Otherwise only the server is authenticated.",
      "draft-hickman-netscape-ssl 2.7.4" },
    { HSVIZ_STEP_CERTIFICATE_REQUEST, HSVIZ_AFTER_HANDSHAKE | HSVIZ_IN_TLS_1_3,
      "Requests a client certificate after the handshake.",
      "Only the client's request showed that one is needed.", "RFC 8446 4.6.2" },
    { HSVIZ_STEP_CERTIFICATE_REQUEST, HSVIZ_IN_TLS_1_3,
      "Requests a client certificate and lists the accepted signature algorithms.",
      "Otherwise only the server is authenticated.", "RFC 8446 4.3.2" },
    { HSVIZ_STEP_CERTIFICATE_REQUEST, HSVIZ_ALWAYS,
      "Requests a client certificate and lists the accepted types.",
      "Otherwise only the server is authenticated.", "RFC 5246 7.4.4" },
    { HSVIZ_STEP_CERTIFICATE, HSVIZ_IN_SSL_2, "The client's certificate, as the server requested.",
      "It comes with a signature, because a certificate alone proves nothing.",
      "draft-hickman-netscape-ssl 2.6.3" },
    { HSVIZ_STEP_CERTIFICATE, HSVIZ_FROM_CLIENT | HSVIZ_WHEN_NO_CERTIFICATE | HSVIZ_IN_TLS_1_3,
      "An empty list: the client has no suitable certificate.",
      "The server may continue without one or abort the handshake.", "RFC 8446 4.4.2.4" },
    { HSVIZ_STEP_CERTIFICATE, HSVIZ_FROM_CLIENT | HSVIZ_WHEN_NO_CERTIFICATE,
      "An empty list: the client has no suitable certificate.",
      "The server may continue without one or abort the handshake.", "RFC 5246 7.4.6" },
    { HSVIZ_STEP_CERTIFICATE, HSVIZ_FROM_CLIENT | HSVIZ_IN_TLS_1_3,
      "The client's certificate, as the server requested.",
      "Anyone may have a copy, so it proves nothing alone: the signature that follows does.",
      "RFC 8446 4.4.2" },
    { HSVIZ_STEP_CERTIFICATE, HSVIZ_FROM_CLIENT,
      "The client's certificate, as the server requested; before TLS 1.3 it is sent in plaintext.",
      "Anyone may have a copy, so it proves nothing alone: the signature that follows does.",
      "RFC 5246 7.4.6" },
    { HSVIZ_STEP_CERTIFICATE, HSVIZ_IN_TLS_1_3,
      "The server's certificate and its chain of CA certificates.",
      "The client checks name, validity and signatures, up to a CA that it trusts.",
      "RFC 8446 4.4.2" },
    { HSVIZ_STEP_CERTIFICATE, HSVIZ_ALWAYS,
      "The server's certificate and its chain; before TLS 1.3 they are sent in plaintext.",
      "The client checks name, validity and signatures, up to a CA that it trusts.",
      "RFC 5246 7.4.2" },
    { HSVIZ_STEP_COMPRESSED_CERTIFICATE, HSVIZ_ALWAYS,
      "A certificate and its chain, compressed.",
      "The chain is the largest part of a handshake; one that fits the initial window saves a "
      "round trip.",
      "RFC 8879 4" },
    { HSVIZ_STEP_CERTIFICATE_VERIFY, HSVIZ_IN_SSL_2,
      "The client's challenge, encrypted with the new key.",
      "Only the holder of the private key could read the master key that the client sent.",
      "draft-hickman-netscape-ssl 2.7.2" },
    { HSVIZ_STEP_CERTIFICATE_VERIFY, HSVIZ_IN_TLS_1_3,
      "Signs the handshake transcript with the certificate's private key.",
      "It proves that the sender holds the private key, in this very handshake.",
      "RFC 8446 4.4.3" },
    { HSVIZ_STEP_CERTIFICATE_VERIFY, HSVIZ_ALWAYS,
      "Signs the handshake transcript with the private key of the client's certificate.",
      "It proves that the client holds the private key.", "RFC 5246 7.4.8" },
    { HSVIZ_STEP_CERTIFICATE_STATUS, HSVIZ_ALWAYS,
      "A stapled OCSP response: a recent, signed statement of the certificate's revocation status.",
      "It saves the client a request to the OCSP responder.",
      "RFC 6066 8" },

    /* ---- Key exchange and Finished ---- */
    { HSVIZ_STEP_SERVER_KEY_EXCHANGE, HSVIZ_ALWAYS,
      "The server's half of the key exchange, usually signed with its certificate's key.",
      "If ephemeral, a later leak of the certificate's key does not decrypt recorded traffic "
      "(forward secrecy).",
      "RFC 5246 7.4.3" },
    { HSVIZ_STEP_SERVER_HELLO_DONE, HSVIZ_ALWAYS,
      "Ends the server's flight: the client continues.",
      "Most messages before it are optional, so the client could not tell otherwise.",
      "RFC 5246 7.4.5" },
    { HSVIZ_STEP_CLIENT_KEY_EXCHANGE, HSVIZ_IN_SSL_2,
      "The client's choice of cipher, and a master key that only the server can decrypt.",
      "The keys of both directions are derived from it.", "draft-hickman-netscape-ssl 2.6.2" },
    { HSVIZ_STEP_CLIENT_KEY_EXCHANGE, HSVIZ_ALWAYS, "The client's half of the key exchange.",
      "Both sides can now compute the same secret and derive the keys.", "RFC 5246 7.4.7" },
    { HSVIZ_STEP_CHANGE_CIPHER_SPEC, HSVIZ_IN_TLS_1_3,
      "A dummy record without effect in TLS 1.3.",
      "Middlebox compatibility: to those that know only TLS 1.2, the rest looks like a resumed "
      "session.",
      "RFC 8446 D.4" },
    { HSVIZ_STEP_CHANGE_CIPHER_SPEC, HSVIZ_ALWAYS,
      "From here on this side encrypts with the negotiated keys.",
      "A separate record type marks the exact point where the keys change.",
      "RFC 5246 7.1" },
    { HSVIZ_STEP_FINISHED, HSVIZ_IN_SSL_2, "This side has its keys and has finished its handshake.",
      "It returns a value from the peer, encrypted, as proof.",
      "draft-hickman-netscape-ssl 2.6.4" },
    { HSVIZ_STEP_FINISHED, HSVIZ_IN_TLS_1_3 | HSVIZ_FROM_SERVER,
      "A MAC over the transcript: proof that the server has the keys and saw the same messages.",
      "The client now knows that no message was modified in transit.", "RFC 8446 4.4.4" },
    { HSVIZ_STEP_FINISHED, HSVIZ_IN_TLS_1_3,
      "The client's MAC over the transcript: the handshake is complete.",
      "Application data may follow in the same flight.", "RFC 8446 4.4.4" },
    { HSVIZ_STEP_FINISHED, HSVIZ_WHEN_FULL | HSVIZ_FROM_SERVER,
      "The server's MAC over the transcript: the handshake is complete.",
      "Only now, after two round trips, does the client know that nothing was modified.",
      "RFC 5246 7.4.9" },
    { HSVIZ_STEP_FINISHED, HSVIZ_WHEN_RESUMED | HSVIZ_FROM_CLIENT,
      "The client's MAC over the transcript: the handshake is complete.",
      "The server finished first, so application data may follow after one round trip.",
      "RFC 5246 7.3" },
    { HSVIZ_STEP_FINISHED, HSVIZ_ALWAYS,
      "The first message under the new keys: a MAC over the transcript.",
      "It proves that both sides have the same keys and saw the same messages.",
      "RFC 5246 7.4.9" },

    /* ---- After the handshake ---- */
    { HSVIZ_STEP_NEW_SESSION_TICKET, HSVIZ_IN_TLS_1_3,
      "A ticket for resuming the session.",
      "The next connection then needs no certificate and may send early data.",
      "RFC 8446 4.6.1" },
    { HSVIZ_STEP_NEW_SESSION_TICKET, HSVIZ_ALWAYS,
      "A ticket for resuming the session: its state, encrypted by the server, kept by the client.",
      "Resumption saves a round trip, and the server need not store the session.",
      "RFC 5077 3.3" },
    { HSVIZ_STEP_END_OF_EARLY_DATA, HSVIZ_ALWAYS, "Ends the early data.",
      "The client's next records use the keys of this handshake.", "RFC 8446 4.5" },
    { HSVIZ_STEP_KEY_UPDATE, HSVIZ_ALWAYS, "From here on this side uses new traffic keys.",
      "It limits the data under one key; a stolen new key does not decrypt earlier data.",
      "RFC 8446 4.6.3" },
    { HSVIZ_STEP_HELLO_REQUEST, HSVIZ_ALWAYS,
      "The server requests a renegotiation.",
      "It wants new keys, or a client certificate that it did not request before.",
      "RFC 5246 7.4.1.1" },
    { HSVIZ_STEP_OTHER_HANDSHAKE, HSVIZ_IN_TLS_1_3,
      "A handshake message of a type that hsviz does not know.",
      "Extensions of TLS may define further types.", "RFC 8446 4" },
    { HSVIZ_STEP_OTHER_HANDSHAKE, HSVIZ_ALWAYS,
      "A handshake message of a type that hsviz does not know.",
      "Extensions of TLS may define further types.", "RFC 5246 7.4" },

    /* ---- Alerts and data ---- */
    { HSVIZ_STEP_ALERT, HSVIZ_IN_TLS_1_3, "Reports what went wrong.",
      "A fatal alert ends the connection at once: neither side continues after an error or an "
      "attack.",
      "RFC 8446 6" },
    { HSVIZ_STEP_ALERT, HSVIZ_ALWAYS, "Reports what went wrong.",
      "A fatal alert ends the connection at once: neither side continues after an error or an "
      "attack.",
      "RFC 5246 7.2" },
    { HSVIZ_STEP_CLOSE_NOTIFY, HSVIZ_IN_TLS_1_3,
      "Closes this direction inside TLS: the sender has no more data.",
      "A FIN can be forged, an alert under TLS keys cannot: it rules out truncation.",
      "RFC 8446 6.1" },
    { HSVIZ_STEP_CLOSE_NOTIFY, HSVIZ_ALWAYS,
      "Closes TLS; the peer answers with its own close_notify.",
      "A FIN can be forged, an alert under TLS keys cannot: it rules out truncation.",
      "RFC 5246 7.2.1" },
    { HSVIZ_STEP_EARLY_DATA, HSVIZ_WHEN_EARLY_REJECTED,
      "Application data in the first flight (0-RTT), which the server rejected and skipped.",
      "It no longer had the key, or does not accept early data: the client must send it again.",
      "RFC 8446 4.2.10" },
    { HSVIZ_STEP_EARLY_DATA, HSVIZ_ALWAYS,
      "Application data in the first flight (0-RTT), under a key from an earlier connection.",
      "It saves a round trip, but only for idempotent requests: early data can be replayed.",
      "RFC 8446 2.3" },
    { HSVIZ_STEP_APPLICATION_DATA, HSVIZ_WHEN_FALSE_START | HSVIZ_FROM_CLIENT,
      "Application data before the server's Finished: False Start.",
      "The client relies on the strong key exchange that it has verified, and saves a round trip.",
      "RFC 7918 4" },
    { HSVIZ_STEP_APPLICATION_DATA, HSVIZ_IN_TLS_1_3,
      "Application data, encrypted and authenticated.",
      "All protected records of TLS 1.3 carry this outer type, to hide what they contain.",
      "RFC 8446 5.2" },
    { HSVIZ_STEP_APPLICATION_DATA, HSVIZ_ALWAYS,
      "Application data, encrypted and authenticated.",
      "An observer sees only time, size and direction.", "RFC 5246 10" },
    { HSVIZ_STEP_HEARTBEAT, HSVIZ_ALWAYS,
      "Asks the peer to return some bytes, or returns them.",
      "It shows that the peer is still there.", "RFC 6520 4" },
    { HSVIZ_STEP_ENCRYPTED, HSVIZ_IN_TLS_1_3,
      "An encrypted record whose content is unknown.",
      "With the session keys (a key log file) Wireshark could decrypt it.",
      "RFC 8446 5.2" },
    { HSVIZ_STEP_ENCRYPTED, HSVIZ_ALWAYS,
      "An encrypted record whose content is unknown.",
      "With the session keys (a key log file) Wireshark could decrypt it.",
      "RFC 5246 6.2.3" },

    /* ---- Outside TLS ---- */
    { HSVIZ_STEP_PLAINTEXT, HSVIZ_WHEN_PROXY_HEADER,
      "The proxy in front of the server says for which client it connects.",
      "The server would see only the proxy's address; the header needs no response and no round "
      "trip.",
      "HAProxy proxy-protocol.txt 2" },
    { HSVIZ_STEP_PLAINTEXT, HSVIZ_WHEN_UPGRADE_ASKED,
      "Asks to switch to TLS on this connection (STARTTLS).",
      "One port serves clients with and without TLS; TLS begins once the server has agreed.",
      "RFC 9325 3.2" },
    { HSVIZ_STEP_PLAINTEXT, HSVIZ_WHEN_STARTTLS,
      "Plaintext before STARTTLS: both sides agree to switch to TLS.",
      "Each exchange costs a round trip, and anyone on the path can read and modify it.",
      "RFC 9325 3.2" },
    { HSVIZ_STEP_PLAINTEXT, HSVIZ_WHEN_TUNNELLED,
      "A request to a proxy to open a tunnel to the server, and its response.",
      "The proxy sees the server's name, but not the data inside TLS.", "RFC 9110 9.3.6" },
    { HSVIZ_STEP_PLAINTEXT, HSVIZ_ALWAYS, "Data in plaintext, without TLS.",
      "Anyone on the path can read and modify it.", "RFC 9293 3.8" },
};

const size_t hsviz_num_explanations = G_N_ELEMENTS(hsviz_explanations);

const struct hsviz_word hsviz_conditions[] = {
    { HSVIZ_FROM_CLIENT, "from the client", "" },
    { HSVIZ_FROM_SERVER, "from the server", "" },
    { HSVIZ_IN_SSL_2, "SSL 2", "" },
    { HSVIZ_IN_TLS_1_3, "TLS 1.3", "" },
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
    { HSVIZ_WHEN_PROXY_HEADER, "PROXY header", "" },
    { HSVIZ_WHEN_UPGRADE_ASKED, "request for TLS", "" },
    { -1, NULL, NULL },
};

/* ---- The conditions of a step ---- */

static const unsigned phase_conditions[HSVIZ_NUM_PHASES] = {
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

static unsigned conditions_of_plaintext(const struct hsviz_step *step)
{
    if (hsviz_plaintext_is_header(step))
        return HSVIZ_WHEN_PROXY_HEADER;
    return hsviz_plaintext_is_upgrade(step) ? HSVIZ_WHEN_UPGRADE_ASKED : HSVIZ_ALWAYS;
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
    /* Whoever sent it follows no standard but that of the receiver. */
    static const struct hsviz_explanation from_path = {
        .what = "A box on the path sent this with the address of an end.",
        .why = "The receiver cannot tell: a reset with the expected number closes its side.",
        .rfc = "RFC 9293 3.10.7.4",
    };
    unsigned holding =
        hsviz_step_side(connection, step) == HSVIZ_CLIENT ? HSVIZ_FROM_CLIENT : HSVIZ_FROM_SERVER;

    if (hsviz_step_is_from_path(step))
        return &from_path;
    holding |= phase_conditions[step->phase];
    holding |= kind_conditions[hsviz_connection_kind(connection)];
    holding |= open_conditions[hsviz_connection_open(connection)];
    holding |= conditions_of_marks(connection) | conditions_of_version(connection);
    holding |= conditions_before(connection, step) | conditions_of_plaintext(step);
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
        "Tries to connect to the OCSP responder or CRL server, to check the certificate's status.",
        "A client that waits for it loses all the time until it gives up.",
        "RFC 9293 3.5",
    },
    [ROW_ASK_OCSP] = {
        HSVIZ_STEP_NONE, HSVIZ_ALWAYS,
        "Asks the OCSP responder whether the certificate is revoked.",
        "A CA may revoke a certificate before it expires; the certificate itself cannot show that.",
        "RFC 6960 2.1",
    },
    [ROW_ASK_CRL] = {
        HSVIZ_STEP_NONE, HSVIZ_ALWAYS,
        "Fetches the CA's certificate revocation list (CRL).",
        "A CA may revoke a certificate before it expires; the certificate itself cannot show that.",
        "RFC 5280 3.3",
    },
    [ROW_OCSP] = {
        HSVIZ_STEP_NONE, HSVIZ_ALWAYS,
        "The certificate's revocation status, signed by the CA or on its behalf.",
        "The signature authenticates it; its dates limit how long the client may rely on it.",
        "RFC 6960 2.2",
    },
    [ROW_OCSP_ERROR] = {
        HSVIZ_STEP_NONE, HSVIZ_ALWAYS,
        "An error instead of a status; errors are not signed.",
        "The client has no revocation status: it continues (soft-fail) or aborts (hard-fail).",
        "RFC 6960 2.3",
    },
    [ROW_OTHER_CERTIFICATE] = {
        HSVIZ_STEP_NONE, HSVIZ_ALWAYS,
        "A status, but of another certificate than the requested one.",
        "The client must not accept it as the response to its request.",
        "RFC 6960 3.2",
    },
    [ROW_CRL] = {
        HSVIZ_STEP_NONE, HSVIZ_ALWAYS,
        "The signed list of revoked serial numbers, with its dates.",
        "The client looks its certificate up, and may cache the list until the next update.",
        "RFC 5280 5.1",
    },
    [ROW_NO_STATUS] = {
        HSVIZ_STEP_NONE, HSVIZ_ALWAYS,
        "An HTTP response that contains no readable status.",
        "The client has no revocation status: it continues (soft-fail) or aborts (hard-fail).",
        "RFC 9110 15",
    },
    [ROW_REFUSED] = {
        HSVIZ_STEP_NONE, HSVIZ_ALWAYS,
        "Refuses or aborts the connection of the revocation check.",
        "The client has no revocation status: it continues (soft-fail) or aborts (hard-fail).",
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
