/* SPDX-License-Identifier: Apache-2.0 */
/* A fleet that follows the hours of the day, level by level.
 *
 * The k-th lot of accelerators is needed in the hours that need at least k. So each lot has hours of its own, and a
 * higher lot has fewer: what is rented of it, what is cheaper to reserve, and how often it starts follow for each lot
 * alone. A lot that stops and starts again is paid for its cold start; it is kept running through a pause that is no
 * longer than that. Lots between two needs of the cycle have the same hours, so a level is a run of equal lots.
 *
 * By hand: units of 4 accelerators, 12 hours of 4 units and 12 hours of 1. The first unit runs 24 hours, the others 12
 * each: 4 * (24 + 3 * 12) = 240 GPU-hours instead of 384. At $3 rented and $2 reserved, 24 * 2 = 48 is less than
 * 24 * 3 = 72 for the first unit, and more than 12 * 3 = 36 for the others: reserve 4, rent the rest, 4 * (48 + 108) =
 * $624. A cold start of 10 minutes adds 1 / 6 hour to each of the three: 6 dollars. */
#include "plan/day_schedule.h"

#include <math.h>

#include "base/extrema.h"
#include "plan/whole_units.h"

/* A quotient of two doubles is off by half a unit in its last place, 2^-53: three times 0.1 over 0.1 is 3.0000000000000004
 * and must be 3 units. Eight such halves are no demand. */
#define QUOTIENT_ERROR 0x1p-50

double toll__day_lot_gpus(const toll__day *day)
{
    return toll__units_paid(1, day->unit_gpus, day->machine_gpus);
}

double toll__day_units(const toll__day *day, double requests_per_s)
{
    double quotient = requests_per_s / day->unit_requests_per_s;
    if (!(quotient <= TOLL__DAY_UNITS_MAX))
        return quotient; /* infinity less a share of it would be no number */
    double serving = toll__max(ceil(quotient - quotient * QUOTIENT_ERROR), day->units_min);
    return serving > 0 ? serving + day->spare_units : 0;
}

double toll__day_gpus(const toll__day *day, double units)
{
    return toll__units_paid(units, day->unit_gpus, day->machine_gpus);
}

/* One level: hours that need it, hours that are paid, and starts. */
typedef struct level_hours {
    double needed, paid, starts;
} level_hours;

/* The pause before an hour that needs the level: kept running, or started anew. */
static void end_pause(level_hours *h, double pause, double cold_hours)
{
    h->paid += toll__min(pause, cold_hours);
    h->starts += pause > cold_hours ? 1 : 0;
}

/* Round the cycle once, from one hour that needs the level to the same hour. */
static level_hours hours_of_level(const int64_t *gpus, uint64_t n, int64_t level, double cold_hours)
{
    level_hours h = {0, 0, 0};
    uint64_t first = 0;
    double pause = 0;
    while (first < n && gpus[first] < level)
        first++;
    for (uint64_t i = 1; first < n && i <= n; i++) {
        if (gpus[(first + i) % n] < level) {
            pause++;
            continue;
        }
        h.needed++;
        end_pause(&h, pause, cold_hours);
        pause = 0;
    }
    h.paid += h.needed;
    return h;
}

/* The smallest need above a level; 0: none. */
static int64_t next_level(const int64_t *gpus, uint64_t n, int64_t level)
{
    int64_t next = 0;
    for (uint64_t i = 0; i < n; i++)
        if (gpus[i] > level && (next == 0 || gpus[i] < next))
            next = gpus[i];
    return next;
}

/* Accelerators of a level, from `below` on, that are reserved. Paid hours fall from level to level, so the cheapest base
 * is made of the lowest levels. */
static double reserve_of_level(const toll__day *day, double below, double width, double paid_hours, double cycle_hours)
{
    if (day->has_base)
        return toll__min(toll__positive(day->base_gpus - below), width);
    if (!day->has_reserved)
        return 0;
    return day->usd_per_gpu_hour * paid_hours > day->reserved_usd_per_gpu_hour * cycle_hours ? width : 0;
}

static void add_level(const toll__day *day, const level_hours *h, double below, double width, double cycle_hours,
                      toll__schedule *s)
{
    double reserved = reserve_of_level(day, below, width, h->paid, cycle_hours);
    s->needed_gpu_hours += width * h->needed;
    s->paid_gpu_hours += width * h->paid;
    s->starts += width / toll__day_lot_gpus(day) * h->starts;
    s->base_gpus += reserved;
    s->rented_gpu_hours += (width - reserved) * h->paid;
}

void toll__day_schedule(const toll__day *day, const int64_t *gpus, uint64_t n, toll__schedule *schedule)
{
    int64_t below = 0;
    *schedule = (toll__schedule){.low_gpus = (double)gpus[0]};
    for (uint64_t i = 1; i < n; i++)
        schedule->low_gpus = toll__min(schedule->low_gpus, (double)gpus[i]);
    for (int64_t level = next_level(gpus, n, 0); level > 0; level = next_level(gpus, n, level)) {
        level_hours h = hours_of_level(gpus, n, level, day->cold_hours);
        add_level(day, &h, (double)below, (double)(level - below), (double)n, schedule);
        below = level;
    }
    schedule->peak_gpus = (double)below;
    if (day->has_base) /* a reservation is paid for whether it is needed or not */
        schedule->base_gpus = day->base_gpus;
}
