/* layout.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "layout.h"

#include "cell.h"
#include "render/shared/number.h"

enum {
    /* A longer series of data folds behind its first request and response. */
    SERIES_MAX = 4,
    SERIES_SHOWN = 2,

    /* The scale of time: lines that an initial round trip takes, or, where that is not known, lines
     * of the whole; and the most lines between two steps, which a pause takes the place of. */
    LINES_PER_RTT = 5,
    LINES_PER_LADDER = 30,
    LINES_MAX = 12,
    LINES_OF_PAUSE = 4,
};

/* A question to an authority, or its answer. */
struct event {
    enum hsviz_row_kind kind;
    uint32_t frame;
    int64_t time_ns;
    size_t lookup;
};

/* What is carried from row to row while they are laid. */
struct layer {
    struct hsviz_layout *layout;
    const struct hsviz_render_options *options;
    const struct hsviz_step *before; /* the step of the row before; NULL at the top */
    int64_t before_ns;               /* the time of the row before; HSVIZ_NS_UNKNOWN at the top */
    GArray *events;                  /* of struct event, in the order of frames */
    guint num_laid_events;
    int64_t ns_per_line;             /* of the scale of time */
    enum hsviz_ladder_part part;
    struct hsviz_span spans[HSVIZ_SPANS_MAX];
    size_t num_spans;
    uint8_t state[HSVIZ_NUM_SIDES];
    bool assumed[HSVIZ_NUM_SIDES];
};

static const struct hsviz_step *step_at(const struct layer *layer, size_t i)
{
    return hsviz_connection_step(layer->layout->connection, i);
}

/* ---- Folding ---- */

static bool can_fold(const struct hsviz_step *step)
{
    return step->type == HSVIZ_STEP_APPLICATION_DATA && step->repeat_of == 0 &&
           !(step->flags & (HSVIZ_STEP_UNEXPECTED | HSVIZ_STEP_GAP));
}

/* The last step of the series of data that begins with step first, or first where it is too short
 * to fold. Steps not shown, such as plain acknowledgements, do not end it. */
static size_t series_end(const struct layer *layer, size_t first)
{
    size_t num_steps = hsviz_connection_num_steps(layer->layout->connection);
    size_t last = first, num_shown = 0;

    for (size_t i = first; i < num_steps; i++) {
        if (!hsviz_step_is_shown(step_at(layer, i), layer->options->tcp))
            continue;
        if (!can_fold(step_at(layer, i)))
            break;
        last = i;
        num_shown++;
    }
    return num_shown > SERIES_MAX - SERIES_SHOWN ? last : first;
}

/* ---- Rows ---- */

static void row_note_states(struct layer *layer, struct hsviz_row *row,
                            const struct hsviz_step *step)
{
    static const uint8_t assumed_flags[HSVIZ_NUM_SIDES] = {
        [HSVIZ_CLIENT] = HSVIZ_STEP_CLIENT_ASSUMED,
        [HSVIZ_SERVER] = HSVIZ_STEP_SERVER_ASSUMED,
    };

    for (int side = 0; side < HSVIZ_NUM_SIDES; side++) {
        bool assumed = step->flags & assumed_flags[side];

        row->shows_state[side] =
            layer->state[side] != step->state[side] || layer->assumed[side] != assumed;
        layer->state[side] = step->state[side];
        layer->assumed[side] = assumed;
    }
}

static bool is_same_frame(const struct layer *layer, const struct hsviz_step *step)
{
    return layer->before != NULL && layer->before->frame == step->frame && step->frame != 0;
}

static void lay_pause(struct layer *layer, int64_t pause_ns)
{
    struct hsviz_layout *layout = layer->layout;
    struct hsviz_row row = {
        .kind = HSVIZ_ROW_PAUSE,
        .y = layout->height + LINES_OF_PAUSE / 2 - 1,
        .pause_ns = pause_ns,
    };

    g_array_append_val(layout->rows, row);
    layout->height += LINES_OF_PAUSE - 1;
}

/* Empty lines before a row of now, as many as its time stands for. */
static void lay_time(struct layer *layer, int64_t now_ns)
{
    int64_t time_ns, lines;

    if (layer->before_ns == HSVIZ_NS_UNKNOWN || layer->ns_per_line == 0)
        return;
    time_ns = hsviz_number_since(now_ns, layer->before_ns);
    lines = time_ns / layer->ns_per_line;
    if (lines > LINES_MAX)
        lay_pause(layer, time_ns);
    else if (lines > 1)
        layer->layout->height += (unsigned)lines - 1;
}

