/* json_writer.h
 * JSON without blanks, written to a text (RFC 8259).
 *
 * Purpose: the punctuation of objects and arrays. Wireshark has a writer for that too, json_dumper
 *          of libwsutil, but it looks at each character of a key, and takes each value through a
 *          printf: measured with callgrind, 580 instructions a key, and 1 060 a value that is text
 *          already. Here it is some 30 each, and the whole format takes an eighth of what it took.
 * Ownership: a writer borrows its text.
 * Errors: none. Objects and arrays are ended by who began them, and each member of an object has
 *         its key first.
 * Zero: all zero but the text, it is at the beginning of a document.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_DATA_JSON_WRITER_H
#define HSVIZ_RENDER_DATA_JSON_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>

#include "model/core/append.h"

/* One document being written. */
struct hsviz_json {
    GString *text;
    bool has_before;    /* a member or item of the same object or array */
    size_t value_start; /* of one that hsviz_json_begin_value() began */
};

/* hsviz_json_begin_object, ..._end_object, ..._begin_array, ..._end_array: as a value. */
void hsviz_json_begin_object(struct hsviz_json *json);
void hsviz_json_end_object(struct hsviz_json *json);
void hsviz_json_begin_array(struct hsviz_json *json);
void hsviz_json_end_array(struct hsviz_json *json);

/* hsviz_json_key: what the next value is called; a word that needs no escape. Its length, if it is
 * a literal, is known when this is compiled. */
static inline void hsviz_json_key(struct hsviz_json *json, const char *key)
{
    size_t len = strlen(key);
    char *to = hsviz_append_room(json->text, len + 3 + json->has_before);

    if (json->has_before)
        *to++ = ',';
    *to++ = '"';
    memcpy(to, key, len);
    memcpy(to + len, "\":", 2);
    json->has_before = false;
}

/* hsviz_json_string: a string, as hsviz_escape_json writes it. */
void hsviz_json_string(struct hsviz_json *json, const char *text);

/* hsviz_json_null, hsviz_json_bool, hsviz_json_number: other values. */
void hsviz_json_null(struct hsviz_json *json);
void hsviz_json_bool(struct hsviz_json *json, bool value);
void hsviz_json_number(struct hsviz_json *json, uint64_t number);

/* hsviz_json_begin_value, hsviz_json_end_value: a value that the caller appends to the text in
 * between; where that is nothing, it is null. */
void hsviz_json_begin_value(struct hsviz_json *json);
void hsviz_json_end_value(struct hsviz_json *json);

#endif
