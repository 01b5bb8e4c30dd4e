/* extract.c
 * Walks the tree of a frame. The tree has only the requested fields, so that it is short; their
 * order is that of the wire.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "extract.h"

#include <string.h>

#include <epan/to_str.h>

#include "ip_facts.h"
#include "model/core/unit.h"
#include "model/core/units.h"
#include "model/pki/http.h"
#include "model/pki/ocsp.h"
#include "model/tcp/icmp.h"
#include "model/tcp/segment.h"
#include "model/tls/sniff.h"
#include "ws-compat.h"

enum {
    RECORD_HEADER_LEN = 5, /* RFC 8446 5.1 */
    /* Fields of one name that are told apart: tls.record is two, of TLS and of SSL 2. */
    SAME_NAME_MAX = 4,
    /* Depth of the tree below which nothing of ours is: tunnels in tunnels in tunnels. */
    DEPTH_MAX = 64,
    /* Layers, records, parts or messages of one frame, for which there is room at once. */
    ITEMS_OFTEN = 4,
};

/* What a field is to the walk. */
enum wanted {
    WANTED_TCP,
    WANTED_STREAM,
    WANTED_LEN,
    WANTED_RECORD,
    WANTED_HANDSHAKE,
    WANTED_HANDSHAKE_TYPE,
    WANTED_ALERT,
    WANTED_HTTP,
    WANTED_OCSP,
    NUM_WANTED
};

static const struct {
    enum wanted wanted;
    const char *name;
} wanted_fields[] = {
    { WANTED_TCP, "tcp" },
    { WANTED_STREAM, "tcp.stream" },
    { WANTED_LEN, "tcp.len" },
    { WANTED_RECORD, "tls.record" },
    { WANTED_HANDSHAKE, "tls.handshake" },
    { WANTED_HANDSHAKE_TYPE, "tls.handshake.type" },
    { WANTED_ALERT, "tls.alert_message" },
    { WANTED_HTTP, "http" },
    { WANTED_OCSP, "ocsp" },
};

static struct {
    int id[NUM_WANTED][SAME_NAME_MAX];
    int ssl2_record;
    int icmp, icmpv6;
} fields;

/* One frame's walk. Arrays are NULL until something is in them: most frames have no part, and many
 * no record. Parts are counted, not pointed to, while their array still grows. */
struct walk {
    packet_info *pinfo;
    wmem_array_t *layers, *records, *parts, *messages;
    const tvbuff_t *newest_tvb; /* in which the newest layer or record stands */
    unsigned num_wire_sources;  /* data sources with bytes as they were sent */
    bool is_message_kept; /* the newest of the tree is the newest of messages */
    size_t layer_records, record_parts; /* where the newest layer's and record's own begin */
};

/* ---- Fields ---- */

static void add_field(GArray *ids, enum wanted wanted, const header_field_info *field)
{
    size_t i = 0;

    while (i < SAME_NAME_MAX - 1 && fields.id[wanted][i] > 0)
        i++;
    fields.id[wanted][i] = field->id;
    g_array_append_val(ids, field->id);
    if (wanted == WANTED_RECORD && g_str_has_prefix(field->name, "SSLv2"))
        fields.ssl2_record = field->id;
}

GArray *hsviz_extract_start(void)
{
    GArray *ids = g_array_new(FALSE, FALSE, sizeof(int));

    memset(&fields, 0, sizeof fields);
    for (size_t i = 0; i < G_N_ELEMENTS(wanted_fields); i++) {
        const header_field_info *field = proto_registrar_get_byname(wanted_fields[i].name);

        while (field) {
            add_field(ids, wanted_fields[i].wanted, field);
            field = field->same_name_prev_id > 0
                        ? proto_registrar_get_nth((unsigned)field->same_name_prev_id)
                        : NULL;
        }
    }
    fields.icmp = proto_get_id_by_filter_name("icmp");
    fields.icmpv6 = proto_get_id_by_filter_name("icmpv6");
    return ids;
}

static enum wanted wanted_of(int id)
{
    for (int wanted = 0; wanted < NUM_WANTED; wanted++) {
        for (size_t i = 0; i < SAME_NAME_MAX && fields.id[wanted][i] > 0; i++) {
            if (fields.id[wanted][i] == id)
                return (enum wanted)wanted;
        }
    }
    return NUM_WANTED;
}

