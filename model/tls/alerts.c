/* alerts.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "alerts.h"

#include <glib.h>

enum { LEVEL_FATAL = 2 }; /* RFC 8446 6: AlertLevel */

const struct hsviz_word hsviz_alerts[] = {
    { HSVIZ_ALERT_CLOSE_NOTIFY, "close_notify", "RFC 8446 6.1" },
    { 10, "unexpected_message", "RFC 8446 6.2" },
    { 20, "bad_record_mac", "RFC 8446 6.2" },
    { 21, "decryption_failed", "RFC 5246 7.2.2" },
    { 22, "record_overflow", "RFC 8446 6.2" },
    { 30, "decompression_failure", "RFC 5246 7.2.2" },
    { 40, "handshake_failure", "RFC 8446 6.2" },
    { 41, "no_certificate", "RFC 6101 5.4.2" },
    { 42, "bad_certificate", "RFC 8446 6.2" },
    { 43, "unsupported_certificate", "RFC 8446 6.2" },
    { 44, "certificate_revoked", "RFC 8446 6.2" },
    { 45, "certificate_expired", "RFC 8446 6.2" },
    { 46, "certificate_unknown", "RFC 8446 6.2" },
    { HSVIZ_ALERT_ILLEGAL_PARAMETER, "illegal_parameter", "RFC 8446 6.2" },
    { 48, "unknown_ca", "RFC 8446 6.2" },
    { 49, "access_denied", "RFC 8446 6.2" },
    { 50, "decode_error", "RFC 8446 6.2" },
    { 51, "decrypt_error", "RFC 8446 6.2" },
    { 52, "too_many_cids_requested", "RFC 9147 10" },
    { 60, "export_restriction", "RFC 2246 7.2.2" },
    { 70, "protocol_version", "RFC 8446 6.2" },
    { 71, "insufficient_security", "RFC 8446 6.2" },
    { 80, "internal_error", "RFC 8446 6.2" },
    { 86, "inappropriate_fallback", "RFC 7507 3" },
    { 90, "user_canceled", "RFC 8446 6.1" },
    { 100, "no_renegotiation", "RFC 5246 7.2.2" },
    { 109, "missing_extension", "RFC 8446 6.2" },
    { 110, "unsupported_extension", "RFC 8446 6.2" },
    { 111, "certificate_unobtainable", "RFC 6066 9" },
    { 112, "unrecognized_name", "RFC 8446 6.2" },
    { 113, "bad_certificate_status_response", "RFC 8446 6.2" },
    { 114, "bad_certificate_hash_value", "RFC 6066 9" },
    { 115, "unknown_psk_identity", "RFC 8446 6.2" },
    { 116, "certificate_required", "RFC 8446 6.2" },
    { 117, "general_error", "RFC 9846 6.2" },
    { 120, "no_application_protocol", "RFC 7301 3.2" },
    { 121, "ech_required", "RFC 9849 11.2" },
    { -1, NULL, NULL },
};

/* Closure alerts and the one that only declines: the connection may go on after these. */
static const uint8_t alerts_that_do_not_end[] = { HSVIZ_ALERT_CLOSE_NOTIFY, 41, 90, 100, 112 };

const char *hsviz_alert_name(uint8_t description)
{
    for (const struct hsviz_word *alert = hsviz_alerts; alert->value >= 0; alert++) {
        if (alert->value == description)
            return alert->name;
    }
    return NULL;
}

bool hsviz_alert_ends(uint8_t level, uint8_t description)
{
    if (description == HSVIZ_ALERT_CLOSE_NOTIFY)
        return false;
    if (level == LEVEL_FATAL)
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(alerts_that_do_not_end); i++) {
        if (alerts_that_do_not_end[i] == description)
            return false;
    }
    return true;
}
