/* json_writer.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "json_writer.h"

#include "render/shared/escape.h"
#include "model/core/append.h"

/* Before a key, an item of an array, or the whole. */
static void separate(struct hsviz_json *json)
{
    if (json->has_before)
        hsviz_append(json->text, ",");
    json->has_before = true;
}

void hsviz_json_begin_object(struct hsviz_json *json)
{
    separate(json);
    hsviz_append(json->text, "{");
    json->has_before = false;
}

void hsviz_json_end_object(struct hsviz_json *json)
{
    hsviz_append(json->text, "}");
    json->has_before = true;
}

void hsviz_json_begin_array(struct hsviz_json *json)
{
    separate(json);
    hsviz_append(json->text, "[");
    json->has_before = false;
}

void hsviz_json_end_array(struct hsviz_json *json)
{
    hsviz_append(json->text, "]");
    json->has_before = true;
}

void hsviz_json_string(struct hsviz_json *json, const char *text)
{
    separate(json);
    hsviz_escape_json(json->text, text);
}

void hsviz_json_null(struct hsviz_json *json)
{
    separate(json);
    hsviz_append(json->text, "null");
}

void hsviz_json_bool(struct hsviz_json *json, bool value)
{
    separate(json);
    hsviz_append(json->text, value ? "true" : "false");
}

void hsviz_json_number(struct hsviz_json *json, uint64_t number)
{
    separate(json);
    hsviz_append_unsigned(json->text, number);
}

void hsviz_json_begin_value(struct hsviz_json *json)
{
    separate(json);
    json->value_start = json->text->len;
}

void hsviz_json_end_value(struct hsviz_json *json)
{
    if (json->text->len == json->value_start)
        hsviz_append(json->text, "null");
}
