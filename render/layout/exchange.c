/* exchange.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "exchange.h"

#include "render/shared/number.h"
#include "model/core/names.h"
#include "model/core/units.h"

void hsviz_exchange_clear(struct hsviz_exchange *exchange)
{
    for (int arrow = 0; arrow < HSVIZ_NUM_EXCHANGE_ARROWS; arrow++)
        g_free(exchange->arrows[arrow].detail);
    g_free(exchange->destination);
    g_free(exchange->result);
}

bool hsviz_exchange_is_answered(const struct hsviz_exchange *exchange)
{
    return exchange->arrows[HSVIZ_REPLY].frame != 0;
}

void hsviz_exchange_time(GString *text, const struct hsviz_exchange *exchange, unsigned decimals)
{
    if (exchange->duration_ns == HSVIZ_NS_UNKNOWN)
        return;
    g_string_append(text, "took ");
    hsviz_number_time(text, exchange->duration_ns, HSVIZ_MILLISECONDS, decimals);
    g_string_append(text, " ms");
    if (exchange->has_handshake)
        g_string_append(text, " including the TCP handshake");
}

void hsviz_exchange_join(GString *text, const struct hsviz_exchange *exchange)
{
    g_string_append_printf(text, "%s: %s", hsviz_word_name(hsviz_sources, exchange->source),
                           exchange->reason);
}
