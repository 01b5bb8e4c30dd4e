/* fact.h
 * A fact about a connection as a whole: what a row of the table of facts says, and how it is read.
 *
 * Purpose: everything that shows facts (JSON, CSV, the schema, the statistics table and tree, the
 *          summary, a page's overview) walks one table (facts.h), and takes from a row what it is
 *          called, of which type it is, and whether it is shown there. A fact more is a row more.
 * Ownership: a subject borrows its connection. A value is the caller's, from hsviz_fact_value_new()
 *          to hsviz_fact_value_free(), and is used again for any number of facts.
 * Errors: none; what the capture does not tell is not known.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SHARED_FACT_H
#define HSVIZ_RENDER_SHARED_FACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>

#include "model/time/round_trips.h"
#include "model/time/times.h"
#include "rendering.h"

struct hsviz_connection;
struct hsviz_check;

/* What a fact is. */
enum hsviz_fact_type {
    HSVIZ_FACT_OBJECT, /* the rows below, whose paths go on from its own; no value */
    HSVIZ_FACT_MAP,    /* the same, of durations that add up */
    HSVIZ_FACT_PART,   /* structured: JSON and its schema have it by hand; a number in CSV */
    HSVIZ_FACT_NUMBER,
    HSVIZ_FACT_FRAME,
    HSVIZ_FACT_PORT,
    HSVIZ_FACT_BOOL,
    HSVIZ_FACT_SECONDS, /* a time since the epoch */
    HSVIZ_FACT_MS,      /* a duration */
    HSVIZ_FACT_ROUND_TRIPS,
    HSVIZ_FACT_SHARE, /* 0 to 1 */
    HSVIZ_FACT_WORD,  /* of a vocabulary */
    HSVIZ_FACT_TEXT,  /* hsviz's own */
    HSVIZ_FACT_WIRE,  /* a text from the wire */
    HSVIZ_FACT_LIST,  /* of texts, all different where they are words */
};

/* One value. Which member holds it, the type says. */
struct hsviz_fact_value {
    bool is_known;
    union {
        uint32_t number; /* NUMBER, FRAME, PORT, PART; BOOL: 0 or 1 */
        int64_t ns;      /* SECONDS, MS */
        int32_t half_rtts;
        double share;
    };
    GString *text;    /* WORD, TEXT, WIRE */
    GPtrArray *items; /* LIST, of strings that it frees */
};

/* What facts are read from: a connection, and what is worked out of it once. */
struct hsviz_subject {
    const struct hsviz_connection *connection;
    enum hsviz_tcp_shown tcp; /* which steps count */
    bool has_tls;
    struct hsviz_round_trips trips;
    struct hsviz_times times;        /* of the ledger, the parts add up as they are written */
    const struct hsviz_check *check; /* the first; NULL: there is none */
};

/* Where only some facts are shown. */
enum hsviz_fact_place {
    HSVIZ_IN_TABLE,   /* `-z hsviz,table`: a column */
    HSVIZ_IN_TREE,    /* `-z hsviz,tree`: a branch, of which each value is a leaf */
    HSVIZ_IN_SUMMARY, /* a section, of which each value is a line; of a duration: a line of times */
    HSVIZ_IN_OVERVIEW, /* of a page: a term */
    HSVIZ_NUM_FACT_PLACES
};

/* What a fact is called there; NULL: it is not shown. Ranks go from low to high; facts of one rank
 * stand in the order of the table. */
struct hsviz_fact_title {
    const char *name;
    int rank;
};

/* Ranks of the summary: what went wrong stands first. Those between belong to sections that are no
 * single fact. */
enum {
    HSVIZ_RANK_OUTCOME,
    HSVIZ_RANK_ALERT,
    HSVIZ_RANK_NOTES,
    HSVIZ_RANK_HANDSHAKE,
    HSVIZ_RANK_REVOCATION,
    HSVIZ_RANK_TCP,
    HSVIZ_RANK_NAMES,
};