/* A span is not parted, whatever stands in it. */
static bool is_inside_span(const struct layer *layer, size_t i)
{
    for (size_t span = 0; span < layer->num_spans; span++) {
        if (layer->spans[span].first_step < i && i <= layer->spans[span].last_step)
            return true;
    }
    return false;
}

static void lay_air(struct layer *layer, size_t i)
{
    const struct hsviz_step *step = step_at(layer, i);
    enum hsviz_ladder_part part = hsviz_ladder_parts[step->phase];

    if (part <= layer->part || is_inside_span(layer, i))
        return;
    if (layer->part != HSVIZ_LADDER_ANY && !is_same_frame(layer, step))
        layer->layout->height++;
    layer->part = part;
}

static void lay_row(struct layer *layer, enum hsviz_row_kind kind, size_t first, size_t last)
{
    const struct hsviz_step *step = step_at(layer, first);
    struct hsviz_row row = { .kind = kind, .first_step = first, .last_step = last };

    if (layer->options->scale == HSVIZ_SCALE_TIME)
        lay_time(layer, step->time_ns);
    else
        lay_air(layer, first);
    row.frame = is_same_frame(layer, step) ? HSVIZ_ROW_SAME_FRAME : HSVIZ_ROW_NEW_FRAME;
    row.y = layer->layout->height++;
    row_note_states(layer, &row, step_at(layer, last));
    g_array_append_val(layer->layout->rows, row);
    layer->before = step_at(layer, last);
    layer->before_ns = layer->before->time_ns;
}

/* ---- Questions and answers ---- */

static void add_event(GArray *events, enum hsviz_row_kind kind, uint32_t frame, int64_t time_ns,
                      size_t lookup)
{
    struct event event = { kind, frame, time_ns, lookup };

    g_array_append_val(events, event);
}

static gint compare_events(gconstpointer a, gconstpointer b)
{
    const struct event *one = a, *other = b;

    return one->frame < other->frame ? -1 : one->frame > other->frame;
}

static GArray *events_of(const struct hsviz_connection *connection)
{
    GArray *events = g_array_new(FALSE, FALSE, sizeof(struct event));

    for (size_t i = 0; i < hsviz_connection_num_lookups(connection); i++) {
        const struct hsviz_lookup *lookup = hsviz_connection_lookup(connection, i);

        add_event(events, HSVIZ_ROW_QUESTION, hsviz_lookup_asked_frame(lookup),
                  hsviz_lookup_asked_ns(lookup), i);
        if (lookup->answer_frame != 0)
            add_event(events, HSVIZ_ROW_ANSWER, lookup->answer_frame, lookup->answer_ns, i);
    }
    g_array_sort(events, compare_events);
    return events;
}

static void lay_event(struct layer *layer, const struct event *event)
{
    struct hsviz_row row = {
        .kind = event->kind,
        .frame = HSVIZ_ROW_NEW_FRAME,
        .lookup = event->lookup,
    };

    if (layer->options->scale == HSVIZ_SCALE_TIME)
        lay_time(layer, event->time_ns);
    row.y = layer->layout->height++;
    g_array_append_val(layer->layout->rows, row);
    layer->before = NULL;
    layer->before_ns = event->time_ns;
}

/* What was asked and answered before frame. */
static void lay_events(struct layer *layer, uint32_t frame)
{
    for (; layer->num_laid_events < layer->events->len; layer->num_laid_events++) {
        const struct event *event =
            &g_array_index(layer->events, struct event, layer->num_laid_events);

        if (event->frame > frame)
            return;
        lay_event(layer, event);
    }
}

static void lay_start(struct layer *layer)
{
    struct hsviz_row row = { .kind = HSVIZ_ROW_START, .shows_state = { true, true } };

    for (int side = 0; side < HSVIZ_NUM_SIDES; side++)
        layer->state[side] = (uint8_t)hsviz_connection_initial_state(layer->layout->connection,
                                                                     (enum hsviz_side)side);
    g_array_append_val(layer->layout->rows, row);
    layer->layout->height = 1;
}

static void lay_step(struct layer *layer, size_t i)
{
    bool gap = step_at(layer, i)->flags & HSVIZ_STEP_GAP;

    lay_row(layer, gap ? HSVIZ_ROW_GAP : HSVIZ_ROW_STEP, i, i);
}

static void lay_steps(struct layer *layer)
{
    size_t num_steps = hsviz_connection_num_steps(layer->layout->connection);
    size_t num_data = 0; /* steps of data in a row, up to here */

    for (size_t i = 0; i < num_steps; i++) {
        const struct hsviz_step *step = step_at(layer, i);
        size_t last = i;

        if (!hsviz_step_is_shown(step, layer->options->tcp))
            continue;
        lay_events(layer, step->frame);
        num_data = can_fold(step) ? num_data + 1 : 0;
        if (layer->options->data == HSVIZ_DATA_SHOWN_FOLD && num_data == SERIES_SHOWN + 1)
            last = series_end(layer, i);
        if (last > i)
            lay_row(layer, HSVIZ_ROW_FOLD, i, last);
        else
            lay_step(layer, i);
        i = last;
    }
    lay_events(layer, UINT32_MAX);
}

