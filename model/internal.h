/* internal.h
 * What the files of the model share, and nobody else sees.
 *
 * Purpose: the connection's structure, the moment (the frame being fed), and the list of steps.
 * Ownership: a connection owns its address texts, its steps, its notes and its TLS part.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_INTERNAL_H
#define HSVIZ_MODEL_INTERNAL_H

#include "connection.h"
#include "direction.h"
#include "ledger.h"
#include "notes.h"
#include "payload.h"
#include "strays.h"
#include "tls.h"

enum {
    /* Steps of one connection. An ordinary one has 20 to 30; a thousand renegotiations or a flood
     * of SYNs would have many; reaching it is a note. */
    HSVIZ_STEPS_MAX = 512,
    /* Notes of one connection: more than an engineer reads; and how many of them may be fed with
     * the frames. Reaching either is a note, in the place of the last where need be. */
    HSVIZ_NOTES_MAX = 32,
    HSVIZ_FRAME_NOTES_MAX = 16,
    /* Runs of application data in a row that are drawn one by one; what follows prolongs the last
     * run of its side, so that a long conversation stays a small picture. */
    HSVIZ_RUNS_MAX = 8,
};

/* The control bits of ECN that a SYN or SYN-ACK set. */
enum hsviz_ecn_bit {
    HSVIZ_ECN_ECE = 0x01, /* RFC 3168 6.1.1 */
    HSVIZ_ECN_CWR = 0x02,
    HSVIZ_ECN_AE = 0x04, /* RFC 9768 3.1 */
};

/* What is known of a connection as a whole, a bit each. */
enum hsviz_connection_flag {
    HSVIZ_CLIENT_KNOWN = 0x01,   /* by a SYN or a ClientHello */
    HSVIZ_ENDS_SWAPPED = 0x02,   /* the client is end 1 */
    HSVIZ_STARTED_WITH_SYN = 0x04,
    HSVIZ_FAST_OPEN_TAKEN = 0x08, /* the SYN's data was acknowledged by the SYN-ACK */
    HSVIZ_STEPS_FULL = 0x10,
    HSVIZ_HAS_PLAINTEXT = 0x20,
    HSVIZ_TIME_WENT_BACK = 0x40, /* a frame is older than the one before it */
    HSVIZ_IN_TUNNEL = 0x80,      /* the plaintext asks a proxy for a tunnel */
    HSVIZ_CAME_OUT_OF_ORDER = 0x200, /* a segment of the handshake came late */
    HSVIZ_DISSECTED_UNORDERED = 0x400, /* and the dissector does not wait for such */
    HSVIZ_CARRIES_INNER_TLS = 0x800, /* another TLS connection inside this one's data */
    HSVIZ_WITHOUT_INFERENCE = 0x1000, /* the user wants what was seen or decrypted alone */
    HSVIZ_REFUSED_BY_ICMP = 0x2000,
    HSVIZ_SYN_ACKED_ALONE = 0x4000, /* the SYN was acknowledged by no SYN-ACK: a split handshake */
    HSVIZ_CLIENT_STATE_ASSUMED = 0x8000, /* nothing that it sent has shown its state yet */
    HSVIZ_SERVER_STATE_ASSUMED = 0x10000,
    HSVIZ_WATCHED = 0x20000, /* as one that may cause questions to an authority */
    HSVIZ_ASKS = 0x40000,    /* without TLS, and such a question, or other HTTP, was seen */
    HSVIZ_FRAME_NOTES_FULL = 0x80000, /* there was one more than HSVIZ_FRAME_NOTES_MAX */
    HSVIZ_NOTES_FULL = 0x100000,      /* and, at the last finishing, than HSVIZ_NOTES_MAX */
    HSVIZ_RECORD_FULL = 0x200000,     /* a record had more than HSVIZ_RECORD_PARTS_MAX */
};

struct hsviz_guessed;
struct hsviz_chain;
struct hsviz_lookups;

struct hsviz_side_name {
    char *address;
    uint16_t port;
};

