/* flow.c
 * The flow graph: `tshark -z flow,hsviz,standard`, and Statistics › Flow Graph in Wireshark.
 *
 * One arrow per step. A node is "address:port" as text, so that two ends on one address stay two.
 * An arrow has the colours of its step's phase, which the window shows while the packet list has
 * colours. In the frames of a request to another participant and of its response, another arrow
 * stands for the connection that caused it, between its client and whoever is asked.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "taps.h"

#include <string.h>

#include <epan/packet_info.h>
#include <epan/tap.h>

#include "dissect/fields.h"
#include "dissect/ws-compat.h"
#include "dissect/ws-sequence-analysis.h"
#include "packet-hsviz.h"
#include "render/layout/participants.h"
#include "render/shared/phase_colours.h"
#include "render/shared/steps.h"
#include "render/shared/words.h"
#include "render/text/comment.h"
#include "model/connection/view.h"
#include "model/core/step.h"
#include "model/pki/checks.h"

/* The names of a connection's two nodes. */
struct ends {
    char *name[HSVIZ_NUM_SIDES];
};

static void address_set_text(address *to, const char *text)
{
    alloc_address_wmem(NULL, to, AT_STRINGZ, (int)strlen(text) + 1, text);
}

static bool node_exists(const struct _seq_analysis_info *graph, const char *name)
{
    for (uint32_t i = 0; i < graph->num_nodes; i++) {
        const address *node = &graph->nodes[i];

        if (node->type == AT_STRINGZ && strcmp((const char *)node->data, name) == 0)
            return true;
    }
    return false;
}

/* Wireshark adds nodes itself once all items are there, but does not say when they are too many;
 * adding them here, with the same rule, tells at once. */
static bool nodes_add(struct _seq_analysis_info *graph, const struct ends *ends)
{
    const char *missing[HSVIZ_NUM_SIDES];
    unsigned num_missing = 0;

    for (int side = 0; side < HSVIZ_NUM_SIDES; side++)
        if (!node_exists(graph, ends->name[side]))
            missing[num_missing++] = ends->name[side];
    if (graph->num_nodes + num_missing > HSVIZ_SEQUENCE_NODES_MAX)
        return false;
    for (unsigned i = 0; i < num_missing; i++)
        address_set_text(&graph->nodes[graph->num_nodes++], missing[i]);
    return true;
}

/* An arrow with addresses and time, without words; NULL where the frame has no addresses. */
static struct _seq_analysis_item *arrow_new(struct _seq_analysis_info *graph, packet_info *pinfo,
                                            const struct ends *ends, enum hsviz_side from)
{
    struct _seq_analysis_item *arrow = sequence_analysis_create_sai_with_addresses(pinfo, graph);

    if (!arrow)
        return NULL;
    free_address(&arrow->src_addr);
    free_address(&arrow->dst_addr);
    address_set_text(&arrow->src_addr, ends->name[from]);
    address_set_text(&arrow->dst_addr, ends->name[hsviz_other_side(from)]);
    arrow->frame_number = pinfo->num;
    arrow->display = TRUE;
    arrow->line_style = 1;
    return arrow;
}

/* Gives an arrow what is common to all, and to graph; takes label and comment. */
static void arrow_finish(struct _seq_analysis_info *graph, struct _seq_analysis_item *arrow,
                         const struct hsviz_connection *connection, enum hsviz_phase phase,
                         GString *label, GString *comment)
{
    arrow->conv_num = (uint16_t)hsviz_connection_stream(connection);
    arrow->bg_color = hsviz_phase_colours[phase].background;
    arrow->fg_color = hsviz_phase_colours[phase].text;
    arrow->has_color_filter = TRUE;
    arrow->frame_label = g_string_free(label, FALSE);
    arrow->comment = g_string_free(comment, FALSE);
    g_queue_push_tail(graph->items, arrow);
}

static void step_add(struct _seq_analysis_info *graph, packet_info *pinfo,
                     const struct hsviz_connection *connection, const struct ends *ends,
                     const struct hsviz_step *step)
{
    enum hsviz_side from = hsviz_step_side(connection, step);
    struct _seq_analysis_item *arrow = arrow_new(graph, pinfo, ends, from);
    GString *label, *comment;

    if (!arrow)
        return;
    label = g_string_new(NULL);
    comment = g_string_new(NULL);
    arrow->port_src = hsviz_connection_endpoint(connection, from).port;
    arrow->port_dst = hsviz_connection_endpoint(connection, hsviz_other_side(from)).port;
    hsviz_comment_label(label, connection, step);
    hsviz_comment_text(comment, connection, step);
    arrow_finish(graph, arrow, connection, (enum hsviz_phase)step->phase, label, comment);
}

/* Says once that the graph is full, with an arrow between two nodes that it has. The count of
 * conversations is not used by this kind of graph, and remembers that it was said. */
static void say_full(struct _seq_analysis_info *graph, packet_info *pinfo)
{
    struct ends ends = { { (char *)graph->nodes[0].data, (char *)graph->nodes[1].data } };
    struct _seq_analysis_item *arrow;

    if (graph->nconv > 0)
        return;
    arrow = arrow_new(graph, pinfo, &ends, HSVIZ_CLIENT);
    if (!arrow)
        return;
    arrow->frame_label = g_strdup("(omitted)");
    arrow->comment = g_strdup_printf("a flow graph has at most %d endpoints: further connections "
                                     "are omitted; select them with a filter",
                                     HSVIZ_SEQUENCE_NODES_MAX);
    g_queue_push_tail(graph->items, arrow);
    graph->nconv = 1;
}

