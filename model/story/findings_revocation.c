/* findings_revocation.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "findings_revocation.h"

#include "model/connection/outcome.h"
#include "model/core/connection.h"
#include "model/core/notes.h"
#include "model/pki/checks.h"
#include "model/time/times.h"

/* Whether the response has a status of the certificate. */
static bool is_verdict(const struct hsviz_check *check)
{
    static const bool verdicts[HSVIZ_NUM_CHECK_STATUSES] = {
        [HSVIZ_STATUS_GOOD] = true, [HSVIZ_STATUS_REVOKED] = true,    [HSVIZ_STATUS_UNKNOWN] = true,
        [HSVIZ_STATUS_LIST] = true, [HSVIZ_STATUS_NOT_LISTED] = true,
    };

    return verdicts[check->status];
}

/* Whether another check may have got the status that this one did not: after a redirect, or by a
 * CRL instead. */
static bool is_answered_elsewhere(const struct hsviz_checks *checks,
                                  const struct hsviz_check *check)
{
    for (size_t i = 0; i < checks->num; i++) {
        const struct hsviz_check *other = &checks->items[i];

        if (is_verdict(other) && (check->serial.len == 0 || other->serial.len == 0 ||
                                  hsviz_serial_equal(&check->serial, &other->serial)))
            return true;
    }
    return false;
}

/* Whether an earlier check had the same status: one note is enough. */
static bool is_said(const struct hsviz_checks *checks, const struct hsviz_check *check)
{
    for (const struct hsviz_check *other = checks->items; other < check; other++) {
        if (other->status == check->status)
            return true;
    }
    return false;
}

/* A client that continued without a status trusted the certificate nevertheless (soft-fail). */
static void note_status(struct hsviz_connection *connection, const struct hsviz_check *check)
{
    const struct hsviz_checks *checks = connection->checks;
    bool went_on = hsviz_connection_outcome(connection) == HSVIZ_OUTCOME_COMPLETE;
    bool is_new = !is_said(checks, check);

    if (is_new && check->status == HSVIZ_STATUS_REVOKED)
        hsviz_note_add_finding(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_REVOKED,
                                                                 .method = check->method });
    if (is_new && went_on && !is_verdict(check) && !is_answered_elsewhere(checks, check))
        hsviz_note_add_finding(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_NO_STATUS,
                                                                 .status = check->status });
    if (check->num_others > 0)
        hsviz_note_add_finding(connection,
                               &(struct hsviz_note){ .type = HSVIZ_NOTE_OTHER_CANDIDATES,
                                                     .other_frame = check->request_frame,
                                                     .count = check->num_others });
}

void hsviz_findings_revocation(struct hsviz_connection *connection)
{
    const struct hsviz_checks *checks = connection->checks;
    int64_t check_ns;

    if (!checks)
        return;
    if (checks->staple.frame != 0 && checks->staple.status == HSVIZ_STATUS_REVOKED)
        hsviz_note_add_plain_finding(connection, HSVIZ_NOTE_REVOKED_STAPLE);
    check_ns = hsviz_connection_times(connection).check_ns;
    if (check_ns > 0)
        hsviz_note_add_finding(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_CHECK_TIME,
                                                                 .duration_ns = check_ns });
    for (size_t i = 0; i < checks->num; i++)
        note_status(connection, &checks->items[i]);
    if (checks->is_full)
        hsviz_note_add_count_finding(connection, HSVIZ_NOTE_CHECKS_FULL, HSVIZ_CHECKS_MAX);
}
