/* packet-hsviz.c
 * The post-dissector: feeds the model in the first pass, shows what it said in every pass.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "packet-hsviz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <epan/packet.h>
#include <epan/prefs.h>
#include <epan/prefs-int.h>
#include <epan/tap.h>

#include "dissect/extract.h"
#include "dissect/fields.h"
#include "dissect/find_tls.h"
#include "dissect/frames.h"
#include "dissect/headers.h"
#include "dissect/ws-compat.h"
#include "model/connection.h"
#include "model/connection/view.h"
#include "model/revocation/revocation.h"
#include "model/story/note_text.h"
#include "model/tcp/segment.h"

static int proto_hsviz = -1;
static int tap_hsviz = -1;
static dissector_handle_t hsviz_handle;

/* Preferences. */
static int capture_point = HSVIZ_CAPTURE_POINT_AUTO;
static hsviz_ws_bool find_tls = TRUE;
static hsviz_ws_bool infer = TRUE;
static int least_note = HSVIZ_CHAT;

/* What belongs to the capture file that is open. */
static struct {
    GPtrArray *connections; /* by stream; NULL where a stream had no frame of ours */
    struct hsviz_frames *frames;
    struct hsviz_revocation *revocation;
    GHashTable *by_ends; /* hash_of_ends() → the newest stream that began with a SYN */
    bool changed;      /* since the last hsviz_finish_connections() */
    bool is_unordered; /* TCP hands on late segments as they come */
} file;

/* A file with connections was closed before. */
static bool has_closed_file;

/* ---- Connections ---- */

static void free_connection(void *connection)
{
    hsviz_connection_free((struct hsviz_connection *)connection);
}

static void close_file(void)
{
    has_closed_file |= file.connections && file.connections->len > 0;
    if (file.connections)
        g_ptr_array_free(file.connections, TRUE);
    hsviz_frames_free(file.frames);
    hsviz_revocation_free(file.revocation);
    if (file.by_ends)
        g_hash_table_destroy(file.by_ends);
    file.by_ends = NULL;
    file.connections = NULL;
    file.frames = NULL;
    file.revocation = NULL;
}

static bool is_tcp_unordered(void)
{
    module_t *tcp = prefs_find_module("tcp");
    pref_t *preference = tcp ? prefs_find_preference(tcp, "reassemble_out_of_order") : NULL;

    return preference && !prefs_get_bool_value(preference, pref_current);
}

/* tshark -M begins another session in the middle of a file, and has ended every connection. */
static void refuse_reset(void)
{
    if (!has_closed_file || !have_tap_listener(tap_hsviz) || hsviz_has_window())
        return;
    fputs("hsviz: tshark -M ends all connections at each reset, so that none would be whole: leave "
          "-M out, or split the capture by connection first (see docs/limits.md)\n",
          stderr);
    exit(EXIT_FAILURE);
}

static void open_file(void)
{
    close_file();
    refuse_reset();
    file.connections = g_ptr_array_new_with_free_func(free_connection);
    file.frames = hsviz_frames_new();
    file.revocation = hsviz_revocation_new();
    file.by_ends = g_hash_table_new(g_direct_hash, g_direct_equal);
    file.changed = false;
    file.is_unordered = is_tcp_unordered();
}

static struct hsviz_connection *find_connection(uint32_t stream)
{
    return stream < file.connections->len
               ? (struct hsviz_connection *)g_ptr_array_index(file.connections, stream)
               : NULL;
}

static struct hsviz_connection *make_connection(uint32_t stream)
{
    struct hsviz_connection *connection = hsviz_connection_new(stream);

    if (file.is_unordered)
        hsviz_connection_set_unordered(connection);
    if (!infer)
        hsviz_connection_forbid_inference(connection);
    hsviz_connection_fix_capture_point(connection, (enum hsviz_capture_point)capture_point);
    if (stream >= file.connections->len)
        g_ptr_array_set_size(file.connections, (int)stream + 1);
    g_ptr_array_index(file.connections, stream) = connection;
    return connection;
}

size_t hsviz_num_connections(void)
{
    return file.connections ? file.connections->len : 0;
}

