/* check_text.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "check_text.h"

#include <glib.h>

#include "model/core/units.h"
#include "model/pki/checks.h"

static const struct {
    const char *request, *response;
    const char *verb; /* before the host */
} words[HSVIZ_NUM_CHECK_METHODS] = {
    [HSVIZ_CHECK_CONNECT] = { "TCP connection attempt", "TCP response", "to" },
    [HSVIZ_CHECK_OCSP_GET] = { "OCSP request", "OCSP response", "GET from" },
    [HSVIZ_CHECK_OCSP_POST] = { "OCSP request", "OCSP response", "POST to" },
    [HSVIZ_CHECK_CRL] = { "CRL request", "CRL", "GET from" },
};

const char *hsviz_check_request(const struct hsviz_check *check)
{
    return words[check->method].request;
}

const char *hsviz_check_response(const struct hsviz_check *check)
{
    static const char *const others[HSVIZ_NUM_CHECK_STATUSES] = {
        [HSVIZ_STATUS_HTTP] = "HTTP response",
        [HSVIZ_STATUS_CUT] = "HTTP response",
        [HSVIZ_STATUS_UNREADABLE] = "HTTP response",
        [HSVIZ_STATUS_REFUSED] = "RST",
    };

    if (check->response_frame == 0)
        return NULL;
    return others[check->status] ? others[check->status] : words[check->method].response;
}

void hsviz_check_request_detail(GString *text, const struct hsviz_check *check)
{
    g_string_append_printf(text, "%s %s", words[check->method].verb, hsviz_check_host(check));
    if (check->serial.len == 0)
        return;
    g_string_append(text, ", certificate ");
    hsviz_serial_text(text, &check->serial);
}

void hsviz_check_status_text(GString *text, const struct hsviz_check *check)
{
    if (check->status == HSVIZ_STATUS_HTTP)
        g_string_append_printf(text, "HTTP %u", check->http_status);
    else
        g_string_append(text, hsviz_word_name(hsviz_check_statuses, check->status));
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

void hsviz_check_response_detail(GString *text, const struct hsviz_check *check)
{
    int64_t now_s = check->response_ns / 1000000000;
    bool has_age = check->this_update_s > 0 && check->this_update_s <= now_s;

    hsviz_check_status_text(text, check);
    hsviz_validity_text(text, has_age ? now_s - check->this_update_s : HSVIZ_NS_UNKNOWN,
                        check->next_update_s > 0 && check->next_update_s < now_s);
}
