/* connection.h
 * One TCP connection: what was seen of it, and what that means.
 *
 * Purpose: the model's centre. Frames go in, in the order of the capture; steps, states, RTT
 *          positions and the handshake's facts are there to be read at any time, and are final
 *          when the last frame has gone in and hsviz_connection_finish() was called.
 * Ownership: hsviz_connection_new() gives a connection that hsviz_connection_free() frees, with
 *          everything in it. Pointers read from it are valid until it is fed or freed.
 * Memory: about 500 bytes and 56 a step; an ordinary TLS handshake stays below 2 KiB, a SYN that
 *          nobody answers below 1.6 KB, with all that hsviz keeps elsewhere for it. Nothing is
 *          kept for a frame of application data.
 * Errors: none. The model is total: whatever comes in, there is an observation to make.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CONNECTION_H
#define HSVIZ_MODEL_CONNECTION_H

#include "icmp.h"
#include "notes.h"
#include "segment.h"
#include "step.h"

struct hsviz_connection;

/* Where the capture was taken: estimated from the opening, or as the user knows it. */
enum hsviz_capture_point {
    HSVIZ_CAPTURE_POINT_AUTO,
    HSVIZ_CAPTURE_POINT_CLIENT,
    HSVIZ_CAPTURE_POINT_MIDDLE,
    HSVIZ_CAPTURE_POINT_SERVER,
};

/* What the model says of one frame: small, for the caller to keep. */
struct hsviz_frame_facts {
    int64_t think_ns;  /* HSVIZ_NS_UNKNOWN where causes do not tell */
    int32_t half_rtt;  /* position when sent; HSVIZ_HALF_RTT_UNKNOWN where nothing tells */
    uint8_t end;       /* the sender: 0 the end that sent the first frame captured, 1 the other */
    uint8_t phase;     /* enum hsviz_phase */
    uint8_t state[2];  /* enum hsviz_tcp_state after the frame, by end */
    uint8_t run;       /* enum hsviz_step_type of a run that the frame only prolongs; else NONE */
    bool fragment;     /* carries a part of a step that a later frame completes, and phase is what
                          was believed when it came */
};

/* hsviz_connection_new: a connection that has seen nothing, with the number that `tcp.stream`
 * gives it. Never NULL. */
struct hsviz_connection *hsviz_connection_new(uint32_t stream);

/* hsviz_connection_fix_capture_point: the user knows better than the opening tells. */
void hsviz_connection_fix_capture_point(struct hsviz_connection *connection,
                                        enum hsviz_capture_point point);

/* hsviz_connection_free: frees connection and all that it owns; NULL is allowed. */
void hsviz_connection_free(struct hsviz_connection *connection);

/* hsviz_connection_feed: takes the next frame of the connection, and fills facts, which must not
 * be NULL. Frames come in the order of the capture. */
void hsviz_connection_feed(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                           const struct hsviz_frame *frame);

/* hsviz_connection_take_icmp: a router or host tells of a segment of the connection; one that the
 * connection never sent is not believed. */
void hsviz_connection_take_icmp(struct hsviz_connection *connection,
                                const struct hsviz_icmp *icmp);

/* hsviz_connection_reuses: the addresses and ports are those of an earlier stream. */
void hsviz_connection_reuses(struct hsviz_connection *connection, uint32_t stream);

/* hsviz_connection_leave_out: a segment was not fed, for its checksum is wrong. */
void hsviz_connection_leave_out(struct hsviz_connection *connection);

/* hsviz_connection_finish: the capture has ended. Settles what only the end can settle, and gives
 * back memory that only feeding needed. Feeding after it is allowed (live captures), and must be
 * followed by another call. */
void hsviz_connection_finish(struct hsviz_connection *connection);

/* hsviz_connection_set_unordered: segments are dissected in the order in which they came, so that a
 * late one hides what it carries. A note then says so where it happened. */
void hsviz_connection_set_unordered(struct hsviz_connection *connection);

/* hsviz_connection_forbid_inference: what is encrypted, and has no keys, stays Encrypted. Comes
 * before the first frame. */
void hsviz_connection_forbid_inference(struct hsviz_connection *connection);

/* hsviz_connection_annotate: brings the notes up to date with what was fed so far, as finishing
 * does, but settles nothing. Cheap where nothing was fed since. */
void hsviz_connection_annotate(struct hsviz_connection *connection);

/* ---- Who ---- */

uint32_t hsviz_connection_stream(const struct hsviz_connection *connection);
uint32_t hsviz_connection_first_frame(const struct hsviz_connection *connection);
uint32_t hsviz_connection_last_frame(const struct hsviz_connection *connection);

