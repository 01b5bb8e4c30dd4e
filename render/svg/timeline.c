/* timeline.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "timeline.h"

#include "render/layout/cell.h"
#include "render/shared/number.h"
#include "model/connection/view.h"
#include "model/core/step.h"
#include "model/time/capture_point.h"
#include "model/time/times.h"

enum {
    UNITS_OF_WHOLE = 900, /* of a drawing whose round trip is not known, or a little more */
    HALVINGS_MAX = 20,    /* of its scale: a factor of a million */
    PAUSES_OF_WHOLE = 2,  /* more, and little of it would be to scale */
    /* More than this between two events is a pause; as a step is never as long under way, at most
     * STRETCH_MAX halves of a round trip, no arrow crosses one. */
    GAP_MAX = 5 * HSVIZ_UNITS_PER_RTT / 2,
    UNITS_OF_PAUSE = 64,
    /* What an end received is not later than what it sent next, if the two are so near that only
     * the estimate tells them apart. */
    SLACK = 4,
    /* How many times finer a scale becomes to bring labels to their places, and how far from them
     * they may stand; not counted are those of one time, which no scale would part. */
    STRETCH_MAX = 3,
    LATE = 60,
};

/* Of an exchange, START is when the client turned to somebody. */
enum moment { START, DEPARTURE, ARRIVAL };

/* Something that happens at one end. */
struct event {
    int64_t time_ns;
    size_t row;
    unsigned who; /* a participant */
    enum moment moment;
};

/* What is carried down the time. */
struct pen {
    struct hsviz_timeline *timeline;
    const struct hsviz_layout *layout;
    const struct hsviz_label_heights *heights;
    int64_t base_ns; /* at base_y, since the last pause */
    int base_y, y;
    int labels_end[HSVIZ_NUM_SIDES];
    int last_y[HSVIZ_NUM_SIDES]; /* of the label before */
    bool is_late;                /* a label stands far below its place for what came before it */
};

/* ---- Events ---- */

static void add_event(GArray *events, size_t row, unsigned who, enum moment moment, int64_t time_ns)
{
    struct event event = { time_ns, row, who, moment };

    g_array_append_val(events, event);
}

static void add_steps(GArray *events, const struct hsviz_layout *layout, size_t i)
{
    const struct hsviz_row *row = hsviz_layout_row(layout, i);
    const struct hsviz_step *last = hsviz_connection_step(layout->connection, row->last_step);
    int64_t left_ns, arrived_ns, unused_ns;

    hsviz_connection_travel(layout->connection, &left_ns, &unused_ns, row->time_ns,
                            (enum hsviz_side)row->from);
    hsviz_connection_travel(layout->connection, &unused_ns, &arrived_ns, last->time_ns,
                            hsviz_step_side(layout->connection, last));
    add_event(events, i, row->from, DEPARTURE, left_ns);
    add_event(events, i, row->to, ARRIVAL, MAX(arrived_ns, left_ns));
}

/* When an end of the connection sent what passed the capture point at time_ns, to whomever: the way
 * is the same. Of others nothing is known but that. */
static int64_t sent_ns(const struct hsviz_layout *layout, unsigned who, int64_t time_ns)
{
    int64_t left_ns, unused_ns;

    if (who >= HSVIZ_NUM_SIDES)
        return time_ns;
    hsviz_connection_travel(layout->connection, &left_ns, &unused_ns, time_ns,
                            (enum hsviz_side)who);
    return left_ns;
}

static int64_t received_ns(const struct hsviz_layout *layout, unsigned who, int64_t time_ns)
{
    int64_t arrived_ns, unused_ns;

    if (who >= HSVIZ_NUM_SIDES)
        return time_ns;
    hsviz_connection_travel(layout->connection, &unused_ns, &arrived_ns, time_ns,
                            hsviz_other_side((enum hsviz_side)who));
    return arrived_ns;
}

static void add_aside(GArray *events, const struct hsviz_layout *layout, size_t i)
{
    const struct hsviz_row *row = hsviz_layout_row(layout, i);
    int64_t start_ns = hsviz_row_exchange(layout, row)->start_ns;

    if (row->exchange_arrow == HSVIZ_REQUEST)
        add_event(events, i, row->from, START,
                  sent_ns(layout, row->from, MIN(start_ns, row->time_ns)));
    add_event(events, i, row->from, DEPARTURE, sent_ns(layout, row->from, row->time_ns));
    add_event(events, i, row->to, ARRIVAL, received_ns(layout, row->to, row->time_ns));
}