static char *end_name(const struct hsviz_connection *connection, enum hsviz_side side)
{
    GString *name = g_string_new(NULL);

    hsviz_words_end(name, connection, side);
    return g_string_free(name, FALSE);
}

/* A frame that holds two segments of one connection reaches the tap twice. */
static bool frame_done(const struct _seq_analysis_info *graph, packet_info *pinfo, uint16_t stream)
{
    for (const GList *node = graph->items->tail; node; node = node->prev) {
        const struct _seq_analysis_item *arrow = node->data;

        if (arrow->frame_number != pinfo->num)
            return false;
        if (arrow->conv_num == stream)
            return true;
    }
    return false;
}

/* ---- Others than the two ends ---- */

static void aside_add(struct _seq_analysis_info *graph, packet_info *pinfo,
                      const struct hsviz_connection *connection, const struct ends *ends,
                      const struct hsviz_exchange *exchange, enum hsviz_exchange_arrow which)
{
    bool is_request = which == HSVIZ_REQUEST;
    uint16_t client_port = hsviz_connection_endpoint(connection, HSVIZ_CLIENT).port;
    struct _seq_analysis_item *arrow =
        arrow_new(graph, pinfo, ends, is_request ? HSVIZ_CLIENT : HSVIZ_SERVER);
    GString *comment;

    if (!arrow)
        return;
    arrow->port_src = is_request ? client_port : exchange->port;
    arrow->port_dst = is_request ? exchange->port : client_port;
    comment = g_string_new(NULL);
    hsviz_comment_exchange(comment, connection, exchange, which);
    arrow_finish(graph, arrow, connection, exchange->phase,
                 g_string_new(exchange->arrows[which].name), comment);
}

/* The request or response of connection's check in a frame of stream. A TCP handshake without a
 * request has its arrows as a connection already. */
static void exchanges_add(struct _seq_analysis_info *graph, packet_info *pinfo, uint32_t stream,
                          const struct hsviz_connection *connection, const struct ends *ends)
{
    static const struct hsviz_render_options options;
    GPtrArray *participants = hsviz_participants_of(&options, connection);
    GArray *exchanges = hsviz_exchanges_of(participants, connection);

    for (guint i = 0; i < exchanges->len; i++) {
        const struct hsviz_exchange *exchange = &g_array_index(exchanges, struct hsviz_exchange, i);

        if (exchange->stream != stream || exchange->is_handshake)
            continue;
        for (int arrow = 0; arrow < HSVIZ_NUM_EXCHANGE_ARROWS; arrow++)
            if (exchange->arrows[arrow].frame == pinfo->num)
                aside_add(graph, pinfo, connection, ends, exchange,
                          (enum hsviz_exchange_arrow)arrow);
    }
    g_array_unref(exchanges);
    g_ptr_array_unref(participants);
}

static void steps_add(struct _seq_analysis_info *graph, packet_info *pinfo,
                      const struct hsviz_connection *connection, const struct ends *ends)
{
    size_t first, end;

    hsviz_fields_steps(connection, pinfo, &first, &end);
    /* A socket connected to itself has one end only, and an arrow needs two. */
    if (first == end || strcmp(ends->name[0], ends->name[1]) == 0 ||
        frame_done(graph, pinfo, (uint16_t)hsviz_connection_stream(connection))) {
        /* Nothing to draw. */
    } else if (!nodes_add(graph, ends)) {
        say_full(graph, pinfo);
    } else {
        for (size_t i = first; i < end; i++)
            step_add(graph, pinfo, connection, ends, hsviz_connection_step(connection, i));
    }
}

/* The request goes to the server of the connection that the check uses; cause is the connection
 * that caused it. */
static void asides_add(struct _seq_analysis_info *graph, packet_info *pinfo,
                       const struct hsviz_connection *connection, const struct ends *ends)
{
    uint32_t stream = hsviz_connection_stream(connection);
    const struct hsviz_connection *cause = hsviz_connection_of_check(stream, pinfo->num);
    struct ends aside = { { NULL, ends->name[HSVIZ_SERVER] } };

    if (!cause || frame_done(graph, pinfo, (uint16_t)hsviz_connection_stream(cause)))
        return;
    aside.name[HSVIZ_CLIENT] = end_name(cause, HSVIZ_CLIENT);
    if (nodes_add(graph, &aside))
        exchanges_add(graph, pinfo, stream, cause, &aside);
    else
        say_full(graph, pinfo);
    g_free(aside.name[HSVIZ_CLIENT]);
}

static tap_packet_status flow_packet(void *tapdata, packet_info *pinfo, epan_dissect_t *edt,
                                     const void *data, tap_flags_t flags)
{
    struct _seq_analysis_info *graph = tapdata;
    const struct hsviz_connection *connection = ((const struct hsviz_tap_data *)data)->connection;
    struct ends ends;

    (void)edt;
    (void)flags;
    /* It may add steps, and take others back: what is looked up before is not there any more. */
    hsviz_annotate_connection(pinfo, hsviz_connection_stream(connection));
    ends.name[HSVIZ_CLIENT] = end_name(connection, HSVIZ_CLIENT);
    ends.name[HSVIZ_SERVER] = end_name(connection, HSVIZ_SERVER);
    steps_add(graph, pinfo, connection, &ends);
    asides_add(graph, pinfo, connection, &ends);
    g_free(ends.name[0]);
    g_free(ends.name[1]);
    return TAP_PACKET_REDRAW;
}

void hsviz_register_flow(void)
{
    register_seq_analysis(HSVIZ_NAME, "TCP and TLS handshakes (hsviz)",
                          proto_get_id_by_filter_name(HSVIZ_NAME), HSVIZ_NAME, TL_REQUIRES_NOTHING,
                          flow_packet);
}
