/* fields.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "fields.h"

#include <epan/expert.h>

#include "extract.h"
#include "fields_revocation.h"
#include "model/connection/outcome.h"
#include "model/connection/view.h"
#include "model/core/frame_facts.h"
#include "model/core/step.h"
#include "model/core/units.h"
#include "model/story/describe.h"
#include "model/story/findings.h"
#include "model/story/note_text.h"
#include "model/story/version_path.h"
#include "model/time/times.h"
#include "model/tls/kind.h"
#include "model/tls/version.h"
#include "ws-compat.h"

static int protocol_id = -1;
static int ett_hsviz = -1;
static int ett_step = -1;
static int ett_version_path = -1;

static int hf_stream = -1;
static int hf_sender = -1;
static int hf_phase = -1;
static int hf_step = -1;
static int hf_step_source = -1;
static int hf_step_completed_in = -1;
static int hf_step_previous = -1;
static int hf_step_next = -1;
static int hf_client_hello = -1;
static int hf_rtt_position = -1;
static int hf_rtt_arrival = -1;
static int hf_rtt_measured = -1;
static int hf_irtt = -1;
static int hf_time_think = -1;
static int hf_state_client = -1;
static int hf_state_server = -1;
static int hf_version_path = -1;
static int hf_version_path_frame = -1;
static int hf_version = -1;
static int hf_kind = -1;
static int hf_outcome = -1;

static expert_field note_fields[HSVIZ_NUM_NOTE_TYPES];

/* ---- Registration ---- */

/* The values, for Wireshark to keep as long as it runs. */
static const value_string *values_kept(GArray *values)
{
    const value_string *kept = wmem_memdup(wmem_epan_scope(), values->data,
                                           (values->len + 1) * sizeof(value_string));

    g_array_free(values, TRUE);
    return kept;
}

/* Wireshark's own kind of table, made of the model's. */
static const value_string *values_of(const struct hsviz_word *words)
{
    GArray *values = g_array_new(TRUE, TRUE, sizeof(value_string));

    for (const struct hsviz_word *word = words; word->value >= 0; word++) {
        value_string value = { (uint32_t)word->value, word->name };

        g_array_append_val(values, value);
    }
    return values_kept(values);
}

static const value_string *step_values(void)
{
    GArray *values = g_array_new(TRUE, TRUE, sizeof(value_string));

    for (int type = HSVIZ_STEP_NONE + 1; type < HSVIZ_NUM_STEP_TYPES; type++) {
        value_string value = { (uint32_t)type, hsviz_step_words[type].name };

        g_array_append_val(values, value);
    }
    return values_kept(values);
}

static void register_notes(int protocol)
{
    static const int severities[] = {
        [HSVIZ_CHAT] = PI_CHAT,
        [HSVIZ_NOTICE] = PI_NOTE,
        [HSVIZ_WARNING] = PI_WARN,
        [HSVIZ_ERROR] = PI_ERROR,
    };
    static const expert_field not_registered = EI_INIT;
    static const ei_register_info nothing = { NULL, { NULL, 0, 0, NULL, EXPFILL } };
    static ei_register_info infos[HSVIZ_NUM_NOTE_TYPES];
    expert_module_t *module = expert_register_protocol(protocol);

    for (size_t i = 0; i < HSVIZ_NUM_NOTE_TYPES; i++) {
        struct hsviz_note note = { .type = (uint8_t)i };

        note_fields[i] = not_registered;
        infos[i] = nothing;
        infos[i].ids = &note_fields[i];
        infos[i].eiinfo.name =
            wmem_strdup_printf(wmem_epan_scope(), "hsviz.note.%s",
                               hsviz_note_key((enum hsviz_note_type)i));
        infos[i].eiinfo.group = PI_SEQUENCE;
        infos[i].eiinfo.severity = severities[hsviz_note_severity(&note)];
        infos[i].eiinfo.summary = hsviz_note_summary((enum hsviz_note_type)i);
    }
    expert_register_field_array(module, infos, HSVIZ_NUM_NOTE_TYPES);
}