const struct hsviz_connection *hsviz_connection_at(size_t i)
{
    return find_connection((uint32_t)i);
}

const struct hsviz_connection *hsviz_connection_of_frame(uint32_t frame)
{
    size_t num_layers = file.frames ? hsviz_frames_num_layers(file.frames, frame) : 0;

    return num_layers > 0
               ? find_connection(hsviz_frames_get(file.frames, frame, num_layers - 1).stream)
               : NULL;
}

const struct hsviz_connection *hsviz_connection_of_check(uint32_t stream, uint32_t frame)
{
    return file.revocation ? hsviz_revocation_find(file.revocation, stream, frame) : NULL;
}

/* In the first pass, notes of the frame itself are new only where it completes a step. */
void hsviz_annotate_connection(const packet_info *pinfo, uint32_t stream)
{
    struct hsviz_connection *connection = find_connection(stream);
    size_t first, end;

    if (PINFO_FD_VISITED(pinfo)) {
        hsviz_connection_settle(connection);
        return;
    }
    hsviz_connection_steps_of_frame(connection, &first, &end, pinfo->num);
    if (first < end)
        hsviz_connection_annotate(connection);
}

void hsviz_finish_connections(void)
{
    if (!file.connections || !file.changed)
        return;
    file.changed = false;
    for (uint32_t stream = 0; stream < file.connections->len; stream++) {
        struct hsviz_connection *connection = find_connection(stream);

        if (connection)
            hsviz_connection_finish(connection);
    }
}

/* ---- Frames ---- */

/* Addresses and ports of a segment from a client, as one number: two of them may share one. */
static unsigned hash_of_ends(const struct hsviz_segment *segment)
{
    return g_str_hash(segment->source.address) * 31 + g_str_hash(segment->destination.address) +
           ((unsigned)segment->source.port << 16 | segment->destination.port);
}

static bool has_ends(const struct hsviz_connection *connection, const struct hsviz_segment *segment)
{
    struct hsviz_endpoint client = hsviz_connection_endpoint(connection, HSVIZ_CLIENT);
    struct hsviz_endpoint server = hsviz_connection_endpoint(connection, HSVIZ_SERVER);

    return client.port == segment->source.port && server.port == segment->destination.port &&
           strcmp(client.address, segment->source.address) == 0 &&
           strcmp(server.address, segment->destination.address) == 0;
}

/* A SYN that begins a stream between ends that have had one before. */
static void note_reuse(struct hsviz_connection *connection, const struct hsviz_segment *segment)
{
    void *key = GUINT_TO_POINTER(hash_of_ends(segment)), *value = NULL;
    bool is_found = g_hash_table_lookup_extended(file.by_ends, key, NULL, &value);
    const struct hsviz_connection *before =
        is_found ? find_connection(GPOINTER_TO_UINT(value)) : NULL;

    if (before && has_ends(before, segment))
        hsviz_connection_reuses(connection, hsviz_connection_stream(before));
    g_hash_table_insert(file.by_ends, key,
                        GUINT_TO_POINTER(hsviz_connection_stream(connection)));
}

static struct hsviz_connection *meet_connection(const struct hsviz_layer *layer)
{
    const struct hsviz_segment *segment = &layer->frame.segment;
    struct hsviz_connection *connection = make_connection(layer->stream);

    if ((segment->flags & (HSVIZ_TCP_SYN | HSVIZ_TCP_ACK)) == HSVIZ_TCP_SYN)
        note_reuse(connection, segment);
    return connection;
}

static struct hsviz_frame_entry feed_layer(packet_info *pinfo, struct hsviz_layer *layer)
{
    struct hsviz_connection *connection = find_connection(layer->stream);
    struct hsviz_segment *segment = &layer->frame.segment;
    struct hsviz_frame_entry entry = { .stream = layer->stream };

    if (!connection || segment->source.port == segment->destination.port)
        hsviz_extract_addresses(pinfo, layer);
    if (!connection)
        connection = meet_connection(layer);
    hsviz_connection_feed(connection, &entry.facts, &layer->frame);
    hsviz_revocation_take(file.revocation, connection, segment, layer->messages,
                          layer->num_messages);
    file.changed = true;
    return entry;
}

