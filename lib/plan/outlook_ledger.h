/* SPDX-License-Identifier: Apache-2.0 */
/* What one alternative costs month by month, while demand grows, prices move and hardware is replaced. */
#ifndef TOLL_PLAN_OUTLOOK_LEDGER_H
#define TOLL_PLAN_OUTLOOK_LEDGER_H

#include <stdint.h>

#define TOLL__OUTLOOK_MONTHS_MAX 240

/* Demand as it is stated. */
typedef struct toll__outlook_demand {
    double requests_per_s;    /* of month 0 */
    double compound, linear;  /* growth per year */
    double discount;          /* per year */
    double hours;             /* of a month */
    double budget_usd;        /* of a month; HUGE_VAL: no limit */
    double gpus_max;          /* HUGE_VAL: no limit */
    int months, order_months; /* 1 .. TOLL__OUTLOOK_MONTHS_MAX; units change every order_months */
} toll__outlook_demand;

/* The same month by month: what all alternatives of one call share. */
typedef struct toll__outlook_months {
    toll__outlook_demand stated;
    double seconds;                                  /* of a month */
    double discount_step, discount_half;             /* of a month, and of half of one */
    double requests;                                 /* of the horizon */
    double most_per_s;                               /* highest demand */
    double demand_per_s[TOLL__OUTLOOK_MONTHS_MAX];   /* at the start of the month */
    double to_serve_per_s[TOLL__OUTLOOK_MONTHS_MAX]; /* the highest until units change again */
} toll__outlook_months;

/* How units are paid. */
enum { TOLL__OUTLOOK_BY_HOUR, TOLL__OUTLOOK_COMMITTED, TOLL__OUTLOOK_BOUGHT, TOLL__OUTLOOK_BY_REQUEST };

/* An alternative of which everything that its way to pay needs is known. */
typedef struct toll__outlook_terms {
    int way;              /* TOLL__OUTLOOK_BY_HOUR and so on */
    int term_months;      /* life or commitment */
    double replica_per_s; /* requests/s of one replica */
    double replica_gpus, unit_gpus, spares;
    double hour_usd, gpu_usd, request_usd, month_usd; /* at the start of month 0 */
    double price_change, purchase_change;             /* per year */
    double residual;                                  /* share of the price at the end of the life */
} toll__outlook_terms;

typedef struct toll__outlook {
    double total_usd, npv_usd;
    double first_month_usd, last_month_usd, peak_month_usd, first_quarter_usd, last_quarter_usd;
    double gpus_first, gpus_last, gpus_peak;
    int over_budget_month, over_gpus_month; /* -1: never within the horizon */
    int is_stranded, is_replaced, is_idle;
} toll__outlook;

void toll__outlook_months_fill(const toll__outlook_demand *demand, toll__outlook_months *months);

/* Accelerators paid for at a demand. */
double toll__outlook_gpus(const toll__outlook_terms *terms, double requests_per_s);

void toll__outlook_estimate(const toll__outlook_months *months, const toll__outlook_terms *terms,
                            toll__outlook *outlook);

#endif
