/* check_text.h
 * Revocation checks in words.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_PKI_CHECK_TEXT_H
#define HSVIZ_MODEL_PKI_CHECK_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

struct hsviz_check;

/* hsviz_check_request, hsviz_check_response: what the two arrows are called. Static. The answer of
 * a lookup that has none is NULL. */
const char *hsviz_check_request(const struct hsviz_check *check);
const char *hsviz_check_response(const struct hsviz_check *check);

/* hsviz_check_request_detail, hsviz_check_response_detail: append what either carried. May contain
 * bytes from the wire. */
void hsviz_check_request_detail(GString *text, const struct hsviz_check *check);
void hsviz_check_response_detail(GString *text, const struct hsviz_check *check);

/* hsviz_check_status_text: appends the status in words, an HTTP error with its number. */
void hsviz_check_status_text(GString *text, const struct hsviz_check *check);

/* hsviz_validity_text: appends how old an answer is, unless age_s is HSVIZ_NS_UNKNOWN, and whether
 * it is out of date. */
void hsviz_validity_text(GString *text, int64_t age_s, bool is_out_of_date);

/* hsviz_age_text: appends an age in its largest unit: "3 hours", "2 days". */
void hsviz_age_text(GString *text, int64_t age_s);

#endif
