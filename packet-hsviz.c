/* packet-hsviz.c
 * The post-dissector: feeds the model in the first pass, shows what it said in every pass.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "packet-hsviz.h"

#include <epan/packet.h>
#include <epan/prefs.h>
#include <epan/prefs-int.h>
#include <epan/tap.h>

#include "dissect/extract.h"
#include "dissect/fields.h"
#include "dissect/find_tls.h"
#include "dissect/frames.h"
#include "dissect/ws-compat.h"

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
    bool changed;      /* since the last hsviz_finish_connections() */
    bool is_unordered; /* TCP hands on late segments as they come */
} file;

/* ---- Connections ---- */

static void free_connection(void *connection)
{
    hsviz_connection_free((struct hsviz_connection *)connection);
}

static void close_file(void)
{
    if (file.connections)
        g_ptr_array_free(file.connections, TRUE);
    hsviz_frames_free(file.frames);
    file.connections = NULL;
    file.frames = NULL;
}

static bool is_tcp_unordered(void)
{
    module_t *tcp = prefs_find_module("tcp");
    pref_t *preference = tcp ? prefs_find_preference(tcp, "reassemble_out_of_order") : NULL;

    return preference && !prefs_get_bool_value(preference, pref_current);
}

static void open_file(void)
{
    close_file();
    file.connections = g_ptr_array_new_with_free_func(free_connection);
    file.frames = hsviz_frames_new();
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

void hsviz_annotate_connection(uint32_t stream)
{
    struct hsviz_connection *connection = find_connection(stream);

    if (connection)
        hsviz_connection_annotate(connection);
}

void hsviz_finish_connections(void)
{
    if (!file.changed)
        return;
    file.changed = false;
    for (uint32_t stream = 0; stream < file.connections->len; stream++) {
        struct hsviz_connection *connection = find_connection(stream);

        if (connection)
            hsviz_connection_finish(connection);
    }
}

/* ---- Frames ---- */

static void feed_layer(packet_info *pinfo, struct hsviz_layer *layer)
{
    struct hsviz_connection *connection = find_connection(layer->stream);
    struct hsviz_segment *segment = &layer->frame.segment;
    struct hsviz_frame_entry entry = { .stream = layer->stream };

    if (!connection || segment->source.port == segment->destination.port)
        hsviz_extract_addresses(pinfo, segment);
    if (!connection)
        connection = make_connection(layer->stream);
    hsviz_connection_feed(connection, &entry.facts, &layer->frame);
    hsviz_frames_add(file.frames, pinfo->num, &entry);
    file.changed = true;
}

/* Whether the frame's innermost connection speaks TLS from here on, unknown to Wireshark until now. */
static bool finds_tls(packet_info *pinfo, proto_tree *tree, const struct hsviz_layer *layer)
{
    const struct hsviz_connection *connection = find_connection(layer->stream);

    return find_tls && connection && !hsviz_connection_has_tls(connection) &&
           hsviz_find_tls(layer, pinfo, tree);
}

static void feed(packet_info *pinfo, proto_tree *tree)
{
    struct hsviz_layer *layers;
    size_t num_layers = hsviz_extract(pinfo, tree, &layers);

    if (num_layers > 0 && finds_tls(pinfo, tree, &layers[num_layers - 1]))
        num_layers = hsviz_extract(pinfo, tree, &layers);
    for (size_t i = 0; i < num_layers; i++) {
        if (layers[i].stream != HSVIZ_NO_STREAM)
            feed_layer(pinfo, &layers[i]);
    }
}

static void queue_tap(packet_info *pinfo, const struct hsviz_connection *connection)
{
    struct hsviz_tap_data *data = wmem_new(pinfo->pool, struct hsviz_tap_data);

    data->connection = connection;
    tap_queue_packet(tap_hsviz, pinfo, data);
}

static int dissect_hsviz(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    bool is_tapped = have_tap_listener(tap_hsviz), is_shown;
    size_t num_layers;

    (void)data;
    if (!PINFO_FD_VISITED(pinfo))
        feed(pinfo, tree);
    is_shown = proto_field_is_referenced(tree, proto_hsviz);
    num_layers = is_shown || is_tapped ? hsviz_frames_num_layers(file.frames, pinfo->num) : 0;
    for (size_t i = 0; i < num_layers; i++) {
        struct hsviz_frame_entry entry = hsviz_frames_get(file.frames, pinfo->num, i);
        const struct hsviz_connection *connection = find_connection(entry.stream);

        if (is_shown && PINFO_FD_VISITED(pinfo))
            hsviz_annotate_connection(entry.stream);
        if (is_shown)
            hsviz_fields_show(tree, tvb, pinfo, connection, &entry.facts,
                              (enum hsviz_severity)least_note);
        if (is_tapped)
            queue_tap(pinfo, connection);
    }
    return (int)tvb_captured_length(tvb);
}

/* ---- Registration ---- */

static void register_preferences(void)
{
    static const enum_val_t points[] = {
        { "auto", "Estimate it from the TCP opening", HSVIZ_CAPTURE_POINT_AUTO },
        { "client", "At the client", HSVIZ_CAPTURE_POINT_CLIENT },
        { "middle", "Half-way between client and server", HSVIZ_CAPTURE_POINT_MIDDLE },
        { "server", "At the server", HSVIZ_CAPTURE_POINT_SERVER },
        { NULL, NULL, 0 },
    };
    static const enum_val_t notes[] = {
        { "all", "All", HSVIZ_CHAT },
        { "notes", "Notes, warnings and errors", HSVIZ_NOTICE },
        { "warnings", "Warnings and errors", HSVIZ_WARNING },
        { "errors", "Errors alone", HSVIZ_ERROR },
        { "none", "None", HSVIZ_BEYOND_ERROR },
        { NULL, NULL, 0 },
    };
    module_t *module = prefs_register_protocol(proto_hsviz, NULL);

    prefs_register_enum_preference(
        module, "capture_point", "Where the capture was taken",
        "Times are told as the client saw them, which needs the place of the capture on the way "
        "between client and server. Fix it where you know better than the TCP opening tells.",
        &capture_point, points, FALSE);
    prefs_register_bool_preference(
        module, "find_tls", "Find TLS anywhere",
        "A ClientHello that another protocol's dissector holds, on any port, is dissected as TLS, "
        "and so is the rest of its connection.",
        &find_tls);
    prefs_register_bool_preference(
        module, "infer", "Infer encrypted steps without keys",
        "Order and size tell much of what is encrypted; each such step says that it is inferred, "
        "and why. Without it such steps stay Encrypted, and whether a handshake came to its end is "
        "then often not known.",
        &infer);
    prefs_register_enum_preference(
        module, "notes", "Expert information",
        "Which of the notes on connections stand in the expert information. Drawings have all of "
        "them.",
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
    set_postdissector_wanted_hfids(hsviz_handle, hsviz_extract_start());
}
