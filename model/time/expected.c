/* expected.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "expected.h"

#include <glib.h>

#include "model/core/units.h"
#include "model/tls/version.h"

#define MARK(mark) (1U << HSVIZ_MARK_##mark)

/* What a retry costs is no part of any kind: it is an extra round trip, and a note says why. */
const struct hsviz_expected_row hsviz_expected_rows[] = {
    { true, HSVIZ_KIND_RESUMED_PSK, MARK(EARLY_DATA_ACCEPTED), 0, "RFC 8446 2.3" },
    { true, HSVIZ_KIND_PSK_ONLY, MARK(EARLY_DATA_ACCEPTED), 0, "RFC 8446 2.3" },
    { true, HSVIZ_KIND_FULL, 0, 2, "RFC 8446 2" },
    { true, HSVIZ_KIND_RESUMED_PSK, 0, 2, "RFC 8446 2.2" },
    { true, HSVIZ_KIND_PSK_ONLY, 0, 2, "RFC 8446 2.2" },
    { false, HSVIZ_KIND_FULL, MARK(FALSE_START), 2, "RFC 7918 1" },
    { false, HSVIZ_KIND_FULL, 0, 4, "RFC 5246 7.3" },
    { false, HSVIZ_KIND_PSK_ONLY, 0, 4, "RFC 4279 2" },
    { false, HSVIZ_KIND_RESUMED_ID, 0, 2, "RFC 5246 7.3" },
    { false, HSVIZ_KIND_RESUMED_TICKET, 0, 2, "RFC 5077 3.1" },
};

const size_t hsviz_num_expected_rows = G_N_ELEMENTS(hsviz_expected_rows);

int32_t hsviz_expected_half_rtts(uint16_t version, enum hsviz_kind kind, uint32_t marks)
{
    bool is_13 = hsviz_version_is_13(version);

    for (size_t i = 0; i < hsviz_num_expected_rows; i++) {
        const struct hsviz_expected_row *row = &hsviz_expected_rows[i];

        if (row->is_13 == is_13 && row->kind == kind && (marks & row->marks) == row->marks)
            return row->half_rtts;
    }
    return HSVIZ_HALF_RTT_UNKNOWN;
}
