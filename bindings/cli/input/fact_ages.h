/* SPDX-License-Identifier: Apache-2.0 */
/* How old the prices of an answer are, and whether that is too old for who asks: --max-age. */
#ifndef TOLL_CLI_INPUT_FACT_AGES_H
#define TOLL_CLI_INPUT_FACT_AGES_H

#include <stdbool.h>
#include <stdint.h>

#include "output/json_out.h"

struct args; /* the raw options: known in input/ and main.c alone */

typedef struct fact_ages {
    int64_t as_of_s;        /* ages count up to it: --at, else now */
    int64_t max_days;       /* --max-age; negative: any age will do */
    int64_t oldest, newest; /* dates of the prices used, yyyymmdd; 0: none has one */
    int64_t days;           /* age of the oldest; negative: not known */
    bool has_undated;       /* some price has no date: its age is not known */
} fact_ages;

/* Complains and returns false on a mistake. */
bool fact_ages_read(fact_ages *ages, const struct args *a);

/* A price with the date of its source is used; 0: it has none. */
void fact_ages_add(fact_ages *ages, int64_t yyyymmdd);

/* "69 days old", "of unknown age"; "" for a price that was read after the instant. */
typedef struct age_text {
    char text[48];
} age_text;
age_text fact_age_text(const fact_ages *ages, int64_t yyyymmdd);

/* The members of "ages", in an object of its own. */
void fact_ages_json(json *j, const fact_ages *ages);
void fact_ages_json_members(json *j, const fact_ages *ages);

/* EXIT_TOO_OLD after a complaint where the answer would be fine but for the age of its prices; else the code itself. */
int fact_ages_exit(const fact_ages *ages, int code);

#endif
