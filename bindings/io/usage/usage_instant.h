/* SPDX-License-Identifier: Apache-2.0 */
/* Instants as logs write them: ISO 8601, and seconds to nanoseconds since 1970. */
#ifndef TOLL_IO_USAGE_USAGE_INSTANT_H
#define TOLL_IO_USAGE_USAGE_INSTANT_H

#include <stdbool.h>

#include "text/text_check.h"

/* A number, or text: seconds since 1970-01-01 UTC, rounded down. False where it is no instant. */
bool toll__log_instant(toll__io_span text, int64_t *at_s);

#endif
