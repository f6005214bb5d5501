/* SPDX-License-Identifier: Apache-2.0 */
/* Prices over time. The factor on a price in period t is
 *
 *     quantity * curve of its class * deflator * rate of its currency * index of its year * price factors
 *
 * What is paid at the start of a period has the price of that day. What is paid within a period of several months has the
 * mean price over the starts of its months.
 *
 * What is paid within a period is deflated in its middle, half a period after what is paid at its start, as it is
 * discounted there. With inflation of 3 % a year a rent within month 0 is deflated by 1.03^(-1/24) = 0.99877.
 *
 * A curve starts at 1 and is multiplied by (1 + rate)^years each period; a point replaces its level. Example: GPUs that
 * get 20 % cheaper a year cost 0.8^0.5 = 89.4 % after six months. */
#include "tco/price_curves.h"

#include <math.h>
#include <string.h>

uint32_t toll__price_curves_class(uint32_t category)
{
    switch (category) {
    case TOLL_TCO_GPU:
    case TOLL_TCO_SERVER:
    case TOLL_TCO_NETWORK:
    case TOLL_TCO_STORAGE:
        return TOLL_TCO_CURVE_HARDWARE;
    case TOLL_TCO_CLOUD:
    case TOLL_TCO_COMMITMENT:
        return TOLL_TCO_CURVE_RENTAL;
    case TOLL_TCO_API:
        return TOLL_TCO_CURVE_API;
    case TOLL_TCO_ENERGY:
    case TOLL_TCO_COOLING:
        return TOLL_TCO_CURVE_ENERGY;
    case TOLL_TCO_STAFF:
        return TOLL_TCO_CURVE_WAGES;
    case TOLL_TCO_REVENUE:
        return TOLL_TCO_CURVE_REVENUE;
    default:
        return TOLL_TCO_CURVE_GENERAL;
    }
}

/* Rates multiply the factor of each period that they cover; a point replaces the level. */
static void put_rate(const toll__tco_input *row, double value, const toll__account *account, double *factor)
{
    const int32_t end = toll__tco_input_end(row, account->conventions.periods);
    double step = pow(1 + value, account->conventions.period_years);
    for (int32_t t = row->from; t < end; t++)
        factor[t] *= step;
}

static int is_curve_row(const toll__tco_input *row, const toll__account *account, uint32_t kind, uint32_t class)
{
    return row->kind == kind && row->subject == class && toll__tco_input_is_for(row, account->option);
}

/* Points lie in the curve itself until it is walked; NaN: none. Those of the option replace those for all. */
static void put_points(const toll__tco_plan *plan, const double *values, const toll__account *account, uint32_t class,
                       double *curve)
{
    const toll__tco_input *rows = toll__tco_plan_rows(plan);
    for (int own = 0; own <= 1; own++)
        for (uint64_t i = 0; i < plan->count; i++)
            if (is_curve_row(&rows[i], account, TOLL_TCO_CURVE_POINT, class) && (rows[i].option != 0) == own)
                curve[rows[i].from] = values[i];
}

static void walk_curve(double *curve, double *mean, const double *factor, toll__account *account)
{
    const int32_t steps = toll__conventions_steps(&account->conventions);
    double level = 1;
    for (int32_t t = 0; t < account->conventions.periods; t++) {
        level = isnan(curve[t]) ? level : curve[t];
        curve[t] = level;
        mean[t] = level * toll__conventions_mean(steps, 1, 0, factor[t]);
        level *= factor[t];
        if (!(curve[t] > 0))
            account->flags |= TOLL_TCO_FLAG_ZERO_PRICE;
    }
    curve[account->conventions.periods] = mean[account->conventions.periods] = level;
}

static void fill_curve(const toll__tco_plan *plan, const double *values, uint32_t class, toll__account *account)
{
    const toll__tco_input *rows = toll__tco_plan_rows(plan);
    double *curve = toll__account_array(account, TOLL__A_CURVE + (int)class);
    double *factor = toll__account_array(account, TOLL__A_FIRST);
    for (int32_t t = 0; t <= account->conventions.periods; t++) {
        curve[t] = (double)NAN;
        factor[t] = 1;
    }
    for (uint64_t i = 0; i < plan->count; i++)
        if (is_curve_row(&rows[i], account, TOLL_TCO_CURVE_RATE, class))
            put_rate(&rows[i], values[i], account, factor);
    put_points(plan, values, account, class, curve);
    walk_curve(curve, toll__account_array(account, TOLL__A_CURVE_MEAN + (int)class), factor, account);
}

