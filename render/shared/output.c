/* output.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "output.h"

#include <errno.h>
#include <string.h>

static int write_to_file(void *user, const char *bytes, size_t len)
{
    errno = 0;
    if (fwrite(bytes, 1, len, (FILE *)user) == len)
        return 0;
    return errno != 0 ? errno : EIO;
}

static int write_to_string(void *user, const char *bytes, size_t len)
{
    g_string_append_len((GString *)user, bytes, (gssize)len);
    return 0;
}

struct hsviz_output hsviz_output_to_file(FILE *file)
{
    return (struct hsviz_output){ .write = write_to_file, .user = file };
}

struct hsviz_output hsviz_output_to_string(GString *text)
{
    return (struct hsviz_output){ .write = write_to_string, .user = text };
}

void hsviz_output_bytes(struct hsviz_output *output, const char *bytes, size_t len)
{
    if (output->error != 0 || len == 0)
        return;
    output->error = output->write(output->user, bytes, len);
    if (output->error == 0)
        output->num_bytes += len;
}

void hsviz_output_text(struct hsviz_output *output, const char *text)
{
    hsviz_output_bytes(output, text, strlen(text));
}
