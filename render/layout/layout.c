/* layout.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "layout.h"

#include "render/shared/number.h"
#include "model/connection/view.h"
#include "model/core/step.h"
#include "model/core/units.h"
#include "model/story/describe.h"
#include "model/tcp/shape.h"
#include "model/time/spans.h"
#include "model/time/times.h"

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

/* An arrow of an exchange. */
struct aside {
    size_t exchange;
    enum hsviz_exchange_arrow arrow;
    uint32_t frame;
};

/* What is carried from row to row while they are laid. */
struct layer {
    struct hsviz_layout *layout;
    const struct hsviz_render_options *options;
    const struct hsviz_step *before; /* the step of the row before; NULL at the top */
    int64_t before_ns;               /* the time of the row before; HSVIZ_NS_UNKNOWN at the top */
    GArray *asides;                  /* of struct aside, in the order of frames */
    guint num_laid_asides;
    int64_t ns_per_line; /* of the scale of time */
    enum hsviz_ladder_part part;
    const struct hsviz_span *spans;
    size_t num_spans;
    enum hsviz_tcp_state state[HSVIZ_NUM_SIDES];
    bool is_assumed[HSVIZ_NUM_SIDES];
};

static const struct hsviz_step *step_at(const struct layer *layer, size_t i)
{
    return hsviz_connection_step(layer->layout->connection, i);
}

/* ---- Folding ---- */

static bool can_fold(const struct hsviz_step *step)
{
    return hsviz_step_is_data(step) && step->repeat_of == 0 &&
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
    const struct hsviz_connection *connection = layer->layout->connection;

    for (int i = 0; i < HSVIZ_NUM_SIDES; i++) {
        enum hsviz_side side = (enum hsviz_side)i;

        row->state[side] = hsviz_step_state(connection, step, side);
        row->is_assumed[side] = hsviz_step_state_is_assumed(connection, step, side);
        row->shows_state[side] = layer->state[side] != row->state[side] ||
                                 layer->is_assumed[side] != row->is_assumed[side];
        layer->state[side] = row->state[side];
        layer->is_assumed[side] = row->is_assumed[side];
    }
}

static unsigned style_of(const struct hsviz_step *step)
{
    unsigned style = 0;

    style |= step->flags & HSVIZ_STEP_GAP ? HSVIZ_ARROW_GAP : 0;
    style |= step->flags & HSVIZ_STEP_UNEXPECTED ? HSVIZ_ARROW_UNEXPECTED : 0;
    style |= step->repeat_of != 0 ? HSVIZ_ARROW_REPEATED : 0;
    style |= step->source == HSVIZ_INFERRED ? HSVIZ_ARROW_INFERRED : 0;
    style |= step->type == HSVIZ_STEP_RST ? HSVIZ_ARROW_REFUSES : 0;
    return style;
}

static enum hsviz_verdict verdict_of(const struct hsviz_step *step)
{
    if (step->flags & HSVIZ_STEP_UNEXPECTED)
        return HSVIZ_VERDICT_ODD;
    return step->phase == HSVIZ_PHASE_ALERT || step->phase == HSVIZ_PHASE_RESET
               ? HSVIZ_VERDICT_BAD
               : HSVIZ_VERDICT_NONE;
}

/* What a row says of the step that it shows, or shows first. */
static void row_describe(struct layer *layer, struct hsviz_row *row, const struct hsviz_step *step)
{
    const struct hsviz_connection *connection = layer->layout->connection;
    enum hsviz_side sender = hsviz_step_side(connection, step);
    GString *detail = g_string_new(NULL);

    hsviz_step_detail(connection, detail, step);
    row->from = sender;
    row->to = hsviz_other_side(sender);
    row->name = hsviz_step_name(step);
    row->detail = g_string_free(detail, FALSE);
    row->style = style_of(step);
    row->layer = hsviz_step_words[step->type].layer;
    row->phase = (enum hsviz_phase)step->phase;
    row->verdict = verdict_of(step);
    row->frame = step->frame;
    row->time_ns = step->time_ns;
    row->half_rtt = step->half_rtt;
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
    struct hsviz_row row = {
        .kind = kind, .has_steps = true, .first_step = first, .last_step = last
    };

    if (layer->options->scale == HSVIZ_SCALE_TIME)
        lay_time(layer, step->time_ns);
    else
        lay_air(layer, first);
    row_describe(layer, &row, step);
    row.opens_frame = !is_same_frame(layer, step);
    row.y = layer->layout->height++;
    row_note_states(layer, &row, step_at(layer, last));
    g_array_append_val(layer->layout->rows, row);
    layer->before = step_at(layer, last);
    layer->before_ns = layer->before->time_ns;
}

