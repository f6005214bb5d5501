/* SPDX-License-Identifier: Apache-2.0 */
/* Who runs a deployment and where: people, their salaries, the site's power and its price. */
#ifndef TOLL_CLI_INPUT_STAFF_REQUEST_H
#define TOLL_CLI_INPUT_STAFF_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

struct args; /* the raw options: known in input/ and main.c alone */

#define SITE_ROLES_MAX 8

/* Why a cost is not counted. */
typedef enum site_gap {
    SITE_COUNTED,
    SITE_NO_STAFF,      /* nobody said how many people it takes */
    SITE_NO_SALARY,     /* nobody said what they cost, and no row of the catalog holds for the site's country */
    SITE_NO_TARIFF,     /* nobody said what a kWh costs */
    SITE_INCLUDED,      /* the price of the machines or tokens holds it */
    SITE_NO_TDP,        /* the power of the accelerator is not known */
    SITE_OTHER_QUESTION /* a constraint asks for people, and the question is about machines alone */
} site_gap;

/* One role: which share of a person it takes, and what a year of one costs. */
typedef struct site_role {
    char name[40];
    double people;
    double usd_per_year; /* of one person, with what the employer pays on top */
} site_role;

typedef struct staff_request {
    site_role roles[SITE_ROLES_MAX];
    int n_roles;
    bool has_asked;                     /* the last role is what a constraint asks for beyond those stated */
    double people;                      /* all roles together */
    double ramp_months, service_months; /* paid before the start, and the months that bear it; 0, 0: none */
    double usd_per_hour;                /* of all people; set where people_gap is SITE_COUNTED */
    site_gap people_gap;
    char salary_source[240]; /* "as given", or the row of the catalog */
    bool has_tariff, has_kw, has_delivery;
    double usd_per_kwh;
    double pue, host_frac;  /* of a site of the user's own */
    char power_source[160]; /* where they are from */
    double kw;              /* that the site has */
    double delivery_weeks;  /* until the user's hardware runs */
} staff_request;

/* Complains and returns false on a mistake. `country`: of the user's own site, "" where none is stated; `people_asked`:
 * the fewest that a constraint asks for, 0: none; has_own_price: something has a price of the user's own. */
bool staff_request_read(staff_request *s, const struct args *a, const char *country, double people_asked,
                        bool has_own_price);

/* Takes back what a constraint asked for. */
void staff_request_drop_asked(staff_request *s);

/* Keeps the people that a constraint asks for out of the cost. */
void staff_request_leave_uncounted(staff_request *s);

/* "people_not_counted" and so on, for programs; "" for SITE_COUNTED. */
const char *site_gap_code(site_gap gap);

#endif