/* hsviz_connection_start_ns: time of the first frame captured. */
int64_t hsviz_connection_start_ns(const struct hsviz_connection *connection);

/* hsviz_connection_endpoint: address and port of one side. The address is text, never NULL. */
struct hsviz_endpoint hsviz_connection_endpoint(const struct hsviz_connection *connection,
                                                enum hsviz_side side);

/* hsviz_connection_client_guessed: true where neither SYN nor ClientHello told who the client
 * is. */
bool hsviz_connection_client_guessed(const struct hsviz_connection *connection);

/* hsviz_connection_side: which side an end is (struct hsviz_frame_facts), as known now. */
enum hsviz_side hsviz_connection_side(const struct hsviz_connection *connection, unsigned end);

/* ---- Steps ---- */

size_t hsviz_connection_num_steps(const struct hsviz_connection *connection);

/* hsviz_connection_step: step i, in the order of the capture; i must be below the number of
 * steps. */
const struct hsviz_step *hsviz_connection_step(const struct hsviz_connection *connection, size_t i);

/* hsviz_connection_steps_of_frame: the range [*first, *end) of steps that frame completes. */
void hsviz_connection_steps_of_frame(const struct hsviz_connection *connection, size_t *first,
                                     size_t *end, uint32_t frame);

/* hsviz_connection_state_before: a side's TCP state before the first step of those that frame
 * completes, or the state after all steps so far where it completes none. */
enum hsviz_tcp_state hsviz_connection_state_before(const struct hsviz_connection *connection,
                                                   uint32_t frame, enum hsviz_side side);

/* hsviz_connection_neighbours: the frames of the steps next to those that frame completes, or next
 * to the frame itself where it completes none; 0 where there is none. Steps that no frame of the
 * capture holds are passed over. */
void hsviz_connection_neighbours(const struct hsviz_connection *connection, uint32_t *previous,
                                 uint32_t *next, uint32_t frame);

/* hsviz_connection_completed_in: the frame that completes the step of which frame is a fragment;
 * 0 where it is no fragment of a handshake's step. */
uint32_t hsviz_connection_completed_in(const struct hsviz_connection *connection, uint32_t frame,
                                       enum hsviz_side side);

/* hsviz_connection_phase: the phase of a frame whose facts were given when it was fed: for a
 * fragment that of the step to which it turned out to belong. */
enum hsviz_phase hsviz_connection_phase(const struct hsviz_connection *connection, uint32_t frame,
                                        const struct hsviz_frame_facts *facts);

/* hsviz_connection_initial_state: a side's TCP state before the first step. */
enum hsviz_tcp_state hsviz_connection_initial_state(const struct hsviz_connection *connection,
                                                    enum hsviz_side side);

/* hsviz_connection_final_state: a side's TCP state after all that was captured. */
enum hsviz_tcp_state hsviz_connection_final_state(const struct hsviz_connection *connection,
                                                  enum hsviz_side side);

/* ---- TCP ---- */

enum hsviz_open hsviz_connection_open(const struct hsviz_connection *connection);
/* hsviz_connection_is_bare_syn: SYNs that nobody answered, and nothing else. */
bool hsviz_connection_is_bare_syn(const struct hsviz_connection *connection);
enum hsviz_close hsviz_connection_close(const struct hsviz_connection *connection);

/* ---- TLS ---- */

/* hsviz_connection_has_tls: true once a TLS or SSL record was seen. The rest of this part then
 * means something; without it, each gives its "unknown". */
bool hsviz_connection_has_tls(const struct hsviz_connection *connection);

/* hsviz_connection_version: the negotiated version's number on the wire; 0 until it is known. */
uint16_t hsviz_connection_version(const struct hsviz_connection *connection);

/* hsviz_connection_version_path: appends the version path to text as known after frame
 * (UINT32_MAX: at the end). Appends nothing without a hello. */
void hsviz_connection_version_path(const struct hsviz_connection *connection, GString *text,
                                   uint32_t frame);

enum hsviz_kind hsviz_connection_kind(const struct hsviz_connection *connection);

/* hsviz_connection_marks: bit HSVIZ_MARK_x is set where the mark x holds. */
uint32_t hsviz_connection_marks(const struct hsviz_connection *connection);

/* hsviz_connection_mark_texts: the marks as shown, the one with a protocol with its name; NULL
 * behind the last. The caller frees them with g_strfreev(). */
char **hsviz_connection_mark_texts(const struct hsviz_connection *connection);

enum hsviz_outcome hsviz_connection_outcome(const struct hsviz_connection *connection);

/* hsviz_connection_outcome_is_settled: whether the outcome no longer depends on where the capture
 * ends. */
bool hsviz_connection_outcome_is_settled(const struct hsviz_connection *connection);