/* ---- Arrows aside ---- */

static gint compare_asides(gconstpointer a, gconstpointer b)
{
    const struct aside *one = a, *other = b;

    return one->frame < other->frame ? -1 : one->frame > other->frame;
}

static GArray *asides_of(const struct hsviz_layout *layout)
{
    GArray *asides = g_array_new(FALSE, FALSE, sizeof(struct aside));

    for (guint i = 0; i < layout->exchanges->len; i++) {
        const struct hsviz_exchange *exchange =
            &g_array_index(layout->exchanges, struct hsviz_exchange, i);

        for (int arrow = 0; arrow < HSVIZ_NUM_EXCHANGE_ARROWS; arrow++) {
            struct aside aside = { i, (enum hsviz_exchange_arrow)arrow,
                                   exchange->arrows[arrow].frame };

            if (arrow == HSVIZ_REQUEST || hsviz_exchange_is_answered(exchange))
                g_array_append_val(asides, aside);
        }
    }
    g_array_sort(asides, compare_asides);
    return asides;
}

static unsigned style_of_aside(const struct hsviz_exchange *exchange,
                               enum hsviz_exchange_arrow arrow)
{
    unsigned style = exchange->source == HSVIZ_INFERRED ? HSVIZ_ARROW_ASCRIBED : 0;

    if (arrow == HSVIZ_REQUEST)
        return style | (hsviz_exchange_is_answered(exchange) ? 0 : HSVIZ_ARROW_UNANSWERED);
    return style | HSVIZ_ARROW_REPLY | (exchange->is_refused ? HSVIZ_ARROW_REFUSES : 0);
}

/* Why it is believed to belong here stands with the request. */
static char *detail_of_aside(const struct hsviz_exchange *exchange, enum hsviz_exchange_arrow arrow)
{
    const char *detail = exchange->arrows[arrow].detail;

    return arrow == HSVIZ_REQUEST && exchange->source == HSVIZ_INFERRED
               ? g_strdup_printf("%s, %s", detail, exchange->reason)
               : g_strdup(detail);
}

static void lay_aside(struct layer *layer, const struct aside *aside)
{
    const struct hsviz_exchange *exchange =
        &g_array_index(layer->layout->exchanges, struct hsviz_exchange, aside->exchange);
    const struct hsviz_exchange_message *message = &exchange->arrows[aside->arrow];
    bool is_request = aside->arrow == HSVIZ_REQUEST;
    struct hsviz_row row = {
        .kind = HSVIZ_ROW_ARROW,
        .opens_frame = true,
        .layer = HSVIZ_LAYER_RECORD, /* it changes no state of TCP */
        .from = is_request ? exchange->from : exchange->to,
        .to = is_request ? exchange->to : exchange->from,
        .name = message->name,
        .detail = detail_of_aside(exchange, aside->arrow),
        .style = style_of_aside(exchange, aside->arrow),
        .phase = exchange->phase,
        .verdict = is_request ? HSVIZ_VERDICT_NONE : exchange->verdict,
        .frame = message->frame,
        .time_ns = message->time_ns,
        .half_rtt = HSVIZ_HALF_RTT_UNKNOWN,
        .exchange = aside->exchange,
        .exchange_arrow = aside->arrow,
    };

    if (layer->options->scale == HSVIZ_SCALE_TIME)
        lay_time(layer, row.time_ns);
    row.y = layer->layout->height++;
    g_array_append_val(layer->layout->rows, row);
    layer->before = NULL;
    layer->before_ns = row.time_ns;
}

/* Those before frame. */
static void lay_asides(struct layer *layer, uint32_t frame)
{
    for (; layer->num_laid_asides < layer->asides->len; layer->num_laid_asides++) {
        const struct aside *aside =
            &g_array_index(layer->asides, struct aside, layer->num_laid_asides);

        if (aside->frame > frame)
            return;
        lay_aside(layer, aside);
    }
}