/* ---- Brackets ---- */

static void lay_bracket(struct hsviz_layout *layout, const struct hsviz_span *span)
{
    struct hsviz_bracket bracket = { .span = *span };
    bool found = false;

    for (size_t i = 0; i < layout->rows->len; i++) {
        const struct hsviz_row *row = hsviz_layout_row(layout, i);

        if (!hsviz_row_has_step(row) || row->first_step < span->first_step ||
            row->first_step > span->last_step)
            continue;
        if (!found)
            bracket.first_y = row->y;
        bracket.last_y = row->y;
        found = true;
    }
    if (found)
        layout->brackets[layout->num_brackets++] = bracket;
}

/* ---- The whole ---- */

static int64_t choose_scale(const struct hsviz_connection *connection)
{
    struct hsviz_times times = hsviz_connection_times(connection);
    size_t num_steps = hsviz_connection_num_steps(connection);
    int64_t whole_ns;

    if (times.initial_rtt_ns >= LINES_PER_RTT)
        return times.initial_rtt_ns / LINES_PER_RTT;
    if (num_steps == 0)
        return 0;
    whole_ns = hsviz_number_since(hsviz_connection_step(connection, num_steps - 1)->time_ns,
                                  hsviz_connection_step(connection, 0)->time_ns);
    return MAX(whole_ns / LINES_PER_LADDER, 0);
}

struct hsviz_layout *hsviz_layout_new(const struct hsviz_connection *connection,
                                      const struct hsviz_render_options *options)
{
    struct hsviz_layout *layout = g_new0(struct hsviz_layout, 1);
    struct layer layer = { .layout = layout, .options = options };

    layout->connection = connection;
    layout->rows = g_array_new(FALSE, FALSE, sizeof(struct hsviz_row));
    if (options->scale == HSVIZ_SCALE_TIME)
        layer.ns_per_line = choose_scale(connection);
    layer.num_spans = hsviz_connection_spans(connection, layer.spans, HSVIZ_SPANS_MAX);
    layer.before_ns = HSVIZ_NS_UNKNOWN;
    layer.events = events_of(connection);
    lay_start(&layer);
    lay_steps(&layer);
    g_array_free(layer.events, TRUE);
    for (size_t i = 0; i < layer.num_spans; i++)
        lay_bracket(layout, &layer.spans[i]);
    return layout;
}

void hsviz_layout_free(struct hsviz_layout *layout)
{
    if (layout == NULL)
        return;
    g_array_free(layout->rows, TRUE);
    g_free(layout);
}

bool hsviz_layout_has_authority(const struct hsviz_layout *layout)
{
    return hsviz_connection_num_lookups(layout->connection) > 0;
}

const struct hsviz_row *hsviz_layout_row(const struct hsviz_layout *layout, size_t i)
{
    return &g_array_index(layout->rows, struct hsviz_row, i);
}

static void move_down(struct hsviz_layout *layout, unsigned below_y, unsigned num_lines)
{
    for (size_t i = 0; i < layout->rows->len; i++) {
        struct hsviz_row *row = &g_array_index(layout->rows, struct hsviz_row, i);

        row->y += row->y > below_y ? num_lines : 0;
    }
    for (size_t i = 0; i < layout->num_brackets; i++) {
        struct hsviz_bracket *bracket = &layout->brackets[i];

        bracket->first_y += bracket->first_y > below_y ? num_lines : 0;
        bracket->last_y += bracket->last_y > below_y ? num_lines : 0;
    }
    layout->height += num_lines;
}

void hsviz_layout_make_room(struct hsviz_layout *layout, size_t i, unsigned num_lines)
{
    unsigned y = hsviz_layout_row(layout, i)->y;
    unsigned end = i + 1 < layout->rows->len ? hsviz_layout_row(layout, i + 1)->y : layout->height;
    unsigned num_empty = end - y - 1;

    if (num_empty < num_lines)
        move_down(layout, y, num_lines - num_empty);
}

const struct hsviz_bracket *hsviz_layout_bracket_at(const struct hsviz_layout *layout, unsigned y)
{
    for (size_t i = 0; i < layout->num_brackets; i++) {
        if (layout->brackets[i].first_y <= y && y <= layout->brackets[i].last_y)
            return &layout->brackets[i];
    }
    return NULL;
}