struct hsviz_fact;

/* Reads a fact. The value comes as not known, with nothing in its texts. */
typedef void hsviz_fact_get(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                            const struct hsviz_subject *subject);

/* Appends a fact as people like to read it, where that is more than its value. */
typedef void hsviz_fact_say(GString *text, const struct hsviz_subject *subject);

/* Adds what a fact counts as in the tree, where that is not its value. */
typedef void hsviz_fact_count(GPtrArray *leaves, const struct hsviz_subject *subject);

/* Whether a duration of the subject enters the percentiles of all. */
typedef bool hsviz_fact_is_sample(const struct hsviz_subject *subject);

/* One row. Zero is "no" everywhere but in the first three members. */
struct hsviz_fact {
    const char
        *path; /* in JSON, with dots; with underscores the column of CSV. NULL ends a table */
    enum hsviz_fact_type type;
    hsviz_fact_get *get; /* of an object may be NULL: it is always there */
    size_t which;        /* for get, where several rows share one */
    bool may_be_unknown; /* a text, a word, an object: null */
    bool is_of_tls;      /* not known without TLS; its share is of connections with TLS */
    bool is_share_of_known; /* its share is of connections of which it is known */
    const struct hsviz_word *words; /* all that a word, or an item of a list, can be */
    const char *pattern;            /* of a text; of a word: what else it can be */
    const char *help;               /* what the schema says of it */
    struct hsviz_fact_title titles[HSVIZ_NUM_FACT_PLACES];
    unsigned column_cells;      /* width of its column; 0: as wide as its content */
    const char *overview_class; /* of its value in a page */
    hsviz_fact_say *say;        /* in the table */
    hsviz_fact_count *count;    /* in the tree */
    hsviz_fact_is_sample *is_sample; /* in the summary; NULL: always */
};

/* hsviz_subject_of: what is told of a connection. */
struct hsviz_subject hsviz_subject_of(const struct hsviz_connection *connection,
                                      enum hsviz_tcp_shown tcp);

/* hsviz_fact_value_new, hsviz_fact_value_free: room for one value at a time. */
struct hsviz_fact_value *hsviz_fact_value_new(void);
void hsviz_fact_value_free(struct hsviz_fact_value *value);

/* hsviz_fact_read: reads a fact into value. */
void hsviz_fact_read(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                     const struct hsviz_subject *subject);

/* hsviz_fact_text: appends a value as programs read it, not escaped, the items of a list with
 * " | " between them; nothing where it is not known. */
void hsviz_fact_text(GString *text, const struct hsviz_fact *fact,
                     const struct hsviz_fact_value *value);

/* hsviz_fact_is_inside: whether a fact stands inside of another, an object or a part. */
bool hsviz_fact_is_inside(const struct hsviz_fact *fact, const struct hsviz_fact *outer);

/* hsviz_fact_key: the last member of its path. */
const char *hsviz_fact_key(const struct hsviz_fact *fact);

/* hsviz_facts_placed: pointers to the rows of a table that a place shows, in its order. The caller
 * unrefs the array. */
GPtrArray *hsviz_facts_placed(const struct hsviz_fact *facts, enum hsviz_fact_place place);

/* hsviz_fact_labels: adds the texts that a fact is counted by: its value, or each of its items;
 * none where it is not known or empty. */
void hsviz_fact_labels(GPtrArray *labels, const struct hsviz_fact *fact,
                       const struct hsviz_subject *subject);

/* hsviz_fact_leaves: the same for the tree. */
void hsviz_fact_leaves(GPtrArray *leaves, const struct hsviz_fact *fact,
                       const struct hsviz_subject *subject);

/* hsviz_fact_cell: appends a fact as a cell of the table, in ASCII where it is from the wire. */
void hsviz_fact_cell(GString *cell, const struct hsviz_fact *fact,
                     const struct hsviz_subject *subject);

#endif