/* ---- Bytes ---- */

/* The bytes under a field, cut to len and to what was captured. */
static const uint8_t *bytes_at(tvbuff_t *tvb, int start, size_t len, size_t *captured_len)
{
    int remaining = tvb && start >= 0 ? tvb_captured_length_remaining(tvb, start) : 0;

    *captured_len = remaining > 0 ? MIN((size_t)remaining, len) : 0;
    return *captured_len > 0 ? tvb_get_ptr(tvb, start, (int)*captured_len) : NULL;
}

/* ---- Arrays of a walk ---- */

static void append(const struct walk *walk, wmem_array_t **array, const void *item, size_t size)
{
    if (!*array)
        *array = wmem_array_sized_new(walk->pinfo->pool, size, ITEMS_OFTEN);
    wmem_array_append(*array, item, 1);
}

static unsigned count_of(wmem_array_t *array)
{
    return array ? wmem_array_get_count(array) : 0;
}

static void *items_of(wmem_array_t *array)
{
    return array ? wmem_array_get_raw(array) : NULL;
}

/* The newest; NULL where the array has no more than first items. */
static void *last_of(wmem_array_t *array, size_t first)
{
    unsigned count = count_of(array);

    return count > first ? wmem_array_index(array, count - 1) : NULL;
}

/* ---- Layers, records, parts ---- */

static struct hsviz_layer *last_layer(const struct walk *walk)
{
    return (struct hsviz_layer *)last_of(walk->layers, 0);
}

static struct hsviz_unit *last_record(const struct walk *walk)
{
    return (struct hsviz_unit *)last_of(walk->records, walk->layer_records);
}

static struct hsviz_part *last_part(const struct walk *walk)
{
    return (struct hsviz_part *)last_of(walk->parts, walk->record_parts);
}

int64_t hsviz_extract_time_ns(const packet_info *pinfo)
{
    int64_t seconds = CLAMP((int64_t)pinfo->abs_ts.secs, HSVIZ_TIME_MIN_NS / NS_PER_S,
                            HSVIZ_TIME_MAX_NS / NS_PER_S);
    /* Of a negative time, both parts or the seconds alone are negative. */
    int64_t nanoseconds = CLAMP(pinfo->abs_ts.nsecs, 1 - NS_PER_S, NS_PER_S - 1);

    return CLAMP(seconds * NS_PER_S + nanoseconds, HSVIZ_TIME_MIN_NS, HSVIZ_TIME_MAX_NS);
}

/* Layers and records stand in bytes as they were sent: of the frame, or put together of several. */
static void see_source(struct walk *walk, const tvbuff_t *tvb)
{
    const struct hsviz_layer *layers = (const struct hsviz_layer *)items_of(walk->layers);
    bool is_of_frame = count_of(walk->layers) > 0 && tvb == layers[0].tvb;

    walk->num_wire_sources += tvb != walk->newest_tvb && !is_of_frame;
    walk->newest_tvb = tvb;
}

/* Where the payload ends is not seen from here, for a frame may be padded: tcp.len tells. */
static void begin_layer(struct walk *walk, field_info *field)
{
    struct hsviz_layer layer = {
        .stream = HSVIZ_NO_STREAM, .tvb = field->ds_tvb, .offset = field->start
    };
    struct hsviz_segment *segment = &layer.frame.segment;
    size_t captured_len;
    const uint8_t *bytes = bytes_at(field->ds_tvb, field->start, SIZE_MAX, &captured_len);

    /* Where the snap length cuts the options, the rest of the header still counts. */
    if (!hsviz_segment_read(segment, bytes, captured_len, SIZE_MAX))
        return;
    segment->frame = walk->pinfo->num;
    segment->time_ns = hsviz_extract_time_ns(walk->pinfo);
    segment->payload_len = 0;
    if (walk->pinfo->fd->cap_len < walk->pinfo->fd->pkt_len)
        segment->cut_len = walk->pinfo->fd->cap_len;
    hsviz_ip_facts(segment, walk->pinfo, layer.tvb, layer.offset);
    see_source(walk, field->ds_tvb);
    walk->layer_records = count_of(walk->records);
    walk->record_parts = count_of(walk->parts);
    append(walk, &walk->layers, &layer, sizeof layer);
}

