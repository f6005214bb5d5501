/* SPDX-License-Identifier: Apache-2.0 */
/* Hours of the day: the rate of one replica within the limits, and the schedule of a cycle. */
#include <math.h>
#include <string.h>

#include <toll/plan.h>

#include "api/guard.h"
#include "api/plan_inputs.h"
#include "base/extrema.h"
#include "base/fault.h"
#include "plan/day_schedule.h"
#include "plan/unit_rate.h"
#include "step/resolved_deployment.h"

#define SECONDS_PER_HOUR 3600.0
#define RATE_MAX         1e9

/* ---- the rate of a unit ---- */

toll_status toll_plan_bound_rate(const void *deployment, uint64_t deployment_size, const toll_plan_need *need,
                                 double *requests_per_s, toll_error *err)
{
    const toll__deployment *d = NULL;
    toll_plan_need full;
    toll__aim aim;
    toll_status status = toll__deployment_open(deployment, deployment_size, &d, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take(need, TOLL_KIND_PLAN_NEED, "need", &full, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__plan_aim(&full, &aim, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    if (requests_per_s == NULL)
        return toll__done(toll__fail_null(err, "requests_per_s"), err);
    *requests_per_s = toll__unit_rate_bound(&d->placement, toll__deployment_read_ops(d), &aim);
    return TOLL_OK;
}

/* ---- the cycle ---- */

/* What a schedule is asked: all of it checked before anything is written. */
typedef struct day_question {
    toll_plan_day full;
    toll__day plain;
    const double *rates;
    uint64_t n_hours;
} day_question;

static toll_status fail_day(toll_error *err, toll_status status, const char *field, const char *reason)
{
    return toll__fail(err, status, TOLL_KIND_PLAN_DAY, field, -1, reason);
}

static toll_status check_day(const toll_plan_day *d, const toll__day *plain, toll_error *err)
{
    if (!(d->unit_requests_per_s > 0))
        return fail_day(err, TOLL_E_MISSING, "unit_requests_per_s", "must be given: above 0, up to 10^9 per second");
    if (!(d->usd_per_gpu_hour > 0))
        return fail_day(err, TOLL_E_MISSING, "usd_per_gpu_hour", "must be given: above 0, up to 10^6 USD");
    if (plain->has_base && !plain->has_reserved)
        return fail_day(err, TOLL_E_MISSING, "reserved_usd_per_gpu_hour", "must be given where reserved_gpus is");
    if (plain->has_base && fmod(plain->base_gpus, toll__day_lot_gpus(plain)) != 0)
        return fail_day(err, TOLL_E_CONFLICT, "reserved_gpus",
                        "must be a multiple of the accelerators that are sold together");
    return TOLL_OK;
}

static toll_status take_day(const toll_plan_day *day, day_question *q, toll_error *err)
{
    toll_status status = toll__take(day, TOLL_KIND_PLAN_DAY, "day", &q->full, err);
    if (status != TOLL_OK)
        return status;
    const toll_plan_day *d = &q->full;
    q->plain = (toll__day){.unit_requests_per_s = d->unit_requests_per_s,
                           .unit_gpus = (double)d->unit_gpus,
                           .machine_gpus = (double)d->machine_gpus,
                           .units_min = (double)d->units_min,
                           .spare_units = (double)d->spare_units,
                           .cold_hours = d->cold_start_s / SECONDS_PER_HOUR,
                           .usd_per_gpu_hour = d->usd_per_gpu_hour,
                           .reserved_usd_per_gpu_hour = d->reserved_usd_per_gpu_hour,
                           .has_reserved = (d->known & TOLL_PLAN_DAY_RESERVED) != 0,
                           .has_base = (d->known & TOLL_PLAN_DAY_BASE) != 0,
                           .base_gpus = (double)d->reserved_gpus};
    return check_day(d, &q->plain, err);
}

static toll_status check_rates(const day_question *q, toll_error *err)
{
    double peak = 0;
    if (q->rates == NULL)
        return toll__fail_null(err, "requests_per_s");
    for (uint64_t i = 0; i < q->n_hours; i++) {
        toll_status status = toll__check_range(err, 0, "requests_per_s", (int64_t)i, 0, RATE_MAX, q->rates[i]);
        if (status != TOLL_OK)
            return status;
        if (!(toll__day_units(&q->plain, q->rates[i]) <= TOLL__DAY_UNITS_MAX))
            return toll__fail(err, TOLL_E_RANGE, 0, "requests_per_s", (int64_t)i, "needs more than 10^9 units");
        peak = toll__max(peak, q->rates[i]);
    }
    if (!(peak > 0))
        return toll__fail(err, TOLL_E_MISSING, 0, "requests_per_s", -1, "must be above 0 in at least one hour");
    return TOLL_OK;
}

static void fill_load(const day_question *q, toll_plan_schedule *out)
{
    double sum = 0, running = 0;
    out->low_units = INT64_MAX;
    for (uint64_t i = 0; i < q->n_hours; i++) {
        const int64_t units = (int64_t)toll__day_units(&q->plain, q->rates[i]);
        sum += q->rates[i];
        running += (double)units;
        out->peak_requests_per_s = toll__max(out->peak_requests_per_s, q->rates[i]);
        out->peak_units = units > out->peak_units ? units : out->peak_units;
        out->low_units = units < out->low_units ? units : out->low_units;
    }
    const double hours = (double)q->n_hours, each = q->plain.unit_requests_per_s;
    out->mean_requests_per_s = sum / hours;
    out->held_utilisation_frac = toll__min(sum / (hours * (double)out->peak_units * each), 1);
    out->scaled_utilisation_frac = toll__min(sum / (running * each), 1);
}

static void fill_schedule(const day_question *q, const toll__schedule *s, toll_plan_schedule *out)
{
    const double hours = (double)q->n_hours, rented = q->plain.usd_per_gpu_hour;
    memset(out, 0, sizeof *out);
    fill_load(q, out);
    out->hours = (int64_t)q->n_hours;
    out->lot_gpus = (int64_t)toll__day_lot_gpus(&q->plain);
    out->peak_gpus = (int64_t)s->peak_gpus;
    out->low_gpus = (int64_t)s->low_gpus;
    out->needed_gpu_hours = s->needed_gpu_hours;
    out->scaled_gpu_hours = s->paid_gpu_hours;
    out->starts = s->starts;
    out->held_usd = s->peak_gpus * hours * rented;
    out->scaled_usd = s->paid_gpu_hours * rented;
    if (!q->plain.has_reserved)
        return;
    const double reserved = q->plain.reserved_usd_per_gpu_hour;
    out->known = TOLL_PLAN_SCHEDULE_RESERVED;
    out->reserved_usd = s->peak_gpus * hours * reserved;
    out->base_gpus = (int64_t)s->base_gpus;
    out->split_rented_gpu_hours = s->rented_gpu_hours;
    out->split_usd = s->base_gpus * hours * reserved + s->rented_gpu_hours * rented;
}

static void write_hours(const day_question *q, int64_t *units, int64_t *gpus)
{
    for (uint64_t i = 0; i < q->n_hours; i++) {
        const double n = toll__day_units(&q->plain, q->rates[i]);
        gpus[i] = (int64_t)toll__day_gpus(&q->plain, n);
        if (units != NULL)
            units[i] = (int64_t)n;
    }
}

toll_status toll_plan_compute_schedule(const toll_plan_day *day, const double *requests_per_s, uint64_t n_hours,
                                       int64_t *units, int64_t *gpus, toll_plan_schedule *schedule, toll_error *err)
{
    day_question q = {.rates = requests_per_s, .n_hours = n_hours};
    toll__schedule found;
    toll_plan_schedule full;
    toll_status status = take_day(day, &q, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__check_range(err, 0, "n_hours", -1, 1, TOLL_PLAN_HOURS_MAX, (double)n_hours);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_rates(&q, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    if (gpus == NULL)
        return toll__done(toll__fail_null(err, "gpus"), err);
    status = toll__expect(schedule, TOLL_KIND_PLAN_SCHEDULE, "schedule", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    write_hours(&q, units, gpus);
    toll__day_schedule(&q.plain, gpus, n_hours, &found);
    fill_schedule(&q, &found, &full);
    toll__give(schedule, TOLL_KIND_PLAN_SCHEDULE, &full);
    return TOLL_OK;
}
