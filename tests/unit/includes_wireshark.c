/* includes_wireshark.c
 * Must not compile: the model and the renderers have no Wireshark on their include path. The test
 * "boundary" builds it with the flags of their library, and expects the compiler to refuse.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <epan/packet.h>
