/* test_model_clock.c
 * Whose time it was: a script for each rule of docs/model.md, section 4, at the client, half way and
 * at the server. Each fails if its rule is taken out.
 *
 * A script is lines of model_lines.h with the times at which packets leave their ends, 20 ms away
 * from each other. A line may end in " !1" or " !2": the packet is lost in the client's or the
 * server's half of the path; in " !0": it arrives, but no capture has it. Where the ends' packets cross, or were lost, lines say what they
 * acknowledge.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_expect.h"

#include "model/connection.h"
#include "model/connection/failure.h"
#include "model/core/units.h"
#include "model/time/times.h"

enum point { AT_CLIENT, HALF_WAY, AT_SERVER, POINTS };

enum { PATH_MS = 20, SCRIPT_MAX = 32 };

#define OPEN "C S @0", "S SA @20", "C A @40"
#define OPEN_IDS "C S id=1 @0", "S SA @20", "C A id=2 @40"
#define OPEN_STAMPS "C S ts=1000,0 @0", "S SA ts=5020,1000 @20", "C A ts=1040,5020 @40"

static const struct row {
    const char *name;
    const char *lines[SCRIPT_MAX];
    const char *expected; /* at every point, or a line each: "C: ", "M: " (half way), "S: " */
} rows[] = {
#include "clock_rows.h"
};

/* ---- Playing ---- */

struct packet {
    char *line;
    double ms; /* at the capture point */
    bool is_captured;
};

static struct packet packet_at(const char *line, enum point point)
{
    bool is_client = line[0] == 'C';
    const char *lost = strstr(line, " !");
    double way = PATH_MS / 2.0 * (is_client ? (int)point : AT_SERVER - (int)point);
    int half_of_loss = lost ? lost[2] - '0' : 0;
    int halves_passed = is_client ? (int)point : AT_SERVER - (int)point;
    int lost_after = is_client ? half_of_loss - 1 : 2 - half_of_loss;
    char *text = g_strndup(line, lost ? (size_t)(lost - line) : strlen(line));

    return (struct packet){ text, strtod(strchr(line, '@') + 1, NULL) + way,
                            !lost || (half_of_loss > 0 && halves_passed <= lost_after) };
}

static void feed_packet(struct lines *lines, const struct packet *packet)
{
    const char *at = strchr(packet->line, '@');
    char *text = g_strdup_printf("%c%s %.*s@%.3f", packet->line[0],
                                 packet->is_captured ? "" : "!", (int)(at - packet->line - 2),
                                 packet->line + 2, packet->ms);

    lines_feed(lines, text);
    g_free(text);
}

static struct hsviz_connection *play(const char *const *text, enum point point)
{
    struct lines lines = lines_begin();
    struct packet packets[SCRIPT_MAX];
    size_t num = 0;

    for (; num < SCRIPT_MAX && text[num]; num++) {
        struct packet packet = packet_at(text[num], point);
        size_t i = num;

        for (; i > 0 && packets[i - 1].ms > packet.ms; i--)
            packets[i] = packets[i - 1];
        packets[i] = packet;
    }
    for (size_t i = 0; i < num; i++) {
        feed_packet(&lines, &packets[i]);
        g_free(packets[i].line);
    }
    hsviz_connection_finish(lines.script.connection);
    expect_sound(lines.script.connection);
    return lines.script.connection;
}

/* ---- What is expected ---- */

static void append_part(GString *text, const char *name, int64_t ns)
{
    if (ns >= NS_PER_MS / 20)
        g_string_append_printf(text, "%s%s %g", text->len > 0 ? ", " : "", name,
                               (double)(ns / (NS_PER_MS / 10)) / 10);
}

static GString *times_text(const struct hsviz_connection *connection)
{
    struct hsviz_times times = hsviz_connection_times(connection);
    int64_t failed_ns = hsviz_connection_failed_ns(connection);
    GString *text = g_string_new(NULL);

    append_part(text, "network",
                times.ledger_ns[HSVIZ_LEDGER_CLIENT_NETWORK] +
                    times.ledger_ns[HSVIZ_LEDGER_SERVER_NETWORK]);
    append_part(text, "client", times.ledger_ns[HSVIZ_LEDGER_CLIENT_THINK]);
    append_part(text, "server", times.ledger_ns[HSVIZ_LEDGER_SERVER_THINK]);
    append_part(text, "loss", times.ledger_ns[HSVIZ_LEDGER_LOSS_RECOVERY]);
    append_part(text, "unknown", times.ledger_ns[HSVIZ_LEDGER_UNKNOWN]);
    if (failed_ns != HSVIZ_NS_UNKNOWN)
        append_part(text, "failed", failed_ns);
    return text;
}

/* One line if all points agree, else one for each that the row expects. */
static void time_is_whose_it_is(void **state)
{
    static const char letters[POINTS + 1] = "CMS";
    const struct row *row = *state;
    bool agrees = strchr(row->expected, ':') == NULL;
    GString *all = g_string_new(NULL);

    for (enum point point = AT_CLIENT; point < POINTS; point++) {
        struct hsviz_connection *connection;
        char letter[] = { letters[point], ':', '\0' };
        GString *text;

        if (!agrees && !strstr(row->expected, letter))
            continue;
        connection = play(row->lines, point);
        text = times_text(connection);
        if (agrees && point == AT_CLIENT)
            g_string_append(all, text->str);
        else if (!agrees)
            g_string_append_printf(all, "%s %s\n", letter, text->str);
        else if (strcmp(text->str, row->expected) != 0)
            g_string_append_printf(all, "%s %s\n", letter, text->str);
        g_string_free(text, TRUE);
        hsviz_connection_free(connection);
    }
    expect_text(all, row->expected, row->name);
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(rows)];

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        tests[i] = row_test(rows[i].name, time_is_whose_it_is, &rows[i]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
