/* SPDX-License-Identifier: Apache-2.0 */
/* The cheapest option of each accelerator, hour by hour: units are sized by the rate that one replica carries, and the
 * library compares what the hours cost held, scaled down, and reserved in part. The price of a reserved hour is
 * --reserved, else the same machine's with a commitment of a year. */
#include "plan/plan_day.h"

#include <math.h>

#include "input/complain.h"
#include "input/field_options.h"
#include "plan/plan_unit.h"

static double reserved_price(const plan_request *r, const plan_choice *c, bool *is_given)
{
    const plan_pair *given = plan_pair_find(r->hours.reserved, r->hours.n_reserved, c->accelerator->hw);
    const toll_catalog_instance *row = &c->offer->machine.row;
    *is_given = given != NULL;
    if (given != NULL) {
        return given->value;
    }
    bool is_known = !c->offer->is_given && (row->known & TOLL_INSTANCE_1Y) != 0 && row->gpus > 0;
    return is_known ? row->reserved_1y_usd_per_hour / (double)row->gpus : 0;
}

static toll_plan_day day_of(const plan_day_row *row, const plan_hours *hours, const toll_plan_need *need)
{
    const toll_plan_option *o = &row->choice->found;
    toll_plan_day day;
    start_struct(&day, sizeof day, TOLL_KIND_PLAN_DAY);
    day.unit_requests_per_s = row->unit_requests_per_s;
    day.unit_gpus = o->tp * o->pp * o->dp;
    day.machine_gpus = row->choice->offer->unit_gpus;
    day.spare_units = need->spare_replicas;
    day.cold_start_s = hours->cold_start_s;
    day.usd_per_gpu_hour = row->choice->offer->usd_per_gpu_hour;
    day.known = row->reserved_usd_per_gpu_hour > 0 ? TOLL_PLAN_DAY_RESERVED : 0;
    day.reserved_usd_per_gpu_hour = row->reserved_usd_per_gpu_hour;
    return day;
}

static bool find_row(plan_day_row *row, const plan_request *r, const toll_plan_need *need)
{
    const plan_hours *h = &r->hours;
    double rates[PLAN_HOURS_MAX];
    toll_error err;
    if (!plan_unit_rate(r, need, row->choice->accelerator, &row->choice->found, &row->unit_requests_per_s)) {
        return false;
    }
    row->reserved_usd_per_gpu_hour = reserved_price(r, row->choice, &row->is_reserved_given);
    for (int i = 0; i < h->count; i++) {
        rates[i] = h->share[i] * need->requests_per_s;
    }
    toll_plan_day day = day_of(row, h, need);
    start_struct(&row->schedule, sizeof row->schedule, TOLL_KIND_PLAN_SCHEDULE);
    if (toll_plan_compute_schedule(&day, rates, (uint64_t)h->count, row->units, row->gpus, &row->schedule, &err) !=
        TOLL_OK) {
        complain_field(&err);
        return false;
    }
    return true;
}

double plan_day_least_usd(const plan_day_row *row)
{
    const toll_plan_schedule *s = &row->schedule;
    return (s->known & TOLL_PLAN_SCHEDULE_RESERVED) != 0 ? fmin(s->split_usd, s->scaled_usd) : s->scaled_usd;
}

static bool is_first_of_its_accelerator(const plan_options *o, int choice)
{
    for (int i = 0; i < choice; i++) {
        if (o->choices[i].accelerator == o->choices[choice].accelerator) {
            return false;
        }
    }
    return true;
}

bool plan_day_find(plan_day *day, const plan_options *options, const toll_plan_need *need)
{
    day->n_rows = day->best = 0;
    for (int i = 0; options->request->hours.count > 0 && i < options->n_choices && day->n_rows < PLAN_DAYS_MAX; i++) {
        plan_day_row *row = &day->rows[day->n_rows];
        if (!is_first_of_its_accelerator(options, i)) {
            continue;
        }
        row->choice = &options->choices[i];
        if (!find_row(row, options->request, need)) {
            return false;
        }
        day->best = plan_day_least_usd(row) < plan_day_least_usd(&day->rows[day->best]) ? day->n_rows : day->best;
        day->n_rows++;
    }
    return true;
}
