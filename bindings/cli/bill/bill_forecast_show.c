/* SPDX-License-Identifier: Apache-2.0 */
/* The forecast for people and for programs: what is spent as an exact amount, what is to come as a range. */
#include <stdio.h>
#include <string.h>

#include "bill/bill_forecast.h"
#include "bill/spend_forecast.h"
#include "input/instant.h"
#include "output/amount_text.h"
#include "output/figure_text.h"

typedef struct day_text {
    char text[16];
} day_text;

static day_text show_day(int64_t day)
{
    day_text text;
    snprintf(text.text, sizeof text.text, "%.10s", instant_text(day * DAY_SECONDS).text);
    return text;
}

static figure show_money(double value)
{
    return figure_fixed(value, value >= 100 ? 0 : value >= 1 ? 2 : 4);
}

static void put_month(const bill_run *run, const bill_forecast *f, const screen *s)
{
    char text[512], budget[96] = "";
    const char *sign = strcmp(f->currency, "USD") == 0 ? "$" : "", *unit = sign[0] != 0 ? "" : f->currency;
    if (run->asked->has_budget) {
        snprintf(budget, sizeof budget, " of a budget of %s%.60s", sign, amount_show(&run->asked->budget).text);
    }
    snprintf(text, sizeof text, "%s%s%s%s%s until %.16s (exact)", sign, amount_show(&f->so_far).text,
             unit[0] != 0 ? " " : "", unit, budget, instant_text(f->as_of_s).text);
    size_t used = strlen(text);
    if (f->is_made && f->as_of_s < f->end_s) {
        snprintf(text + used, sizeof text - used, "; at this pace %s%s by %s (%s to %s in 8 of 10 cases)", sign,
                 show_money(f->month.mid).text, show_day(day_of(f->end_s) - 1).text, show_money(f->month.low).text,
                 show_money(f->month.high).text);
    } else if (!f->is_made) {
        snprintf(text + used, sizeof text - used, "; no forecast: %s", f->reason);
    }
    screen_paragraph(s, STYLE_PLAIN, "Month so far  ", text);
}

static void put_verdict(const bill_forecast *f, const screen *s)
{
    char text[256] = "";
    switch (f->budget) {
    case BUDGET_BROKEN:
        snprintf(text, sizeof text, "broken already on %s", show_day(f->broken_day).text);
        break;
    case BUDGET_BREAKS:
        snprintf(text, sizeof text, "breaks on %s (%s to %s in 8 of 10 cases)", show_day(f->mid_day).text,
                 show_day(f->early_day).text, f->late_day != 0 ? show_day(f->late_day).text : "a day of next month");
        break;
    case BUDGET_MAY:
        snprintf(text, sizeof text, "holds this month, but may break from %s on", show_day(f->early_day).text);
        break;
    case BUDGET_HOLDS:
        snprintf(text, sizeof text, "holds this month");
        break;
    default:
        return;
    }
    bool is_bad = f->budget == BUDGET_BROKEN || f->budget == BUDGET_BREAKS;
    screen_paragraph(s, is_bad ? STYLE_BAD : f->budget == BUDGET_MAY ? STYLE_WARN : STYLE_GOOD, "Budget        ", text);
}

static const char *method_of(const bill_forecast *f)
{
    return f->whole_days >= FORECAST_DAYS_WEEKS ? "means of each weekday" : "means of working days and of weekends";
}

void bill_show_forecast(const bill_run *run, const screen *s)
{
    char text[128];
    for (int i = 0; i < run->sums.n_totals; i++) {
        bill_forecast f = bill_forecast_make(run, i);
        put_month(run, &f, s);
        put_verdict(&f, s);
        if (f.is_made && f.as_of_s < f.end_s && i == 0) {
            snprintf(text, sizeof text, "by %s of %d whole days (UTC)", method_of(&f), f.whole_days);
            screen_paragraph(s, STYLE_DIM, "Forecast      ", text);
        }
    }
}

/* ---- JSON ---- */

static void json_day(json *j, const char *key, int64_t day)
{
    json_maybe_text(j, key, day != 0 ? show_day(day).text : "");
}

static void json_budget(json *j, const bill_run *run, const bill_forecast *f)
{
    static const char *const verdicts[] = {"", "broken", "breaks", "may_break", "holds"};
    if (!run->asked->has_budget) {
        json_null(j, "budget");
        return;
    }
    json_object(j, "budget");
    json_text(j, "amount", amount_exact(&run->asked->budget).text);
    json_maybe_text(j, "verdict", verdicts[f->budget]);
    json_day(j, "broken_on", f->broken_day);
    json_day(j, "breaks_on", f->mid_day);
    json_day(j, "breaks_on_earliest", f->early_day);
    json_day(j, "breaks_on_latest", f->late_day);
    json_close(j);
}

void bill_json_forecast(json *j, const bill_run *run)
{
    json_array(j, "forecasts");
    for (int i = 0; i < run->sums.n_totals; i++) {
        bill_forecast f = bill_forecast_make(run, i);
        json_object(j, NULL);
        json_text(j, "currency", f.currency);
        json_text(j, "month_starts_at", instant_text(f.month_s).text);
        json_text(j, "month_ends_at", instant_text(f.end_s).text);
        json_text(j, "as_of", instant_text(f.as_of_s).text);
        json_text(j, "cost_so_far", amount_exact(&f.so_far).text);
        json_integer(j, "whole_days", f.whole_days);
        json_maybe_text(j, "method", f.is_made ? method_of(&f) : "");
        json_maybe_text(j, "not_made_because", f.reason);
        json_range(j, "cost_to_come", f.left, 1, f.is_made);
        json_range(j, "cost_of_month", f.month, 1, f.is_made);
        json_budget(j, run, &f);
        json_close(j);
    }
    json_close(j);
}
