/* SPDX-License-Identifier: Apache-2.0 */
/* The log ends with its last record, or at --until where that is on the same day: a later --until is a wish, and days without
 * records behind the last one may be days without a log. Days before that are whole; the first day of the log is whole only
 * where --since is at or before its start. A whole day without a record cost nothing. Of the last day the rest is to come,
 * in proportion to its hours.
 *
 * Example: a log from 2026-11-01T00:10 to 2026-11-28T12:00 has 26 whole days, 11-02 to 11-27; half a day and two days are
 * to come. */
#include "bill/bill_forecast.h"

#include <stdio.h>
#include <string.h>

#include "bill/spend_forecast.h"
#include "input/instant.h"
#include "output/amount_text.h"

/* The days that the range is made of. */
typedef struct day_window {
    double costs[FORECAST_DAYS_MOST];
    int64_t first; /* day */
    spend_days days;
} day_window;

static int64_t log_end(const bill_run *run)
{
    int64_t until = run->asked->until_s;
    bool is_same_day = until != INT64_MAX && until > run->last_s && day_of(until - 1) == day_of(run->last_s);
    return is_same_day ? until : run->last_s + 1;
}

static int64_t first_whole_day(const bill_run *run)
{
    bool has_since = run->asked->since_s != INT64_MIN;
    int64_t from = has_since ? run->asked->since_s : run->first_s + 1; /* the log may begin before its first record */
    return day_of(from) + (from > day_of(from) * DAY_SECONDS);
}

/* 1970-01-01 was a Thursday, 3 from Monday on. */
static int weekday_of(int64_t day)
{
    return (int)(((day + 3) % 7 + 7) % 7);
}

static int fill_window(const bill_run *run, const currency_days *d, int64_t as_of, day_window *w)
{
    int64_t first = first_whole_day(run), last = day_of(as_of);
    first = last - first > FORECAST_DAYS_MOST ? last - FORECAST_DAYS_MOST : first;
    int n = last > first ? (int)(last - first) : 0;
    memset(w, 0, sizeof *w);
    w->first = first;
    for (int64_t i = 0; i < d->n; i++) {
        if (d->days[i].day >= first && d->days[i].day < last) {
            w->costs[d->days[i].day - first] = amount_value(&d->days[i].cost);
        }
    }
    w->days = (spend_days){w->costs, n, weekday_of(first)};
    return n;
}

static void find_month(bill_forecast *f)
{
    char text[40];
    snprintf(text, sizeof text, "%.7s-01", instant_text(f->as_of_s - 1).text);
    if (!instant_parse(text, &f->month_s)) {
        f->month_s = 0;
    }
    f->end_s = instant_add_months(f->month_s, 1);
}

static bool refuse_forecast(bill_forecast *f, const char *reason)
{
    snprintf(f->reason, sizeof f->reason, "%s", reason);
    return false;
}

static bool has_ground(const bill_run *run, bill_forecast *f)
{
    char reason[160];
    if (run->n_untimed > 0) {
        return refuse_forecast(f, "records that tell no instant are of no day");
    }
    if (f->whole_days < FORECAST_DAYS_LEAST) {
        snprintf(reason, sizeof reason,
                 "the log has %d whole %s, and %d are needed to see a week: add the month before", f->whole_days,
                 f->whole_days == 1 ? "day" : "days", FORECAST_DAYS_LEAST);
        return refuse_forecast(f, reason);
    }
    return true;
}

/* The cost from the log's end until the end of `day`, which is not before it. */
static toll_range cost_until(const bill_forecast *f, const day_window *w, int64_t day)
{
    toll_range cost = {0, 0, 0};
    int64_t today = day_of(f->as_of_s);
    double part = 1 - (double)(f->as_of_s - today * DAY_SECONDS) / DAY_SECONDS;
    spend_forecast(&w->days, part, (int)(day - today), &cost);
    return cost;
}

/* ---- the budget ---- */

static int64_t find_broken_day(const currency_days *d, const bill_forecast *f, const toll_amount *budget)
{
    toll_amount sum = {0, 0};
    for (int64_t i = 0; i < d->n; i++) {
        int32_t order = 0;
        bool is_inside = d->days[i].day >= day_of(f->month_s) && d->days[i].day < day_of(f->end_s);
        if (is_inside && toll_amount_add(&sum, &d->days[i].cost, &sum, NULL) == TOLL_OK) {
            toll_amount_compare(&sum, budget, &order, NULL);
        }
        if (order > 0) {
            return d->days[i].day;
        }
    }
    return day_of(f->as_of_s);
}

static void find_breaks(bill_forecast *f, const day_window *w, double budget)
{
    double so_far = amount_value(&f->so_far);
    for (int64_t day = day_of(f->as_of_s); day < day_of(f->end_s); day++) {
        toll_range cost = cost_until(f, w, day);
        f->early_day = f->early_day == 0 && so_far + cost.high > budget ? day : f->early_day;
        f->mid_day = f->mid_day == 0 && so_far + cost.mid > budget ? day : f->mid_day;
        f->late_day = f->late_day == 0 && so_far + cost.low > budget ? day : f->late_day;
    }
    f->budget = f->mid_day != 0 ? BUDGET_BREAKS : f->early_day != 0 ? BUDGET_MAY : BUDGET_HOLDS;
}

static void judge_budget(const bill_run *run, const currency_days *d, bill_forecast *f, const day_window *w)
{
    int32_t order = 0;
    if (!run->asked->has_budget) {
        return;
    }
    toll_amount_compare(&f->so_far, &run->asked->budget, &order, NULL);
    if (order > 0) {
        f->budget = BUDGET_BROKEN;
        f->broken_day = find_broken_day(d, f, &run->asked->budget);
    } else if (f->is_made) {
        find_breaks(f, w, amount_value(&run->asked->budget));
    }
}

/* ---- the forecast ---- */

static toll_range add_so_far(double so_far, toll_range left)
{
    return (toll_range){so_far + left.low, so_far + left.mid, so_far + left.high};
}

bill_forecast bill_forecast_make(const bill_run *run, int total)
{
    bill_forecast f = {.as_of_s = log_end(run)};
    day_window w;
    snprintf(f.currency, sizeof f.currency, "%s", run->sums.totals[total].currency);
    const currency_days *d = bill_days_find(&run->days, f.currency);
    find_month(&f);
    if (d == NULL || !currency_days_sum(d, day_of(f.month_s), day_of(f.end_s), &f.so_far)) {
        refuse_forecast(&f, "its days can't be summed");
        return f;
    }
    f.whole_days = fill_window(run, d, f.as_of_s, &w);
    f.is_made = has_ground(run, &f);
    if (f.is_made && f.as_of_s < f.end_s) {
        f.left = cost_until(&f, &w, day_of(f.end_s) - 1);
    }
    f.month = add_so_far(amount_value(&f.so_far), f.left);
    judge_budget(run, d, &f, &w);
    return f;
}

bool bill_forecast_is_broken(const bill_run *run)
{
    for (int i = 0; i < run->sums.n_totals; i++) {
        if (bill_forecast_make(run, i).budget == BUDGET_BROKEN) {
            return true;
        }
    }
    return false;
}
