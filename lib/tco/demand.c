/* SPDX-License-Identifier: Apache-2.0 */
/* Demand by period. Tasks are turned into tokens, all is grown, and the share of the prompt that hits the cache is
 * split off:
 *
 *     per task   multiplier / success: a failed attempt is made again
 *     prompt     (input + tasks * per task * task_input) * growth
 *     growth     max(0, 1 + sum of linear rates) * product of compound rates * steps
 *
 * In a period of several months growth is the mean over the starts of its months. That of the first month would hold all
 * year: with 35 % a year, 13 % too little.
 *
 * Example: 1,000 tasks of 2,000 prompt tokens, 80 % of the attempts succeed, half of the prompt is cached: 1,000 / 0.8
 * * 2,000 = 2.5 M tokens, 1.25 M of them cached. */
#include "tco/demand.h"

#include <math.h>

#include "tco/option_inputs.h"

/* Rates of growth in force in each period: linear ones add, compound ones multiply. */
static void put_growth(const toll__tco_input *row, double value, double years, double *linear, double *factor,
                       int32_t periods)
{
    const int32_t end = toll__tco_input_end(row, periods);
    double step = row->kind == TOLL_TCO_GROWTH_COMPOUND ? pow(1 + value, years) : 1;
    double added = row->kind == TOLL_TCO_GROWTH_LINEAR ? value * years : 0;
    for (int32_t t = row->from; t < end; t++) {
        linear[t] += added;
        factor[t] *= step;
    }
}

/* Demand that shrinks linearly ends at nothing, not below. */
static void fill_growth(const toll__tco_plan *plan, const double *values, toll__account *account)
{
    const toll__tco_input *rows = toll__tco_plan_rows(plan);
    double *growth = toll__account_array(account, TOLL__A_GROWTH);
    double *linear = toll__account_array(account, TOLL__A_FIRST),
           *factor = toll__account_array(account, TOLL__A_SECOND);
    const double *step = toll__account_array(account, TOLL__SLOT_STEP);
    const int32_t periods = account->conventions.periods;
    const int32_t steps = toll__conventions_steps(&account->conventions);
    double straight = 1, compound = 1;
    for (int32_t t = 0; t <= periods; t++) {
        linear[t] = 0;
        factor[t] = 1;
    }
    for (uint64_t i = 0; i < plan->count; i++)
        if ((rows[i].kind == TOLL_TCO_GROWTH_LINEAR || rows[i].kind == TOLL_TCO_GROWTH_COMPOUND) &&
            toll__tco_input_is_for(&rows[i], account->option))
            put_growth(&rows[i], values[i], account->conventions.period_years, linear, factor, periods);
    for (int32_t t = 0; t < periods; t++) {
        growth[t] = toll__conventions_mean(steps, straight, linear[t], factor[t]) * compound * step[t];
        straight += linear[t];
        compound *= factor[t];
    }
}

void toll__demand_fill(const toll__tco_plan *plan, const double *values, toll__account *account)
{
    fill_growth(plan, values, account);
    const double *growth = toll__account_array(account, TOLL__A_GROWTH);
    const double *in = toll__account_array(account, TOLL__SLOT_INPUT);
    const double *cached = toll__account_array(account, TOLL__SLOT_CACHED);
    const double *out = toll__account_array(account, TOLL__SLOT_OUTPUT);
    const double *tasks = toll__account_array(account, TOLL__SLOT_TASKS);
    const double *task_in = toll__account_array(account, TOLL__SLOT_TASK_INPUT);
    const double *task_out = toll__account_array(account, TOLL__SLOT_TASK_OUTPUT);
    const double *multiplier = toll__account_array(account, TOLL__SLOT_MULTIPLIER);
    const double *success = toll__account_array(account, TOLL__SLOT_SUCCESS);
    const double *hit = toll__account_array(account, TOLL__SLOT_CACHE_HIT);
    double *asked_in = toll__account_array(account, TOLL__A_INPUT);
    double *asked_cached = toll__account_array(account, TOLL__A_CACHED);
    double *asked_out = toll__account_array(account, TOLL__A_OUTPUT);
    double *asked_tasks = toll__account_array(account, TOLL__A_TASKS);
    double *tokens = toll__account_array(account, TOLL__A_TOKENS);
    for (int32_t t = 0; t < account->conventions.periods; t++) {
        double per_task = multiplier[t] / success[t]; /* a failed attempt is made again */
        double prompt = (in[t] + tasks[t] * per_task * task_in[t]) * growth[t];
        asked_in[t] = prompt * (1 - hit[t]);
        asked_cached[t] = prompt * hit[t] + cached[t] * growth[t];
        asked_out[t] = (out[t] + tasks[t] * per_task * task_out[t]) * growth[t];
        asked_tasks[t] = tasks[t] * growth[t];
        tokens[t] = asked_in[t] + asked_cached[t] + asked_out[t];
    }
}

/* A stream without a capacity takes no time. */
static double stream_s(const toll__account *account, int tokens, int capacity, int32_t t)
{
    double rate = toll__account_read(account, capacity)[t];
    return rate > 0 ? toll__account_read(account, tokens)[t] / rate : 0;
}

double toll__demand_busy_s(const toll__account *account, int32_t t)
{
    return stream_s(account, TOLL__A_INPUT, TOLL__SLOT_CAP_INPUT, t) +
           stream_s(account, TOLL__A_CACHED, TOLL__SLOT_CAP_CACHED, t) +
           stream_s(account, TOLL__A_OUTPUT, TOLL__SLOT_CAP_OUTPUT, t) +
           stream_s(account, TOLL__A_TOKENS, TOLL__SLOT_CAP_TOKENS, t);
}

/* Without a mix of tokens the demand is of output alone, as published throughputs mostly are. */
static void scale_demand(toll__account *account, int32_t t, double unit_s)
{
    double *in = toll__account_array(account, TOLL__A_INPUT), *cached = toll__account_array(account, TOLL__A_CACHED);
    double *out = toll__account_array(account, TOLL__A_OUTPUT), *tokens = toll__account_array(account, TOLL__A_TOKENS);
    double *tasks = toll__account_array(account, TOLL__A_TASKS);
    if (!(tokens[t] > 0))
        out[t] = tokens[t] = 1;
    double busy_s = toll__demand_busy_s(account, t), factor = busy_s > 0 ? unit_s / busy_s : 0;
    toll__account_array(account, TOLL__A_FOLLOW)[t] = factor;
    in[t] *= factor;
    cached[t] *= factor;
    out[t] *= factor;
    tokens[t] *= factor;
    tasks[t] *= factor;
}

void toll__demand_follow(toll__account *account)
{
    const double *load = toll__account_array(account, TOLL__SLOT_LOAD);
    const double *units = toll__account_array(account, TOLL__SLOT_UNITS);
    const double *duty = toll__account_array(account, TOLL__SLOT_DUTY);
    const double *factor = toll__account_array(account, TOLL__SLOT_CAP_FACTOR);
    for (int32_t t = 0; t < account->conventions.periods; t++)
        scale_demand(account, t, load[t] * units[t] * account->conventions.period_hours * 3600 * duty[t] * factor[t]);
}
