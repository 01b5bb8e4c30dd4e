/* initialize.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "fuzz_target.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    g_setenv("CMOCKA_TEST_ABORT", "1", TRUE);
    return 0;
}
