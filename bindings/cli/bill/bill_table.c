/* SPDX-License-Identifier: Apache-2.0 */
/* The verdict first, then the groups, then what the total lacks, then how the records were read. */
#include <stdio.h>
#include <string.h>

#include "bill/bill_answer.h"
#include "bill/bill_forecast.h"
#include "bill/bill_extras.h"
#include "input/instant.h"
#include "output/amount_text.h"
#include "output/figure_text.h"
#include "output/outside_text.h"
#include "output/table.h"

/* ---- the verdict ---- */

static const char *sign_of(const char *currency)
{
    return strcmp(currency, "USD") == 0 ? "$" : "";
}

static void put_total(const bill_run *run, const bill_sum *total, const screen *s)
{
    char text[256], missing[96] = "";
    int64_t lacks = run->problems.n_unpriced + run->problems.n_lines;
    bool is_dollar = strcmp(total->currency, "USD") == 0;
    if (lacks > 0) {
        snprintf(missing, sizeof missing, "; %s not in it", figure_count(lacks).text);
    }
    instant first = instant_text(run->first_s), last = instant_text(run->last_s);
    bool is_one_day = strncmp(first.text, last.text, 10) == 0;
    snprintf(text, sizeof text, "%s%s%s%s for %s %s, %s%.10s%s%.10s (exact%s)", sign_of(total->currency),
             amount_show(&total->cost).text, is_dollar ? "" : " ", is_dollar ? "" : total->currency,
             figure_count(total->records).text, total->records == 1 ? "request" : "requests", is_one_day ? "on " : "",
             first.text, is_one_day ? "" : " to ", is_one_day ? "" : last.text, missing);
    screen_paragraph(s, STYLE_TITLE, "", text);
}

static void put_nothing_billed(const bill_run *run, const screen *s)
{
    screen_put(s, STYLE_WARN, "No record was billed: %s without a price, %s that can't be read, %s without usage.",
               figure_count(run->problems.n_unpriced).text, figure_count(run->problems.n_lines).text,
               figure_count(run->n_nothing).text);
    screen_newline(s);
}

/* ---- cache and stated costs ---- */

static void put_cache(const bill_sum *total, const screen *s)
{
    char text[256];
    if (total->savable.low == 0 && total->savable.high == 0) {
        return;
    }
    double saved = amount_value(&total->saved), best = amount_value(&total->savable);
    snprintf(text, sizeof text, "%s %s saved of %s at best (all input from the cache)%s%s",
             amount_show(&total->saved).text, total->currency, amount_show(&total->savable).text, best > 0 ? ": " : "",
             best > 0 ? figure_percent(saved / best).text : "");
    screen_paragraph(s, STYLE_PLAIN, "Cache         ", text);
}

static void put_stated(const bill_sum *total, const screen *s)
{
    char text[512];
    toll_amount difference;
    if (total->stated_records == 0 ||
        toll_amount_subtract(&total->stated_cost, &total->stated, &difference, NULL) != TOLL_OK) {
        return;
    }
    snprintf(text, sizeof text, "%s of the requests state their cost: %s %s; by the book it is %s, a difference of %s",
             figure_count(total->stated_records).text, amount_show(&total->stated).text, total->currency,
             amount_show(&total->stated_cost).text, amount_show(&difference).text);
    screen_paragraph(s, STYLE_PLAIN, "Stated        ", text);
}

/* ---- months ---- */

static const char *closing_word(uint32_t flags)
{
    return (flags & TOLL_LINE_FEE) != 0     ? "fee"
           : (flags & TOLL_LINE_FLOOR) != 0 ? "up to the minimum"
                                            : "down to the cap";
}

static void put_month_line(const bill_run *run, const account_month *m, const toll_bill_line *line, const char *first,
                           const screen *s)
{
    char text[320], month[16];
    const char *name = run->asked->book.rows[line->rule].text;
    account_month_text(m->month, month);
    snprintf(text, sizeof text, "%s%s%s: %s %s, %s%s%s", m->account, m->account[0] != 0 ? " " : "", month,
             amount_show(&line->billed_cost).text, m->currency, closing_word(line->flags), name[0] != 0 ? " of " : "",
             name);
    screen_paragraph(s, STYLE_PLAIN, first, text);
}

static void put_open_month(const account_month *m, const char *first, const screen *s)
{
    char text[400], month[16];
    account_month_text(m->month, month);
    snprintf(text, sizeof text, "%s%s%s: not closed%s%s", m->account, m->account[0] != 0 ? " " : "", month,
             m->wrong[0] != 0 ? ": " : ", the log may lack a part of it (--close)", m->wrong);
    screen_paragraph(s, STYLE_WARN, first, text);
}

