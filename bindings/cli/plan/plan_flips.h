/* SPDX-License-Identifier: Apache-2.0 */
/* What would change the answer: prices, the load, lengths and limits at which something else is the cheapest. */
#ifndef TOLL_CLI_PLAN_PLAN_FLIPS_H
#define TOLL_CLI_PLAN_PLAN_FLIPS_H

#include "output/json_out.h"
#include "output/screen.h"
#include "plan/plan_answer.h"

#define PLAN_FLIPS_MAX (6 + 5 * PLAN_VS_MAX)

/* One input, and the value at which the answer is another one. */
typedef struct plan_flip {
    const char *input; /* "usd_per_gpu_hour" */
    const char *unit;
    char name[96]; /* the accelerator or API that the input is of; "": of the need */
    double from;   /* as it is */
    bool is_minor; /* of an API that is not the cheapest one: not on the screen */
    bool is_found; /* false: not within a factor of four */
    double to;
    char then[160]; /* what is the cheapest then */
} plan_flip;

typedef struct plan_flips {
    plan_flip each[PLAN_FLIPS_MAX];
    int count;
} plan_flips;

/* False after a complaint. */
bool plan_flips_find(plan_flips *f, const plan_answer *a, price_books *books);

/* "gpt-5-mini 80 % cheaper; ...", of those that are found; "": none. */
void plan_flips_text(const plan_flips *f, char *text, size_t size);

void plan_flips_put(const plan_flips *f, const screen *s);
void plan_flips_json(json *j, const plan_flips *f);

#endif
