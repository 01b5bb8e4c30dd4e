/* One end of a lab connection: a real TCP and TLS stack whose bytes leave when a script says so.
 *
 *   peer client|server [NAME=VALUE]... -- ACTION [ARGUMENT]... [-- ACTION [ARGUMENT]...]...
 *
 * Settings are those of `text_settings` and `number_settings`, and conf= as often as needed. Each
 * `--` begins the script of one connection: a server takes one connection a script, in turn, and a
 * client makes them. The actions, and what each takes, are in the table `actions`. What an action
 * writes leaves when the script has to wait for the other side, sleeps or ends, in one write: two
 * actions in a row share a segment where they fit. `pause N MS` holds the Nth TLS record that this
 * side sends, and all after it, for MS milliseconds. A client without an address makes no
 * connection: it can only sleep, and ask the authority. The server says "ready" on its standard
 * output when it listens. The exit status is 0 when every script ran to its end.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define _GNU_SOURCE
#include "tls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { OUT_MAX = 1 << 18, IN_MAX = 1 << 16, HEX_MAX = 1024, PAUSES_MAX = 4, FAST_OPEN_QUEUE = 16 };
enum { RECORD_HEADER_LEN = 5, TIMEOUT_S = 20, MS_PER_S = 1000, NS_PER_MS = 1000000 };

struct pause {
    unsigned record;
    unsigned ms;
};

struct settings {
    const char *address;
    unsigned port;
    unsigned local_port;
    unsigned fast_open;
    unsigned isn; /* the client's first sequence number; 0: the kernel's choice */
    unsigned mss; /* the longest segment that either side may send; 0: the path's */
    unsigned multipath;      /* Multipath TCP, RFC 8684 */
    unsigned delayed_ack;    /* the third ACK of the opening waits for data to go with */
    unsigned receive_buffer; /* bytes; 0: the kernel's */
    unsigned begin_s;        /* connect at this second of the clock; 0: at once */
    unsigned begin_ms;       /* and so much later */
    unsigned abandon_ms;     /* give the SYN up so long after it; 0: never */
    unsigned fails;          /* connect() must fail */
    struct tls_settings tls;
};

struct peer {
    int fd;
    struct tls_context *context;
    struct tls *tls;   /* NULL until the script's first TLS action */
    struct tls *outer; /* what carries `tls`, inside a tunnel */
    int ended;         /* the other side's FIN or RST has come */
    int was_reset;
    uint8_t out[OUT_MAX]; /* written by the script, not sent yet */
    size_t out_len;
    uint8_t in[IN_MAX]; /* plain bytes that no `hear` has taken yet */
    size_t in_len;
    struct pause pauses[PAUSES_MAX];
    size_t num_pauses;
    unsigned num_records; /* TLS records sent */
};

/* A word of a script. */
struct action {
    const char *name;
    const char *arguments; /* their names, a space between */
    void (*act)(const struct action *action, char **argument);
    enum tls_deed deed; /* of a TLS action */
};

static struct settings settings = { .tls = { .num_tickets = TLS_DEFAULT } };
static struct peer peer;

static void die(const char *what)
{
    fprintf(stderr, "peer: %s%s%s\n", what, errno ? ": " : "", errno ? strerror(errno) : "");
    exit(1);
}

static void require(int ok, const char *what)
{
    if (!ok)
        die(what);
}

/* --- what leaves, and when ------------------------------------------------------------------- */

static void sleep_ms(unsigned ms)
{
    struct timespec left = { ms / MS_PER_S, (long)(ms % MS_PER_S) * NS_PER_MS };
    while (clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR)
        continue;
}

static void transmit(const uint8_t *data, size_t len)
{
    while (len) {
        ssize_t sent = send(peer.fd, data, len, MSG_NOSIGNAL);
        require(sent > 0, "send");
        data += sent;
        len -= (size_t)sent;
    }
}

static unsigned pause_before(unsigned record)
{
    for (size_t i = 0; i < peer.num_pauses; i++)
        if (peer.pauses[i].record == record)
            return peer.pauses[i].ms;
    return 0;
}

