/* The lab's wire: forwards Ethernet frames between two interfaces with a delay and with losses.
 *
 *   relay UP_INTERFACE DOWN_INTERFACE DELAY_US [DIRECTION:KIND:N[:DEED[=MS]]]...
 *
 * Frames that arrive at UP_INTERFACE go out of DOWN_INTERFACE ("up": from client to server) and the
 * other way round ("down"), each DELAY_US microseconds after the kernel received it. A rule meets
 * one frame: the Nth of KIND in DIRECTION, counted from 1 since the relay started. The kinds are
 * those of `kinds` below. The deeds: `lost`, which is meant where none is named; `onward`, lost as
 * all of KIND that come after it; `twice`, forwarded two times; `late`, MS milliseconds later than
 * the others. The relay says "ready" on its standard output, and runs until a signal ends it.
 * Kernels may lack sch_netem; this needs none.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { FRAME_MAX = 2048, QUEUE_FRAMES = 1024, RULES_MAX = 8, NS_PER_US = 1000 };
enum { NS_PER_S = 1000000000, NS_PER_MS = 1000000 };

enum direction { UP, DOWN, DIRECTIONS };

struct frame {
    int64_t due_ns; /* CLOCK_REALTIME, as the kernel stamps what it receives */
    size_t len;
    uint8_t data[FRAME_MAX];
};

/* Frames under way in one direction; the delay is constant, so first in is first out, but for the
 * one that is late. */
struct lane {
    int from_fd;
    int to_fd;
    size_t head;
    size_t num_frames;
    struct frame frames[QUEUE_FRAMES];
    struct frame late; /* len 0: none */
};

struct kind {
    const char *name;
    uint8_t flags_mask;
    uint8_t flags;
    enum { ANY_PAYLOAD, EMPTY, FILLED } payload;
};

static const struct kind kinds[] = {
    { "syn", TH_SYN | TH_ACK, TH_SYN, ANY_PAYLOAD },
    { "synack", TH_SYN | TH_ACK, TH_SYN | TH_ACK, ANY_PAYLOAD },
    { "ack", TH_SYN | TH_FIN | TH_RST | TH_ACK, TH_ACK, EMPTY },
    { "data", TH_SYN, 0, FILLED },
    { "fin", TH_FIN, TH_FIN, ANY_PAYLOAD },
    { "any", 0, 0, ANY_PAYLOAD },
};

/* What happens to a frame, besides the delay. */
enum deed { NOTHING, LOST, ONWARD, TWICE, LATE };

static const char *const deeds[] = { "", "lost", "onward", "twice", "late" };

struct rule {
    enum direction direction;
    const struct kind *kind;
    unsigned countdown; /* 0: done */
    enum deed deed;
    int64_t late_ns;
};

static struct lane lanes[DIRECTIONS];
static struct rule rules[RULES_MAX];
static size_t num_rules;

static void die(const char *what)
{
    fprintf(stderr, "relay: %s: %s\n", what, errno ? strerror(errno) : "not understood");
    exit(1);
}

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

static int interface_open(const char *name)
{
    int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, htons(ETH_P_ALL));
    struct sockaddr_ll address = {
        .sll_family = AF_PACKET,
        .sll_protocol = htons(ETH_P_ALL),
        .sll_ifindex = (int)if_nametoindex(name),
    };
    int on = 1;
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ||
        setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) < 0)
        die(name);
    return fd;
}

static const struct kind *kind_find(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!strcmp(kinds[i].name, name))
            return &kinds[i];
    die(name);
    return NULL;
}

static enum deed deed_find(const char *name)
{
    for (size_t i = LOST; i < sizeof deeds / sizeof *deeds; i++)
        if (!strcmp(deeds[i], name))
            return (enum deed)i;
    die(name);
    return NOTHING;
}

static void rule_add(const char *text)
{
    char direction[8], kind[8], deed[8] = "lost";
    unsigned count, late_ms = 0;
    if (num_rules == RULES_MAX || sscanf(text, "%7[^:]:%7[^:]:%u:%7[^=]=%u", direction, kind,
                                         &count, deed, &late_ms) < 3)
        die(text);
    rules[num_rules++] = (struct rule){ strcmp(direction, "up") ? DOWN : UP, kind_find(kind), count,
                                        deed_find(deed), (int64_t)late_ms * NS_PER_MS };
}

static int kind_matches(const struct kind *kind, const uint8_t *data, size_t len)
{
    struct ether_header ethernet;
    struct iphdr ip;
    struct tcphdr tcp;
    if (len < sizeof ethernet + sizeof ip + sizeof tcp)
        return 0;
    memcpy(&ethernet, data, sizeof ethernet);
    memcpy(&ip, data + sizeof ethernet, sizeof ip);
    size_t tcp_offset = sizeof ethernet + ip.ihl * 4u;
    if (ntohs(ethernet.ether_type) != ETHERTYPE_IP || ip.protocol != IPPROTO_TCP ||
        len < tcp_offset + sizeof tcp)
        return 0;
    memcpy(&tcp, data + tcp_offset, sizeof tcp);
    /* The IP header's length, not the frame's: Ethernet pads short frames. */
    int filled = ntohs(ip.tot_len) > ip.ihl * 4u + tcp.th_off * 4u;
    return (tcp.th_flags & kind->flags_mask) == kind->flags &&
           (kind->payload == ANY_PAYLOAD || filled == (kind->payload == FILLED));
}