/* hsviz_connection_client_hello: the frame of the first ClientHello; 0 without one. */
uint32_t hsviz_connection_client_hello(const struct hsviz_connection *connection);

/* hsviz_connection_alert: the name of the alert that ended the handshake; NULL without one. */
const char *hsviz_connection_alert(const struct hsviz_connection *connection);

/* hsviz_connection_history: appends a letter a TLS step (`docs/` has the letters). */
void hsviz_connection_history(const struct hsviz_connection *connection, GString *text);

/* The names that the hellos carried: bytes from the wire, NUL-terminated, cut to a limit, not
 * checked for anything. NULL where there is none. Renderers escape them. */
const char *hsviz_connection_sni(const struct hsviz_connection *connection);
const char *hsviz_connection_alpn(const struct hsviz_connection *connection);

/* hsviz_connection_cipher_suite: appends the suite's IANA name, 0x.... for an unknown one, nothing
 * where no ServerHello chose one. */
void hsviz_connection_cipher_suite(const struct hsviz_connection *connection, GString *text);

/* ---- Round trips and times ---- */

/* Round trips, in halves; each HSVIZ_HALF_RTT_UNKNOWN where the capture does not show it. */
struct hsviz_round_trips {
    int32_t tcp;            /* until the client may send data */
    int32_t tls;            /* from ClientHello until the client may send application data */
    int32_t first_request;  /* position of the client's first application data */
    int32_t first_response; /* arrival of the server's first application data after it */
    int32_t expected;       /* the textbook's first_request for this kind of handshake */
};

struct hsviz_round_trips hsviz_connection_round_trips(const struct hsviz_connection *connection);

/* hsviz_connection_relative: true where the opening is missing, so that positions count from the
 * first frame captured. */
bool hsviz_connection_relative(const struct hsviz_connection *connection);

/* Times of the client's view, in nanoseconds, HSVIZ_NS_UNKNOWN where not known. */
struct hsviz_times {
    int64_t initial_rtt_ns;
    int64_t tcp_ns;            /* SYN leaves → the client may send data */
    int64_t tls_ns;            /* ClientHello leaves → the client may send application data */
    int64_t first_request_ns;  /* SYN leaves → first request leaves */
    int64_t first_response_ns; /* SYN leaves → first response arrives */
    bool has_ledger;
    int64_t ledger_ns[HSVIZ_NUM_LEDGER_PARTS]; /* adds up to whole_ns exactly */
    int64_t authority_ns; /* of the client's think time: what asking an authority took */
    int64_t whole_ns; /* until the first response, or the last step of a handshake without one */
};

struct hsviz_times hsviz_connection_times(const struct hsviz_connection *connection);

/* hsviz_connection_capture_point: where the tap stood, 0 at the client, 1 at the server; NAN where
 * it cannot be told. */
double hsviz_connection_capture_point(const struct hsviz_connection *connection);

/* hsviz_connection_travel: when something that passed the tap at time_ns, sent by side, left its
 * sender and reached the other end, as the capture point lets one estimate. Where that is not
 * known, both are time_ns. */
void hsviz_connection_travel(const struct hsviz_connection *connection, int64_t *left_ns,
                             int64_t *arrived_ns, int64_t time_ns, enum hsviz_side side);

/* ---- Words about it ---- */

/* hsviz_step_detail: appends what a step carried: sequence numbers, sizes, alert, repetition,
 * reason of an inference, each from the capture. May contain bytes from the wire. */
void hsviz_step_detail(const struct hsviz_connection *connection, GString *text,
                       const struct hsviz_step *step);

/* hsviz_step_name: the step's name as users know it. Static. */
const char *hsviz_step_name(const struct hsviz_step *step);

size_t hsviz_connection_num_notes(const struct hsviz_connection *connection);
const struct hsviz_note *hsviz_connection_note(const struct hsviz_connection *connection, size_t i);

/* A part of the ladder that is bound by a bracket: the TCP opening, each TLS handshake. */
struct hsviz_span {
    const char *label;         /* "TCP", "TLS"; static */
    size_t first_step, last_step;
    int32_t half_rtts;         /* round trips it took, or HSVIZ_HALF_RTT_UNKNOWN */
    int64_t duration_ns;       /* or HSVIZ_NS_UNKNOWN */
};

/* The opening, and as many handshakes as the longest list of steps can hold, for each has two of
 * its own at least: there are never more. */
enum { HSVIZ_SPANS_MAX = 257 };

/* hsviz_connection_spans: fills at most max spans, in the order of their steps, which do not
 * overlap; returns how many. */
size_t hsviz_connection_spans(const struct hsviz_connection *connection, struct hsviz_span *spans,
                              size_t max);

#endif