/* Only a script with a pause needs its output read as records. */
static void transmit_with_pauses(void)
{
    size_t start = 0, at = 0;
    while (at + RECORD_HEADER_LEN <= peer.out_len) {
        unsigned ms = pause_before(++peer.num_records);
        if (ms) {
            transmit(peer.out + start, at - start);
            sleep_ms(ms);
            start = at;
        }
        at += RECORD_HEADER_LEN + (size_t)(peer.out[at + 3] << 8 | peer.out[at + 4]);
    }
    transmit(peer.out + start, peer.out_len - start);
}

/* What the inner TLS has to send is application data of the outer. */
static void tunnel_drain(void)
{
    uint8_t chunk[IN_MAX];
    size_t len = tls_drain(peer.tls, chunk, sizeof chunk);
    struct tls_order order = { .deed = TLS_WRITE, .data = chunk, .len = len };
    require(!len || tls_do(peer.outer, &order) == TLS_DONE, "the outer TLS cannot write");
}

static void tunnel_feed(const uint8_t *data, size_t len)
{
    uint8_t chunk[IN_MAX];
    tls_feed(peer.outer, data, len);
    for (;;) {
        struct tls_order order = { .deed = TLS_TAKE, .into = chunk, .len = sizeof chunk };
        if (tls_do(peer.outer, &order) != TLS_DONE)
            return;
        tls_feed(peer.tls, chunk, order.len);
    }
}

static void drain(void)
{
    struct tls *last = peer.outer ? peer.outer : peer.tls;
    if (peer.outer)
        tunnel_drain();
    if (last)
        peer.out_len += tls_drain(last, peer.out + peer.out_len, OUT_MAX - peer.out_len);
    require(peer.out_len < OUT_MAX, "too much to send at once");
}

static void flush(void)
{
    drain();
    if (peer.num_pauses)
        transmit_with_pauses();
    else
        transmit(peer.out, peer.out_len);
    peer.out_len = 0;
}

static ssize_t recv_or_reset(uint8_t *chunk, size_t room)
{
    ssize_t got = recv(peer.fd, chunk, room, 0);
    peer.was_reset = got < 0 && errno == ECONNRESET;
    require(got >= 0 || peer.was_reset, "recv");
    return peer.was_reset ? 0 : got;
}

/* Waits for the other side; all that was written before leaves first. */
static void receive(void)
{
    uint8_t chunk[IN_MAX];
    flush();
    require(!peer.ended, "the other side ended too early");
    size_t room = peer.tls ? IN_MAX : IN_MAX - peer.in_len;
    ssize_t got = recv_or_reset(chunk, room);
    if (got == 0)
        peer.ended = 1;
    else if (peer.outer)
        tunnel_feed(chunk, (size_t)got);
    else if (peer.tls)
        tls_feed(peer.tls, chunk, (size_t)got);
    else {
        memcpy(peer.in + peer.in_len, chunk, (size_t)got);
        peer.in_len += (size_t)got;
    }
}

/* --- actions --------------------------------------------------------------------------------- */

static unsigned number(const char *text)
{
    return (unsigned)strtoul(text, NULL, 0);
}

static void act_say(const struct action *action, char **argument)
{
    (void)action;
    size_t len = strlen(argument[0]);
    require(len < OUT_MAX - peer.out_len, "too much to say");
    memcpy(peer.out + peer.out_len, argument[0], len);
    peer.out_len += len;
}

static void act_say_hex(const struct action *action, char **argument)
{
    (void)action;
    for (const char *hex = argument[0]; *hex; hex += 2) {
        unsigned byte;
        require(sscanf(hex, "%2x", &byte) == 1, "hexadecimal");
        require(peer.out_len + 1 < OUT_MAX, "too much to say");
        peer.out[peer.out_len++] = (uint8_t)byte;
    }
}

static void act_hear(const struct action *action, char **argument)
{
    (void)action;
    size_t len = number(argument[0]);
    while (peer.in_len < len)
        receive();
    peer.in_len -= len;
    memmove(peer.in, peer.in + len, peer.in_len);
}

