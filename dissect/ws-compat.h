/* ws-compat.h
 * All that differs between the versions of Wireshark that hsviz builds with: 4.0, 4.4, 4.6.
 *
 * Purpose: the only place with version guards for Wireshark's API (the flow graph's structures
 *          apart: ws-sequence-analysis.h). Everyone else writes against the names given here.
 * Versions: WIRESHARK_VERSION_MAJOR and _MINOR of ws_version.h, those of the headers on the path.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_DISSECT_WS_COMPAT_H
#define HSVIZ_DISSECT_WS_COMPAT_H

#include <stdbool.h>

#include <glib.h>

#include <ws_version.h>

#include <epan/conversation_filter.h>
#include <epan/dfilter/dfilter.h>
#include <epan/funnel.h>
#include <epan/packet.h>
#include <epan/proto.h>
#include <epan/strutil.h>
#include <epan/tap.h>

/* HSVIZ_WIRESHARK_AT_LEAST: whether the headers are of version major.minor or later. */
#define HSVIZ_WIRESHARK_AT_LEAST(major, minor)                                                     \
    (WIRESHARK_VERSION_MAJOR > (major) ||                                                          \
     (WIRESHARK_VERSION_MAJOR == (major) && WIRESHARK_VERSION_MINOR >= (minor)))

#if !HSVIZ_WIRESHARK_AT_LEAST(4, 0)
#error "hsviz needs Wireshark 4.0 or later"
#endif

/* hsviz_ws_bool: what callbacks of Wireshark return and structures hold for true and false. */
#if HSVIZ_WIRESHARK_AT_LEAST(4, 4)
typedef bool hsviz_ws_bool;
#else
typedef gboolean hsviz_ws_bool;
#endif

/* hsviz_format_text: text as Wireshark shows it, with nothing in it that a terminal or a window
 * would obey; lives as long as pool. */
static inline const char *hsviz_format_text(wmem_allocator_t *pool, const char *text)
{
#if HSVIZ_WIRESHARK_AT_LEAST(4, 2)
    return format_text(pool, text, strlen(text));
#else
    return format_text(pool, (const guchar *)text, strlen(text));
#endif
}

/* What the initialiser of a `-z` option returns, and how it ends where arguments were wrong, after
 * the message: 4.6 ends tshark with status 1 by itself, before it the initialiser has to. */
#if HSVIZ_WIRESHARK_AT_LEAST(4, 6)
typedef bool hsviz_stat_result;
#define HSVIZ_STAT_STARTED return true
#define HSVIZ_STAT_REFUSED return false
#else
typedef void hsviz_stat_result;
#define HSVIZ_STAT_STARTED return
#define HSVIZ_STAT_REFUSED exit(EXIT_FAILURE)
#endif

/* hsviz_filter_check: what is wrong with a display filter, in Wireshark's words, for the caller to
 * g_free(); NULL where it compiles. */
static inline char *hsviz_filter_check(const char *filter)
{
    dfilter_t *compiled = NULL;
#if HSVIZ_WIRESHARK_AT_LEAST(4, 2)
    df_error_t *error = NULL;
    bool good = dfilter_compile(filter, &compiled, &error);
    char *message = good ? NULL : g_strdup(error->msg);

    df_error_free(&error);
#else
    char *message = NULL;

    (void)dfilter_compile(filter, &compiled, &message);
#endif
    dfilter_free(compiled);
    return message;
}

/* hsviz_is_shown: whether what hsviz says of a frame is seen in its tree: by a person, a filter or
 * a column. That of the expert information is tested separately: the tree of `-T fields` is seen in
 * 4.0 alone. */
static inline bool hsviz_is_shown(proto_tree *tree, int protocol)
{
    static int expert_protocol;

    if (expert_protocol == 0)
        expert_protocol = proto_registrar_get_id_byname("_ws.expert");
    return proto_field_is_referenced(tree, protocol) ||
           (tree && proto_field_is_referenced(tree, expert_protocol));
}

/* hsviz_is_expert_heard: whether somebody listens to the expert information, which needs no tree:
 * in tshark's second pass and in the window's dialog there is none. */
static inline bool hsviz_is_expert_heard(void)
{
    static int expert_tap;

    if (expert_tap == 0)
        expert_tap = find_tap_id("expert");
    return have_tap_listener(expert_tap);
}

/* hsviz_has_window: whether this is Wireshark with its window, which comes back to every frame. */
static inline bool hsviz_has_window(void)
{
    const funnel_ops_t *ops = funnel_get_funnel_ops();

    return ops && ops->new_dialog;
}

/* A kind of conversation that a packet may belong to, and the filter that finds the rest of it, for
 * the caller to g_free(). */
struct hsviz_conversation_kind {
    const char *protocol;
    const char *name; /* in menus */
    hsviz_ws_bool (*has)(packet_info *pinfo);
    char *(*filter_new)(packet_info *pinfo);
};

#if HSVIZ_WIRESHARK_AT_LEAST(4, 4)
static inline bool hsviz_conversation_has(packet_info *pinfo, void *kind)
{
    return ((const struct hsviz_conversation_kind *)kind)->has(pinfo);
}

static inline char *hsviz_conversation_filter_new(packet_info *pinfo, void *kind)
{
    return ((const struct hsviz_conversation_kind *)kind)->filter_new(pinfo);
}
#endif

/* hsviz_conversation_register: puts kind, which must last, in the menus of conversations. */
static inline void hsviz_conversation_register(struct hsviz_conversation_kind *kind)
{
#if HSVIZ_WIRESHARK_AT_LEAST(4, 4)
    register_conversation_filter(kind->protocol, kind->name, hsviz_conversation_has,
                                 hsviz_conversation_filter_new, kind);
#else
    register_conversation_filter(kind->protocol, kind->name, kind->has, kind->filter_new);
#endif
}

#endif
