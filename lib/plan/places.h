/* SPDX-License-Identifier: Apache-2.0 */
/* Places: countries by ISO 3166, groups of them, and three words that are no country. */
#ifndef TOLL_PLAN_PLACES_H
#define TOLL_PLAN_PLACES_H

#include <stdint.h>

/* A word within a text: places, names and patterns stand in one field, one space apart. */
typedef struct toll__word {
    const char *text;
    uint64_t length;
} toll__word;

/* Takes the next word of *rest and moves it on; length 0: none is left. */
toll__word toll__word_next(const char **rest);

int toll__word_is(toll__word word, const char *text);

/* 1: a country ("de"), "uk", a group ("eu"), "global", "site" or "none". */
int toll__place_is_known(toll__word place);

/* 1: whoever is in `place` is in `region`. "none" is within everything, "global" in "global" alone; "site" is where the
 * customer has put it, so it is within "site" and "global". */
int toll__place_is_within(toll__word place, toll__word region);

/* 1: the place lies in one of the regions. */
int toll__place_is_allowed(toll__word place, const char *regions);

#endif
