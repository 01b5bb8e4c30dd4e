/* summary.c
 * All connections together: what they came to, what stands out, how long they took.
 *
 * Counts connections, never frames or messages, and names the first stream of each kind, to look
 * at. Counted by tally.h, timed by samples.h, from begin to end.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "summary.h"

#include <inttypes.h>

#include "render/shared/facts.h"
#include "render/shared/number.h"
#include "render/text/paragraph.h"
#include "samples.h"
#include "summary_counts.h"
#include "render/text/table.h"
#include "render/shared/words.h"
#include "model/connection/view.h"
#include "model/core/ledger.h"
#include "model/core/units.h"
#include "model/connection/outcome.h"
#include "model/pki/checks.h"
#include "model/time/round_trips.h"
#include "model/time/times.h"

enum { DECIMALS_OF_SECONDS = 3, THOUSAND = 1000 };

/* A duration that is shown. */
struct timed {
    const struct hsviz_fact *fact;
    struct hsviz_samples *samples;
};

/* What is known of all connections so far. */
struct summary {
    size_t num[HSVIZ_NUM_WHOLES]; /* connections */
    size_t num_mid_stream;        /* whose times and round trips are left out */
    uint32_t first_frame, last_frame;
    int64_t first_start_ns, last_start_ns;
    GArray *sections;              /* of struct hsviz_section */
    struct hsviz_tally **tallies;  /* one for each */
    GArray *times;                 /* of struct timed */
    struct hsviz_samples *checks;  /* of each, not of each connection */
    struct hsviz_samples *ledger[HSVIZ_NUM_LEDGER_PARTS];
    struct hsviz_fact_value *value; /* to work in */
};

/* ---- What is counted, and what is timed ---- */

static void times_choose(struct summary *summary, const struct hsviz_fact *facts)
{
    GPtrArray *placed = hsviz_facts_placed(facts, HSVIZ_IN_SUMMARY);

    summary->times = g_array_new(FALSE, FALSE, sizeof(struct timed));
    for (guint i = 0; i < placed->len; i++) {
        struct timed timed = { .fact = g_ptr_array_index(placed, i) };

        if (timed.fact->type != HSVIZ_FACT_MS)
            continue;
        timed.samples = hsviz_samples_new();
        g_array_append_val(summary->times, timed);
    }
    g_ptr_array_unref(placed);
}

void hsviz_summary_begin(struct hsviz_rendering *rendering)
{
    const struct hsviz_fact *facts = hsviz_facts_of(&rendering->options);
    struct summary *summary = g_new0(struct summary, 1);

    summary->sections = hsviz_sections_new(facts);
    summary->tallies = g_new(struct hsviz_tally *, summary->sections->len);
    for (guint i = 0; i < summary->sections->len; i++)
        summary->tallies[i] = hsviz_tally_new();
    times_choose(summary, facts);
    summary->checks = hsviz_samples_new();
    for (int part = 0; part < HSVIZ_NUM_LEDGER_PARTS; part++)
        summary->ledger[part] = hsviz_samples_new();
    summary->value = hsviz_fact_value_new();
    rendering->state = summary;
}

static void summary_free(struct summary *summary)
{
    for (guint i = 0; i < summary->sections->len; i++)
        hsviz_tally_free(summary->tallies[i]);
    g_free(summary->tallies);
    g_array_unref(summary->sections);
    for (guint i = 0; i < summary->times->len; i++)
        hsviz_samples_free(g_array_index(summary->times, struct timed, i).samples);
    g_array_unref(summary->times);
    hsviz_samples_free(summary->checks);
    for (int part = 0; part < HSVIZ_NUM_LEDGER_PARTS; part++)
        hsviz_samples_free(summary->ledger[part]);
    hsviz_fact_value_free(summary->value);
    g_free(summary);
}