struct hsviz_connection {
    uint32_t stream;
    uint32_t first_frame, last_frame;
    uint32_t annotated_frame; /* the last one that the notes of the whole know of */
    int64_t start_ns, last_ns;
    int64_t syn_ns, syn_ack_ns, opening_ack_ns; /* first of each; HSVIZ_NS_UNKNOWN */
    struct hsviz_side_name name[HSVIZ_NUM_SIDES];
    struct hsviz_direction direction[HSVIZ_NUM_SIDES];
    struct hsviz_step *steps;
    struct hsviz_note *notes;
    struct hsviz_tls *tls; /* NULL until TLS is seen */
    struct hsviz_guessed *guessed; /* NULL but after hsviz_connection_finish() */
    struct hsviz_clock *clock;  /* NULL once TCP has closed */
    struct hsviz_ledger ledger; /* then the final one */
    struct hsviz_strays *strays; /* NULL until there is something to count */
    struct hsviz_chain *chain; /* NULL until certificates were read, and once TCP has closed */
    struct hsviz_lookups *lookups; /* NULL until there is one, or something stapled */
    uint16_t num_steps, capacity_steps;
    uint16_t num_copies; /* frames that a mirror port gave twice */
    uint16_t num_wrong_checksums;
    uint16_t longest_idle_s; /* 0: none that is worth a note */
    uint32_t idle_frame;     /* the frame after it */
    uint8_t num_notes, num_fed_notes; /* those of frames come first */
    uint32_t flags; /* enum hsviz_connection_flag */
    uint8_t initial_state[HSVIZ_NUM_SIDES], state[HSVIZ_NUM_SIDES]; /* enum hsviz_tcp_state */
    uint8_t syn_options; /* enum hsviz_tcp_option, of the first SYN */
    uint8_t last_step_side; /* enum hsviz_side, of the handshake's last step */
    uint8_t first_fin;   /* enum hsviz_side */
    uint8_t first_rst;   /* enum hsviz_side */
    uint8_t close;       /* enum hsviz_close */
    uint8_t capture_point; /* enum hsviz_capture_point, as the user fixed it */
    uint8_t syn_ack_options; /* the same, of the newest SYN-ACK */
    uint8_t syn_ecn, syn_ack_ecn; /* enum hsviz_ecn_bit, of both */
    /* By whose SYN it is: where its acknowledgement left, if that lets its sender send data;
     * HSVIZ_HALF_RTT_UNKNOWN until it was seen. */
    int8_t syn_acked_half_rtt[HSVIZ_NUM_SIDES];
};

/* The frame being fed, as the parts of the model need it. */
struct hsviz_moment {
    const struct hsviz_segment *segment;
    struct hsviz_arrival arrival;
    struct hsviz_timing timing;
    enum hsviz_side side;
    enum hsviz_stray stray;
    enum hsviz_loss loss;
    int64_t idle_ns; /* since the connection's frame before */
    int32_t half_rtt;
};

/* What a frame did, for its facts. */
struct hsviz_effect {
    size_t steps_before;       /* the number of steps before its payload's */
    enum hsviz_step_type run;  /* that it prolonged; else HSVIZ_STEP_NONE */
    enum hsviz_phase run_phase; /* of that run, also where no step of it could be kept */
    bool fragment;
};

/* hsviz_connection_says_syn_again: moment's segment repeats the data of its side's SYN or SYN-ACK,
 * which the other did not take with it (RFC 7413 4.2.2): that is protocol, not loss. */
bool hsviz_connection_says_syn_again(const struct hsviz_connection *connection,
                                     const struct hsviz_moment *moment);

/* ---- sides.c ---- */

/* hsviz_sides_meet: the first segment. Its sender is end 0, and is taken for the client or the
 * server by what it sends; where that does not tell, the client is a guess: the side with the
 * higher port. */
void hsviz_sides_meet(struct hsviz_connection *connection, const struct hsviz_segment *segment);

/* hsviz_sides_identify: the first hello tells who is the client, where no SYN did; a guess that was
 * wrong is put right. */
void hsviz_sides_identify(struct hsviz_connection *connection, const struct hsviz_frame *frame);

/* hsviz_sides_of: which side endpoint is, one of the connection's two. */
enum hsviz_side hsviz_sides_of(const struct hsviz_connection *connection,
                               const struct hsviz_endpoint *endpoint);

/* ---- positions.c ---- */

/* hsviz_position_of: the position of moment's frame, in half round trips. window_half_rtt is what
 * rule 3 of section 3 tells, or HSVIZ_HALF_RTT_UNKNOWN. */
int32_t hsviz_position_of(const struct hsviz_connection *connection,
                          const struct hsviz_moment *moment, int32_t window_half_rtt);

/* ---- payload.c ---- */

/* hsviz_payload_take: takes what the segment of a moment carries, and fills effect. */
void hsviz_payload_take(struct hsviz_connection *connection,
                        const struct hsviz_moment *of_segment, const struct hsviz_frame *frame,
                        struct hsviz_effect *effect);

/* ---- steps.c ---- */

/* hsviz_steps_push: appends a step of moment's side, with the states as they are now. NULL where
 * HSVIZ_STEPS_MAX is reached. */
struct hsviz_step *hsviz_steps_push(struct hsviz_connection *connection,
                                    const struct hsviz_moment *moment, enum hsviz_step_type type);

