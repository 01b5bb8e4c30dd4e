/* endpoint.h
 * Address and port of one end.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CORE_ENDPOINT_H
#define HSVIZ_MODEL_CORE_ENDPOINT_H

#include <stdint.h>

/* One end, as in the frame's headers. The address is numeric text, never a resolved name. It is
 * required in a connection's first frame, and if both ends have the same port; otherwise it may be
 * NULL. */
struct hsviz_endpoint {
    const char *address;
    uint16_t port;
};

#endif
