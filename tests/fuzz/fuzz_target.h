/* fuzz_target.h
 * What both fuzzers are to libFuzzer, and to replay.c where there is no libFuzzer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_TESTS_FUZZ_TARGET_H
#define HSVIZ_TESTS_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

#include "fuzz_input.h"

/* LLVMFuzzerTestOneInput: libFuzzer's own name; runs one input, aborts on a finding. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* LLVMFuzzerInitialize: libFuzzer's own name; called once. cmocka's assertions abort, so that a
 * finding has a stack. */
int LLVMFuzzerInitialize(int *argc, char ***argv);

#endif