static const char *put_month(const bill_run *run, const account_month *m, const char *first, const screen *s)
{
    if (!m->is_closed) {
        put_open_month(m, first, s);
        return "              ";
    }
    for (int64_t k = 0; k < m->total.n_lines; k++) {
        put_month_line(run, m, &m->lines[k], first, s);
        first = "              ";
    }
    return first;
}

/* What months cost beside the records, which are all that the totals have. */
static void put_months(const bill_run *run, const screen *s)
{
    const char *first = "Months        ";
    for (uint64_t i = 0; i < run->months.n_months; i++) {
        first = put_month(run, &run->months.months[i], first, s);
    }
    for (int i = 0; run->months.n_months > 0 && i < run->sums.n_totals; i++) {
        char text[128];
        const toll_amount all = account_months_with(&run->months, &run->sums.totals[i]);
        snprintf(text, sizeof text, "with closed months %s %s", amount_show(&all).text, run->sums.totals[i].currency);
        screen_paragraph(s, STYLE_TITLE, first, text);
        first = "              ";
    }
}

/* ---- the foot ---- */

static void put_notes(const bill_run *run, const screen *s)
{
    char text[256];
    for (int i = 0; bill_note(run, i, text, sizeof text); i++) {
        screen_paragraph(s, STYLE_DIM, i == 0 ? "Notes         " : "              ", text);
    }
}

static void put_budget(const bill_run *run, const screen *s)
{
    char text[192];
    int32_t order = 0;
    for (int i = 0; run->asked->has_budget && i < run->sums.n_totals; i++) {
        const bill_sum *total = &run->sums.totals[i];
        const toll_amount cost = account_months_with(&run->months, total);
        toll_amount_compare(&cost, &run->asked->budget, &order, NULL);
        snprintf(text, sizeof text, "%s of %s %s: %s", amount_show(&cost).text, amount_show(&run->asked->budget).text,
                 total->currency, order > 0 ? "over" : "within");
        screen_paragraph(s, order > 0 ? STYLE_BAD : STYLE_GOOD, "Budget        ", text);
    }
}

/* ", 69 days before the last request"; empty where prices are younger than that, or have no date. */
static void say_age(const bill_run *run, char *text, size_t size)
{
    char date[24];
    int64_t oldest = run->oldest_date, at_s = 0;
    snprintf(date, sizeof date, "%04d-%02d-%02d", (int)(oldest / 10000 % 10000), (int)(oldest / 100 % 100),
             (int)(oldest % 100));
    text[0] = 0;
    if (oldest > 0 && instant_parse(date, &at_s) && run->last_s - at_s >= DAY_SECONDS) {
        int64_t days = (run->last_s - at_s) / DAY_SECONDS;
        snprintf(text, size, ", %s %s before the last request", figure_count(days).text, days == 1 ? "day" : "days");
    }
}

static void put_prices(const bill_run *run, const screen *s)
{
    char text[320], from[48], age[96];
    snprintf(from, sizeof from, "%s", figure_date((int32_t)run->oldest_date).text);
    say_age(run, age, sizeof age);
    snprintf(text, sizeof text, "%s%s%s%s%s; book %.8s (%.80s)", run->oldest_date > 0 ? "of " : "dates not stated",
             run->oldest_date > 0 ? from : "", run->newest_date > run->oldest_date ? " to " : "",
             run->newest_date > run->oldest_date ? figure_date((int32_t)run->newest_date).text : "", age,
             run->asked->book.hash, run->asked->book.name);
    screen_paragraph(s, STYLE_DIM, "Prices        ", text);
}

void bill_table(const bill_run *run, const screen *s)
{
    for (int i = 0; i < run->sums.n_totals; i++) {
        put_total(run, &run->sums.totals[i], s);
    }
    if (run->sums.n_totals == 0) {
        put_nothing_billed(run, s);
    }
    screen_newline(s);
    if (run->as != NULL) {
        bill_as_table(run, s);
    } else if (run->sums.n_sums > 0) {
        bill_show_groups(run, s);
        screen_newline(s);
    }
    for (int i = 0; run->as == NULL && i < run->sums.n_totals; i++) {
        put_cache(&run->sums.totals[i], s);
        put_stated(&run->sums.totals[i], s);
    }
    put_months(run, s);
    bill_extras_table(run, s);
    if (run->asked->is_forecast) {
        bill_show_forecast(run, s);
    } else {
        put_budget(run, s);
    }
    bill_show_unpriced(&run->problems, &run->asked->book, "Not priced    ", s);
    bill_show_bad_lines(run, s);
    put_notes(run, s);
    bill_show_rules(run, s);
    put_prices(run, s);
}
