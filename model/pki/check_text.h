/* check_text.h
 * Texts of revocation checks.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_PKI_CHECK_TEXT_H
#define HSVIZ_MODEL_PKI_CHECK_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

struct hsviz_check;

/* hsviz_check_request, hsviz_check_response: the names of the two arrows; static. The response is
 * NULL if there was none. */
const char *hsviz_check_request(const struct hsviz_check *check);
const char *hsviz_check_response(const struct hsviz_check *check);

/* hsviz_check_request_detail, hsviz_check_response_detail: append what each carried. May contain
 * bytes from the wire. */
void hsviz_check_request_detail(GString *text, const struct hsviz_check *check);
void hsviz_check_response_detail(GString *text, const struct hsviz_check *check);

/* hsviz_check_status_text: appends the name of the status, or the number of an HTTP error. */
void hsviz_check_status_text(GString *text, const struct hsviz_check *check);

/* hsviz_validity_text: appends the age of a response, unless age_s is HSVIZ_NS_UNKNOWN, and whether
 * it is out of date. */
void hsviz_validity_text(GString *text, int64_t age_s, bool is_out_of_date);

/* hsviz_age_text: appends an age in its largest unit: "3 hours", "2 days". */
void hsviz_age_text(GString *text, int64_t age_s);

#endif
