/* endpoint.h
 * Address and port of one end.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CORE_ENDPOINT_H
#define HSVIZ_MODEL_CORE_ENDPOINT_H

#include <stdint.h>

/* One end as the frame names it. The address is numeric text, never a resolved name. It is needed
 * in a connection's first frame, and where both ends have the same port; else it may be NULL. */
struct hsviz_endpoint {
    const char *address;
    uint16_t port;
};

#endif
