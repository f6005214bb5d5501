/* SPDX-License-Identifier: Apache-2.0 */
/* --at, for answers that only say how old their facts are then. */
#ifndef TOLL_CLI_INPUT_INSTANT_OPTION_H
#define TOLL_CLI_INPUT_INSTANT_OPTION_H

#include <stdbool.h>
#include <stdint.h>

struct args;

/* The instant of --at, or now. Complains and returns false when it is none. */
bool instant_option_read(const struct args *a, int64_t *at_s);

#endif