void hsviz_fields_register(int protocol)
{
    const value_string *states = values_of(hsviz_tcp_states);
    hf_register_info fields[] = {
        { &hf_stream,
          { "Connection", "hsviz.stream", FT_UINT32, BASE_DEC, NULL, 0x0,
            "The TCP connection, as tcp.stream numbers it", HFILL } },
        { &hf_sender,
          { "Sender", "hsviz.sender", FT_UINT8, BASE_DEC, VALS(values_of(hsviz_sides)), 0x0,
            "The side of the connection that sent this frame", HFILL } },
        { &hf_phase,
          { "Phase", "hsviz.phase", FT_UINT8, BASE_DEC, VALS(values_of(hsviz_phases)), 0x0,
            "The part of the conversation that this frame belongs to", HFILL } },
        { &hf_step,
          { "Step", "hsviz.step", FT_UINT8, BASE_DEC, VALS(step_values()), 0x0,
            "A step of the handshake that this frame completes", HFILL } },
        { &hf_step_source,
          { "Known by", "hsviz.step.source", FT_UINT8, BASE_DEC, VALS(values_of(hsviz_sources)),
            0x0,
            "Whether the step was seen in plaintext, decrypted, or inferred from order and size",
            HFILL } },
        { &hf_step_completed_in,
          { "Completed in", "hsviz.step.completed_in", FT_FRAMENUM, BASE_NONE, NULL, 0x0,
            "The frame that completes the step of which this frame carries a fragment",
            HFILL } },
        { &hf_step_previous,
          { "Previous step in", "hsviz.step.previous", FT_FRAMENUM, BASE_NONE, NULL, 0x0,
            "The frame of the previous step", HFILL } },
        { &hf_step_next,
          { "Next step in", "hsviz.step.next", FT_FRAMENUM, BASE_NONE, NULL, 0x0,
            "The frame of the next step, known once that frame has been dissected", HFILL } },
        { &hf_client_hello,
          { "ClientHello in", "hsviz.client_hello", FT_FRAMENUM, BASE_NONE, NULL, 0x0,
            "The frame of the connection's first ClientHello", HFILL } },
        { &hf_rtt_position,
          { "RTT position", "hsviz.rtt_position", FT_DOUBLE, BASE_NONE, NULL, 0x0,
            "Round trips that had to pass before this could be sent", HFILL } },
        { &hf_rtt_arrival,
          { "RTT position on arrival", "hsviz.rtt_arrival", FT_DOUBLE, BASE_NONE, NULL, 0x0,
            "RTT position at which this could have an effect", HFILL } },
        { &hf_rtt_measured,
          { "Measured round trips", "hsviz.rtt_measured", FT_DOUBLE, BASE_NONE, NULL, 0x0,
            "Time since the connection's first frame, in initial RTTs", HFILL } },
        { &hf_irtt,
          { "Initial RTT", "hsviz.irtt", FT_RELATIVE_TIME, BASE_NONE, NULL, 0x0,
            "Round-trip time of the TCP handshake", HFILL } },
        { &hf_time_think,
          { "Think time", "hsviz.time.think", FT_RELATIVE_TIME, BASE_NONE, NULL, 0x0,
            "Time that the sender took before this frame, without the network's share", HFILL } },
        { &hf_state_client,
          { "Client's TCP state", "hsviz.state.client", FT_UINT8, BASE_DEC, VALS(states), 0x0,
            "After this frame", HFILL } },
        { &hf_state_server,
          { "Server's TCP state", "hsviz.state.server", FT_UINT8, BASE_DEC, VALS(states), 0x0,
            "After this frame", HFILL } },
        { &hf_version_path,
          { "Version path", "hsviz.version_path", FT_STRING, BASE_NONE, NULL, 0x0,
            "How the TLS version was negotiated, as known at this frame", HFILL } },
        { &hf_version_path_frame,
          { "Version step in", "hsviz.version_path.frame", FT_FRAMENUM, BASE_NONE, NULL, 0x0,
            "The frame of a step of the version path", HFILL } },
        { &hf_version,
          { "TLS version", "hsviz.version", FT_UINT16, BASE_HEX, VALS(values_of(hsviz_versions)),
            0x0, "The negotiated version", HFILL } },
        { &hf_kind,
          { "Handshake kind", "hsviz.kind", FT_STRING, BASE_NONE, NULL, 0x0, NULL, HFILL } },
        { &hf_outcome,
          { "Outcome", "hsviz.outcome", FT_STRING, BASE_NONE, NULL, 0x0,
            "How the TLS handshake ended, or without TLS a TCP handshake that failed", HFILL } },
    };
    static int *subtrees[] = { &ett_hsviz, &ett_step, &ett_version_path };
    hf_register_info *kept = wmem_memdup(wmem_epan_scope(), fields, sizeof fields);

    protocol_id = protocol;
    proto_register_field_array(protocol, kept, G_N_ELEMENTS(fields));
    proto_register_subtree_array(subtrees, G_N_ELEMENTS(subtrees));
    hsviz_fields_revocation_register(protocol);
    register_notes(protocol);
}