static void add_extent(struct summary *summary, const struct hsviz_connection *connection)
{
    uint32_t first = hsviz_connection_first_frame(connection);
    uint32_t last = hsviz_connection_last_frame(connection);
    int64_t start_ns = hsviz_connection_start_ns(connection);
    bool is_first = summary->num[HSVIZ_OF_ALL] == 0;

    summary->first_frame = is_first ? first : MIN(summary->first_frame, first);
    summary->last_frame = MAX(summary->last_frame, last);
    summary->first_start_ns = is_first ? start_ns : MIN(summary->first_start_ns, start_ns);
    summary->last_start_ns = is_first ? start_ns : MAX(summary->last_start_ns, start_ns);
}

static void add_times(struct summary *summary, const struct hsviz_subject *subject)
{
    const struct hsviz_connection *connection = subject->connection;
    struct hsviz_times times = hsviz_connection_times(connection);
    bool has_sample = times.has_ledger && times.first_response_ns != HSVIZ_NS_UNKNOWN &&
                      (!subject->has_tls ||
                       hsviz_connection_outcome(connection) == HSVIZ_OUTCOME_COMPLETE);
    struct hsviz_fact_value *value = summary->value;

    for (guint i = 0; i < summary->times->len; i++) {
        const struct timed *timed = &g_array_index(summary->times, struct timed, i);

        if (timed->fact->is_sample && !timed->fact->is_sample(subject))
            continue;
        hsviz_fact_read(value, timed->fact, subject);
        if (value->is_known)
            hsviz_samples_add(timed->samples, value->ns);
    }
    for (int part = 0; has_sample && part < HSVIZ_NUM_LEDGER_PARTS; part++)
        hsviz_samples_add(summary->ledger[part], times.ledger_ns[part]);
}

void hsviz_summary_connection(struct hsviz_rendering *rendering,
                              const struct hsviz_connection *connection)
{
    struct summary *summary = rendering->state;
    struct hsviz_subject subject = hsviz_subject_of(connection, rendering->options.tcp);

    add_extent(summary, connection);
    for (guint i = 0; i < summary->sections->len; i++)
        hsviz_section_count(&g_array_index(summary->sections, struct hsviz_section, i),
                            summary->tallies[i], &subject, summary->value);
    for (size_t i = 0; i < hsviz_connection_num_checks(connection); i++)
        hsviz_samples_add(summary->checks,
                          hsviz_check_duration_ns(hsviz_connection_check(connection, i)));
    if (hsviz_connection_relative(connection))
        summary->num_mid_stream++;
    else
        add_times(summary, &subject);
    summary->num[HSVIZ_OF_ALL]++;
    summary->num[HSVIZ_OF_TLS] += subject.has_tls;
}

/* ---- Numbers as cells ---- */

static char *number_new(size_t number)
{
    return g_strdup_printf("%zu", number);
}

static unsigned thousandths(double part, double whole)
{
    return whole > 0 ? (unsigned)(part * THOUSAND / whole + 0.5) : 0;
}

static char *share_new(unsigned share)
{
    return g_strdup_printf("%u.%u %%", share / 10, share % 10);
}

static char *time_new(int64_t time_ns, unsigned decimals)
{
    GString *text = g_string_new(NULL);

    hsviz_number_time(text, time_ns, HSVIZ_MILLISECONDS, decimals);
    return g_string_free(text, FALSE);
}

static void add_heading(struct hsviz_table *table, const char *const *titles, size_t num_titles)
{
    struct hsviz_table_row row = { .kind = HSVIZ_TABLE_HEADING, .style = HSVIZ_STYLE_TITLE };

    for (size_t i = 0; i < num_titles; i++)
        row.cells[i] = g_strdup(titles[i]);
    hsviz_table_add(table, &row);
}

/* ---- Counts ---- */

