/* fork_server.c
 * Preloaded into tshark, has one tshark read a capture again and again, each time in a process of
 * its own, which is as a tshark that has just started without the time that starting takes.
 *
 * tshark waits where it would open its capture. For each byte on standard input it forks; the child
 * opens what is at the capture's path by then, and goes on as usual. What it prints goes to that
 * path with .out and .err behind it. The parent writes the child's status, an int as of waitpid(2),
 * to standard output, and ends where standard input does.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#define _GNU_SOURCE

#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WAIT_FACTOR = 6 };

/* Wireshark's wtap_open_offline(), as far as handing it on needs. The last is gboolean or bool,
 * which differs between versions, and is handed on as it came. */
typedef void *open_offline(const char *path, unsigned type, int *error, char **detail, int is_random);

open_offline wtap_open_offline;

/* Wireshark's. */
void epan_cleanup(void);

static void redirect(int to, const char *path, const char *suffix)
{
    char *name;
    int file;

    if (asprintf(&name, "%s%s", path, suffix) < 0)
        _exit(EXIT_FAILURE);
    file = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0666);
    if (file < 0 || dup2(file, to) < 0)
        _exit(EXIT_FAILURE);
    close(file);
    free(name);
}

static void limit(void)
{
    const char *given = getenv("HSVIZ_SECONDS_MAX");
    unsigned seconds = given ? (unsigned)strtoul(given, NULL, 10) : 0;
    struct rlimit work = { seconds, seconds + 1 };

    if (seconds == 0 || setrlimit(RLIMIT_CPU, &work) != 0)
        _exit(EXIT_FAILURE);
    alarm(seconds * WAIT_FACTOR);
}

/* Returns in each child, and never in the parent. */
static void serve(const char *path)
{
    char request;

    while (read(STDIN_FILENO, &request, 1) == 1) {
        pid_t child = fork();
        int status;

        if (child < 0)
            break;
        if (child == 0) {
            redirect(STDOUT_FILENO, path, ".out");
            redirect(STDERR_FILENO, path, ".err");
            limit();
            return;
        }
        if (waitpid(child, &status, 0) != child ||
            write(STDOUT_FILENO, &status, sizeof status) != sizeof status)
            break;
    }
    _exit(EXIT_SUCCESS);
}

void *wtap_open_offline(const char *path, unsigned type, int *error, char **detail, int is_random)
{
    open_offline *open_it;

    *(void **)&open_it = dlsym(RTLD_NEXT, "wtap_open_offline");
    serve(path);
    return open_it(path, type, error, detail, is_random);
}

void epan_cleanup(void)
{
    void (*clean_up)(void);

    if (getenv("HSVIZ_NO_CLEANUP"))
        return;
    *(void **)&clean_up = dlsym(RTLD_NEXT, "epan_cleanup");
    clean_up();
}