/* ---- One frame ---- */

/* What the functions below need to know of the frame. */
struct shown {
    proto_tree *tree;
    tvbuff_t *tvb;
    packet_info *pinfo;
    const struct hsviz_connection *connection;
    const struct hsviz_frame_facts *facts;
    enum hsviz_side side;
};

static void add_uint(const struct shown *shown, int field, uint32_t value)
{
    proto_item_set_generated(proto_tree_add_uint(shown->tree, field, shown->tvb, 0, 0, value));
}

static void add_double(const struct shown *shown, int field, double value)
{
    proto_item_set_generated(proto_tree_add_double(shown->tree, field, shown->tvb, 0, 0, value));
}

static void add_string(const struct shown *shown, int field, const char *value)
{
    proto_item_set_generated(proto_tree_add_string(shown->tree, field, shown->tvb, 0, 0, value));
}

static void add_duration(const struct shown *shown, int field, int64_t duration_ns)
{
    nstime_t duration = { (time_t)(duration_ns / 1000000000), (int)(duration_ns % 1000000000) };

    if (duration_ns != HSVIZ_NS_UNKNOWN)
        proto_item_set_generated(
            proto_tree_add_time(shown->tree, field, shown->tvb, 0, 0, &duration));
}

/* Steps of one number are in the order of the capture, so that those of a frame that was dropped
 * come first, and have its time. */
void hsviz_fields_steps(const struct hsviz_connection *connection, const packet_info *pinfo,
                        size_t *first, size_t *end)
{
    hsviz_connection_steps_of_frame(connection, first, end, pinfo->num);
    while (*first < *end &&
           hsviz_connection_step(connection, *first)->time_ns != hsviz_extract_time_ns(pinfo))
        (*first)++;
}

/* A step, what it carried, and below it how it is known. */
static void add_step(const struct shown *shown, const struct hsviz_step *step)
{
    proto_item *item = proto_tree_add_uint(shown->tree, hf_step, shown->tvb, 0, 0, step->type);
    proto_tree *tree = proto_item_add_subtree(item, ett_step);
    GString *detail = g_string_new(NULL);

    hsviz_step_detail(shown->connection, detail, step);
    proto_item_set_generated(item);
    proto_item_append_text(item, ", %s", hsviz_format_text(shown->pinfo->pool, detail->str));
    proto_item_set_generated(
        proto_tree_add_uint(tree, hf_step_source, shown->tvb, 0, 0, step->source));
    g_string_free(detail, TRUE);
}

static void add_steps(const struct shown *shown)
{
    size_t first, end;
    uint32_t completed_in;

    hsviz_fields_steps(shown->connection, shown->pinfo, &first, &end);
    for (size_t i = first; i < end; i++)
        add_step(shown, hsviz_connection_step(shown->connection, i));
    if (first == end && shown->facts->run != HSVIZ_STEP_NONE)
        add_uint(shown, hf_step, shown->facts->run);
    completed_in =
        hsviz_connection_completed_in(shown->connection, shown->pinfo->num, shown->side);
    if (completed_in)
        add_uint(shown, hf_step_completed_in, completed_in);
}

