/* check_text.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "check_text.h"

#include <glib.h>

#include "model/core/units.h"
#include "model/pki/checks.h"

static const struct {
    const char *question, *answer;
    const char *verb; /* before the host */
} words[HSVIZ_NUM_CHECK_METHODS] = {
    [HSVIZ_CHECK_CONNECT] = { "TCP connection attempt", "TCP response", "to" },
    [HSVIZ_CHECK_OCSP_GET] = { "OCSP request", "OCSP response", "GET from" },
    [HSVIZ_CHECK_OCSP_POST] = { "OCSP request", "OCSP response", "POST to" },
    [HSVIZ_CHECK_CRL] = { "CRL request", "CRL", "GET from" },
};

const char *hsviz_check_request(const struct hsviz_check *lookup)
{
    return words[lookup->method].question;
}

const char *hsviz_check_response(const struct hsviz_check *lookup)
{
    static const char *const others[HSVIZ_NUM_CHECK_STATUSES] = {
        [HSVIZ_STATUS_HTTP] = "HTTP response",
        [HSVIZ_STATUS_CUT] = "HTTP response",
        [HSVIZ_STATUS_UNREADABLE] = "HTTP response",
        [HSVIZ_STATUS_REFUSED] = "RST",
    };

    if (lookup->answer_frame == 0)
        return NULL;
    return others[lookup->status] ? others[lookup->status] : words[lookup->method].answer;
}

void hsviz_check_request_detail(GString *text, const struct hsviz_check *lookup)
{
    g_string_append_printf(text, "%s %s", words[lookup->method].verb, hsviz_check_host(lookup));
    if (lookup->serial.len == 0)
        return;
    g_string_append(text, ", certificate ");
    hsviz_serial_text(text, &lookup->serial);
}

void hsviz_check_status_text(GString *text, const struct hsviz_check *lookup)
{
    if (lookup->status == HSVIZ_STATUS_HTTP)
        g_string_append_printf(text, "HTTP %u", lookup->http_status);
    else
        g_string_append(text, hsviz_word_name(hsviz_check_statuses, lookup->status));
}

void hsviz_age_text(GString *text, int64_t age_s)
{
    static const struct {
        int64_t seconds;
        const char *one, *many;
    } units[] = {
        { 86400, "day", "days" },
        { 3600, "hour", "hours" },
        { 60, "minute", "minutes" },
        { 1, "second", "seconds" },
    };
    size_t i = 0;

    while (i < G_N_ELEMENTS(units) - 1 && age_s < units[i].seconds)
        i++;
    age_s /= units[i].seconds;
    g_string_append_printf(text, "%" G_GINT64_FORMAT " %s", age_s,
                           age_s == 1 ? units[i].one : units[i].many);
}

void hsviz_validity_text(GString *text, int64_t age_s, bool is_out_of_date)
{
    if (age_s != HSVIZ_NS_UNKNOWN) {
        g_string_append(text, ", ");
        hsviz_age_text(text, age_s);
        g_string_append(text, " old");
    }
    if (is_out_of_date)
        g_string_append(text, ", out of date");
}

void hsviz_check_response_detail(GString *text, const struct hsviz_check *lookup)
{
    int64_t now_s = lookup->answer_ns / 1000000000;
    bool has_age = lookup->this_update_s > 0 && lookup->this_update_s <= now_s;

    hsviz_check_status_text(text, lookup);
    hsviz_validity_text(text, has_age ? now_s - lookup->this_update_s : HSVIZ_NS_UNKNOWN,
                        lookup->next_update_s > 0 && lookup->next_update_s < now_s);
}
