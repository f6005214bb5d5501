/* SPDX-License-Identifier: Apache-2.0 */
/* Places: countries by ISO 3166, groups of them, and three words that are no country. */
#ifndef TOLL_PLAN_PLACES_H
#define TOLL_PLAN_PLACES_H

#include <stdint.h>

/* A word within a text: places, names and patterns stand in one field, one space apart. */
typedef struct toll__place_word {
    const char *text;
    uint64_t length;
} toll__place_word;

/* Takes the next word of *rest and moves it on; length 0: none is left. */
toll__place_word toll__place_next(const char **rest);

int toll__place_is(toll__place_word word, const char *text);

/* 1: a country ("de"), "uk", a group ("eu"), "global", "site" or "none". */
int toll__place_is_known(toll__place_word place);

/* 1: whoever is in `place` is in `region`. "none" is within everything, "global" in "global" alone; "site" is where the
 * customer has put it, so it is within "site" and "global". */
int toll__place_is_within(toll__place_word place, toll__place_word region);

/* 1: the place lies in one of the regions. */
int toll__place_is_allowed(toll__place_word place, const char *regions);

#endif
