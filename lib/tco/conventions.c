/* SPDX-License-Identifier: Apache-2.0 */
/* Conventions are read row by row: the horizon, the length of a period, hours, money. Rows that are absent leave the
 * defaults: months of 730 h, years of 8,760 h, USD. */
#include "tco/conventions.h"

#include <math.h>

#include <string.h>

#include <toll/tco.h>

#include "base/fault.h"

double toll__conventions_hours(const toll__conventions *conventions, uint32_t time)
{
    switch (time) {
    case TOLL_TCO_HOUR:
        return 1;
    case TOLL_TCO_DAY:
        return 24;
    case TOLL_TCO_MONTH:
        return conventions->hours_per_month;
    case TOLL_TCO_YEAR:
        return conventions->hours_per_year;
    case TOLL_TCO_PERIOD:
        return conventions->period_hours;
    default:
        return 0;
    }
}

double toll__conventions_times(const toll__conventions *conventions, uint32_t time)
{
    return time == TOLL_TCO_ONCE ? 1 : conventions->period_hours / toll__conventions_hours(conventions, time);
}

int toll__conventions_is_own(const toll__conventions *conventions, const char currency[8])
{
    return currency[0] == '\0' || memcmp(currency, conventions->currency, sizeof conventions->currency) == 0;
}

void toll__conventions_start(toll__conventions *conventions, toll__period_length *length)
{
    *conventions = (toll__conventions){.hours_per_month = 730, .hours_per_year = 8760, .currency = "USD"};
    *length = (toll__period_length){0, 0};
}

void toll__conventions_add(toll__conventions *conventions, toll__period_length *length, const toll__tco_input *row)
{
    switch (row->kind) {
    case TOLL_TCO_OPTION:
        conventions->options++;
        conventions->option_bits |= UINT64_C(1) << (row->option - 1);
        break;
    case TOLL_TCO_HORIZON:
        conventions->periods = (int32_t)row->mid;
        break;
    case TOLL_TCO_PERIOD_MONTHS:
        length->months = row->mid;
        break;
    case TOLL_TCO_PERIOD_HOURS:
        length->hours = row->mid;
        break;
    case TOLL_TCO_HOURS_PER_MONTH:
        conventions->hours_per_month = row->mid;
        break;
    case TOLL_TCO_HOURS_PER_YEAR:
        conventions->hours_per_year = row->mid;
        break;
    case TOLL_TCO_BASE_YEAR:
        conventions->base_year = (int32_t)row->mid;
        break;
    case TOLL_TCO_CURRENCY:
        memcpy(conventions->currency, row->currency, sizeof conventions->currency);
        break;
    case TOLL_TCO_DISCOUNT_RATE:
        conventions->discount_rate = row->mid;
        break;
    case TOLL_TCO_INFLATION:
        conventions->inflation = row->mid;
        break;
    case TOLL_TCO_REAL_MONEY:
        conventions->real_money = row->mid > 0;
        break;
    default:
        break;
    }
}

/* Twelve months are a year whatever the hours: 12 periods of 730 h must not drift from one of 8,784 h. */
static void fill_period(toll__conventions *conventions, const toll__period_length *length)
{
    double months = length->months > 0 ? length->months : 1;
    if (length->hours > 0) {
        conventions->period_hours = length->hours;
        conventions->period_years = length->hours / conventions->hours_per_year;
        return;
    }
    conventions->period_years = months / 12;
    conventions->period_hours =
        months >= 12 ? conventions->period_years * conventions->hours_per_year : months * conventions->hours_per_month;
}

toll_status toll__conventions_close(toll__conventions *conventions, const toll__period_length *length, toll_error *err)
{
    if (conventions->periods == 0)
        return toll__fail(err, TOLL_E_MISSING, 0, "rows", -1, "must have a row of kind horizon");
    fill_period(conventions, length);
    return TOLL_OK;
}

#define STEPS_MAX 1200 /* a century; the mean over longer periods moves by less than a thousandth of its growth */
#define WHOLE     1e-9 /* a period of 12.000000001 months has 12 of them */

int32_t toll__conventions_steps(const toll__conventions *conventions)
{
    const double months = conventions->period_years * 12;
    return months <= 1 + WHOLE ? 1 : (int32_t)fmin(ceil(months - WHOLE), STEPS_MAX);
}

double toll__conventions_mean(int32_t steps, double level, double rise, double growth)
{
    if (steps == 1 || (rise == 0 && growth == 1))
        return fmax(level, 0);
    const double step = pow(growth, 1.0 / steps);
    double sum = 0, factor = 1;
    for (int32_t j = 0; j < steps; j++, factor *= step)
        sum += fmax(level + rise * j / steps, 0) * factor;
    return sum / steps;
}