static void add_count(struct hsviz_table *table, const struct hsviz_section *section, size_t whole,
                      const struct hsviz_tally_row *counted)
{
    unsigned share = thousandths(counted->num, (double)whole);
    struct hsviz_table_row row = {
        .class = section->class,
        .style = section->style,
        .cells = { g_strdup(counted->label), number_new(counted->num), share_new(share),
                   g_strdup_printf("%" PRIu32, counted->stream) },
        .bar = MAX(share, 1),
    };

    hsviz_table_add(table, &row);
}

/* What found no row of its own. */
static void add_rest(struct hsviz_table *table, size_t num)
{
    struct hsviz_table_row row = {
        .style = HSVIZ_STYLE_FAINT,
        .cells = { g_strdup("others"), number_new(num) },
    };

    hsviz_table_add(table, &row);
}

static void add_section(struct hsviz_table *table, const struct hsviz_section *section,
                        size_t whole, const struct hsviz_tally *tally)
{
    const char *const titles[] = { section->title, "count", "share", "stream" };
    GArray *rows = hsviz_tally_rows(tally);
    size_t rest = hsviz_tally_unnamed(tally);

    for (guint i = 0; section->whole == HSVIZ_OF_KNOWN && i < rows->len; i++)
        whole += g_array_index(rows, struct hsviz_tally_row, i).num;
    if (rows->len > 0)
        add_heading(table, titles, G_N_ELEMENTS(titles));
    for (guint i = 0; i < rows->len; i++) {
        const struct hsviz_tally_row *row = &g_array_index(rows, struct hsviz_tally_row, i);

        if (i < section->rows_max)
            add_count(table, section, whole, row);
        else
            rest += row->num;
    }
    if (rest > 0)
        add_rest(table, rest);
    g_array_unref(rows);
}

static struct hsviz_table *counts_new(const struct summary *summary)
{
    /* label, connections, share, first stream */
    static const unsigned worth[] = { 4, 3, 1, 2 };
    struct hsviz_table *table = hsviz_table_new(worth, G_N_ELEMENTS(worth));

    for (guint i = 0; i < summary->sections->len; i++) {
        const struct hsviz_section *section =
            &g_array_index(summary->sections, struct hsviz_section, i);

        add_section(table, section, summary->num[section->whole], summary->tallies[i]);
    }
    return table;
}

/* ---- Times ---- */

static const unsigned percents[] = { 0, 50, 90, 95, 99, 100 };

/* Of the median of what comes first: the round trip. */
static unsigned decimals_of(const struct summary *summary)
{
    struct hsviz_samples *rtt =
        summary->times->len > 0 ? g_array_index(summary->times, struct timed, 0).samples : NULL;

    return hsviz_decimals_beside(rtt != NULL && hsviz_samples_num(rtt) > 0
                                     ? hsviz_samples_percentile(rtt, 50)
                                     : HSVIZ_NS_UNKNOWN);
}

/* Takes what stands in front of the percentiles. */
static void add_percentiles(struct hsviz_table *table, const char *name, char *front,
                            struct hsviz_samples *samples, unsigned decimals)
{
    struct hsviz_table_row row = { .cells = { g_strdup(name), front } };

    for (size_t i = 0; i < G_N_ELEMENTS(percents); i++)
        row.cells[2 + i] = time_new(hsviz_samples_percentile(samples, percents[i]), decimals);
    hsviz_table_add(table, &row);
}

/* Times that no connection has are left out, and the heading where there is none at all. */
static void add_shown_time(struct hsviz_table *table, const struct summary *summary,
                           const char *name, struct hsviz_samples *samples, bool *has_heading)
{
    const char *const titles[] = { "times, ms", "count", "min", "p50", "p90", "p95", "p99", "max" };
    size_t num = hsviz_samples_num(samples);

    if (num == 0)
        return;
    if (!*has_heading)
        add_heading(table, titles, G_N_ELEMENTS(titles));
    *has_heading = true;
    add_percentiles(table, name, number_new(num), samples, decimals_of(summary));
}