/* The rule that the frame meets, or NULL. */
static const struct rule *rule_met(enum direction direction, const uint8_t *data, size_t len)
{
    const struct rule *met = NULL;
    for (size_t i = 0; i < num_rules; i++) {
        struct rule *rule = &rules[i];
        if (!rule->countdown || rule->direction != direction ||
            !kind_matches(rule->kind, data, len) || --rule->countdown)
            continue;
        met = rule;
        rule->countdown = rule->deed == ONWARD;
    }
    return met;
}

/* The kernel's receive time: what the scheduler adds before we read does not count as delay. */
static int64_t received_ns(struct msghdr *message)
{
    for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c))
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
            struct timespec stamp;
            memcpy(&stamp, CMSG_DATA(c), sizeof stamp);
            return (int64_t)stamp.tv_sec * NS_PER_S + stamp.tv_nsec;
        }
    return now_ns();
}

/* Keeps the frame at the lane's end as the rule that it met has it. */
static void lane_keep(struct lane *lane, const struct rule *rule)
{
    struct frame *frame = &lane->frames[(lane->head + lane->num_frames) % QUEUE_FRAMES];
    enum deed deed = rule ? rule->deed : NOTHING;
    if (deed == LATE) {
        lane->late = *frame;
        lane->late.due_ns += rule->late_ns;
    }
    if (deed == LATE || deed == LOST || deed == ONWARD)
        return;
    lane->num_frames++;
    if (deed == TWICE && lane->num_frames < QUEUE_FRAMES) {
        lane->frames[(lane->head + lane->num_frames) % QUEUE_FRAMES] = *frame;
        lane->num_frames++;
    }
}

/* Takes one frame off the interface; returns 0 when none was waiting. */
static int lane_fill(enum direction direction, int64_t delay_ns)
{
    struct lane *lane = &lanes[direction];
    if (lane->num_frames == QUEUE_FRAMES)
        return 0;
    struct frame *frame = &lane->frames[(lane->head + lane->num_frames) % QUEUE_FRAMES];
    struct sockaddr_ll from;
    char control[128];
    struct iovec part = { frame->data, FRAME_MAX };
    struct msghdr message = { .msg_name = &from,
                              .msg_namelen = sizeof from,
                              .msg_iov = &part,
                              .msg_iovlen = 1,
                              .msg_control = control,
                              .msg_controllen = sizeof control };
    ssize_t len = recvmsg(lane->from_fd, &message, 0);
    if (len < 0)
        return 0;
    /* A packet socket also hears what is sent through it. */
    if (from.sll_pkttype == PACKET_OUTGOING)
        return 1;
    frame->len = (size_t)len;
    frame->due_ns = received_ns(&message) + delay_ns;
    lane_keep(lane, rule_met(direction, frame->data, (size_t)len));
    return 1;
}

static void frame_send(const struct lane *lane, const struct frame *frame)
{
    if (send(lane->to_fd, frame->data, frame->len, 0) < 0)
        die("send");
}

/* Sends what is due; returns when the next frame will be, or INT64_MAX. */
static int64_t lane_drain(struct lane *lane)
{
    int64_t late_due_ns = INT64_MAX;
    if (lane->late.len && lane->late.due_ns <= now_ns()) {
        frame_send(lane, &lane->late);
        lane->late.len = 0;
    } else if (lane->late.len) {
        late_due_ns = lane->late.due_ns;
    }
    while (lane->num_frames) {
        struct frame *frame = &lane->frames[lane->head];
        if (frame->due_ns > now_ns())
            return frame->due_ns < late_due_ns ? frame->due_ns : late_due_ns;
        frame_send(lane, frame);
        lane->head = (lane->head + 1) % QUEUE_FRAMES;
        lane->num_frames--;
    }
    return late_due_ns;
}

static void wait_until(int64_t due_ns)
{
    struct pollfd fds[] = { { lanes[UP].from_fd, POLLIN, 0 }, { lanes[DOWN].from_fd, POLLIN, 0 } };
    int64_t left_ns = due_ns == INT64_MAX ? NS_PER_S : due_ns - now_ns();
    if (left_ns < 0)
        left_ns = 0;
    struct timespec left = { left_ns / NS_PER_S, left_ns % NS_PER_S };
    ppoll(fds, DIRECTIONS, &left, NULL);
}

/* The wire must not add the scheduler's noise; without the right to ask, it runs as it can. */
static void scheduler_ask(void)
{
    struct sched_param priority = { .sched_priority = 10 };
    prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
    sched_setscheduler(0, SCHED_FIFO, &priority);
}

int main(int argc, char **argv)
{
    if (argc < 4)
        die("usage: relay UP_INTERFACE DOWN_INTERFACE DELAY_US [DIRECTION:KIND:N[:DEED[=MS]]]...");
    int up_fd = interface_open(argv[1]);
    int down_fd = interface_open(argv[2]);
    int64_t delay_ns = atoll(argv[3]) * NS_PER_US;
    for (int i = 4; i < argc; i++)
        rule_add(argv[i]);
    lanes[UP].from_fd = lanes[DOWN].to_fd = up_fd;
    lanes[DOWN].from_fd = lanes[UP].to_fd = down_fd;
    scheduler_ask();
    puts("ready");
    fflush(stdout);
    for (;;) {
        while (lane_fill(UP, delay_ns) | lane_fill(DOWN, delay_ns))
            continue;
        int64_t up_due = lane_drain(&lanes[UP]);
        int64_t down_due = lane_drain(&lanes[DOWN]);
        wait_until(up_due < down_due ? up_due : down_due);
    }
}