/* hsviz_steps_push_gap: a step of side that another one's frame, moment's, proves to have been
 * there: NULL where HSVIZ_STEPS_MAX is reached. */
struct hsviz_step *hsviz_steps_push_gap(struct hsviz_connection *connection,
                                        const struct hsviz_moment *moment, enum hsviz_side side,
                                        enum hsviz_step_type type, int32_t half_rtt);

/* hsviz_steps_insert: makes room for a copy of step i behind it, and returns the copy; NULL where
 * HSVIZ_STEPS_MAX is reached. */
struct hsviz_step *hsviz_steps_insert(struct hsviz_connection *connection, size_t i);

/* hsviz_steps_remove: takes step i out of the list. */
void hsviz_steps_remove(struct hsviz_connection *connection, size_t i);

/* hsviz_steps_repeat: appends copies of the steps that segment's bytes completed before, as
 * repetitions; returns how many. */
size_t hsviz_steps_repeat(struct hsviz_connection *connection, const struct hsviz_moment *moment);

/* hsviz_steps_prolong: counts one more record of bytes into the run of type and phase that moment's
 * side has going on, or starts one. Returns the run's step, NULL where HSVIZ_STEPS_MAX is
 * reached. */
struct hsviz_step *hsviz_steps_prolong(struct hsviz_connection *connection,
                                       const struct hsviz_moment *moment,
                                       enum hsviz_step_type type, enum hsviz_phase phase,
                                       uint32_t bytes);

/* hsviz_step_is_run: whether a step stands for any number of records of data. */
bool hsviz_step_is_run(const struct hsviz_step *step);

/* hsviz_steps_find: the newest step of side and type that repeats nothing; NULL without one. */
struct hsviz_step *hsviz_steps_find(const struct hsviz_connection *connection,
                                    enum hsviz_side side, enum hsviz_step_type type);

/* hsviz_steps_first: the oldest step of side and type from step i on that repeats nothing; NULL
 * without one. */
const struct hsviz_step *hsviz_steps_first(const struct hsviz_connection *connection, size_t i,
                                           enum hsviz_side side, enum hsviz_step_type type);

/* hsviz_steps_last_of: the newest step of side that is not hidden; NULL without one. */
const struct hsviz_step *hsviz_steps_last_of(const struct hsviz_connection *connection,
                                             enum hsviz_side side);

/* hsviz_steps_find_before: the same, of those before step. */
struct hsviz_step *hsviz_steps_find_before(const struct hsviz_connection *connection,
                                           const struct hsviz_step *step, enum hsviz_side side,
                                           enum hsviz_step_type type);

/* hsviz_steps_join_runs: makes one run of application data out of those that stand side by side. */
void hsviz_steps_join_runs(struct hsviz_connection *connection);

/* hsviz_steps_drop_gap: removes the gap of type: what it stood for came late. */
void hsviz_steps_drop_gap(struct hsviz_connection *connection, enum hsviz_step_type type);

/* hsviz_steps_trim: gives back what the list does not use. */
void hsviz_steps_trim(struct hsviz_connection *connection);

/* ---- round_trips.c ---- */

/* hsviz_kind_so_far: the kind of handshake that the messages up to now are. */
enum hsviz_kind hsviz_kind_so_far(const struct hsviz_tls *tls);

/* hsviz_first_request, hsviz_first_response: the steps that count as such; NULL without one. */
const struct hsviz_step *hsviz_first_request(const struct hsviz_connection *connection);
const struct hsviz_step *hsviz_first_response(const struct hsviz_connection *connection);

/* The step that lets the client send application data, and the half round trips until it has it;
 * last is the handshake's last Finished. All steps NULL where it did not come so far. */
struct hsviz_readiness {
    const struct hsviz_step *hello, *ready, *last;
    int32_t travel_half_rtts;
};
struct hsviz_readiness hsviz_readiness_of(const struct hsviz_connection *connection);

/* hsviz_duration_until_ready: from the hello leaving until the client is ready, as the client saw
 * it; HSVIZ_NS_UNKNOWN where it did not come so far. */
int64_t hsviz_duration_until_ready(const struct hsviz_connection *connection,
                                   const struct hsviz_readiness *readiness);

/* ---- times.c ---- */

/* hsviz_times_keep: keeps the ledger of moment's frame where it may be the final one. num_before
 * is the number of steps before the frame. */
void hsviz_times_keep(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                      size_t num_before);

/* hsviz_times_retire: TCP has closed: settles the ledger, and frees what only feeding needed. */
void hsviz_times_retire(struct hsviz_connection *connection);