/* A state that is assumed after the first step was assumed before it. */
static void lay_start(struct layer *layer)
{
    const struct hsviz_connection *connection = layer->layout->connection;
    const struct hsviz_step *first =
        hsviz_connection_num_steps(connection) > 0 ? step_at(layer, 0) : NULL;
    struct hsviz_row row = { .kind = HSVIZ_ROW_START, .shows_state = { true, true } };

    for (int i = 0; i < HSVIZ_NUM_SIDES; i++) {
        enum hsviz_side side = (enum hsviz_side)i;

        row.state[side] = hsviz_connection_initial_state(connection, side);
        row.is_assumed[side] = first && hsviz_step_state_is_assumed(connection, first, side) &&
                               hsviz_step_state(connection, first, side) == row.state[side];
        layer->state[side] = row.state[side];
        layer->is_assumed[side] = row.is_assumed[side];
    }
    g_array_append_val(layer->layout->rows, row);
    layer->layout->height = 1;
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
        lay_asides(layer, step->frame);
        num_data = can_fold(step) ? num_data + 1 : 0;
        if (layer->options->data == HSVIZ_DATA_SHOWN_FOLD && num_data == SERIES_SHOWN + 1)
            last = series_end(layer, i);
        lay_row(layer, last > i ? HSVIZ_ROW_FOLD : HSVIZ_ROW_ARROW, i, last);
        i = last;
    }
    lay_asides(layer, UINT32_MAX);
}

/* ---- Brackets ---- */

static void lay_bracket(struct hsviz_layout *layout, const struct hsviz_span *span)
{
    struct hsviz_bracket bracket = { .span = *span };
    bool found = false;

    for (size_t i = 0; i < layout->rows->len; i++) {
        const struct hsviz_row *row = hsviz_layout_row(layout, i);

        if (!row->has_steps || row->first_step < span->first_step ||
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

static void clear_row(gpointer row)
{
    g_free(((struct hsviz_row *)row)->detail);
}

struct hsviz_layout *hsviz_layout_new(const struct hsviz_connection *connection,
                                      const struct hsviz_render_options *options)
{
    struct hsviz_layout *layout = g_new0(struct hsviz_layout, 1);
    struct hsviz_span spans[HSVIZ_SPANS_MAX];
    struct layer layer = { .layout = layout, .options = options, .spans = spans };

    layout->connection = connection;
    layout->participants = hsviz_participants_of(options, connection);
    layout->exchanges = hsviz_exchanges_of(layout->participants, connection);
    layout->rows = g_array_new(FALSE, FALSE, sizeof(struct hsviz_row));
    g_array_set_clear_func(layout->rows, clear_row);
    if (options->scale == HSVIZ_SCALE_TIME)
        layer.ns_per_line = choose_scale(connection);
    layer.num_spans = hsviz_connection_spans(connection, spans, HSVIZ_SPANS_MAX);
    layer.before_ns = HSVIZ_NS_UNKNOWN;
    layer.asides = asides_of(layout);
    lay_start(&layer);
    lay_steps(&layer);
    g_array_free(layer.asides, TRUE);
    layout->brackets = g_new(struct hsviz_bracket, layer.num_spans);
    for (size_t i = 0; i < layer.num_spans; i++)
        lay_bracket(layout, &layer.spans[i]);
    return layout;
}

void hsviz_layout_free(struct hsviz_layout *layout)
{
    if (layout == NULL)
        return;
    g_array_free(layout->rows, TRUE);
    g_array_unref(layout->exchanges);
    g_ptr_array_unref(layout->participants);
    g_free(layout->brackets);
    g_free(layout);
}

const struct hsviz_participant *hsviz_layout_participant(const struct hsviz_layout *layout,
                                                         unsigned i)
{
    return g_ptr_array_index(layout->participants, i);
}

const struct hsviz_step *hsviz_row_step(const struct hsviz_layout *layout,
                                        const struct hsviz_row *row)
{
    return hsviz_connection_step(layout->connection, row->first_step);
}

const struct hsviz_exchange *hsviz_row_exchange(const struct hsviz_layout *layout,
                                                const struct hsviz_row *row)
{
    return hsviz_row_is_aside(row)
               ? &g_array_index(layout->exchanges, struct hsviz_exchange, row->exchange)
               : NULL;
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
