/* SPDX-License-Identifier: Apache-2.0 */
/* An option that asks for less is cheaper without being better. What options ask for is compared in each period, as
 * tasks, prompt tokens and output tokens:
 *
 *     tasks    tasks * growth
 *     prompt   (input + cached + tasks * task_input) * growth
 *     output   (output + tasks * task_output) * growth
 *
 * before the token multiplier, the success rate and the cache hit, which are properties of a model and may differ. The
 * reason falls on each option that asks for less than another one in some period; the one that asks for most may be
 * ranked, since nothing it left out made it cheap. Demand that follows a load is compared as it comes out.
 *
 * Example: own asks for 80 G output tokens a month, an API for 8 G and for 20 % growth a year. In month 0 the API asks
 * for less, after 13 years own does: the API has the reason on a horizon of 3 years, both have it on one of 20. */
#include "tco/unequal_demand.h"

#include "base/extrema.h"
#include "tco/demand.h"
#include "tco/option_inputs.h"

#define ASKED_TOLERANCE                                                                                                \
    1e-9 /* 8 M a day and 243.33 M a month are the same demand; less than a token in 10^9 is rounding */

/* ---- whether ---- */

static int is_part_of_demand(uint32_t kind)
{
    return (kind >= TOLL_TCO_INPUT_TOKENS && kind <= TOLL_TCO_TASK_OUTPUT) ||
           (kind >= TOLL_TCO_LOAD && kind <= TOLL_TCO_PEAK);
}

/* Rows that a demand depends on once it follows a load: the mix of tokens, and all that units can do. */
static int is_part_of_load(uint32_t kind)
{
    return (kind >= TOLL_TCO_TOKEN_MULTIPLIER && kind <= TOLL_TCO_CACHE_HIT) ||
           (kind >= TOLL_TCO_CAPACITY_INPUT && kind <= TOLL_TCO_UNITS) || kind == TOLL_TCO_DUTY;
}

int toll__unequal_demand_may(const toll__tco_plan *plan)
{
    const toll__tco_input *rows = toll__tco_plan_rows(plan);
    const int has_load = toll__tco_plan_has_kind(plan, TOLL_TCO_LOAD);
    if (plan->conventions.options < 2)
        return 0;
    for (uint64_t i = 0; i < plan->count; i++)
        if (rows[i].option != 0 && (is_part_of_demand(rows[i].kind) || (has_load && is_part_of_load(rows[i].kind))))
            return 1;
    return 0;
}

/* ---- what ---- */

enum { TASKS, PROMPT, OUTPUT, PEAK, ASKS };

_Static_assert(ASKS == TOLL__A_MOST_END - TOLL__A_MOST, "an array each");

static double slot(const toll__account *account, toll__slot name, int32_t t)
{
    return toll__account_read(account, (int)name)[t];
}

static int follows_load(const toll__account *account)
{
    return toll__option_inputs_has(account, TOLL__SLOT_LOAD) && toll__demand_has_capacity(account);
}

/* The busiest hour over the mean; units that follow the load exactly, and an API, have none. */
static double peak_of(const toll__account *account, int32_t t)
{
    return account->is_api || account->is_exact ? 0 : slot(account, TOLL__SLOT_PEAK, t) * account->profile_peak;
}

static void read_asked(const toll__account *account, int32_t t, double asked[ASKS])
{
    const int follows = follows_load(account);
    const double scale =
        toll__account_read(account, TOLL__A_GROWTH)[t] * (follows ? toll__account_read(account, TOLL__A_FOLLOW)[t] : 1);
    const double tasks = slot(account, TOLL__SLOT_TASKS, t);
    asked[TASKS] = tasks * scale;
    asked[PROMPT] = (slot(account, TOLL__SLOT_INPUT, t) + slot(account, TOLL__SLOT_CACHED, t) +
                     tasks * slot(account, TOLL__SLOT_TASK_INPUT, t)) *
                    scale;
    asked[OUTPUT] = (slot(account, TOLL__SLOT_OUTPUT, t) + tasks * slot(account, TOLL__SLOT_TASK_OUTPUT, t)) * scale;
    if (follows && !(asked[PROMPT] + asked[OUTPUT] > 0)) /* a load without a mix is of output alone */
        asked[OUTPUT] = toll__account_read(account, TOLL__A_OUTPUT)[t];
    asked[PEAK] = peak_of(account, t);
}

void toll__unequal_demand_gather(toll__account *account)
{
    double asked[ASKS];
    for (int32_t t = 0; t < account->conventions.periods; t++) {
        read_asked(account, t, asked);
        for (int k = 0; k < ASKS; k++) {
            double *most = &toll__account_array(account, TOLL__A_MOST + k)[t];
            *most = toll__max(*most, asked[k]);
        }
    }
}

static int is_below(double asked, double most)
{
    return asked < most * (1 - ASKED_TOLERANCE);
}

/* An API with a price per task asks for tasks alone; their tokens are its vendor's. */
static int asks_tasks_alone(const toll__account *account)
{
    return account->is_api && toll__option_inputs_has(account, TOLL__SLOT_TASKS) &&
           !toll__option_inputs_has(account, TOLL__SLOT_TASK_INPUT) &&
           !toll__option_inputs_has(account, TOLL__SLOT_TASK_OUTPUT);
}

uint64_t toll__unequal_demand_find(const toll__account *account)
{
    const int last = asks_tasks_alone(account) ? TASKS : OUTPUT;
    double asked[ASKS];
    for (int32_t t = 0; t < account->conventions.periods; t++) {
        read_asked(account, t, asked);
        for (int k = TASKS; k <= last; k++)
            if (is_below(asked[k], toll__account_read(account, TOLL__A_MOST + k)[t]))
                return TOLL_TCO_REASON_ASKS_LESS;
    }
    return 0;
}

uint64_t toll__unequal_demand_flags(const toll__account *account)
{
    for (int32_t t = 0; t < account->conventions.periods; t++) {
        const double peak = peak_of(account, t);
        if (peak > 0 && is_below(peak, toll__account_read(account, TOLL__A_MOST + PEAK)[t]))
            return TOLL_TCO_FLAG_LOWER_PEAK;
    }
    return 0;
}