/* The two turns of the opening, as the tap saw them: through the server and through the client. */
struct hsviz_split {
    int64_t server_ns, client_ns;
    bool is_known; /* else both are 0 */
};

/* hsviz_times_split: the turns that the capture point gives. */
struct hsviz_split hsviz_times_split(const struct hsviz_connection *connection);

/* Why the capture point is not known. KNOWN is zero. */
enum hsviz_no_capture_point {
    HSVIZ_CAPTURE_POINT_KNOWN,
    HSVIZ_OPENING_NOT_CAPTURED,
    HSVIZ_OPENING_REPEATED,
    HSVIZ_DATA_IN_SYN,
    HSVIZ_OPENING_OUT_OF_ORDER,
};
enum hsviz_no_capture_point
hsviz_times_no_capture_point(const struct hsviz_connection *connection);

/* ---- notes.c ---- */

/* hsviz_note_add: adds a note with a frame that is fed, unless HSVIZ_FRAME_NOTES_MAX is reached. */
void hsviz_note_add(struct hsviz_connection *connection, enum hsviz_note_type type,
                    uint32_t frame, uint32_t value0, uint32_t value1, uint32_t value2);

/* hsviz_note_repetition: adds the note of a step that repeats one of original_ns. */
void hsviz_note_repetition(struct hsviz_connection *connection, const struct hsviz_step *step,
                           int64_t original_ns);

/* hsviz_note_add_whole: adds a note of the connection as a whole, which hsviz_notes_finish()
 * replaces. */
void hsviz_note_add_whole(struct hsviz_connection *connection, enum hsviz_note_type type,
                          uint32_t value0, uint32_t value1, uint32_t value2);

/* hsviz_notes_finish_tcp: adds those that speak of TCP. In notes_tcp.c. */
void hsviz_notes_finish_tcp(struct hsviz_connection *connection);

/* hsviz_notes_finish_authority: adds those that speak of questions to authorities. In
 * notes_authority.c. */
void hsviz_notes_finish_authority(struct hsviz_connection *connection);

/* hsviz_notes_finish: replaces the notes that speak of the connection as a whole. */
void hsviz_notes_finish(struct hsviz_connection *connection);

/* ---- guessed.c ---- */

/* What finishing inferred is taken back when the capture goes on after all. */

/* hsviz_guessed_infer: infers what only the capture's end lets one infer, and keeps what was known
 * before it. */
void hsviz_guessed_infer(struct hsviz_connection *connection);

/* hsviz_guessed_take_back: restores what was known before hsviz_guessed_infer(). */
void hsviz_guessed_take_back(struct hsviz_connection *connection);

/* hsviz_guessed_free: NULL is allowed. */
void hsviz_guessed_free(struct hsviz_guessed *guessed);

/* ---- gaps.c ---- */

/* hsviz_gaps_take: pushes a gap for each hole that moment's segment shows to be one of the capture,
 * not of the connection; and takes back the gap of what comes after all. */
void hsviz_gaps_take(struct hsviz_connection *connection, const struct hsviz_moment *moment);

/* ---- tcp.c ---- */

/* hsviz_tcp_assume_syn_ack: where the segment shows that a SYN-ACK was received which the capture
 * lacks: its gap, and its position. Comes before the segment's own position is told. */
void hsviz_tcp_assume_syn_ack(struct hsviz_connection *connection,
                              const struct hsviz_moment *moment);

/* hsviz_tcp_assume_opening_ack: the same for the opening's third segment, without which a server
 * sends no data (RFC 9293 3.5). */
void hsviz_tcp_assume_opening_ack(struct hsviz_connection *connection,
                                  const struct hsviz_moment *moment);

/* hsviz_tcp_assume_fin: the same for the other side's FIN, once the numbers of moment's segment are
 * counted. */
void hsviz_tcp_assume_fin(struct hsviz_connection *connection, const struct hsviz_moment *moment);

/* hsviz_tcp_recognise_split: where the segment shows that the second SYN was the answer to the
 * first, and none of its own: its position, and that of what answered it. */
void hsviz_tcp_recognise_split(struct hsviz_connection *connection,
                               const struct hsviz_moment *moment);

/* hsviz_tcp_before_payload: what the segment's control bits mean before its payload counts: the
 * opening, acknowledgements of SYN and FIN. Pushes their steps. */
void hsviz_tcp_before_payload(struct hsviz_connection *connection,
                              const struct hsviz_moment *moment);

/* hsviz_tcp_after_payload: FIN and RST, which come after the payload. */
void hsviz_tcp_after_payload(struct hsviz_connection *connection,
                             const struct hsviz_moment *moment);

#endif
