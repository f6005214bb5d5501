/* SPDX-License-Identifier: Apache-2.0 */
/* Hours of the day, fleets of several kinds and shared needs: inputs that are nearly right. Money is finite and in
 * order, a fleet carries its rates within its stock, and the same question has the same answer. */
#include "fuzz.h"

#include <math.h>

#define HOURS 12
#define LOTS  6
#define WORKS 3

static void try_schedule(input *in)
{
    toll_plan_day day;
    toll_plan_schedule s, again;
    double rates[HOURS];
    int64_t units[HOURS], gpus[HOURS];
    toll_error err;
    toll_struct_init(&day, sizeof day, TOLL_KIND_PLAN_DAY, NULL);
    toll_struct_init(&s, sizeof s, TOLL_KIND_PLAN_SCHEDULE, NULL);
    day.unit_requests_per_s = (1 + (double)take(in, 1)) / 8;
    day.unit_gpus = 1 + (int64_t)take(in, 1) % 9;
    day.machine_gpus = 1 + (int64_t)take(in, 1) % 9;
    day.cold_start_s = 60 * (double)take(in, 1);
    day.usd_per_gpu_hour = (1 + (double)take(in, 1)) / 64;
    day.known = TOLL_PLAN_DAY_RESERVED;
    day.reserved_usd_per_gpu_hour = (double)take(in, 1) / 64;
    mutate(in, &day, TOLL_KIND_PLAN_DAY);
    const uint64_t n = take(in, 1) % (HOURS + 1);
    for (uint64_t i = 0; i < n; i++)
        rates[i] = (double)take(in, 1) / 4;
    if (take(in, 1) == 255 && n > 0)
        rates[0] = take_double(in);
    if (law_status(toll_plan_compute_schedule(&day, rates, n, units, gpus, &s, &err), &err) != TOLL_OK)
        return;
    law_result(&s, TOLL_KIND_PLAN_SCHEDULE);
    LAW(s.low_gpus <= s.peak_gpus && s.low_units <= s.peak_units && s.needed_gpu_hours <= s.scaled_gpu_hours);
    LAW(s.scaled_usd <= s.held_usd * (1 + 1e-9));
    if ((day.known & (TOLL_PLAN_DAY_RESERVED | TOLL_PLAN_DAY_BASE)) == TOLL_PLAN_DAY_RESERVED)
        LAW(s.split_usd <= fmin(s.scaled_usd, s.reserved_usd) * (1 + 1e-9));
    again = s;
    LAW(toll_plan_compute_schedule(&day, rates, n, NULL, gpus, &again, NULL) == TOLL_OK);
    LAW(memcmp(&s, &again, sizeof s) == 0);
}

static void law_fleet(const toll_plan_lot *lots, uint64_t n, const double *rates, uint64_t n_works,
                      const int64_t *stocks, const int64_t *gpus, const toll_plan_fleet *f)
{
    double left[WORKS] = {0}, usd = 0;
    for (uint64_t w = 0; w < n_works; w++)
        left[w] = rates[w] * (1 - 1e-9);
    int64_t used[2] = {0, 0};
    for (uint64_t i = 0; i < n; i++) {
        const toll_plan_lot *l = &lots[i];
        const double lot = ceil((double)l->unit_gpus / (double)l->machine_gpus) * (double)l->machine_gpus;
        const double each = l->unit_gpus > l->machine_gpus ? 1 : floor(lot / (double)l->unit_gpus);
        const double units = (double)gpus[i] / lot * each - (double)l->spare_units;
        LAW(gpus[i] >= 0);
        left[l->workload] -= units > 0 ? units * l->unit_requests_per_s : 0;
        usd += (double)gpus[i] * l->usd_per_gpu_hour;
        if (l->stock > 0)
            used[l->stock - 1] += gpus[i];
    }
    LAW(used[0] <= stocks[0] && used[1] <= stocks[1]);
    for (uint64_t w = 0; w < n_works && f->verdict <= TOLL_PLAN_FLEET_GOOD; w++)
        LAW(left[w] <= 0);
    LAW(fabs(usd - f->usd_per_hour) <= 1e-9 * usd);
    LAW((f->known & TOLL_PLAN_FLEET_COST) == 0 || f->bound_usd_per_hour <= f->usd_per_hour * (1 + 1e-9));
}

static void try_fleet(input *in)
{
    toll_plan_lot lots[LOTS];
    toll_plan_fleet fleet;
    toll_error err;
    double rates[WORKS];
    int64_t gpus[LOTS];
    const int64_t stocks[2] = {(int64_t)take(in, 1), (int64_t)take(in, 1)};
    const uint64_t n = take(in, 1) % (LOTS + 1), works = 1 + take(in, 1) % WORKS;
    for (uint64_t w = 0; w < works; w++)
        rates[w] = (double)take(in, 1) / 4;
    if (take(in, 1) == 255)
        rates[0] = take_double(in);
    for (uint64_t i = 0; i < n; i++) {
        lots[i] = (toll_plan_lot){.workload = (int64_t)(take(in, 1) % works),
                                  .stock = (int64_t)take(in, 1) % 3,
                                  .unit_gpus = 1 + (int64_t)take(in, 1) % 9,
                                  .machine_gpus = 1 + (int64_t)take(in, 1) % 9,
                                  .spare_units = (int64_t)take(in, 1) % 3,
                                  .unit_requests_per_s = (1 + (double)take(in, 1)) / 16,
                                  .usd_per_gpu_hour = (1 + (double)take(in, 1)) / 64};
        mutate(in, &lots[i], TOLL_KIND_PLAN_LOT);
    }
    if (law_status(toll_plan_find_fleet(lots, n, rates, works, stocks, 2, gpus, &fleet, &err), &err) == TOLL_OK)
        law_fleet(lots, n, rates, works, stocks, gpus, &fleet);
}

static void try_need(input *in)
{
    toll_plan_need needs[WORKS], shared;
    toll_error err;
    toll_struct_init(&shared, sizeof shared, TOLL_KIND_PLAN_NEED, NULL);
    const uint64_t n = take(in, 1) % (WORKS + 1);
    for (uint64_t i = 0; i < n; i++) {
        toll_struct_init(&needs[i], sizeof needs[i], TOLL_KIND_PLAN_NEED, NULL);
        needs[i].requests_per_s = (double)take(in, 1) / 4;
        needs[i].input_tokens = 1 + (double)take(in, 2);
        needs[i].output_cv = (double)take(in, 1) / 128;
        needs[i].engines = take(in, 1);
        mutate(in, &needs[i], TOLL_KIND_PLAN_NEED);
    }
    if (law_status(toll_plan_derive_need(needs, n, sizeof needs[0], &shared, &err), &err) != TOLL_OK)
        return;
    LAW(toll_struct_check(&shared, TOLL_KIND_PLAN_NEED, NULL) == TOLL_OK);
    for (uint64_t i = 0; i < n; i++)
        LAW(shared.requests_per_s >= needs[i].requests_per_s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    input in = {data, bytes};
    const uint64_t what = take(&in, 1) % 3;
    if (what == 0)
        try_schedule(&in);
    else if (what == 1)
        try_fleet(&in);
    else
        try_need(&in);
    return 0;
}
