/* SPDX-License-Identifier: Apache-2.0 */
/* Instants as people write them, ISO 8601, and as the library counts them, seconds since 1970-01-01 UTC. */
#ifndef TOLL_CLI_INPUT_INSTANT_H
#define TOLL_CLI_INPUT_INSTANT_H

#include <stdbool.h>
#include <stdint.h>

typedef struct instant {
    char text[40];
} instant;

/* "2026-08-21" (midnight UTC), "2026-08-21T09:30:00Z", "2026-08-21T09:30:00+08:00"; nothing else. */
bool instant_parse(const char *text, int64_t *at_s);

/* "2026-08-21T09:30:00Z" */
instant instant_text(int64_t at_s);

/* The instant `months` calendar months later; a day that the month lacks becomes its last. */
int64_t instant_add_months(int64_t at_s, int64_t months);

/* The clock: the command may look at it, the library never does. */
int64_t instant_now(void); /* TOLL_NOW where it is set */

/* Complains and returns false where TOLL_NOW is no instant. */
bool instant_now_is_sound(void);

#endif