/* Whether the frame's innermost connection speaks TLS from here on, unknown to Wireshark until
 * now. */
static bool finds_tls(packet_info *pinfo, proto_tree *tree, const struct hsviz_layer *layer)
{
    const struct hsviz_connection *connection = find_connection(layer->stream);

    return find_tls && connection && !hsviz_connection_has_tls(connection) &&
           hsviz_find_tls(layer, pinfo, tree);
}

/* A frame of which no segment counts: an ICMP message, or one with a wrong checksum. */
static void take_no_segment(packet_info *pinfo, const struct hsviz_protocols *protocols,
                            struct hsviz_layer *layers, size_t num_layers)
{
    struct hsviz_icmp_error error;
    struct hsviz_connection *connection;

    for (size_t i = 0; i < num_layers; i++) {
        connection = find_connection(layers[i].stream);
        if (connection)
            hsviz_connection_leave_out(connection);
    }
    if (!protocols->has_icmp || !hsviz_extract_icmp(pinfo, &error))
        return;
    connection = find_connection(error.stream);
    if (connection)
        hsviz_connection_take_icmp(connection, &error.icmp);
    file.changed = true;
}

/* Feeds the frame's layers to the model; returns how many counted. */
static size_t feed(packet_info *pinfo, proto_tree *tree, struct hsviz_frame_entry *entries)
{
    struct hsviz_protocols protocols = hsviz_list_protocols(pinfo);
    struct hsviz_layer *layers;
    size_t num_layers = hsviz_extract(pinfo, &protocols, &layers), num = 0;

    if (num_layers == 0 || hsviz_extract_is_corrupt(pinfo)) {
        take_no_segment(pinfo, &protocols, layers, num_layers);
        return 0;
    }
    if (!protocols.has_tls && finds_tls(pinfo, tree, &layers[num_layers - 1])) {
        protocols = hsviz_list_protocols(pinfo);
        num_layers = hsviz_extract(pinfo, &protocols, &layers);
    }
    for (size_t i = 0; i < num_layers; i++) {
        if (layers[i].stream != HSVIZ_NO_STREAM)
            entries[num++] = feed_layer(pinfo, &layers[i]);
    }
    return num;
}

/* Whether the frame may be dissected again: in the window, or in a second pass. The first of two
 * has neither columns nor taps; a single one without both is one that nobody sees anything of. */
static bool may_come_back(packet_info *pinfo)
{
    return hsviz_has_window() || (!pinfo->cinfo && !hsviz_tapped());
}

/* What the first pass keeps of a frame for later ones. A frame that a read filter drops leaves its
 * number to the next one. */
static void keep(packet_info *pinfo, const struct hsviz_frame_entry *entries, size_t num)
{
    hsviz_frames_forget(file.frames, pinfo->num);
    for (size_t i = 0; i < num; i++)
        hsviz_frames_add(file.frames, pinfo->num, &entries[i]);
}

static size_t recall(const packet_info *pinfo, struct hsviz_frame_entry *entries)
{
    size_t num = MIN(hsviz_frames_num_layers(file.frames, pinfo->num), HSVIZ_HEADERS_MAX);

    for (size_t i = 0; i < num; i++)
        entries[i] = hsviz_frames_get(file.frames, pinfo->num, i);
    return num;
}

static void queue_tap(packet_info *pinfo, const struct hsviz_connection *connection)
{
    struct hsviz_tap_data *data = wmem_new(pinfo->pool, struct hsviz_tap_data);

    data->connection = connection;
    data->is_later_pass = PINFO_FD_VISITED(pinfo);
    tap_queue_packet(tap_hsviz, pinfo, data);
}

static void show(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
                 const struct hsviz_frame_entry *entry)
{
    hsviz_annotate_connection(pinfo, entry->stream);
    hsviz_fields_show(tree, tvb, pinfo, find_connection(entry->stream),
                      hsviz_revocation_find(file.revocation, entry->stream, pinfo->num),
                      &entry->facts, (enum hsviz_severity)least_note);
}