static void take_stream(struct walk *walk, field_info *field)
{
    struct hsviz_layer *layer = last_layer(walk);

    if (layer && layer->stream == HSVIZ_NO_STREAM)
        layer->stream = fvalue_get_uinteger(hsviz_field_value(field));
}

static void take_len(struct walk *walk, field_info *field)
{
    struct hsviz_layer *layer = last_layer(walk);

    if (layer)
        layer->frame.segment.payload_len = fvalue_get_uinteger(hsviz_field_value(field));
}

static bool is_decrypted(const struct data_source *data)
{
    char *name = hsviz_source_name(data);
    bool is_decrypted = g_str_has_prefix(name, "Decrypted");

    wmem_free(NULL, name);
    return is_decrypted;
}

/* A record that another one carried, decrypted: TLS within TLS is a conversation of its own. */
static bool is_nested(const struct walk *walk, const field_info *field)
{
    for (GSList *source = walk->pinfo->data_src; source; source = source->next) {
        const struct data_source *data = (const struct data_source *)source->data;

        if (get_data_source_tvb(data) == field->ds_tvb)
            return is_decrypted(data);
    }
    return false;
}

static bool begins_with_client_hello(tvbuff_t *tvb)
{
    size_t captured_len;
    const uint8_t *bytes = bytes_at(tvb, 0, SIZE_MAX, &captured_len);

    return hsviz_is_client_hello(bytes, captured_len);
}

/* Another ClientHello in what was decrypted, whatever dissector has it. */
static bool carries_client_hello(const packet_info *pinfo)
{
    GSList *of_frame = pinfo->data_src;

    for (GSList *source = of_frame ? of_frame->next : NULL; source; source = source->next) {
        const struct data_source *data = (const struct data_source *)source->data;

        if (begins_with_client_hello(get_data_source_tvb(data)) && is_decrypted(data))
            return true;
    }
    return false;
}

static void begin_record(struct walk *walk, field_info *field)
{
    struct hsviz_unit record = { .ssl2 = field->hfinfo->id == fields.ssl2_record };
    struct hsviz_layer *layer = last_layer(walk);
    size_t len = field->length > 0 ? (size_t)field->length : 0;
    size_t header_len = record.ssl2 ? 0 : RECORD_HEADER_LEN;
    const uint8_t *bytes = bytes_at(field->ds_tvb, field->start, len, &record.captured_len);

    if (!layer || record.captured_len < header_len)
        return;
    if (field->ds_tvb != layer->tvb && is_nested(walk, field))
        return;
    if (!record.ssl2) {
        record.content_type = bytes[0];
        record.version = (uint16_t)(bytes[1] << 8 | bytes[2]);
    }
    record.bytes = bytes ? bytes + header_len : NULL;
    record.captured_len -= header_len;
    record.length = (uint32_t)(len - header_len);
    walk->record_parts = count_of(walk->parts);
    append(walk, &walk->records, &record, sizeof record);
    see_source(walk, field->ds_tvb);
    if (layer->frame.num_units++ == 0)
        layer->frame.carries_inner_tls = carries_client_hello(walk->pinfo);
}

static void add_part(struct walk *walk, field_info *field, enum hsviz_part_type type)
{
    struct hsviz_unit *record = last_record(walk);
    struct hsviz_part part = { .type = type };

    if (!record || record->num_parts > HSVIZ_UNIT_PARTS_MAX || field->length <= 0)
        return;
    part.reported_len = (size_t)field->length;
    part.bytes = bytes_at(field->ds_tvb, field->start, part.reported_len, &part.captured_len);
    append(walk, &walk->parts, &part, sizeof part);
    record->num_parts++;
}

/* HTTP inside TLS is no revocation check: in a layer with TLS records, HTTP is ignored. */
static void begin_message(struct walk *walk, field_info *field)
{
    struct hsviz_layer *layer = last_layer(walk);
    struct hsviz_http_message message = { .ocsp = NULL };

    walk->is_message_kept = false;
    if (!layer || layer->frame.num_units > 0 || layer->num_messages == HSVIZ_HTTP_MESSAGES_MAX)
        return;
    message.bytes = bytes_at(field->ds_tvb, field->start, SIZE_MAX, &message.len);
    if (!message.bytes)
        return;
    append(walk, &walk->messages, &message, sizeof message);
    layer->num_messages++;
    walk->is_message_kept = true;
}

