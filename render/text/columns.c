/* columns.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "columns.h"

#include <glib.h>

#include "model/core/names.h"

enum {
    AIR = 1, /* cells between two columns, and between a lifeline and its state */
    AIR_OF_NUMBERS = 2,
    ARROW_LEAST = 8, /* wherever it ends */
};

static unsigned with_air(unsigned width, unsigned air)
{
    return width > 0 ? width + air : 0;
}

/* From the server's lifeline to the next one. */
static unsigned first_aside(const struct hsviz_column_widths *widths)
{
    return MAX(widths->aside, with_air(widths->state, AIR)) + 1;
}

/* Behind the server's lifeline: its state, and the lifelines beyond it. */
static unsigned behind_server(const struct hsviz_column_widths *widths)
{
    if (widths->num_aside == 0)
        return with_air(widths->state, AIR);
    return first_aside(widths) + (widths->num_aside - 1) * (widths->aside + 1);
}

/* All but the arrows; the lifelines are two cells. */
static unsigned rest_of(const struct hsviz_column_widths *widths)
{
    return widths->frame + AIR + with_air(widths->time, AIR_OF_NUMBERS) + widths->rtt + AIR +
           with_air(widths->state, AIR) + behind_server(widths) + 2 +
           with_air(widths->bracket, AIR);
}

static unsigned room_left(const struct hsviz_column_widths *widths, unsigned width)
{
    unsigned rest = rest_of(widths);

    return width > rest ? width - rest : 0;
}

struct hsviz_columns hsviz_columns_place(const struct hsviz_column_widths *widths, unsigned width)
{
    struct hsviz_columns columns = { .widths = *widths };

    if (room_left(&columns.widths, width) < widths->arrow_min)
        columns.widths.state = 0;
    if (room_left(&columns.widths, width) < widths->arrow_min)
        columns.widths.bracket = 0;
    if (room_left(&columns.widths, width) < widths->arrow_min)
        columns.widths.time = 0;
    columns.widths.arrow =
        MIN(room_left(&columns.widths, width), MAX(widths->arrow, widths->arrow_min));
    columns.widths.arrow = MAX(columns.widths.arrow, ARROW_LEAST);
    columns.time = widths->frame + AIR;
    columns.rtt = columns.time + with_air(columns.widths.time, AIR_OF_NUMBERS);
    columns.state[HSVIZ_CLIENT] = columns.rtt + widths->rtt + AIR;
    columns.lifeline[HSVIZ_CLIENT] =
        columns.state[HSVIZ_CLIENT] + with_air(columns.widths.state, AIR);
    columns.lifeline[HSVIZ_SERVER] = columns.lifeline[HSVIZ_CLIENT] + 1 + columns.widths.arrow;
    columns.state[HSVIZ_SERVER] = columns.lifeline[HSVIZ_SERVER] + 1 + AIR;
    for (unsigned i = 0; i < widths->num_aside; i++)
        columns.lifeline[HSVIZ_NUM_SIDES + i] =
            columns.lifeline[HSVIZ_SERVER] + first_aside(&columns.widths) + i * (widths->aside + 1);
    columns.bracket = columns.lifeline[HSVIZ_SERVER] + 1 + behind_server(&columns.widths) + AIR;
    return columns;
}
