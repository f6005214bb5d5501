/* SPDX-License-Identifier: Apache-2.0 */
/* The same answer for programs: amounts are exact, as text; what is not known is null. */
#include <stdio.h>
#include <string.h>

#include "bill/bill_answer.h"
#include "bill/bill_forecast.h"
#include "bill/bill_extras.h"
#include "input/instant.h"
#include "output/json_out.h"

static void json_amount(json *j, const char *key, const toll_amount *amount)
{
    char text[TOLL_MONEY_TEXT_BYTES] = "";
    toll_amount_format(amount, 0, text, sizeof text, NULL, NULL);
    json_text(j, key, text);
}

static void json_figures(json *j, const bill_sum *sum)
{
    json_amount(j, "cost", &sum->cost);
    json_text(j, "currency", sum->currency);
    json_integer(j, "records", sum->records);
    json_integer(j, "input_tokens", sum->input);
    json_integer(j, "cached_tokens", sum->cached);
    json_integer(j, "output_tokens", sum->output);
    json_amount(j, "cache_saved", &sum->saved);
    json_amount(j, "cache_saved_at_best", &sum->savable);
    json_integer(j, "stated_records", sum->stated_records);
    if (sum->stated_records == 0) {
        json_null(j, "stated_cost");
        json_null(j, "cost_of_stated_records");
        return;
    }
    json_amount(j, "stated_cost", &sum->stated);
    json_amount(j, "cost_of_stated_records", &sum->stated_cost);
}

/* One total where there is one currency; else there is no sum, and `totals` has one for each. */
static void json_totals(json *j, const bill_run *run)
{
    json_object(j, "total");
    if (run->sums.n_totals == 1) {
        json_figures(j, &run->sums.totals[0]);
    } else {
        json_null(j, "cost");
        json_null(j, "currency");
        json_integer(j, "records", run->n_priced);
    }
    json_close(j);
    json_array(j, "totals");
    for (int i = 0; i < run->sums.n_totals; i++) {
        json_object(j, NULL);
        json_figures(j, &run->sums.totals[i]);
        json_close(j);
    }
    json_close(j);
}

static void json_groups(json *j, const bill_run *run)
{
    json_array(j, "groups");
    for (uint64_t i = 0; i < run->sums.n_sums; i++) {
        const bill_sum *sum = &run->sums.sums[i];
        json_object(j, NULL);
        for (int k = 0; k < run->asked->n_by; k++) {
            json_text(j, bill_column_name(run->asked->by[k]), sum->labels[k]);
        }
        json_figures(j, sum);
        json_close(j);
    }
    json_close(j);
}

static void json_month_lines(json *j, const account_month *m)
{
    json_array(j, "lines");
    for (int64_t i = 0; m->is_closed && i < m->total.n_lines; i++) {
        const toll_bill_line *line = &m->lines[i];
        const uint32_t flags = line->flags;
        json_object(j, NULL);
        json_text(j, "kind", (flags & TOLL_LINE_FEE) != 0 ? "fee" : (flags & TOLL_LINE_FLOOR) != 0 ? "floor" : "cap");
        json_maybe_text(j, "name", m->book->rows[line->rule].text);
        json_amount(j, "cost", &line->billed_cost);
        json_close(j);
    }
    json_close(j);
}

static void json_month(json *j, const account_month *m)
{
    char month[16];
    account_month_text(m->month, month);
    json_object(j, NULL);
    json_maybe_text(j, "account", m->account);
    json_text(j, "month", month);
    json_bool(j, "is_closed", m->is_closed);
    json_maybe_text(j, "reason", m->wrong);
    if (m->is_closed) {
        json_amount(j, "cost", &m->total.billed_cost);
    } else {
        json_null(j, "cost");
    }
    json_text(j, "currency", m->currency);
    json_month_lines(j, m);
    json_close(j);
}