static uint64_t find_classes(const toll__tco_plan *plan, const toll__account *account)
{
    const toll__tco_input *rows = toll__tco_plan_rows(plan);
    uint64_t classes = 0;
    for (uint64_t i = 0; i < plan->count; i++)
        if ((rows[i].kind == TOLL_TCO_CURVE_RATE || rows[i].kind == TOLL_TCO_CURVE_POINT) &&
            toll__tco_input_is_for(&rows[i], account->option))
            classes |= UINT64_C(1) << rows[i].subject;
    return classes;
}

void toll__price_curves_fill(const toll__tco_plan *plan, const double *values, toll__account *account)
{
    double *deflator = toll__account_array(account, TOLL__A_DEFLATOR), level = 1;
    double *within = toll__account_array(account, TOLL__A_DEFLATOR_WITHIN);
    const double step =
        account->conventions.real_money ? pow(1 + account->inflation, -account->conventions.period_years) : 1;
    account->curves =
        toll__tco_plan_has_kind(plan, TOLL_TCO_CURVE_RATE) || toll__tco_plan_has_kind(plan, TOLL_TCO_CURVE_POINT)
            ? find_classes(plan, account)
            : 0;
    for (uint32_t class = 0; class < TOLL__CURVES; class ++)
        if ((account->curves >> class & 1) != 0)
            fill_curve(plan, values, class, account);
    for (int32_t t = 0; t <= account->conventions.periods; t++, level *= step)
        deflator[t] = level;
    const double half = sqrt(step);
    for (int32_t t = 0; t <= account->conventions.periods; t++)
        within[t] = deflator[t] * half;
}

static int has_curve(const toll__account *account, uint32_t class)
{
    return (account->curves >> class & 1) != 0;
}

static void multiply_rates(double *rate, const double *by, int32_t periods)
{
    for (int32_t t = 0; t <= periods; t++)
        rate[t] *= by[t];
}

static void multiply_rate_between(const toll__tco_input *row, double value, double *rate, int32_t periods)
{
    const int32_t end = toll__tco_input_end(row, periods);
    for (int32_t t = row->from; t < end; t++)
        rate[t] *= value;
}

static int is_metered(uint32_t basis)
{
    return basis >= TOLL_TCO_PER_KWH;
}

/* 1: the row of another kind changes the price of this one. */
static int bears_on(const toll__tco_input *other, const toll__tco_input *row, const toll__account *account,
                    toll__price_terms terms)
{
    switch (other->kind) {
    case TOLL_TCO_FX:
        return !terms.is_share && !toll__conventions_is_own(&account->conventions, row->currency) &&
               memcmp(other->currency, row->currency, sizeof row->currency) == 0;
    case TOLL_TCO_PRICE_INDEX:
        return !terms.is_share && row->price_year != 0 && row->price_year != account->conventions.base_year &&
               other->price_year == row->price_year;
    case TOLL_TCO_PRICE_FACTOR:
        return row->kind == TOLL_TCO_COST && toll__tco_input_is_for(other, account->option) &&
               (other->category == terms.category || (other->category == 0 && is_metered(row->basis)));
    default:
        return 0;
    }
}

const double *toll__price_curves_rate(const toll__tco_plan *plan, const double *values, const toll__tco_input *row,
                                      toll__price_terms terms, toll__account *account)
{
    const toll__tco_input *rows = toll__tco_plan_rows(plan);
    double *rate = toll__account_array(account, TOLL__A_RATE);
    const int32_t periods = account->conventions.periods;
    const uint32_t class = toll__price_curves_class(terms.category);
    for (int32_t t = 0; t <= periods; t++)
        rate[t] = row->quantity;
    if (!terms.is_share && has_curve(account, class))
        multiply_rates(
            rate, toll__account_array(account, (terms.is_within ? TOLL__A_CURVE_MEAN : TOLL__A_CURVE) + (int)class),
            periods);
    if (!terms.is_share && account->conventions.real_money)
        multiply_rates(rate, toll__account_array(account, terms.is_within ? TOLL__A_DEFLATOR_WITHIN : TOLL__A_DEFLATOR),
                       periods);
    for (uint64_t i = 0; plan->modifiers > 0 && i < plan->count; i++)
        if (bears_on(&rows[i], row, account, terms))
            multiply_rate_between(&rows[i], values[i], rate, periods);
    return rate;
}
