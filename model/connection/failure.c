/* failure.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "failure.h"

#include <stdbool.h>

#include "model/connection/outcome.h"
#include "model/core/connection.h"
#include "model/core/units.h"
#include "model/tcp/shape.h"
#include "model/time/times.h"

static bool has_failed(const struct hsviz_connection *connection)
{
    static const unsigned not_failures =
        1U << HSVIZ_OUTCOME_CUT | 1U << HSVIZ_OUTCOME_COMPLETE | 1U << HSVIZ_OUTCOME_ONE_SIDED;
    enum hsviz_open open = hsviz_connection_open(connection);

    if (!connection->tls)
        return open == HSVIZ_OPEN_REFUSED || open == HSVIZ_OPEN_UNANSWERED;
    return !(not_failures & 1U << hsviz_connection_outcome(connection));
}

int64_t hsviz_connection_failed_ns(const struct hsviz_connection *connection)
{
    return has_failed(connection) ? hsviz_connection_times(connection).whole_ns
                                  : HSVIZ_NS_UNKNOWN;
}