/* Waits for a segment, whatever it holds. */
static void act_hear_some(const struct action *action, char **argument)
{
    (void)action;
    (void)argument;
    receive();
}

static void act_sleep(const struct action *action, char **argument)
{
    (void)action;
    flush();
    sleep_ms(number(argument[0]));
}

static void act_pause(const struct action *action, char **argument)
{
    (void)action;
    require(peer.num_pauses < PAUSES_MAX, "too many pauses");
    peer.pauses[peer.num_pauses++] = (struct pause){ number(argument[0]), number(argument[1]) };
}

static void act_fin(const struct action *action, char **argument)
{
    (void)action;
    (void)argument;
    flush();
    shutdown(peer.fd, SHUT_WR);
}

static void act_hear_fin(const struct action *action, char **argument)
{
    (void)action;
    (void)argument;
    while (!peer.ended)
        receive();
}

static void act_hear_reset(const struct action *action, char **argument)
{
    act_hear_fin(action, argument);
    require(peer.was_reset, "a reset was to come");
}

/* Linux would wait up to 40 ms for something to send the acknowledgement with. */
static void act_quickack(const struct action *action, char **argument)
{
    (void)action;
    (void)argument;
    int on = 1;
    setsockopt(peer.fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

static void act_reset(const struct action *action, char **argument)
{
    (void)action;
    (void)argument;
    struct linger at_once = { 1, 0 };
    flush();
    setsockopt(peer.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(peer.fd);
    peer.fd = -1;
}

/* Closes what is open, whether all that came was read or not: Linux resets where it was not. */
static void act_close(const struct action *action, char **argument)
{
    (void)action;
    (void)argument;
    flush();
    close(peer.fd);
    peer.fd = -1;
}

static void act_say_many(const struct action *action, char **argument)
{
    (void)action;
    size_t len = number(argument[0]);
    require(len < OUT_MAX - peer.out_len, "too much to say");
    memset(peer.out + peer.out_len, '.', len);
    peer.out_len += len;
}

/* Asks the kernel for keep-alives after so many seconds of silence, as often, at most COUNT. */
static void act_keep_alive(const struct action *action, char **argument)
{
    (void)action;
    int on = 1, seconds = (int)number(argument[0]), count = (int)number(argument[1]);
    setsockopt(peer.fd, IPPROTO_TCP, TCP_KEEPIDLE, &seconds, sizeof seconds);
    setsockopt(peer.fd, IPPROTO_TCP, TCP_KEEPINTVL, &seconds, sizeof seconds);
    setsockopt(peer.fd, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count);
    setsockopt(peer.fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
}

/* Waits for the connection's end by a timer of its own kernel. */
static void act_hear_timeout(const struct action *action, char **argument)
{
    uint8_t byte;
    (void)action;
    (void)argument;
    flush();
    require(recv(peer.fd, &byte, sizeof byte, 0) < 0 && errno == ETIMEDOUT, "a time-out was due");
    close(peer.fd);
    peer.fd = -1;
}

/* From the first TLS action on, all bytes are TLS's, also those that came with the plain ones. */
static void tls_begin(void)
{
    if (peer.tls)
        return;
    peer.tls = tls_new(peer.context);
    tls_feed(peer.tls, peer.in, peer.in_len);
    peer.in_len = 0;
}

static enum tls_result tls_run(struct tls_order order)
{
    enum tls_result result;
    tls_begin();
    while ((result = tls_do(peer.tls, &order)) == TLS_NEEDS_INPUT)
        receive();
    drain();
    return result;
}

static void tls_require(struct tls_order order)
{
    if (tls_run(order) == TLS_DONE)
        return;
    tls_complain(peer.tls);
    flush();
    errno = 0;
    die("TLS failed");
}

static void act_tls(const struct action *action, char **argument)
{
    (void)argument;
    tls_require((struct tls_order){ .deed = action->deed });
}

/* What was written before leaves before the question. */
static void act_ask(const struct action *action, char **argument)
{
    flush();
    act_tls(action, argument);
}

static void act_tls_text(const struct action *action, char **argument)
{
    tls_require((struct tls_order){
        .deed = action->deed, .data = argument[0], .len = strlen(argument[0]) });
}

static void act_tls_hex(const struct action *action, char **argument)
{
    uint8_t bytes[HEX_MAX];
    size_t len = 0;
    for (const char *hex = argument[0]; *hex; hex += 2) {
        unsigned byte;
        require(len < HEX_MAX && sscanf(hex, "%2x", &byte) == 1, "hexadecimal");
        bytes[len++] = (uint8_t)byte;
    }
    tls_require((struct tls_order){ .deed = action->deed, .data = bytes, .len = len });
}

static void act_tls_bytes(const struct action *action, char **argument)
{
    tls_require((struct tls_order){ .deed = action->deed, .len = number(argument[0]) });
}

static void act_tls_refused(const struct action *action, char **argument)
{
    (void)argument;
    enum tls_result result = tls_run((struct tls_order){ .deed = action->deed, .len = 1 });
    require(result == TLS_FAILED, "an alert was to come or to go");
}

/* As far as a handshake goes without waiting. */
static void act_handshake_step(const struct action *action, char **argument)
{
    (void)argument;
    struct tls_order order = { .deed = action->deed };
    tls_begin();
    tls_do(peer.tls, &order);
    drain();
}

/* Damages the last byte that waits to be sent: the end of a record's authentication tag. */
static void act_spoil(const struct action *action, char **argument)
{
    (void)action;
    (void)argument;
    drain();
    require(peer.out_len > 0, "nothing to spoil");
    peer.out[peer.out_len - 1] ^= 1;
}

/* Makes two records of the first that waits to be sent; only for what is not encrypted. */
static void act_split(const struct action *action, char **argument)
{
    (void)action;
    size_t first_len = number(argument[0]);
    drain();
    size_t len = (size_t)(peer.out[3] << 8 | peer.out[4]);
    require(peer.out_len > RECORD_HEADER_LEN && first_len < len, "no such record to split");
    uint8_t *second = peer.out + RECORD_HEADER_LEN + first_len;
    memmove(second + RECORD_HEADER_LEN, second, peer.out_len - RECORD_HEADER_LEN - first_len);
    memcpy(second, peer.out, 3);
    second[3] = (uint8_t)((len - first_len) >> 8);
    second[4] = (uint8_t)(len - first_len);
    peer.out[3] = (uint8_t)(first_len >> 8);
    peer.out[4] = (uint8_t)first_len;
    peer.out_len += RECORD_HEADER_LEN;
}

/* From now on TLS actions are those of a TLS inside the TLS that there is; the log gets no keys of
 * it. */
static void act_tunnel(const struct action *action, char **argument)
{
    (void)action;
    (void)argument;
    flush();
    settings.tls.keylog = NULL;
    peer.outer = peer.tls;
    peer.tls = tls_new(peer.context);
}

static void act_tunnel_end(const struct action *action, char **argument)
{
    (void)action;
    (void)argument;
    drain();
    tls_free(peer.tls);
    peer.tls = peer.outer;
    peer.outer = NULL;
}

static const struct action actions[] = {
    /* TCP */
    { "say", "TEXT", act_say, 0 },
    { "say-hex", "HEX", act_say_hex, 0 },
    { "hear", "BYTES", act_hear, 0 },
    { "hear-some", "", act_hear_some, 0 },
    { "sleep", "MS", act_sleep, 0 },
    { "fin", "", act_fin, 0 },
    { "hear-fin", "", act_hear_fin, 0 },
    { "quickack", "", act_quickack, 0 },
    { "reset", "", act_reset, 0 },
    { "hear-reset", "", act_hear_reset, 0 },
    { "close", "", act_close, 0 },
    { "say-many", "BYTES", act_say_many, 0 },
    { "keep-alive", "SECONDS COUNT", act_keep_alive, 0 },
    { "hear-timeout", "", act_hear_timeout, 0 },
    /* TLS */
    { "pause", "RECORD MS", act_pause, 0 },
    { "handshake", "", act_tls, TLS_HANDSHAKE },
    { "handshake-step", "", act_handshake_step, TLS_HANDSHAKE },
    { "handshake-refused", "", act_tls_refused, TLS_HANDSHAKE },
    { "hear-handshake", "", act_tls, TLS_HEAR_HANDSHAKE },
    { "hear-alert", "", act_tls_refused, TLS_READ },
    { "write", "TEXT", act_tls_text, TLS_WRITE },
    { "write-hex", "HEX", act_tls_hex, TLS_WRITE },
    { "read", "BYTES", act_tls_bytes, TLS_READ },
    { "write-early", "TEXT", act_tls_text, TLS_WRITE_EARLY },
    { "read-early", "BYTES", act_tls_bytes, TLS_READ_EARLY },
    { "end-early", "", act_tls, TLS_END_EARLY },
    { "close-notify", "", act_tls, TLS_CLOSE_NOTIFY },
    { "hear-close-notify", "", act_tls, TLS_HEAR_CLOSE_NOTIFY },
    { "renegotiate", "", act_tls, TLS_RENEGOTIATE },
    { "key-update", "", act_tls, TLS_KEY_UPDATE },
    { "ask-certificate", "", act_tls, TLS_ASK_CERTIFICATE },
    { "refuse-early", "", act_tls, TLS_REFUSE_EARLY },
    { "forget-tickets", "", act_tls, TLS_FORGET_TICKETS },
    { "cancel", "", act_tls, TLS_CANCEL },
    { "ask", "", act_ask, TLS_ASK_AUTHORITY },
    { "spoil", "", act_spoil, 0 },
    { "split", "BYTES", act_split, 0 },
    { "tunnel", "", act_tunnel, 0 },
    { "tunnel-end", "", act_tunnel_end, 0 },
};

static const struct action *action_find(const char *name)
{
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (!strcmp(actions[i].name, name))
            return &actions[i];
    die(name);
    return NULL;
}

static size_t num_arguments(const struct action *action)
{
    size_t num = *action->arguments != '\0';
    for (const char *c = action->arguments; *c; c++)
        num += *c == ' ';
    return num;
}

/* Returns what follows the script: the next `--`, or NULL at the end. */
static char **script_run(char **word)
{
    while (*word && strcmp(*word, "--")) {
        const struct action *action = action_find(*word++);
        size_t num = num_arguments(action);
        for (size_t i = 0; i < num; i++)
            require(word[i] != NULL, action->name);
        action->act(action, word);
        word += num;
    }
    if (peer.fd >= 0) {
        flush();
        close(peer.fd);
    }
    return *word ? word + 1 : NULL;
}

/* --- TCP ------------------------------------------------------------------------------------- */

static void option_set(int fd, int option, int value)
{
    require(setsockopt(fd, IPPROTO_TCP, option, &value, sizeof value) == 0, "setsockopt");
}

/* A hung peer must end by itself: the driver then tells which script it was. */
static void connection_prepare(int fd)
{
    struct timeval limit = { .tv_sec = TIMEOUT_S };
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    option_set(fd, TCP_NODELAY, 1);
}

/* An address and a port; no address means any of IPv4's. */
static socklen_t address_read(struct sockaddr_storage *into, const char *text, unsigned port)
{
    struct sockaddr_in *ipv4 = (struct sockaddr_in *)into;
    struct sockaddr_in6 *ipv6 = (struct sockaddr_in6 *)into;
    memset(into, 0, sizeof *into);
    if (text && inet_pton(AF_INET6, text, &ipv6->sin6_addr) == 1) {
        ipv6->sin6_family = AF_INET6;
        ipv6->sin6_port = htons((uint16_t)port);
        return sizeof *ipv6;
    }
    require(!text || inet_pton(AF_INET, text, &ipv4->sin_addr) == 1, "address");
    ipv4->sin_family = AF_INET;
    ipv4->sin_port = htons((uint16_t)port);
    return sizeof *ipv4;
}

static int socket_bind(const char *address, unsigned port)
{
    struct sockaddr_storage local;
    socklen_t len = address_read(&local, address, port);
    int fd = socket(local.ss_family, SOCK_STREAM, settings.multipath ? IPPROTO_MPTCP : 0);
    int on = 1, bytes = (int)settings.receive_buffer;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bytes)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    require(bind(fd, (struct sockaddr *)&local, len) == 0, "bind");
    return fd;
}

/* A socket under repair takes a sequence number, and connect() keeps one that is not 0. */
static void isn_set(int fd)
{
    option_set(fd, TCP_REPAIR, TCP_REPAIR_ON);
    option_set(fd, TCP_REPAIR_QUEUE, TCP_SEND_QUEUE);
    option_set(fd, TCP_QUEUE_SEQ, (int)settings.isn);
    option_set(fd, TCP_REPAIR, TCP_REPAIR_OFF_NO_WP);
}

static void until_second(unsigned second, unsigned ms)
{
    struct timespec due = { second + ms / MS_PER_S, (long)(ms % MS_PER_S) * NS_PER_MS };
    while (second && clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &due, NULL) == EINTR)
        continue;
}

/* Sends a SYN, and is gone before there can be an answer. */
static void connection_abandon(int fd, const struct sockaddr_storage *remote, socklen_t len)
{
    fcntl(fd, F_SETFL, O_NONBLOCK);
    require(connect(fd, (const struct sockaddr *)remote, len) < 0 && errno == EINPROGRESS,
            "connect");
    sleep_ms(settings.abandon_ms);
    close(fd);
    exit(0);
}

static void options_set(int fd)
{
    connection_prepare(fd);
    if (settings.isn)
        isn_set(fd);
    if (settings.mss)
        option_set(fd, TCP_MAXSEG, (int)settings.mss);
    if (settings.fast_open)
        option_set(fd, TCP_FASTOPEN_CONNECT, 1);
    if (settings.delayed_ack)
        option_set(fd, TCP_QUICKACK, 0);
}

/* Whether it is a client that makes no connection. */
static int is_alone(void)
{
    return settings.tls.role == ROLE_CLIENT && (!settings.address || !*settings.address);
}

/* Returns -1 where there is nobody to connect to. */
static int server_connect(void)
{
    if (is_alone()) {
        until_second(settings.begin_s, settings.begin_ms);
        return -1;
    }
    struct sockaddr_storage remote;
    socklen_t len = address_read(&remote, settings.address, settings.port);
    int fd = socket_bind(remote.ss_family == AF_INET6 ? "::" : NULL, settings.local_port);
    options_set(fd);
    until_second(settings.begin_s, settings.begin_ms);
    if (settings.abandon_ms)
        connection_abandon(fd, &remote, len);
    int failed = connect(fd, (struct sockaddr *)&remote, len) < 0;
    if (failed && settings.fails)
        exit(0);
    require(!failed, "connect");
    return fd;
}

static int server_listen(void)
{
    int fd = socket_bind(settings.address, settings.port);
    if (settings.fast_open)
        option_set(fd, TCP_FASTOPEN, FAST_OPEN_QUEUE);
    require(listen(fd, 4) == 0, "listen");
    puts("ready");
    fflush(stdout);
    return fd;
}

/* Each connection starts afresh but for the context: tickets and sessions outlive connections. */
static void peer_reset(int fd)
{
    struct tls_context *context = peer.context;
    tls_free(peer.tls);
    tls_free(peer.outer);
    memset(&peer, 0, sizeof peer);
    peer.context = context;
    peer.fd = fd;
    require(fd >= 0 || is_alone(), "accept");
}

static void scripts_run(char **script)
{
    int server = settings.tls.role == ROLE_SERVER;
    /* Before any segment: what a stack needs to start is no think time of the connection. */
    peer.context = tls_context_new(&settings.tls);
    require(peer.context != NULL, "no TLS context");
    int listening_fd = server ? server_listen() : -1;
    while (script) {
        peer_reset(server ? accept(listening_fd, NULL, NULL) : server_connect());
        if (server)
            connection_prepare(peer.fd);
        script = script_run(script);
    }
    tls_free(peer.tls);
    tls_free(peer.outer);
    tls_context_free(peer.context);
}

/* --- settings -------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    const char **value;
} text_settings[] = {
    { "address", &settings.address },
    { "sni", &settings.tls.sni },
    { "alpn", &settings.tls.alpn },
    { "keylog", &settings.tls.keylog },
    { "session-in", &settings.tls.session_in },
    { "session-out", &settings.tls.session_out },
    { "psk", &settings.tls.psk },
    { "psk12", &settings.tls.psk12 },
    { "staple", &settings.tls.staple },
    { "certificate", &settings.tls.certificate },
    { "key", &settings.tls.key },
    { "database", &settings.tls.database },
    { "ask", &settings.tls.authority.method },
    { "authority", &settings.tls.authority.address },
    { "issuer", &settings.tls.authority.issuer },
    { "asked", &settings.tls.authority.asked },
};

static const struct {
    const char *name;
    unsigned *value;
} number_settings[] = {
    { "port", &settings.port },
    { "local-port", &settings.local_port },
    { "fast-open", &settings.fast_open },
    { "isn", &settings.isn },
    { "mss", &settings.mss },
    { "multipath", &settings.multipath },
    { "delayed-ack", &settings.delayed_ack },
    { "receive-buffer", &settings.receive_buffer },
    { "begin-s", &settings.begin_s },
    { "begin-ms", &settings.begin_ms },
    { "abandon-ms", &settings.abandon_ms },
    { "fails", &settings.fails },
    { "early-data", &settings.tls.early_data_max },
    { "post-handshake-auth", &settings.tls.post_handshake_auth },
    { "num-tickets", &settings.tls.num_tickets },
    { "padding", &settings.tls.padding },
    { "max-fragment", &settings.tls.max_fragment },
    { "compress", &settings.tls.compress },
    { "raw-keys", &settings.tls.raw_keys },
    { "false-start", &settings.tls.false_start },
    { "ask-certificate", &settings.tls.ask_certificate },
    { "ask-limit-ms", &settings.tls.authority.limit_ms },
    { "ask-pieces", &settings.tls.authority.pieces },
    { "ask-in-handshake", &settings.tls.authority.in_handshake },
};

static int setting_store(const char *name, const char *value)
{
    for (size_t i = 0; i < sizeof text_settings / sizeof *text_settings; i++)
        if (!strcmp(text_settings[i].name, name)) {
            *text_settings[i].value = value;
            return 1;
        }
    for (size_t i = 0; i < sizeof number_settings / sizeof *number_settings; i++)
        if (!strcmp(number_settings[i].name, name)) {
            *number_settings[i].value = number(value);
            return 1;
        }
    return 0;
}

static void setting_set(char *text)
{
    char *value = strchr(text, '=');
    require(value != NULL, text);
    *value++ = '\0';
    if (!strcmp(text, "conf") && settings.tls.num_conf < TLS_CONF_MAX)
        settings.tls.conf[settings.tls.num_conf++] = value;
    else
        require(setting_store(text, value), text);
}

/* A busy machine must not look like think time; without the right to ask, the peer runs as it
 * can. */
static void scheduler_ask(void)
{
    struct sched_param priority = { .sched_priority = 5 };
    prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
    sched_setscheduler(0, SCHED_FIFO, &priority);
}

int main(int argc, char **argv)
{
    require(argc > 3, "usage: peer client|server [NAME=VALUE]... -- ACTION [ARGUMENT]...");
    settings.tls.role = strcmp(argv[1], "server") ? ROLE_CLIENT : ROLE_SERVER;
    char **word = argv + 2;
    while (*word && strcmp(*word, "--"))
        setting_set(*word++);
    require(*word != NULL, "no script");
    scheduler_ask();
    scripts_run(word + 1);
    return 0;
}
