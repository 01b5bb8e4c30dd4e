/* words.h
 * What is said about a connection as a whole, as phrases that every drawing can set.
 *
 * Purpose: the wording of titles and summaries, once, for all formats. What is true comes from the
 *          model; how phrases are joined and escaped is the renderer's.
 * Ownership: hsviz_phrases_new() gives an array that g_array_unref() frees with its texts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SHARED_WORDS_H
#define HSVIZ_RENDER_SHARED_WORDS_H

#include <stdint.h>
#include <glib.h>

#include "escape.h"
#include "model/core/names.h"

struct hsviz_connection;
struct hsviz_check;
struct hsviz_note;

/* One phrase. */
struct hsviz_phrase {
    enum hsviz_text_class class;
    char *text;
};

/* hsviz_phrases_new: an empty array of struct hsviz_phrase. */
GArray *hsviz_phrases_new(void);

/* hsviz_phrase_add: adds a phrase; takes text. */
void hsviz_phrase_add(GArray *phrases, enum hsviz_text_class class, char *text);

/* hsviz_words_address: appends address and port, an IPv6 address in brackets. */
void hsviz_words_address(GString *text, const char *address, unsigned port);

/* hsviz_words_end: the same of one side of a connection. */
void hsviz_words_end(GString *text, const struct hsviz_connection *connection,
                     enum hsviz_side side);

/* hsviz_words_destination: appends host and address of the server of a check. Contains bytes from
 * the wire. */
void hsviz_words_destination(GString *text, const struct hsviz_check *check);

/* hsviz_phrases_title: stream, the two ends, server name, application protocol. */
void hsviz_phrases_title(GArray *phrases, const struct hsviz_connection *connection);

/* hsviz_phrases_names: the title without the two ends. */
void hsviz_phrases_names(GArray *phrases, const struct hsviz_connection *connection);

/* hsviz_phrases_handshake: what was done, and how it went. */
void hsviz_phrases_handshake(GArray *phrases, const struct hsviz_connection *connection);

/* hsviz_phrases_version_steps: where each version step was read, and its standard; those beside the
 * path are named. Adds nothing without a hello. */
void hsviz_phrases_version_steps(GArray *phrases, const struct hsviz_connection *connection);

/* hsviz_phrases_rules: one phrase per version step: its text, its frame, and the rule that
 * applied. */
void hsviz_phrases_rules(GArray *phrases, const struct hsviz_connection *connection);

/* hsviz_phrases_round_trips: how many it took, whether that is as expected, and how long one is. */
void hsviz_phrases_round_trips(GArray *phrases, const struct hsviz_connection *connection);

/* hsviz_phrases_ledger: where the time went: the whole first, then each part that is not nothing;
 * adds nothing without a ledger, or where no time went. The parts add up to the whole as
 * written. */
void hsviz_phrases_ledger(GArray *phrases, const struct hsviz_connection *connection);

/* hsviz_words_no_step: what stands in a ladder's place where there is no step to draw. Static. */
const char *hsviz_words_no_step(const struct hsviz_connection *connection);

/* hsviz_note_heading: appends what stands before a note: how grave it is, and its frame. */
void hsviz_note_heading(GString *text, const struct hsviz_note *note);

/* hsviz_time_decimals: how many digits of a millisecond tell this connection's times apart. */
unsigned hsviz_time_decimals(const struct hsviz_connection *connection);

/* hsviz_decimals_beside: how many digits of a millisecond tell times apart where a round trip takes
 * rtt_ns, or HSVIZ_NS_UNKNOWN. */
unsigned hsviz_decimals_beside(int64_t rtt_ns);

#endif