static void take_ocsp(struct walk *walk, field_info *field)
{
    struct hsviz_http_message *message;

    if (!walk->is_message_kept)
        return;
    message = (struct hsviz_http_message *)last_of(walk->messages, 0);
    message->ocsp = bytes_at(field->ds_tvb, field->start, SIZE_MAX, &message->ocsp_len);
}

static void take_field(struct walk *walk, field_info *field)
{
    struct hsviz_part *part;

    switch (wanted_of(field->hfinfo->id)) {
    case WANTED_TCP:
        begin_layer(walk, field);
        break;
    case WANTED_STREAM:
        take_stream(walk, field);
        break;
    case WANTED_LEN:
        take_len(walk, field);
        break;
    case WANTED_RECORD:
        begin_record(walk, field);
        break;
    case WANTED_HANDSHAKE:
        add_part(walk, field, HSVIZ_PART_HANDSHAKE_FRAGMENT);
        break;
    case WANTED_HANDSHAKE_TYPE:
        /* Only a whole message has its type dissected. */
        part = last_part(walk);
        if (part && part->type == HSVIZ_PART_HANDSHAKE_FRAGMENT)
            part->type = HSVIZ_PART_HANDSHAKE;
        break;
    case WANTED_ALERT:
        add_part(walk, field, HSVIZ_PART_ALERT);
        break;
    case WANTED_HTTP:
        begin_message(walk, field);
        break;
    case WANTED_OCSP:
        take_ocsp(walk, field);
        break;
    default:
        break;
    }
}

static void walk_children(struct walk *walk, const proto_node *parent, int depth)
{
    if (depth == DEPTH_MAX)
        return;
    for (const proto_node *node = parent->first_child; node; node = node->next) {
        if (PNODE_FINFO(node))
            take_field(walk, PNODE_FINFO(node));
        walk_children(walk, node, depth + 1);
    }
}

/* ---- A frame ---- */

/* A TCP header that an ICMP error quotes is no segment of this frame. */
static bool is_icmp(const packet_info *pinfo)
{
    for (wmem_list_frame_t *layer = wmem_list_head(pinfo->layers); layer;
         layer = wmem_list_frame_next(layer)) {
        int id = GPOINTER_TO_INT(wmem_list_frame_data(layer));

        if (id == fields.icmp || id == fields.icmpv6)
            return true;
    }
    return false;
}

/* The dissector adds a data source for what it decrypts of a record: are there as many as records
 * of application data, it decrypted them all. */
static void mark_decrypted(const struct walk *walk, struct hsviz_unit *records, unsigned num)
{
    unsigned num_data = 0, num_sources = g_slist_length(walk->pinfo->data_src);

    for (unsigned i = 0; i < num; i++)
        num_data += records[i].content_type == HSVIZ_CONTENT_APPLICATION_DATA;
    if (num_data == 0 || num_sources < walk->num_wire_sources + num_data)
        return;
    for (unsigned i = 0; i < num; i++)
        records[i].is_decrypted = records[i].content_type == HSVIZ_CONTENT_APPLICATION_DATA;
}

/* The arrays no longer grow: their members may point into one another. */
static void join(struct walk *walk)
{
    struct hsviz_layer *layers = (struct hsviz_layer *)items_of(walk->layers);
    struct hsviz_unit *records = (struct hsviz_unit *)items_of(walk->records);
    struct hsviz_part *parts = (struct hsviz_part *)items_of(walk->parts);
    struct hsviz_http_message *messages = (struct hsviz_http_message *)items_of(walk->messages);

    for (unsigned i = 0; i < count_of(walk->layers); i++) {
        struct hsviz_segment *segment = &layers[i].frame.segment;

        segment->payload_captured_len = MIN(segment->payload_captured_len, segment->payload_len);
        if (layers[i].frame.num_units > 0) {
            layers[i].frame.units = records;
            records += layers[i].frame.num_units;
        }
        if (layers[i].num_messages > 0) {
            layers[i].messages = messages;
            messages += layers[i].num_messages;
        }
    }
    records = (struct hsviz_unit *)items_of(walk->records);
    mark_decrypted(walk, records, count_of(walk->records));
    for (unsigned i = 0; i < count_of(walk->records); i++) {
        if (records[i].num_parts > 0) {
            records[i].parts = parts;
            parts += records[i].num_parts;
        }
    }
}