/* Months of tariffs with monthly amounts: their cost, which is in no record; null while a month is open. */
static void json_months(json *j, const bill_run *run)
{
    json_array(j, "months");
    for (uint64_t i = 0; i < run->months.n_months; i++) {
        json_month(j, &run->months.months[i]);
    }
    json_close(j);
    json_array(j, "totals_with_months");
    for (int i = 0; run->months.n_months > 0 && i < run->sums.n_totals; i++) {
        const toll_amount all = account_months_with(&run->months, &run->sums.totals[i]);
        json_object(j, NULL);
        json_amount(j, "cost", &all);
        json_text(j, "currency", run->sums.totals[i].currency);
        json_close(j);
    }
    json_close(j);
}

static void json_bad_lines(json *j, const bill_run *run)
{
    const bill_problems *p = &run->problems;
    json_integer(j, "bad_records", p->n_lines);
    json_array(j, "bad_lines");
    for (int64_t i = 0; i < p->n_lines && i < BAD_LINES_KEPT; i++) {
        json_object(j, NULL);
        json_text(j, "log", run->asked->logs[p->lines[i].log]);
        json_maybe_integer(j, "line", (int64_t)p->lines[i].line, p->lines[i].line > 0);
        json_text(j, "reason", p->lines[i].reason);
        json_close(j);
    }
    json_close(j);
}

static void json_unpriced(json *j, const bill_run *run)
{
    json_integer(j, "unpriced_records", run->problems.n_unpriced);
    json_array(j, "unpriced");
    bill_json_unpriced(j, &run->problems, run->names.books);
    json_close(j);
}

static void json_instants(json *j, const bill_run *run)
{
    bool is_known = run->n_priced > 0;
    json_maybe_text(j, "first_at", is_known ? instant_text(run->first_s).text : "");
    json_maybe_text(j, "last_at", is_known ? instant_text(run->last_s).text : "");
}

static void json_notes(json *j, const bill_run *run)
{
    char text[256];
    json_integer(j, "repeated_records", run->n_repeated);
    json_integer(j, "records_without_usage", run->n_nothing);
    json_integer(j, "records_outside", run->n_outside);
    json_integer(j, "records_without_instant", run->n_untimed);
    json_array(j, "notes");
    for (int i = 0; bill_note(run, i, text, sizeof text); i++) {
        json_text(j, NULL, text);
    }
    json_close(j);
}

static void json_used_book(json *j, const pricebook *b, int64_t records)
{
    json_object(j, NULL);
    json_text(j, "book", b->name);
    json_text(j, "book_hash", b->hash);
    json_integer(j, "records", records);
    json_close(j);
}

/* One name and hash where one book priced all; else they stand in the list. */
static void json_used_books(json *j, const bill_run *run)
{
    const price_books *books = &run->asked->books;
    int64_t by_own = run->n_priced - run->n_by_full;
    const pricebook *only = run->n_by_full == 0 ? &books->own : by_own == 0 ? &books->full : NULL;
    json_maybe_text(j, "book", only != NULL ? only->name : "");
    json_maybe_text(j, "book_hash", only != NULL ? only->hash : "");
    json_array(j, "books");
    if (by_own > 0 || run->n_by_full == 0) {
        json_used_book(j, &books->own, by_own);
    }
    if (run->n_by_full > 0) {
        json_used_book(j, &books->full, run->n_by_full);
    }
    json_close(j);
}

static void json_ages(json *j, const bill_run *run)
{
    json_object(j, "ages");
    fact_ages_json_members(j, &run->ages);
    json_used_books(j, run);
    json_close(j);
}

void bill_json_problems(json *j, const bill_run *run)
{
    json_bad_lines(j, run);
    json_unpriced(j, run);
    json_notes(j, run);
}

void bill_json(const bill_run *run)
{
    json j;
    json_answer(&j, "bill");
    json_totals(&j, run);
    json_bool(&j, "is_complete", !bill_is_incomplete(run));
    json_instants(&j, run);
    json_groups(&j, run);
    bill_extras_json(run, &j);
    json_months(&j, run);
    bill_json_problems(&j, run);
    if (run->as != NULL) {
        bill_as_json(&j, run);
    }
    if (run->asked->is_forecast) {
        bill_json_forecast(&j, run);
    }
    bill_json_rules(&j, run);
    json_ages(&j, run);
    json_close(&j);
}
