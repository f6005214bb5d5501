/* SPDX-License-Identifier: Apache-2.0 */
/* The instant of a look-up, which notes with what dates it was compared: between the nearest of them on both sides every
 * comparison has the same outcome, and so has the look-up.
 *
 * By hand: an instant of 15 is compared with the start 10, the end 20 and the start 30. The first was reached, the other
 * two were not, so the look-up takes the same way at all instants of 10 .. 19. */
#ifndef TOLL_BOOK_NAME_INSTANT_H
#define TOLL_BOOK_NAME_INSTANT_H

#include <stdint.h>

typedef struct toll__name_instant {
    int64_t at_s;
    int64_t from_s,
        until_s; /* dates that it was compared with: the last that it has reached, the first that it has not */
} toll__name_instant;

/* Nothing has been compared yet: the whole of time. */
static inline toll__name_instant toll__name_instant_at(int64_t at_s)
{
    const toll__name_instant instant = {at_s, INT64_MIN, INT64_MAX};
    return instant;
}

/* Whether the instant is at a date or after it. Every date that a look-up of names asks for is asked for here. */
static inline int toll__name_instant_reached(toll__name_instant *instant, int64_t date_s)
{
    const int is_reached = instant->at_s >= date_s;
    if (is_reached && date_s > instant->from_s)
        instant->from_s = date_s;
    if (!is_reached && date_s < instant->until_s)
        instant->until_s = date_s;
    return is_reached;
}

#endif
