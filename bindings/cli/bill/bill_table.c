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
    char text[320], missing[96] = "";
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

static void put_month_line(const account_month *m, const toll_bill_line *line, const char *first, const screen *s)
{
    char text[320], month[16];
    const char *name = m->book->rows[line->rule].text;
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

static const char *put_month(const account_month *m, const char *first, const screen *s)
{
    if (!m->is_closed) {
        put_open_month(m, first, s);
        return "              ";
    }
    for (int64_t k = 0; k < m->total.n_lines; k++) {
        put_month_line(m, &m->lines[k], first, s);
        first = "              ";
    }
    return first;
}

/* The totals sum records; what closed months cost in addition is shown here. */
static void put_months(const bill_run *run, const screen *s)
{
    const char *first = "Months        ";
    for (uint64_t i = 0; i < run->months.n_months; i++) {
        first = put_month(&run->months.months[i], first, s);
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

static void put_book(const pricebook *b, int64_t records, bool is_one, const screen *s)
{
    char text[320];
    if (is_one) {
        snprintf(text, sizeof text, "book %.8s (%.200s)", b->hash, b->name);
    } else {
        snprintf(text, sizeof text, "%s by book %.8s (%.200s)", figure_count(records).text, b->hash, b->name);
    }
    screen_paragraph(s, STYLE_DIM, "              ", text);
}

static void put_prices(const bill_run *run, const screen *s)
{
    const price_books *books = &run->asked->books;
    bool is_own_alone = run->n_by_full == 0, is_full_alone = run->n_by_full > 0 && run->n_by_full == run->n_priced;
    char text[320], from[48], book[128] = "";
    if (is_own_alone) {
        snprintf(book, sizeof book, "; book %.8s (%.80s)", books->own.hash, books->own.name);
    }
    const fact_ages *ages = &run->ages;
    age_text age = fact_age_text(ages, ages->oldest);
    snprintf(from, sizeof from, "%s", figure_date((int32_t)ages->oldest).text);
    snprintf(text, sizeof text, "%s%s%s%s%s%s%s%s", ages->oldest > 0 ? "of " : "dates not stated",
             ages->oldest > 0 ? from : "", ages->newest > ages->oldest ? " to " : "",
             ages->newest > ages->oldest ? figure_date((int32_t)ages->newest).text : "",
             age.text[0] == 0 || ages->oldest == 0 ? ""
             : ages->newest > ages->oldest         ? ", up to "
                                                   : ", ",
             ages->oldest > 0 ? age.text : "", ages->oldest > 0 && ages->has_undated ? ", some without a date" : "",
             book);
    screen_paragraph(s, STYLE_DIM, "Prices        ", text);
    if (!is_own_alone && !is_full_alone) {
        put_book(&books->own, run->n_priced - run->n_by_full, false, s);
    }
    if (!is_own_alone) {
        put_book(&books->full, run->n_by_full, is_full_alone, s);
    }
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
    bill_show_unpriced(&run->problems, run->names.books, "Not priced    ", s);
    bill_show_bad_lines(run, s);
    put_notes(run, s);
    bill_show_rules(run, s);
    put_prices(run, s);
}