size_t hsviz_extract(packet_info *pinfo, proto_tree *tree, struct hsviz_layer **layers)
{
    struct walk walk = { .pinfo = pinfo };
    const GPtrArray *tcp = proto_get_finfo_ptr_array(tree, fields.id[WANTED_TCP][0]);

    *layers = NULL;
    if (!tcp || tcp->len == 0 || is_icmp(pinfo))
        return 0;
    walk_children(&walk, tree, 0);
    join(&walk);
    *layers = (struct hsviz_layer *)items_of(walk.layers);
    return count_of(walk.layers);
}

/* The bytes of the packet in which tvb is: of the frame, or of what was put together from
 * several. */
static const uint8_t *packet_of(tvbuff_t *tvb, int offset, size_t *len, size_t *at)
{
    tvbuff_t *packet = tvb_get_ds_tvb(tvb);

    *at = (size_t)tvb_raw_offset(tvb) + (size_t)offset;
    return packet && offset >= 0 ? bytes_at(packet, 0, SIZE_MAX, len) : NULL;
}

enum { IPV4_SOURCE_AT = 12, IPV6_SOURCE_AT = 8, IPV4_ADDRESS_LEN = 4, IPV6_ADDRESS_LEN = 16 };

/* The addresses in the IP header before the layer; false where none is found there. */
static bool take_own_addresses(packet_info *pinfo, struct hsviz_layer *layer)
{
    struct hsviz_segment *segment = &layer->frame.segment;
    size_t len, tcp_at, ip_at;
    const uint8_t *bytes = packet_of(layer->tvb, layer->offset, &len, &tcp_at);
    bool is_ipv4;
    int address_len;
    address source, destination;

    ip_at = bytes ? hsviz_ip_before(bytes, len, tcp_at) : tcp_at;
    if (ip_at == tcp_at)
        return false;
    is_ipv4 = bytes[ip_at] >> 4 == 4;
    address_len = is_ipv4 ? IPV4_ADDRESS_LEN : IPV6_ADDRESS_LEN;
    bytes += ip_at + (is_ipv4 ? IPV4_SOURCE_AT : IPV6_SOURCE_AT);
    set_address(&source, is_ipv4 ? AT_IPv4 : AT_IPv6, address_len, bytes);
    set_address(&destination, is_ipv4 ? AT_IPv4 : AT_IPv6, address_len, bytes + address_len);
    segment->source.address = address_to_str(pinfo->pool, &source);
    segment->destination.address = address_to_str(pinfo->pool, &destination);
    return true;
}

void hsviz_extract_addresses(packet_info *pinfo, struct hsviz_layer *layer,
                             enum hsviz_depth depth)
{
    struct hsviz_segment *segment = &layer->frame.segment;

    if (depth == HSVIZ_OUTER && take_own_addresses(pinfo, layer))
        return;
    segment->source.address = address_to_str(pinfo->pool, &pinfo->src);
    segment->destination.address = address_to_str(pinfo->pool, &pinfo->dst);
}

/* ---- What is no segment ---- */

static field_info *first_field(proto_tree *tree, enum wanted wanted)
{
    const GPtrArray *found = proto_get_finfo_ptr_array(tree, fields.id[wanted][0]);

    return found && found->len > 0 ? (field_info *)g_ptr_array_index(found, 0) : NULL;
}

bool hsviz_extract_icmp(packet_info *pinfo, proto_tree *tree, struct hsviz_icmp_error *error)
{
    field_info *tcp = first_field(tree, WANTED_TCP);
    field_info *stream = tcp ? first_field(tree, WANTED_STREAM) : NULL;
    const uint8_t *bytes;
    size_t len, tcp_at;

    if (!stream || !is_icmp(pinfo))
        return false;
    bytes = packet_of(tcp->ds_tvb, tcp->start, &len, &tcp_at);
    if (!bytes || !hsviz_icmp_read(&error->icmp, bytes, len, tcp_at))
        return false;
    error->stream = fvalue_get_uinteger(hsviz_field_value(stream));
    error->icmp.frame = pinfo->num;
    return true;
}

bool hsviz_extract_is_corrupt(const packet_info *pinfo)
{
    return pinfo->noreassembly_reason &&
           strcmp(pinfo->noreassembly_reason, " [incorrect TCP checksum]") == 0;
}
