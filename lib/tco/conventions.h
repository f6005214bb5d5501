/* SPDX-License-Identifier: Apache-2.0 */
/* The conventions of a scenario: how long a period is, in which money amounts are. */
#ifndef TOLL_TCO_CONVENTIONS_H
#define TOLL_TCO_CONVENTIONS_H

#include <toll/base.h>

#include "tco/tco_input.h"

typedef struct toll__conventions {
    int32_t periods;
    int32_t base_year;
    uint32_t real_money;
    uint32_t options;
    uint64_t option_bits;
    double period_hours, period_years;
    double hours_per_month, hours_per_year;
    double discount_rate, inflation; /* medians */
    char currency[8];
} toll__conventions;

/* The length of a period as rows state it; 0: no row does. */
typedef struct toll__period_length {
    double months, hours;
} toll__period_length;

/* The defaults. */
void toll__conventions_start(toll__conventions *conventions, toll__period_length *length);

/* Adds what a row says of the conventions; most rows say nothing. */
void toll__conventions_add(toll__conventions *conventions, toll__period_length *length, const toll__tco_input *row);

/* Completes them after the last row; fails when there is no horizon. */
toll_status toll__conventions_close(toll__conventions *conventions, const toll__period_length *length, toll_error *err);

/* Hours in a unit of time; 0 for TOLL_TCO_ONCE. */
double toll__conventions_hours(const toll__conventions *conventions, uint32_t time);

/* Units of that time in a period; 1 for TOLL_TCO_ONCE. */
double toll__conventions_times(const toll__conventions *conventions, uint32_t time);

/* Steps of at most a month in a period: what grows takes the mean over their starts. */
int32_t toll__conventions_steps(const toll__conventions *conventions);

/* Mean over the steps of a period of max(0, level + rise * share) * growth^share, share being the part of the period that
 * is over. Example: a year in which 1 grows to 2 means 1.4014 over 12 months, not 1. */
double toll__conventions_mean(int32_t steps, double level, double rise, double growth);

/* 1: the texts are the same currency; an empty one is the currency of account. */
int toll__conventions_is_own(const toll__conventions *conventions, const char currency[8]);

#endif