static void add_shown_times(struct hsviz_table *table, const struct summary *summary)
{
    bool has_heading = false;

    for (guint i = 0; i < summary->times->len; i++) {
        const struct timed *timed = &g_array_index(summary->times, struct timed, i);

        add_shown_time(table, summary, timed->fact->titles[HSVIZ_IN_SUMMARY].name, timed->samples,
                       &has_heading);
    }
    add_shown_time(table, summary, "revocation check", summary->checks, &has_heading);
}

/* Parts on which no connection spent anything are left out. */
static void add_ledger(struct hsviz_table *table, const struct summary *summary)
{
    const char *const titles[] = {
        "where the time went", "share", "min", "p50", "p90", "p95", "p99", "max"
    };
    double whole = 0;

    for (int part = 0; part < HSVIZ_NUM_LEDGER_PARTS; part++)
        whole += hsviz_samples_sum(summary->ledger[part]);
    if (whole <= 0)
        return;
    add_heading(table, titles, G_N_ELEMENTS(titles));
    for (int part = 0; part < HSVIZ_NUM_LEDGER_PARTS; part++) {
        double sum = hsviz_samples_sum(summary->ledger[part]);

        if (sum > 0)
            add_percentiles(table, hsviz_word_name(hsviz_ledger_parts, part),
                            share_new(thousandths(sum, whole)), summary->ledger[part],
                            decimals_of(summary));
    }
}

static struct hsviz_table *times_new(const struct summary *summary)
{
    /* label, count or share, and the percentiles in their order */
    static const unsigned worth[] = { 8, 3, 2, 7, 5, 1, 4, 6 };
    struct hsviz_table *table = hsviz_table_new(worth, G_N_ELEMENTS(worth));

    add_shown_times(table, summary);
    add_ledger(table, summary);
    return table;
}

/* ---- The whole ---- */

static void put_phrase(struct hsviz_paragraph *paragraph, GString *phrase)
{
    hsviz_paragraph_put(paragraph, " · ", HSVIZ_TEXT_MODEL, phrase->str);
    g_string_truncate(phrase, 0);
}

static void put_title(const struct summary *summary, struct hsviz_paragraph paragraph)
{
    GString *phrase = g_string_new(NULL);
    size_t num = summary->num[HSVIZ_OF_ALL];

    g_string_append_printf(phrase, "%zu connection%s", num, num == 1 ? "" : "s");
    put_phrase(&paragraph, phrase);
    g_string_append_printf(phrase, "%zu with TLS", summary->num[HSVIZ_OF_TLS]);
    put_phrase(&paragraph, phrase);
    g_string_append_printf(phrase, "frames %" PRIu32 " to %" PRIu32, summary->first_frame,
                           summary->last_frame);
    put_phrase(&paragraph, phrase);
    g_string_append(phrase, "started within ");
    hsviz_number_time(phrase, hsviz_number_since(summary->last_start_ns, summary->first_start_ns),
                      HSVIZ_SECONDS, DECIMALS_OF_SECONDS);
    g_string_append(phrase, " s");
    put_phrase(&paragraph, phrase);
    if (summary->num_mid_stream > 0) {
        g_string_append_printf(phrase, "%zu began before the capture: not in times and round trips",
                               summary->num_mid_stream);
        put_phrase(&paragraph, phrase);
    }
    hsviz_paragraph_end(&paragraph);
    g_string_free(phrase, TRUE);
}

void hsviz_summary_end(struct hsviz_rendering *rendering)
{
    struct summary *summary = rendering->state;
    struct hsviz_output *output = rendering->output;
    unsigned width = rendering->options.width;
    struct hsviz_line *line = hsviz_line_new(&rendering->options);
    struct hsviz_paragraph paragraph = { output, line, width, 2, HSVIZ_STYLE_TITLE };

    if (summary->num[HSVIZ_OF_ALL] > 0) {
        put_title(summary, paragraph);
        hsviz_table_put(counts_new(summary), line, output, width);
        hsviz_table_put(times_new(summary), line, output, width);
    }
    hsviz_line_free(line);
    summary_free(summary);
}