/* By time; at the same time in the order of the capture, and a step leaves before it arrives. */
static int compare(gconstpointer a, gconstpointer b)
{
    const struct event *one = a, *other = b;

    if (one->time_ns != other->time_ns)
        return one->time_ns < other->time_ns ? -1 : 1;
    if (one->row != other->row)
        return one->row < other->row ? -1 : 1;
    return (int)one->moment - (int)other->moment;
}

static GArray *events_new(const struct hsviz_layout *layout)
{
    GArray *events = g_array_new(FALSE, FALSE, sizeof(struct event));

    for (size_t i = 0; i < layout->rows->len; i++) {
        const struct hsviz_row *row = hsviz_layout_row(layout, i);

        if (row->has_steps)
            add_steps(events, layout, i);
        else if (hsviz_row_is_aside(row))
            add_aside(events, layout, i);
    }
    g_array_sort(events, compare);
    return events;
}

/* ---- Scale ---- */

/* Whether a drawing keeps to what is wanted of one whose round trip is not known. */
static bool is_moderate(const GArray *events, int64_t ns_per_unit)
{
    int64_t length = 0;
    unsigned num_pauses = 0;

    for (guint i = 1; i < events->len; i++) {
        int64_t gap = hsviz_number_since(g_array_index(events, struct event, i).time_ns,
                                         g_array_index(events, struct event, i - 1).time_ns) /
                      ns_per_unit;

        length += gap > GAP_MAX ? UNITS_OF_PAUSE : gap;
        num_pauses += gap > GAP_MAX;
    }
    return length <= UNITS_OF_WHOLE + UNITS_OF_WHOLE / 2 && num_pauses <= PAUSES_OF_WHOLE;
}

/* Where no round trip is known: fine, for pauses take much of the time, and what lies between them
 * is what somebody wants to see. */
static int64_t scale_of_whole(const GArray *events)
{
    int64_t whole_ns =
        hsviz_number_since(g_array_index(events, struct event, events->len - 1).time_ns,
                           g_array_index(events, struct event, 0).time_ns);
    int64_t scale_ns = MAX(whole_ns / UNITS_OF_WHOLE, 1);

    for (int i = 0; i < HALVINGS_MAX && scale_ns > 1 && is_moderate(events, scale_ns / 2); i++)
        scale_ns /= 2;
    return scale_ns;
}

static int64_t choose_scale(const struct hsviz_layout *layout, const GArray *events)
{
    int64_t rtt_ns = hsviz_connection_times(layout->connection).initial_rtt_ns;

    return rtt_ns > 0 ? MAX(rtt_ns / HSVIZ_UNITS_PER_RTT, 1) : scale_of_whole(events);
}

/* When an end sends next, of what comes later in the capture than row i. */
static int64_t next_left_ns(const GArray *events, size_t row, unsigned who)
{
    int64_t next_ns = G_MAXINT64;

    for (guint i = 0; i < events->len; i++) {
        const struct event *event = &g_array_index(events, struct event, i);

        if (event->moment == DEPARTURE && event->who == who && event->row > row)
            next_ns = MIN(next_ns, event->time_ns);
    }
    return next_ns;
}

static void put_in_order(GArray *events, int64_t ns_per_unit)
{
    for (guint i = 0; i < events->len; i++) {
        struct event *event = &g_array_index(events, struct event, i);
        int64_t next_ns;

        if (event->moment != ARRIVAL)
            continue;
        next_ns = next_left_ns(events, event->row, event->who);
        if (next_ns < event->time_ns &&
            hsviz_number_since(event->time_ns, next_ns) <= SLACK * ns_per_unit)
            event->time_ns = next_ns;
    }
    g_array_sort(events, compare);
}

/* ---- Positions ---- */

/* Below a pause everything may stand where it belongs again: its own length means nothing. */
static void add_pause(struct pen *pen, int64_t before_ns, int64_t time_ns)
{
    struct hsviz_timeline_pause pause = {
        .first_y = pen->y,
        .pause_ns = hsviz_number_since(time_ns, before_ns),
    };
    int half_line = pen->heights->line / 2;

    for (int side = 0; side < HSVIZ_NUM_SIDES; side++)
        pen->y = MAX(pen->y, pen->labels_end[side] + half_line - UNITS_OF_PAUSE);
    pen->y += UNITS_OF_PAUSE;
    pause.last_y = pen->y;
    g_array_append_val(pen->timeline->pauses, pause);
    pen->base_y = pen->y;
    pen->base_ns = time_ns;
}

static void go_to(struct pen *pen, int64_t before_ns, int64_t time_ns)
{
    int64_t scale_ns = pen->timeline->ns_per_unit;
    int64_t since_ns = hsviz_number_since(time_ns, pen->base_ns);

    if (hsviz_number_since(time_ns, before_ns) / scale_ns > GAP_MAX)
        add_pause(pen, before_ns, time_ns);
    else
        pen->y = pen->base_y + (int)((since_ns + scale_ns / 2) / scale_ns);
}

