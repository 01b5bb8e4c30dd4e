/* step_types.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "step_types.h"

/* clang-format off */
const struct hsviz_step_word hsviz_step_words[HSVIZ_NUM_STEP_TYPES] = {
    [HSVIZ_STEP_NONE] = { .name = "", .rfc = "" },
    [HSVIZ_STEP_SYN] = {
        .name = "SYN", .layer = HSVIZ_LAYER_TCP, .phase = HSVIZ_PHASE_TCP_OPEN,
        .rfc = "RFC 9293 3.5" },
    [HSVIZ_STEP_SYN_ACK] = {
        .name = "SYN-ACK", .layer = HSVIZ_LAYER_TCP, .phase = HSVIZ_PHASE_TCP_OPEN,
        .rfc = "RFC 9293 3.5" },
    [HSVIZ_STEP_ACK] = {
        .name = "ACK", .layer = HSVIZ_LAYER_TCP, .phase = HSVIZ_PHASE_TCP_OPEN,
        .rfc = "RFC 9293 3.4" },
    [HSVIZ_STEP_FIN] = {
        .name = "FIN", .layer = HSVIZ_LAYER_TCP, .phase = HSVIZ_PHASE_TCP_CLOSE,
        .rfc = "RFC 9293 3.6" },
    [HSVIZ_STEP_FIN_ACK] = {
        .name = "FIN-ACK", .layer = HSVIZ_LAYER_TCP, .phase = HSVIZ_PHASE_TCP_CLOSE,
        .rfc = "RFC 9293 3.6" },
    [HSVIZ_STEP_RST] = {
        .name = "RST", .layer = HSVIZ_LAYER_TCP, .phase = HSVIZ_PHASE_RESET,
        .rfc = "RFC 9293 3.5.2" },
    [HSVIZ_STEP_KEEP_ALIVE] = {
        .name = "Keep-Alive", .layer = HSVIZ_LAYER_TCP, .phase = HSVIZ_PHASE_OTHER,
        .rfc = "RFC 9293 3.8.4" },
    [HSVIZ_STEP_ZERO_WINDOW] = {
        .name = "Zero Window", .layer = HSVIZ_LAYER_TCP, .phase = HSVIZ_PHASE_OTHER,
        .rfc = "RFC 9293 3.8.6.1" },
    [HSVIZ_STEP_WINDOW_PROBE] = {
        .name = "Window Probe", .layer = HSVIZ_LAYER_TCP, .phase = HSVIZ_PHASE_OTHER,
        .rfc = "RFC 9293 3.8.6.1" },
    [HSVIZ_STEP_WINDOW_UPDATE] = {
        .name = "Window Update", .layer = HSVIZ_LAYER_TCP, .phase = HSVIZ_PHASE_OTHER,
        .rfc = "RFC 9293 3.8.6" },
    [HSVIZ_STEP_SEGMENT] = {
        .name = "Segment", .layer = HSVIZ_LAYER_TCP, .phase = HSVIZ_PHASE_OTHER,
        .rfc = "RFC 9293 3.4" },
    [HSVIZ_STEP_CLIENT_HELLO] = {
        .name = "ClientHello", .layer = HSVIZ_LAYER_HANDSHAKE, .letter = 'C',
        .phase = HSVIZ_PHASE_HELLO, .is_message = true, .number = 1, .rfc = "RFC 8446 4.1.2" },
    [HSVIZ_STEP_HELLO_RETRY_REQUEST] = {
        .name = "HelloRetryRequest", .layer = HSVIZ_LAYER_HANDSHAKE, .letter = 'J',
        .phase = HSVIZ_PHASE_HELLO, .is_message = true, .number = 6,
        .rfc = "RFC 8446 4.1.4 (a number of its own: drafts before 22)" },
    [HSVIZ_STEP_SERVER_HELLO] = {
        .name = "ServerHello", .layer = HSVIZ_LAYER_HANDSHAKE, .letter = 'S',
        .phase = HSVIZ_PHASE_HELLO, .is_message = true, .number = 2, .rfc = "RFC 8446 4.1.3" },
    [HSVIZ_STEP_ENCRYPTED_EXTENSIONS] = {
        .name = "EncryptedExtensions", .layer = HSVIZ_LAYER_HANDSHAKE, .letter = 'O',
        .phase = HSVIZ_PHASE_SERVER_PARAMETERS, .is_message = true, .number = 8,
        .rfc = "RFC 8446 4.3.1" },
    [HSVIZ_STEP_CERTIFICATE_REQUEST] = {
        .name = "CertificateRequest", .layer = HSVIZ_LAYER_HANDSHAKE, .letter = 'R',
        .phase = HSVIZ_PHASE_SERVER_PARAMETERS, .is_message = true, .number = 13,
        .says = HSVIZ_TLS_CERTIFICATE_REQUESTED, .rfc = "RFC 8446 4.3.2" },
    [HSVIZ_STEP_CERTIFICATE] = {
        .name = "Certificate", .layer = HSVIZ_LAYER_HANDSHAKE, .letter = 'X',
        .phase = HSVIZ_PHASE_AUTHENTICATION, .is_message = true, .number = 11,
        .says_of_end = HSVIZ_TLS_SENT_CERTIFICATE, .rfc = "RFC 8446 4.4.2" },
    [HSVIZ_STEP_COMPRESSED_CERTIFICATE] = {
        .name = "CompressedCertificate", .layer = HSVIZ_LAYER_HANDSHAKE, .letter = 'X',
        .phase = HSVIZ_PHASE_AUTHENTICATION, .is_message = true, .number = 25,
        .says_of_end = HSVIZ_TLS_SENT_CERTIFICATE, .rfc = "RFC 8879 4" },
    [HSVIZ_STEP_CERTIFICATE_VERIFY] = {
        .name = "CertificateVerify", .layer = HSVIZ_LAYER_HANDSHAKE, .letter = 'Y',
        .phase = HSVIZ_PHASE_AUTHENTICATION, .is_message = true, .number = 15,
        .rfc = "RFC 8446 4.4.3" },
    [HSVIZ_STEP_CERTIFICATE_STATUS] = {
        .name = "CertificateStatus", .layer = HSVIZ_LAYER_HANDSHAKE, .letter = 'U',
        .phase = HSVIZ_PHASE_AUTHENTICATION, .is_message = true, .number = 22,
        .says = HSVIZ_TLS_STAPLED, .rfc = "RFC 6066 8" },
    [HSVIZ_STEP_SERVER_KEY_EXCHANGE] = {
        .name = "ServerKeyExchange", .layer = HSVIZ_LAYER_HANDSHAKE, .letter = 'K',
        .phase = HSVIZ_PHASE_KEY_EXCHANGE, .is_message = true, .number = 12,
        .rfc = "RFC 5246 7.4.3" },
    [HSVIZ_STEP_SERVER_HELLO_DONE] = {
        .name = "ServerHelloDone", .layer = HSVIZ_LAYER_HANDSHAKE, .letter = 'N',
        .phase = HSVIZ_PHASE_KEY_EXCHANGE, .is_message = true, .number = 14,
        .says = HSVIZ_TLS_KEY_EXCHANGE, .rfc = "RFC 5246 7.4.5" },
    [HSVIZ_STEP_CLIENT_KEY_EXCHANGE] = {
        .name = "ClientKeyExchange", .layer = HSVIZ_LAYER_HANDSHAKE, .letter = 'G',
        .phase = HSVIZ_PHASE_KEY_EXCHANGE, .is_message = true, .number = 16,
        .says = HSVIZ_TLS_KEY_EXCHANGE, .rfc = "RFC 5246 7.4.7" },
    [HSVIZ_STEP_CHANGE_CIPHER_SPEC] = {
        .name = "ChangeCipherSpec", .layer = HSVIZ_LAYER_HANDSHAKE, .letter = 'I',
        .phase = HSVIZ_PHASE_FINISHED, .rfc = "RFC 5246 7.1" },
    [HSVIZ_STEP_FINISHED] = {
        .name = "Finished", .layer = HSVIZ_LAYER_HANDSHAKE, .letter = 'F',
        .phase = HSVIZ_PHASE_FINISHED, .is_message = true, .number = 20,
        .says_of_end = HSVIZ_TLS_FINISHED, .rfc = "RFC 8446 4.4.4" },
    [HSVIZ_STEP_NEW_SESSION_TICKET] = {
        .name = "NewSessionTicket", .layer = HSVIZ_LAYER_HANDSHAKE, .letter = 'T',
        .phase = HSVIZ_PHASE_POST_HANDSHAKE, .is_message = true, .number = 4,
        .rfc = "RFC 8446 4.6.1, RFC 5077 3.3" },
    [HSVIZ_STEP_END_OF_EARLY_DATA] = {
        .name = "EndOfEarlyData", .layer = HSVIZ_LAYER_HANDSHAKE, .letter = 'E',
        .phase = HSVIZ_PHASE_EARLY_DATA, .is_message = true, .number = 5,
        .says = HSVIZ_TLS_EARLY_DATA_ACCEPTED, .rfc = "RFC 8446 4.5" },
    [HSVIZ_STEP_KEY_UPDATE] = {
        .name = "KeyUpdate", .layer = HSVIZ_LAYER_HANDSHAKE, .letter = 'P',
        .phase = HSVIZ_PHASE_POST_HANDSHAKE, .is_message = true, .number = 24,
        .rfc = "RFC 8446 4.6.3" },
    [HSVIZ_STEP_HELLO_REQUEST] = {
        .name = "HelloRequest", .layer = HSVIZ_LAYER_HANDSHAKE, .letter = 'H',
        .phase = HSVIZ_PHASE_POST_HANDSHAKE, .is_message = true, .number = 0,
        .rfc = "RFC 5246 7.4.1.1" },
    [HSVIZ_STEP_OTHER_HANDSHAKE] = {
        .name = "Handshake", .layer = HSVIZ_LAYER_HANDSHAKE, .letter = 'M',
        .phase = HSVIZ_PHASE_OTHER, .rfc = "RFC 8446 4" },
    [HSVIZ_STEP_ALERT] = {
        .name = "Alert", .layer = HSVIZ_LAYER_RECORD, .letter = 'L', .phase = HSVIZ_PHASE_ALERT,
        .rfc = "RFC 8446 6" },
    [HSVIZ_STEP_CLOSE_NOTIFY] = {
        .name = "close_notify", .layer = HSVIZ_LAYER_RECORD, .letter = 'Q',
        .phase = HSVIZ_PHASE_TLS_CLOSE, .rfc = "RFC 8446 6.1" },
    [HSVIZ_STEP_EARLY_DATA] = {
        .name = "EarlyData", .layer = HSVIZ_LAYER_RECORD, .letter = 'A',
        .phase = HSVIZ_PHASE_EARLY_DATA, .rfc = "RFC 8446 2.3" },
    [HSVIZ_STEP_APPLICATION_DATA] = {
        .name = "ApplicationData", .layer = HSVIZ_LAYER_RECORD, .letter = 'D',
        .phase = HSVIZ_PHASE_APPLICATION_DATA, .rfc = "RFC 8446 5.2" },
    [HSVIZ_STEP_HEARTBEAT] = {
        .name = "Heartbeat", .layer = HSVIZ_LAYER_RECORD, .letter = 'B',
        .phase = HSVIZ_PHASE_OTHER, .rfc = "RFC 6520 4" },
    [HSVIZ_STEP_ENCRYPTED] = {
        .name = "Encrypted", .layer = HSVIZ_LAYER_RECORD, .letter = 'Z',
        .phase = HSVIZ_PHASE_OTHER, .rfc = "RFC 8446 5.2" },
    [HSVIZ_STEP_PLAINTEXT] = {
        .name = "Plaintext", .layer = HSVIZ_LAYER_PLAINTEXT, .phase = HSVIZ_PHASE_PLAINTEXT,
        .rfc = "RFC 9293 3.8" },
};
/* clang-format on */
