/* fields_revocation.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "fields_revocation.h"

#include "model/connection/view.h"
#include "model/core/units.h"
#include "model/pki/check_text.h"
#include "model/pki/checks.h"
#include "ws-compat.h"

static int ett_check = -1;

static int hf_frame = -1;
static int hf_response_frame = -1;
static int hf_host = -1;
static int hf_method = -1;
static int hf_status = -1;
static int hf_time = -1;
static int hf_source = -1;
static int hf_reason = -1;
static int hf_cause = -1;
static int hf_cause_stream = -1;

void hsviz_fields_revocation_register(int protocol)
{
    static hf_register_info fields[] = {
        { &hf_frame,
          { "Request in", "hsviz.authority.frame", FT_FRAMENUM, BASE_NONE, NULL, 0x0,
            "The frame of the status request to the OCSP responder or CRL server", HFILL } },
        { &hf_response_frame,
          { "Response in", "hsviz.authority.answer_frame", FT_FRAMENUM, BASE_NONE, NULL, 0x0,
            "The frame that completes the status response", HFILL } },
        { &hf_host,
          { "Host", "hsviz.authority.host", FT_STRING, BASE_NONE, NULL, 0x0,
            "The name of the OCSP responder or CRL server as sent, or its address", HFILL } },
        { &hf_method,
          { "Method", "hsviz.authority.method", FT_STRING, BASE_NONE, NULL, 0x0,
            "How the client requested the status", HFILL } },
        { &hf_status,
          { "Status", "hsviz.authority.status", FT_STRING, BASE_NONE, NULL, 0x0,
            "The revocation status of the certificate", HFILL } },
        { &hf_time,
          { "Time", "hsviz.authority.time", FT_RELATIVE_TIME, BASE_NONE, NULL, 0x0,
            "From the start of the revocation check to its response", HFILL } },
        { &hf_source,
          { "Known by", "hsviz.authority.source", FT_STRING, BASE_NONE, NULL, 0x0,
            "Whether the match is by a certificate seen or decrypted, or inferred from timing",
            HFILL } },
        { &hf_reason,
          { "Reason", "hsviz.authority.reason", FT_STRING, BASE_NONE, NULL, 0x0,
            "Why the revocation check matches this connection", HFILL } },
        { &hf_cause,
          { "Caused by connection of", "hsviz.authority.cause", FT_FRAMENUM, BASE_NONE, NULL,
            0x0, "The ClientHello of the connection that caused this revocation check", HFILL } },
        { &hf_cause_stream,
          { "Caused by connection", "hsviz.authority.cause.stream", FT_UINT32, BASE_DEC, NULL, 0x0,
            "The stream number of the connection that caused this revocation check", HFILL } },
    };
    static int *subtrees[] = { &ett_check };

    proto_register_field_array(protocol, fields, G_N_ELEMENTS(fields));
    proto_register_subtree_array(subtrees, G_N_ELEMENTS(subtrees));
}

static void add_string(proto_tree *tree, tvbuff_t *tvb, int field, const char *value)
{
    proto_item_set_generated(proto_tree_add_string(tree, field, tvb, 0, 0, value));
}

static void add_frame(proto_tree *tree, tvbuff_t *tvb, int field, uint32_t frame)
{
    if (frame != 0)
        proto_item_set_generated(proto_tree_add_uint(tree, field, tvb, 0, 0, frame));
}

static void add_time(proto_tree *tree, tvbuff_t *tvb, int64_t duration_ns)
{
    nstime_t duration = { (time_t)(duration_ns / 1000000000), (int)(duration_ns % 1000000000) };

    if (duration_ns != HSVIZ_NS_UNKNOWN)
        proto_item_set_generated(proto_tree_add_time(tree, hf_time, tvb, 0, 0, &duration));
}

static void show_check(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo,
                       const struct hsviz_check *check)
{
    GString *status = g_string_new(NULL);
    proto_item *item;
    proto_tree *subtree;

    hsviz_check_status_text(status, check);
    subtree = proto_tree_add_subtree_format(tree, tvb, 0, 0, ett_check, &item,
                                            "Revocation check: %s", status->str);
    proto_item_set_generated(item);
    add_frame(subtree, tvb, hf_frame, hsviz_check_request_frame(check));
    add_frame(subtree, tvb, hf_response_frame, check->response_frame);
    add_string(subtree, tvb, hf_host, hsviz_format_text(pinfo->pool, hsviz_check_host(check)));
    add_string(subtree, tvb, hf_method, hsviz_word_name(hsviz_check_methods, check->method));
    add_string(subtree, tvb, hf_status, status->str);
    add_time(subtree, tvb, hsviz_check_duration_ns(check));
    add_string(subtree, tvb, hf_source, hsviz_word_name(hsviz_sources, check->source));
    add_string(subtree, tvb, hf_reason, hsviz_word_name(hsviz_check_reasons, check->reason));
    g_string_free(status, TRUE);
}

void hsviz_fields_revocation_show(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo,
                                  const struct hsviz_connection *connection)
{
    for (size_t i = 0; i < hsviz_connection_num_checks(connection); i++)
        show_check(tree, tvb, pinfo, hsviz_connection_check(connection, i));
}

void hsviz_fields_revocation_show_cause(proto_tree *tree, tvbuff_t *tvb,
                                        const struct hsviz_connection *connection)
{
    proto_item_set_generated(proto_tree_add_uint(tree, hf_cause_stream, tvb, 0, 0,
                                                 hsviz_connection_stream(connection)));
    add_frame(tree, tvb, hf_cause, hsviz_connection_client_hello(connection));
}
