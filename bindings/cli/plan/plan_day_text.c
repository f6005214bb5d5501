/* SPDX-License-Identifier: Apache-2.0 */
/* Hours of the day: what scaling down and reserving make of a month, and all hours for programs.
 *
 * A month is 730 hours, so a day's money is multiplied by 730 / 24. By hand: $720 a day scaled down is $21,900. */
#include "plan/plan_day_text.h"

#include <stdio.h>

#include "output/figure_text.h"

/* ---- For people ---- */

static figure month_of(const toll_plan_schedule *s, double usd)
{
    return plan_short(usd / (double)s->hours * HOURS_PER_MONTH);
}

static void scaled_text(const plan_day_row *row, const plan_hours *h, char *text, size_t size)
{
    const toll_plan_schedule *s = &row->schedule;
    snprintf(
        text, size,
        "peak %s requests/s, mean %s over %lld hours. %lld GPUs at the peak, %lld at the lowest: scaled down $%s a "
        "month instead of $%s held all day; utilisation %.0f %% instead of %.0f %%. Cold start %s s%s",
        plan_rate(s->peak_requests_per_s).text, plan_rate(s->mean_requests_per_s).text, (long long)s->hours,
        (long long)s->peak_gpus, (long long)s->low_gpus, month_of(s, s->scaled_usd).text, month_of(s, s->held_usd).text,
        s->scaled_utilisation_frac * 100, s->held_utilisation_frac * 100, figure_plain(h->cold_start_s).text,
        h->is_cold_start_given ? "." : ", assumed: --cold-start.");
}

static void split_text(const plan_day_row *row, char *text, size_t size)
{
    const toll_plan_schedule *s = &row->schedule;
    const char *origin = row->is_reserved_given ? "as given" : "the machine's for a year";
    if ((s->known & TOLL_PLAN_SCHEDULE_RESERVED) == 0) {
        snprintf(text, size, "no price of a reserved hour is known for %s: --reserved %s=USD",
                 row->choice->accelerator->facts.name, row->choice->accelerator->facts.id);
        return;
    }
    if (s->base_gpus == 0) {
        snprintf(text, size, "reserve none at %s per GPU-hour, %s", figure_usd(row->reserved_usd_per_gpu_hour).text,
                 origin);
        return;
    }
    snprintf(text, size, "keep %lld GPUs reserved at %s per GPU-hour (%s)%s: $%s a month; all reserved $%s",
             (long long)s->base_gpus, figure_usd(row->reserved_usd_per_gpu_hour).text, origin,
             s->base_gpus < s->peak_gpus ? ", rent the rest" : "", month_of(s, s->split_usd).text,
             month_of(s, s->reserved_usd).text);
}

/* Another option may be the cheapest by the hour: smaller replicas follow the load more closely. */
static void put_cheapest(const plan_day *day, const screen *s)
{
    const plan_day_row *row = &day->rows[day->best];
    char name[160], text[400];
    if (day->best == 0) {
        return;
    }
    plan_option_name(row->choice, name, sizeof name);
    snprintf(text, sizeof text, "by the hour %s is cheaper: $%s a month", name,
             month_of(&row->schedule, plan_day_least_usd(row)).text);
    screen_paragraph(s, STYLE_PLAIN, "               ", text);
}

void plan_day_put(const plan_answer *a, const screen *s)
{
    const plan_day *day = &a->day;
    char text[900];
    if (day->n_rows == 0) {
        return;
    }
    scaled_text(&day->rows[0], &a->request->hours, text, sizeof text);
    screen_paragraph(s, STYLE_PLAIN, "  By the hour: ", text);
    split_text(&day->rows[0], text, sizeof text);
    screen_paragraph(s, STYLE_PLAIN, "               ", text);
    put_cheapest(day, s);
}

/* ---- For programs ---- */

static void json_hours(json *j, const char *key, const int64_t *values, int count)
{
    json_array(j, key);
    for (int i = 0; i < count; i++) {
        json_integer(j, NULL, values[i]);
    }
    json_close(j);
}

static void json_day_row(json *j, const plan_day_row *row, int hours)
{
    const toll_plan_schedule *s = &row->schedule;
    const bool is_reserved = (s->known & TOLL_PLAN_SCHEDULE_RESERVED) != 0;
    char name[160];
    plan_option_name(row->choice, name, sizeof name);
    json_object(j, NULL);
    json_text(j, "name", name);
    json_number(j, "unit_requests_per_s", row->unit_requests_per_s);
    json_integer(j, "lot_gpus", s->lot_gpus);
    json_integer(j, "peak_gpus", s->peak_gpus);
    json_integer(j, "low_gpus", s->low_gpus);
    json_number(j, "held_utilisation_frac", s->held_utilisation_frac);
    json_number(j, "scaled_utilisation_frac", s->scaled_utilisation_frac);
    json_number(j, "starts", s->starts);
    json_number(j, "needed_gpu_hours", s->needed_gpu_hours);
    json_number(j, "scaled_gpu_hours", s->scaled_gpu_hours);
    json_number(j, "held_usd", s->held_usd);
    json_number(j, "scaled_usd", s->scaled_usd);
    json_maybe_number(j, "reserved_usd_per_gpu_hour", row->reserved_usd_per_gpu_hour, is_reserved);
    json_maybe_number(j, "reserved_usd", s->reserved_usd, is_reserved);
    json_maybe_integer(j, "base_gpus", s->base_gpus, is_reserved);
    json_maybe_number(j, "split_usd", s->split_usd, is_reserved);
    json_hours(j, "units_by_hour", row->units, hours);
    json_hours(j, "gpus_by_hour", row->gpus, hours);
    json_close(j);
}

void plan_day_json(json *j, const plan_answer *a)
{
    const plan_day *day = &a->day;
    const plan_hours *h = &a->request->hours;
    if (day->n_rows == 0) {
        json_null(j, "schedule");
        return;
    }
    json_object(j, "schedule");
    json_integer(j, "hours", h->count);
    json_number(j, "peak_requests_per_s", day->rows[0].schedule.peak_requests_per_s);
    json_number(j, "mean_requests_per_s", day->rows[0].schedule.mean_requests_per_s);
    json_number(j, "cold_start_s", h->cold_start_s);
    json_bool(j, "is_cold_start_assumed", !h->is_cold_start_given);
    json_array(j, "options");
    for (int i = 0; i < day->n_rows; i++) {
        json_day_row(j, &day->rows[i], h->count);
    }
    json_close(j);
    json_integer(j, "cheapest", day->best);
    json_close(j);
}
