/* replay.c
 * replay FOLDER: runs each input of a corpus once, where there is no libFuzzer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "fuzz_target.h"

#include <stdio.h>

/* A finding aborts; the name before it says which input it was. */
static bool replay(const char *path)
{
    char *data;
    gsize size;

    if (!g_file_get_contents(path, &data, &size, NULL)) {
        fprintf(stderr, "replay: %s cannot be read\n", path);
        return false;
    }
    printf("%s\n", path);
    fflush(stdout);
    LLVMFuzzerTestOneInput((const uint8_t *)data, size);
    g_free(data);
    return true;
}

int main(int argc, char **argv)
{
    GDir *folder = argc == 2 ? g_dir_open(argv[1], 0, NULL) : NULL;
    unsigned num = 0;
    const char *name;

    if (!folder) {
        fputs("usage: replay FOLDER\n", stderr);
        return 2;
    }
    LLVMFuzzerInitialize(&argc, &argv);
    while ((name = g_dir_read_name(folder))) {
        char *path = g_build_filename(argv[1], name, NULL);

        num += replay(path);
        g_free(path);
    }
    g_dir_close(folder);
    printf("%u inputs\n", num);
    return num == 0;
}
