/* SPDX-License-Identifier: Apache-2.0 */
/* Units of a fleet for each hour of a cycle, and what they cost held, scaled down at night, or reserved in part. */
#ifndef TOLL_PLAN_DAY_SCHEDULE_H
#define TOLL_PLAN_DAY_SCHEDULE_H

#include <stdint.h>

#define TOLL__DAY_UNITS_MAX 1000000000 /* of one hour */

/* A unit of capacity, how it is sold, and prices; all counts are whole numbers. */
typedef struct toll__day {
    double unit_requests_per_s;
    double unit_gpus, machine_gpus;
    double units_min, spare_units;
    double cold_hours; /* between the start of a unit and its first answer */
    double usd_per_gpu_hour, reserved_usd_per_gpu_hour;
    int has_reserved; /* the second price is given */
    int has_base;     /* base_gpus are reserved, whatever is cheapest */
    double base_gpus;
} toll__day;

typedef struct toll__schedule {
    double peak_gpus, low_gpus;
    double needed_gpu_hours; /* without cold starts */
    double paid_gpu_hours;   /* rented for the hours that need them, cold starts included */
    double starts;           /* of sold lots, in a cycle */
    double base_gpus, rented_gpu_hours;
} toll__schedule;

/* Accelerators that are sold together for one unit, or for the units that share them. */
double toll__day_lot_gpus(const toll__day *day);

/* Units of an hour, those that may fail included; more than TOLL__DAY_UNITS_MAX: too many. */
double toll__day_units(const toll__day *day, double requests_per_s);

/* Accelerators that these units are paid with. */
double toll__day_gpus(const toll__day *day, double units);

/* gpus: accelerators of each hour of the cycle, n at least 1; the hour after the last is the first. */
void toll__day_schedule(const toll__day *day, const int64_t *gpus, uint64_t n, toll__schedule *schedule);

#endif