static void tell_notes(packet_info *pinfo, uint32_t stream)
{
    hsviz_annotate_connection(pinfo, stream);
    hsviz_fields_tell_notes(pinfo, find_connection(stream), (enum hsviz_severity)least_note);
}

/* Nothing is fed where nobody asks, and nobody can ask later: whoever wants something of a single
 * pass is known from its first frame on. */
static int dissect_hsviz(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    bool is_tapped = have_tap_listener(tap_hsviz), is_heard = hsviz_is_expert_heard();
    bool is_shown = hsviz_is_shown(tree, proto_hsviz);
    bool is_used = is_tapped || is_heard || is_shown;
    struct hsviz_frame_entry entries[HSVIZ_HEADERS_MAX];
    size_t num = 0;

    (void)data;
    if (PINFO_FD_VISITED(pinfo)) {
        num = is_used ? recall(pinfo, entries) : 0;
    } else if (may_come_back(pinfo)) {
        num = feed(pinfo, tree, entries);
        keep(pinfo, entries, num);
    } else if (is_used) {
        num = feed(pinfo, tree, entries);
    }
    for (size_t i = 0; is_used && i < num; i++) {
        if (is_shown)
            show(tvb, pinfo, tree, &entries[i]);
        else if (is_heard)
            tell_notes(pinfo, entries[i].stream);
        if (is_tapped)
            queue_tap(pinfo, find_connection(entries[i].stream));
    }
    return (int)tvb_captured_length(tvb);
}

/* ---- Registration ---- */

static void register_preferences(void)
{
    static const enum_val_t points[] = {
        { "auto", "Estimate it from the TCP handshake", HSVIZ_CAPTURE_POINT_AUTO },
        { "client", "At the client", HSVIZ_CAPTURE_POINT_CLIENT },
        { "middle", "Halfway between client and server", HSVIZ_CAPTURE_POINT_MIDDLE },
        { "server", "At the server", HSVIZ_CAPTURE_POINT_SERVER },
        { NULL, NULL, 0 },
    };
    static const enum_val_t notes[] = {
        { "all", "All", HSVIZ_CHAT },
        { "notes", "Notes, warnings and errors", HSVIZ_NOTICE },
        { "warnings", "Warnings and errors", HSVIZ_WARNING },
        { "errors", "Errors only", HSVIZ_ERROR },
        { "none", "None", HSVIZ_BEYOND_ERROR },
        { NULL, NULL, 0 },
    };
    module_t *module = prefs_register_protocol(proto_hsviz, NULL);

    prefs_register_enum_preference(
        module, "capture_point", "Capture point",
        "Times are shown as the client saw them, which requires the position of the capture "
        "between client and server. Override it if you know where the capture was taken.",
        &capture_point, points, FALSE);
    prefs_register_bool_preference(
        module, "find_tls", "Find TLS anywhere",
        "A ClientHello on any port, also one that another dissector claims, is dissected as TLS, "
        "as is the rest of its connection: in the window, and in tshark where something of "
        "hsviz is used.",
        &find_tls);
    prefs_register_bool_preference(
        module, "infer", "Infer encrypted steps without keys",
        "Infer encrypted messages from their order and size; each such step says that it is "
        "inferred, and why. If disabled, such steps are shown as Encrypted, and it is often "
        "unknown whether a handshake completed.",
        &infer);
    prefs_register_enum_preference(
        module, "notes", "Minimum severity in Expert Information",
        "Minimum severity of the notes shown in Expert Information. Drawings show all notes.",
        &least_note, notes, FALSE);
}

void proto_register_hsviz(void)
{
    proto_hsviz = proto_register_protocol("Handshake", "hsviz", HSVIZ_NAME);
    hsviz_fields_register(proto_hsviz);
    register_preferences();
    hsviz_handle = register_dissector(HSVIZ_NAME, dissect_hsviz, proto_hsviz);
    tap_hsviz = register_tap(HSVIZ_NAME);
    register_init_routine(open_file);
    register_cleanup_routine(close_file);
    register_postdissector(hsviz_handle);
}

void proto_reg_handoff_hsviz(void)
{
    hsviz_find_tls_start();
    hsviz_extract_start();
}