static void add_positions(const struct shown *shown)
{
    struct hsviz_times times = hsviz_connection_times(shown->connection);
    int64_t now_ns = hsviz_extract_time_ns(shown->pinfo);
    int64_t elapsed_ns = now_ns - hsviz_connection_start_ns(shown->connection);

    if (shown->facts->half_rtt != HSVIZ_HALF_RTT_UNKNOWN) {
        add_double(shown, hf_rtt_position, shown->facts->half_rtt / 2.0);
        add_double(shown, hf_rtt_arrival, (shown->facts->half_rtt + 1) / 2.0);
    }
    if (times.initial_rtt_ns > 0)
        add_double(shown, hf_rtt_measured, (double)elapsed_ns / (double)times.initial_rtt_ns);
    add_duration(shown, hf_irtt, times.initial_rtt_ns);
    add_duration(shown, hf_time_think, shown->facts->think_ns);
}

static void add_frame(const struct shown *shown, int field, uint32_t frame)
{
    if (frame != 0)
        add_uint(shown, field, frame);
}

/* Where to go from here. */
static void add_links(const struct shown *shown)
{
    uint32_t previous, next;

    hsviz_connection_neighbours(shown->connection, &previous, &next, shown->pinfo->num);
    add_frame(shown, hf_step_previous, previous);
    add_frame(shown, hf_step_next, next);
    add_frame(shown, hf_client_hello, hsviz_connection_client_hello(shown->connection));
}

/* The state after the frame, and in words the one before, where the frame changed it. */
static void add_state(const struct shown *shown, int field, enum hsviz_side side)
{
    unsigned end = hsviz_connection_side(shown->connection, 0) == side ? 0 : 1;
    enum hsviz_tcp_state before =
        hsviz_connection_state_before(shown->connection, shown->pinfo->num, side);
    proto_item *item = proto_tree_add_uint(shown->tree, field, shown->tvb, 0, 0,
                                           shown->facts->state[end]);

    proto_item_set_generated(item);
    if (before != shown->facts->state[end])
        proto_item_append_text(item, ", before it %s", hsviz_word_name(hsviz_tcp_states, before));
}

/* The version steps below their path: the text, the frame as a link, and the rule of each. */
static void add_version_steps(const struct shown *shown, proto_item *path)
{
    proto_tree *tree = proto_item_add_subtree(path, ett_version_path);
    struct hsviz_version_step version_steps[HSVIZ_NUM_VERSION_STEP_TYPES];
    size_t num_version_steps =
        hsviz_connection_version_steps(shown->connection, version_steps, shown->pinfo->num);

    for (size_t i = 0; i < num_version_steps; i++) {
        const struct hsviz_version_rule *rule = &hsviz_version_rules[version_steps[i].type];
        GString *text = g_string_new(NULL);
        proto_item *item = proto_tree_add_uint(tree, hf_version_path_frame, shown->tvb, 0, 0,
                                               version_steps[i].frame);

        hsviz_version_step_text(shown->connection, text, &version_steps[i]);
        proto_item_set_generated(item);
        proto_item_append_text(item, ": %s. %s (%s)", text->str, rule->rule, rule->rfc);
        g_string_free(text, TRUE);
    }
}

static void add_version_path(const struct shown *shown)
{
    GString *path = g_string_new(NULL);
    proto_item *item;

    hsviz_connection_version_path(shown->connection, path, shown->pinfo->num);
    if (path->len > 0) {
        item = proto_tree_add_string(shown->tree, hf_version_path, shown->tvb, 0, 0, path->str);
        proto_item_set_generated(item);
        add_version_steps(shown, item);
    }
    g_string_free(path, TRUE);
}

static void add_handshake(const struct shown *shown)
{
    uint16_t version = hsviz_connection_version(shown->connection);

    add_version_path(shown);
    if (version != HSVIZ_VERSION_NONE)
        add_uint(shown, hf_version, version);
    add_string(shown, hf_kind,
               hsviz_word_name(hsviz_kinds, hsviz_connection_kind(shown->connection)));
}

/* What only the capture's end decides is not known while it is read. */
static void add_outcome(const struct shown *shown)
{
    enum hsviz_outcome outcome = hsviz_connection_whole_outcome(shown->connection);

    if (outcome != HSVIZ_NUM_OUTCOMES &&
        (PINFO_FD_VISITED(shown->pinfo) ||
         hsviz_connection_whole_outcome_is_settled(shown->connection)))
        add_string(shown, hf_outcome, hsviz_word_name(hsviz_outcomes, outcome));
}