static int place_label(struct pen *pen, enum hsviz_side side, int height)
{
    int due_y = pen->y - pen->heights->line / 2;
    int y = MAX(due_y, pen->labels_end[side]);

    pen->is_late |= y - due_y > LATE && pen->y > pen->last_y[side] + SLACK;
    pen->last_y[side] = pen->y;
    pen->labels_end[side] = y + height;
    return y;
}

static void place(struct pen *pen, const struct event *event)
{
    struct hsviz_row_times *times =
        &g_array_index(pen->timeline->rows, struct hsviz_row_times, event->row);
    enum hsviz_side side = hsviz_label_side(event->who);

    if (event->moment == START) {
        times->start_y = pen->y;
        return;
    }
    if (event->moment == DEPARTURE) {
        times->left_y = pen->y;
        times->label_y = place_label(pen, side, pen->heights->rows[event->row]);
        return;
    }
    times->arrived_y = pen->y;
    if (hsviz_layout_row(pen->layout, event->row)->shows_state[side])
        times->state_y = place_label(pen, side, pen->heights->state);
}

static void place_all(struct pen *pen, const GArray *events)
{
    int64_t before_ns = g_array_index(events, struct event, 0).time_ns;

    g_array_set_size(pen->timeline->pauses, 0);
    pen->base_ns = before_ns;
    pen->labels_end[HSVIZ_CLIENT] = pen->labels_end[HSVIZ_SERVER] = -pen->heights->line;
    for (guint i = 0; i < events->len; i++) {
        const struct event *event = &g_array_index(events, struct event, i);

        go_to(pen, before_ns, event->time_ns);
        place(pen, event);
        before_ns = event->time_ns;
    }
    pen->timeline->height =
        MAX(pen->y, MAX(pen->labels_end[HSVIZ_CLIENT], pen->labels_end[HSVIZ_SERVER]));
}

/* At the coarsest scale at which labels stand where they belong, or else at the finest. */
static void place_well(struct hsviz_timeline *timeline, const struct hsviz_layout *layout,
                       const struct hsviz_label_heights *heights, const GArray *events)
{
    int64_t scale_ns = timeline->ns_per_unit;

    for (int stretch = 1; stretch <= STRETCH_MAX; stretch++) {
        struct pen pen = { .timeline = timeline, .layout = layout, .heights = heights };

        timeline->ns_per_unit = MAX(scale_ns / stretch, 1);
        place_all(&pen, events);
        if (!pen.is_late)
            break;
    }
}

/* ---- The whole ---- */

struct hsviz_timeline *hsviz_timeline_new(const struct hsviz_layout *layout,
                                          const struct hsviz_label_heights *heights)
{
    struct hsviz_timeline *timeline = g_new0(struct hsviz_timeline, 1);
    GArray *events = events_new(layout);

    timeline->rows = g_array_new(FALSE, TRUE, sizeof(struct hsviz_row_times));
    timeline->pauses = g_array_new(FALSE, FALSE, sizeof(struct hsviz_timeline_pause));
    g_array_set_size(timeline->rows, layout->rows->len);
    if (events->len > 0) {
        timeline->ns_per_unit = choose_scale(layout, events);
        put_in_order(events, timeline->ns_per_unit);
        place_well(timeline, layout, heights, events);
    }
    g_array_unref(events);
    return timeline;
}

void hsviz_timeline_free(struct hsviz_timeline *timeline)
{
    if (timeline == NULL)
        return;
    g_array_unref(timeline->rows);
    g_array_unref(timeline->pauses);
    g_free(timeline);
}

const struct hsviz_row_times *hsviz_timeline_row(const struct hsviz_timeline *timeline, size_t i)
{
    return &g_array_index(timeline->rows, struct hsviz_row_times, i);
}

int hsviz_timeline_wait_end(const struct hsviz_timeline *timeline,
                            const struct hsviz_layout *layout, size_t i)
{
    const struct hsviz_row *request = hsviz_layout_row(layout, i);
    bool is_answered = !(request->style & HSVIZ_ARROW_UNANSWERED);

    for (size_t later = i + 1; later < layout->rows->len; later++) {
        const struct hsviz_row *row = hsviz_layout_row(layout, later);

        if (row->style & HSVIZ_ARROW_REPLY && row->exchange == request->exchange)
            return hsviz_timeline_row(timeline, later)->arrived_y;
        if (!is_answered && row->has_steps && row->from == request->from)
            return hsviz_timeline_row(timeline, later)->left_y;
    }
    return hsviz_timeline_row(timeline, i)->left_y;
}