/* The frame in one line: its steps, or else its phase, where it stands, and the version. */
static void append_summary(const struct shown *shown, proto_item *item, enum hsviz_phase phase)
{
    uint16_t version = hsviz_connection_version(shown->connection);
    size_t first, end;

    hsviz_fields_steps(shown->connection, shown->pinfo, &first, &end);
    for (size_t i = first; i < end; i++)
        proto_item_append_text(item, "%s%s", i == first ? ": " : ", ",
                               hsviz_step_name(hsviz_connection_step(shown->connection, i)));
    proto_item_append_text(item, "%s%s", first == end ? ": " : ", phase ",
                           hsviz_word_name(hsviz_phases, phase));
    if (shown->facts->half_rtt != HSVIZ_HALF_RTT_UNKNOWN)
        proto_item_append_text(item, ", %d%s RTT", shown->facts->half_rtt / 2,
                               shown->facts->half_rtt % 2 ? ".5" : ".0");
    if (version != HSVIZ_VERSION_NONE) {
        GString *name = g_string_new(", ");

        hsviz_version_name(name, version);
        proto_item_append_text(item, "%s", name->str);
        g_string_free(name, TRUE);
    }
}

/* A note of the connection as a whole stands at its first frame. In the first pass there are only
 * the notes that no later frame changes. */
static bool is_note_here(const packet_info *pinfo, const struct hsviz_connection *connection,
                         size_t i)
{
    uint32_t frame = hsviz_connection_note(connection, i)->frame;

    return pinfo->num == (frame != 0 ? frame : hsviz_connection_first_frame(connection)) &&
           (PINFO_FD_VISITED(pinfo) || hsviz_connection_note_is_settled(connection, i));
}

static void add_notes(packet_info *pinfo, const struct hsviz_connection *connection,
                      proto_item *item, enum hsviz_severity least)
{
    for (size_t i = 0; i < hsviz_connection_num_notes(connection); i++) {
        const struct hsviz_note *note = hsviz_connection_note(connection, i);
        GString *text;

        if (hsviz_note_severity(note) < least || !is_note_here(pinfo, connection, i))
            continue;
        text = g_string_new(NULL);
        hsviz_note_text(connection, text, note);
        expert_add_info_format(pinfo, item, &note_fields[note->type], "%s", text->str);
        g_string_free(text, TRUE);
    }
}

void hsviz_fields_tell_notes(packet_info *pinfo, const struct hsviz_connection *connection,
                             enum hsviz_severity least)
{
    add_notes(pinfo, connection, NULL, least);
}

void hsviz_fields_show(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo,
                       const struct hsviz_connection *connection,
                       const struct hsviz_connection *cause,
                       const struct hsviz_frame_facts *facts, enum hsviz_severity least)
{
    proto_item *item = proto_tree_add_item(tree, protocol_id, tvb, 0, 0, ENC_NA);
    struct shown shown = {
        proto_item_add_subtree(item, ett_hsviz), tvb, pinfo, connection, facts,
        hsviz_connection_side(connection, facts->end),
    };
    enum hsviz_phase phase = hsviz_connection_phase(connection, pinfo->num, facts);

    proto_item_set_generated(item);
    append_summary(&shown, item, phase);
    add_uint(&shown, hf_stream, hsviz_connection_stream(connection));
    add_uint(&shown, hf_sender, shown.side);
    add_uint(&shown, hf_phase, phase);
    add_steps(&shown);
    add_positions(&shown);
    add_state(&shown, hf_state_client, HSVIZ_CLIENT);
    add_state(&shown, hf_state_server, HSVIZ_SERVER);
    add_links(&shown);
    if (hsviz_connection_has_tls(connection))
        add_handshake(&shown);
    add_outcome(&shown);
    hsviz_fields_revocation_show(shown.tree, tvb, pinfo, connection);
    if (cause)
        hsviz_fields_revocation_show_cause(shown.tree, tvb, cause);
    add_notes(pinfo, connection, item, least);
}
